"""From a template and a bureau's data to the blocks of a report and its figures.

Drafting writes nothing; the same data as of the same date give the same document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from kezhang.indicators.indicator import AnyIndicator, Figure, Indicator
from kezhang.orgs.models import Org
from kezhang.quantities.dates import chinese_date
from kezhang.quantities.numerals import chinese_number
from kezhang.quantities.periods import Period, time_share
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.reports.document.blocks import (
    Block,
    Content,
    Number,
    ParagraphLevel,
    Part,
    Text,
    attachment_line,
    level_of,
    merge,
    paragraphs,
    run_in,
)
from kezhang.reports.drafting import promises, sentences
from kezhang.reports.drafting.case_studies import cases
from kezhang.reports.drafting.exhibits import tables_and_charts as exhibits
from kezhang.reports.drafting.exhibits import task_tables
from kezhang.reports.drafting.exhibits.places import Places
from kezhang.reports.drafting.figures import Drafted, Figures
from kezhang.reports.drafting.previous_words import SUGGESTED, TO_FILL_IN, carried
from kezhang.reports.drafting.renumbering import Line, ListNumber, bare_headings, renumbered
from kezhang.reports.figure_kinds.actuals import PART, split
from kezhang.reports.figure_kinds.formats import Style, style_of
from kezhang.reports.figure_kinds.kind import IndicatorKind
from kezhang.reports.templating.conditions import Condition, Conditions, Side
from kezhang.reports.templating.declared_paper import read_declared, together
from kezhang.reports.templating.exhibit_tokens import ChartAsked, Exhibit, TableAsked, TasksAsked
from kezhang.reports.templating.parsing import Pieces, TemplateLine
from kezhang.reports.templating.tokens import Phrase, Setting, Token

#: At most this many names are told; the rest is 等.
NAMES_TOLD = 4


@dataclass(frozen=True)
class Draft:
    """A document before it is frozen."""

    title: str
    blocks: tuple[Content, ...]
    figures: tuple[Drafted, ...]
    notes: tuple[str, ...] = ()  # what its author has to look at
    paper: Mapping[str, str] = field(default_factory=dict)  # 〔公文〕: what it is to be issued with


def draft(
    lines: Sequence[TemplateLine], org: Org, period: Period, as_of: date, template: str = "", *, evidence: bool = True
) -> Draft:
    """Fill a template for a bureau. ``template`` is its name, by which last time's words are found; a look at it
    needs no evidence.
    """
    return draft_from(lines, Figures(org, period, as_of, with_evidence=evidence), template)


def draft_from(lines: Sequence[TemplateLine], figures: Figures, template: str = "") -> Draft:
    """Fill a template with these figures."""
    writer = Writer(figures, template)
    made: list[tuple[TemplateLine, list[Content]]] = []
    declared: list[dict[str, str]] = []
    stands = True  # the attachment that a line belongs to
    for line in lines:
        if line.is_paper:
            declared += writer.declared(line)
            continue
        if line.level is ParagraphLevel.ATTACHMENT_TITLE:
            stands = writer.chosen(line) is not None
        if not stands:
            made.append((line, []))
            continue
        goes_too = line.runs_on and made and not made[-1][1]  # the paragraph it runs on from is not there
        _follow(made, line, [] if goes_too else list(writer.block(line)))
    lines_made = [Line(line.words, bool(blocks)) for line, blocks in made]
    for number in bare_headings(lines_made):
        made[number][1].clear()
    changes, notes = renumbered([Line(line.words, bool(blocks)) for line, blocks in made])
    for change in changes:
        blocks = made[change.line][1]
        blocks[0] = _with_number(blocks[0], change)
    blocks = _with_attachments([block for _, each in made for block in each])
    title = "".join(b.text for b in blocks if isinstance(b, Block) and b.level is ParagraphLevel.TITLE)
    marks = {part.mark for block in blocks for parts in paragraphs(block) for part in parts if isinstance(part, Number)}
    figures_told = tuple(figure for figure in writer.figures.drafted if figure.mark in marks)
    return Draft(title, tuple(blocks), figures_told, tuple(notes), together(declared))


def _with_attachments(blocks: Sequence[Content]) -> list[Content]:
    """Above the title of each attachment the line its page begins with; those that are there are counted."""
    titles = [b for b in blocks if isinstance(b, Block) and b.level is ParagraphLevel.ATTACHMENT_TITLE]
    found: list[Content] = []
    for block in blocks:
        if any(block is title for title in titles):
            number = 1 + sum(isinstance(b, Block) and b.level is ParagraphLevel.ATTACHMENT for b in found)
            found.append(Block(ParagraphLevel.ATTACHMENT, (Text(attachment_line(number, len(titles))),)))
        found.append(block)
    return found


def _follow(made: list[tuple[TemplateLine, list[Content]]], line: TemplateLine, blocks: list[Content]) -> None:
    """Add a line's blocks; a sentence that runs on joins the paragraph before it, and goes where that one goes."""
    if not line.runs_on or not made:
        made.append((line, blocks))
        return
    before = made[-1][1]
    last, more = (before[-1] if before else None), (blocks[0] if blocks else None)
    if isinstance(last, Block) and isinstance(more, Block):
        before[-1] = Block(last.level, merge([*last.parts, *more.parts]))


