"""The example county 朔湖县: its firms, money, projects and results of the first half of 2024. All of it is invented."""

import random
from datetime import date, timedelta
from pathlib import Path

from examples.making.workbooks import UNIVERSITIES, Firm, chinese, day_in, dotted, person, share, write

FOLDER = Path(__file__).parent.parent / "county"
COUNTY = "652799"
TOWNS = ("柳泉镇", "沙河镇", "青格里乡", "白杨沟乡", "东湖镇", "阿热勒乡")
VILLAGES = ("红柳村", "胡杨村", "新渠村", "团结村", "幸福村", "向阳村", "牧业村", "塔孜村")

#: What the first half of 2024 adds up to; amounts in 万元.
TOTALS = {
    "projects-applied-prefecture-key-rd": 9,
    "projects-applied-prefecture": 30,
    "projects-applied-provincial": 19,
    "projects-approved-prefecture": 2,
    "project-funds-awarded": 50,
    "high-tech-applications": 11,
    "technology-contract-turnover": 1062,
    "achievements-registered": 2,
    "talent-surveyed-leaders": 2,
    "talent-surveyed-teams": 1,
    "talent-surveyed-grassroots": 7,
    "talent-surveyed-platforms": 4,
    "talent-surveyed-open-bids": 1,
    "outreach-sessions": 300,
    "outreach-attendance": 8126,
    "outreach-materials": 10460,
    "science-week-materials": 2036,
    "science-week-books": 505,
    "science-week-participants": 3000,
    "van-schools": 4,
    "van-students": 1420,
    "van-exhibits": 15,
    "fiscal-science-expenditure": 1300,
    "high-tech-incentives-paid": 70,
    "high-tech-incentives-paid-firms": 7,
}


def enterprises(all_firms: list[Firm], dice: random.Random) -> None:
    rows = [
        [n, f.name, f.code, f.registered_on, f.town, f.field, "是" if n % 9 == 0 else "否",
         round(dice.uniform(200, 9000), 2), dice.randrange(8, 180), person(dice)]
        for n, f in enumerate(all_firms, start=1)
    ]  # fmt: skip
    rows += [
        [65, "朔湖县农业技术推广站", "", date(2003, 4, 1), "东湖镇", "", "否", None, 42, person(dice)],
        [66, "朔湖县林业和草原工作站", "", date(2004, 9, 1), "东湖镇", "", "否", None, 31, person(dice)],
    ]
    write(
        FOLDER / "01企业名册.xlsx",
        [
            "序号",
            "企业名称",
            "统一社会信用代码",
            "成立日期",
            "所在乡镇园区",
            "技术领域",
            "是否规上",
            "营业收入(万元)",
            "职工总数",
            "法定代表人",
        ],
        rows,
        title="朔湖县企业名册",
    )


def fiscal(all_firms: list[Firm], dice: random.Random) -> None:
    items = (
        "县级科技计划项目经费",
        "科技成果转化补助",
        "科普活动经费",
        "科技特派员工作经费",
        "高新技术企业培育经费",
        "农业科技园区建设",
    )
    rows = []
    for n, amount in enumerate(share(dice, 1300, 18, 20)):
        item = items[n % len(items)]
        code, subject = ("2060702", "科普活动") if "科普" in item else ("2060404", "科技成果转化与扩散")
        paid_on = day_in(dice, date(2024, 1, 20), date(2024, 6, 25))
        rows.append([2024, code, subject, f"{item}（第{n + 1}笔）", "县级", amount * 2, amount, dotted(paid_on),
                     all_firms[n].name, f"朔财教〔2024〕{n + 6}号"])  # fmt: skip
    rows.append(
        [
            2024,
            "2060404",
            "科技成果转化与扩散",
            "州级高新技术企业发展扶持资金",
            "州级",
            70,
            70,
            "2024.5.9",
            "",
            "州财教〔2024〕41号",
        ]
    )
    write(
        FOLDER / "02财政科技支出.xlsx",
        [
            "年度",
            "科目编码",
            "科目名称",
            "项目名称",
            "资金级次",
            "调整预算数",
            "支出数",
            "拨付时间",
            "收款单位",
            "指标文号",
        ],
        rows,
        title="2024年上半年财政科技支出明细表",
        unit="单位：万元",
        total=(5, 6),
        note="注：本级投入只统计县级资金。",
    )


