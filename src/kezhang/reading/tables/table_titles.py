"""表题: what all of a table is of, where its rows are places and its columns only times and sums."""

import re
from dataclasses import dataclass

from kezhang.reading.tables.cells import CellLines

_REACH = 240
_INDICATOR = re.compile(r"指标(?:名称)?[:：]\s*(?P<measure>[一-鿿A-Za-z&]{2,20})(?=[_（(\s|]|$)")
_WHEN = r"(?:(?:19|20)\d\d年(?:度|\d{1,2}(?:[-—]\d{1,2})?月份?|上半年|前?[一二三四]季度)?|\d{1,2}(?:[-—]\d{1,2})?月份?|上半年)"
_WHERE = r"(?:全[国省市州区县]|各(?:省区市|地市|市州|县市区|县区|区县|地区|乡镇|街道|[省市州区县])(?:[(（、][^()（）]{1,6}[)）]?)?)"
_TITLE = re.compile(
    rf"(?:(?:附?表|附件)\s*[一二三四五六七八九十\d]*[:：]?\s*)?{_WHEN}?(?:[一-鿿]{{2,6}}?(?:省|自治区|市|州|县|区))?{_WHERE}?{_WHEN}?(?P<measure>[一-鿿“”、]{{3,24}}?)"
    r"(?:完成|进展|分布|分配|安排|下达|拨付|考评|考核)?(?:情况|状况|统计|汇总|明细|数据|比较|对比)*(?:一览)?表?"
)
_SURROUNDINGS = re.compile(
    r"[(（](?:19|20)\d\d年[^()（）]{0,8}[)）]$|[(（【]?单位\s*[:：].*$|(?<=[一-鿿])\s+[A-Za-z][A-Za-z& ,.()-]+$"
)
_BARS = re.compile(r"[|│\t]+")
_NO_MEASURE = re.compile(r"年报|年鉴|月报|季报|专报|来源|机关|文号|时间|索引|公开|发布|首页|位置|^表|^附|地区|人民政府")
_PLACE = re.compile(
    r"(?!城镇|乡村|乡镇)[一-鿿]{1,8}(?:省|自治区|市|州|县|区|镇|乡|街道|旗|盟|兵团)|全[国省市州区县](?:总计|合计)?|合计|总计|[A-Z][a-z]+(?: [A-Z][a-z]+)*"
    r"|北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
_PLACES_HEAD = re.compile(r"地区|区域|县区|区县|县市|市县|乡镇|街道|城市|省份|地市|市州|区市|单位")
#: 当年累计, 2020年11月, 合计: which of its figures, and not of what.
_TALLY = re.compile(
    r"(?:当月|当年|本月|本年|本期|历年|去年|上年|总|全年|年末|月末)?(?:同期)?(?:累计|合计|总计|小计|总量|数量|个数|家数|数)?"
    r"|(?:(?:19|20)\d\d年?)?(?:\d{1,2}(?:[-—]\d{1,2})?月(?:份|末|底)?|[一二三四]季度|上半年|全年)?(?:累计)?"
)
_CHANGE = re.compile(r"同比|增长|增速|增幅|降幅")


@dataclass(frozen=True, slots=True)
class TableTitle:
    """What the line above a table says."""

    measure: str = ""
    unit: str = ""  # in its brackets: 同比增长(%)
    changes: bool = False  # all of it is growth


def title_of(text: str, grid: CellLines) -> TableTitle:
    """The last line before the first row of figures that is a title."""
    for line in reversed(text[max(0, grid.start - _REACH) : grid.first_figure].split("\n")):
        words = _SURROUNDINGS.sub("", _BARS.sub(" ", line).strip()).strip()
        if said := _INDICATOR.match(words):
            unit = re.search(r"[(（]([^()（）]{1,4})[)）]\s*$", words)
            return TableTitle(said["measure"], unit[1] if unit else "", bool(_CHANGE.search(words[said.end() :])))
        words = words.strip("()（）【】")
        found = _TITLE.fullmatch(words)
        named = found and (words.endswith(("表", "量", "额", "数")) or found.end("measure") < len(words))
        if found and named and not _NO_MEASURE.search(found["measure"]):
            return TableTitle(found["measure"])
    return TableTitle()


def is_place(name: str, head: str) -> bool:
    return bool(_PLACE.fullmatch(re.sub(r"\s", "", name)) or (head and _PLACES_HEAD.search(head)))


def names_places(head: str) -> bool:
    """Whether a head stands over names of places: 地区, 县市."""
    return head != "单位" and bool(_PLACES_HEAD.fullmatch(head))


def only_counts(head: str) -> bool:
    """Whether a head says no more than which figure it is."""
    return head in {"排名", "位次", "名次"} or bool(_TALLY.fullmatch(re.sub(r"\s|[(（][^()（）]*[)）]", "", head)))
