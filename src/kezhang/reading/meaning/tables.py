"""表中读数: cells of a table with the heads above and before them.

A cell is read by its column's head and its row's name; what is no number by its look is left.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kezhang.quantities.numerals import arabic
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import UnitWord, units
from kezhang.reading.meaning.cell_lines import CellLines, LineCell
from kezhang.reading.meaning.statements import Told
from kezhang.reading.quantities.amounts import Amount
from kezhang.reading.quantities.scanning import scan

_BARE = re.compile(r"(?P<sign>[-≥≤><]?)\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<percent>%)?")
_IN_HEAD = re.compile(r"[(（](?P<unit>[^()（）]{1,6})[)）]")
_SKIP = re.compile(r"序号|编号|代码|日期|时间|年限|^(?:所属|填报|立项|项目)?年度$|电话|备注|届次|批次|文号")
_RATE = re.compile(r"完成率|完成比例|进度")
_CHANGE = re.compile(r"增长|增幅|增速|同比|降幅|升降|增减")
_TARGET = re.compile(r"目标|任务|指标值|计划")
_BEFORE = re.compile(r"去年|上年|同期|基数|基期")
_RANK = re.compile(r"排名|位次|名次")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
#: A column that only says something of the column before it.
_ATTRIBUTE = re.compile(
    r"(?:同比)?(?:增长|增幅|增速|降幅|升降|增减)(?:率|额|幅度)?|占比|比重|完成率|完成比例|排名|位次|名次"
)
_PLAIN_HEADS = frozenset(
    ("指标值及单位", "数值", "数量", "完成", "完成数", "完成值", "完成情况", "实际完成", "累计完成")
)
#: 年度任务, 目标值: a head that only says that this was set.
_AIM_HEAD = re.compile(r"(?:年度|全年|年初|本年|下达|考核)*(?:目标任务|任务目标|任务|目标|指标|计划)(?:数|值|量)?")
_UNIT_HEAD = re.compile(r"(?:计量)?单位")
_DECLARED = re.compile(r"绩效目标|目标申报表|任务分解表|目标任务表|指标分解表|任务清单")
_SENTENCE = re.compile(r"[，,。；;、](?!\d)")
_SCALES = {"万": 10**4, "亿": 10**8}


def table_findings(text: str, tables: Sequence[CellLines], first_group: int) -> list[Told]:
    """The numbers of all tables, a statement for each row and subject."""
    told: list[Told] = []
    group = first_group
    for grid in tables:
        aimed = bool(_DECLARED.search(text, max(0, grid.start - 120), grid.start + 60))
        found, group = _grid(grid, aimed, group)
        told += found
    return told


def prose(tables: Sequence[CellLines]) -> list[tuple[int, int, bool]]:
    """Cells that hold whole sentences, from and to, and whether their column sets what is to be reached."""
    found = []
    for grid in tables:
        heads = _heads(grid)
        for row in grid.rows:
            for place, box in enumerate(row):
                if len(box.text) > 12 and _SENTENCE.search(box.text):
                    head = box.heads[-1] if box.heads else heads.get(place, "")
                    found.append((box.start, box.end, bool(_TARGET.search(head))))
    return sorted(found)


def _grid(grid: CellLines, aimed: bool, group: int) -> tuple[list[Told], int]:
    """``aimed``: the table declares what is to be reached, as 绩效目标申报表 does."""
    heads = _heads(grid)
    years = [int(m[1]) for head in heads.values() for m in [_YEAR.search(head)] if m]
    latest, by_year = max(years, default=0), len(years) >= 2
    told: list[Told] = []
    for row in grid.rows:
        if not row or all(not _BARE.search(box.text) for box in row):
            continue
        groups: dict[str, int] = {}
        base = ""
        spoken = next((box.text for place, box in enumerate(row) if _UNIT_HEAD.fullmatch(heads.get(place, ""))), "")
        for place, box in enumerate(row):
            head = (box.heads[-1] if box.heads else heads.get(place, "")).replace("\n", "")
            if _SKIP.search(head) or (box.heads and _SKIP.search(" ".join(box.heads))):
                continue
            if len(box.text) > 12 and _SENTENCE.search(box.text):
                continue
            if _UNIT_HEAD.fullmatch(head):
                continue
            subject = _row_name([each for each in row if not spoken or each.text != spoken], place)
            for cell in _cells(box, head, subject, spoken):
                metric = _metric(head, subject, by_year, base)
                key = base if _ATTRIBUTE.fullmatch(_bare_head(head)) and base else metric or subject
                base = key
                if key not in groups:
                    group += 1
                    groups[key] = group
                year = _YEAR.search(head)
                earlier = bool(year and int(year[1]) < latest) or bool(_BEFORE.search(head))
                role = _role(head, cell, earlier, aimed)
                told.append(
                    Told(cell.start, cell.end, cell.value, cell.unit, role, metric, groups[key], high=cell.high, masked=cell.masked,
                         comparator=cell.comparator, modifiers=cell.modifiers, share="占" in head and role is Role.ACTUAL)
                )  # fmt: skip
    return told, group


def _heads(grid: CellLines) -> dict[int, str]:
    """The names of the columns: the first row, when it holds no numbers."""
    first = grid.rows[0] if grid.rows else []
    if any(box.heads for row in grid.rows for box in row):
        return {}
    if first and not any(_BARE.fullmatch(box.text) and not _YEAR.fullmatch(box.text) for box in first):
        return {place: box.text for place, box in enumerate(first)}
    return {}


def _row_name(row: Sequence[LineCell], place: int) -> str:
    """What a row calls itself: the words nearest before the cell."""
    if row[0].heads and len(row[0].heads) > 1:
        return row[0].heads[0]
    before = [box.text for box in row[: place + 1] if box.text and not re.search(r"\d", box.text)]
    return before[-1] if before else ""


def _cells(box: LineCell, head: str, subject: str, spoken: str) -> list[Amount]:
    """``spoken``: the unit that a column of its own gives the row."""
    bare = _BARE.fullmatch(box.text)
    if bare is None:
        shifted = scan(box.text).amounts
        unit = _unit_of(head) or _unit_of(subject)
        for amount in shifted:
            amount.start += box.start
            amount.end += box.start
        if shifted or unit is None:
            return shifted
        found = []
        for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", box.text):
            found.append(
                Amount(
                    box.start + match.start(),
                    box.start + match.end(),
                    arabic(match[0]) * unit.factor,
                    unit.name,
                    unit.kind,
                )
            )
        return found
    if len(bare["digits"].replace(",", "")) > 12 or (_YEAR.match(box.text + "年") and not head):
        return []
    unit = (
        UnitWord("%", "ratio")
        if bare["percent"]
        else _unit_of(head) or _unit_of(box.unit or "") or _unit_of(subject) or _unit_of(f"({spoken})")
    )
    if unit is None and _RANK.search(head):
        unit = UnitWord("位", "rank")
    if unit is None and not head and not subject:
        return []
    value = arabic(bare["digits"]) * (unit.factor if unit else Decimal(1))
    start = box.start
    if bare["sign"] == "-":
        value = -value
    elif bare["sign"]:
        start += box.text.index(bare["digits"])
    comparator = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}.get(bare["sign"], "=")
    return [
        Amount(start, box.end, value, unit.name if unit else None, unit.kind if unit else "bare", comparator=comparator)
    ]


def _unit_of(head: str) -> UnitWord | None:
    match = _IN_HEAD.search(head)
    written = match["unit"].strip() if match else head.strip() if head.strip() in {"%", "元", "万元", "亿元"} else ""
    if not written:
        return None
    known = units()
    if written in known:
        return known[written]
    if written[0] in _SCALES and written[1:] in known:
        base = known[written[1:]]
        return UnitWord(base.name, base.kind, base.factor * _SCALES[written[0]])
    return None


def _bare_head(head: str) -> str:
    return _YEAR.sub("", _IN_HEAD.sub("", head)).strip()


def _metric(head: str, subject: str, by_year: bool, base: str) -> str | None:
    column, row = _bare_head(head), _IN_HEAD.sub("", subject).strip()
    if (
        by_year
        or not column
        or column in _PLAIN_HEADS
        or _AIM_HEAD.fullmatch(column)
        or (_CHANGE.fullmatch(column) and not base)
    ):
        return row or column or None
    if _ATTRIBUTE.fullmatch(column) and base:
        return f"{base}占比" if column in {"占比", "比重"} else base
    if _CHANGE.search(column) and len(_CHANGE.sub("", column).strip("率")) > 1:
        return re.sub(r"(?:同比)?(?:增长|增幅|增速)(?:率)?$", "", column)
    return column


def _role(head: str, cell: Amount, earlier: bool, aimed: bool) -> Role:
    if cell.kind == "rank" or _RANK.search(head):
        return Role.RANK
    if _RATE.search(head) and cell.unit == "%":
        return Role.COMPLETION_RATE
    if _CHANGE.search(head):
        return Role.CHANGE
    if aimed or _TARGET.search(head):
        return Role.TARGET
    if earlier:
        return Role.BASELINE
    return Role.ACTUAL
