"""手打的表: the numbers of a table that somebody typed, read by the heads of their row and column.

The unit of such a number stands in a head, and often its name and its role; where the report tells the same figure,
the two must agree.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kezhang.indicators.indicator import AnyIndicator
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.proofreading.new_numbers import named
from kezhang.reports.proofreading.places import NumberPlace, places_of
from kezhang.reports.proofreading.proof_result import Compared, Contradiction, FigureFound, NewNumber

_UNIT = re.compile(r"[（(]\s*(?:单位\s*[:：]?\s*)?([^（）()\d]{1,6}?)\s*[）)]")
_NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*)")
_WORDS = re.compile(r"[一-鿿A-Za-z]{2,}")
_SERIAL = re.compile(r"^\s*(?:序\s*号|编\s*号)\s*$")
#: What a head says a number is, the first that fits.
_ROLES = (
    ("完成率", re.compile(r"完成率|完成比例|完成进度")),
    ("同比", re.compile(r"同比|增长|增幅|增速")),
    ("占比", re.compile(r"占比|比重")),
    ("还差", re.compile(r"还差|差额|缺口|尚需|还需")),
    ("任务", re.compile(r"任务|目标|下达")),
    ("计划", re.compile(r"计划|打算")),
    ("实绩", re.compile(r"完成|实绩|实现|实际|达到|累计|现有|截至")),
)
Cells = Mapping[tuple[int, int, int], str]


@dataclass(frozen=True)
class _Heads:
    row: str
    column: str


def in_tables(
    compared: Compared, numbers: Iterable[NewNumber]
) -> tuple[tuple[NewNumber, ...], tuple[Contradiction, ...]]:
    """The new numbers, those of tables read by their heads, and where they disagree with the figures of the report."""
    cells = _cells(compared)
    told, odd = [], []
    for number in numbers:
        if number.where is not Where.TABLE:
            told.append(number)
            continue
        if _is_serial(compared, number, cells):
            continue
        read, disagreement = _read(compared, number, cells)
        told.append(read)
        odd += [disagreement] if disagreement else []
    return tuple(told), tuple(odd)


def _cells(compared: Compared) -> Cells:
    found: dict[tuple[int, int, int], str] = {}
    for paragraph in compared.resolution.paragraphs:
        if paragraph.cell is not None:
            at = (paragraph.cell.table, paragraph.cell.row, paragraph.cell.column)
            found[at] = found.get(at, "") + paragraph.text
    return found


def _is_serial(compared: Compared, number: NewNumber, cells: Cells) -> bool:
    """Whether it only counts the rows: 1 2 3 under 序号."""
    at = compared.resolution.paragraphs[number.spot.paragraph].cell
    return (
        at is not None
        and number.text.isdigit()
        and bool(_SERIAL.match(_heads(cells, at.table, at.row, at.column).column))
    )


def _read(compared: Compared, number: NewNumber, cells: Cells) -> tuple[NewNumber, Contradiction | None]:
    place = compared.resolution.edited.places[number.spot.place] if number.spot.place is not None else None
    at = compared.resolution.paragraphs[number.spot.paragraph].cell
    if place is None or at is None:
        return number, None
    heads = _heads(cells, at.table, at.row, at.column)
    unit = place.unit or _unit(heads.column) or _unit(heads.row)
    own = places_of([place.text + unit]).places[0]
    role = role_in(heads.column) or role_in(heads.row)
    indicator = _indicator(heads.row) or _indicator(heads.column)
    called = _name(heads.row) or _name(heads.column)
    reading = " ".join(part for part in (role, indicator.label if indicator else called, place.text + unit) if part)
    number = replace(
        number, reading=reading or number.reading, nearest=indicator.label if indicator else number.nearest
    )
    each = _told(compared, indicator, role)
    if each is None:
        return number, None
    figure, standing = each
    low, high = standing.bounds
    own_low, own_high = own.bounds
    if own.counted in {"", standing.counted} and own_low <= high and low <= own_high:
        return replace(number, says=_joined(number.says, f"与{figure.figure.mark}相同")), None
    says = (
        f"{compared.where(place.paragraph).label}中{figure.figure.label}{figure.figure.role}为{place.text}{unit}，"
        f"第{standing.paragraph + 1}段为{compared.written(standing)}，前后不一。"
    )
    return number, Contradiction("twice", says, (figure.figure.mark,), number.spot)


def role_in(head: str) -> str:
    """What a head says its numbers are; "" where it does not say."""
    return next((role for role, said in _ROLES if said.search(head)), "")


def _heads(cells: Cells, table: int, row: int, column: int) -> _Heads:
    """The nearest words to the left in the row, and the ones on top of the column."""
    left = next((text for c in range(column - 1, -1, -1) if _is_head(text := cells.get((table, row, c), ""))), "")
    above = next((text for r in range(row) if _is_head(text := cells.get((table, r, column), ""))), "")
    return _Heads(left, above)


def _is_head(text: str) -> bool:
    """Words, and not a number with its unit."""
    bare = _UNIT.sub("", text)
    return bool(_WORDS.search(bare)) and sum(map(str.isdigit, bare)) * 2 < len(bare)


def _unit(head: str) -> str:
    found = _UNIT.search(head)
    return found[1] if found and places_of([f"1{found[1]}"]).places[0].unit else ""


def _name(head: str) -> str:
    return _NUMBERED.sub("", _UNIT.sub("", head)).strip()


def _indicator(head: str) -> AnyIndicator | None:
    name = _name(head)
    return named(name) if name else None


def _told(compared: Compared, indicator: AnyIndicator | None, role: str) -> tuple[FigureFound, NumberPlace] | None:
    if indicator is None or not role:
        return None
    return next(
        (
            (each, place)
            for each, place in compared.standing()
            if each.figure.slug == indicator.slug and each.figure.role == role and place.value != Decimal(0)
        ),
        None,
    )


def _joined(*says: str) -> str:
    return "；".join(part for part in says if part)
