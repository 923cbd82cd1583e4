"""表中读数: cells of a table with the heads above and before them.

A cell is read by its column's head and its row's name; what is no number by its look is left.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kezhang.quantities.numerals import arabic
from kezhang.reading.tables.cells import FIGURE, CellLines, LineCell
from kezhang.reading.tables.table_heads import YEAR, headed
from kezhang.reading.tables.table_titles import is_place, only_counts, title_of
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import UnitWord, units
from kezhang.reading.meaning.phrases import ATTRIBUTES, is_verb
from kezhang.reading.meaning.statements import Told
from kezhang.reading.meaning.subjects import subject_of
from kezhang.reading.quantities.amounts import Amount
from kezhang.reading.quantities.scanning import scan

_BARE = re.compile(r"(?P<sign>[-≥≤><]?)\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<percent>%)?")
_IN_HEAD = re.compile(r"[(（](?P<unit>[^()（）]{1,6})[)）]")
#: 单位：万元, above a table at its right.
_CAPTION = re.compile(r"单位[::]\s*(?P<unit>[^\s、,，)）|]{1,4})")
_CAPTION_REACH = 80
#: A column that the unit of the whole table does not hold for.
_SAID_OF_ANOTHER = re.compile(r"率|增长|增幅|增速|同比|占比|比重|排名|位次|个数|家数|人数|人次|场次|项数|件数|数量")
#: How sure a cell is: of a table that the document itself draws, of one guessed from lines with heads and a unit
#: found, and without: at first sight some half of the guesses are right.
_GIVEN, _GUESSED, _HARDLY = Decimal("0.9"), Decimal("0.7"), Decimal("0.6")
_SKIP = re.compile(
    r"序号|编号|代码|日期|时间|年限|^(?:所属|填报|立项|项目)?年度$|电话|备注|届次|批次(?!数)|文号|^(?:自评)?(?:分值|得分|权重|分数|标准分)(?:[(（]|$)"
)
_RATE = re.compile(r"完成率|完成比例|完成进度|进度|执行率|达成率|完成%|完成年度|占年度|占任务")
_CHANGE = re.compile(r"增长|增幅|增速|同比|降幅|升降|增减")
_TARGET = re.compile(r"目标|任务|指标值|计划|预算|考核值|预期")
_DONE = re.compile(r"(?:完成|实际|实绩|执行|到位|实施)(?:数|值|量|额|情况)?$|^(?:实际|累计)?完成")
_BEFORE = re.compile(r"(?<!比)(?<!较)(?:去年|上年|上年同期|去年同期|同期|基数|基期)(?!增|±|[+]|相比)")
_RANK = re.compile(r"排名|位次|名次")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|$)")
#: A column that only says something of the column before it.
_ATTRIBUTE = re.compile(
    r"(?:累计|本月|当月)?(?:同比)?(?:增长|增幅|增速|降幅|升降|增减)(?:率|额|幅度)?(?:%|百分点)?|占比|比重|(?:目标|任务|年度)*(?:完成|执行|达成)(?:率|比例|进度)|进度|完成%|(?:[全本在]?[国省市州县区])?(?:内)?(?:排名|位次|名次|排位)"
)
_WHEN = r"(?:(?:19|20)\d\d年?|全年|上半年|下半年|本年|年度|今年|当年|年初|年末|年底|截至?(?:目前|\d{1,2}月底?)?|(?:\d{1,2}[-—])?\d{1,2}月(?:份|底|末)?|[一二三四1-4]季度|前三季度|目前|本月|本期|至|当月|底|末)"
#: What a head says of which of the figures of a row this is, and not of what: 年度目标值, 1-9月完成, 比上年增长.
_ASPECT = re.compile(
    rf"{_WHEN}*(?:绩效|考核|工作|下达|省定|市定|县定|预期|调整|已|累计|实际|现|预计|总)*"
    r"(?:(?:目标任务|任务目标|任务指标|目标|任务|指标|计划|预算|完成|实际|实绩|执行|发生|到位|绝对|统计|数)?(?:数|值|量|额|情况|指标)?(?:及单位)?|合计|总计|小计|进展(?:情况)?)"
)
#: 高企任务数, 高企完成数: what a head says at its end of the name before.
_ASPECT_END = re.compile(
    rf"(?<=[一-鿿]{{2}}){_WHEN}*(?:考核|下达|累计|实际|计划|预计)*(?:(?:目标任务|任务|目标|指标|计划|完成|预算|执行)(?:数|值|量|额)|(?<!重点)(?<!主要)(?<!工作)(?<!年度)(?:任务|目标|完成)|(?:[全在]?[省市州县])?(?:排名|位次|名次))$"
)
_ROW_MARK = re.compile(
    r"^(?:\d{1,2}[.、]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|其中[:：]?|#|[*＊]|[①-⑳])\s*"
)
#: 比上年增长, ±%: a change of what the row or the column before tells.
_CHANGED = re.compile(
    r"(?:累计|本月|当月)?(?:比|较)?(?:上年|去年|上年同期|去年同期|同期|上月)?(?:同比|环比)?(?:±|[+]-)?(?:增长|增减|增幅|增速|降幅|升降|变化)?(?:率|额|量|幅度|情况)?(?:[±%]*|百分点)"
)
#: 比上年增长, whatever unit the row has.
_GROWN = re.compile(
    r"(?:比|较)?(?:上年|去年|上年同期|去年同期|同期)?(?:同比|环比)?(?:增长|增幅|增速|降幅)(?:率|幅度|情况)?"
)
_NAMED_BY_DIGIT = re.compile(r"\d[A-Za-z]|[A-Za-z+]\d|“[^”]*\d[^”]*”")
_UNIT_ALONE = re.compile(r"%|元|万元|亿元")
_ONLY_UNIT = re.compile(r"[(（][^()（）]{1,8}[)）]")
_UNIT_HEAD = re.compile(r"(?:计量)?单位")
_DECLARED = re.compile(r"绩效目标|目标申报表|任务分解表|目标任务表|指标分解表|任务清单")
_SENTENCE = re.compile(r"[，,。；;、](?!\d)")
#: A place and its number are told of one figure.
_ONE_FIGURE = re.compile(r"(?:排名|位次|名次|数量|个数|家数)(?:[(（].*)?")
#: 第二产业, 批发和零售业: rows below 生产总值(亿元) are told in its unit.
_BRANCH = re.compile(r"第[一二三]产业|[一-鿿、]{2,14}业")
_SCALES = {"万": 10**4, "亿": 10**8}


def table_findings(text: str, tables: Sequence[CellLines], first_group: int) -> list[Told]:
    """The numbers of all tables, a statement for each row and subject."""
    told: list[Told] = []
    group = first_group
    for grid in tables:
        caption = _CAPTION.search(text, max(0, grid.start - _CAPTION_REACH), grid.first_figure)
        general = _unit_of(f"({caption['unit']})") if caption else None
        aimed = bool(_DECLARED.search(text, max(0, grid.start - 120), grid.start + 60))
        found, group = _grid(text, grid, aimed, general, group)
        told += found
    return told


def prose(tables: Sequence[CellLines]) -> list[tuple[int, int, bool]]:
    """Cells that hold whole sentences, from and to, and whether their column sets what is to be reached."""
    found = []
    for grid in tables:
        for row in _rows(grid):
            for box in row:
                if len(box.text) > 12 and _SENTENCE.search(box.text):
                    found.append((box.start, box.end, bool(_TARGET.search(_head(box)))))
    return sorted(found)


def _grid(text: str, grid: CellLines, aimed: bool, general: UnitWord | None, group: int) -> tuple[list[Told], int]:
    """``aimed``: the table declares what is to be reached, as 绩效目标申报表 does; ``general``: 单位：万元 above it."""
    rows = _rows(grid)
    title = title_of(text, grid)
    years = {int(m[1]) for row in rows for box in row[1:] for head in box.heads[-1:] for m in [_YEAR.search(head)] if m}
    latest = max(years, default=0)
    told: list[Told] = []
    above: UnitWord | None = None  # of the row that an indented one is a part of
    for row in rows:
        if not row or all(not _BARE.search(box.text) for box in row):
            continue
        of_row = general or _unit_of(_head(row[0]))  # 项目资金(万元) over the names holds for the figures, too
        indented = row[0].start > text.rfind("\n", 0, row[0].start) + 1
        above = _unit_of(row[0].text) or (above if indented or _is_branch(row[0].text, above) else None)
        of_row = of_row or above
        groups: dict[str, int] = {}
        columns: list[str] = []  # the heads of the row so far
        titled: dict[str, str] = {}  # those that the title of the table names
        base = ""
        spoken_of = ""  # what a cell of the row said in its own words
        spoken = next((box.text for box in row if _UNIT_HEAD.fullmatch(_head(box))), "")
        spoken = spoken or next((box.text for box in row if not box.heads and _is_unit(box.text)), "")
        for box in row:
            head = _head(box)
            if _tells_nothing(box, head, given=grid.given):
                continue
            subject = _row_name([each for each in row if not spoken or each.text != spoken], box, given=grid.given)
            again = head in columns[:-1] and head != columns[-1]  # 合计数, of other columns
            columns.append(head)
            of_title = (
                bool(title.measure and only_counts(head) and is_place(subject, _head(row[0])))
                and not (base and base not in titled and _RANK.search(head))  # 排名 after 专利密度 is of that
            )
            for cell in _cells(box, head, subject, spoken, of_row):
                metric = told_of = _metric(head, subject, len(years) > 1, base)
                if of_title:
                    metric = title.measure
                    told_of = metric if _ONE_FIGURE.fullmatch(head) else f"{metric}{head}"
                if own := _own_words(box, cell):  # 新增高新技术企业10家 under 工作任务, 已认定12家 under 完成情况
                    only_said = is_verb(own) or own in ATTRIBUTES
                    metric = spoken_of or f"{own}{_IN_HEAD.sub('', subject).strip()}" if only_said else own
                    told_of = metric if spoken_of or not only_said else told_of
                    spoken_of = spoken_of or ("" if only_said else own)
                key = base if _ATTRIBUTE.fullmatch(_bare_head(head)) and base else f"{told_of or subject}{'″' * again}"
                if of_title:
                    titled[key] = title.measure
                metric = titled.get(key, metric)
                base = key
                if key not in groups:
                    group += 1
                    groups[key] = group
                year = _YEAR.search(head)
                earlier = bool(year and int(year[1]) < latest) or bool(_BEFORE.search(head))
                role = _role(head, cell, earlier, aimed)
                if of_title and title.changes:
                    role, cell.unit = Role.CHANGE, cell.unit or title.unit or "%"
                told.append(
                    Told(cell.start, cell.end, cell.value, cell.unit, role, metric, groups[key], high=cell.high, masked=cell.masked, confidence=_GIVEN if grid.given else _GUESSED if head and cell.unit else _HARDLY,
                         comparator=cell.comparator, modifiers=cell.modifiers, share="占" in head and role is Role.ACTUAL)
                )  # fmt: skip
    return told, group


def _is_branch(name: str, above: UnitWord | None) -> bool:
    return above is not None and above.kind == "money" and bool(_BRANCH.fullmatch(name))


def _tells_nothing(box: LineCell, head: str, *, given: bool) -> bool:
    """A number of the row, its unit, or a sentence, which is read as prose."""
    numbered = _SKIP.search(head) or (given and _SKIP.search(" ".join(box.heads)))
    return bool(numbered or _UNIT_HEAD.fullmatch(head)) or (len(box.text) > 12 and bool(_SENTENCE.search(box.text)))


def _own_words(box: LineCell, cell: Amount) -> str:
    """What a cell says before its number, where it says anything and no other number stands between."""
    before = box.text[: cell.start - box.start]
    return "" if any(sign.isdigit() for sign in before) else subject_of(before)


def _rows(grid: CellLines) -> list[list[LineCell]]:
    """The rows with the heads over their cells: the document's own, or what the lines seem to say."""
    return grid.rows if any(box.heads for row in grid.rows for box in row) else headed(grid.rows)


