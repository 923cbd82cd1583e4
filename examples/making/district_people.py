"""The example district's second half of workbooks: talent, cooperation, envoys, tasks, cases, targets. All of it is invented."""

import random
from datetime import date

from examples.making.district import FOLDER, TOWNS
from examples.making.workbooks import Firm, day_in, dotted, person, write

ENVOYS = 102
VILLAGES = 86
STREETS = ("河湾社区", "新桥社区", "东园社区", "站前社区", "文峰社区", "开源社区")
SUPERIOR = "阜阳市科学技术局"


def make(all_firms: list[Firm], dice: random.Random) -> None:
    talent(all_firms)
    cooperation(all_firms, dice)
    envoys(dice)
    projects_and_cases(all_firms)
    tasks_and_documents()
    targets()


def talent(all_firms: list[Firm]) -> None:
    homes = ("江淮工程大学食品学院", "皖中农业大学园艺学院", "浙东大学机械学院", "淮北信息技术研究院")
    write(
        FOLDER / "12柔性引进团队.xlsx",
        ["引进单位", "信用代码", "团队名称", "带头人", "派出单位", "引进方式", "协议开始日期", "协议结束日期", "认定级别", "认定日期"],
        [[all_firms[5 * k].name, all_firms[5 * k].code, f"{('功能性食品', '番茄育种', '智能装备', '工业软件')[k]}创新团队", ("沈知行", "吕怀远", "顾明川", "丁书言")[k],
          homes[k], "项目合作", f"2023.{2 + k}.18", f"2026.{2 + k}.17", "省级" if k < 2 else "未定级", "2023.6.9" if k < 2 else ""] for k in range(4)],
        title="柔性引进高层次人才团队情况表",
    )  # fmt: skip
    write(
        FOLDER / "13博士后工作站.xlsx",
        ["设站单位", "信用代码", "级别", "批准日期", "批准文号", "联合培养单位", "状态"],
        [[all_firms[k].name, all_firms[k].code, "省级", f"202{2 + k}.{11 - 7 * k}.20", f"皖人社秘〔202{2 + k}〕{88 + k}号", "江淮工程大学", "运行中"]
         for k in range(2)],
    )  # fmt: skip


def cooperation(all_firms: list[Firm], dice: random.Random) -> None:
    topics = (
        "番茄红素提取",
        "熟食保鲜",
        "秸秆饲料化",
        "智能称重",
        "果蔬分级",
        "节能烘干",
        "生物质颗粒",
        "鲜食甘薯贮藏",
        "伺服控制",
        "包装检测",
    )
    write(
        FOLDER / "14企业技术需求.xlsx",
        ["企业名称", "信用代码", "需求名称", "拟投入资金(万元)", "合作方式", "征集日期", "状态"],
        [[all_firms[3 * n].name, all_firms[3 * n].code, f"{topic}关键技术", 20 + 5 * n, ("委托开发", "合作开发")[n % 2],
          dotted(day_in(dice, date(2023, 2, 1), date(2023, 5, 30))), ("已签约", "已对接", "已发布")[n % 3]] for n, topic in enumerate(topics)],
        title="企业技术需求征集表",
    )  # fmt: skip
    write(
        FOLDER / "15产学研协议.xlsx",
        ["企业名称", "信用代码", "协议名称", "合作单位", "协议类型", "协议金额(万元)", "签订日期", "来源需求"],
        [[all_firms[3 * n].name, all_firms[3 * n].code, f"{topics[n]}产学研合作协议", ("江淮工程大学", "皖中农业大学", "浙东大学")[n % 3],
          "项目协议" if n % 2 else "框架协议", 30 + 10 * n if n % 2 else "", f"2023.{2 + n}.{11 + n}",
          f"{topics[n]}关键技术" if n % 3 == 0 else ""] for n in range(5)],
    )  # fmt: skip
    event = "“浙东大学专家进淙阳”成果发布会"
    write(
        FOLDER / "16成果发布.xlsx",
        ["成果名称", "持有单位", "持有人", "发布活动", "发布日期", "转化情况"],
        [[name, "浙东大学", ("许清和", "石景行", "余千帆")[n % 3], event, "2023.4.20", "达成意向" if n < 2 else "暂无"] for n, name in enumerate(
            ("果蔬冷链保鲜膜", "禽类自动分割装置", "低糖甘薯制品工艺", "秸秆菌剂快速腐熟", "柔性抓取末端", "食品异物视觉检测"))],
    )  # fmt: skip
    events = [
        (event, "成果发布会", date(2023, 4, 20)), ("食品及生物制药企业赴高校对接会", "对接会", date(2023, 3, 16)),
        ("绿色食品产业技术培训会", "培训会", date(2023, 3, 30)), ("智能装备产学研对接会", "对接会", date(2023, 5, 11)),
        ("农产品加工技术对接会", "对接会", date(2023, 5, 25)), ("校地合作需求对接会", "对接会", date(2023, 6, 15)),
        ("高校学生走进产业园", "参观", date(2023, 6, 6)),
    ]  # fmt: skip
    write(
        FOLDER / "17技术对接活动.xlsx",
        ["活动名称", "活动类型", "活动日期", "地点", "参加企业数", "专家数"],
        [[name, kind, day, TOWNS[n % 7], 6 + n, 2 + n % 4] for n, (name, kind, day) in enumerate(events)],
        note="注：参观活动不计入技术对接会。",
    )


