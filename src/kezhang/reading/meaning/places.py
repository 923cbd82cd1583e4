"""范围: where something stands, and among how many: 全市, 在全省十三市中, 连续五年居首位."""

import re

from kezhang.reading.lexicon import alternation, lexicon

_NAMES = lexicon("places")
#: 河南省财政科技支出, 福建全省新申请商标; 河南省级重点实验室 is a level.
_OF_PROVINCE = re.compile(
    rf"^(?:(?:{alternation(_NAMES['provinces'])})全?省|(?:{alternation(_NAMES['municipalities'])})全?市"
    rf"|(?:{alternation(_NAMES['regions'])})(?:全区|(?:壮族|回族|维吾尔)?自治区))(?![级属直委政办会])(?=[一-鿿A-Z]{{3}})"
)
SCOPE = r"(?:(?:中?西部|中部|东部|东北)(?:地区)?|(?:全|本|我)?(?:国|省|市|州|区|县|球|世界|疆|系统|城市)+(?:行政区|县级|县域|地市|区县|市州|设区市|同类|同级)?|[一二三四五六七八九十\d]+(?:县[一二三四五六七八九十\d]+[区市]|个?(?:县市区?|县区|区县|市县|市州|地市)))"
_AMONG_ENDS = tuple("中内里市县区州")
#: 在全省十三市中, 全市20个区县: among how many.
_AMONG_HOW_MANY = re.compile(
    r"^在|(?:[一二三四五六七八九十\d]+个?)?(?:设区市|市州|县市区|县区|区县|[市县区州])?[中内里]$|[\d]+个(?:区县|县区|县市区|市州|[市县区州])$"
)
_SCOPE_ONLY = re.compile(SCOPE)
#: 青江城市圈第三位: among whom it stands.
_REGION = re.compile(r"[一-鿿]{2,6}(?:城市群|城市圈|都市圈|经济圈|经济区|经济带|城镇群)")
_STANDS_AT = re.compile(
    r"(?:位?居|位?列|名列|分居|分列|并列|排在?|跃居|升至)(?:各[省市州区县](?:、[省市州区县])*|[一-鿿]{2,5}(?:地区)?|[*＊×]{1,3}[省市州县区]?)"
)
#: 连续五年居*首位, 连续10年稳居第一.
_YEARS_ON = re.compile(
    r"^连续[\d一二两三四五六七八九十]+(?:年|届|次)(?:荣?获评?|荣膺|被评为)|连续[\d一二三四五六七八九十]+(?:年|届|次)(?:稳|位|排|名)?(?:居|列)?(?:[*＊×]{0,3}[省市州县区]?)$"
)
#: 省级研发机构数居青州第1.
_STOOD_IN = re.compile(
    r"(?:(?<=[一-鿿]{2})(?:位居|位列|名列|排[名位]?)|(?<=[一-鿿]{3})(?<![安民宜])居)(?:[一-鿿]{2,4}|[*＊×]{1,3}[省市州县区]?)$|(?<=[一-鿿]{2})(?:位居|位列|名列)[一-鿿“”]{5,12}$|(?<=[核比价估评名])中(?:荣?获|取得|名列|位列|排名)?$|(?<=[一-鿿]{2})居[*＊×]{1,3}[省市州县区]?$"
)
#: 获奖数与朔湖市并列全省设区市第一.
_ALONGSIDE = re.compile(r"(?:[与和][^,;。]{1,8})?并列(?:全[国省市州县区](?:设区市|市州|县区)?)?$")
#: 在全省科技创新能力评价中排名第16.
IN_CONTEST = re.compile(r"^在(?:全[国省市州县区])?(?=[一-鿿“”]{2,24}(?:考核|评比|评价|评估|测评|排名)$)")


def is_scope(words: str) -> bool:
    """全市, 全球城市: where something stands, not what."""
    if words.startswith("在") or words.endswith(_AMONG_ENDS):
        words = _AMONG_HOW_MANY.sub("", words)
    return not words or bool(_SCOPE_ONLY.fullmatch(words) or _REGION.fullmatch(words))


def without_province(subject: str) -> str:
    """A name without the province it is told of."""
    return _OF_PROVINCE.sub("", subject) if "省" in subject or "市" in subject or "区" in subject else subject


def without_place(subject: str) -> str:
    """What is ranked, without where it stands: 研发机构数居青州 and 居青州."""
    subject = IN_CONTEST.sub("", _ALONGSIDE.sub("", _STOOD_IN.sub("", _YEARS_ON.sub("", subject))))
    return "" if _STANDS_AT.fullmatch(subject) or subject in {"分居", "分列", "并列"} else subject
