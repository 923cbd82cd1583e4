"""The example district 淙阳区: its firms, contracts, research and campaigns of the first half of 2023. All of it is invented."""

import random
from datetime import date, timedelta
from pathlib import Path

from examples.making.workbooks import Firm, chinese, day_in, dotted, person, share, write

FOLDER = Path(__file__).parent.parent / "district"
DISTRICT = "341299"
TOWNS = ("临溪镇", "杨桥镇", "双塔镇", "枣岗镇", "河湾街道", "新桥街道", "开发区")
SELLERS = (
    "江淮工程大学",
    "皖中农业大学",
    "淮北信息技术研究院",
    "东湖智能装备有限公司",
    "长丰检测技术有限公司",
    "浙东大学",
)
#: Contracts that the district's firms absorbed, in 万元: the first half of 2023, and all of 2022.
ABSORBED, ABSORBED_YEAR_BEFORE = 62_000, 63_918
#: Research outlay that firms above scale reported for 2022 and 2021, in 万元.
REPORTED, REPORTED_YEAR_BEFORE = 79_000, 74_600


def make(all_firms: list[Firm], dice: random.Random) -> None:
    enterprises(all_firms, dice)
    high_tech(all_firms)
    technology_smes(all_firms, dice)
    contracts(all_firms, dice)
    research(all_firms, dice)
    campaigns(all_firms, dice)


def enterprises(all_firms: list[Firm], dice: random.Random) -> None:
    rows = [
        [n, f.name, f.code, dotted(f.registered_on), f.town, f.field, "是" if n <= 60 else "否",
         round(dice.uniform(2100, 48000) if n <= 60 else dice.uniform(150, 1900), 2), dice.randrange(12, 600)]
        for n, f in enumerate(all_firms, start=1)
    ]  # fmt: skip
    write(
        FOLDER / "01企业名册.xlsx",
        ["序号", "企业名称", "统一社会信用代码", "成立时间", "属地", "技术领域", "规上企业", "营业收入", "从业人员"],
        rows,
        title="淙阳区科技企业名册",
        unit="单位：万元",
    )


def high_tech(all_firms: list[Firm]) -> None:
    rows = []
    for n, firm in enumerate(all_firms[:50]):
        year = 2020 + n % 3
        issued = date(year, 10 + n % 2, 10 + n % 18)
        ends = issued.replace(year=year + 3) - timedelta(days=1)
        rows.append([n + 1, firm.name, firm.code, f"GR{year}34{n + 1201:06d}", issued, ends, year, "重新" if n % 4 == 0 else "首次"])  # fmt: skip
    write(
        FOLDER / "02高企证书.xlsx",
        ["序号", "企业名称", "统一社会信用代码", "证书编号", "发证日期", "有效期至", "认定年份", "首次/重新"],
        rows,
        title="淙阳区有效期内高新技术企业名单",
        note="注：截至2023年6月30日，全部在有效期内。",
    )
    batches = [("第一批", firm, date(2023, 5, 8 + k)) for k, firm in enumerate(all_firms[60:65])]
    batches += [("第二批", firm, date(2023, 6, 19 + k)) for k, firm in enumerate(all_firms[65:68])]
    write(
        FOLDER / "03高企申报.xlsx",
        ["企业名称", "信用代码", "申报年度", "申报批次", "申报类型", "技术领域", "申报时间", "科技人员", "职工总数", "状态"],
        [[f.name, f.code, 2023, batch, "首次", f.field, dotted(day), 9 + n, 40 + 5 * n, "已推荐"] for n, (batch, f, day) in enumerate(batches)],
        title="2023年高新技术企业申报情况（全年任务10家）",
    )  # fmt: skip
    unpaid = [(2021, date(2022, 3, 21), f) for f in all_firms[1:17:3]] + [
        (2022, date(2023, 3, 15), f) for f in all_firms[2:20:3]
    ]
    write(
        FOLDER / "04高企奖补.xlsx",
        ["企业名称", "统一社会信用代码", "认定年度", "政策依据", "资金级次", "奖补类型", "应兑现", "核定日期", "已兑现", "未兑现原因"],
        [[f.name, f.code, year, "淙阳区支持科技创新若干政策", "区级", "首次认定奖励", 10, dotted(day), "", "区级预算尚未安排"]
         for year, day, f in unpaid],
        title="高新技术企业认定奖补兑现台账",
        unit="单位：万元",
        total=(6,),
    )  # fmt: skip


def technology_smes(all_firms: list[Firm], dice: random.Random) -> None:
    rows = []
    for year, chosen in ((2023, all_firms[20:102]), (2022, all_firms[40:113])):
        for n, firm in enumerate(chosen):
            pooled = date(year, 3 + n % 4, 12 + n % 14) if year == 2023 else date(year, 4 + n % 7, 16)
            rows.append([len(rows) + 1, firm.name, firm.code, year, 1 + n % 4, f"{year}{DISTRICT}0{n + 2001:07d}",
                         chinese(pooled), 15 + n, 3 + n % 9, round(dice.uniform(200, 8000), 2), "已入库"])  # fmt: skip
    write(
        FOLDER / "05科技型中小企业.xlsx",
        [
            "序号",
            "企业名称",
            "统一社会信用代码",
            "评价年度",
            "批次",
            "入库登记编号",
            "公告日期",
            "职工总数",
            "科技人员数",
            "销售收入(万元)",
            "状态",
        ],
        rows,
        title="淙阳区2022—2023年科技型中小企业入库名单",
    )


