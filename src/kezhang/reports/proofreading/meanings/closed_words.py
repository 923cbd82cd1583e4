"""限定词: the words of a sentence that decide what its numbers mean, by closed kinds.

What is said in either of two ways has one sense, so that 不低于 for 不少于 is no change; everything that is in no
class here is wording, which people may choose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_D = r"(?=[约近超达]?\s?[\d一二两三四五六七八九十百千])"
_PACED = r"(?=常年同期进度|序时进度|时间进度|常年同期|序时)"
_CN = "一二三四五六七八九十"
_NOT_CHENG = "立为果功效本员长熟型新都人绩片交"

#: (kind, sense, what it is written as), the first that fits wins. A sense "=" is the words themselves.
_CLASSES: tuple[tuple[str, str, str], ...] = (
    ("batch", "=", rf"第[{_CN}\d]+(?:批次?|轮|期|届)|首批"),
    ("claim", "翻番", r"翻[一两二]?番|倍增|成倍增长|翻倍"),
    ("claim", "=", rf"(?<![\d])[{_CN}]成(?:以上|半|多)?(?![{_NOT_CHENG}])|半数以上|过半|绝大多数|大多数"),
    ("claim", "前列", r"名列前茅|前列|前茅|第一方阵"),
    ("claim", "第一", r"第一(?=[，。；、]|位|名|$)|首位|榜首|第1(?=[，。；、]|位|名|$)"),
    ("claim", "领先", r"(?:遥遥)?领先(?!于?常年|于?序时|于?时间)|率先"),
    ("claim", "首次", r"首次|首个|首家|首例|唯一|零的突破|历史性突破"),
    ("claim", "最", r"历史最高|创?(?:历史)?新高|(?:全[国省市州县区])最[高大多好快优]"),
    ("claim", "全部完成", r"(?:超额|全面|全部|圆满|提前|如期)(?:超额)?完成|全覆盖|百分之百"),
    ("period", "date", r"(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})年(?:度)?(?:\d{1,2}月(?:份|底|末|初)?(?:\d{1,2}日)?)?"),
    ("period", "date", r"\d{1,2}\s?[-—–~至到]{1,2}\s?\d{1,2}月(?:份)?|\d{1,2}月(?:\d{1,2}日|份|底|末|初)?"),
    ("period", "上半年", r"上半年"),
    ("period", "下半年", r"下半年"),
    ("period", "=", r"前[一二三]个?季度|第?[一二三四]季度|“?十[三四五六]五(?:”)?"),
    ("period", "去年", r"去年|上年度?|上一年度?"),
    ("period", "前年", r"前年"),
    ("period", "今年", r"今年|本年度?"),
    ("period", "明年", r"明年|来年|下年度?|下一年度?"),
    ("period", "全年", r"全年"),
    ("period", "同期", r"(?<!常年)同期"),
    ("period", "年底", r"年末|年底"),
    ("period", "=", r"年初|上月|本月|当月|上季度|本季度"),
    ("threshold", "=", r"(?:\d+(?:\.\d+)?)?(?:[一二两三五]?[百千十]?万|[一二五十百]?亿)元?(?:及)?以[上下]|规模以上|规上|限额以上|规模以下"),
    ("direction", "快", rf"(?:快于|超过|高于|领先于?|好于){_PACED}|(?:比|较)(?:常年同期|序时|时间)(?:进度)?[偏更]?快"),
    ("direction", "慢", rf"(?:慢于|落后于?|滞后于?|低于){_PACED}|(?:比|较)(?:常年同期|序时|时间)(?:进度)?[偏更]?慢"),
    ("direction", "平", rf"与{_PACED}|持平"),
    ("comparator", "不少于", r"不少于|不低于|不小于|不得少于|不得低于|至少|最少|(?<=[\d元家项个人次%‰万亿户册份件场期位名点])(?:及)?以上"),
    ("comparator", "不超过", r"不超过|不高于|不多于|不大于|不得超过|不得高于|至多|最多|控制在|(?<=[\d元家项个人次%‰万亿户册份件场期位名点])(?:以内|以下|之内)"),
    ("comparator", "多于", rf"(?:已?突破了?|超过了?|超出|超|逾|高于|多于|大于|高达|多达){_D}|(?<=\d)[余多]|(?<=\d[万亿])[余多]"),
    ("comparator", "少于", rf"(?:接近|将近|近|不足|不到|低于|少于|小于|未达到?|不满){_D}"),
    ("comparator", "约", rf"(?:大约|大概|约为?){_D}|(?<=[\d元家项个人次%‰万亿户册份件场期位名点])(?:左右|上下)"),
    ("role", "差额", r"(?:还|尚|仍)(?:需要?|须|要)再?完成|还差|尚差|仍差|差额|缺口|(?<![偏落相时])差(?=\d)"),
    ("role", "超额", r"超额(?!完成)|超(?:目标|任务|计划)|超出任务"),
    ("role", "完成率", r"完成率|完成度|完成比例|完成进度|进度(?=[仅只约]?[为达]?到?\d[\d.]*[%％])"),
    ("role", "任务", r"目标任务|任务目标|任务指标|任务|目标|指标(?=[\d为数值]|[一二三四五六七八九十])"),
    ("role", "占比", r"占比|比重|占到?(?=[^领据用地])"),
    ("role", "其中", r"其中"),
    ("role", "同比", r"同比|(?:比|较)(?:去年|上年)(?:同期)?|环比"),
    ("role", "计划", r"力争|争取(?=[^项上资])|力求|确保|保证|务必|预计|预期|打算|拟|计划(?=[^项类书])"),
    ("role", "完成", r"实现|达成|完成(?=[了\d约近超])|(?<=[已累])完成|(?<=已经)完成|(?<=目前)完成|(?<=累计)完成"),
    ("role", "净增", r"净增加?"),
    ("role", "新增", r"新增加?|新认定|新入库|新建"),
    ("role", "存量", r"现有|存量|保有量?|在库|有效期内|累计(?:有|拥有|达)"),
    ("verb", "申报", r"申报|申请|报送|上报"),
    ("verb", "推荐", r"推荐"),
    ("verb", "认定", r"获批认定|认定|评定|获评|评为"),
    ("verb", "登记", r"登记"),
    ("verb", "备案", r"备案"),
    ("verb", "吸纳", r"吸纳"),
    ("verb", "输出", r"输出"),
    ("verb", "立项", r"立项|获批|批准|批复"),
    ("verb", "到位", r"到位|到账"),
    ("verb", "拨付", r"拨付|下拨"),
    ("verb", "兑现", r"兑现"),
    ("verb", "验收", r"验收|结题"),
    ("verb", "入库", r"入库"),
    ("verb", "授权", r"授权"),
    ("verb", "受理", r"受理"),
    ("verb", "转化", r"转化"),
    ("verb", "引进", r"引进"),
    ("verb", "摸排", r"摸排"),
    ("verb", "签订", r"签订|签署|签约"),
    ("level", "世界", r"世界级|国际|全球"),
    ("level", "国家", r"国家级|全国|国家(?=科技|重点|高新)"),
    ("level", "自治区", r"自治区级|全自治区|全疆|自治区(?=科技|重点|[^级])"),
    ("level", "省", r"省级|全省|省内|省(?=科技厅|重点)"),
    ("level", "州", r"州级|全州|州内|州(?=科技局)"),
    ("level", "市", r"市级|全市|市内|市(?=科技局|重点)"),
    ("level", "县", r"县级|全县|县域|县内"),
    ("level", "区", r"区级|全区|区内"),
    ("level", "乡镇", r"乡镇级|全乡|全镇|乡级|镇级"),
    ("direction", "升", r"(?:增长|提高|上升|增加|提升|上涨|增幅|扩大|增|升)(?=[了为达到至约近超过]{0,3}\s?\d)"),
    ("direction", "降", r"(?:下降|减少|降低|回落|下滑|降幅|下跌|缩减|减|降)(?=[了为达到至约近超过]{0,3}\s?\d)"),
    ("negation", "未", r"尚未|暂无|暂未|并未|没有|未能|未(?=[^来成经]{1,2})"),
)  # fmt: skip
_SCAN = re.compile("|".join(f"(?P<c{n}>{pattern})" for n, (_, _, pattern) in enumerate(_CLASSES)))
#: 截至目前, 到目前为止, 现阶段: said or left out, the number is of the report's date.
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PAIRS = (("—", "-"), ("–", "-"), ("~", "-"), ("至", "-"), ("到", "-"), ("年度", "年"), ("月份", "月"), ("--", "-"))


@dataclass(frozen=True)
class Word:
    """One deciding word of a sentence."""

    kind: str
    sense: str
    text: str
    start: int
    end: int


def words(sentence: str) -> Iterator[Word]:
    """
    >>> [(w.kind, w.sense) for w in words("确保全年成交额不低于2000万元")]
    [('role', '计划'), ('period', '全年'), ('comparator', '不少于')]
    """
    for found in _SCAN.finditer(sentence):
        kind, sense, _ = _CLASSES[int(str(found.lastgroup)[1:])]
        text = found[0]
        yield Word(kind, _sense(sense, text), text, found.start(), found.end())


def _sense(sense: str, text: str) -> str:
    if sense == "=":
        return text.replace("首批", "第一批").replace("批次", "批").strip("“”")
    if sense != "date":
        return sense
    for said, usual in _PAIRS:
        text = text.replace(said, usual)
    return (text.translate(_CHINESE_DIGITS) if text[0] in _CN else text).replace(" ", "")
