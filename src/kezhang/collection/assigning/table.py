"""分解表: a sheet of indicators and the bureaus below, in three shapes, read into lines; and written the same way.

A sheet has bureaus as columns, or bureaus as rows and indicators as columns, or a row for each bureau and indicator.
What is not understood is told with its place; nothing is guessed and nothing is dropped in silence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhang.catalogue import find
from kezhang.collection.assigning.assigned_lines import (
    AssignedLine,
    AssignedTable,
    Bearer,
    NotATable,
    bare_text,
    stated_number,
)
from kezhang.collection.models import Assignment
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Office, Org
from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import year_number
from kezhang.quantities.units import unit_of
from kezhang.records.declaration.cells import MASKED, is_empty
from kezhang.records.importing.workbooks.workbook_reader import HEADER_ROWS, Page, form_pages, is_blank
from kezhang.targets.models import Target

#: How targets compare, and how they are scored, by what people call them.
COMPARATORS = {str(label): str(value) for value, label in Target.Comparator.choices}
METHODS = {str(label): str(value) for value, label in Assignment.Method.choices}
#: What a column beside the bureaus may say, by its heading.
HEADINGS = {
    "indicator": ("指标", "指标名称", "考核指标", "主要指标", "任务名称", "目标任务名称"),
    "unit": ("计量单位", "单位"),
    "comparator": ("比较方式",),
    "whole": (
        "总任务",
        "全州任务",
        "全市任务",
        "全省任务",
        "全州",
        "全市",
        "全省",
        "全区",
        "全县",
        "年度总任务",
        "本级任务",
        "本单位任务",
    ),
    "upper": ("总任务上限",),
    "year": ("年度", "年份"),
    "document_number": ("文号", "依据文号", "发文字号"),
    "document_title": ("依据文件", "文件名称"),
    "effective_on": ("生效日期", "成文日期"),
    "weight": ("权重", "考核权重", "分值"),
    "cap": ("得分上限",),
    "method": ("计分办法",),
    "reason": ("原因", "说明", "不符原因", "备注"),
    "org": (
        "县（市、区）",
        "县市区",
        "县（市）",
        "承担单位",
        "责任单位",
        "单位名称",
        "单位代码",
        "行政区划代码",
        "股室",
        "承担股室",
        "责任股室",
        "科室",
        "承担科室",
        "责任科室",
        "股室名称",
        "科室名称",
    ),
    "value": ("任务数", "目标值", "全年目标", "年度任务", "任务", "目标任务", "分解任务"),
    "first_quarter": ("一季度目标", "一季度"),
    "second_quarter": ("二季度目标", "上半年目标", "二季度"),
    "third_quarter": ("三季度目标", "三季度"),
    "none": ("序号", "合计", "上年数", "上年合计"),
}
_KNOWN = {heading: name for name, headings in HEADINGS.items() for heading in headings}
#: So many faults are told one by one.
TOLD = 100
#: What a line for everybody together is called where bureaus stand below one another.
TOGETHER = frozenset(HEADINGS["whole"]) | {"合计", "总计", "小计"}
_IN_HEADING = re.compile(r"^(?P<name>.+?)\s*[（(](?P<unit>[^（）()]{1,8})[）)]$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")
_DOCUMENT = re.compile(r"(?:^|(?<=[\s，。：:（(]))[一-鿿]{1,12}[〔\[（(]\s*20\d{2}\s*[〕\]）)]\s*第?\d+号")


def read_table(content: bytes, name: str, below: Sequence[Org], offices: Sequence[Office] = ()) -> AssignedTable:
    """The shares of bureaus below and of the bureau's own offices, in one table or in two. Raises UnreadableWorkbook or
    NotATable."""
    wanted = [(named, among) for named, among in ((_names(below), False), (_office_names(offices), True)) if named]
    every = frozenset(bare_text(each) for named, _ in wanted for each in named)
    found: list[_Reader] = []
    for page in form_pages(content, name):
        if page.hidden:
            continue
        for at, row in enumerate(page.rows[:HEADER_ROWS]):
            heads = [bare_text(cell) for cell in row]
            left = [each for each in wanted if all(each[1] is not reader.is_among_offices for reader in found)]
            tried = [_Reader(page, at, heads, named, among, every) for named, among in left]
            fitting = [reader for reader in tried if reader.fits]
            if fitting:
                # A head alone does not say whether bureaus or offices stand below it; their names do.
                found += [reader for reader in fitting if reader.names_some] or fitting[:1]
                break
    if not found:
        raise NotATable(
            "没有读懂：表里应有“指标”列和各县（市、区）或各股室的列（名称或代码），或每行一个县（股室）、每列一个指标；"
            "可用 --out 先导出一份空表。"
        )
    return _together([reader.read() for reader in found])


def _together(read: Sequence[AssignedTable]) -> AssignedTable:
    """An indicator that the table divides among offices alone is no line without shares for the bureaus below."""
    lines = [line for table in read for line in table.lines]
    divided = {line.indicator.slug for line in lines if line.shares}
    faults = list(dict.fromkeys(fault for table in read for fault in table.faults))
    if len(faults) > TOLD:
        faults[TOLD:] = [f"还有{len(faults) - TOLD}处，请先改正以上各处。"]
    return AssignedTable([line for line in lines if line.shares or line.indicator.slug not in divided], faults)


def _names(below: Sequence[Org]) -> dict[str, Bearer]:
    """Everything by which a bureau below may be called in a heading; what two share names none."""
    found: dict[str, Bearer | None] = {}
    for org in below:
        for name in {org.code, org.name, org.bureau, f"{org.name}（{org.code}）", f"{org.name}({org.code})"}:
            found[name] = None if name in found else Bearer(org.code, org.name)
    return {name: bearer for name, bearer in found.items() if bearer is not None}


def _office_names(offices: Sequence[Office]) -> dict[str, Bearer]:
    return {office.name: Bearer(office.name, office.name) for office in offices}


class _Reader:
    """One heading row of one sheet, tried as the head of a table of shares."""

    def __init__(
        self, page: Page, at: int, heads: list[str], named: Mapping[str, Bearer], among: bool, every: frozenset[str]
    ) -> None:
        self.page, self.at, self.heads = page, at, heads
        self.is_among_offices = among
        self.bearers = "股室" if among else "下级单位"
        self.named = {bare_text(name): bearer for name, bearer in named.items()}
        self.others = every - set(self.named)  # whom the other table is about
        self.columns = {_KNOWN[head]: place for place, head in reversed(list(enumerate(heads))) if head in _KNOWN}
        self.orgs = {place: self.named[head] for place, head in enumerate(heads) if head in self.named}
        self.indicators = {p: i for p, head in enumerate(heads) if head not in _KNOWN and (i := _indicator(head))}
        self.faults: list[str] = []
        self.lines: dict[str, AssignedLine] = {}
        above = "".join(bare_text(cell) for row in page.rows[:at] for cell in row)
        self.year = int(match[1]) if (match := _YEAR.search(above)) else None
        written = " ".join(str(cell) for row in page.rows[:at] for cell in row if cell is not None)
        self.document = match[0] if (match := _DOCUMENT.search(written)) else ""

    @property
    def fits(self) -> bool:
        wide = "indicator" in self.columns and bool(self.orgs)
        long = {"indicator", "org", "value"} <= set(self.columns)
        return wide or long or (bool(self.indicators) and self._bureau_column is not None)

    @property
    def _bureau_column(self) -> int | None:
        """Where bureaus stand below one another: the column that says so, or the first whose cells are bureaus."""
        if "org" in self.columns:
            return self.columns["org"]
        return next(
            (place for place in range(min(3, len(self.heads))) if any(self._org(row, place) for row in self._rows())),
            None,
        )

    @property
    def names_some(self) -> bool:
        place = self._bureau_column
        return bool(self.orgs) or (place is not None and any(self._org(row, place) for row in self._rows()))

    def read(self) -> AssignedTable:
        if "indicator" in self.columns and self.orgs:
            self._strangers()
            self._wide()
        elif {"indicator", "org", "value"} <= set(self.columns):
            self._long()
        else:
            self._across()
        return AssignedTable(list(self.lines.values()), self.faults)

    def _rows(self) -> list[Sequence[Any]]:
        return [row for row in self.page.rows[self.at + 1 :] if not is_blank(row)]

    def _numbered(self) -> Iterator[tuple[str, Sequence[Any]]]:
        for number, row in enumerate(self.page.rows[self.at + 1 :], start=self.at + 2):
            if not is_blank(row):
                yield f"第{number}行", row

    def _strangers(self) -> None:
        """Headings that are neither known nor a bureau below: probably a bureau that is misspelt."""
        for place, head in enumerate(self.heads):
            if head and head not in _KNOWN and place not in self.orgs and head not in self.others:
                right = "股室的名称" if self.is_among_offices else "下级单位的名称或代码"
                self.faults.append(f"表头“{head}”不是本单位的{self.bearers}，也不是分解表的列；请改成{right}。")

    def _wide(self) -> None:
        for place, row in self._numbered():
            if (line := self._line(place, row)) is None:
                continue
            for column, org in self.orgs.items():
                self._share(line, org, self._cell(row, column), f"{place}“{org.name}”")

    def _long(self) -> None:
        for place, row in self._numbered():
            written = bare_text(self._cell(row, self.columns["org"]))
            if written in self.others or (line := self._line(place, row)) is None:
                continue
            value = self._cell(row, self.columns["value"])
            if written in TOGETHER:
                self._whole(line, value, place)
            elif (org := self.named.get(written)) is None:
                self.faults.append(f"{place}：“{written or '（空）'}”不是本单位的{self.bearers}。")
            else:
                self._share(line, org, value, f"{place}“{org.name}”")
                quarters = [self._named_cell(row, f"{name}_quarter") for name in ("first", "second", "third")]
                if not all(is_empty(cell) for cell in quarters):
                    line.quarters[org.code] = tuple(self._number(cell, place, line) for cell in quarters)

    def _across(self) -> None:
        """Bureaus below one another, an indicator in each column."""
        bureaus, strange = self._bureau_column, dict[str, None]()
        assert bureaus is not None
        for column, indicator in self.indicators.items():
            written = _IN_HEADING.match(self.heads[column])
            unit = written["unit"] if written and unit_of(written["unit"]) else indicator.unit.label
            line = self.lines[indicator.slug] = self._new(indicator, f"“{self.heads[column]}”列")
            line.unit = unit
            for place, row in self._numbered():
                name, cell = bare_text(self._cell(row, bureaus)), self._cell(row, column)
                if name in TOGETHER:
                    self._whole(line, cell, place)
                elif (org := self.named.get(name)) is not None:
                    self._share(line, org, cell, f"{place}“{org.name}”")
                elif name not in self.others and not is_empty(cell):
                    strange[f"{place}：“{name or '（空）'}”不是本单位的{self.bearers}。"] = None
        self.faults += strange

    def _new(self, indicator: AnyIndicator, place: str) -> AssignedLine:
        return AssignedLine(
            indicator, place, self.is_among_offices, indicator.unit.label, year=self.year, document_number=self.document
        )

    def _line(self, place: str, row: Sequence[Any]) -> AssignedLine | None:
        """The line of a row's indicator, with everything the row says beside the shares."""
        written = bare_text(self._named_cell(row, "indicator"))
        if not written or written in TOGETHER or written.startswith(("注", "填报", "审核")):
            return None
        indicator = _indicator(written)
        if indicator is None:
            self.faults.append(f"{place}：没有“{written}”这个指标；用 kezhang indicator 查看指标名称。")
            return None
        is_new = indicator.slug not in self.lines
        line = self.lines.setdefault(indicator.slug, self._new(indicator, place))
        if not is_new and "org" not in self.columns:
            self.faults.append(f"{place}：指标“{indicator.label}”在表中出现了两次。")
            return None
        said = {name: self._named_cell(row, name) for name in self.columns}
        if not is_empty(said.get("unit")):
            line.unit = bare_text(said["unit"])
            if unit_of(line.unit) is None and line.unit != indicator.unit.label:
                self.faults.append(f"{place}：计量单位“{line.unit}”没有读懂。")
                line.unit = indicator.unit.label
        if not is_empty(said.get("whole")):
            self._whole(line, said["whole"], place)
        self._words(line, said, place)
        for name in ("upper", "weight", "cap"):
            if not is_empty(said.get(name)):
                setattr(line, name, self._number(said[name], place, line))
        return line

    def _words(self, line: AssignedLine, said: Mapping[str, Any], place: str) -> None:
        for name in ("document_number", "document_title", "reason"):
            if not is_empty(said.get(name)):
                setattr(line, name, str(said[name]).strip())
        for name, known in (
            ("comparator", COMPARATORS),
            ("method", METHODS),
        ):
            if not is_empty(written := said.get(name)):
                if (value := known.get(bare_text(written))) is None:
                    self.faults.append(f"{place}：“{written}”没有读懂，可填{'、'.join(known)}。")
                else:
                    setattr(line, name, value)
        for name, read in (("year", lambda v: year_number(bare_text(v))), ("effective_on", parse_date)):
            if not is_empty(written := said.get(name)):
                try:
                    setattr(line, name, read(written))
                except ValueError as fault:
                    self.faults.append(f"{place}：“{written}”{fault}。")

    def _whole(self, line: AssignedLine, cell: Any, place: str) -> None:
        if is_empty(cell):
            return
        line.is_masked = bool(MASKED.fullmatch(bare_text(cell)))
        line.whole = None if line.is_masked else self._number(cell, place, line)

    def _share(self, line: AssignedLine, org: Bearer, cell: Any, place: str) -> None:
        if is_empty(cell) or bare_text(cell) == "不分解":
            return
        if org.code in line.shares:
            self.faults.append(f"{place}：同一指标写了两次。")
            return
        if MASKED.fullmatch(bare_text(cell)):
            line.shares[org.code] = None
        elif (number := self._number(cell, place, line)) is not None:
            if number < 0:
                self.faults.append(f"{place}：任务数{number:f}小于0。")
            else:
                line.shares[org.code] = number

    def _number(self, cell: Any, place: str, line: AssignedLine) -> Decimal | None:
        return stated_number(cell, line.unit, place, self.faults)

    def _cell(self, row: Sequence[Any], column: int) -> Any:
        return row[column] if column < len(row) else None

    def _named_cell(self, row: Sequence[Any], name: str) -> Any:
        return self._cell(row, self.columns[name]) if name in self.columns else None

    def _org(self, row: Sequence[Any], column: int) -> Bearer | None:
        return self.named.get(bare_text(self._cell(row, column)))


def _indicator(written: str) -> AnyIndicator | None:
    """An indicator by its name, with or without a unit in brackets behind it."""
    match = _IN_HEADING.match(written)
    return find(written) or (find(match["name"]) if match else None)
