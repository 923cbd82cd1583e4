"""Makes the example county's workbooks. Everything in them is invented; the same run gives the same bytes.

    python examples/make.py

The workbooks look as a bureau's do: a title row here, a unit line there, other words for the same
column, totals at the bottom, dates as 2024.6.5, codes as text. The totals they add up to are listed in
``TOTALS``, which a test holds against the figures.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).with_name("county")
COUNTY = "652799"

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

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = ("明远", "建军", "秀兰", "志强", "丽华", "国栋", "晓燕", "永刚", "雪梅", "海涛", "文静", "立群", "春生", "玉珍")
LOCAL = ("古丽娜尔", "阿依努尔", "买买提江", "巴图尔", "其其格", "努尔兰", "阿迪力", "萨仁", "哈力克", "美丽娜")
TOWNS = ("柳泉镇", "沙河镇", "青格里乡", "白杨沟乡", "东湖镇", "阿热勒乡")
VILLAGES = ("红柳村", "胡杨村", "新渠村", "团结村", "幸福村", "向阳村", "牧业村", "塔孜村")
FIRST = (
    "绿源",
    "金穗",
    "天工",
    "宏达",
    "瑞丰",
    "北疆",
    "博峰",
    "润泽",
    "新禾",
    "昊天",
    "晨光",
    "鼎盛",
    "沃野",
    "汇通",
    "景元",
    "嘉禾",
)
TRADES = (
    ("农业科技有限公司", "生物与新医药"),
    ("种业有限公司", "生物与新医药"),
    ("机械有限公司", "先进制造与自动化"),
    ("新材料有限公司", "新材料"),
    ("信息技术有限公司", "电子信息"),
    ("环保科技有限公司", "资源与环境"),
)
UNIVERSITIES = ("西北绿洲大学", "天山理工学院", "塞外农业大学", "新湖工程学院")


@dataclass(frozen=True)
class Firm:
    name: str
    code: str
    town: str
    field: str
    registered_on: date


def credit_code(number: int) -> str:
    """A code of the invented county whose check digits are right (GB 11714 and GB 32100)."""
    body = f"MA7{number:05d}"
    total = sum(
        w * (int(c) if c.isdigit() else ord(c) - 55) for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    organisation = body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    first = f"91{COUNTY}{organisation}"
    return first + ALPHABET[-sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first)) % 31]


def dotted(day: date) -> str:
    """2024.6.5, as many clerks type dates."""
    return f"{day.year}.{day.month}.{day.day}"


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def share(dice: random.Random, total: int, parts: int, least: int = 1) -> list[int]:
    """``total`` cut into ``parts`` whole numbers of at least ``least``."""
    cuts = sorted(dice.sample(range(1, total - parts * (least - 1)), parts - 1)) if parts > 1 else []
    edges = [0, *cuts, total - parts * (least - 1)]
    return [b - a + least - 1 for a, b in pairwise(edges)]


def day_in(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def firms(dice: random.Random) -> list[Firm]:
    made = []
    for number in range(64):
        trade, field = TRADES[number % len(TRADES)]
        stem = FIRST[number % len(FIRST)] + ("" if number < len(FIRST) else "甲乙丙丁戊己庚辛"[number // len(FIRST)])
        registered = day_in(dice, date(2012, 1, 1), date(2021, 12, 31))
        made.append(
            Firm(f"朔湖{stem}{trade}", credit_code(number + 101), TOWNS[number % len(TOWNS)], field, registered)
        )
    return made


def person(dice: random.Random) -> str:
    return dice.choice(LOCAL) if dice.random() < 0.4 else dice.choice(SURNAMES) + dice.choice(GIVEN)


def write(
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    title: str = "",
    unit: str = "",
    total: Sequence[int] = (),
    sheet: str = "Sheet1",
    note: str = "",
) -> None:
    """One workbook with its own habits: title, unit line, totals under the named columns, a note below."""
    with xlsxwriter.Workbook(str(FOLDER / name)) as book:
        book.set_properties({"created": datetime(2024, 6, 25), "author": "示例", "comments": "虚构数据"})  # noqa: DTZ001
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet)
        row = 0
        if title:
            page.merge_range(0, 0, 0, len(headings) - 1, title, big)
            row += 1
        if unit:
            page.write_string(row, len(headings) - 1, unit)
            row += 1
        page.write_row(row, 0, headings, head)
        page.set_column(0, len(headings) - 1, 18)
        for row, cells in enumerate(rows, start=row + 1):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, str):
                    page.write_string(row, place, cell)
                elif cell is not None:
                    page.write(row, place, cell)
        if total:
            row += 1
            page.write_string(row, 0, "合计")
            for place in total:
                page.write_number(
                    row, place, round(sum(r[place] for r in rows if isinstance(r[place], (int, float))), 6)
                )
        if note:
            page.write_string(row + 1, 0, note)


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
        "01企业名册.xlsx",
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
        "02财政科技支出.xlsx",
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
        "03科技项目.xlsx",
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
        "04高企证书.xlsx",
        ["序号", "企业名称", "统一社会信用代码", "证书编号", "发证日期", "有效期至", "认定年份", "首次/重新"],
        rows,
        sheet="高新技术企业名单",
    )
    applicants = all_firms[20:31]
    write(
        "05高企申报.xlsx",
        ["企业名称", "统一社会信用代码", "申报年度", "申报批次", "申报类型", "技术领域", "注册时间", "申报时间", "科技人员", "职工总数", "状态"],
        [[f.name, f.code, 2024, "第一批", "首次", f.field, dotted(f.registered_on), dotted(day_in(dice, date(2024, 4, 20), date(2024, 5, 31))),
          6 + n, 30 + 4 * n, "已推荐"] for n, f in enumerate(applicants)],
        title="2024年第一批高新技术企业申报情况表",
    )  # fmt: skip
    write(
        "06高企培育库.xlsx",
        ["企业名称", "信用代码", "培育年度", "培育类别", "入库时间", "差距"],
        [[f.name, f.code, 2025, ("重点培育", "中长期培育")[n % 2], date(2024, 3 + n, 11), ("知识产权", "研发占比")[n % 2]]
         for n, f in enumerate(all_firms[40:44])],
        sheet="培育库",
    )  # fmt: skip
    write(
        "07高企奖补.xlsx",
        ["企业名称", "统一社会信用代码", "认定年度", "政策依据", "资金级次", "奖补类型", "应兑现", "核定日期", "已兑现", "拨付时间"],
        [[f.name, f.code, 2023, "州级高新技术企业发展扶持资金管理办法", "州级", "科技创新研发项目资金", 10, "2024.2.26", 10, "2024.5.11"]
         for f in certified[:7]],
        title="2023年新认定高新技术企业奖补资金兑现台账",
        unit="单位:万元",
        total=(6, 8),
    )  # fmt: skip


def smes_and_deductions(all_firms: list[Firm], dice: random.Random) -> None:
    write(
        "08科技型中小企业.xlsx",
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
        "09研发费用加计扣除.xlsx",
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
        "10技术合同.xlsx",
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
        "11科技成果登记.xlsx",
        ["成果名称", "登记号", "登记日期", "成果类型", "第一完成单位", "主要完成人", "评价方式", "评价日期", "状态"],
        [
            ["戈壁设施番茄专用基质配方", "9652024Y0016", date(2024, 4, 28), "应用技术", all_firms[0].name, "周明远、古丽娜尔", "验收",
             date(2024, 1, 20), "已登记"],
            ["牧区饲草青贮复合菌剂制备技术", "9652024Y0031", date(2024, 6, 12), "应用技术", all_firms[1].name, "巴图尔、孙立群", "鉴定",
             date(2024, 3, 6), "已登记"],
        ],
    )  # fmt: skip


def talent(all_firms: list[Firm], dice: random.Random) -> None:
    groups = [
        ("科技创新领军人才", 2),
        ("科技创新团队", 1),
        ("基层科技骨干人才", 7),
        ("科研创新平台", 4),
        ("揭榜挂帅项目", 1),
    ]
    names = {
        "科技创新团队": ["戈壁设施园艺创新团队"],
        "科研创新平台": ["饲草加工工程技术研究中心", "设施园艺重点实验室", "绿洲种业创新平台", "农机装备中试平台"],
        "揭榜挂帅项目": ["盐碱地棉田节水控盐关键技术"],
    }
    people = iter(("周明远", "孙立群", "古丽娜尔", "阿依努尔", "买买提江", "巴图尔", "努尔兰", "陈海涛", "马志强"))
    rows = []
    for category, count in groups:
        for k in range(count):
            name = names[category][k] if category in names else next(people)
            rows.append(
                [
                    len(rows) + 1,
                    category,
                    name,
                    all_firms[(len(rows) * 3) % 40].name,
                    dotted(day_in(dice, date(2024, 2, 20), date(2024, 5, 20))),
                ]
            )
    write(
        "12重点人才摸排.xlsx",
        ["序号", "拟申报类别", "名称", "工作单位", "摸排时间"],
        rows,
        title="自治区“2+5”重点人才项目摸排表",
    )
    write(
        "13创新平台.xlsx",
        ["平台名称", "类型", "级别", "依托单位", "申报时间", "认定时间", "状态"],
        [
            [
                "饲草加工工程技术研究中心",
                "工程技术研究中心",
                "自治区级",
                all_firms[1].name,
                date(2024, 5, 30),
                None,
                "已申报",
            ],
            [
                "智能农机工程技术研究中心",
                "工程技术研究中心",
                "自治区级",
                all_firms[2].name,
                date(2024, 5, 30),
                None,
                "已申报",
            ],
            ["设施园艺重点实验室", "重点实验室", "自治区级", all_firms[0].name, date(2024, 6, 14), None, "已申报"],
            ["绿洲特色作物重点实验室", "重点实验室", "自治区级", all_firms[7].name, date(2024, 6, 14), None, "已申报"],
            ["朔湖星创天地", "星创天地", "州级", all_firms[12].name, date(2021, 3, 9), date(2021, 8, 20), "运行中"],
        ],
    )


def activities(dice: random.Random) -> None:
    winter = ("设施蔬菜病虫害防治", "牛羊冬季饲养管理", "玉米高产栽培", "林果修剪技术", "农机安全使用", "饲草青贮制作")
    rows = []
    halls = [(town, village) for town in TOWNS for village in VILLAGES]
    sessions = share(dice, 285, 60, 2)
    people = share(dice, 8126, 60, 40)
    leaflets = share(dice, 8300, 60, 20)
    for n in range(60):
        town, village = halls[n % len(halls)]
        kind, campaign = (("培训", "科技之冬"), ("培训", "科技之冬"), ("科普进巴扎", "科技下乡"), ("培训", ""))[n % 4]
        first, last = (
            (date(2024, 1, 4), date(2024, 3, 22)) if campaign == "科技之冬" else (date(2024, 3, 25), date(2024, 6, 20))
        )
        rows.append([
            len(rows) + 1, dotted(day_in(dice, first, last)), f"{town}{village}", f"{winter[n % 6]}{'培训' if kind == '培训' else '咨询'}（{n + 1}）",
            kind, campaign, town, "", sessions[n], people[n], None, leaflets[n], None, None, person(dice),
        ])  # fmt: skip
    week = [
        ("科技活动周启动仪式", "展览", 900),
        ("巴扎科普集市", "赶集", 1250),
        ("蔬菜玉米畜禽技术现场培训", "培训", 850),
    ]
    for k, (name, kind, crowd) in enumerate(week):
        rows.append([len(rows) + 1, f"2024.5.{25 + k}", f"{TOWNS[k]}文化广场", name, kind, "科技活动周", TOWNS[k], "", 3 + k, crowd, None,
                     (679, 679, 678)[k], (168, 169, 168)[k], None, person(dice)])  # fmt: skip
    rows.append(
        [
            len(rows) + 1,
            "2024.5.29",
            "线上",
            "科技知识线上答题",
            "答题",
            "科技活动周",
            "",
            "",
            1,
            None,
            None,
            None,
            None,
            None,
            "",
        ]
    )
    for k, (school, students) in enumerate(
        (("第一小学", 420), ("第二小学", 365), ("柳泉镇中心学校", 310), ("朔湖县中学", 325))
    ):
        rows.append([len(rows) + 1, f"2024.5.{27 + k}", school, f"科普大篷车进{school}", "大篷车", "", "", school, (1, 1, 1, 0)[k] or 1,
                     students, students, None, None, 15, ""])  # fmt: skip
    excess = sum(r[8] for r in rows if r[4] != "答题") - 300
    rows[0][8] -= excess
    rest = 10460 - sum(r[11] or 0 for r in rows)
    rows[5][11] += rest
    write(
        "14科普与培训活动.xlsx",
        [
            "序号",
            "时间",
            "地点",
            "活动名称",
            "类别",
            "专项活动",
            "乡镇",
            "学校",
            "场次",
            "参加人次",
            "学生",
            "发放资料(份)",
            "图书(册)",
            "展品(件)",
            "授课人",
        ],
        rows,
        title="朔湖县2024年上半年科普（培训）活动统计表",
        total=(8, 9, 11, 12),
    )


def cooperation(all_firms: list[Firm], dice: random.Random) -> None:
    goods = (("樱桃番茄“红霞2号”", "新品种"), ("膜下滴灌自动控制器", "新产品"), ("羔羊早期断奶技术", "新技术"), ("青贮玉米“新饲8号”", "新品种"),
             ("无人机精量播撒技术", "新技术"), ("枸杞色选机", "新产品"))  # fmt: skip
    write(
        "15引进新品种新技术.xlsx",
        ["品种/技术/产品名称", "类别", "来源地", "引进单位", "引进时间"],
        [[name, kind, ("山东寿光", "河北石家庄", "宁夏中宁")[n % 3], all_firms[n].name, chinese(day_in(dice, date(2024, 2, 1), date(2024, 6, 20)))]
         for n, (name, kind) in enumerate(goods)],
    )  # fmt: skip
    write(
        "16考察交流.xlsx",
        ["考察地点", "出发日期", "返回日期", "人数", "企业数", "特派员数", "考察内容"],
        [["山东寿光", date(2024, 3, 18), date(2024, 3, 23), 14, 5, 4, "设施蔬菜新品种与智能温室"]],
    )


def documents_and_targets() -> None:
    write(
        "17文件.xlsx",
        ["标题", "文号", "发文机关", "成文日期", "类型"],
        [
            [
                "关于下达2024年度科技工作目标任务的通知",
                "州科发〔2024〕8号",
                "博尔塔拉蒙古自治州科学技术局",
                date(2024, 2, 20),
                "通知",
            ],
            ["朔湖县科学技术局2024年工作安排", "朔科发〔2024〕3号", "朔湖县科学技术局", date(2024, 3, 1), "方案"],
            [
                "关于下达2024年第一批州级科技计划项目的通知",
                "州科发〔2024〕22号",
                "博尔塔拉蒙古自治州科学技术局",
                date(2024, 5, 28),
                "通知",
            ],
        ],
    )
    notice = (
        "博尔塔拉蒙古自治州科学技术局",
        "州科发〔2024〕8号",
        "关于下达2024年度科技工作目标任务的通知",
        date(2024, 2, 20),
    )
    own = ("", "朔科发〔2024〕3号", "朔湖县科学技术局2024年工作安排", date(2024, 3, 1))
    assigned = [("财政科技投入", 2024, 2500, "万元", "支出"), ("新认定高新技术企业", 2024, 6, "家", "认定"), ("培育储备高新技术企业", 2025, 12, "家", "入库"),
                ("技术合同成交额", 2024, 2000, "万元", "登记"), ("科技成果登记", 2024, 8, "项", "登记")]  # fmt: skip
    ours = [("科技型中小企业入库数", 2024, 20, "家", "入库"), ("新认定高新技术企业", 2024, 10, "家", "认定"), ("研发费用加计扣除额", 2024, 3000, "万元", "申报享受"),
            ("申报科技进步奖", 2024, 2, "项", "申报"), ("创新创业大赛报名企业", 2024, 25, "家", "报名"),
            ("新认定自治区级工程技术研究中心", 2024, 1, "家", "认定"), ("新建双创载体", 2024, 1, "家", "认定"), ("引进新产品、新技术", 2024, 30, "项", "引进"),
            ("农牧民课程培训和实训场次", 2024, 700, "场次", "举办"), ("科普资料发放", 2024, 30000, "份", "发放"),
            ("科普培训受益人次", 2024, 30000, "人次", "参加")]  # fmt: skip
    rows = []
    for targets, kind, (who, number, title, day) in ((assigned, "上级下达", notice), (ours, "自定目标", own)):
        rows += [
            [name, year, value, unit, kind, who, number, title, counted, "全年", 1, day]
            for name, year, value, unit, counted in targets
        ]
    write(
        "targets.xlsx",
        [
            "指标名称",
            "年度",
            "目标任务",
            "计量单位",
            "目标类型",
            "下达单位",
            "文号",
            "依据文件",
            "统计口径",
            "范围",
            "版本",
            "生效日期",
        ],
        rows,
        title="朔湖县科学技术局2024年目标任务台账",
    )


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    dice = random.Random(20240630)
    all_firms = firms(dice)
    enterprises(all_firms, dice)
    fiscal(all_firms, dice)
    projects(all_firms, dice)
    high_tech(all_firms, dice)
    smes_and_deductions(all_firms, dice)
    results(all_firms, dice)
    talent(all_firms, dice)
    activities(dice)
    cooperation(all_firms, dice)
    documents_and_targets()


if __name__ == "__main__":
    main()
