"""期间和基期: the year, half or quarter that a number speaks of, and what its growth is held against.

A year said with the number decides; else its role does, within the period of its report:
what is done belongs to the report's period, a target to its year, a plan to what is left of it.

年均增长13% and 比2015年增长84.5% stand beside 同比增长12% in one paragraph: read without their basis
they would be taken, and collated, for the growth of one year.
"""

import re
from collections.abc import Sequence

from kezhang.reading.discourse.outline import Whole
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import recalled
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.roles import Judged

_SPAN = r"(?P<span>上半年|下半年|(?:第)?[一二三四]季度|前三季度)?"
_SAID = re.compile(
    rf"(?P<year>(?:19|20)\d\d)年(?<![较比与自从以是]\d\d\d\d年)(?:度)?{_SPAN}(?!\s?\d{{1,2}}\s?月|以来|[-—至])"
)
_OPENING = re.compile(rf"\s*(?:截至|截止|到)?(?P<year>(?:19|20)\d\d)年(?:度|底|末)?{_SPAN}[,，]")
#: The year that opens a sentence ends within so many characters: 截至2024年.
_TO_YEAR = 7
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
_GROWN = (
    r"(?:分别|复合|名义|实际|可比|净)*"
    r"(?:增[长加幅速]|递[增减]|提[高升]|上[升涨]|下[降滑]|降[低幅]|压?减[少]?|缩减|回落|攀升|达到?|为|超过?|约|$)"
)
_THEN = (
    r"(?P<then>“?(?:十[一二三四五]|[一二三四五六七八九])五”?(?:规划)?(?:期?[末初]期?|时期)"
    r"|[两二三四五六七八九十]年前|年初|上个?月|上季度|(?:19|20)\d\d年(?:年?[底末初])?)"
)
#: The last of these says what a growth is held against: the year before, or something else.
_BASES = re.compile(
    rf"同比|[比较][^,;。\d]{{0,6}}?(?:[上去]一?年|同期)|[比较]于?{_THEN}"
    rf"|(?P<spread>[两二三四五]年平均|[两二三四五]年年均|年均|年平均|平均每年|累计|环比)(?={_GROWN})"
)
#: 与2015年相比，高企增加12家，专利增长三倍: it holds to the end of the sentence.
_ALL_HELD = re.compile(rf"[与同和比较]{_THEN}相比[,，]")
_OVER_YEARS = re.compile(
    r"[三四五六七八九十]年(?:来|间|的?努力)|(?:过去|这|近)[^,，。]{0,3}[三四五六七八九十]年|十[一二三四]五”?(?:期间|时期|以来)|届[^,，。]{0,6}以来"
)
_LAST_YEAR = re.compile(r"[上去]一?年|同期|年初|(?:19|20)\d\d")
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
    if last is None and "年" in context.sentence_text.lstrip()[:_TO_YEAR]:
        last = _OPENING.match(context.sentence_text)
    return f"{last['year']}{_short(last['span'])}" if last else None


def _short(span: str | None) -> str:
    if not span:
        return ""
    if "季度" in span and not span.startswith("前"):
        return f"Q{_QUARTERS.index(span.removeprefix('第')[0]) + 1}"
    return "H2" if span == "下半年" else "H1" if span != "前三季度" else ""


def basis(context: Context, year: int | None) -> str:
    """What a growth is spread over or held against, as the text says it; "" where it is the year before.

    ``year``: that of the report, whose year before is no other basis even where it is named.
    """
    said = _basis_said(context.left)
    if said is None and "相比" in context.sentence_text and (held := _ALL_HELD.search(context.sentence_text)):
        said = f"比{held['then']}"
    return "" if not said or (year and said.startswith(f"比{year - 1}年")) else said


def basis_of_column(head: str) -> str:
    """The same for a column of growth: 比2015年增长（%）."""
    return _basis_said(head) or ""


@recalled
def _basis_said(words: str) -> str | None:
    """The basis that the words before a growth give it, "" for the year before, None where they give none.

    >>> _basis_said(",比2015年增长"), _basis_said("，年均增长"), _basis_said("，同比增长"), _basis_said("，增长")
    ('比2015年', '年均', '', None)
    """
    last = None
    for match in _BASES.finditer(words):
        last = match
    if last is None:
        return None
    return f"比{last['then']}" if last["then"] else last["spread"] or ""


def leaves_year_open(context: Context, ahead: Sequence[Context]) -> bool:
    """从68亿元增长到91.8亿元，年均增长5.4%: from when is not said, and not last year."""
    if _LAST_YEAR.search(context.left):
        return False
    if _OVER_YEARS.search(context.sentence_text):
        return True
    return any("年均" in each.left for each in ahead if each.sentence == context.sentence)
