"""One sheet of every kind that bureaus are handed, by name, and what it must give.

What takes two sheets or a folder - blank cells, an old copy, a number mended, subfolders - is tested with the command.
"""

from typing import Any

import pytest

from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from tests.made_sheets import ACTIVITIES, FIRMS, HEAD, IN_YUAN, Found, activity, book, contract, firm, found
from tests.test_sheet_files import html, spreadsheet, text

pytestmark = pytest.mark.django_db

YUAN = Found(records=["88000.00"])
ASKED = ["合同成交额", "技术交易额"]
IN_WAN = [name.replace("元", "万元") for name in IN_YUAN]
CERTIFICATES = ["企业名称", "证书编号", "发证日期", "有效期至", "认定年度", "认定类型"]
GRANTS = ["项目名称", "计划类别", "级别", "承担单位", "申报时间", "立项资金(万元)"]
DEDUCTIONS = ["企业名称", "所属年度", "申报类型", "申报日期", "可加计研发费用(万元)", "加计比例(%)", "加计扣除额(万元)"]


def certificate(number: str, name: str = "朔湖未新材料有限公司") -> list[Any]:
    return [name, number, "2023-11-02", "2026-11-01", 2023, "新认定"]


def grant(title: str, programme: str = "州级科技计划", firm: str = "朔湖申种业有限公司") -> list[Any]:
    return [title, programme, "州级", firm, "2024-02-01", 20]


def days(*written: str) -> bytes:
    return book(IN_YUAN, *(contract(n, 登记日期=each) for n, each in enumerate(written, 1)))


