"""模板库: the templates a bureau may write with, those that come with the product and its own with their versions.

A template is understood before it is kept, with every fault named at once; a version never
changes, and an older one comes back as a new one.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from kezhang import catalogue
from kezhang.indicators import own_indicators
from kezhang.orgs.models import Org, User
from kezhang.quantities.periods import Period
from kezhang.reading.sources.opening import open_source
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.records.writing import chain, journal, stored_files
from kezhang.records.writing.journal import Author
from kezhang.reports.document import conversion
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text, level_of, run_in
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.docx_writer import write_docx
from kezhang.reports.models import Report, Template, TemplateVersion
from kezhang.reports.templating.paper_template import read_paper, texts_of
from kezhang.reports.templating.parsing import ShippedTemplate, TemplateText, read_line, read_template
from kezhang.reports.templating.report_periods import Stretch
from kezhang.reports.templating.tokens import NOTHING_OWN, FaultyTemplate, TemplateFault

#: Our templates; ``kezhang.catalogue`` adds those of plug-ins.
TEMPLATES = tuple(
    ShippedTemplate.of_package("kezhang.reports.templating", name, label, *written_for)
    for name, label, written_for in (
        ("half_year", "半年工作总结和计划（县）", (Stretch.FIRST_HALF,)),
        ("half_year_district", "半年工作总结和计划（区）", (Stretch.FIRST_HALF,)),
        ("annual", "年度工作总结和计划", (Stretch.YEAR,)),
        ("quarterly", "季度科技工作调度情况", (Stretch.QUARTER,)),
        ("brief", "工作简报（一页）", ()),
        ("problems", "问题清单", ()),
    )
)
#: Months in which a summary of the first half is still what is written; from autumn on it is that of the year.
HALF_YEAR_SEASON = range(4, 10)
OWN_KEY = re.compile(r"own-([0-9]{1,18})")
KINDS = (*conversion.KINDS, ".txt")
#: Templates in the log of changes.
SUBJECT = "report-templates"


class TemplateRefused(Exception):
    """The template is not taken; the message says why, in Chinese."""


@dataclass(frozen=True)
class Offered:
    """One template to choose: its key in forms and commands, and what people call it."""

    key: str
    label: str


def offered(org: Org) -> list[Offered]:
    """The bureau's own templates, newest version each, then those that come with the product."""
    return [Offered(t.key, f"{t.name}（本单位）") for t in Template.objects.filter(org=org)] + shipped()


def shipped() -> list[Offered]:
    """The templates that come with the product and with plug-ins."""
    return [Offered(each.name, each.label) for each in catalogue.TEMPLATES.values()]


def label_of(template: TemplateText) -> str:
    """What people call a template; a bureau's own goes by its name."""
    known = catalogue.TEMPLATES.get(template.name)
    return known.label if known else template.name


def find(org: Org, named: str) -> TemplateText | None:
    """A template by its key, its Chinese name, or the name the bureau gave its own."""
    if known := next((each for each in shipped() if named in (each.key, each.label)), None):
        return TemplateText.shipped(known.key)
    found = own(org, named) or Template.objects.filter(org=org, name=named).first()
    return written(found.newest) if found else None


def own(org: Org, key: str) -> Template | None:
    """One of the bureau's own templates by its key, ``own-12``."""
    number = OWN_KEY.fullmatch(key)
    return Template.objects.filter(org=org, pk=int(number[1])).first() if number else None


def written(version: TemplateVersion) -> TemplateText:
    """A version as it is drafted from; a document with its file, to be filled where it stands."""
    paper = None
    if not (version.file.name or "").endswith(".txt"):
        with version.file.open("rb") as file:
            paper = conversion.as_docx(file.read())
    return TemplateText(version.template.name, tuple(version.paragraphs), version.template.org, paper)


def usual(org: Org, as_of: date) -> str:
    """The key of the template the bureau wrote its last report with, else one that fits the time of the year.

    What was written for the first half is not proposed once the year is summed up.
    """
    last = Report.objects.filter(org=org).exclude(state=Report.State.WITHDRAWN).order_by("-made_at").first()
    own = Template.objects.filter(org=org, name=last.template).first() if last else None
    if own is not None:
        return own.key
    in_season = as_of.month in HALF_YEAR_SEASON
    shipped = catalogue.TEMPLATES.get(last.template) if last else None
    if shipped and (in_season or shipped.written_for != (Stretch.FIRST_HALF,)):
        return shipped.name
    if not in_season:
        return "annual"
    return "half_year_district" if org.place_word == "区" else "half_year"


def written_for(template: TemplateText) -> tuple[Stretch, ...]:
    """The stretches a template's words fit; a title that plans the second half is a summary of the first."""
    if shipped := catalogue.TEMPLATES.get(template.name):
        return shipped.written_for
    titles = "".join(paragraph for paragraph in template.paragraphs if paragraph.startswith("〔标题〕"))
    return (Stretch.FIRST_HALF,) if "下半年" in titles and "计划" in titles else ()


def misfit(template: TemplateText, period: Period) -> str:
    """Why a template's words do not fit a period; "" where they do."""
    fitting, stretch = written_for(template), Stretch.of(period)
    if not fitting or stretch in fitting:
        return ""
    meant = "、".join(each.value for each in fitting)
    return f"“{label_of(template)}”是为{meant}写的，选的是{period.label}（{stretch.value}）；请改选期间，或换一个模板。"