def _with_number(block: Content, change: ListNumber) -> Content:
    first = block.parts[0] if isinstance(block, Block) and block.parts else None
    if not isinstance(block, Block) or not isinstance(first, Text):
        return block
    text = first.text[: change.start] + change.number + first.text[change.end :]
    return Block(block.level, (Text(text, first.kai), *block.parts[1:]))


def values(tokens: Iterable[Token], org: Org, period: Period, as_of: date) -> Iterator[str]:
    """What each token would be filled with now, as plain words."""
    writer = Writer(Figures(org, period, as_of, with_evidence=False))
    for token in tokens:
        yield "；".join(block.text for block in writer.block(TemplateLine((token,))))


class Writer:
    """Turns template lines into blocks, in order, with one store of figures."""

    def __init__(self, figures: Figures, template: str = "") -> None:
        self.figures = figures
        self.template, self.heading = template, ""
        self.org, self.as_of = figures.org, figures.as_of
        self.shown = {"表": 0, "图": 0}  # tables and charts are numbered apart

    def block(self, line: TemplateLine) -> Sequence[Content]:
        """What a line becomes; nothing where its condition does not hold."""
        pieces = self.chosen(line)
        if pieces is None:
            return []
        if (apart := self.apart(pieces)) is not None:
            return apart
        parts = merge(part for piece in pieces for part in self.parts(piece))
        text = "".join(part.text for part in parts)
        level = line.level or level_of(text)
        self.heard(text, level)
        if level is ParagraphLevel.HEADING2:
            parts = run_in(parts)
        return [Block(level, parts)]

    def declared(self, line: TemplateLine) -> list[dict[str, str]]:
        """What a 〔公文〕 says the paper is issued with; nothing where its condition does not hold."""
        pieces = self.chosen(line)
        text = "".join(part.text for piece in pieces or () for part in self.parts(piece))
        return [read_declared(text)] if text else []

    def heard(self, text: str, level: ParagraphLevel | None = None) -> None:
        """Remember a heading: what stands under it last time is found by it."""
        if (level or level_of(text)) in {ParagraphLevel.HEADING1, ParagraphLevel.HEADING2}:
            self.heading = text

    def chosen(self, line: TemplateLine) -> Pieces | None:
        """What is said of a line: its words, those after 〔否则〕, or nothing."""
        holds = not line.only_if or self._any(line.only_if)
        said = line.pieces if holds else line.otherwise if holds is False else None
        lists = [piece for piece in said or () if isinstance(piece, Token) and piece.listed]
        return None if any(not self._listed(token) for token in lists) else said

    def apart(self, pieces: Pieces) -> Sequence[Content] | None:
        """The paragraphs, table or chart that a token stands for; None where it is all words and numbers."""
        for token in (piece for piece in pieces if isinstance(piece, Token)):
            if token.setting is Setting.PROBLEMS:
                return self._problems()
            if token.setting is Setting.PROMISES:
                return promises.paragraphs(self.figures)
            if token.setting is Setting.CASES:
                return cases(self.org, self.as_of)
            if token.setting is Setting.CARRIED:
                told = carried(self.org, self.as_of, self.template, self.heading)
                return [Block(ParagraphLevel.BODY, (Text(SUGGESTED + words),)) for words in told]
            if token.exhibit is not None:
                return [self._exhibit(token.exhibit)]
        return None

    def _exhibit(self, asked: Exhibit) -> Content:
        what = "图" if isinstance(asked, ChartAsked) else "表"
        number = self.shown[what] + 1
        shown: Content
        if isinstance(asked, TableAsked):
            shown = exhibits.table(self.figures, asked, number)
        elif isinstance(asked, TasksAsked):
            shown = task_tables.table(self.figures, asked, number)
        else:
            shown = exhibits.chart(self.figures, asked, number)
        if not isinstance(shown, Block):  # nothing to show is told in a sentence and takes no number
            self.shown[what] = number
        return shown

    def records(self, asked: TableAsked) -> tuple[list[Record], str]:
        """The records of rows that a bureau's own table repeats, and what the table is called among the report's."""
        self.shown["表"] += 1
        return exhibits.chosen(self.figures, asked), f"表{self.shown['表']}"

    @cached_property
    def places(self) -> Places:
        """The bureaus below, with their figures."""
        return Places(self.figures)

    def at(self, org: Org) -> "Writer":
        """One who writes of a bureau below."""
        return Writer(self.places.desks[org.code], self.template)

    def totals(self) -> "Writer":
        """One who writes what the bureaus below come to together."""
        return _Totals(self.figures, self.places)

    def cell(self, place: str, asked: TableAsked, column: Column, record: Record) -> tuple[Part, ...]:
        """What a record says in a column; a number is a figure."""
        return exhibits.cell(self.figures, asked, place, column, record)

    def _problems(self) -> list[Block]:
        found = sentences.problems(self.figures, self.figures.board())
        if len(found) == 1:
            return [Block(ParagraphLevel.BODY, merge(found[0]))]
        return [
            Block(ParagraphLevel.HEADING2, run_in(merge([Text(f"（{chinese_number(n)}）"), *parts])))
            for n, parts in enumerate(found, start=1)
        ]

    def parts(self, piece: str | Token) -> list[Part]:
        if isinstance(piece, str):
            return [Text(piece)]
        if piece.setting is not None:
            return [Text(self._setting(piece.setting))]
        if piece.by_hand:
            return [Text(f"{TO_FILL_IN}{piece.by_hand}】")]
        if piece.listed:
            return self._listing(piece)
        return self._asked(piece)

    def _setting(self, setting: Setting) -> str:
        parent = self.org.parent
        words = {
            Setting.BUREAU: self.org.bureau,
            Setting.SHORT_BUREAU: self.org.short_bureau,
            Setting.PLACE: self.org.name,
            Setting.LEADERSHIP: self.org.leadership,
            Setting.SUPERIOR: parent.short_bureau if parent else "上级科技部门",
            Setting.YEAR: str(self.as_of.year),
            Setting.NEXT_YEAR: str(self.as_of.year + 1),
            Setting.LAST_YEAR: str(self.as_of.year - 1),
            Setting.HALF: self.figures.period.label,
            Setting.AS_OF: chinese_date(self.as_of),
            Setting.DATE: chinese_date(self.as_of),
        }
        if setting is Setting.TIME_SHARE:
            return f"{time_share(self.as_of) * 100:.0f}%"
        return words[setting]

    def _asked(self, token: Token) -> list[Part]:
        """What a token asks of its indicator: a number with the words around it, or a phrase."""
        indicator, asks = token.indicator, token.asks
        assert indicator is not None
        if isinstance(asks, Phrase):
            return self._phrase(asks, indicator, token.style)
        style = style_of(token.style, indicator.unit)
        assert style is not None
        if asks is PART:
            return self._split(self.figures.now(indicator), token.column, style)
        assert asks.gather is not None
        basis = asks.gather(self.figures, indicator)
        return [Text(basis)] if isinstance(basis, str) else self.figures.told(asks, basis, style)

    def _phrase(self, asked: Phrase, indicator: AnyIndicator, written: str) -> list[Part]:
        figure, targets = self.figures.now(indicator), self.figures.targets(indicator)
        match asked:
            case Phrase.SENTENCE:
                return sentences.sentence(self.figures, targets, figure, written)
            case Phrase.PLAN:
                return sentences.plan(self.figures, targets, figure, written)
            case Phrase.NAMES:
                return [Text(_names(figure))]
            case Phrase.DATA_YEAR:
                return [Text(str(figure.period.year))]

    def _listed(self, token: Token) -> list[tuple[AnyIndicator, str]]:
        """Those of a list that have something to tell."""
        return [(indicator, called) for indicator, called in token.listed if self._tells(indicator, token.asks)]

    def _tells(self, indicator: AnyIndicator, asks: IndicatorKind | Phrase) -> bool:
        if asks is Phrase.PLAN:
            return any(target.base_value is not None for target in self.figures.targets(indicator))
        if asks is Phrase.SENTENCE:
            return bool(self.figures.targets(indicator)) or bool(self.figures.now(indicator).value)
        assert isinstance(asks, IndicatorKind)
        assert asks.gather is not None
        basis = asks.gather(self.figures, indicator)
        return not isinstance(basis, str) and bool(asks.value(basis))

    def _listing(self, token: Token) -> list[Part]:
        """What each says, one after the other: numbers with their names, or sentences."""
        between = "" if token.asks is Phrase.SENTENCE else "；" if token.asks is Phrase.PLAN else "、"
        told: list[Part] = []
        for indicator, called in self._listed(token):
            name = (called or sentences.phrase(indicator)) if isinstance(token.asks, IndicatorKind) else ""
            said = self._asked(replace(token, indicator=indicator, listed=()))
            told += [Text((between if told else "") + name), *said]
        return told

    def _split(self, figure: Figure, column: str, style: Style) -> list[Part]:
        if figure.records is None:  # invented
            return [Text("其中……")]
        told: list[Part] = []
        for basis in split(figure, column):
            told += [Text(("、" if told else "其中") + basis.value), *self.figures.told(PART, basis, style)]
        return told or [Text("暂无分项")]

    def _any(self, asked: Conditions) -> bool | None:
        """Whether one of them holds; None where none does and one is not known."""
        found = [self._holds(each) for each in asked]
        return True if True in found else None if None in found else False

    def _holds(self, asked: Condition) -> bool | None:
        """Whether a condition holds; None where one of its figures is not known."""
        if isinstance(asked.left, Ledger):
            return exhibits.of_year(self.figures, asked.left).exists()
        if asked.right is None:
            indicator = asked.left.indicator
            return bool(self.figures.targets(indicator)) or bool(self.figures.measure(indicator).value)
        left = self._compared(asked.left)
        right = asked.right if isinstance(asked.right, Decimal) else self._compared(asked.right)
        return None if left is None or right is None else asked.holds(left, right)

    def _compared(self, side: Side) -> Decimal | None:
        assert side.kind.gather is not None
        basis = side.kind.gather(self.figures, side.indicator)
        return None if isinstance(basis, str) else side.kind.compared(basis)


class _Totals(Writer):
    """Writes a row of totals: the same tokens, over all bureaus below."""

    def __init__(self, figures: Figures, places: Places) -> None:
        super().__init__(figures)
        self.over = places

    def _asked(self, token: Token) -> list[Part]:
        assert token.indicator is not None
        assert isinstance(token.asks, IndicatorKind)
        style = style_of(token.style, token.indicator.unit)
        assert style is not None
        return self.over.total(token.asks, token.indicator, style)


def _names(figure: Figure) -> str:
    """Whom or what the records are about, the first few of them; for lists such as 组织某某等企业申报."""
    if not isinstance(figure.indicator, Indicator):
        return ""
    if figure.records is None:  # invented
        return "某某"
    has_firm = any(c.name == "enterprise_name" for c in figure.indicator.over.columns)
    names = list(dict.fromkeys(r.enterprise_name if has_firm else str(r) for r in figure.records.order_by("pk")))
    told = "、".join(names[:NAMES_TOLD])
    return f"{told}等" if len(names) > NAMES_TOLD else told
