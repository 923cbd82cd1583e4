"""表中读数: cells of a table with the heads above and before them.

A cell is read by its column's head and its row's name; what is no number by its look is left.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kezhang.quantities.numerals import arabic
from kezhang.reading.facts.told import Told
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import UnitWord
from kezhang.reading.meaning.periods import basis_of_column
from kezhang.reading.meaning.phrases import ATTRIBUTES, is_verb
from kezhang.reading.meaning.subjects import subject_of
from kezhang.reading.quantities.amounts import Amount
from kezhang.reading.quantities.scanning import scan
from kezhang.reading.tables import column_heads
from kezhang.reading.tables.cells import SPOILT, CellLines, LineCell
from kezhang.reading.tables.column_heads import YEAR_SAID, unit_of, without_unit
from kezhang.reading.tables.row_names import UnitsAbove, name_of, spoken_unit, unmarked, with_units
from kezhang.reading.tables.table_heads import YEAR, headed
from kezhang.reading.tables.table_titles import TableTitle, is_place, names_places, only_counts, title_of

_BARE = re.compile(r"(?P<sign>[-≥≤><]?)\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<percent>%)?")
#: 单位：万元, above a table at its right.
_CAPTION = re.compile(r"单位[::]\s*(?P<unit>[^\s、,，)）|]{1,4})(?![、,，]\s?(?!%|％|人次)[一-鿿])")
_CAPTION_REACH = 80
#: How sure a cell is: of a table that the document itself draws, of one guessed from lines with heads and a unit
#: found, and without: at first sight some half of the guesses are right.
_GIVEN, _GUESSED, _HARDLY = Decimal("0.9"), Decimal("0.7"), Decimal("0.6")
#: What a table sets: 绩效目标申报表, 部门预算表; not what became of it.
_DECLARED = re.compile(
    r"绩效目标|目标申报表|任务分解表|目标任务表|指标分解表|任务清单|预算(?![^\n|]{0,8}(?:执行|完成))[^\n|]{0,12}表"
)
_SENTENCE = re.compile(r"[，,。；;、](?!\d)")
#: A place and its number are told of one figure.
_ONE_FIGURE = re.compile(r"(?:排名|位次|名次|数量|个数|家数)(?:[(（].*)?")
_COMPARED = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Frame:
    """What holds for every row of a table."""

    given: bool
    aimed: bool  # it declares what is to be reached, as 绩效目标申报表 does
    general: UnitWord | None  # 单位：万元 above it
    title: TableTitle
    latest: int
    by_year: bool


@dataclass(slots=True)
class _RowSoFar:
    """A row as far as it was read: what its columns were told of."""

    cells: Sequence[LineCell]
    spoken: str  # the unit that a column of its own gives it
    general: UnitWord | None
    groups: dict[str, int] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    titled: dict[str, str] = field(default_factory=dict)  # those that the title of the table names
    tallied: dict[str, str] = field(default_factory=dict)  # the last told of 本月, of 累计
    base: str = ""
    measured: bool = False  # its name says its unit, or a column of its own does: 机构数(个)
    own_words: str = ""  # what a cell of the row said before its number


def table_findings(text: str, tables: Sequence[CellLines], first_group: int) -> list[Told]:
    """The numbers of all tables, a statement for each row and subject."""
    told: list[Told] = []
    for grid in tables:
        last = max((each.group for each in told), default=first_group)
        told += _grid(text, grid, last)
    return told


def prose(tables: Sequence[CellLines]) -> list[tuple[int, int, bool]]:
    """Cells that hold whole sentences, from and to, and whether their column sets what is to be reached."""
    found = []
    for grid in tables:
        for row in _rows(grid):
            for box in row:
                if len(box.text) > 12 and _SENTENCE.search(box.text):
                    found.append((box.start, box.end, column_heads.sets_aims(_head(box))))
    return sorted(found)


def _grid(text: str, grid: CellLines, group: int) -> list[Told]:
    laid = with_units(_rows(grid))
    rows = [row for row in laid if any(_BARE.search(box.text) for box in row)]
    captions = [*_CAPTION.finditer(text, max(0, grid.start - _CAPTION_REACH), grid.first_figure)]
    years = {
        int(m[1]) for row in rows for box in row[1:] for head in box.heads[-1:] for m in [YEAR_SAID.search(head)] if m
    }
    frame = _Frame(
        given=grid.given,
        aimed=bool(_DECLARED.search(text, max(0, grid.start - 120), grid.first_figure)),
        general=unit_of(f"({captions[-1]['unit']})") if captions else None,
        title=title_of(text, grid),
        latest=max(years, default=0),
        by_year=len(years) > 1,
    )
    told: list[Told] = []
    above = UnitsAbove()
    edge = min((_indent(text, row[0].start) for row in rows), default=0)
    for row in laid:
        if not any(_BARE.search(box.text) for box in row):
            above.title("".join(box.text for box in row))
            continue
        name = next((box.text for box in row if box.text and not YEAR.fullmatch(box.text)), "")
        inherited = above.of(name, indented=_indent(text, row[0].start) > edge)
        # 项目资金(万元) over the names holds for the figures, too
        so_far = _RowSoFar(row, spoken_unit(row), inherited or frame.general or unit_of(_head(row[0])))
        for box in row:
            found = _told(box, so_far, frame, group)
            group = max([group, *(each.group for each in found)])
            told += found
    return told


def _indent(text: str, start: int) -> int:
    """How many blanks stand before a cell at the beginning of its line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return len(before) - len(before.rstrip(" \u3000")) if not before.strip(" \u3000|") else 0


