"""The ten lists of the trade, as others publish them: each comes in with at most three questions, and nothing is guessed."""

from datetime import date

import pytest

from kezhang.catalogue import LEDGERS
from kezhang.records.importing import import_plan
from kezhang.records.importing.asking.questions import Answers
from kezhang.records.importing.detection.recognition import recognise
from tests.test_sheet_files import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
FIRMS = ("朔湖甲丰农业科技有限公司", "朔湖乙禾种业有限公司", "朔湖丙源节水设备有限公司")
#: Title, header, rows, the ledger, what is answered, and what two columns of the first record must say.
LISTS = {
    "高企备案": (
        "对自治区认定机构2024年认定报备的第一批高新技术企业进行备案的公告",
        ["序号", "企业名称", "证书编号", "发证日期"],
        [[n, firm, f"GR20246500010{n}", "2024-10-28"] for n, firm in enumerate(FIRMS, 1)],
        "high-tech-certificates",
        {"认定类型": "新认定", "有效期至": "发证日期起三年"},
        {"recognition_year": 2024, "valid_to": date(2027, 10, 27)},
    ),
    "高企公示": (
        "自治区2024年第一批拟认定高新技术企业公示名单",
        ["序号", "企业名称", "统一社会信用代码"],
        [[n, firm, None] for n, firm in enumerate(FIRMS, 1)],
        "high-tech-applications",
        {"申报类型": "首次认定", "申报日期": "2024-06-30"},
        {"application_year": 2024, "batch_number": 1},
    ),
    "科小入库公示": (
        "自治区2024年第3批拟入库科技型中小企业名单公示",
        ["序号", "企业名称", "登记编号", "注册地"],
        [[n, firm, f"20246527990000880{n}", "朔湖县"] for n, firm in enumerate(FIRMS, 1)],
        "technology-smes",
        {"入库日期": "2024-06-28"},
        {"evaluation_year": 2024, "batch_number": 3},
    ),
    "技术合同明细": (
        "2024年上半年技术合同认定登记明细表（单位：万元）",
        ["序号", "合同登记编号", "项目名称", "合同类型", "卖方", "买方", "合同成交金额", "技术交易金额", "签订日期", "审核日期"],
        [[n, f"202465279900010{n}", f"滴灌{n}", "技术开发合同", firm, "朔湖县农技中心", 12.5, 10, "2024.3.2", "2024.3.20"]
         for n, firm in enumerate(FIRMS, 1)],
        "technology-contracts",
        {},
        {"amount": 125_000, "registered_on": date(2024, 3, 20)},
    ),
    "立项公示": (
        "2024年州级科技计划拟立项项目公示",
        ["序号", "项目名称", "承担单位", "项目负责人", "支持经费（万元）"],
        [[n, f"棉花机械化研究{n}", firm, "李文", 30] for n, firm in enumerate(FIRMS, 1)],
        "projects",
        {"申报日期": "2024-02-01"},
        {"granted_amount": 300_000, "level": "prefecture"},
    ),
    "特派员选派": (
        "2024年度自治区级科技特派员选派名单",
        ["序号", "姓名", "性别", "工作单位", "职称", "专业特长", "服务单位（村）"],
        [[n, name, "女", "朔湖县农技中心", "农艺师", "设施农业", "柳泉村"] for n, name in enumerate(("阿丽亚", "李文", "何敏"), 1)],
        "envoys",
        {"服务开始日期": "2024-01-01", "服务期满日期": "2024-12-31"},
        {"level": "provincial", "due_on": date(2024, 12, 31)},
    ),
    "特派员月志": (
        "科技特派员2024年5月服务日志汇总",
        ["序号", "特派员姓名", "服务时间", "服务地点", "服务内容", "受益户数"],
        [[n, name, "2024年5月6日", "柳泉村", "番茄整枝", 12] for n, name in enumerate(("阿丽亚", "李文", "何敏"), 1)],
        "envoy-services",
        {"服务方式": "现场"},
        {"served_on": date(2024, 5, 6), "households": 12},
    ),
    "平台名录": (
        "2024年州级重点实验室认定名单",
        ["序号", "平台名称", "依托单位", "认定时间"],
        [[n, f"{firm[:4]}重点实验室", firm, "2024-09-01"] for n, firm in enumerate(FIRMS, 1)],
        "platforms",
        {},
        {"type": "key_laboratory", "level": "prefecture"},
    ),
    "奖补兑现": (
        "2023年度高新技术企业县级奖补资金兑现名单（单位：万元）",
        ["序号", "企业名称", "奖补资金"],
        [[n, firm, 20] for n, firm in enumerate(FIRMS, 1)],
        "incentive-payments",
        {"政策依据": "朔政发〔2022〕5号", "奖补类型": "首次认定奖励", "名单核定日期": "2024-05-20"},
        {"due_amount": 200_000, "level": "county"},
    ),
    "规上研发": (
        "2023年规模以上工业企业研发情况（单位：千元）",
        ["序号", "单位详细名称", "营业收入", "研发费用"],
        [[n, firm, 86000, 2300] for n, firm in enumerate(FIRMS, 1)],
        "research-reports",
        {"填报日期": "2024-04-10"},
        {"year": 2023, "revenue": 86_000_000},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_published_list_comes_in_with_at_most_three_questions(county, name):
    title, head, rows, slug, answered, says = LISTS[name]
    content = workbook([head, *rows, ["注：名单以正式文件为准。"]], head=[title])
    (table,) = recognise(content, f"{title}.xlsx", LEDGERS.values())
    assert table.ledger.slug == slug
    asked = import_plan.plan(table.ledger, table, county, file_name=f"{title}.xlsx").open_questions
    assert {question.column for question in asked} == set(answered)
    assert len(asked) <= 3
    answers = Answers({("set", label): value for label, value in answered.items()})
    plan = import_plan.plan(table.ledger, table, county, answers=answers, file_name=f"{title}.xlsx")
    assert (plan.open_questions, plan.rejected, len(plan.new)) == ((), (), len(rows))
    assert {column: getattr(plan.new[0].record, column) for column in says} == says