def envoys(dice: random.Random) -> None:
    trades = ("设施蔬菜", "甘薯种植", "畜禽养殖", "果树栽培", "水产养殖", "农机服务")
    names: list[str] = []
    while len(names) < ENVOYS:
        name = (
            dice.choice("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨")
            + dice.choice("文思嘉俊雨晨云承泽知远清景安若一")
            + dice.choice("华轩宁杰彤瑞洁凯霖舟")
        )
        if name not in names:
            names.append(name)
    homes = ("区农业技术推广中心", "区畜牧兽医中心", "区林业站", "阜地农业科学研究所")
    write(
        FOLDER / "18科技特派员.xlsx",
        ["序号", "姓名", "类型", "级别", "派出单位", "专业特长", "选派文号", "服务开始日期", "服务期满日期", "在岗情况"],
        [[n + 1, name, "个人", "省级" if n < 12 else "区级", homes[n % 4], trades[n % 6], "淙科〔2022〕31号", "2022.9.1", "2024.8.31", "在岗"]
         for n, name in enumerate(names)],
        title="淙阳区科技特派员名册",
    )  # fmt: skip
    villages = [f"{TOWNS[n % 4]}{first}{second}村" for n, (first, second) in enumerate((a, b) for a in "东西南北前后大小新老" for b in "张李王赵刘陈杨黄周")][:VILLAGES]  # fmt: skip
    rows = [
        [n + 1, name, TOWNS[n % 4], "是", 380 + n, 1500 + 7 * n, trades[n % 6], "2023.1.1"]
        for n, name in enumerate(villages)
    ]
    rows += [[len(rows) + n + 1, name, TOWNS[4], "否", 900, 2600, "", "2023.1.1"] for n, name in enumerate(STREETS)]
    write(
        FOLDER / "19行政村.xlsx", ["序号", "行政村", "乡镇", "是否涉农", "户数", "人口", "主导产业", "列入日期"], rows
    )
    write(
        FOLDER / "20行政村结对.xlsx",
        ["序号", "行政村", "乡镇", "科技特派员", "结对开始日期", "主导产业"],
        [[n + 1, name, TOWNS[n % 4], names[n], "2022.9.1", trades[n % 6]] for n, name in enumerate(villages)],
        title="涉农行政村“一对一”结对情况表",
    )
    write(
        FOLDER / "21特派员考核.xlsx",
        ["科技特派员", "考核年度", "考核日期", "考核得分", "考核等次", "组织单位"],
        [[name, 2022, "2023.2.16", 95 - n % 20, "优秀" if n % 20 < 5 else "良好" if n % 20 < 12 else "合格", "市科技局"] for n, name in enumerate(names)],
        title="2022年度乡村振兴科技特派员考核结果",
    )  # fmt: skip
    groups = [("设施番茄科技特派团", "淙阳绿源农业科技有限公司", "设施番茄", "高品质多抗番茄新品种引进选育"), ("鲜食甘薯科技特派团", "淮海甘薯研究中心", "鲜食甘薯", "鲜食甘薯绿色高效栽培技术集成与示范")]  # fmt: skip
    rows = [[name, "特派团", "省级", person(dice), host, 7 + n, industry, "2023.2.10", "2023.3.28", title, "2023.5.22", 14.8, "2023.5.30"]
            for n, (name, host, industry, title) in enumerate(groups)]  # fmt: skip
    rows += [
        [f"{industry}示范基地", "示范基地", "省级", "", host, "", industry, "2023.2.10", "", "", "", "", ""]
        for _, host, industry, _ in groups
    ]
    write(
        FOLDER / "22科技特派团.xlsx",
        [
            "名称",
            "类型",
            "级别",
            "团长",
            "牵头单位",
            "成员人数",
            "服务产业",
            "备案日期",
            "立项日期",
            "项目名称",
            "任务书签订日期",
            "立项资金(万元)",
            "资金下达日期",
        ],
        rows,
        title="省级科技特派团和示范基地情况表",
        total=(11,),
    )


