"""场景: what a place speaks of, done or planned, and what told so: a heading, or the manner of its sentences."""

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cached_property

from kezhang.reading.discourse.moods import Moods
from kezhang.reading.discourse.outline import Outline, ReportPart, Whole, turns
from kezhang.reading.lexicon import alternation, lexicon
from kezhang.reading.meaning.contexts import Announcements, Context
from kezhang.reading.meaning.roles import Scene

_LISTS = lexicon("roles")
_IMPERATIVE = re.compile(rf"(?:(?<=[。；;\n])|\A)[ 　]*(?:{alternation(_LISTS['imperative'])})")
_PAST = re.compile(alternation(_LISTS["past"]))
_GOES_ON = re.compile(r"\s*(?:同时|其中|此外|\d{1,2}[.、]|[②-⑩]|[二三四五六]是)")
#: How clearly the manner must speak, and how in a text of hardly a sentence.
_CLEAR, _CLEARER, _FEW = 200, 300, 2
#: And in one that looks back as a whole.
_CLEAREST = 600
_DONE_SAID = re.compile(r"已|了|累计|现有|截至|去年|获(?![得取])|上年|共(?![同建享治])|目前|今年以来|一年来")
#: 今年以来，…; 目前，全市有…: a text that tells of now, and nowhere of what comes, plans nothing.
_OF_NOW = re.compile(r"(?:今年以来|目前)(?!为止)|(?:19|20)\d\d年(?:共|累计|已)")
_THERE = re.compile(
    r"^\s*过去(?:[一五]年|[,，])|[东西南北]起|全长|争取到|(?:上半年|前三季度)[^,;。]{0,16}(?:实现|达到?|完成)$|[比较](?:上年|去年)(?:同期)?(?:增|下|减|提|上|多|少)|居全[国省市]第|累计(?:完成|实现|建成|新增|培育|投入)|[从由]20\d\d年的|五年来|基本形成|下跌|价格[^,;。]{0,4}上涨|[县市区局]已有|现有|目前已|截至|同比(?:增|下|减|提|上)|(?<!公)共(?:争取|获|完成|实现|新增|培训|签|引进|转化|组织|举办|发放|登记|实施)|\d{1,2}[-—]\d{1,2}月"
)
#: 今年以来，…取得明显成效: from here on a text tells what was done, till it turns.
_LOOKS_BACK = re.compile(
    r"[取今去前一上\d](?:(?<=取)得了?(?:明显|显著|较好|良好|积极|阶段性|一定|新的?)?的?(?:成效|成绩|进展)(?=[。；;,，])"
    r"|(?:(?<=[\n。；; \u3000].)|(?<=\A.))"
    r"(?:(?<=[今去])年以来|(?<=\d)\d\d\d年以来|(?<=前)三季度|(?<=一)年来|(?<=上)半年(?![^。\n]{0,120}下半年)|(?<=\d)\d?[-—]\d{1,2}月份?)[,，])"
)
_LOOKS_AHEAD = re.compile(
    r"下一步|下步|接下来|今后|明年|下阶段|下一阶段|新的一年|打算|力争|建议|会议?(?:强调|要求|指出)[,，:：]"
)
_PARAGRAPH = re.compile(r"\S[^\n]*+\s*+")
_DONE_MAYBE = re.compile(r"完成|达到?$|获")