def _told(box: LineCell, row: _RowSoFar, frame: _Frame, group: int) -> list[Told]:
    """The numbers of one cell."""
    head = _head(box)
    if _tells_nothing(box, head, given=frame.given):
        return []
    named = [each for each in row.cells if not row.spoken or each.text != row.spoken]
    subject = name_of(named, box, given=frame.given)
    row.measured = bool(row.spoken) or without_unit(subject) != subject
    again = head in row.heads[:-1] and head != row.heads[-1]  # 合计数, of other columns
    row.heads.append(head)
    of_title = (
        bool(frame.title.measure and only_counts(head) and is_place(subject, _head(row.cells[0])))
        and not (
            row.base and row.base not in row.titled and column_heads.is_rank(head)
        )  # 排名 after 专利密度 is of that
    )
    told: list[Told] = []
    for cell in [] if _names_row(box, subject) else _cells(box, head, subject, row.spoken, row.general):
        metric, key = _of_what(box, cell, head, unmarked(subject), row, frame, of_title=of_title)
        key += "″" * (again and not column_heads.is_attribute(head))
        row.base = key
        row.tallied[column_heads.tally_of(head)] = key
        if key not in row.groups:
            group += 1
            row.groups[key] = group
        role = column_heads.role_of(
            head, cell, earlier=column_heads.is_of_before(head, frame.latest), aimed=frame.aimed
        )
        if of_title and frame.title.changes:
            role, cell.unit = Role.CHANGE, cell.unit or frame.title.unit or "%"
        told.append(
            Told(cell.start, cell.end, cell.value, cell.unit, role, metric, row.groups[key], high=cell.high, masked=cell.masked,
                 confidence=_GIVEN if frame.given else _GUESSED if head and cell.unit else _HARDLY,
                 comparator=cell.comparator, modifiers=cell.modifiers, share="占" in head and role is Role.ACTUAL,
                 basis=basis_of_column(head) if role is Role.CHANGE else "")
        )  # fmt: skip
    return told