def _head(box: LineCell) -> str:
    return re.sub(r"\s", "", box.heads[-1]) if box.heads else ""


def _row_name(row: Sequence[LineCell], box: LineCell, *, given: bool) -> str:
    """What a row calls itself: the words nearest before the cell."""
    if given and row[0].heads and len(row[0].heads) > 1:
        return row[0].heads[0]
    before = [each.text for each in row if each.start <= box.start and _is_name(each.text)]
    if len(before) > 1 and _ONLY_UNIT.fullmatch(before[-1]):
        return before[-2] + before[-1]  # 专利授权量   (件)   160: the unit stands in a cell of its own
    return before[-1] if before else ""


def _is_name(words: str) -> bool:
    """5G基站数 is; 12家 and 1.2 are not."""
    if FIGURE.fullmatch(words) or YEAR.fullmatch(words) or not re.search(r"[一-鿿A-Za-z(（]", words):
        return False
    return bool(_NAMED_BY_DIGIT.search(words)) or not any(sign.isdigit() for sign in words)


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
    if not written and (
        head.rstrip().endswith(("%", "合格率", "完成率", "占比", "覆盖率", "达标率")) or _GROWN.fullmatch(head)
    ):
        written = "%"
    if not written and head.rstrip().endswith("百分点"):
        written = "百分点"
    if not written:
        return None
    known = units()
    if written in known:
        return known[written]
    if written[0] in _SCALES and written[1:] in known:
        base = known[written[1:]]
        return UnitWord(base.name, base.kind, base.factor * _SCALES[written[0]])
    return None