def understand(paragraphs: Iterable[str], org: Org | None = None, *, titled: bool = True) -> list[str]:
    """The paragraphs as they are kept, by a bureau that may name its own indicators. Raises FaultyTemplate.

    ``titled``: without a title they are faulty.
    """
    kept = [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]
    faults: list[TemplateFault] = []
    if titled and not any(paragraph.startswith("〔标题〕") for paragraph in kept):
        says = "缺少标题；请在标题所在段的最前面写上〔标题〕"
        faults.append(TemplateFault(1, kept[0] if kept else "", "〔标题〕", says))
    try:
        read_template(kept, own_indicators.named(org) if org else NOTHING_OWN)
    except FaultyTemplate as faulty:
        faults += faulty.faults
    if faults:
        raise FaultyTemplate(faults)
    return kept


def opened(content: bytes, file_name: str, name: str, org: Org | None, *, titled: bool = False) -> TemplateText:
    """An uploaded template understood: a document is filled where it stands, a text is laid out by us.

    ``titled``: a text has to say which line is its title; a document has one of its own. Raises TemplateRefused for what is no template, FaultyTemplate with every fault.
    """
    kind, limit = conversion.suffix_of(file_name), settings.KEZHANG_EVIDENCE_LIMIT
    if kind not in KINDS:
        raise TemplateRefused(f"“{file_name}”不是文档；请上传 {'、'.join(KINDS)} 文件。")
    if len(content) > limit:
        raise TemplateRefused(f"“{file_name}”超过{limit // 1024 // 1024}MB的上限，不像一份模板。")
    if kind == ".txt":
        return TemplateText(name, tuple(understand(lines_of(content, file_name), org, titled=titled)), org)
    try:
        paper = conversion.as_docx(content)
        read = read_paper(paper, own_indicators.named(org) if org else NOTHING_OWN)
    except NotADocument as fault:
        raise TemplateRefused(f"“{file_name}”：{fault}") from fault
    if not read.lines:
        raise TemplateRefused(f"“{file_name}”里没有文字，不像一份模板。")
    return TemplateText(name, tuple(texts_of(read)), org, paper)


def lines_of(content: bytes, name: str) -> list[str]:
    """The lines of a text, whatever Chinese machines encode it in. Raises TemplateRefused."""
    with tempfile.TemporaryDirectory(prefix="kezhang-") as folder:
        copy = Path(folder) / "template.txt"
        copy.write_bytes(content)
        try:
            return open_source(copy, name).text.splitlines()
        except Unreadable as fault:
            raise TemplateRefused(f"“{name}”：{fault}") from fault


def keep(org: Org, name: str, content: bytes, file_name: str, by: User | None, note: str = "") -> TemplateVersion:
    """上传: the first or the next version of a template. Raises TemplateRefused, or FaultyTemplate with every fault."""
    name = name.strip()
    if not name or len(name) > 60:
        raise TemplateRefused("请写明模板名称，不超过60个字。")
    if any(name in (each.key, each.label) for each in shipped()):
        raise TemplateRefused(f"“{name}”是随产品来的模板的名称，请另起一个名称。")
    understood = opened(content, file_name, name, org, titled=True)
    with chain.held(org):
        template, _ = Template.objects.get_or_create(org=org, name=name)
        return _add(template, understood, content, conversion.suffix_of(file_name), by, note)


def restore(version: TemplateVersion, by: User | None) -> TemplateVersion:
    """恢复: an older version becomes the newest, as a version of its own."""
    with version.file.open("rb") as file:
        content = file.read()
    kind, org = conversion.suffix_of(version.file.name or ""), version.template.org
    understood = opened(content, f"{version.template.name}{kind}", version.template.name, org)
    return _add(version.template, understood, content, kind, by, f"恢复第{version.number}版")


def _add(
    template: Template, understood: TemplateText, content: bytes, kind: str, by: User | None, note: str
) -> TemplateVersion:
    with chain.held(template.org):  # two people uploading at once get two numbers
        last = template.versions.last()
        made = TemplateVersion(template=template, number=last.number + 1 if last else 1, by=by)
        made.paragraphs = list(understood.paragraphs)
        made.sha256, made.note = hashlib.sha256(content).hexdigest(), note[:200]
        stored_files.keep(made.file, f"{template.org.code}-{template.pk}-{made.number}{kind}", content)
        made.save()
        before = {"version": last.number, "sha256": last.sha256} if last else {}
        after = {"version": made.number, "sha256": made.sha256, "name": template.name}
        journal.note(template.org, SUBJECT, template.pk, before, after, Author(by=by, reason=note or "上传模板"))
    return made


def as_docx(template: TemplateText, author: str) -> bytes:
    """The template as a document laid out as its report will be, tokens and marks as words, to be edited and sent back."""
    blocks = [_block(paragraph) for paragraph in template.paragraphs if paragraph.strip()]
    return write_docx(blocks, title=label_of(template), author=author, properties={"KezhangTemplate": template.name})


def _block(paragraph: str) -> Block:
    line, _ = read_line(paragraph, 1, NOTHING_OWN)
    level = line.level or level_of(line.words)
    parts = (Text(paragraph),)
    return Block(level, run_in(parts) if level is ParagraphLevel.HEADING2 else parts)
