"""写法: what a quantity looks like, and what looks like one and is none.

Every alternative is bounded and begins with a character of its own, so that a text is scanned
in time linear in its length.
"""

import re

from kezhang.reading.lexicon import alternation, lexicon, units

_WORDS = lexicon("units")["words"]
CN = "一二三四五六七八九十百千两〇零○"
#: No numeral in words is longer; an unbounded one would be tried anew from each of its characters.
_LONGEST = 24
_NUMBER = (
    r"(?=\d{1,3}[, ]\d|\d+[OolI]|\d+\.%)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.])|\d{1,3}(?: \d{3})+(?=\s?[万亿])"
    r"|\d+[OolI][\dOolI]*(?=\s?[万亿元家项件人名个%])|\d(?: \d){2,8}(?=\s?[万亿元家项件人名个%])|\d+\.(?=%))|\d+(?:\.\d+)?"
)
_MASK = r"\*+(?:\.\*+)?|_+|(?<![A-Za-z\d])(?:X+|x+|×+)(?:\.(?:X+|x+|×+))?(?![A-Za-z\d])|□+|○+"
#: 千 of 千克, 千瓦时 and 百 of 百分点 are no scale.
_SCALE = "万亿|百万|千万|百亿|千亿|万|亿|千(?![克瓦米伏卡帕])|百(?!分)"
_UNITS = alternation(units())
_PER = alternation(_WORDS["per"])
_UNIT = rf"(?P<unit>{_UNITS})(?:/(?P<per>{_PER}))?"
_DASH = r"(?:-{1,2}|—{1,2}|–|~|～|至|到)"
#: No number is the lower end of a range unless a dash stands after its scale and unit, ten characters at most.
_DASH_AHEAD = r"(?=[\d.]++[^\-—–~～至到,，。;；、]{0,14}+[\-—–~～至到])"