def _of_what(
    box: LineCell, cell: Amount, head: str, subject: str, row: _RowSoFar, frame: _Frame, *, of_title: bool
) -> tuple[str | None, str]:
    """The metric of a cell, and what it is linked by with others of its row."""
    attribute = column_heads.is_attribute(head)
    base = row.tallied.get(column_heads.tally_of(head), row.base) if attribute else row.base
    of_places = is_place(subject, _head(row.cells[0]))
    metric = told_of = column_heads.metric_of(
        head,
        subject,
        base.rstrip("″"),
        by_year=frame.by_year,
        of_places=of_places,
        measured=row.measured and unit_of(head) is None,
    )
    if of_title:
        metric = frame.title.measure
        told_of = metric if _ONE_FIGURE.fullmatch(head) else f"{metric}{head}"
    if metric == subject and frame.title.measure and any(map(names_places, map(_head, row.cells))):
        metric = frame.title.measure  # 2017年实际下达, of 河北省
    if own := _own_words(box, cell):  # 新增高新技术企业10家 under 工作任务, 已认定12家 under 完成情况
        only_said = is_verb(own) or own in ATTRIBUTES
        metric = row.own_words or f"{own}{subject}" if only_said else own
        told_of = metric if row.own_words or not only_said else told_of
        row.own_words = row.own_words or ("" if only_said else own)
    key = base if attribute and base else told_of or subject
    if of_title:
        row.titled[key] = frame.title.measure
    return row.titled.get(key, metric), key


def _tells_nothing(box: LineCell, head: str, *, given: bool) -> bool:
    """A number of the row, its unit, or a sentence, which is read as prose."""
    numbered = column_heads.tells_no_figure(head) or (given and column_heads.tells_no_figure(" ".join(box.heads)))
    return (
        numbered
        or column_heads.is_head_of_units(head)
        or SPOILT.fullmatch(box.text) is not None
        or (len(box.text) > 12 and bool(_SENTENCE.search(box.text)))
    )


def _names_row(box: LineCell, subject: str) -> bool:
    """4.公务用车保有量, 18-34岁: the number before a name is none of the table's."""
    return box.text == subject and (unmarked(subject) != subject or subject[:1].isdigit())


def _own_words(box: LineCell, cell: Amount) -> str:
    """What a cell says before its number, where it says anything and no other number stands between."""
    before = box.text[: cell.start - box.start]
    return "" if any(sign.isdigit() for sign in before) else subject_of(before)


def _rows(grid: CellLines) -> list[list[LineCell]]:
    """The rows with the heads over their cells: the document's own, or what the lines seem to say."""
    rows = grid.rows if any(box.heads for row in grid.rows for box in row) else headed(grid.rows, grid.before)
    return [row for row in rows if row]


def _head(box: LineCell) -> str:
    return re.sub(r"\s", "", box.heads[-1]) if box.heads else ""


def _cells(box: LineCell, head: str, subject: str, spoken: str, general: UnitWord | None) -> list[Amount]:
    """``spoken``: the unit that a column of its own gives the row; ``general``: that of the whole table."""
    bare = _BARE.fullmatch(box.text)
    if bare is None:
        return _amounts(box, unit_of(head) or unit_of(subject))
    if len(bare["digits"].replace(",", "")) > _MOST_DIGITS or (YEAR.match(box.text + "年") and not head):
        return []
    unit = column_heads.of_percent() if bare["percent"] else unit_of(head) or unit_of(box.unit or "")
    if unit is None and column_heads.is_rank(head):
        unit = UnitWord("位", "rank")
    if unit is None and column_heads.is_share_of_change(head):
        unit = column_heads.of_percent()
    unit = unit or unit_of(f"({spoken})") or unit_of(subject)
    unit = unit or (None if column_heads.of_other_unit(head) else general)
    if unit is None and not head and not subject:
        return []
    value = arabic(bare["digits"]) * (unit.factor if unit else Decimal(1))
    start = box.start
    if bare["sign"] == "-":
        value = -value
    elif bare["sign"]:
        start += box.text.index(bare["digits"])
    return [
        Amount(start, box.end, value, unit.name if unit else None, unit.kind if unit else "bare", comparator=_COMPARED.get(bare["sign"], "="))
    ]  # fmt: skip


def _amounts(box: LineCell, unit: UnitWord | None) -> list[Amount]:
    """The numbers of a cell that is not one bare number."""
    found = scan(box.text).amounts
    for amount in found:
        amount.start += box.start
        amount.end += box.start
    if found or unit is None:
        return found
    return [
        Amount(box.start + m.start(), box.start + m.end(), arabic(m[0]) * unit.factor, unit.name, unit.kind)
        for m in re.finditer(r"\d[\d,]*(?:\.\d+)?", box.text)
    ]
