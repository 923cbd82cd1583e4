"""篇章: the reports in a file, their sections, and what each place speaks of: done or planned, whose, of when.

What a heading says holds until the next heading of its rank; nothing is inferred across reports.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kezhang.reading.discourse.dating import account_year, part_year, year_ahead
from kezhang.reading.discourse.speakers import are_same, first_office, full_name
from kezhang.reading.lexicon import alternation, lexicon

_ROLES = lexicon("roles")
_OFFICE = r"(?:科技和工业信息化局|科技工信局|教育科技局|科学技术局|科技局|科学技术厅|科技厅|生态环境局|农业农村局|卫生健康局|统计局|[一-鿿]{2,6}局|人民政府|政府|管委会|委员会|研究院|中心)"
_YEAR = r"(?P<year>(?:19|20)\d\d)年(?P<half>上半年|下半年|(?:第)?[一二三四]季度|前三季度|1[-—至]\d{1,2}月|度|全年)?"
_TITLE = re.compile(
    rf"(?:(?<=[\n:：》。、,，])|\A|(?<=\d、))(?:《|[^\S\n])*(?P<before>[一-鿿*＊xX]{{0,14}}?(?:{_OFFICE}|[县区市州省]))?(?:关于)?{_YEAR}(?P<after>[一-鿿*＊xX]{{0,14}}?(?:{_OFFICE}|[县区市州省]))?"
    r"[一-鿿]{0,10}?(?:工作)?(?:总结|小结|汇报|通报|情况|报告|计划(?!执行|完成|落实|实施)|要点|打算|安排|思路|进展|政府工作报告)"
)
_TITLE_LEAD = 32
_LATER_HEADING = re.compile(r"(?:[二三四五六七八九]|十[一二三四五六]?)、")
_LIKELY_TITLE = re.compile(
    r"(?:19|20)\d\d年[^\n。,，;；]{0,44}?(?:总结|小结|汇报|通报|情况|报告|计划(?!执行|完成|落实|实施)|要点|打算|安排|思路|进展)"
)
#: Where a heading may begin; whether it does, what stands before it tells.
_MARK = re.compile(
    r"[一二三四五六七八九十(\d](?:(?<=[一二三四五六七八九十])[一二三四五六七八九十]{0,2}、"
    r"|(?<=\()[一二三四五六七八九十]{1,3}\)|(?<=\d)\d?[.、])"
)
_HEADING = re.compile(
    r"(?:(?<=\n)|\A|(?<=[。;；:：!？])|(?<=[一-鿿]{2}))[ \t　]*(?:(?P<one>[一二三四五六七八九十]{1,3})、|(?P<two>\([一二三四五六七八九十]{1,3}\))|(?P<three>(?<=\n)\d{1,2}[.、](?!\d)))(?P<title>[^\n。;；(:：]{2,40})"
)
_ONLY_PLAN = re.compile(r"要点|计划|打算|安排|思路|方案|规划")
_ALSO_REPORT = re.compile(r"总结|小结|情况|报告|进展|汇报|通报|完成")
_PLAN = re.compile(alternation(_ROLES["plan_heading"]))
_REPORT = re.compile(alternation(_ROLES["report_heading"]))
_YEAR_NAMED = r"(?:20\d\d|20[XxＸ×*]{2}|二[○〇零Oo][一二三四五六七八九○〇零]{2})年"
#: 2025年政府工作总体思路和目标任务, 今后五年工作任务, “十五五”时期主要目标.
_AIMS = r"(?:目标|任务|重点(?=$|工作|任务|[和与及、])|思路|要求|要点|举措|打算|安排|部署|主要工作)"
_FORWARD = re.compile(
    rf"下一步|下步|下半年|明年|来年|今后|打算|(?<!科技)(?<!研发)(?<!专项)计划(?!项目|管理|类|[^,。;:]{{0,4}}(?:执行|完成|落实|实施)情况)|安排|展望|谋划|(?:{_YEAR_NAMED}|今年|未来[一二三四五两\d]+年|“?十[一二三四五六]五”?(?:时期|期间))[^,。;:]{{0,14}}{_AIMS}"
)
#: A heading that has a line to itself and no number: 2025年工作目标任务, 过去一年工作回顾.
_BARE_LINE = re.compile(
    r"[ \t　]*(?P<title>[^\n。,，;；:：!！?？、\d(（][^\n。,，;；:：!！?？]{3,34}|20\d\d年[^\n。,，;；:：!！?？]{3,30})[ \t　]*"
)
_LONGEST_LINE = 48
_AHEAD = re.compile(
    rf"(?:{_YEAR_NAMED}|今年|明年|今后|未来|下一步|下一阶段|下半年|新的一年|“?十[一二三四五六]五”?)[^,。;:]{{0,20}}(?:{_AIMS}|计划|展望)"
)
#: 二、实施创新型企业培育计划: what is carried out.
_PROGRAMME = re.compile(r"(?:实施|落实|推进|执行|启动)[^,。]{2,20}计划|计划(?=截[止至]|目前)")
#: 5、完成其他科技业务指标任务: the last of what is to be done.
_TO_COMPLETE = re.compile(r"完成[^完]{2,24}任务")
_AIMS_ALONE = re.compile(r"(?:主要|预期|奋斗|工作|发展|总体|年度|具体){1,3}目标(?:任务)?")
_YEARS_WORK = re.compile(rf"{_YEAR_NAMED}(?:的|政府)?工作")
_BACK = re.compile(
    rf"(?:{_YEAR_NAMED}|过去|五年来|一年来|本届|上半年|“?十[一二三四五六]五”?)[^,。;:]{{0,16}}(?:回顾|总结|成效|完成情况|进展情况)"
)
#: 2024年工作总结及2025年工作计划: the name of the whole.
_COVER = re.compile(r"(?:总结|回顾|情况)(?:报告|汇报)?(?:及|和|与|暨|、|以及)|报告$|汇报$|讲话|通知$")
_PROBLEM = re.compile(alternation(_ROLES["problem_heading"]))
_TURN = re.compile(
    r"下一步|下步|接下来|会议(?:要求|强调)(?=[,，:：])|下半年(?=[,，我全县区市])|今后|明年|下阶段|下一阶段|到20[2-9]\d年(?:底|末)?[,，](?:力争|努力|确保|争取|全)"
)
_CHARGED = re.compile(
    r"部署了?[^。\n\d]{0,12}(?:20\d\d年|今年|全年|下半年|下阶段|下一阶段|新一年)[^。\n]{0,10}(?:工作|任务)。?\s*\n"
)
#: 对今后五年的发展提出了具体目标。
_YEARS_AIM = re.compile(r"(?:今后|未来)[三五]年[^。\n]{0,24}(?:提出|确定|明确|制定)了?[^。\n]{0,30}目标。\s*")
#: 提出了2021年的指标体系安排，具体为：
_FIGURES_SET = re.compile(
    r"(?:提出|确定|明确)了?20\d\d年[^。\n]{0,24}(?:目标|指标)[^。\n]{0,8},(?:具体|分别|主要)?(?:为|是)[:：]"
)
#: 今年将办好十件民生实事⏎; 民生实事具体包括：
_DEEDS = re.compile(
    r"(?:将|要)[^。\n]{0,40}(?:办好|办成|抓好|实施)[^。\n]{0,20}?[“”]?[\d一二三四五六七八九十]{1,3}[件项个][^。\n]{2,14}[“”]?。?[ 　]*\n"
    r"|(?:[\n。]|\A)[^。\n完]{0,16}民生实事(?:具体)?(?:包括|如下)[:：]"
)
#: 县政府将优先保障民生投入，重点抓好15件实事。分别是：
_PROMISED = re.compile(
    r"(?:(?<=[\n。])|\A)[^。\n]{0,60}(?:将|要)[^。\n]{0,60}(?:抓好|办好|办成|实施|做好|完成)[^。\n]{0,6}[\d一二三四五六七八九十]{1,3}[件项个][^。\n]{2,24}[。,，:：]?(?:分别|主要|具体)?(?:是|为)[:：]"
)
#: Each is looked for where one of its words stands.
_CHARGES_BY = (
    (("部署",), _CHARGED),
    (("今后", "未来"), _YEARS_AIM),
    (("指标", "目标"), _FIGURES_SET),
    (("实事", "大事"), _DEEDS),
)
_DONE_THERE = re.compile(r"已|[^为]了|同比|累计|截至|去年")
#: More paragraphs of one text are no work that was set.
_CHARGES = 40


@dataclass(slots=True)
class ReportPart:
    """A stretch that speaks of one thing: ``kind`` as in Section, and which report it lies in."""

    start: int
    end: int
    title: str
    level: int
    kind: str
    report: int
    year: int | None = None  # as its title says: 2024年工作回顾


@dataclass(slots=True)
class Whole:
    """One report."""

    start: int
    end: int
    title: str
    organisation: str | None
    year: int | None
    half: str | None  # H1, H2, Q1 … or None for the year
    ahead: int | None = None  # the year it sets the tasks of, where it is one to the people's congress

    @property
    def plans(self) -> bool:
        """Whether all of it looks ahead: 2024年工作要点, and no 总结 beside it."""
        return _plans(self.title)

    @property
    def period(self) -> str | None:
        return f"{self.year}{self.half or ''}" if self.year else None


@lru_cache(maxsize=64)
def _plans(title: str) -> bool:
    return bool(_ONLY_PLAN.search(title)) and not _ALSO_REPORT.search(title)


@dataclass(slots=True)
class Outline:
    wholes: list[Whole]
    parts: list[ReportPart]
    starts: list[int]  # where the parts begin
    openings: list[int]  # where the reports begin

    def whole(self, offset: int) -> int:
        """Which report a place lies in."""
        return bisect_right(self.openings, offset, 1) - 1

    def part(self, offset: int) -> int | None:
        """The innermost headed part a place lies in."""
        place = bisect_right(self.starts, offset) - 1
        return place if place >= 0 else None

    def at(self, offset: int) -> tuple[Whole, ReportPart | None]:
        """The report and the innermost headed part a place lies in."""
        part = self.part(offset)
        return self.wholes[self.whole(offset)], None if part is None else self.parts[part]


def outline(text: str) -> Outline:
    """Reports and sections of a cleaned text."""
    wholes = _wholes(text)
    parts = _parts(text, wholes)
    return Outline(wholes, parts, [part.start for part in parts], [whole.start for whole in wholes])


def _titles(text: str) -> Iterator["re.Match[str]"]:
    """The titles, looked for only around a year that one of their last words follows."""
    position = 0
    for likely in _LIKELY_TITLE.finditer(text):
        if likely.start() < position:
            continue
        match = _TITLE.search(text, max(position, likely.start() - _TITLE_LEAD), likely.end() + _TITLE_LEAD)
        if match:
            position = match.end()
            yield match


def _wholes(text: str) -> list[Whole]:
    found: list[Whole] = []
    for match in _titles(text):
        start = match.end() - len(match[0].lstrip())
        line_start = text.rfind("\n", 0, start) + 1
        prefix = text[line_start:start].strip()
        if (len(prefix) > 30 and not _opens(text, match)) or match.end() - match.start() > 60:
            continue
        if not found and _LATER_HEADING.fullmatch(prefix) and _plans(match[0]):
            continue  # 三、2025年工作安排: what comes last in a report is not its title
        organisation = match["before"] or match["after"]
        year, half = int(match["year"]), _half(match["half"])
        current = found[-1] if found else None
        if current is None:
            found.append(Whole(0, len(text), match[0].strip("《\n 　"), organisation, year, half))
        elif organisation and prefix.endswith("》") is False:
            if are_same(current.organisation, organisation) and current.year == year:
                continue
            if current.organisation is None and current.year == year and match.start() < 200:
                current.organisation = organisation
                continue
            if not prefix or _opens(text, match):
                current.end = start
                found.append(Whole(start, len(text), match[0].strip("《\n 　"), organisation, year, half))
    if not found:
        found.append(Whole(0, len(text), "", first_office(text), account_year(text), None))
    found = _with_sentences(text, found)
    for whole in found:
        told = text[whole.start : whole.end]
        whole.organisation = full_name(told, whole.organisation)
        whole.ahead = year_ahead(whole.title, whole.year, told)
    return found


def _with_sentences(text: str, wholes: list[Whole]) -> list[Whole]:
    """Titles that no sentence follows are the links of a page's tail; they belong to the report before them."""
    kept: list[Whole] = []
    for whole in wholes:
        if kept and "。" not in text[whole.start : whole.end]:
            kept[-1].end = whole.end
        else:
            kept.append(whole)
    return kept