UPPER = [*HEAD[:5], "金额（元）", None, *HEAD[7:]]
LOWER = [*[None] * 5, "成交额", "技术交易额", None, None]
#: Name, file, and what it gives.
SAMPLES: dict[str, tuple[bytes, Found]] = {
    "填报单位在前单位元在后.xlsx": (book(["填报单位：朔湖县科技局", *[None] * 7, "单位：元"], HEAD, contract()), YUAN),
    "填报单位和单位元写在同一格.xlsx": (book(["填报单位：朔湖县科技局      单位：元"], HEAD, contract()), YUAN),
    "份和万元并列.xlsx": (book(["单位：份、万元"], HEAD, contract(合同成交额=8.8, 技术交易额=6.6)), YUAN),
    "人民币元.xlsx": (book(["台账"], ["金额单位：人民币元"], HEAD, contract()), YUAN),
    "两行表头元在上一行.xlsx": (book(UPPER, LOWER, contract(), merged=("F1:G1",)), YUAN),
    "表头千元.xlsx": (book([f"{n}（千元）" if "额" in n else n for n in HEAD], contract(合同成交额=88, 技术交易额=66)), YUAN),
    "写在表下注里.xlsx": (book(HEAD, contract(), ["注：本表金额单位为元。"]), Found(records=["88000.00"], left_out=[3])),
    "单位行百元.xlsx": (book(["单位：百元"], HEAD, contract(合同成交额=880, 技术交易额=660)), YUAN),
    "标题写千元.xlsx": (book(["2024年合同（单位：千元）"], HEAD, contract(合同成交额=88, 技术交易额=66)), YUAN),
    "标题写万元.xlsx": (book(["2024年技术合同(万元)"], HEAD, contract(合同成交额=8.8, 技术交易额=6.6)), YUAN),
    "单位行是份.xlsx": (book(["单位：份"], HEAD, contract()), Found(records=["88000.00"], asked=ASKED)),
    "单位行写两种.xlsx": (book(["单位：元、万元"], HEAD, contract()), Found(records=["88000.00"], asked=ASKED)),
    "单位行是美元.xlsx": (book(["单位：美元"], HEAD, contract()), Found(records=["88000.00"], asked=ASKED)),
    "没有写单位.xlsx": (book(HEAD, contract()), Found(records=["88000.00"], asked=ASKED)),
    "存元显示成万.xlsx": (book(IN_WAN, contract(), formats={"F2": "0!.0,", "G2": "0!.0,"}), YUAN),
    "显示带元表头没单位.xlsx": (book(HEAD, contract(), formats=dict.fromkeys(("F2", "G2"), '#,##0.00"元"')), YUAN),
    "表头万元而显示元.xlsx": (book(IN_WAN, contract(), formats=dict.fromkeys(("F2", "G2"), '0"元"')), YUAN),
    "高企备案名单四列.xlsx": (
        book(["自治区2023年第一批高新技术企业备案名单"], ["序号", *CERTIFICATES[:3]], [1, *certificate("GR202365000801")[:3]]),
        Found(records=["朔湖未新材料有限公司"], asked=["认定类型", "有效期至"]),
    ),
    "首次重新两列打勾.xlsx": (
        book(
            [*CERTIFICATES[:5], "首次认定", "重新认定"], [*certificate("GR202365000802")[:5], "√", None],
            [*certificate("GR202365000803")[:5], "√", "√"],
        ),
        Found(records=["朔湖未新材料有限公司"], rejected=[(3, "认定类型")]),
    ),
    "左右两栏.xlsx": (
        book(FIRMS[:3] * 2, [*firm(1)[:3], *firm(3)[:3]], [*firm(2)[:3], None, None, None]),
        Found(records=["朔湖寅1有限公司", "朔湖寅2有限公司", "朔湖寅3有限公司"]),
    ),
    "同上.xlsx": (
        book(IN_YUAN, contract(1), contract(2, 合同名称="同上", 买方名称="〃"), contract(3, 卖方名称="同上")),
        Found(records=["88000.00"] * 3),
    ),
    "首行同上.xlsx": (book(IN_YUAN, contract(买方名称="同上")), Found(rejected=[(2, "买方名称")])),
    "证书号全角小写空格.xlsx": (
        book(
            CERTIFICATES, certificate("GR202365000804"), certificate("ＧＲ２０２３６５０００８０４"), certificate("gr202365000804"),
            certificate("GR 202365000804"), certificate("证书编号：GR202365000804"), certificate("编号:GR202365000804"),
        ),
        Found(records=["朔湖未新材料有限公司"], rejected=[(n, "证书编号") for n in range(3, 8)]),
    ),
    "合同号里看不见的字符.xlsx": (
        book(IN_YUAN, contract(), contract(合同登记编号="\u202a2024652799030001\u202c"), contract(合同登记编号="2024652799030001\ufeff")),
        Found(records=["88000.00"], rejected=[(3, "合同登记编号"), (4, "合同登记编号")]),
    ),
    "表头带零宽.xlsx": (book([f"{IN_YUAN[0]}\u200b", *IN_YUAN[1:]], contract()), YUAN),
    "企业名零宽.xlsx": (
        book(FIRMS, firm(1), firm(2, "朔湖寅\u200b1有限公司")), Found(records=["朔湖寅1有限公司"], rejected=[(3, "单位名称")])
    ),
    "选填金额列错误值.xlsx": (
        book([*IN_YUAN, "技术性收入(元)"], [*contract(), "#N/A"]), Found(rejected=[(2, "技术性收入")])
    ),
    "选填备注错误值.xlsx": (book([*IN_YUAN, "备注"], [*contract(), "#REF!"]), Found(rejected=[(2, "备注")])),
    "分节行合计行落款行.xlsx": (
        book(
            ["朔湖县科技企业名册"], FIRMS, ["一", "柳泉镇（2家）", None, None], firm(1), firm(2), ["二", "工业园区（1家）", None, None],
            firm(3), ["共计", "3家", None, 36], ["截至2024年6月30日", "由成果科提供", None, None],
        ),
        Found(records=["朔湖寅1有限公司", "朔湖寅2有限公司", "朔湖寅3有限公司"], left_out=[3, 6, 8, 9]),
    ),
    "名称以累计开头.xlsx": (
        book(GRANTS, grant("累计误差补偿方法研究"), grant("作物蒸散量总计")), Found(records=["累计误差补偿方法研究", "作物蒸散量总计"])
    ),
    "活动名像说明.xlsx": (
        book(ACTIVITIES, activity(1, 活动名称="说明会：专场"), activity(2, 活动名称="以上海经验为例：讲座")),
        Found(records=["说明会：专场", "以上海经验为例：讲座"]),
    ),
    "远处一个空格.xlsx": (book(IN_YUAN, contract(), *[[]] * 300, [None] * 400 + [" "]), YUAN),
    "科学计数.csv": (
        text(",", IN_YUAN, contract(合同登记编号="2.02465E+15")).encode("gb18030"), Found(rejected=[(2, "合同登记编号")])
    ),
    "防科学计数的写法.csv": (
        text(",", IN_YUAN, contract(1, 合同登记编号='="2024652799030001"'), contract(2, 合同登记编号="'2024652799030002")).encode(),
        Found(records=["88000.00"] * 2),
    ),
    "编号存成数字.xlsx": (book(IN_YUAN, contract(合同登记编号=2024652799030001)), Found(rejected=[(2, "合同登记编号")])),
    "编号格式补零.xlsx": (
        book(IN_YUAN, contract(合同登记编号=24652799030001), formats={"A2": "0" * 16}), YUAN
    ),
    "带时刻的日期.xlsx": (
        days("2024-04-09 10:23:45", "2024/4/9 9:05", "2024-04-09T10:23:45", "2024-04-09 10:23:45.0"), Found(records=["88000.00"] * 4)
    ),
    "能看懂的日期.xlsx": (
        days("2024.4.9.", "2024.04.09日", "2024年4月9号", "2024、4、9", "2024。4。9", "2024 4 9", "二〇二四年四月九日"),
        Found(records=["88000.00"] * 7),
    ),
    "看不懂的日期.xlsx": (days("24.4.9", "2024.4.31", "4月9日", "2024.4.9-4.11"), Found(rejected=[(n, "登记日期") for n in (2, 3, 4, 5)])),
    "年度和批次带字.xlsx": (
        book(
            ["企业名称", "评价年度", "批次", "入库登记编号", "入库日期"], ["朔湖酉一有限公司", "2024年", "第一批", "202465279900007701", "2024-05-18"],
            ["朔湖酉二有限公司", "2024年度", "2024年第5批", "202465279900007702", "2024-05-18"],
        ),
        Found(records=["朔湖酉一有限公司", "朔湖酉二有限公司"]),
    ),
    "合同类别的叫法.xlsx": (
        book(IN_YUAN, *(contract(n, 合同类别=each) for n, each in enumerate(("技术开发合同", "委托开发", "技术服务（一般）", "专利权转让", "开发"), 1))),
        Found(records=["88000.00"] * 4, rejected=[(6, "合同类别")]),
    ),
    "计划类别不在名单.xlsx": (book(GRANTS, grant("葡萄节水", "区域协同创新专项")), Found(rejected=[(2, "计划类别")])),
    "全是百分之百.xlsx": (
        book(DEDUCTIONS, ["朔湖戌有限公司", 2023, "汇算清缴", "2024-05-20", 90, 1, 90], formats={"F2": "0%"}), Found(records=["朔湖戌有限公司"])
    ),
    "网页存成.xls": (html(IN_YUAN, contract()).encode("gb18030"), YUAN),
    "XML表格2003.xls": (spreadsheet(IN_YUAN, contract()).encode(), YUAN),
    "Unicode文本.csv": (text("\t", IN_YUAN, contract()).encode("utf-16"), YUAN),
    "制表符有标题行.csv": (("2024年，台账\n" + text("\t", IN_YUAN, contract())).encode("utf-8-sig"), YUAN),
    "制表符文本改名.xls": (text("\t", IN_YUAN, contract()).encode("gb18030"), YUAN),
    "科小入库公示四列.xlsx": (
        book(["2024年第3批入库科技型中小企业名单"], ["序号", "企业名称", "入库登记编号", "注册地"], [1, "朔湖亥有限公司", "202465279900007703", "朔湖县"]),
        Found(asked=["入库日期"], rejected=[(3, "状态")]),
    ),
    "特派员选派名单.xlsx": (
        book(["2024年度自治区级科技特派员选派名单"], ["序号", "姓名", "工作单位", "职称", "专业特长"], [1, "阿丽亚", "朔湖县农技中心", "农艺师", "植保"]),
        Found(records=["阿丽亚"], asked=["服务开始日期", "服务期满日期"]),
    ),
    "删除线.xlsx": (
        book(IN_YUAN, contract(1), contract(2), struck=tuple(f"{column}3" for column in "ABCDEFGHI")),
        Found(records=["88000.00"] * 2, warned=[(3, "整行")]),
    ),
    "一格两家单位.xlsx": (
        book(GRANTS, grant("联合攻关", firm="朔湖甲一科技有限公司\n朔湖乙二科技有限公司")), Found(records=["联合攻关"], warned=[(2, "企业名称")])
    ),
    "空日期显示成1900.xlsx": (
        book([*CERTIFICATES, "公告日期"], [*certificate("GR202365000805"), 0], formats={"G2": "yyyy/m/d"}), Found(records=["朔湖未新材料有限公司"])
    ),
    "金额能看懂的写法.xlsx": (
        book(
            IN_YUAN,
            *(
                contract(n, 合同成交额=each)
                for n, each in enumerate(("人民币8.8万元整", "88000.00元整", "8.8万元（含税）", "捌万捌仟元整", "8-9万"), 1)
            ),
        ),
        Found(records=["88000.00"] * 4, rejected=[(6, "合同成交额")]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sheet_gives_what_it_says_asks_or_refuses(county, name):
    content, right = SAMPLES[name]
    made, words = found(county, content, name)
    assert (made, [each for each in words if "没有列名" in each]) == (right, [])


REFUSED = {
    "办公用品清单.xlsx": (book(["序号", "名称", "规格", "数量", "单价（元）"], [1, "激光打印机", "A4", 2, 1200]), "与任何一个台账都对不上"),
    "纸张领用.xlsx": (book(["序号", "名称", "数量"], [1, "打印纸", 20]), "对不上"),
    "耗材有备注.xlsx": (book(["序号", "名称", "数量", "备注"], [1, "硒鼓", 2, "急"]), "对不上"),
    "固定资产盘点.xlsx": (book(["序号", "名称", "型号", "购置时间", "存放地点"], [1, "投影仪", "X1", "2020-05-01", "会议室"]), "对不上"),
    "采购合同.xlsx": (
        book(["序号", "合同编号", "合同名称", "供应商", "合同金额（元）", "签订日期"], [1, "CG1", "桌椅", "家具公司", 9, "2024-03-01"]), "最像的是“技术合同”（缺"
    ),
    "引号没配对.csv": (
        text(",", IN_YUAN, contract(1), contract(2, 合同名称='"枸杞'), contract(3), contract(4)).encode(), "第3行有一个引号没有配对，.*后面2行没能读"
    ),
    "年份作列.xlsx": (book(["企业名称", "2022年营业收入（万元）", "2023年营业收入（万元）"], ["朔湖午有限公司", 1, 2]), "把年份写成了列"),
    "竖排登记表.xlsx": (
        book(["企业登记表"], ["单位名称", "朔湖午有限公司", "统一社会信用代码", None], ["注册日期", "2019-05-06", "法定代表人", "何欣"]), "像是竖排的登记表"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_sheet_that_is_no_ledgers_is_refused_naming_why(county, name):
    content, says = REFUSED[name]
    with pytest.raises(UnreadableWorkbook, match=says):
        found(county, content, name)


def test_a_number_is_stored_with_the_zeros_its_format_shows(county):
    _, words = found(county, SAMPLES["编号格式补零.xlsx"][0])
    assert any("显示0024652799030001），共1行，按显示的读取" in each for each in words)
