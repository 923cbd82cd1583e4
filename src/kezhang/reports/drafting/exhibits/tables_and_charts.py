"""From what a template asks to be shown to a table or a chart with its figures.

Every number in a table or a chart is a figure of the report like those in its sentences, over
the same bureau and the same days, and what was shown is frozen with it.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet

from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.quantities.dates import chinese_date
from kezhang.quantities.numerals import chinese_number
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.reports.document.blocks import (
    Align,
    Block,
    Chart,
    ChartKind,
    Content,
    ParagraphLevel,
    Part,
    Series,
    Table,
    Text,
    merge,
)
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.aims import COMPLETION
from kezhang.reports.figure_kinds.changes import GROWTH
from kezhang.reports.figure_kinds.formats import PERCENT_STYLE, Style, style_of
from kezhang.reports.figure_kinds.kind import UNKNOWN, Basis
from kezhang.reports.templating.exhibit_tokens import ChartAsked, TableAsked

#: A table shows so many records; a longer list belongs into an annex, and the line below says how many there are.
ROWS = 40
#: Text up to this many characters stands in the middle of its cell.
SHORT = 10


def table(figures: Figures, asked: TableAsked, number: int) -> Content:
    """The ledger's records of the report's bureau and year up to its date, in the order of their dates."""
    ledger, as_of = asked.ledger, figures.as_of
    found = chosen(figures, asked)
    which = "、".join(f"{column.label}为{written}" for column, written, _ in asked.only)
    if not found:
        said = f"截至{chinese_date(as_of)}，{f'{which}的' if which else ''}{ledger.label}没有记录。"
        return Block(ParagraphLevel.BODY, (Text(said),))
    place = f"表{number}"
    told = found[:ROWS]
    rows = tuple(tuple(cell(figures, asked, place, column, record) for column in asked.columns) for record in told)
    heads = tuple(column.heading for column in asked.columns)
    shown = [list(heads), *([_text(cell) for cell in row] for row in rows)]
    count, _ = figures.counted(place, ledger, [record.pk for record in found], shown)
    rest = (
        f"，表中列出按{ledger.column(ledger.dated_by).label}最早的{chinese_number(ROWS)}条" if len(found) > ROWS else ""
    )
    caption = f"{place}　{ledger.label}（{f'{which}，' if which else ''}截至{chinese_date(as_of)}）"
    aligned = tuple(_align(column, [_text(row[n]) for row in rows]) for n, column in enumerate(asked.columns))
    return Table(caption, heads, rows, aligned, (Text("共"), count, Text(f"条{rest}。")))


def chosen(figures: Figures, asked: TableAsked) -> list[Record]:
    """The records asked for, in the order of their dates."""
    records = of_year(figures, asked.ledger).filter(**{c.name: stored for c, _, stored in asked.only})
    return list(records.order_by(asked.ledger.dated_by, "pk"))


def of_year(figures: Figures, ledger: Ledger) -> QuerySet[Record]:
    """A ledger's records of the report's bureau and year, up to its date."""
    year = Period.year_of(figures.as_of.year)
    days = {f"{ledger.dated_by}__gte": year.first, f"{ledger.dated_by}__lte": figures.as_of}
    return access.records(ledger, figures.org).filter(**days)


def cell(figures: Figures, asked: TableAsked, place: str, column: Column, record: Record) -> tuple[Part, ...]:
    text = column.text(record)
    if not text or not column.is_number:
        return (Text(text),) if text else ()
    return (figures.cell(place, asked.ledger, column, record),)


def _text(cell: Sequence[Part]) -> str:
    return "".join(part.text for part in cell)


def _align(column: Column, texts: Sequence[str]) -> Align:
    if column.is_number:
        return Align.RIGHT
    return Align.CENTRE if max(map(len, texts)) <= SHORT else Align.LEFT


def chart(figures: Figures, asked: ChartAsked, number: int) -> Content:
    """One or two bars for each indicator, and below it each of their numbers in words."""
    drawn = _completion if asked.kind is ChartKind.COMPLETION else _year_on_year
    series, told = drawn(figures, asked.indicators)
    note = merge(
        [part for n, parts in enumerate(told) for part in (Text("；" if n else "注："), *parts)] + [Text("。")]
    )
    if not any(value is not None for each in series for value in each.values):
        return Block(ParagraphLevel.BODY, merge([Text(part.text.removeprefix("注：")) for part in note]))
    as_of = chinese_date(figures.as_of)
    unit = asked.indicators[0].unit.label
    title = "任务完成率" if asked.kind is ChartKind.COMPLETION else "与去年同期相比"
    scale = "" if asked.kind is ChartKind.COMPLETION else f"，单位：{unit}"
    return Chart(
        asked.kind,
        f"图{number}　{title}（截至{as_of}{scale}）",
        "%" if asked.kind is ChartKind.COMPLETION else "",
        tuple(indicator.label for indicator in asked.indicators),
        series,
        note,
    )


def _completion(figures: Figures, indicators: Sequence[AnyIndicator]) -> tuple[tuple[Series, ...], list[list[Part]]]:
    rates: list[Decimal | None] = []
    told: list[list[Part]] = []
    for indicator in indicators:
        assert COMPLETION.gather is not None
        basis = COMPLETION.gather(figures, indicator)
        number = None if isinstance(basis, str) else figures.number(COMPLETION, basis, PERCENT_STYLE)
        if number is None:
            rates.append(None)
            told.append([Text(f"{indicator.label}{basis.strip('（）') if isinstance(basis, str) else UNKNOWN}")])
            continue
        digits, words = number
        rates.append(Decimal(digits.text))
        told.append([Text(f"{indicator.label}完成率"), digits, Text(words)])
    return (Series("完成率", tuple(rates)),), told


def _year_on_year(figures: Figures, indicators: Sequence[AnyIndicator]) -> tuple[tuple[Series, ...], list[list[Part]]]:
    now: list[Decimal | None] = []
    then: list[Decimal | None] = []
    told: list[list[Part]] = []
    for indicator in indicators:
        style = style_of("", indicator.unit)
        assert style is not None
        assert GROWTH.gather is not None
        basis = GROWTH.gather(figures, indicator)
        assert isinstance(basis, Basis)
        assert basis.before is not None
        parts: list[Part] = [Text(indicator.label), *_bar(figures, basis.figure, style, now)]
        if basis.before.value:  # nothing recorded a year ago is nothing to compare with, not a bar of no length
            parts += [Text("，去年同期"), *_bar(figures, basis.before, style, then)]
        else:
            then.append(None)
        parts += [Text("，"), *figures.told(GROWTH, basis, PERCENT_STYLE)]
        told.append(parts)
    return (Series(f"{figures.as_of.year}年", tuple(now)), Series("去年同期", tuple(then))), told


def _bar(figures: Figures, figure: Figure | None, style: Style, values: list[Decimal | None]) -> list[Part]:
    """Put a figure's bar to the others; returns its number as written, 待核 and no bar where it is not known."""
    number = figures.number(ACTUAL, Basis(figure.indicator, figure), style) if figure else None
    if number is None:
        values.append(None)
        return [Text(UNKNOWN)]
    digits, words = number
    values.append(Decimal(digits.text))
    return [digits, Text(words)]
