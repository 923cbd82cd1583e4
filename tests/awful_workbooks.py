"""Thirty workbooks as bureaus really receive them, each wrong in its own way. Run as a script to look at them:
``python -m tests.awful_workbooks FOLDER``.

The one rule: what is in a workbook is decided here together with what must come of it, so that the import
is compared with the intention and not with itself.
"""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from tests.contract_sheets import HEADINGS as HEAD

NAMES = [header.removesuffix("(万元)") for header in HEAD]
GOOD, BAD, TOTAL, NOTE, OTHER = "imported", "rejected", "total", "note", "another table"


@dataclass
class AwfulWorkbook:
    """One workbook: pages of rows, and what each row below a header must become."""

    name: str
    pages: dict[str, list[list[Any]]] = field(default_factory=dict)
    expected: dict[tuple[str, int], str] = field(default_factory=dict)
    yuan: Decimal = Decimal(0)  # what the imported rows add up to
    after: Callable[[Any], None] | None = None  # done to the openpyxl book
    encoding: str = ""  # of a .csv

    def add(self, row: Sequence[Any], kind: str = "", yuan: Any = 0, page: str = "Sheet1") -> "AwfulWorkbook":
        rows = self.pages.setdefault(page, [])
        rows.append(list(row))
        if kind:
            self.expected[page, len(rows)] = kind
        if kind == GOOD:
            self.yuan += Decimal(str(yuan))
        return self

    def content(self) -> bytes:
        if self.encoding:
            (rows,) = self.pages.values()
            lines = (",".join("" if c is None else f'"{c}"' if "," in str(c) else str(c) for c in row) for row in rows)
            return "\r\n".join(lines).encode(self.encoding)
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in self.pages.items():
            page = book.create_sheet(name)
            for row in rows:
                page.append(row)
        if self.after:
            self.after(book)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()


