"""Templates: plain text or a .docx whose paragraphs hold tokens.

A line may begin with a mark: 〔标题〕 for a line of the title, 〔署名〕 and 〔日期〕 for the end, and
〔若 指标〕 for a paragraph that is dropped when there is neither a value nor a target to tell of. All
other levels come from the numbering: 一、（一） 1. （1）.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from kezhang.catalogue import TEMPLATES, find
from kezhang.indicators import own_indicators
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.reports.document.blocks import ParagraphLevel
from kezhang.reports.templating.exhibit_tokens import ALONE
from kezhang.reports.templating.report_periods import Stretch
from kezhang.reports.templating.tokens import NOTHING_OWN, FaultyTemplate, TemplateFault, Token, nearest, read_all

MARK = re.compile(r"〔(标题|署名|日期|若\s*[^〕]+)〕\s*")
_EXHIBIT = re.compile(r"【\s*[表图]\s*[|｜]")
_LEVELS = {"标题": ParagraphLevel.TITLE, "署名": ParagraphLevel.SIGNATURE, "日期": ParagraphLevel.DATE}


@dataclass(frozen=True)
class TemplateLine:
    """One paragraph of a template, understood."""

    pieces: tuple[str | Token, ...]
    level: ParagraphLevel | None = None
    only_if: str = ""  # an indicator's name


@dataclass(frozen=True)
class TemplateText:
    """写法: a template by name with its paragraphs as people wrote them; kept with each report made from it."""

    name: str
    paragraphs: tuple[str, ...]
    org: Org | None = None  # whose it is, and whose own indicators it may name

    @cached_property
    def lines(self) -> list[TemplateLine]:
        """Understood. Raises FaultyTemplate with every fault at once."""
        return read_template(self.paragraphs, own_indicators.named(self.org) if self.org else NOTHING_OWN)

    @classmethod
    def shipped(cls, name: str) -> "TemplateText":
        """One of those that come with the product or a plug-in."""
        return cls(name, TEMPLATES[name].paragraphs)


@dataclass(frozen=True)
class ShippedTemplate:
    """随附模板: a template that comes with the product or with a plug-in, under a name of its own."""

    name: str  # in addresses and commands; never changed once released
    label: str  # what people call it
    paragraphs: tuple[str, ...]
    written_for: tuple[Stretch, ...] = ()  # the stretches its words fit; empty for any

    @classmethod
    def of_package(cls, package: str, name: str, label: str, *written_for: Stretch) -> "ShippedTemplate":
        """One kept as templates/<name>.txt in a package."""
        text = (files(package) / "templates" / f"{name}.txt").read_text(encoding="utf-8")
        return cls(name, label, tuple(text.splitlines()), written_for)


def read_template(paragraphs: Iterable[str], own: Mapping[str, AnyIndicator] = NOTHING_OWN) -> list[TemplateLine]:
    """Understand a template. Raises FaultyTemplate with every fault at once."""
    written = [p.strip() for p in paragraphs if p.strip()]
    marks = [MARK.match(p) for p in written]
    faults = [
        TemplateFault(n, p, m[0].strip(), f"没有这个指标，相近的有{'、'.join(nearest(_condition(m[1]), own))}")
        for n, (p, m) in enumerate(zip(written, marks, strict=True), start=1)
        if m and m[1].startswith("若") and _condition(m[1]) not in own and find(_condition(m[1])) is None
    ]
    faults += [
        TemplateFault(n, p, m[0].strip(), ALONE)
        for n, (p, m) in enumerate(zip(written, marks, strict=True), start=1)
        if m and m[1] in _LEVELS and _EXHIBIT.match(p[m.end() :])
    ]
    try:
        lines = read_all((p[m.end() :] if m else p for p, m in zip(written, marks, strict=True)), own)
    except FaultyTemplate as found:
        raise FaultyTemplate([*faults, *found.faults]) from None
    if faults:
        raise FaultyTemplate(faults)
    return [
        TemplateLine(
            tuple(pieces),
            level_marked(m) if m else None,
            _asked(m[1], own) if m and m[1].startswith("若") else "",
        )
        for pieces, m in zip(lines, marks, strict=True)
    ]


def level_marked(mark: re.Match[str]) -> ParagraphLevel | None:
    """The level a mark gives its paragraph; None for 〔若〕."""
    return _LEVELS.get(mark[1])


def _asked(mark: str, own: Mapping[str, AnyIndicator]) -> str:
    """The name by which the catalogue finds what a condition asks about."""
    name = _condition(mark)
    return own[name].slug if name in own else name


def _condition(mark: str) -> str:
    return mark.removeprefix("若").strip()