#: What looks like a number and is none, by kind. The first that fits wins.
NOT = {
    #: 校验码 in fours: its first group may be digits alone (7265-PP1V-…), which somebody would be asked about.
    "grouped_code": r"(?<![\dA-Za-z\-])(?=[\d\-]{0,40}[A-Z])[\dA-Z]{4}(?:-[\dA-Z]{4}){2,9}(?![\dA-Za-z\-])",
    "document_number": r"[〔\[(](?:19|20)\d\d[〕\])]\s?\d+\s?号|第?\d+号(?![线馆楼])",
    "date": (
        r"(?:(?:19|20)\d\d|20[XxＸ*]{2}|[二一][〇○零九O0][一-九〇○零十]{2})\s?年?\s?"
        r"[-—–~至到、]{1,2}\s?(?:19|20)\d\d\s?年(?:度|底|末)?"
        r"|(?:(?:19|20)\d\d|20[XxＸ*]{2}|[Xx*＊_]{2,4}|[一二][〇○零九O0][〇○零一二三四五六七八九十]{2})\s?年(?:度|底|末|初)?"
        r"(?:\s?(?:\d{1,2}|[Xx*＊_]{1,2})\s?月(?:份|底|末|初|上旬|中旬|下旬)?(?:\s?(?:\d{1,2}|[Xx*＊_]{1,2})\s?[日号])?)?(?:\s?[-—–~至到]{1,2}\s?\d{1,2}\s?[月日](?:份)?)?"
        r"|(?:19|20)\d\d[.\-/](?:0?[1-9]|1[0-2])(?:[.\-/]\d{1,2})?(?![\d%万亿]|\s?[万亿]?元)"
        r"|(?:\d{1,2}|[*_Xx]{1,2})\s?[-—–~至到]{1,2}\s?(?:\d{1,2}|[*_Xx]{1,2})\s?月(?:份)?"
        r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[*_Xx]{1,2})\s?月(?:份|底|末|初|上旬|中旬|下旬)?(?:\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[*_Xx]{1,2})\s?(?:[-—–~至到]{1,2}\s?\d{1,2}\s?)?[日号])?"
        r"|\d{1,2}日(?!元)|\d{1,2}:\d\d(?::\d\d)?(?!\d)|[_*]+\s?[-—]\s?[_*]+\s?年"
        r"|(?:前|第)?[一二三四]个?季度|前[一二三]个?季度|“?十[一二三四五六]五”?(?!家|个|项|名)|\d{2}世纪"
    ),
    "duration": r"(?:近|连续|时隔|未来|今后|过去|这|为期)?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:余|多)?年(?:间|来|内|期|以上|左右)?(?![度底末])|(?:连续|为期)[一二两三四五六七八九十]{1,3}(?:个月|天)",
    "name": (
        rf"前\s?(?:\d{{1,3}}|[一二三四五六七八九十百]{{1,3}})(?:名|位|强)(?=企业|单位|高校|学校)|"
        r"\d+(?:\s?\+\s?[\dNnXx]+)+|\d{1,2}(?:分钟|小时)(?=[一-鿿]{0,9}圈)|(?<![\d.])24小时(?=[一-鿿])(?!之?内|以|前|后|至|到|左右|缩|压|[办申送转]|[不未]间断)"
        rf"|[A-Za-z][A-Za-z_&.\-]*\d[A-Za-z\d.\-_]*(?!\s?(?:{_UNITS}))"
        r"|(?!\d+[OolI][\dOolI]*\s?[万亿元家项件人名个%])\d+(?:\.\d+)?(?!(?:[GTP]B(?![A-Za-z])|kW|KW|[kK][mM](?:2|²)?|MW|GW|TEU|mg/|ug/|m2|m²|pct|kWh|P|PFLOPS)(?![a-z]))[A-Za-zＧ][A-Za-z\d]*"
        r"|(?<![A-Za-z&])[A-Z]\d+[类级型号](?![一-鿿]?\d)|\d+[·.]\d+(?=国际|世界|全国|纪念)|\d+\.0(?=版|时代|模式|政策|行动)"
        r"|[一二三四五六七八九〇零]{3,4}(?=所|厂|院|医院|团|师|台)"
    ),
    "ordinal": (
        r"[一二三四五六七八九十]{1,3}届[一二三四五六七八九十]{1,3}次(?:[、和][一二三四五六七八九十]{1,3}次)*|(?<!召开)(?<!开了)(?<!举行)(?<!行了)(?<!举办)(?<!组织)(?<!先后)[一二三四五六七八九十]{1,3}次(?=会议精神|全会|全委会|全体会议|党代会|人代会|(?:党)?代表大会|常委会)|(?:(?<=人大)|(?<=政协)|(?<=委会))[一二三四五六七八九十]{1,3}次(?=会议)|第(?:\d+|[一二三四五六七八九十百零]{1,24}|[Xx*_]+)\s?(?:批|届|轮|期|次|季度|章|条|款|版|类|产业|产线|三方|方|书记|时间|方阵|梯队|步|个|代|集|站|课|年|阶段|环节|医院|中学|小学|人民|师|团|颗|架|艘|台|家|例|条|部|所|座|项|笔|张|支|天)"
    ),
    #: 重点抓好以下六个方面的工作: how many paragraphs follow, and nothing that was done.
    "heading": (
        r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:个|大)方面(?:的)?(?:重点)?(?:工作|任务)"
        r"|(?:(?<=抓好)|(?<=做好)|(?<=抓实))(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:项|件)(?:重点)?(?:工作|任务)(?=[:：。])"
        r"|[一二三四五六七八九十]{1,2}(?:个重点(?![一-鿿])|篇大?文章)"
    ),
    "code": r"(?<![\d.])\d{9,}(?![\d.]*\s?[万亿元])|[A-Z]{0,4}\d{6,}[A-Z]+\d*",
}
_NOT_PATTERN = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in NOT.items())
_RANK = rf"(?P<rank>第\s?(?P<place>\d+|[{CN}]{{1,{_LONGEST}}}|{_MASK})(?:\s?(?P<placed>位|名))?|(?P<first>首位|榜首|第一方阵)|(?<!学)前\s?(?P<top>\d+|[{CN}]{{1,{_LONGEST}}})(?:位|名|强)?(?![{CN}\d%]))"
_CHINESE = rf"(?:(?P<parts>[二三四五六七八九十])分之(?P<of_parts>[一二三四五六七八九])|百分之(?P<percent>[{CN}点\d.]{{1,{_LONGEST}}})|(?P<tenths>近|超|约)?(?P<tenth>[一二两三四五六七八九])成(?P<half>半)?(?![立为果功效本员长熟型新都人绩片员])|(?P<cn>(?:数|上|几|十几|几十|好几)?(?:[{CN}]{{1,9}}亿)?(?:[{CN}]{{1,9}}万)?[{CN}]{{1,{_LONGEST}}}(?:点[一二三四五六七八九零〇○]{{1,4}}(?!十))?|[数几](?=名|十|百|千|万|亿)|[百千万](?=[余多])|上万|(?<=[近超逾约])万)(?P<cn1>余|多|几|来)?(?P<cscale>{_SCALE})?(?P<cn2>余|多)?(?P<cunit>{alternation(_WORDS['counted'])})(?P<cpost>多(?!业态|功能|元|层|样|媒体|边|国|维|式|民族|语种|党))?)"
_AMOUNT = (
    rf"(?:(?=-)(?P<sign>(?:(?<![\d一-鿿A-Za-z.\-)%])|(?<=增长)|(?<=增速)|(?<=增幅)|(?<=长率)|(?<=生率)|(?<=[率速幅]为)|(?<=[率速幅]达))-\s?))?"
    rf"(?:{_DASH_AHEAD}(?P<low>\d+(?:\.\d+)?)\s?(?P<lowscale>{_SCALE})?(?P<lowunit>{_UNITS})?\s?{_DASH}\s?(?=\d))?"
    rf"(?P<num>{_NUMBER}|{_MASK})(?P<in1>\s?(?:余|多|来|几))?(?:(?!\n部门)\s)?(?P<gap>\n(?=\s?(?:万|亿|个|人|家|项|名|元)))?(?:个(?=[万亿](?![亩元家人]|以上[一-鿿])))?"
    rf"(?P<scale>{_SCALE})?(?P<in2>余|多)?\s?(?:{_UNIT})?(?P<post>(?<=[倍元亩吨里米岁年天%])[多余])?"
)
_RATIO = r"(?P<ratio>(?P<left>\d+(?:\.\d+)?)\s?:\s?(?P<right>\d+(?:\.\d+)?))"
#: 1亿2000万元, 3万5千元, 2千5百万元: digits with units between them are one number; 390万65岁 are two.
_MIXED = (
    rf"(?P<mixed>\d{{1,5}}(?:\.\d+)?(?:亿|万|千(?![克瓦米伏卡帕]))(?:零?\d{{1,4}}(?:\.\d+)?(?:千(?![克瓦米伏卡帕])|百(?!分)|万)|零\d{{1,4}}|\d{{3,4}}){{1,3}}?)"
    rf"(?P<mixedmore>[余多])?(?P<mixedscale>万|亿)?(?P<mixedunit>(?!岁){_UNITS})"
)
#: 12家, 3.5万元: with these right behind it a number is none of what only looks like one, nor a ratio.
_PLAIN = r"\d{1,8}(?:(?:\.\d+)?[万亿元%]|[家户名人次场倍亩吨所座台辆处篇]|[项件](?!重点|工作|任务)|个(?!重点|方面))"
#: A character that a number may begin with.
_SIGNS = r"(?=[\d*_XxＸ×□○〇第前首榜百千万数几上好近超约一二两三四五六七八九十“A-Z\-连时未今过这为〔\[(])"
#: What stands behind the first character of a numeral in words, where it is one: nothing else does in 一批, 进一步.
_AFTER_WORDS = "".join(sorted({*CN, *" 0O亿万点分成年月季届次篇大余多几来", *(word[0] for word in _WORDS["counted"])}))
#: What must follow 上, 为, 数 and their like: most of them begin no number.
_BEGINS = (
    rf"(?=[\d*_XxＸ×□○〇第A-Z]|[百千一二两三四五六七八九十][{_AFTER_WORDS}]|(?:近|连续|时隔|未来|今后|过去|这|为期)[\d{CN}]|前\s?[\d{CN}]"
    rf"|首位|榜首|[上超约][{CN}万]|好几|[数几][{CN}名万亿]|万[余多]|(?<=[近超逾约])万|“十|-\s?[\d*_Xx×□○]|[〔\[(](?:19|20)\d)"
)
SCAN = re.compile(
    rf"{_SIGNS}{_BEGINS}(?:(?!{_PLAIN})(?:{_NOT_PATTERN}|{_RATIO}|{_RANK})|{_MIXED}|{_AMOUNT}|{_CHINESE})"
)