def projects(all_firms: list[Firm], dice: random.Random) -> None:
    topics = ("番茄设施栽培", "玉米密植高产", "细毛羊选育", "残膜回收", "节水灌溉控制", "枸杞深加工", "冷水鱼养殖", "光伏支架新材料",
              "智慧牧场", "饲草青贮")  # fmt: skip
    kinds = ("关键技术研究", "技术集成与示范", "产业化应用", "装备研制")
    plan = [
        ("州级重点研究与技术开发专项", "州级", 9),
        ("州级科技计划", "州级", 30),
        ("自治区级科技计划", "自治区级", 19),
    ]
    rows, n = [], 0
    for programme, level, count in plan:
        for k in range(count):
            firm = all_firms[n % 60]
            applied = day_in(dice, date(2024, 1, 8), date(2024, 4, 25))
            approved = programme == "州级科技计划" and k < 2
            rows.append([
                n + 1, f"{topics[n % 10]}{kinds[(n // 10) % 4]}{'' if n < 40 else '（二期）'}", programme, level, firm.name,
                firm.code, person(dice), chinese(applied), round(dice.uniform(15, 80)) if not approved else 40,
                "2024年5月28日" if approved else "", "州科发〔2024〕22号" if approved else "",
                (20, 30)[k] if approved else None, "已立项" if approved else "已推荐",
            ])  # fmt: skip
            n += 1
    write(
        FOLDER / "03科技项目.xlsx",
        ["序号", "项目名称", "计划类别", "级别", "承担单位", "信用代码", "项目负责人", "申报时间", "申请经费(万元)", "立项时间", "立项文号",
         "项目资金(万元)", "状态"],
        rows,
        title="朔湖县2024年度科技计划项目申报立项台账",
        total=(8, 11),
    )  # fmt: skip


def high_tech(all_firms: list[Firm], dice: random.Random) -> None:
    certified = all_firms[:19]
    rows = []
    for n, firm in enumerate(certified):
        year = 2023 if n < 7 else (2022 if n < 13 else 2021)
        issued = date(year, 10 + n % 2, 12 + n % 15)
        ends = issued.replace(year=year + 3) - timedelta(days=1)
        rows.append(
            [
                n + 1,
                firm.name,
                firm.code,
                f"GR{year}65{n + 101:06d}",
                issued,
                ends,
                year,
                "首次" if n < 7 or n % 2 else "重新",
            ]
        )
    write(
        FOLDER / "04高企证书.xlsx",
        ["序号", "企业名称", "统一社会信用代码", "证书编号", "发证日期", "有效期至", "认定年份", "首次/重新"],
        rows,
        sheet="高新技术企业名单",
    )
    applicants = all_firms[20:31]
    write(
        FOLDER / "05高企申报.xlsx",
        ["企业名称", "统一社会信用代码", "申报年度", "申报批次", "申报类型", "技术领域", "注册时间", "申报时间", "科技人员", "职工总数", "状态"],
        [[f.name, f.code, 2024, "第一批", "首次", f.field, dotted(f.registered_on), dotted(day_in(dice, date(2024, 4, 20), date(2024, 5, 31))),
          6 + n, 30 + 4 * n, "已推荐"] for n, f in enumerate(applicants)],
        title="2024年第一批高新技术企业申报情况表",
    )  # fmt: skip
    write(
        FOLDER / "06高企培育库.xlsx",
        ["企业名称", "信用代码", "培育年度", "培育类别", "入库时间", "差距"],
        [[f.name, f.code, 2025, ("重点培育", "中长期培育")[n % 2], date(2024, 3 + n, 11), ("知识产权", "研发占比")[n % 2]]
         for n, f in enumerate(all_firms[40:44])],
        sheet="培育库",
    )  # fmt: skip
    write(
        FOLDER / "07高企奖补.xlsx",
        ["企业名称", "统一社会信用代码", "认定年度", "政策依据", "资金级次", "奖补类型", "应兑现", "核定日期", "已兑现", "拨付时间"],
        [[f.name, f.code, 2023, "州级高新技术企业发展扶持资金管理办法", "州级", "科技创新研发项目资金", 10, "2024.2.26", 10, "2024.5.11"]
         for f in certified[:7]],
        title="2023年新认定高新技术企业奖补资金兑现台账",
        unit="单位:万元",
        total=(6, 8),
    )  # fmt: skip


