"""Templates: paragraphs that hold tokens, as plain text or in a bureau's own document.

A line may begin with marks: 〔标题〕 for a line of the title, 〔署名〕 and 〔日期〕 for the end, 〔附件〕 for the title
of an attachment, 〔公文〕 for what the paper is issued with, 〔若 条件〕 for a paragraph that is there only where the
condition holds, with 〔否则〕 before what is said elsewhere, and 〔接〕 for a sentence that runs on from the paragraph before. All other levels come from the numbering: 一、（一） 1. （1）.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from kezhang.catalogue import TEMPLATES
from kezhang.indicators import own_indicators
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.reports.document.blocks import ParagraphLevel
from kezhang.reports.templating.conditions import Conditions, read_conditions
from kezhang.reports.templating.declared_paper import declared_fault
from kezhang.reports.templating.exhibit_tokens import ALONE
from kezhang.reports.templating.look_alikes import MARK, OTHERWISE, in_words
from kezhang.reports.templating.report_periods import Stretch
from kezhang.reports.templating.tokens import (
    NOTHING_OWN,
    UNPAIRED,
    FaultyTemplate,
    TemplateFault,
    Token,
    names_something,
    read,
    split,
)

_LEVELS = {
    "标题": ParagraphLevel.TITLE,
    "署名": ParagraphLevel.SIGNATURE,
    "日期": ParagraphLevel.DATE,
    "附件": ParagraphLevel.ATTACHMENT_TITLE,
}
_ALONE = "要独占一段，请把它前后的文字移到上一段或下一段"

Pieces = tuple[str | Token, ...]


@dataclass(frozen=True)
class TemplateLine:
    """One paragraph of a template, understood.

    ``begins`` is how many characters of marks stand before its words; a word is as long as it is, a token as it was
    typed, so that each can be found again where it stands.
    """

    pieces: Pieces
    level: ParagraphLevel | None = None
    only_if: Conditions = ()
    otherwise: Pieces | None = None  # what is said where the condition does not hold
    runs_on: bool = False  # 〔接〕: it is the next sentence of the paragraph before
    is_paper: bool = False  # 〔公文〕: it says what the paper is issued with, and is no text
    begins: int = 0
    marks: str = ""

    @property
    def words(self) -> str:
        """The paragraph as it was typed, without its marks."""
        return "".join(typed(piece) for piece in self.pieces)


def typed(piece: str | Token) -> str:
    """A piece as it stands in the template."""
    return piece if isinstance(piece, str) else f"【{piece.written}】"


@dataclass(frozen=True)
class TemplateText:
    """写法: a template by name with its paragraphs as people wrote them; kept with each report made from it."""

    name: str
    paragraphs: tuple[str, ...]
    org: Org | None = None  # whose it is, and whose own indicators it may name
    paper: bytes | None = None  # the .docx that is filled where it stands; None for mere paragraphs

    @property
    def own(self) -> Mapping[str, AnyIndicator]:
        """The bureau's own indicators, by the names it gave them."""
        return own_indicators.named(self.org) if self.org else NOTHING_OWN

    @cached_property
    def lines(self) -> list[TemplateLine]:
        """Understood. Raises FaultyTemplate with every fault at once."""
        return read_template(self.paragraphs, self.own)

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
    found = [read_line(text, number, own) for number, text in enumerate(written, start=1)]
    if faults := [fault for _, wrong in found for fault in wrong]:
        raise FaultyTemplate(faults)
    return [line for line, _ in found]


def read_line(
    text: str, number: int, own: Mapping[str, AnyIndicator], *, in_row: bool = False
) -> tuple[TemplateLine, list[TemplateFault]]:
    """One paragraph understood as far as it can be, and everything that is wrong with it; ``in_row`` of a table."""
    faults: list[TemplateFault] = []
    level: ParagraphLevel | None = None
    only_if: Conditions = ()
    runs_on, is_paper, begins = False, False, 0
    while (mark := MARK.match(text, begins)) is not None:
        begins = mark.end()
        if mark[1] in _LEVELS:
            level = _LEVELS[mark[1]]
        elif mark[1] == "接":
            runs_on = True
        elif mark[1] == "公文":
            is_paper = True
        else:
            asked = read_conditions(mark[1].removeprefix("若").strip(), own)
            if isinstance(asked, str):
                faults.append(TemplateFault(number, text, mark[0].strip(), asked))
            else:
                only_if = asked
    words = text[begins:]
    said, middle, other = words.partition(OTHERWISE) if text[:begins].find("〔若") >= 0 else (words, "", "")
    pieces = _pieces(said, number, text, own, faults)
    otherwise = _pieces(other, number, text, own, faults) if middle else None
    faults += [] if in_row else _out_of_rows((*pieces, *(otherwise or ())), number, text)
    if is_paper and (says := declared_fault(pieces, said)):
        faults.append(TemplateFault(number, text, "〔公文〕", says))
    faults += _alone(pieces, number, text, marked=level is not None or runs_on)
    faults += [] if otherwise is None else _alone(otherwise, number, text, marked=True)
    line = TemplateLine(
        tuple(pieces), level, only_if, None if otherwise is None else tuple(otherwise), runs_on, is_paper, begins,
        text[:begins],
    )  # fmt: skip
    return line, faults


def _pieces(
    words: str, number: int, text: str, own: Mapping[str, AnyIndicator], faults: list[TemplateFault]
) -> list[str | Token]:
    pieces: list[str | Token] = []
    for piece in split(words):
        if isinstance(piece, str):
            if "【" in piece or "】" in piece:
                faults.append(TemplateFault(number, text, piece.strip()[:12], UNPAIRED))
            pieces.append(piece)
            continue
        token = read(piece[1], number, text, own)
        if isinstance(token, TemplateFault):
            faults.append(token)
        else:
            pieces.append(token)
    faults += [
        TemplateFault(number, text, each.typed, each.says)
        for each in in_words(words, lambda inside: names_something(inside, own))
    ]
    return pieces


def _out_of_rows(pieces: Sequence[str | Token], number: int, text: str) -> list[TemplateFault]:
    """Tokens of rows that are repeated, where there is no row."""
    return [
        TemplateFault(
            number,
            text,
            f"【{piece.written}】",
            "【每条】【列】【序号】【每县】【合计】只能写在 .docx 模板的表格里，一起写在要重复的那一行",
        )
        for piece in pieces
        if isinstance(piece, Token) and (piece.each or piece.cell or piece.of_places)
    ]


def _alone(pieces: Sequence[str | Token], number: int, text: str, *, marked: bool) -> list[TemplateFault]:
    """What stands for whole paragraphs, tables or charts has its paragraph to itself."""
    for piece in pieces:
        if isinstance(piece, Token) and piece.stands_alone:
            rest = any(other is not piece and (not isinstance(other, str) or other.strip()) for other in pieces)
            if rest or marked:
                says = ALONE if piece.exhibit else f"【{piece.written}】{_ALONE}"
                return [TemplateFault(number, text, f"【{piece.written}】", says)]
    return []
