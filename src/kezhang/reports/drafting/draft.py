"""From a template and a bureau's data to the blocks of a report and its figures.

Drafting writes nothing; the same data as of the same date give the same document.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kezhang.catalogue import find
from kezhang.indicators.indicator import Figure, Indicator
from kezhang.orgs.models import Org
from kezhang.quantities.dates import chinese_date
from kezhang.quantities.numerals import chinese_number
from kezhang.quantities.periods import Period, time_share
from kezhang.reports.document.blocks import Block, Content, ParagraphLevel, Part, Text, level_of, merge, run_in
from kezhang.reports.drafting import exhibits, promises, sentences
from kezhang.reports.drafting.figures import Drafted, Figures
from kezhang.reports.drafting.previous_words import SUGGESTED, carried
from kezhang.reports.templating.exhibit_tokens import ChartAsked, TableAsked
from kezhang.reports.templating.formats import PERCENT_STYLE, Style, style_of
from kezhang.reports.templating.parsing import TemplateLine
from kezhang.reports.templating.tokens import FigureReading, Setting, Token
from kezhang.targets.models import Target
from kezhang.targets.progress import board, in_catalogue_order, targets_in_force

#: At most this many names are told; the rest is 等.
NAMES_TOLD = 4


@dataclass(frozen=True)
class Draft:
    """A document before it is frozen."""

    title: str
    blocks: tuple[Content, ...]
    figures: tuple[Drafted, ...]


def draft(
    lines: Sequence[TemplateLine], org: Org, period: Period, as_of: date, template: str = "", *, evidence: bool = True
) -> Draft:
    """Fill a template for a bureau. ``template`` is its name, by which last time's words are found; a look at it
    needs no evidence.
    """
    writer = _Writer(Figures(org, period, as_of, with_evidence=evidence), template)
    blocks: list[Content] = []
    for line in lines:
        blocks += writer.block(line)
    title = "".join(b.text for b in blocks if isinstance(b, Block) and b.level is ParagraphLevel.TITLE)
    return Draft(title, tuple(blocks), tuple(writer.figures.drafted))


def values(tokens: Iterable[Token], org: Org, period: Period, as_of: date) -> Iterator[str]:
    """What each token would be filled with now, as plain words."""
    writer = _Writer(Figures(org, period, as_of, with_evidence=False))
    for token in tokens:
        yield "；".join(block.text for block in writer.block(TemplateLine((token,))))


class _Writer:
    """Turns template lines into blocks, in order, with one store of figures."""

    def __init__(self, figures: Figures, template: str = "") -> None:
        self.figures = figures
        self.template, self.heading = template, ""
        self.org, self.as_of = figures.org, figures.as_of
        self.targets: dict[str, list[Target]] = {}
        for target in in_catalogue_order(targets_in_force(self.org, self.as_of)):
            self.targets.setdefault(target.indicator, []).append(target)
        self.shown = {TableAsked: 0, ChartAsked: 0}  # tables and charts are numbered apart

    def block(self, line: TemplateLine) -> Sequence[Content]:
        if line.only_if and not self._anything(line.only_if):
            return []
        for setting in (p.setting for p in line.pieces if isinstance(p, Token)):
            if setting is Setting.PROBLEMS:
                return self._problems()
            if setting is Setting.PROMISES:
                return promises.paragraphs(self.figures)
            if setting is Setting.CARRIED:
                told = carried(self.org, self.as_of, self.template, self.heading)
                return [Block(ParagraphLevel.BODY, (Text(SUGGESTED + words),)) for words in told]
        exhibit = next((p.exhibit for p in line.pieces if isinstance(p, Token) and p.exhibit), None)
        if exhibit is not None:
            return [self._exhibit(exhibit)]
        parts = merge(part for piece in line.pieces for part in self._parts(piece))
        text = "".join(part.text for part in parts)
        level = line.level or level_of(text)
        if level in {ParagraphLevel.HEADING1, ParagraphLevel.HEADING2}:
            self.heading = text
        if level is ParagraphLevel.HEADING2:
            parts = run_in(parts)
        return [Block(level, parts)]

    def _exhibit(self, asked: TableAsked | ChartAsked) -> Content:
        number = self.shown[type(asked)] + 1
        shown: Content
        if isinstance(asked, TableAsked):
            shown = exhibits.table(self.figures, asked, number)
        else:
            shown = exhibits.chart(self.figures, asked, self.targets, number)
        if not isinstance(shown, Block):  # nothing to show is told in a sentence and takes no number
            self.shown[type(asked)] = number
        return shown

    def _problems(self) -> list[Block]:
        found = sentences.problems(self.figures, board(self.org, self.as_of))
        if len(found) == 1:
            return [Block(ParagraphLevel.BODY, merge(found[0]))]
        return [
            Block(ParagraphLevel.HEADING2, run_in(merge([Text(f"（{chinese_number(n)}）"), *parts])))
            for n, parts in enumerate(found, start=1)
        ]

    def _parts(self, piece: str | Token) -> list[Part]:
        if isinstance(piece, str):
            return [Text(piece)]
        if piece.setting is not None:
            return [Text(self._setting(piece.setting))]
        return self._reading(piece)

    def _setting(self, setting: Setting) -> str:
        parent = self.org.parent
        words = {
            Setting.BUREAU: self.org.bureau,
            Setting.SHORT_BUREAU: self.org.short_bureau,
            Setting.PLACE: self.org.name,
            Setting.SUPERIOR: parent.short_bureau if parent else "上级科技部门",
            Setting.YEAR: str(self.as_of.year),
            Setting.NEXT_YEAR: str(self.as_of.year + 1),
            Setting.HALF: self.figures.period.label,
            Setting.AS_OF: chinese_date(self.as_of),
            Setting.DATE: chinese_date(self.as_of),
        }
        if setting is Setting.TIME_SHARE:
            return f"{time_share(self.as_of) * 100:.0f}%"
        return words[setting]

    def _reading(self, token: Token) -> list[Part]:
        indicator = token.indicator
        assert indicator is not None
        style = style_of(token.style, indicator.unit)
        assert style is not None
        targets = self.targets.get(indicator.slug, [])
        year = targets[0].period if targets else None
        figure = self.figures.measure(indicator, year)
        match token.reading:
            case FigureReading.SENTENCE:
                return sentences.sentence(self.figures, targets, figure, token.style)
            case FigureReading.PLAN:
                return sentences.plan(self.figures, targets, figure, token.style)
            case FigureReading.NAMES:
                return [Text(_names(figure))]
            case FigureReading.ACTUAL:
                return _shown(self.figures.actual(figure, style)) if figure.value is not None else [Text("待核")]
            case FigureReading.IN_PERIOD:
                within = self.figures.measure(indicator, self.figures.period)
                return _shown(self.figures.actual(within, style)) if within.value is not None else [Text("待核")]
            case FigureReading.GROWTH:
                before = self.figures.measure(indicator, figure.period.previous(), exhibits.a_year_before(self.as_of))
                return sentences.change(self.figures, figure, before, PERCENT_STYLE)
            case FigureReading.CHANGE:
                return sentences.risen(self.figures, figure, style)
            case FigureReading.PARTS:
                return self._split(figure, token.column, style)
            case FigureReading.DATA_YEAR:
                return [Text(str(figure.period.year))]
            case FigureReading.RATIO_TO_LAST_YEAR:
                before = self.figures.measure(indicator, Period.year_of(figure.period.year - 1))
                known = figure.value is not None and before.value
                return _shown(self.figures.ratio_to_last_year(figure, before)) if known else [Text("无可比数据")]
            case FigureReading.SAME_PERIOD | FigureReading.LAST_YEAR:
                return self._before(token, figure, style)
        return self._against_target(token, targets, figure, style)

    def _split(self, figure: Figure, column: str, style: Style) -> list[Part]:
        told: list[Part] = []
        for label, number in self.figures.parts(figure, column, style):
            told += [Text(("、" if told else "其中") + label), *_shown(number)]
        return told or [Text("暂无分项")]

    def _before(self, token: Token, figure: Figure, style: Style) -> list[Part]:
        if token.reading is FigureReading.LAST_YEAR:
            whole = Period.year_of(self.as_of.year - 1)
            before = self.figures.measure(figure.indicator, whole)
        else:
            before = self.figures.measure(
                figure.indicator, figure.period.previous(), exhibits.a_year_before(self.as_of)
            )
        return _shown(self.figures.actual(before, style)) if before.value is not None else [Text("待核")]

    def _against_target(self, token: Token, targets: list[Target], figure: Figure, style: Style) -> list[Part]:
        wanted = {FigureReading.ASSIGNED: Target.Type.ASSIGNED, FigureReading.OWN: Target.Type.OWN}.get(token.reading)
        of_next = token.reading is FigureReading.NEXT_TARGET
        fitting = [
            t
            for t in targets
            if (wanted is None or t.type == wanted) and (not of_next or t.year == self.as_of.year + 1)
        ]
        known = [t for t in fitting if t.base_value]
        if not known:
            if of_next:
                return [Text("（尚未下达）")]
            return [Text("（任务数未列明）" if fitting else "（未下达任务）")]
        target = known[0]
        if token.reading is FigureReading.RATE:
            return _shown(self.figures.rate(target, figure))
        if token.reading is FigureReading.MISSING:
            return _shown(self.figures.missing(target, figure, style))
        return _shown(self.figures.target(target, style, "计划" if of_next else "任务"))

    def _anything(self, name: str) -> bool:
        """Whether a conditional line has something to tell: a value, or a target."""
        indicator = find(name)
        assert indicator is not None  # the template was checked when it was read
        return bool(self.targets.get(indicator.slug)) or bool(self.figures.measure(indicator).value)


def _shown(number: tuple[Part, str]) -> list[Part]:
    digits, words = number
    return [digits, Text(words)]


def _names(figure: Figure) -> str:
    """Whom or what the records are about, the first few of them; for lists such as 组织某某等企业申报."""
    if figure.records is None or not isinstance(figure.indicator, Indicator):
        return ""
    has_firm = any(c.name == "enterprise_name" for c in figure.indicator.over.columns)
    names = list(dict.fromkeys(r.enterprise_name if has_firm else str(r) for r in figure.records.order_by("pk")))
    told = "、".join(names[:NAMES_TOLD])
    return f"{told}等" if len(names) > NAMES_TOLD else told