def _opens(text: str, title: "re.Match[str]") -> bool:
    """Whether a title amid a line begins another report: after a colon or a full stop, with much text to follow."""
    before, after = text[max(0, title.start() - 1) : title.start()], text[title.end() : title.end() + 1]
    return before in {":", "：", "。"} and after not in set("》,，。;；") and len(text) - title.end() > 200


def _half(words: str | None) -> str | None:
    if words is None:
        return None
    if words.startswith(("上半年", "下半年")):
        return "H1" if words[0] == "上" else "H2"
    quarter = re.search(r"[一二三四](?=季度)", words)
    if quarter and not words.startswith("前"):
        return f"Q{'一二三四'.index(quarter[0]) + 1}"
    return None


@dataclass(slots=True, frozen=True)
class _Heading:
    start: int
    level: int  # 0: a line without a number
    title: str


def _marked(text: str) -> Iterator["re.Match[str]"]:
    position = 0
    for mark in _MARK.finditer(text):
        start = mark.start()
        while start and text[start - 1] in " \t\u3000":
            start -= 1
        match = _HEADING.match(text, start) if start >= position else None
        if match:
            position = match.end()
            yield match


def _headings(text: str, wholes: list[Whole]) -> list[_Heading]:
    found = []
    for match in _marked(text):
        level = 1 if match["one"] else 2 if match["two"] else 3
        title = re.split(r"[一二三]是|[,，]", match["title"].strip())[0]
        if (
            level == 2
            or text[match.start() - 1 : match.start()] in {"\n", "。", "", ":", ";"}
            or (level == 1 and _PLAN.search(title + "总结") and len(title) <= 24 and _titled(title) and _whole(title))
        ):
            found.append(_Heading(match.start(), level, title))
    titles = {text.rfind("\n", 0, whole.start) + 1 for whole in wholes if whole.title}
    numbered = {heading.start for heading in found}
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        bare = _BARE_LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        if bare is None:
            continue
        title = bare["title"].strip()
        looks_ahead = bool(_AHEAD.search(title) or _AIMS_ALONE.fullmatch(title))
        looks_back = bool(_BACK.search(title))
        if looks_ahead is looks_back or start in numbered or _COVER.search(title):
            continue
        if start not in titles:
            found.append(_Heading(start, 0, title))
    return sorted(found, key=lambda heading: heading.start)


