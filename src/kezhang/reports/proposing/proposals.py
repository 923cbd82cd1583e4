"""建议: for each number of an old report the stretch to exchange, the token proposed, its runner-ups, and why.

What no ledger holds is proposed as 手填, so that the next report cannot go out with last year's number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator, Growth, Indicator, Timing
from kezhang.indicators.names import names, unit_read
from kezhang.reading.findings import Finding, Reading, Role, Source
from kezhang.reading.reader import read
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.reports.proposing.candidates import (
    BELIEVED,
    NONE,
    Around,
    Candidate,
    candidates,
    comparable,
    is_clear,
    is_sure,
)
from kezhang.reports.templating.tokens import Token, splittable
from kezhang.reports.templating.tokens import read as read_token

_CHOICES = 3
#: The last 、 behind a number.
_LISTED = re.compile(r"^.*\d[^、\d]{0,6}、", re.DOTALL)
_AGAIN = re.compile(r"再(?:登记|完成|新增|组织|开展|申报|认定|入库|发放|引进)")
_SHORT = re.compile(r"[还尚]差|相差|缺口")
_END = re.compile(r"[。！？\n]")
_CLOSE = re.compile(r"[，、。；：！？\n]")
_BREAK = re.compile(r"[，。；：！？\n]")
_MORE = re.compile(r"^([\d.,，]+|[零〇一二三四五六七八九十百千]+)(万|亿)?(余|多)?(.*)$")
#: Words that say a number is of the stretch the report is about, and not of the year so far.
_OF_PERIOD = re.compile(r"本季|[一二三四]季度|本月|当月|当季")
_TO_DATE = re.compile(r"累计|截至|1[-—–至~]\d{1,2}月|年初以来|今年以来")
_DIRECTION = re.compile(
    r"(?:同比|比上年|较上年|比去年|较去年)?(?:同期)?(增长|提高|上升|增加|提升|前移|下降|减少|降低|回落|后移)了?$"
)
_BATCHES = re.compile(r"第[一二三四五]批[^，。；、\d]{0,10}\d+家(?:[、，]第[一二三四五]批[^，。；、\d]{0,10}\d+家)+")
_YEAR = re.compile(r"(20\d{2})(?=年)")
#: Names in which a year belongs to somebody's title.
_NAMED = re.compile(r"《[^》]*》|“[^”]*”|〔20\d{2}〕|（[^）]*文件）")


@dataclass(frozen=True)
class TokenChoice:
    """One token that may stand there, with why."""

    token: str
    why: str


@dataclass(frozen=True)
class TokenProposal:
    """A stretch of the text and what may take its place, the likeliest first; the last is always 手填 for a number."""

    start: int
    end: int
    text: str
    choices: tuple[TokenChoice, ...]
    is_sure: bool

    @property
    def best(self) -> str:
        return self.choices[0].token


def propose(text: str) -> list[TokenProposal]:
    """Every number and year of an old report, in the order of the text."""
    reading = read(Source(name="", text=text), names())
    year = _year_of(reading)
    made = [*_batches(text), *_years(text, year)]
    taken = [(each.start, each.end) for each in made]
    subjects: dict[int, list[Candidate]] = {}
    for finding in reading.findings:
        if finding.masked or any(finding.start < end and start < finding.end for start, end in taken):
            continue
        proposal = _number(reading, finding, year, subjects)
        if not any(proposal.start < end and start < proposal.end for start, end in taken):
            made.append(proposal)
            taken.append((proposal.start, proposal.end))
    return sorted(made, key=lambda each: each.start)


def _year_of(reading: Reading) -> int | None:
    """The year the report is about: that of its title, else the one most of its numbers are of."""
    periods = [span.period for span in reading.reports if span.period]
    periods += sorted(
        {f.period for f in reading.findings if f.period}, key=lambda p: -sum(f.period == p for f in reading.findings)
    )
    return next((int(period[:4]) for period in periods if period[:4].isdigit()), None)


def _batches(text: str) -> Iterator[TokenProposal]:
    """第一批5家、第二批3家 is one 其中, not two numbers."""
    for found in _BATCHES.finditer(text):
        near = text[max(0, found.start() - 60) : found.end()]
        options = [
            each.indicator
            for each in candidates(Around(near, near, near), "家", ())
            if any("批" in label for label in splittable(each.indicator).values())
        ]
        if options:
            column = next(label for label in splittable(options[0]).values() if "批" in label)
            choices = (
                TokenChoice(f"【{options[0].label}|其中|{column}】", "分批的数写成一个“其中”"),
                _by_hand(found[0], "分批的数"),
            )
            yield TokenProposal(found.start(), found.end(), found[0], choices, is_sure=True)


def _years(text: str, year: int | None) -> Iterator[TokenProposal]:
    if year is None:
        return
    words = {year: "年度", year + 1: "下年度", year - 1: "上年度"}
    named = [(m.start(), m.end()) for m in _NAMED.finditer(text)]
    for found in _YEAR.finditer(text):
        token = words.get(int(found[1]))
        if token and not any(start <= found.start() < end for start, end in named):
            told = {"年度": "报告的年度", "下年度": "下一年", "上年度": "上一年"}[token]
            yield TokenProposal(
                found.start(), found.end(), found[1], (TokenChoice(f"【{token}】", told),), is_sure=True
            )


def _number(
    reading: Reading, finding: Finding, year: int | None, subjects: dict[int, list[Candidate]]
) -> TokenProposal:
    text = reading.text
    around = _around(reading, finding)
    start, end = _stretch(text, finding)
    matched = _matched(finding)
    unit = _unit(finding)
    shares = finding.role in (Role.COMPLETION_RATE, Role.CHANGE) or unit in ("位", "百分点")
    group = finding.group or 0
    if shares and group in subjects and not _is_own(finding):
        found = subjects[group]
    elif shares:
        found = _of_any_unit(around, matched)
    else:
        found = candidates(around, unit, matched)
        if not is_clear(found) and group in subjects:
            found = [c for c in subjects[group] if _fits_unit(c, unit)] or found
        if found and finding.role in (Role.ACTUAL, Role.TARGET, Role.PLAN) and is_clear(found):
            subjects[group] = found
    if finding.role is Role.CHANGE and unit == "%":
        found = [*_growths(found), *found]
    choices = [choice for each in found[:_CHOICES] if (choice := _choice(each, finding, around, year))]
    choices = list({choice.token: choice for choice in choices}.values())
    noun = (finding.metric or around.clause[-8:]).strip()
    hand = _by_hand(text[start:end], noun)
    clear = bool(choices) and is_clear(found)
    ordered = [*choices, hand] if clear else [hand, *choices]
    sure = clear and is_sure(found) and finding.role in (Role.ACTUAL, Role.TARGET, Role.COMPLETION_RATE)
    return TokenProposal(start, end, text[start:end], tuple(ordered), is_sure=sure)


def _matched(finding: Finding) -> list[tuple[str, Decimal]]:
    if finding.match is None:
        return []
    found = [(finding.match.name, finding.match.score)]
    if finding.match.runner_up and finding.match.runner_up_score is not None:
        found.append((finding.match.runner_up, finding.match.runner_up_score))
    return found


def _unit(finding: Finding) -> str:
    return finding.unit or ""


def _is_own(finding: Finding) -> bool:
    """Whether a share names an indicator of its own, such as a rate that is an indicator."""
    return finding.match is not None and finding.match.score >= BELIEVED


def _of_any_unit(around: Around, matched: Sequence[tuple[str, Decimal]]) -> list[Candidate]:
    found = [
        each for unit in ("%", "位", "家", "元", "场次", "份", "人次") for each in candidates(around, unit, matched)
    ]
    found += candidates(around, "", matched)
    found += [Candidate(INDICATORS[name], score) for name, score in matched if name in INDICATORS]
    best: dict[str, Candidate] = {}
    for each in found:
        if each.score > best.get(each.indicator.slug, Candidate(each.indicator, NONE)).score:
            best[each.indicator.slug] = each
    return sorted(best.values(), key=lambda each: -each.score)


def _growths(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """A growth that is an indicator of its own, before the growth worked out from its indicator."""
    for each in found[:1]:
        for indicator in INDICATORS.values():
            if not isinstance(indicator, Growth) or indicator.of is not each.indicator:
                continue
            of = indicator.of
            if not indicator.full_year or not (isinstance(of, Indicator) and of.timing is Timing.FLOW):
                yield Candidate(indicator, each.score)


def _fits_unit(candidate: Candidate, unit: str) -> bool:
    return comparable(unit, unit_read(candidate.indicator.unit))


def _around(reading: Reading, finding: Finding) -> Around:
    text, at = reading.text, finding.start
    ends = [m.end() for m in _END.finditer(text)]
    begin = max((e for e in ends if e <= at), default=0)
    finish = min((e for e in ends if e > at), default=len(text))
    breaks = [begin, *(m.end() for m in _BREAK.finditer(text, begin, at)), at]
    clause = text[breaks[-2] : min((m.start() for m in _CLOSE.finditer(text, finding.end, finish)), default=finish)]
    if len(clause) < len(finding.text) + 2 and len(breaks) > 2:  # 成交额2300万元 after 登记技术合同74项
        clause = text[breaks[-3] : finish]
    listed = _LISTED.search(clause[: clause.find(finding.text)])
    if listed is not None:  # 州级项目26项、自治区级项目15项: each of its own words
        clause = clause[listed.end() :]
    paragraph = text.rfind("\n", 0, at) + 1
    heading = ""
    if finding.section is not None and finding.section < len(reading.sections):
        heading = reading.sections[finding.section].title
    return Around(clause, text[begin:finish], heading + text[paragraph:finish])


def _stretch(text: str, finding: Finding) -> tuple[int, int]:
    """What a token takes the place of: digits, 余 and unit, and the word for a direction before them."""
    start, end = finding.start, finding.end
    if finding.role is Role.CHANGE or _unit(finding) in ("位", "百分点"):
        before = _DIRECTION.search(text[max(0, start - 10) : start])
        if before is not None:
            start -= len(before[0])
    return start, end


def _choice(each: Candidate, finding: Finding, around: Around, year: int | None) -> TokenChoice | None:
    word = _word(each.indicator, finding, around, year)
    if word is None or finding.basis:  # 年均, 比2015年: no 口径 tells of more than a year
        return None
    style = _style(each.indicator, finding, word)
    token = "|".join(part for part in (each.indicator.label, word, style) if part)
    if not isinstance(read_token(token, 1, token), Token):
        return None
    return TokenChoice(f"【{token}】", f"与“{each.indicator.label}”相符{each.score * 100:.0f}%")


def _word(indicator: AnyIndicator, finding: Finding, around: Around, year: int | None) -> str | None:
    """The 口径: what the number is of its indicator; None where this indicator has no such number."""
    before = around.clause.partition(finding.text)[0]
    if _unit(finding) == "百分点":
        return "点差" if indicator.unit.dimension in {"ratio", "stated-ratio"} else None
    if _unit(finding) == "位":
        if indicator.unit.dimension != "rank":
            return None
        return "位次变化" if _DIRECTION.search(before) else ""
    if finding.role is Role.COMPLETION_RATE:
        return "" if _unit(finding) == "%" and indicator.unit.label == "%" else "完成率"
    if finding.role is Role.CHANGE:
        return _change(indicator, finding)
    if _SHORT.search(before[-10:]):
        return "还差"
    if finding.role is Role.BASELINE:
        return "去年同期" if "同期" in around.clause else "去年全年"
    if finding.role in (Role.TARGET, Role.PLAN) or _AGAIN.search(before[-8:]):
        return _aim(finding, before, year)
    if finding.period and year and finding.period == str(year - 1):
        return "去年全年"
    of_period = _OF_PERIOD.search(around.sentence) and not _TO_DATE.search(around.clause)
    return "本期" if of_period else ""


def _change(indicator: AnyIndicator, finding: Finding) -> str:
    if _unit(finding) != "%":
        return "增量"
    if isinstance(indicator, Growth):
        return "升降"
    return "同比" if finding.direction else "与去年全年之比"


def _aim(finding: Finding, before: str, year: int | None) -> str:
    if _AGAIN.search(before[-8:]):
        return "下季计划"
    later = finding.period and year and finding.period[:4].isdigit() and int(finding.period[:4]) > year
    return "下年任务" if later else "任务"


def _style(indicator: AnyIndicator, finding: Finding, word: str) -> str:
    """The format, where the number is written otherwise than its indicator usually is."""
    if word in ("完成率", "同比", "升降", "点差", "与去年全年之比", "位次变化"):
        return ""
    match = _MORE.match(finding.text)
    if match is None:
        return ""
    scale, more, unit = match[2] or "", match[3] or "", match[4]
    written = scale + more.replace("多", "余") + unit
    if not written or written == indicator.unit.label:
        return ""
    return written if style_of(written, indicator.unit) is not None else ""


def _by_hand(stretch: str, noun: str) -> TokenChoice:
    clean = re.sub(r"[【】|｜\s]", "", noun) or "数"
    return TokenChoice(
        f"【手填|{clean}|去年写作{re.sub(r'[【】|｜]', '', stretch)}】", "台账里没有这个数，由起草人填写"
    )
