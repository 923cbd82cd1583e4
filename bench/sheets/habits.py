"""How people write their lists: where the unit stands, what is above and below, how dates and amounts look, what kind of file it is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import xlsxwriter

from bench.sheets.layouts import Layout, Truth, Written

#: Yuan in one of a unit.
UNITS = {"元": Decimal(1), "千元": Decimal(1_000), "万元": Decimal(10_000)}
#: How many of the lists have every column that is required; the others are as somebody published them.
MADE_FOR_US = 0.9
IN_HEADER, UNDER_HEADER, ABOVE, BESIDE_REPORTER, BELOW, IN_TITLE, SHOWN, IN_CELLS, NOWHERE = (
    "表头", "表头下一行", "单位行", "填报单位同格", "表下注", "标题", "数字格式", "每格自带", "没有写",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One sheet as a file, what it must give, and what was wrong with it, in words."""

    name: str
    content: bytes
    layout: Layout
    truth: tuple[Truth, ...]
    unit: str
    habits: tuple[str, ...]


def make(rng: Random, layout: Layout) -> Made:
    """One sheet of a layout with habits of its own."""
    return _Maker(rng, layout).made()


class _Maker:
    def __init__(self, rng: Random, layout: Layout) -> None:
        self.rng = rng
        self.layout = layout
        self.columns = [*layout.columns, *(layout.often if rng.random() < MADE_FOR_US else ())]
        self.headers = {c.name: rng.choice(c.headers) for c in self.columns}
        if rng.random() < 0.3:
            rng.shuffle(self.columns)
            self.columns.sort(key=lambda column: column.kind == "amount")  # amounts stand together
        self.truth = [{**layout.given, **layout.row(rng, n)} for n in range(1, rng.randrange(4, 26))]
        self.title = rng.choice(layout.titles)
        self.unit = rng.choice(("元", "万元", "万元", "千元")) if self._amounts() else ""
        self.place = self._place()
        self.dates = rng.choice(("日", "点", "斜", "汉", "文本", "数字"))
        self.numbers = rng.choice(("数", "数", "文本", "千分位"))
        self.numbered = rng.random() < 0.8
        self.total = bool(self._amounts()) and rng.random() < 0.6
        self.sections = rng.random() < 0.2
        self.blank_rows = rng.random() < 0.15
        self.signed = rng.random() < 0.4
        self.spaced = rng.random() < 0.15
        self.extra = rng.choice(("", "", "备注", "所在乡镇街道办"))
        self.indented = rng.random() < 0.1
        self.printed = rng.random() < 0.15  # with the header on every page
        self.grouped = self.place == IN_HEADER and len(self._amounts()) > 1 and rng.random() < 0.4
        self.kind = rng.choice(("xlsx", "xlsx", "xlsx", "xlsx", "csv", "gbk", "xls网页"))
        if self.kind != "xlsx" and self.place == SHOWN:
            self.place = IN_HEADER

    def _amounts(self) -> list[Written]:
        return [c for c in self.columns if c.kind == "amount"]

    def _place(self) -> str:
        """Mostly somewhere: one list in twelve does not say its unit."""
        if not self._amounts():
            return ""
        places = (
            (IN_HEADER,) * 4 + (ABOVE,) * 3 + (UNDER_HEADER, BESIDE_REPORTER, BELOW, IN_TITLE, SHOWN, IN_CELLS, NOWHERE)
        )
        return self.rng.choice(places)

    def made(self) -> Made:
        rows, formats = self._rows()
        if self.kind == "xlsx":
            content, ending = _workbook(rows, formats), "xlsx"
        elif self.kind == "xls网页":
            content, ending = _web_page(rows), "xls"
        else:
            content, ending = _text(rows, "gb18030" if self.kind == "gbk" else "utf-8-sig"), "csv"
        habits = (
            self.kind, f"单位在{self.place}：{self.unit}" if self.unit else "", f"日期{self.dates}", f"数{self.numbers}", "有序号" if self.numbered else "",
            "有合计" if self.total else "", "有分节" if self.sections else "", "有空行" if self.blank_rows else "", "有落款" if self.signed else "",
            "空出一列" if self.indented else "", "每页有表头" if self.printed else "", "两行表头" if self.grouped else "",
            "表头有空格" if self.spaced else "", f"多一列{self.extra}" if self.extra else "",
        )  # fmt: skip
        return Made(
            f"{self.title}.{ending}", content, self.layout, tuple(self.truth), self.unit, tuple(filter(None, habits))
        )

    def _rows(self) -> tuple[list[list[Any]], dict[int, str]]:
        """The sheet from its title to its signature, and the number formats of its columns."""
        head = self._head()
        width = len(head)
        title = (
            f"{self.title}（{'单位：' if self.rng.random() < 0.5 else ''}{self.unit}）"
            if self.place == IN_TITLE
            else self.title
        )
        rows: list[list[Any]] = [[title]]
        if self.place == ABOVE:
            rows.append(
                [
                    *[None] * (width - 1),
                    self.rng.choice((f"单位：{self.unit}", f"金额单位：{self.unit}", f"单位:人、{self.unit}")),
                ]
            )
        if self.place == BESIDE_REPORTER:
            rows.append(
                [
                    self.rng.choice(
                        (
                            f"填报单位：朔湖县科技局    单位：{self.unit}",
                            f"填报单位：朔湖县科技局　　金额单位：{self.unit}",
                        )
                    )
                ]
            )
        if self.grouped:
            rows.append(self._groups())
        rows.append(head)
        if self.place == UNDER_HEADER:
            rows.append(
                [
                    None if column is None or column.kind != "amount" else f"（{self.unit}）"
                    for column in self._written()
                ]
            )
        for place, truth in enumerate(self.truth):
            if self.sections and place % 8 == 0:
                rows.append(
                    [
                        f"{'一二三四'[place // 8]}、{self.rng.choice(('柳泉镇', '工业园区', '红柳乡'))}（{min(8, len(self.truth) - place)}家）"
                    ]
                )
            if self.printed and place and place % 10 == 0:
                rows.append(list(head))
            rows.append(self._cells(place + 1, truth))
            if self.blank_rows and place % 5 == 4:
                rows.append([])
        if self.total:
            rows.append(self._total())
        if self.place == BELOW:
            rows.append([f"注：本表金额单位为{self.unit}。"])
        if self.signed:
            rows.append(
                [self.rng.choice(("填表人：李文    审核人：王建国", "填报日期：2024年6月30日", "单位负责人：王建国"))]
            )
        formats = (
            {at: f'0.00"{self.unit}"' for at, c in enumerate(self._written()) if c and c.kind == "amount"}
            if self.place == SHOWN
            else {}
        )
        return rows, formats

    def _written(self) -> list[Written | None]:
        return [*([None] if self.numbered else []), *self.columns, *([None] if self.extra else [])]

    def _head(self) -> list[Any]:
        names = []
        for column in self.columns:
            name = self.headers[column.name]
            if self.spaced:
                name = " ".join(name) if len(name) < 6 else f"{name[:4]}\n{name[4:]}"
            if column.kind == "amount" and self.place == IN_HEADER and not self.grouped:
                name += self.rng.choice(("（{}）", "({})", "/{}", "，{}")).format(self.unit)
            names.append(name)
        return [*(["序号"] if self.numbered else []), *names, *([self.extra] if self.extra else [])]

    def _groups(self) -> list[Any]:
        """The upper row of a header of two: the amounts' unit over the first of them, a blank over all others."""
        columns = self._written()
        first = next(at for at, column in enumerate(columns) if column is not None and column.kind == "amount")
        return [f"金额（{self.unit}）" if at == first else None for at in range(len(columns))]

    def _cells(self, number: int, truth: Truth) -> list[Any]:
        cells = [self._cell(column, truth[column.name]) for column in self.columns]
        return [*([number] if self.numbered else []), *cells, *(["无"] if self.extra else [])]

    def _cell(self, column: Written, value: Any) -> Any:
        if column.kind == "amount":
            return self._amount(value)
        if column.kind == "date":
            return self._date(value)
        return value

    def _amount(self, yuan: Decimal) -> Any:
        number = (yuan / UNITS[self.unit]).normalize()
        plain = f"{number:f}"
        if self.place == IN_CELLS:
            return f"{plain}{self.unit}"
        if self.numbers == "数" or self.place == SHOWN:
            return float(number)
        return f"{number:,f}" if self.numbers == "千分位" else plain

    def _date(self, day: date) -> Any:
        if self.dates == "日" and self.kind == "xlsx":
            return day
        return {
            "点": f"{day.year}.{day.month}.{day.day}", "斜": f"{day:%Y/%m/%d}", "汉": f"{day.year}年{day.month}月{day.day}日", "数字": f"{day:%Y%m%d}",
        }.get(self.dates, day.isoformat())  # fmt: skip

    def _total(self) -> list[Any]:
        cells: list[Any] = [None] * len(self._written())
        cells[0] = self.rng.choice(("合计", "合  计", "总计"))
        for at, column in enumerate(self._written()):
            if column is not None and column.kind == "amount":
                cells[at] = self._amount(sum((row[column.name] for row in self.truth), Decimal(0)))
        return cells


def _workbook(rows: Sequence[Sequence[Any]], formats: dict[int, str]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        looks = {at: book.add_format({"num_format": form}) for at, form in formats.items()}
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, place, cell, day)
                elif isinstance(cell, (int, float)):
                    page.write_number(at, place, cell, looks.get(place))
                elif cell is not None:
                    page.write_string(at, place, str(cell))
    return file.getvalue()


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _text(rows: Sequence[Sequence[Any]], encoding: str) -> bytes:
    quoted = [
        [f'"{_plain(cell)}"' if "," in _plain(cell) or "\n" in _plain(cell) else _plain(cell) for cell in row]
        for row in rows
    ]
    width = max(map(len, rows))
    return "\r\n".join(",".join([*row, *[""] * (width - len(row))]) for row in quoted).encode(encoding)


def _web_page(rows: Sequence[Sequence[Any]]) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{_plain(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><head><meta charset='utf-8'></head><body><table>{cells}</table></body></html>".encode()