def smes_and_deductions(all_firms: list[Firm], dice: random.Random) -> None:
    write(
        FOLDER / "08科技型中小企业.xlsx",
        ["序号", "企业名称", "统一社会信用代码", "评价年度", "批次", "入库登记编号", "公告日期", "职工总数", "科技人员数", "销售收入(万元)", "状态"],
        [[n + 1, f.name, f.code, 2023, 1 + n % 3, f"2023{COUNTY}0{n + 8001:07d}", date(2023, 5 + 2 * (n % 3), 18), 20 + 3 * n, 4 + n % 5,
          round(dice.uniform(300, 6000), 2), "已入库"] for n, f in enumerate(all_firms[:17])],
        title="2023年科技型中小企业入库名单",
    )  # fmt: skip
    rows = []
    for firm in all_firms[:12]:
        base = round(dice.uniform(60, 320), 2)
        rows.append(
            [firm.name, firm.code, 2023, "汇算清缴", day_in(dice, date(2024, 4, 8), date(2024, 5, 31)), base, 100, base]
        )
    write(
        FOLDER / "09研发费用加计扣除.xlsx",
        [
            "纳税人名称",
            "纳税人识别号",
            "所属年度",
            "申报类型",
            "申报日期",
            "研发费用(万元)",
            "加计比例",
            "加计扣除金额(万元)",
        ],
        rows,
        total=(5, 7),
    )


def results(all_firms: list[Firm], dice: random.Random) -> None:
    kinds = ("技术开发", "技术服务", "技术转让", "技术咨询", "技术许可")
    subjects = (
        "水肥一体化系统",
        "青贮发酵菌剂",
        "种羊基因检测",
        "残膜捡拾机构",
        "枸杞烘干工艺",
        "牧场物联网平台",
        "节水滴灌带配方",
    )
    rows = []
    for n, amount in enumerate(share(dice, 1062, 27, 8)):
        registered = day_in(dice, date(2024, 1, 15), date(2024, 6, 28))
        signed = registered - timedelta(days=dice.randrange(3, 40))
        buyer = dice.choice(UNIVERSITIES) if n % 7 == 3 else all_firms[30 + n % 30].name
        rows.append([
            f"2024{COUNTY}{n + 1:06d}", f"{subjects[n % 7]}{kinds[n % 5][2:]}（{n + 1}）", kinds[n % 5], all_firms[n % 30].name,
            all_firms[n % 30].code, buyer, amount, round(amount * 0.8, 2), dotted(signed), dotted(registered),
        ])  # fmt: skip
    write(
        FOLDER / "10技术合同.xlsx",
        [
            "合同登记编号",
            "项目名称",
            "合同类型",
            "卖方",
            "卖方信用代码",
            "买方",
            "合同成交金额",
            "技术交易额",
            "签订日期",
            "登记日期",
        ],
        rows,
        title="朔湖县2024年技术合同认定登记台账",
        unit="单位：万元",
        total=(6, 7),
        note="填报人：李文    审核人：王建国",
    )
    write(
        FOLDER / "11科技成果登记.xlsx",
        ["成果名称", "登记号", "登记日期", "成果类型", "第一完成单位", "主要完成人", "评价方式", "评价日期", "状态"],
        [
            ["戈壁设施番茄专用基质配方", "9652024Y0016", date(2024, 4, 28), "应用技术", all_firms[0].name, "周明远、古丽娜尔", "验收",
             date(2024, 1, 20), "已登记"],
            ["牧区饲草青贮复合菌剂制备技术", "9652024Y0031", date(2024, 6, 12), "应用技术", all_firms[1].name, "巴图尔、孙立群", "鉴定",
             date(2024, 3, 6), "已登记"],
        ],
    )  # fmt: skip
