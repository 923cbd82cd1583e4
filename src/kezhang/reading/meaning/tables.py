"""表中读数: cells of a table with the heads above and before them.

A cell is read by its column's head and its row's name; what is no number by its look is left.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kezhang.quantities.numerals import arabic
from kezhang.reading.discourse.cell_lines import CellLines, LineCell
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import UnitWord, units
from kezhang.reading.meaning.phrases import ATTRIBUTES, is_verb
from kezhang.reading.meaning.statements import Told
from kezhang.reading.meaning.subjects import subject_of
from kezhang.reading.quantities.amounts import Amount
from kezhang.reading.quantities.scanning import scan

_BARE = re.compile(r"(?P<sign>[-≥≤><]?)\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<percent>%)?")
_FIGURE = re.compile(r"[-≥≤><]?\s?\d[\d,]*(?:\.\d+)?\s?(?:%|[一-鿿]{1,3})?|\*{1,6}[一-鿿]{0,3}")
_IN_HEAD = re.compile(r"[(（](?P<unit>[^()（）]{1,6})[)）]")
#: 单位：万元, above a table at its right.
_CAPTION = re.compile(r"单位[::]\s*(?P<unit>[^\s、,，)）|]{1,4})")
_CAPTION_REACH = 80
#: A column that the unit of the whole table does not hold for.
_SAID_OF_ANOTHER = re.compile(r"率|增长|增幅|增速|同比|占比|比重|排名|位次|个数|家数|人数|人次|场次|项数|件数|数量")
#: How sure a cell is: of a table that the document itself draws, and of one guessed from lines.
_GIVEN, _GUESSED = Decimal("0.9"), Decimal("0.8")
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
_ONLY_UNIT = re.compile(r"[(（][^()（）]{1,8}[)）]")
_UNIT_HEAD = re.compile(r"(?:计量)?单位")
_DECLARED = re.compile(r"绩效目标|目标申报表|任务分解表|目标任务表|指标分解表|任务清单")
_SENTENCE = re.compile(r"[，,。；;、](?!\d)")
_SCALES = {"万": 10**4, "亿": 10**8}


def table_findings(text: str, tables: Sequence[CellLines], first_group: int) -> list[Told]:
    """The numbers of all tables, a statement for each row and subject."""
    told: list[Told] = []
    group = first_group
    for grid in tables:
        caption = _CAPTION.search(text, max(0, grid.start - _CAPTION_REACH), grid.start)
        general = _unit_of(f"({caption['unit']})") if caption else None
        aimed = bool(_DECLARED.search(text, max(0, grid.start - 120), grid.start + 60))
        found, group = _grid(grid, aimed, general, group)
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


def _grid(grid: CellLines, aimed: bool, general: UnitWord | None, group: int) -> tuple[list[Told], int]:
    """``aimed``: the table declares what is to be reached, as 绩效目标申报表 does; ``general``: 单位：万元 above it."""
    heads = _heads(grid)
    years = [int(m[1]) for head in heads.values() for m in [_YEAR.search(head)] if m]
    latest, by_year = max(years, default=0), len(years) >= 2
    told: list[Told] = []
    for row in grid.rows:
        if not row or all(not _BARE.search(box.text) for box in row):
            continue
        groups: dict[str, int] = {}
        base = ""
        spoken_of = ""  # what a cell of the row said in its own words
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
            for cell in _cells(box, head, subject, spoken, general):
                metric = told_of = _metric(head, subject, by_year, base)
                if own := _own_words(box, cell):  # 新增高新技术企业10家 under 工作任务, 已认定12家 under 完成情况
                    only_said = is_verb(own) or own in ATTRIBUTES
                    metric = spoken_of or f"{own}{_IN_HEAD.sub('', subject).strip()}" if only_said else own
                    told_of = metric if spoken_of or not only_said else told_of
                    spoken_of = spoken_of or ("" if only_said else own)
                key = base if _ATTRIBUTE.fullmatch(_bare_head(head)) and base else told_of or subject
                base = key
                if key not in groups:
                    group += 1
                    groups[key] = group
                year = _YEAR.search(head)
                earlier = bool(year and int(year[1]) < latest) or bool(_BEFORE.search(head))
                role = _role(head, cell, earlier, aimed)
                told.append(
                    Told(cell.start, cell.end, cell.value, cell.unit, role, metric, groups[key], high=cell.high, masked=cell.masked, confidence=_GUESSED if not box.heads else _GIVEN,
                         comparator=cell.comparator, modifiers=cell.modifiers, share="占" in head and role is Role.ACTUAL)
                )  # fmt: skip
    return told, group


def _own_words(box: LineCell, cell: Amount) -> str:
    """What a cell says before its number, where it says anything and no other number stands between."""
    before = box.text[: cell.start - box.start]
    return "" if any(sign.isdigit() for sign in before) else subject_of(before)


def _heads(grid: CellLines) -> dict[int, str]:
    """The names of the columns: the first row, when it holds no numbers."""
    if any(box.heads for row in grid.rows for box in row):
        return {}
    rows = [row for row in grid.rows if row]
    data = next((place for place, row in enumerate(rows) if place and _has_figures(row)), 1)
    first = rows[data - 1] if len(rows) >= data else []
    if len(rows) > data and 1 < len(first) < len(rows[data]) and not _has_figures(first):
        shift = len(rows[data]) - len(first)  # the corner was left empty: heads stand over the last columns
        return {place + shift: box.text for place, box in enumerate(first)}
    if first and not any(_BARE.fullmatch(box.text) and not _YEAR.fullmatch(box.text) for box in first):
        return {place: box.text for place, box in enumerate(first)}
    return {}


def _has_figures(row: Sequence[LineCell]) -> bool:
    return any(_FIGURE.fullmatch(box.text) and not _YEAR.fullmatch(box.text) for box in row[1:])


def _row_name(row: Sequence[LineCell], place: int) -> str:
    """What a row calls itself: the words nearest before the cell."""
    if row[0].heads and len(row[0].heads) > 1:
        return row[0].heads[0]
    before = [box.text for box in row[: place + 1] if box.text and not re.search(r"\d", box.text)]
    if len(before) > 1 and _ONLY_UNIT.fullmatch(before[-1]):
        return before[-2] + before[-1]  # 专利授权量   (件)   160: the unit stands in a cell of its own
    return before[-1] if before else ""


def _cells(box: LineCell, head: str, subject: str, spoken: str, general: UnitWord | None) -> list[Amount]:
    """``spoken``: the unit that a column of its own gives the row; ``general``: that of the whole table."""
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
        else _unit_of(head)
        or _unit_of(box.unit or "")
        or _unit_of(subject)
        or _unit_of(f"({spoken})")
        or (None if _SAID_OF_ANOTHER.search(head) else general)
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