def _parts(text: str, wholes: list[Whole]) -> list[ReportPart]:
    starts = [whole.start for whole in wholes]
    found: list[ReportPart] = []
    above: list[tuple[int, str]] = []
    report_of_above, ahead, back = -1, False, False
    for heading in _headings(text, wholes):
        level, title = heading.level, heading.title
        report = max(bisect_right(starts, heading.start) - 1, 0)
        if report != report_of_above:
            above, report_of_above, ahead, back = [], report, False, False
        above = [entry for entry in above if entry[0] < level]
        own = _kind(title) if level < 3 or len(title) < 16 else None
        kind = own or (above[-1][1] if above else "plan" if ahead and level == 1 else "other")
        if (
            level > 1
            and above
            and above[-1][1] in {"plan", "report"}
            and not (own == "plan" and (_FORWARD.search(title) or title.endswith("目标")))
        ):
            kind = above[-1][1]
        if level < 2 and own is None and back and _YEARS_WORK.fullmatch(title):
            own = kind = "plan"  # 2024年工作回顾, then 2025年工作
        if level < 2 and own in {"plan", "report"}:
            back = own == "report"
            # What follows a part that looks ahead looks ahead: 三、加强政府自身建设.
            ahead = own == "plan" and bool(_FORWARD.search(title))
        above.append((level, kind))
        if found:
            found[-1].end = min(found[-1].end, heading.start)
        found.append(
            ReportPart(
                heading.start,
                wholes[report].end,
                title,
                level,
                kind,
                report,
                _year_of(title, kind, own, wholes[report], _year_above(found, level, report)),
            )
        )
    return found


