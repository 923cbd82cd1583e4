"""The lists that bureaus are handed: their columns, as their authors head them, and invented rows with what each must give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

#: What a row must give: column -> a date, a number, a text, yuan as Decimal, or a choice's label.
Truth = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """One column of a list: the field it fills, what it may be headed, and how its cells are written."""

    name: str
    headers: tuple[str, ...]
    kind: str = "text"  # text, code, date, amount, count or choice


@dataclass(frozen=True)
class Layout:
    """One list of the trade."""

    slug: str
    titles: tuple[str, ...]
    columns: tuple[Written, ...]
    row: Callable[[Random, int], Truth]
    given: Truth = field(default_factory=dict)  # what every row has, by the title or by columns that some lists lack
    often: tuple[Written, ...] = ()  # columns that lists made for the bureau have and published ones do not
    answers: Mapping[str, str] = field(default_factory=dict)  # what is answered where they are lacking, by label


_TOWNS = ("柳泉", "红柳", "沙枣", "胡杨", "白杨", "青格", "塔什", "南湖", "北屯", "石桥")
_TRADES = ("农业科技", "种业", "电子", "新材料", "食品", "机械制造", "信息技术", "生物", "节水设备", "能源")
_WORK = (
    "滴灌带回收",
    "棉花全程机械化",
    "设施番茄水肥一体化",
    "枸杞烘干",
    "肉羊繁育",
    "残膜治理",
    "葡萄冷链",
    "沙棘提取",
    "智能温室",
    "饲草加工",
)
_NAMES = ("李文", "王建国", "阿丽亚", "古丽娜尔", "赵敏", "陈刚", "巴合提", "何敏", "马晓燕", "努尔兰")


def _firm(rng: Random, n: int) -> str:
    return f"朔湖{rng.choice(_TOWNS)}{rng.choice(_TRADES)}{'甲乙丙丁戊己庚辛'[n % 8]}{n}号有限公司"


def _title(rng: Random, n: int) -> str:
    return f"{rng.choice(_TOWNS)}{rng.choice(_WORK)}技术研究与示范{n}"


def _day(rng: Random, year: int = 2024) -> date:
    return date(year, 1, 5) + timedelta(days=rng.randrange(330))


def _yuan(rng: Random, least: int, most: int) -> Decimal:
    """A round amount: hundreds below ten thousand, thousands above."""
    value = rng.randrange(least, most)
    return Decimal(value // 1_000 * 1_000 if value > 20_000 else max(value // 100 * 100, 100))


def _contract(rng: Random, n: int) -> Truth:
    amount, day = _yuan(rng, 30_000, 3_000_000), _day(rng)
    return {
        "registration_number": f"2024652788{n:06}", "title": _title(rng, n),
        "type": rng.choice(("技术开发", "技术服务", "技术咨询", "技术转让")), "seller": _firm(rng, n),
        "buyer": f"朔湖县{rng.choice(_TOWNS)}镇农业发展中心", "amount": amount, "technology_amount": amount // 2,
        "signed_on": day, "registered_on": day + timedelta(days=9),
    }  # fmt: skip


def _project(rng: Random, n: int) -> Truth:
    return {
        "title": _title(rng, n), "enterprise_name": _firm(rng, n),
        "programme": rng.choice(("州级科技计划", "县级科技计划", "揭榜挂帅", "科技援疆")), "leader": rng.choice(_NAMES),
        "granted_amount": _yuan(rng, 50_000, 2_000_000), "applied_on": _day(rng),
    }  # fmt: skip


def _small_firm(rng: Random, n: int) -> Truth:
    return {"enterprise_name": _firm(rng, n), "pool_number": f"202465278{n:04}88{n:03}"[:18]}


def _certificate(rng: Random, n: int) -> Truth:
    day = date(2024, 10, 28) + timedelta(days=rng.randrange(40))
    return {
        "enterprise_name": _firm(rng, n), "certificate_number": f"GR202465{n:06}",
        "kind": rng.choice(("新认定", "重新认定")), "issued_on": day, "valid_to": date(2027, day.month, day.day) - timedelta(days=1),
    }  # fmt: skip


def _research(rng: Random, n: int) -> Truth:
    revenue = _yuan(rng, 8_000_000, 300_000_000)
    spent = (revenue * rng.randrange(20, 90) / 1000) // 1_000 * 1_000
    return {
        "enterprise_name": _firm(rng, n),
        "revenue": revenue,
        "reported_amount": spent,
        "research_staff": rng.randrange(3, 60),
    }


def _incentive(rng: Random, n: int) -> Truth:
    return {
        "enterprise_name": _firm(rng, n), "kind": rng.choice(("首次认定奖励", "重新认定奖励")),
        "due_amount": Decimal(rng.choice((50_000, 100_000, 200_000, 300_000))),
    }  # fmt: skip


def _envoy(rng: Random, n: int) -> Truth:
    return {
        "name": f"{rng.choice(_NAMES)}{'一二三四五六七八九十'[n % 10]}{'东西南北中'[n // 10 % 5]}", "dispatcher": f"朔湖县{rng.choice(_TOWNS)}农技推广站",
        "title": rng.choice(("农艺师", "高级农艺师", "畜牧师")), "specialty": rng.choice(_WORK),
    }  # fmt: skip


def _platform(rng: Random, n: int) -> Truth:
    kind = rng.choice(("重点实验室", "工程技术研究中心", "星创天地", "中试基地"))
    return {
        "name": f"{rng.choice(_WORK)}{kind}{n}", "enterprise_name": _firm(rng, n), "type": kind, "approved_on": _day(rng),
    }  # fmt: skip


def _activity(rng: Random, n: int) -> Truth:
    return {
        "name": f"{rng.choice(_WORK)}培训{n}", "kind": rng.choice(("培训实训", "讲座", "政策宣讲")), "held_on": _day(rng),
        "place": f"{rng.choice(_TOWNS)}镇", "sessions": rng.randrange(1, 4), "attendance_offline": rng.randrange(20, 90),
    }  # fmt: skip


def _enterprise(rng: Random, n: int) -> Truth:
    return {
        "name": _firm(rng, n), "industry": rng.choice(("制造业", "农业", "信息传输")), "legal_representative": rng.choice(_NAMES),
        "revenue": _yuan(rng, 900_000, 90_000_000), "employees": rng.randrange(5, 300),
    }  # fmt: skip


LAYOUTS = (
    Layout(
        "technology-contracts",
        ("2024年技术合同认定登记明细表", "技术合同登记情况统计表", "朔湖县技术市场合同台账"),
        (
            Written("registration_number", ("合同登记编号", "合同编号", "认定登记号"), "code"),
            Written("title", ("合同名称", "项目名称", "技术合同名称")),
            Written("type", ("合同类别", "合同类型"), "choice"),
            Written("seller", ("卖方名称", "卖方", "受托方(乙方)", "技术输出方")),
            Written("buyer", ("买方名称", "买方", "委托方(甲方)", "技术吸纳方")),
            Written("amount", ("合同成交额", "合同金额", "成交金额"), "amount"),
            Written("technology_amount", ("技术交易额", "技术交易金额"), "amount"),
            Written("signed_on", ("签订日期", "签订时间"), "date"),
            Written("registered_on", ("登记日期", "登记时间", "认定登记日期"), "date"),
        ),
        _contract,
    ),
    Layout(
        "projects",
        ("2024年州级科技计划项目立项清单", "2024年度州级拟立项项目公示"),
        (
            Written("title", ("项目名称", "课题名称")),
            Written("enterprise_name", ("承担单位", "申报单位", "牵头单位")),
            Written("programme", ("计划类别", "项目类别"), "choice"),
            Written("leader", ("项目负责人", "负责人")),
            Written("granted_amount", ("立项资金",), "amount"),
            Written("applied_on", ("申报日期",), "date"),
        ),
        _project,
        given={"level": "州市级"},
    ),
    Layout(
        "technology-smes",
        ("2024年第3批拟入库科技型中小企业名单", "自治区2024年第五批入库科技型中小企业公示名单"),
        (Written("enterprise_name", ("企业名称", "单位名称")), Written("pool_number", ("入库登记编号", "登记编号"), "code")),
        _small_firm,
        often=(Written("pooled_on", ("入库日期", "公告日期"), "date"),),
        answers={"入库日期": "2024-06-28"},
        given={"evaluation_year": 2024, "pooled_on": date(2024, 6, 28)},
    ),
    Layout(
        "high-tech-certificates",
        ("2024年第一批高新技术企业认定名单", "朔湖县2024年高新技术企业证书台账"),
        (
            Written("enterprise_name", ("企业名称", "单位名称")),
            Written("certificate_number", ("证书编号",), "code"),
            Written("kind", ("认定类型",), "choice"),
            Written("issued_on", ("发证日期", "发证时间"), "date"),
            Written("valid_to", ("有效期至",), "date"),
        ),
        _certificate,
        given={"recognition_year": 2024},
    ),
    Layout(
        "research-reports",
        ("2023年规模以上工业企业研发投入情况表", "规上企业2023年研发费用统计表"),
        (
            Written("enterprise_name", ("单位详细名称", "企业名称", "单位名称")),
            Written("revenue", ("营业收入",), "amount"),
            Written("reported_amount", ("研发费用", "研发投入"), "amount"),
            Written("research_staff", ("研发人员",), "count"),
        ),
        _research,
        often=(Written("reported_on", ("填报日期",), "date"),),
        answers={"填报日期": "2024-04-10"},
        given={"year": 2023, "reported_on": date(2024, 4, 10)},
    ),
    Layout(
        "incentive-payments",
        ("2023年度高新技术企业奖补资金兑现表", "2023年高新技术企业县级奖励资金拨付名单"),
        (
            Written("enterprise_name", ("企业名称", "收款单位")),
            Written("kind", ("奖补类型",), "choice"),
            Written("due_amount", ("奖补资金", "应兑现金额"), "amount"),
        ),
        _incentive,
        often=(
            Written("policy_document", ("政策依据", "文件依据")),
            Written("level", ("资金级次", "资金级别"), "choice"),
            Written("listed_on", ("名单核定日期", "核定日期"), "date"),
        ),
        answers={"政策依据": "朔政发〔2022〕5号", "资金级次": "县级", "名单核定日期": "2024-05-20"},
        given={"recognition_year": 2023, "level": "县区级", "policy_document": "朔政发〔2022〕5号", "listed_on": date(2024, 5, 20)},
    ),
    Layout(
        "envoys",
        ("2024年度自治区级科技特派员选派名单", "2024年自治区科技特派员名单"),
        (
            Written("name", ("姓名", "特派员姓名")),
            Written("dispatcher", ("工作单位", "派出单位", "选派单位")),
            Written("title", ("职称",)),
            Written("specialty", ("专业特长", "从事专业")),
        ),
        _envoy,
        often=(
            Written("level", ("级别",), "choice"),
            Written("started_on", ("服务开始日期", "选派时间"), "date"),
            Written("due_on", ("服务期满日期",), "date"),
        ),
        answers={"服务开始日期": "2024-01-01", "服务期满日期": "2024-12-31", "级别": "省级"},
        given={"level": "省级", "started_on": date(2024, 1, 1), "due_on": date(2024, 12, 31)},
    ),
    Layout(
        "platforms",
        ("2024年州级科技创新平台认定名单", "州级创新平台名录（已认定）"),
        (
            Written("name", ("平台名称",)),
            Written("enterprise_name", ("依托单位", "申报单位")),
            Written("type", ("平台类型", "类别"), "choice"),
            Written("approved_on", ("认定日期", "认定时间"), "date"),
        ),
        _platform,
        given={"level": "州市级", "stage": "已认定"},
    ),
    Layout(
        "activities",
        ("2024年科技培训情况统计表", "科技之冬培训台账"),
        (
            Written("name", ("活动名称", "活动主题")),
            Written("kind", ("活动类别", "活动类型"), "choice"),
            Written("held_on", ("日期", "活动时间", "活动日期"), "date"),
            Written("place", ("地点",)),
            Written("sessions", ("场次", "期数"), "count"),
            Written("attendance_offline", ("线下人次", "培训人次", "参加人数"), "count"),
        ),
        _activity,
    ),
    Layout(
        "enterprises",
        ("朔湖县科技型企业基本情况表", "2024年企业名册"),
        (
            Written("name", ("企业名称", "单位名称")),
            Written("industry", ("所属行业",)),
            Written("legal_representative", ("法定代表人",)),
            Written("revenue", ("营业收入",), "amount"),
            Written("employees", ("从业人数",), "count"),
        ),
        _enterprise,
    ),
)  # fmt: skip