class Scenes:
    """The scenes of one text, asked for from left to right."""

    def __init__(self, text: str, plan: Outline) -> None:
        self._text, self._plan = text, plan
        self._turned, self._announced = turns(text), Announcements(text)
        self._sentence, self._speaks_from = -1, -1  # the sentence last asked for, and from where it goes on
        self._turn, self._turned_until = -1, -1  # the turn last asked for, and where its paragraph ends
        self._paragraph, self._bids = (0, 0), False  # the paragraph last asked for, and whether it is imperative

    @cached_property
    def _moods(self) -> Moods:
        return Moods(self._text, sorted({*self._plan.starts, *self._plan.openings}))

    @cached_property
    def _tells_of_now(self) -> bool:
        """Whether the text says more than once that it tells of now, and nowhere that it looks ahead."""
        return len(_OF_NOW.findall(self._text)) > 1 and not _LOOKS_AHEAD.search(self._text)

    @cached_property
    def _looks(self) -> tuple[list[int], list[int]]:
        """Where the text says that it looks back, and where ahead."""
        back = [match.start() for match in _LOOKS_BACK.finditer(self._text)]
        return back, [match.start() for match in _LOOKS_AHEAD.finditer(self._text)] if back else []

    def of(self, context: Context, whole: Whole, part: ReportPart | None) -> Scene:
        """The heading decides, then a paragraph that turns, then the manner of the sentences around."""
        kind = part.kind if part is not None else "other"
        turn = bisect_right(self._turned, context.amount.start) - 1
        if kind != "plan" and turn >= 0:
            place = self._turned[turn]
            if place != self._turn:
                self._turn, self._turned_until = place, _paragraph_end(self._text, place)
            if (part is None or part.start <= place) and context.amount.start <= self._turned_until:
                kind = "plan"
        if kind == "other" and (whole.plans or (part is None and self._imperative(context))):
            kind = "plan"
        cue = "heading" if kind in {"plan", "report"} else ""
        if kind == "other" and (heard := self._heard(context)):
            kind, cue = heard, "manner"
        start = context.sentence_start
        if start != self._sentence:
            self._sentence, self._speaks_from = start, start
            if _GOES_ON.match(self._text, start, start + 4):
                self._speaks_from = max(self._text.rfind("\n", 0, start), start - 200, 0)
        return Scene(
            kind=kind,
            governed=self._announced.govern(self._speaks_from, context.amount.start),
            year=whole.year,
            dated=bool(whole.title),
            part_year=whole.half is not None,
            cue=cue,
        )

    def _heard(self, context: Context) -> str:
        """plan or report by the manner of the sentences around, where they speak clearly; else nothing."""
        score = self._moods.score(context.amount.start)
        if score < -_CLEAR:
            return "report"
        done = (
            _DONE_SAID.search(context.clause_left)
            or _THERE.search(context.sentence_text)
            or (score < 2 * _CLEAR and _DONE_MAYBE.search(context.clause_left))
        )
        clear = _CLEAR if len(self._moods) > _FEW else _CLEARER
        plans = score > clear and not done and (score > _CLEAREST or not self._moods.looks_back)
        return "plan" if plans and not self._tells_of_now and not self._looks_back(context.amount.start) else ""

    def _looks_back(self, offset: int) -> bool:
        """Whether the text said that it looks back, and has not looked ahead since."""
        said_back, said_ahead = self._looks
        back = bisect_right(said_back, offset) - 1
        if back < 0:
            return False
        ahead = bisect_right(said_ahead, offset) - 1
        return ahead < 0 or said_ahead[ahead] < said_back[back]

    def _imperative(self, context: Context) -> bool:
        """A paragraph that only says what is to be done: 深化…，实施…，完成…, and nothing that was."""
        start, end = self._paragraph
        if start <= context.amount.start and context.amount.end <= end:
            return self._bids
        start = self._text.rfind("\n", 0, context.amount.start) + 1
        end = self._text.find("\n", context.amount.end)
        end = end if end >= 0 else len(self._text)
        paragraph = self._text[start : min(end, start + 800)]
        bids = not _PAST.search(paragraph) and len(_IMPERATIVE.findall(paragraph)) >= 3
        if "\n" not in self._text[context.amount.start : context.amount.end]:  # else it is of two lines
            self._paragraph, self._bids = (start, end), bids
        return bids


def _paragraph_end(text: str, place: int) -> int:
    """Where the paragraph after this one begins."""
    paragraph = _PARAGRAPH.search(text, place)
    return paragraph.end() if paragraph else len(text)


def dated(whole: Whole, part: ReportPart | None) -> tuple[Whole, bool]:
    """The report as its part dates it, and whether the part plans ahead."""
    if part is None:
        return whole, False
    if part.year is None or (part.year == whole.year and part.kind != "plan"):
        return whole, part.kind == "plan"
    # 2025年工作计划: its title says the year, there is nothing to infer.
    half = "H2" if "下半年" in part.title else whole.half if part.kind != "plan" and part.year == whole.year else None
    return replace(whole, year=part.year, half=half), False
