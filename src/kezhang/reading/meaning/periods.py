"""期间: the year, half or quarter that a number speaks of.

A year said with the number decides; else its role does, within the period of its report:
what is done belongs to the report's period, a target to its year, a plan to what is left of it.
"""

import re

from kezhang.reading.discourse.outline import Whole
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import recalled
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.roles import Judged

_SPAN = r"(?P<span>上半年|下半年|(?:第)?[一二三四]季度|前三季度)?"
_SAID = re.compile(
    rf"(?<![较比与自从以是])(?<!相较)(?P<year>(?:19|20)\d\d)年(?:度)?{_SPAN}(?!\s?\d{{1,2}}\s?月|以来|[-—至])"
)
_OPENING = re.compile(rf"\s*(?:截至|截止|到)?(?P<year>(?:19|20)\d\d)年(?:度|底|末)?{_SPAN}[,，]")
#: 力争到2025年，高企达到6家，…: the year by which it is to be reached, until another is said.
_BY_YEAR = re.compile(
    r"[到至] ?(?P<year>20\d\d)年(?:底|末|时)?(?=[,一-鿿])(?!的)(?![^;]*(?:[今明每当]年|年内|20\d\d年(?!的?基础)))"
)
_AIMED = frozenset((Role.TARGET, Role.PLAN))
_SPAN_SAID = re.compile(r"上半年|下半年|(?:第)?[一二三四]季度|前三季度|1\s?[-—–~至]\s?6月")
_FROM_YEAR = re.compile(r"[从由]((?:19|20)\d\d)年")
_WHOLE_YEAR = re.compile(r"全年|年内|年底|年末|本年|今年|年度")
_NEXT_YEAR = re.compile(r"明年|来年|下年度?")
_YEAR_BEFORE_LAST = re.compile(r"前年")
_OF_LAST_YEAR = re.compile(r"[\s,，、]*(?:去年|上年)度?(?:新|共|全年)")
_SAME_SPAN = re.compile(r"同期")
_QUARTERS = "一二三四"
#: These are of the figure they are said of.
_SAID_OF = frozenset((Role.CHANGE, Role.RANK))


def period(context: Context, judged: Judged, own: bool, near: str | None, whole: Whole, plans: bool) -> str | None:
    """The period of one number: ``2024``, ``2024H1``, ``2024Q1``; None where neither text nor report tells.

    ``own``: it has a subject of its own; ``near``: the period of the fact done that it takes its subject from;
    ``plans``: it stands in a part that plans ahead.
    """
    said = said_year(context) or (judged.role in _AIMED and _by_year(context.sentence_text))
    if said:
        return said
    if whole.year is None:
        return None
    year, span = whole.year, whole.half or ""
    if judged.role is Role.BASELINE:
        came_from = _FROM_YEAR.search(context.left)
        if came_from:
            return came_from[1]
        before = 2 if _YEAR_BEFORE_LAST.search(context.left) else 1
        return f"{year - before}{span if _SAME_SPAN.search(context.left) else ''}"
    spoken = _span(context.left)
    if near and not own and (judged.role in _SAID_OF or (judged.role is Role.ACTUAL and spoken is None)):
        return near
    words = context.clause_left
    if judged.role in _AIMED and _NEXT_YEAR.search(words):
        return str(year + 1)
    if judged.role is Role.TARGET:
        return str(year)
    if judged.role is Role.PLAN:
        if _WHOLE_YEAR.search(words):
            return str(year)
        if not plans:
            return f"{year}{span}"
        return f"{year}H2" if span == "H1" else str(year + 1) if not span else str(year)
    if judged.role is Role.ACTUAL and "年" in context.left and _OF_LAST_YEAR.match(context.left):
        return str(year - 1)
    return f"{year}{span if spoken is None else spoken}"


@recalled
def _span(words: str) -> str | None:
    """The half or quarter that the words speak of."""
    found = _SPAN_SAID.search(words)
    return _short(found[0]) if found else None


def _by_year(sentence: str) -> str | None:
    """The year by which something is to be reached, where the sentence says one."""
    by = _BY_YEAR.search(sentence.rpartition(";")[2]) if "年" in sentence else None
    return by["year"] if by else None


def said_year(context: Context) -> str | None:
    """A year in the number's own words, or one that opens its sentence."""
    last = None
    if "年" in context.left:
        for match in _SAID.finditer(context.left):
            last = match
    if last is None:
        last = _OPENING.match(context.sentence_text)
    return f"{last['year']}{_short(last['span'])}" if last else None


def _short(span: str | None) -> str:
    if not span:
        return ""
    if "季度" in span and not span.startswith("前"):
        return f"Q{_QUARTERS.index(span.removeprefix('第')[0]) + 1}"
    return "H2" if span == "下半年" else "H1" if span != "前三季度" else ""