def _is_unit(words: str) -> bool:
    return not _IN_HEAD.search(words) and _unit_of(f"({words})") is not None


def _bare_head(head: str) -> str:
    return _YEAR.sub("", _IN_HEAD.sub("", head)).strip()


def _metric(head: str, subject: str, by_year: bool, base: str) -> str | None:
    """What a cell tells of: its row where the head says only which figure it is, else its column."""
    whole, row = _IN_HEAD.sub("", head).strip(), _ROW_MARK.sub("", _IN_HEAD.sub("", subject).strip(" :："))
    column = _bare_head(head)
    if not _ATTRIBUTE.fullmatch(column) and (
        (by_year and not column) or _ASPECT.fullmatch(whole) or _UNIT_ALONE.fullmatch(whole)
    ):
        return row or column or None
    if _ATTRIBUTE.fullmatch(column) or _CHANGED.fullmatch(column):
        if base and column in {"占比", "比重"}:
            return f"{base}占比"
        return base or row or column
    column = _ROW_MARK.sub("", _ASPECT_END.sub("", column))
    if _CHANGE.search(column) and len(_CHANGE.sub("", column).strip("率")) > 1:
        return re.sub(r"(?:同比)?(?:增长|增幅|增速)(?:率)?$", "", column)
    return column


def _role(head: str, cell: Amount, earlier: bool, aimed: bool) -> Role:
    if cell.kind == "rank" or _RANK.search(head):
        return Role.RANK
    if _RATE.search(head) and cell.unit == "%":
        return Role.COMPLETION_RATE
    if _CHANGE.search(head) or (cell.unit == "%" and re.search(r"±|[+]-|变化", head)):
        return Role.CHANGE
    if _DONE.search(_IN_HEAD.sub("", head)) and not earlier:
        return Role.ACTUAL
    if aimed or _TARGET.search(head):
        return Role.TARGET
    if earlier:
        return Role.BASELINE
    return Role.ACTUAL
