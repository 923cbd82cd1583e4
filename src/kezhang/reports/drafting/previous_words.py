"""上期文字: what the last issued report said under the same heading, carried forward as a suggestion.

It is marked as last time's on every paragraph, and its numbers are plain words; a report
that still holds the mark cannot be issued.
"""

import re
from collections.abc import Sequence
from datetime import date

from kezhang.orgs.models import Org
from kezhang.reports.document.blocks import ParagraphLevel, begins_attachment, level_of
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.document.official.elements import PaperElements
from kezhang.reports.document.verification.issue_mark import beside_mark
from kezhang.reports.models import Report

SUGGESTED = "【上期文字，请核改】"
#: How a place begins that its author has to fill in; with what stands there the report cannot be issued either.
TO_FILL_IN = "【请填："
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_OF_A_TIME = re.compile(r"\d{4}年度?|[上下]半年|[一二三四]季度|\d{1,2}月份?")
_HEADINGS = (ParagraphLevel.HEADING1, ParagraphLevel.HEADING2)


def carried(org: Org, before: date, template: str, heading: str) -> list[str]:
    """The paragraphs under that heading in the last issued report, of the same template if there is one."""
    found = Report.objects.filter(org=org, state=Report.State.ISSUED, as_of__lt=before).order_by("-as_of", "-issued_at")
    for report in [*found.filter(template=template)[:1], *found[:1]]:
        dress = set(PaperElements.of(report.official).lines()) if report.official else set()
        told = [text for text in beside_mark(visible_paragraphs(report.file.path)) if text not in dress]
        if paragraphs := section(told, heading):
            return paragraphs
    return []


def section(paragraphs: Sequence[str], heading: str) -> list[str]:
    """What stands under a heading, up to the next of its level or above.

    >>> section(["一、情况", "（一）抓投入。全县1项。", "又2项。", "（二）服务。", "二、2023年下半年计划"], "（三）抓投入。")
    ['全县1项。', '又2项。']
    """
    level, wanted = level_of(heading), bare(heading)
    found: list[str] = []
    inside = False
    for paragraph in paragraphs:
        own = level_of(paragraph)
        if inside and begins_attachment(paragraph):
            break
        if inside and own in _HEADINGS and (own is level or own is ParagraphLevel.HEADING1):
            break
        if inside:
            found.append(paragraph)
        elif own is level and wanted and bare(paragraph) == wanted:
            inside = True
            found.append(paragraph.partition("。")[2])
    return [paragraph for paragraph in found if paragraph.strip()]


def bare(heading: str) -> str:
    """A heading without its number and what changes from one report to the next.

    >>> bare("三、2024年下半年工作计划"), bare("（二）梯次培育高新技术企业。州科技局下达")
    ('工作计划', '梯次培育高新技术企业')
    """
    return _OF_A_TIME.sub("", _NUMBERING.sub("", heading).partition("。")[0]).strip()