class _Contracts:
    """Contracts numbered through all workbooks, so that no two are the same."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self, amount: Any = 12.5, **cells: Any) -> list[Any]:
        self.last += 1
        row = [
            f"2024652799{self.last:06}",
            "节水灌溉技术开发",
            "技术开发",
            "朔湖甲公司",
            "朔湖乙公司",
            amount,
            1,
            "2024.3.2",
            "2024.3.20",
        ]
        for name, cell in cells.items():
            row[NAMES.index(name)] = cell
        return row


def workbooks() -> list[AwfulWorkbook]:
    """All thirty, in the same order with the same content every time."""
    row = _Contracts()
    made: list[AwfulWorkbook] = []

    def new(title: str, ending: str = "xlsx", **options: Any) -> AwfulWorkbook:
        made.append(AwfulWorkbook(f"{len(made) + 1:02}{title}.{ending}", **options))
        return made[-1]

    _in_shape(new, row)
    _in_content(new, row)
    return made


def _in_shape(new: Callable[..., AwfulWorkbook], row: Callable[..., list[Any]]) -> None:
    """Titles, merged heads, several tables, hidden parts, totals, notes."""

    book = (
        new("三行标题和单位行")
        .add(["附件1"])
        .add(["2024年技术合同登记台账"])
        .add(["填报单位：科技局", *[None] * 7, "单位：万元"])
        .add(HEAD)
    )
    for amount in (12.5, 0.01, "1,200.335"):
        book.add(row(amount, 技术交易额=0), GOOD, Decimal(str(amount).replace(",", "")) * 10000)
    book.add(["合计", *[None] * 4, 1212.845], TOTAL)

    new("表头带元").add(["成交金额(元)" if h == "成交金额(万元)" else h for h in HEAD]).add(
        row(125000.07, 技术交易额=1), GOOD, "125000.07"
    )

    upper = ["合同登记编号", "项目名称", "合同类型", "交易双方", None, "金额", None, "签订日期", "登记日期"]
    lower = [None, None, None, "卖方", "买方", "成交金额(万元)", "技术交易额(万元)", None, None]
    new("两行合并表头").add(["技术合同"]).add(upper).add(lower).add(row(3), GOOD, 30000).add(row(4), GOOD, 40000)

    new("三张表叠在一页").add(HEAD).add(row(1), GOOD, 10000).add(["小计", *[None] * 4, 1], TOTAL).add([]).add(
        ["二季度"], NOTE
    ).add(HEAD).add(row(2), GOOD, 20000).add([]).add(HEAD[::-1]).add(row(3)[::-1], GOOD, 30000)

    book = new("每月一页")
    for month in range(1, 7):
        book.add([f"{month}月"], page=f"{month}月").add(HEAD, page=f"{month}月").add(
            row(month), GOOD, month * 10000, f"{month}月"
        )

    new("下面还有别的表").add(HEAD).add(row(5), GOOD, 50000).add([]).add(
        ["姓名", "性别", "职务", "科室", "工号", "备注"], OTHER
    ).add(["李文", "男", "科员", "成果科", "7", "在岗"], OTHER)

    def hide(book: Any) -> None:
        book["Sheet1"].row_dimensions[3].hidden = True
        book["Sheet1"].column_dimensions["G"].hidden = True

    new("隐藏行列", after=hide).add(HEAD).add(row(6), GOOD, 60000).add(row(7), GOOD, 70000)

    book = new("隐藏的旧表", after=lambda made: setattr(made["旧"], "sheet_state", "hidden"))
    book.add(HEAD).add(row(8), GOOD, 80000).add(HEAD, page="旧").add(row(9), page="旧")

    new("小计合计总计").add(HEAD).add(row(1), GOOD, 10000).add(row(2), GOOD, 20000).add(
        ["某某镇小计", *[None] * 4, 3], TOTAL
    ).add(row(4), GOOD, 40000).add(["小计", *[None] * 4, 4], TOTAL).add(["总  计", *[None] * 4, 7], TOTAL)

    new("合计在上面").add(HEAD).add(["合计", *[None] * 4, 9], TOTAL).add(row(4), GOOD, 40000).add(row(5), GOOD, 50000)
    new("合计不对").add(HEAD).add(row(4), GOOD, 40000).add(["合计", *[None] * 4, 99], TOTAL)

    new("脚注和签字").add(HEAD).add(row(3), GOOD, 30000).add(["注：以上金额含税。"], NOTE).add(
        ["填表人：李文", None, "审核人：王明", None, "日期：2024.6.30"], NOTE
    ).add([None, "本表一式两份，由成果科留存。"], NOTE)

    new("栏次行").add(HEAD).add(["甲", "乙", "丙", 1, 2, 3, 4, 5, 6], NOTE).add(row(2), GOOD, 20000)
    new("单位另起一行").add(HEAD).add([None] * 5 + ["元", "元"]).add(row(30000, 技术交易额=5), GOOD, 30000)


def _in_content(new: Callable[..., AwfulWorkbook], row: Callable[..., list[Any]]) -> None:
    """Numbers, dates, codes and choices as people type them, and rows that cannot be right."""
    book = new("数字存成文本").add(HEAD)
    for cell, yuan in (
        ("12.50", 125000),
        ("1,234.56", 12345600),
        ("１２．５", 125000),
        ("12.5万元", 125000),
        ("0.5亿元", 50000000),
    ):
        book.add(row(cell), GOOD, yuan)

    book = new("约数").add(HEAD)
    for cell, yuan in (("约12", 120000), ("300余", 3000000), ("近5", 50000)):
        book.add(row(cell), GOOD, yuan)
    book.add(row("几十"), BAD)

    book = new("日期各写各的").add(HEAD)
    for cell in ("2024.6.5", "2024/6/5", "20240605", 20240605, "2024年6月5日", 45448, "2024-06-05 00:00:00"):
        book.add(row(1, 登记日期=cell), GOOD, 10000)
    book.add(row(1, 登记日期="2024.6.31"), BAD).add(row(1, 登记日期="六月"), BAD).add(row(1, 登记日期=2024.1), BAD)

    new("只写到月").add(HEAD).add(row(2, 登记日期="2024年6月"), GOOD, 20000).add(row(2, 登记日期="2024.6"), GOOD, 20000)
    new("必填没填").add(HEAD).add(row(2, 项目名称=None), BAD).add(row(2, 卖方="/"), BAD).add(row(2), GOOD, 20000)

    twice = row(2)
    new("同一合同两次").add(HEAD).add(twice, GOOD, 20000).add(list(twice), BAD)
    new("类别写错").add(HEAD).add(row(2, 合同类型="技术合作"), BAD).add(row(3, 合同类型="技术服务"), GOOD, 30000)
    new("交易额大于成交额").add(HEAD).add(row(2, 技术交易额=3), BAD).add(row(3), GOOD, 30000)
    new("登记早于签订").add(HEAD).add(row(2, 登记日期="2024.1.1"), BAD).add(row(3), GOOD, 30000)
    new("合同编号成了科学计数").add(HEAD).add(row(2, 合同登记编号=2.024652799e17), BAD).add(row(3), GOOD, 30000)

    code = [*HEAD, "卖方信用代码"]
    new("信用代码成了数字").add(code).add([*row(2), 9.16527991234568e17], BAD).add([*row(2), "9.16528E+17"], BAD).add(
        [*row(3), "91652799MA7AB1239R"], GOOD, 30000
    )

    def merge(book: Any) -> None:
        book["Sheet1"].merge_cells("D2:D4")
        book["Sheet1"].merge_cells("A6:I6")

    new("合并单元格", after=merge).add(HEAD).add(row(2), GOOD, 20000).add(row(2, 卖方=None), GOOD, 20000).add(
        row(2, 卖方=None), GOOD, 20000
    ).add(row(1), GOOD, 10000).add(["本表数据截至2024年6月30日"], NOTE)

    new("多余的列和重复的列").add(["序号", *HEAD, "所属股室", "登记日期"]).add(
        [1, *row(2), "成果股", "2020.1.1"], GOOD, 20000
    ).add([2, *row(2), "成果股", None], GOOD, 20000)

    new("空行夹在中间").add([]).add([]).add(HEAD).add([]).add(row(2), GOOD, 20000).add([]).add([None, "  ", "-"]).add(
        row(2), GOOD, 20000
    )
    new("记事本导出", "csv", encoding="gb18030").add(["技术合同"]).add(HEAD).add(row("1,200"), GOOD, 12000000).add(
        row("2"), GOOD, 20000
    )
    new("系统导出", "csv", encoding="utf-8-sig").add(HEAD).add(row("0.07"), BAD).add(row("3"), GOOD, 30000).add(
        ["合计", "", "", "", "", "3.07"], TOTAL
    )


def write(folder: Path) -> list[AwfulWorkbook]:
    folder.mkdir(parents=True, exist_ok=True)
    made = workbooks()
    for each in made:
        (folder / each.name).write_bytes(each.content())
    return made


if __name__ == "__main__":
    for each in write(Path(sys.argv[1])):
        sys.stdout.write(f"{each.name}\n")
