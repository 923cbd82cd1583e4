"""The example county's second half of workbooks: talent, popularisation, exchange, documents and targets."""

import random
from datetime import date

from examples.making.county import FOLDER, TOWNS, VILLAGES
from examples.making.workbooks import Firm, chinese, day_in, dotted, person, share, write


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
        FOLDER / "12重点人才摸排.xlsx",
        ["序号", "拟申报类别", "名称", "工作单位", "摸排时间"],
        rows,
        title="自治区“2+5”重点人才项目摸排表",
    )
    write(
        FOLDER / "13创新平台.xlsx",
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
    schools = (("第一小学", 420), ("第二小学", 365), ("柳泉镇中心学校", 310), ("朔湖县中学", 325))
    for k, (school, students) in enumerate(schools):
        rows.append([len(rows) + 1, f"2024.5.{27 + k}", school, f"科普大篷车进{school}", "大篷车", "", "", school, 1,
                     students, students, None, None, 15, ""])  # fmt: skip
    write(
        FOLDER / "18科普大篷车.xlsx",
        ["时间", "车型", "学校名称", "地点类型", "展品数", "学生人数", "行驶里程"],
        [
            [f"2024.5.{27 + k}", "Ⅱ型", school, "中小学", 15, students, 12 + 9 * k]
            for k, (school, students) in enumerate(schools)
        ],
        title="科普大篷车进校园活动统计表",
        total=(5,),
    )
    write(
        FOLDER / "19线上答题.xlsx",
        ["活动名称", "平台", "开始时间", "结束时间", "参与人数", "答题人次", "获奖人数"],
        [["科技知识线上答题", "朔湖零距离", "2024.5.25", "2024.6.1", 864, 1243, 60]],
    )
    excess = sum(r[8] for r in rows if r[4] != "答题") - 300
    rows[0][8] -= excess
    rest = 10460 - sum(r[11] or 0 for r in rows)
    rows[5][11] += rest
    write(
        FOLDER / "14科普与培训活动.xlsx",
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
        FOLDER / "15引进新品种新技术.xlsx",
        ["品种/技术/产品名称", "类别", "来源地", "引进单位", "引进时间"],
        [[name, kind, ("山东寿光", "河北石家庄", "宁夏中宁")[n % 3], all_firms[n].name, chinese(day_in(dice, date(2024, 2, 1), date(2024, 6, 20)))]
         for n, (name, kind) in enumerate(goods)],
    )  # fmt: skip
    write(
        FOLDER / "16考察交流.xlsx",
        ["考察地点", "出发日期", "返回日期", "人数", "企业数", "特派员数", "考察内容"],
        [["山东寿光", date(2024, 3, 18), date(2024, 3, 23), 14, 5, 4, "设施蔬菜新品种与智能温室"]],
    )


def documents_and_targets() -> None:
    write(
        FOLDER / "17文件.xlsx",
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
        FOLDER / "targets.xlsx",
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
