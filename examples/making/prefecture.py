"""The example prefecture's counties beside 朔湖县: small ledgers, a table of shares, one sheet, one document. All invented."""

import random
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from examples.making.workbooks import chinese, credit_code, day_in, share, write
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
from kezhang.reports.document.docx_writer import write_docx

FOLDER = Path(__file__).parent.parent / "prefecture"
DOCUMENT = "州科发〔2024〕8号"
#: Code and name; what was set and what the first half came to: contracts in 万元, results, fiscal funds in 万元.
COUNTIES = (
    ("652791", "青湾县", (900, 4, 800), (410, 1, 390)),
    ("652792", "石河渡县", (600, 3, 700), (300, 2, 360)),
    ("652793", "白杨县", (1500, 6, 1600), (880, 3, 900)),
    ("652794", "沙柳县", (500, 2, 600), (120, 0, 210)),
    ("652795", "云岭县", (800, 3, 900), (436, 2, 470)),
    ("652796", "南滩县", (1200, 5, 1300), (520, 2, 610)),
    ("652797", "金泉县", (1000, 4, 1000), (650, 3, 540)),
    ("652798", "临川县", (1800, 7, 2000), (990, 4, 1050)),
)
#: 朔湖县 has what its own notice says.
SHUOHU = ("652799", "朔湖县", (2000, 8, 2500))
#: Whose paper is what: these two keep no ledgers in the system.
BY_SHEET, BY_DOCUMENT = "青湾县", "云岭县"
NAMES = ("技术合同成交额", "科技成果登记数", "财政科技投入")
UNITS = ("万元", "项", "万元")
WEIGHTS = (40, 30, 30)


def make() -> None:
    FOLDER.mkdir(exist_ok=True)
    _shares()
    dice = random.Random(652700)
    for code, name, _, done in COUNTIES:
        by_may = tuple(value * 4 // 5 for value in done)
        if name == BY_SHEET:
            _sheet(5, by_may)
            _sheet(6, done)
        elif name == BY_DOCUMENT:
            _document(date(2024, 5, 31), "1至5月工作情况", by_may)
            _document(date(2024, 6, 30), "上半年工作总结", done)
        else:
            _ledgers(dice, code, name, done)


def _shares() -> None:
    """The table that hands the year's targets down; each whole is what its shares add up to."""
    everyone = [*((name, aims) for _, name, aims, _ in COUNTIES), SHUOHU[1:]]
    rows = []
    for place, (name, unit, weight) in enumerate(zip(NAMES, UNITS, WEIGHTS, strict=True)):
        shares = [aims[place] for _, aims in everyone]
        rows.append(
            [
                name,
                unit,
                "不少于",
                sum(shares),
                DOCUMENT,
                "关于下达2024年度科技工作目标任务的通知",
                date(2024, 2, 20),
                weight,
                1.2,
                *shares,
            ]
        )
    heads = ["指标", "计量单位", "比较方式", "总任务", "文号", "依据文件", "生效日期", "权重", "得分上限"]
    write(
        FOLDER / "任务分解表.xlsx",
        [*heads, *(name for name, _ in everyone)],
        rows,
        title="2024年度科技工作目标任务分解表",
    )


def _ledgers(dice: random.Random, code: str, name: str, done: tuple[int, int, int]) -> None:
    """Contracts, results and funds of one county in one workbook, a sheet each."""
    amount, results, funds = done
    contracts = []
    for number, part in enumerate(share(dice, amount, 4, 20), start=1):
        signed = day_in(dice, date(2024, 1, 8), date(2024, 5, 10))
        firm = f"{name[:2]}绿源农业科技有限公司"
        contracts.append(
            [f"20246{code[2:]}{number:07}", f"{name[:2]}设施农业技术服务{number}", "技术服务", firm, credit_code(int(code[-2:]) + 400, code),
             "天山理工学院", part, part, signed, day_in(dice, signed, date(2024, 6, 20))]
        )  # fmt: skip
    achievements = [
        [f"{name[:2]}特色作物栽培技术{number}", f"9652024Y{int(code[-2:])}{number:02}", day_in(dice, date(2024, 3, 1), date(2024, 6, 20)), "应用技术",
         f"{name[:2]}绿源农业科技有限公司", "周明远", "验收", date(2024, 2, 20), "已登记"]
        for number in range(1, results + 1)
    ]  # fmt: skip
    spent = [
        [2024, "2060404", "科技成果转化与扩散", f"{name[:2]}科技项目经费{number}", "县级", part, day_in(dice, date(2024, 2, 1), date(2024, 6, 20)),
         "", f"{name[0]}财教〔2024〕{number + 4}号"]
        for number, part in enumerate(share(dice, funds, 3, 20), start=1)
    ]  # fmt: skip
    with xlsxwriter.Workbook(str(FOLDER / f"{code}{name}.xlsx")) as book:
        book.set_properties({"created": datetime(2024, 6, 25), "author": "示例", "comments": "虚构数据"})  # noqa: DTZ001
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, heads, rows in (
            ("技术合同", CONTRACT_HEADS, contracts),
            ("科技成果", RESULT_HEADS, achievements),
            ("财政科技支出", FUND_HEADS, spent),
        ):
            if not rows:
                continue
            page = book.add_worksheet(title)
            page.write_row(0, 0, heads)
            page.set_column(0, len(heads) - 1, 18)
            for at, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(at, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    else:
                        page.write(at, place, cell)


CONTRACT_HEADS = (
    "合同登记编号",
    "项目名称",
    "合同类型",
    "卖方",
    "卖方信用代码",
    "买方",
    "合同成交金额（万元）",
    "技术交易额（万元）",
    "签订日期",
    "登记日期",
)
RESULT_HEADS = (
    "成果名称",
    "登记号",
    "登记日期",
    "成果类型",
    "第一完成单位",
    "主要完成人",
    "评价方式",
    "评价日期",
    "状态",
)
FUND_HEADS = ("年度", "科目编码", "科目名称", "资金用途", "资金级次", "支出数（万元）", "支付日期", "收款单位", "文号")


def _sheet(month: int, done: tuple[int, ...]) -> None:
    rows = [
        [number, BY_SHEET, name, unit, value]
        for number, (name, unit, value) in enumerate(zip(NAMES, UNITS, done, strict=True), start=1)
    ]
    write(
        FOLDER / f"{BY_SHEET}{month}月调度表.xlsx",
        ["序号", "县（市、区）", "指标名称", "计量单位", "累计完成"],
        rows,
        title="科技创新主要指标完成情况调度表",
        note="填报人：王丽    审核人：赵强    联系电话：0909-0000000",
    )


def _document(as_of: date, genre: str, done: tuple[int, ...]) -> None:
    amount, results, funds = done
    told = (
        f"截至{chinese(as_of)}，全县技术合同成交额{amount}万元，科技成果登记{results}项，财政科技投入{funds}万元。",
        "下半年，继续组织企业开展技术合同认定登记，做好科技成果登记工作。",
    )
    title = f"{BY_DOCUMENT}科学技术局2024年{genre}"
    blocks = [
        Block(ParagraphLevel.TITLE, (Text(title),)),
        *(Block(ParagraphLevel.BODY, (Text(words),)) for words in told),
    ]
    content = write_docx(blocks, title=title, author=f"{BY_DOCUMENT}科学技术局", properties={})
    (FOLDER / f"{BY_DOCUMENT}{genre}.docx").write_bytes(content)
