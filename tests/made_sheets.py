"""Sheets as they come in, made in memory, and what an import of one would do."""

import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.styles import Font

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.records.importing import import_plan
from kezhang.records.importing.asking.questions import Answers
from kezhang.records.importing.detection.recognition import recognise
from tests.opened_here import files_opened_here

HEAD = [
    "合同登记编号",
    "合同名称",
    "合同类别",
    "卖方名称",
    "买方名称",
    "合同成交额",
    "技术交易额",
    "签订日期",
    "登记日期",
]
IN_YUAN = [f"{name}（元）" if name.endswith("额") else name for name in HEAD]
FIRMS = ["序号", "企业名称", "所属行业", "从业人数"]
ACTIVITIES = ["活动名称", "活动类别", "日期", "地点", "参加人次"]
PROJECTS = ["项目名称", "计划类别", "级别", "承担单位", "申报时间", "立项资金（元）"]


def contract(n: int = 1, **other: Any) -> list[Any]:
    row = {
        "合同登记编号": f"20246527990300{n:02}", "合同名称": f"枸杞烘干{n}", "合同类别": "技术服务", "卖方名称": f"朔湖子{n}节水设备有限公司",
        "买方名称": "朔湖丑食品有限公司", "合同成交额": 88000, "技术交易额": 66000, "签订日期": "2024.4.1", "登记日期": "2024.4.9",
    }  # fmt: skip
    return list((row | other).values())


def firm(n: int, name: str = "") -> list[Any]:
    return [n, name or f"朔湖寅{n}有限公司", "制造业", 10 + n]


def activity(n: int, **other: Any) -> list[Any]:
    row = {"活动名称": f"科普讲座{n}", "活动类别": "讲座", "日期": "2024.5.6", "地点": "柳泉镇", "参加人次": 40}
    return list((row | other).values())


def project(firm: str) -> list[Any]:
    return ["沙棘提取研究", "州级科技计划", "州级", firm, "2024-02-01", 200000]


def book(
    *rows: list[Any], formats: dict[str, str] | None = None, merged: tuple[str, ...] = (), struck: tuple[str, ...] = ()
) -> bytes:
    made, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    for place, form in (formats or {}).items():
        made.active[place].number_format = form
    for place in struck:
        made.active[place].font = Font(strike=True)
    for span in merged:
        made.active.merge_cells(span)
    made.save(file)
    return file.getvalue()


def headed(amount: str) -> list[str]:
    """The head with this name for the one amount and万元 for the other."""
    return [amount if name == "合同成交额" else f"{name}（万元）" if name == "技术交易额" else name for name in HEAD]


@dataclass(frozen=True)
class Found:
    """What an import of a sheet would do."""

    records: list[str] = field(default_factory=list)  # of a contract what it comes to
    asked: list[str] = field(default_factory=list)
    rejected: list[tuple[int | None, str]] = field(default_factory=list)
    warned: list[tuple[int | None, str]] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def found(
    county: Org, content: bytes, name: str = "表.xlsx", given: dict[tuple[str, str], str] | None = None
) -> tuple[Found, list[str]]:
    """What a sheet gives where this was answered, and what is said of it."""
    made, words = Found(), list[str]()
    with files_opened_here():
        tables = recognise(content, name, LEDGERS.values())
    for table in tables:
        plan = import_plan.plan(
            table.ledger, table, county, answers=Answers.of(county, table.ledger.slug, given), file_name=name
        )
        made.records.extend(_told(row.record) for row in plan.new)
        made.asked.extend(each.column for each in plan.open_questions)
        made.rejected.extend((each.row, each.label) for each in plan.rejected)
        made.warned.extend((each.row, each.label) for each in plan.warnings)
        made.left_out.extend(each.number for part in table.parts for each in part.left_out)
        words += plan.understood
    return made, words


def _told(record: Any) -> str:
    if hasattr(record, "seller"):
        return f"{record.amount:.2f}"
    return getattr(record, "name", None) or getattr(record, "title", None) or record.enterprise_name