def projects_and_cases(all_firms: list[Firm]) -> None:
    titles = ("高品质番茄智能温室管控系统集成应用与示范", "淮北麦区优质土鸡专门化品系选育及风味形成机制研究")
    write(
        FOLDER / "23科技项目.xlsx",
        ["序号", "项目名称", "计划类别", "级别", "承担单位", "信用代码", "项目负责人", "申报时间", "申请经费(万元)", "状态"],
        [[n + 1, title, "省级重点研发", "省级", all_firms[n].name, all_firms[n].code, ("沈知行", "顾明川")[n], f"2023.4.{11 + n}", 100, "已推荐"]
         for n, title in enumerate(titles)],
    )  # fmt: skip
    write(
        FOLDER / "24典型案例.xlsx",
        ["案例名称", "主体", "类型", "做法", "成效", "整理日期"],
        [[title, all_firms[n].name, "项目", "企业出题、专家答题，省市区联合推荐", "已推荐为2023年省级重点研究开发计划项目", "2023.6.20"] for n, title in enumerate(titles)]
        + [["设施番茄科技特派团", "淙阳绿源农业科技有限公司", "做法", "团队驻点、基地示范、农户跟种", "获省级立项，带动周边种植户", "2023.6.20"],
           ["鲜食甘薯科技特派团", "淮海甘薯研究中心", "做法", "新品种、新技术、新产品、新模式一体推广", "获省级立项，形成示范基地", "2023.6.20"]],
    )  # fmt: skip
    write(
        FOLDER / "25存在问题.xlsx",
        ["问题类别", "问题表述", "整改措施", "责任人", "提出日期", "状态"],
        [
            [
                "氛围",
                "企业创新意愿不强，对研发投入和成果管理重视不够",
                "开展政策宣讲和现场诊断",
                "孙立新",
                "2023.6.25",
                "整改中",
            ],
            [
                "投入",
                "2021、2022年度高企认定奖补未兑现，影响申报意愿",
                "商财政部门列入年度预算",
                "孙立新",
                "2023.6.25",
                "整改中",
            ],
            [
                "资源",
                "辖区内无高校院所，高端平台少，高层次人才引进难",
                "深化校地共建和柔性引才",
                "何敏",
                "2023.6.25",
                "整改中",
            ],
        ],
    )


def tasks_and_documents() -> None:
    source = "2023年科技创新重点任务分工清单"
    tasks = [("高新技术企业申报10家", "推进中"), ("科技型中小企业入库100家", "推进中"), ("研发投入填报审核", "已完成"), ("“两清零”销号", "推进中"),
             ("校地共建研究院", "长期坚持"), ("柔性引进团队", "已完成"), ("特派员平台填报", "推进中"), ("科技成果转化基金申报", "未启动")]  # fmt: skip
    write(
        FOLDER / "26重点工作分工.xlsx",
        ["依据文件", "任务序号", "工作任务", "牵头单位", "责任人", "下达日期", "完成时限", "完成日期", "状态"],
        [[source, str(n + 1), task, "区科技局", ("何敏", "孙立新")[n % 2], "2023.3.6", "2023.12.20", "2023.5.31" if state == "已完成" else "", state]
         for n, (task, state) in enumerate(tasks)],
    )  # fmt: skip
    write(
        FOLDER / "27规划与政策文件.xlsx",
        ["文件名称", "发文机关", "文号", "规划期", "进展", "进入本阶段日期"],
        [
            ["淙阳区“十四五”科技创新规划", "淙阳区科学技术局", "", "2021—2025年", "政府常务会审议", "2023.6.12"],
            ["淙阳区科技部门常态化服务企业工作方案", "淙阳区科学技术局", "淙科〔2023〕6号", "", "已印发", "2023.2.3"],
            ["科技体制机制改革重点工作分工清单", "淙阳区科学技术局", "淙科〔2023〕11号", "", "已印发", "2023.3.6"],
        ],
    )
    write(
        FOLDER / "28文件.xlsx",
        ["标题", "文号", "发文机关", "成文日期", "类型"],
        [
            ["关于下达2023年科技创新主要指标任务的通知", "阜科〔2023〕14号", SUPERIOR, date(2023, 2, 24), "通知"],
            ["淙阳区科技部门常态化服务企业工作方案", "淙科〔2023〕6号", "淙阳区科学技术局", date(2023, 2, 3), "方案"],
        ],
    )


def targets() -> None:
    notice = ("上级下达", SUPERIOR, "阜科〔2023〕14号", "关于下达2023年科技创新主要指标任务的通知")
    write(
        FOLDER / "targets.xlsx",
        ["指标名称", "年度", "目标任务", "计量单位", "目标类型", "下达单位", "文号", "依据文件", "统计口径", "范围", "版本", "生效日期"],
        [["高新技术企业申报数", 2023, 10, "家", *notice, "申报", "全年", 1, date(2023, 2, 24)],
         ["科技型中小企业入库数", 2023, 100, "家", *notice, "入库", "全年", 1, date(2023, 2, 24)]],
        title="淙阳区科学技术局2023年目标任务台账",
    )  # fmt: skip