def contracts(all_firms: list[Firm], dice: random.Random) -> None:
    kinds = ("技术开发", "技术服务", "技术转让", "技术许可", "技术咨询")
    subjects = (
        "功能性食品加工工艺",
        "智能分拣生产线",
        "生物发酵菌种",
        "设施番茄水肥管理",
        "节能电机控制",
        "包装材料配方",
    )
    rows = []
    for year, total, last in ((2023, ABSORBED, date(2023, 6, 28)), (2022, ABSORBED_YEAR_BEFORE, date(2022, 12, 28))):
        for n, amount in enumerate(share(dice, total, 48, 60)):
            registered = day_in(dice, date(year, 1, 10), last)
            seller, buyer = SELLERS[n % len(SELLERS)], all_firms[n % 90]
            rows.append([f"{year}341200{n + 5001:06d}", f"{subjects[n % 6]}{kinds[n % 5][2:]}（{n + 1}）", kinds[n % 5], seller, "340100", buyer.name, buyer.code,
                         DISTRICT, amount * 10_000, amount * 9_000, dotted(registered - timedelta(days=9)), dotted(registered), "否"])  # fmt: skip
    write(
        FOLDER / "06吸纳技术合同.xlsx",
        ["合同登记编号", "项目名称", "合同类型", "卖方", "卖方区划", "买方", "买方信用代码", "买方区划", "合同成交额(元)", "技术交易额(元)",
         "签订日期", "登记日期", "是否本地登记"],
        rows,
        title="淙阳区企业吸纳技术合同明细（省级系统导出）",
        total=(8, 9),
    )  # fmt: skip


def research(all_firms: list[Firm], dice: random.Random) -> None:
    rows = []
    for year, total in ((2022, REPORTED), (2021, REPORTED_YEAR_BEFORE)):
        for n, amount in enumerate(share(dice, total, 58, 90)):
            firm = all_firms[n]
            rows.append([firm.name, firm.code, year, date(year + 1, 3, 1 + n % 28), round(amount * dice.uniform(14, 40), 2), amount,
                         6 + n % 40, int(n % 3 > 0), "已填报"])  # fmt: skip
    write(
        FOLDER / "07规上企业研发投入填报.xlsx",
        [
            "企业名称",
            "信用代码",
            "统计年度",
            "填报日期",
            "营业收入",
            "研发费用填报额",
            "研发人员",
            "研发机构数",
            "填报状态",
        ],
        rows,
        title="规上工业企业研发投入填报调度表",
        unit="单位：万元",
        total=(5,),
    )
    write(
        FOLDER / "08公布数据.xlsx",
        ["指标", "数据名称", "数据年度", "数值", "计量单位", "发布部门", "公布日期"],
        [
            ["全社会研发投入强度", "", 2021, "1.45", "%", "市统计局", "2022年11月25日"],
            ["研发投入强度全市位次", "", 2021, "2", "位", "市统计局", "2022年11月25日"],
            ["全社会研发投入强度", "", 2020, "1.32", "%", "市统计局", "2021年11月30日"],
            ["地区生产总值", "", 2022, "271.6", "亿元", "区统计局", "2023年2月8日"],
        ],
    )


def campaigns(all_firms: list[Firm], dice: random.Random) -> None:
    listed = []
    for kind, firms_of, least, cleared in (
        ("5亿元以上无研发机构", all_firms[0:7], 51_000, 4),
        ("亿元以上无研发投入", all_firms[10:19], 10_500, 5),
    ):
        for n, firm in enumerate(firms_of):
            listed.append([len(listed) + 1, firm.name, firm.code, kind, 2023, "年初基数", "2023.1.12", round(least * dice.uniform(1.05, 1.9), 2), person(dice),
                           "上门辅导、结对专家", "2023.11.30", dotted(date(2023, 3 + n % 4, 9 + n)) if n < cleared else "/"])  # fmt: skip
    write(
        FOLDER / "09两清零销号台账.xlsx",
        [
            "序号",
            "企业名称",
            "信用代码",
            "清零类型",
            "年度",
            "来源",
            "列入日期",
            "营业收入(万元)",
            "帮扶责任人",
            "工作措施",
            "计划清零时间",
            "清零日期",
        ],
        listed,
        title="“两清零”销号台账",
    )
    kinds = ("政策", "技术", "资金", "人才")
    rows = [
        [f.name, f.code, dotted(day_in(dice, date(2023, 2, 6), date(2023, 6, 26))), person(dice), kinds[n % 4] if n % 3 else "",
         "希望对接高校专家" if n % 3 else "", "企业服务股" if n % 3 else "", "已办结" if n % 3 == 1 else "办理中" if n % 3 else "无问题",
         dotted(date(2023, 6, 27)) if n % 3 == 1 else ""]
        for n, f in enumerate(all_firms[:54])
    ]  # fmt: skip
    write(
        FOLDER / "10走访服务企业.xlsx",
        ["企业名称", "信用代码", "走访日期", "走访人", "问题类型", "存在问题", "承办股室", "办理情况", "办结日期"],
        rows,
        title="科技部门常态化服务企业走访台账",
    )
    write(
        FOLDER / "11专项行动.xlsx",
        ["行动名称", "文号", "牵头单位", "目标对象", "基期", "基数", "目标年度", "目标数", "开始日期"],
        [
            ["双倍增", "淙科〔2022〕18号", "区科技局", "高新技术企业", 2021, 32, 2025, 64, "2022.6.1"],
            ["双倍增", "淙科〔2022〕18号", "区科技局", "科技型中小企业", 2021, 61, 2025, 122, "2022.6.1"],
        ],
    )