def _year_of(title: str, kind: str, own: str | None, whole: Whole, above: int | None) -> int | None:
    """The year of a heading, else of the part it lies in, else the one that its report sets tasks for."""
    said = part_year(title, "", own, whole.year, whole.ahead)
    return said or above or part_year(title, kind, own, whole.year, whole.ahead)


def _year_above(found: list[ReportPart], level: int, report: int) -> int | None:
    """The year of the part it lies in."""
    above = next((part for part in reversed(found) if part.level < level), None)
    return above.year if above and above.report == report else None


def _whole(title: str) -> bool:
    """“两年起步、五年翻番”目标: what lies within quotes is no heading."""
    return title.count("”") <= title.count("“")


def _titled(title: str) -> bool:
    return bool(re.search(r"总结|计划|打算|安排|情况|措施|问题|成效|案例|思路|目标", title))


def _kind(title: str) -> str | None:
    forward, report = _FORWARD.search(title), _REPORT.search(title)
    if forward and forward[0].endswith("计划") and _PROGRAMME.search(title):
        forward = None
    if forward and not re.search(r"总结|完成情况|落实情况|开展情况|推进情况|工作情况|进展|成效|回顾", title):
        return "plan"
    if report and not _TO_COMPLETE.fullmatch(title):
        return "report"
    if _PROBLEM.search(title):
        return "problem"
    return (
        "plan"
        if re.search(r"目标任务|工作目标|主要目标|总体目标|年度目标|绩效目标|主要任务|重点任务|努力方向|思路", title)
        else None
    )


def turns(text: str) -> list[int]:
    """Where a paragraph turns to what comes next without a heading: 下一步，…; and those that a meeting has set."""
    found = [match.start() for match in _PROMISED.finditer(text)] if "实事" in text or "大事" in text else []
    for words, charge in _CHARGES_BY:
        if any(word in text for word in words):
            found += _charged(text, charge)
    for match in _TURN.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()].rstrip(" \u3000")
        if not before or before[-1] in "\n。":
            found.append(match.start())
    return sorted(found)


def _charged(text: str, charge: "re.Pattern[str]") -> list[int]:
    """The paragraphs after 会议部署了2019年工作。, as long as they tell nothing that was done."""
    found: list[int] = []
    for match in charge.finditer(text):
        start = match.end()
        while start < len(text) and len(found) < _CHARGES:
            end = text.find("\n", start)
            paragraph = text[start : end if end >= 0 else len(text)]
            if _DONE_THERE.search(paragraph):
                break
            found.append(start)
            start += len(paragraph) + 1
    return found
