"""指标名称: the noun phrase a number belongs to, out of the words before and after it.

Words are cut off only at the borders of words; what is left is what was written.
"""

import re
from functools import lru_cache

from kezhang.reading.lexicon import alternation, lexicon, recalled

_LISTS = lexicon("phrases")
_LEAD = re.compile(
    r"(?:(?:[△▲●■◆★※·—–]|--+)+|(?:近|过去)[一二两三四五六七八九十\d]{1,2}年来?|[\s,，:：、;；“”]+(?=[^“”]*$)|[\s,，:：、;；]+"
    r"|(?:近|截至|截止|到|自|从)?(?:(?:19|20)\d\d|20[\d xX×*]?[xX×*]|[二一][○〇零九]{1,2}[一二三四五六七八九十○〇零]{1,2})\s?年(?:度|底|末|内|初)?(?:以来|起|来)?"
    r"|(?:截至|截止|到)?\d{1,2}\s?(?:[-—至]\s?\d{1,2}\s?)?月(?!龄)(?:份|底|末)?(?:\s?\d{1,2}\s?日)?(?:以来|起)?|[一二三四五六七八九]是|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、(?![一-鿿]{1,3}、)"
    r"|[两三四五]年(?=净增|新增|累计|共|增加)|“?十[一二三四五六]五”?(?:时期|期间)(?=.)|这?[一二两三四五\d]+年[间来]|前[一二三四\d]季度|[一二三四]季度末?|[^,，、]{0,6}期间(?=.)"
    r"|按(?:照)?[^,，]{1,14}?(?:计算|测算|折算|口径)"
    r"|除[^,，、]{1,10}外的?|同时(?=代[征收扣])|现场(?=赠送|发放|展示|展出|演示)|连续[\d一二三四五六七八九十]+年(?=占)"
    r"|通过[^,，]{1,24}?(?:方式|形式|途径|渠道|等(?:措施|平台|载体|契机|活动))|以[^,，]{1,20}?(?:方式|形式|模式)(?=[一-鿿]{2})|以[^,，]{1,20}?为(?:载体|抓手|契机|重点|主题|依托|核心)"
    r"|(?:围绕|聚焦|针对|结合|依托|根据|按照|利用|借助|联合|会同|协同)[^,，]{2,24}?(?=组织|开展|举办|实施|建成|建设|发放|培训|邀请)"
    r"|为[^,，]{1,14}?(?=开展|提供|发放|举办|办理|解决|争取|追回|减免|落实|组织|购买|购置|送去|捐赠|协调)"
    r")"
)
_LEAD_WORD = re.compile(alternation(w for w in _LISTS["lead"] if len(w) > 1))
#: What the tagger takes for other words (有, 效应, 对), and how much of it leads up to a name.
_MISTAKEN = {"有效应对": 2, "有有效": 1, "积极争取": 2}
_SINGLE = frozenset(w for w in _LISTS["lead"] if len(w) == 1)
_ADVERBS = frozenset(_LISTS["adverbs"])
_PROTECTED = re.compile(alternation(_LISTS["protected"]))
#: 有资质等级的建筑单位.
_THAT_HAS = re.compile(r"有[一-鿿]{2,8}的[一-鿿]{2}")
#: 对经济增长的贡献率.
_TO_GROWTH = re.compile(r"对[一-鿿A-Z]{2,12}贡献率$")
_TAILS = frozenset(w for w in _LISTS["tail"] if len(w) > 1)
_TAIL_LENGTHS = sorted({len(w) for w in _TAILS}, reverse=True)
_TAIL_SIGNS = " \n\r\t\u3000,，:：、;；"
_LAST = frozenset(w for w in _LISTS["tail"] if len(w) == 1)
_RATES_OF = ("自然增长率", "人口增长率", "均增产", "亩增产", "交易总额", "成交总额", "贸易总额")
_RATE_WAS = re.compile(r"(?:(?<=自然增长率|人口增长率)|(?<=交易总额|成交总额|贸易总额))(?:为|是|达到?)$")
#: Their last character is no word of its own.
_ENDS_SO = ("综合排名", "占比", "存贷比", "收入比", "性价比", "产出比", "师生比", "床医比", "之和", "之比")
_THAN = (
    r"(?:“?十?[一二三四五六七八九]五”?(?:规划)?(?:期?[末初]期?|时期|期间)?"
    r"|[^,，较比与]{1,9}?(?:年|同期|年初|月|季度)(?:底|末|度|全年|[一-鿿]{2}期间)?(?:全年总数|全年|同期|上报金额)?)(?:相比)?"
)
_OF_BEFORE = "(?:去年同期|上年同期|去年|上年|同期)"
#: Each alternative begins with a character of its own, so that the others are passed by.
_COMPARED = re.compile(
    rf"(?:(?:{alternation(_LISTS['compared'])})(?:[一-鿿]{{2}}期间)?|[较比](?:平时|平常|往常|常年|往年)|相?较(?:于)?{_THAN}|比{_THAN}|与{_THAN}|在(?:去年|上年|此|原有?|现有)[^,，]{{0,4}}基础上"
    rf"|是{_OF_BEFORE}|是“十[一二三四五六]五”(?:末期?|时期|期间)|为{_OF_BEFORE}|是(?:平时|平常|往常|往年)|相当于{_OF_BEFORE})"
)
_KEPT = sorted(_LISTS["kept"], key=len, reverse=True)
_KEPT_START = re.compile(f"(?:{alternation(_KEPT)})")
#: 孵化|器, 服务|业, 培训|班: what makes a noun of a verb.
_NOUN_ENDS = frozenset("器员者班库率额费奖证书业站量期")
_KEPT_ALONE = re.compile(f"(?:{alternation(_KEPT)}){{1,3}}")
#: By their last character, the longest first: most words end in none of them.
_KEPT_ENDING = {end: tuple(word for word in _KEPT if word[-1] == end) for end in {word[-1] for word in _KEPT}}
_PREDICATES = frozenset(_LISTS["predicates"])
#: No number is among these: 高中 is a school.
_INSIDE = ("高中", "初中", "集中", "其中", "完中", "一中", "二中", "空中", "水中")
#: 46个部门中已有41个部门进驻.
_AMONG_THEM = re.compile(r"(?<=[一-鿿]{2})中(?:已|共|现)?有$")
#: 12个县约600个村: a word of doubt about the next number.
_ABOUT = re.compile(r"(?<=[省市县区乡镇村人户家项个])约$")
_NEXT_TITLE = re.compile(r"(?:[、和及与]|以及)?《")
_AND_SOME = re.compile(r"([一-鿿]{2,6})和[一-鿿、]{4,}(?:所|公司|大学|学院|中心)")
#: 18家单位共计64人.
_IN_ALL = re.compile(r"(?<=[一-鿿]{2})(?:共计|合计|总计)$")
_ONE_EACH = re.compile(r"(?:上涨|下跌|增长|下降|回落|上升)?(?:总计|合计|共)?(?:达到?|为)?(?:约|近)?$")
_MEASURE_OF = re.compile(
    r"(?:总投资|(?:总)?(?:年度?计划投资|年度?投资计划|工业增加值|增加值|总产值|产值|蓄水量|库容|发电量|用水量|用电量|占地面积|建筑面积|(?:新栽|新种|种植)[一-鿿]{0,4}面积|营业收入|销售收入|总产值|年产值|主营业务收入|价格))(?:上涨|下跌|增长|下降|回落|上升|达到?|为)?$"
)
#: 108个电商服务网点的建设和提升工作.
_WORKED_AT = re.compile(
    r"(?<=[一-鿿]{3})的(?:建设|改造|提升|创建|培育|申报|评审|验收|认定|管理|整治|[和与、])+(?:工作)?$"
)
#: 从12名专家中再随机抽取7名.
_PICKED = re.compile(r"(?:的(?=$|\d)|再|又|随机|抽|选|遴选|择优|已?有(?=$|\d)|共有)")
_ASIDE = re.compile(r"([一-鿿]{2,8})\([一-鿿]{2,12}\)")
_AND_SUCH = re.compile(
    r"(?<=[一-鿿]{2})(?<![高初中一二三优平])等(?=[一-鿿]{0,4}(?:资源|力量|载体|优势)(?:$|[,，;；。]))"
)
_AMONG_RANKED = re.compile(r"(?:综合)?(?:评分|排名|评比)中(?:靠前|居前|名列|位列)")
_BETTER = ("不断", "持续", "明显", "显著", "进一步", "稳步", "大幅")
_HOW_WELL = re.compile(r"(?<=[一-鿿]{3})(?:建设|管理|运行|服务)?(?:水平|质量|能力|成效|效益)$")
_HOW = frozenset(("全部", "稳定", "均", "都", "已", "稳步"))
_MONEY_NOUN = re.compile(r"(?:资金|经费|款|补助|补贴|奖励|奖金|奖补|费用?|贷款|授信|融资|基金|债券|投资|额)$")
_GENERAL = frozenset(_LISTS["general"])
ATTRIBUTES = frozenset(_LISTS["attributes"])
WENT = frozenset(_LISTS["went"])
BARE_MONEY = frozenset(_LISTS["bare_money"])
ATTACHED = frozenset(_LISTS["attached"])
#: 转化“节水栽培”等成果: a quoted example of what is counted.
_EXAMPLES = re.compile(r"(?:[“《][^“”《》]{2,40}[”》][、和及与]?)+等(?:各类|各级|一批|系列)?(?=[一-鿿]{2})")
#: 新材料、生物、数字创意产业七大新兴制造业: the list, and then what they are.
_SO_MANY_IN_ALL = re.compile(r"^.*、[^、]{2,12}?[两二三四五六七八九十]+大(?=[一-鿿]{3})")
#: 北京大学张某等博士专家: somebody of the list, and then what they are.
_SUCH_AS = re.compile(r"^[^等]*(?:大学|学院|公司|研究院|研究所|集团)[^等]{0,4}等(?=[一-鿿]{3})")
_LISTING = re.compile(r"^.*?等(?:各类|各级|一批|系列)?(?=[一-鿿]{2})")
#: Taken for adverbs by the tagger, parts of names here.
#: 获科技奖励: the award was won.
_WON = re.compile(r"(?:荣获|颁发|授予|获)(?![奖批评得取选准证益利])(?=[一-鿿]{2,}(?:奖励|资助|补助|支持|表彰)$)")
#: 14户新增企业完成产值…: they are what is counted.
_NEW_ONES = re.compile(r"新增(?:规上|限上|纳统|高新技术)?(?:企业|公司|单位|合作社|经营主体)")
_WHEN = frozenset(("年内", "年底", "全年", "今年", "去年", "当年", "目前", "上半年", "下半年", "月底"))
#: 创业链, 就业基地, 创业大赛: no predicates there.
_TRADES, _OF_TRADES = frozenset(("创业", "就业", "培训")), frozenset("链园基大平板孵班型")
#: 307项居各地区之首.
_STANDS = ("居各", "居全", "居首", "居第", "居前")
#: 18个项目一年内投产.
_WITHIN_YEAR = re.compile(r"[一二三两半当]年(?:内|之内)")
#: 15个副省级城市第一.
_PLACED_AT = re.compile(r"第[一二三四五六七八九十\d]+(?:[位名,、;。]|$)")
_LEVELS = frozenset(("国家", "省", "市", "州", "县", "部省", "省部", "省市", "省级", "市级"))
_SCOPES = frozenset(("全国", "全省", "全市", "全州", "全县", "全区", "全疆"))
_GREW = frozenset(("增长", "下降", "上涨", "下跌", "回落", "提高"))
_ALL_ROUND = tuple(f"全面{went}" for went in ("启动", "铺开", "推开", "完成", "建成", "开工", "实施"))
_NOUNISH = frozenset(("进步", "全面", "重点", "示范", "先进", "优先", "公共", "积极", "长期", "特别"))


@lru_cache(maxsize=8192)
def _tokens(words: str) -> tuple[tuple[str, str], ...]:
    import rjieba  # noqa: PLC0415 - its dictionary is slow to load, and most programs read no text

    return tuple(rjieba.tag(words))


def before(words: str) -> str:
    """The metric in the words before a number: 年内新认定高新技术企业达到 gives 新认定高新技术企业."""
    return _end(_start(_end(words)))


def _start(words: str) -> str:
    while words:
        if _PROTECTED.match(words) or _THAT_HAS.match(words) or _TO_GROWTH.match(words):
            return words
        match = _LEAD.match(words)
        if match and match.end():
            words = words[match.end() :]
            continue
        match = _LEAD_WORD.match(words)
        if match and at_border(words, match.end()):
            words = words[match.end() :]
            continue
        if mistaken := next((said for said in _MISTAKEN if words.startswith(said)), ""):
            words = words[_MISTAKEN[mistaken] :]
            continue
        first = _first(words)[0]
        if first in _SINGLE and len(words) > len(first):
            words = words[len(first) :]
            continue
        if first in _ADVERBS and _first(words[len(first) :])[1][:1] == "v":
            words = words[len(first) :]
            continue
        break
    return words


def _first(words: str) -> tuple[str, str]:
    tokens = _tokens(words[:12])
    return tokens[0] if tokens else ("", "")


def at_border(words: str, place: int) -> bool:
    """Whether a cut here leaves whole words: 全市|高企 does, 全市|场 does not."""
    if place >= len(words):
        return True
    position = 0
    for token, _ in _tokens(words[: place + 8]):
        if position == place:
            return True
        if position > place:
            return False
        # A word of the list may be longer than the dictionary's.
        position += len(token)
    return position == place


def _end(words: str) -> str:
    words = _RATE_WAS.sub("", words)
    while words and not words.endswith(_RATES_OF):
        compared = _COMPARED.search(words)
        if compared and compared.end() == len(words):
            words = words[: compared.start()]
            continue
        shorter = words.rstrip(_TAIL_SIGNS)
        length = next((n for n in _TAIL_LENGTHS if words[-n:] in _TAILS), 0) if shorter == words else 0
        if length or shorter != words:
            words = words[:-length] if length else shorter
            continue
        tokens = _tokens(words[-10:])
        if tokens and tokens[-1][0] in _LAST and not words.endswith(_ENDS_SO):
            words = words[: -len(tokens[-1][0])]
            continue
        break
    return words


#: 3家具备雏鹰企业认定资格的企业.
_FIT_FOR = re.compile(r"(?:具备|具有|符合|拥有)[^,，;；。、\d]{2,20}的[一-鿿]{2,6}(?=[,，;；。、]|$)")


#: 三次全市性的科技下乡活动.
_ALL_OVER = re.compile(r"^全[国省市州县区](?:性的?|范围内?的)(?=[一-鿿]{2})")
#: 104家去年申报的高新技术企业: when it was is no part of what.
_OF_YEAR = re.compile(r"(?:去年|上年|今年|当年|往年)[一-鿿]{2,4}的(?=[一-鿿]{2})")
#: 14家新增企业1—3月完成产值…: what follows a date tells how it went.
_DATED = re.compile(r"\d{1,2}(?:\s?[-—–~至]\s?\d{1,2})?月")


@lru_cache(maxsize=8192)
def after(words: str) -> tuple[str, str]:
    """The noun after a counted number and the rest: 科技特派员下沉 gives 科技特派员 and 下沉."""
    words = _ALL_OVER.sub("", words.lstrip(" 的"))
    if led := _OF_YEAR.match(words):
        words = words[led.end() :]
    if fit := _FIT_FOR.match(words):
        return fit[0], words[fit.end() :]
    position = 0
    for token, tag in _tokens(words[:40]):
        goes_on = token in _TRADES and words[position + len(token) :][:1] in _OF_TRADES
        goes_on = goes_on or (
            words.startswith("下乡", position) and words[:position].endswith(("科技", "文化", "卫生", "三"))
        )
        goes_on = goes_on or (words.startswith("特新", position) and words[:position].endswith("专精"))
        if token in {"联合", "共建"}:  # 2家省联合共建重点实验室
            goes_on = goes_on or words[:position].removesuffix("联合") in _LEVELS
        goes_on = goes_on or (words.startswith("转化", position) and words[:position].endswith("成果"))
        if (
            position
            and not goes_on
            and (
                token in _PREDICATES
                or (tag[:1] == "v" and words[position + len(token) :][:1] == "了")
                or token in _WHEN
                or (token[0] == "获" and len(token) > 1)
                or _WITHIN_YEAR.match(words, position)
                or words.startswith(_STANDS, position)
                or _PLACED_AT.match(words, position)
                or token in _SCOPES
                or (token[0].isdigit() and _DATED.match(words, position))
                or words.startswith("全覆盖", position)
                or (token in _GREW and position + len(token) == len(words))  # 十种有色金属增长0.7%
                or tag == "p"
                or (tag == "d" and token not in _NOUNISH)
                or words.startswith(_ALL_ROUND, position)
                or _goes(token)
            )
        ):
            break
        if not position and words.startswith(_STANDS):
            return "", words
        if (
            not position
            and not _NEW_ONES.match(words)
            and (token in _PREDICATES and token not in {"参赛", "参展", "符合"})
            and (tag[:1] in {"v", "p", "d"} or tag == "ad")
        ):
            return "", words
        position += len(token)
    return _counted_noun(words, position)


def _counted_noun(words: str, position: int) -> tuple[str, str]:
    """What is counted, of the words up to a place where another word begins, and the rest."""
    if _ONE_EACH.match(words, position):
        noun_of = _MEASURE_OF.search(words[:position])  # 27座大型水库蓄水量为40亿立方米: the reservoirs are counted
        position = noun_of.start() if noun_of and noun_of.start() > 1 else position
    if (title := _NEXT_TITLE.search(words, 0, position)) and title.start():  # 5个省级项目和《…》等3个州级项目
        position = title.start()
    if listed := _AND_SOME.fullmatch(words, 0, position):  # 5所高校和朔湖市蔬菜研究所
        position = listed.end(1)
    noun = _ABOUT.sub("", _IN_ALL.sub("", _AMONG_THEM.sub("", words[:position]))).rstrip("、和及与的 ")
    position = len(noun)
    noun = noun.removesuffix("之一")
    if position < len(words) and noun.endswith(("指标增速", "指标增幅", "指标总量")):  # 3项指标增速全市第一
        noun = noun[:-2]
    if (
        len(noun) > 2
        and noun.endswith("中")
        and not noun.endswith(_INSIDE)
        and (not words[position:] or _PICKED.match(words, position))
    ):  # 102名科技特派员中，…
        noun = noun.removesuffix("中")
    if such := _AND_SUCH.search(words, 3, position):  # 9家农村科技服务平台等优质资源
        position = such.start()
        noun = words[:position]
    if ranked := _AMONG_RANKED.search(words, 2, position):  # 20个创新型县评分中靠前
        position = ranked.start()
        noun = words[:position]
    if aside := _ASIDE.fullmatch(noun):  # 1家企业(阳光机械)申报…
        noun = aside[1]
    if words.startswith("实施", position):  # 8个标段组织实施
        noun = noun.removesuffix("组织")
        position = len(noun)
    noun = _WORKED_AT.sub("", noun.removesuffix("新") if words[position:] else noun)  # 为78家企业新发放贷款
    if words.startswith(_BETTER, position):  # 3个示范基地建设水平|不断提高
        noun = _HOW_WELL.sub("", noun)
    if noun.endswith("项目建设"):
        noun = noun.removesuffix("建设")
    if noun.endswith("工作") and len(noun) > 4 and words[position:]:  # 示范基地工作|有序开展: the bases are counted
        noun = noun.removesuffix("工作")
    return noun, words[position:]


#: What is held is counted in these.
HELD_IN = frozenset(("次", "期", "场", "场次"))
_EVENT = re.compile(
    r"[一-鿿“”]{4,24}?(?:培训会|培训班|推进会|座谈会|对接会|交流会|培训活动|宣传活动|服务活动|大赛|论坛|讲座)(?=[,，;；。、]|$)"
)


def event(words: str) -> str:
    """What was held, to the last word of its name: 1次科技特派员助力乡村振兴培训会."""
    found = _EVENT.match(words)
    return found[0] if found and "的" not in found[0] else ""


def _goes(token: str) -> bool:
    return len(token) > 1 and token[0] in "来赴到" and token[1:2] not in "源访账期位"


@recalled
def _kept_at_end(words: str) -> int | None:
    """Where the longest kept verb begins that ends the words, 了 or 出 after it or not."""
    starts = []
    for said in (words, words[:-1]) if words[-1:] in {"了", "出"} else (words,):
        for kept in _KEPT_ENDING.get(said[-1:], ()):
            if said.endswith(kept):
                starts.append(len(said) - len(kept))
                break
    return min(starts, default=None)


def verb_at_end(words: str) -> str:
    """The kept verb that ends the words before a number: 目前已新认定 gives 新认定."""
    start = _kept_at_end(words)
    return "" if start is None else words[start:].rstrip("了出")


@recalled
def verb_at_start(words: str) -> str:
    """The kept verb that a metric begins with: 申报高新技术企业 gives 申报."""
    match = _KEPT_START.match(words)
    if match is None or len(match[0]) >= len(words):
        return ""
    return match[0] if words[match.end()] not in _NOUN_ENDS or at_border(words, match.end()) else ""


def ends_in_verb(words: str) -> bool:
    """高层次人才领衔 does: what follows 的 is what is counted."""
    tokens = _tokens(words[-10:])
    return bool(tokens) and tokens[-1][1][:1] == "v"


def opens_with_verb(words: str) -> bool:
    """支持中试平台 does, and 扶持资金 does not: it is money."""
    token, tag = _first(words)
    return tag[:1] == "v" and len(token) > 1 and not _MONEY_NOUN.search(after(words)[0])


def opens_with_noun(words: str) -> bool:
    """游客 does; 全部 and 稳定增收 say how it went with what was counted."""
    return _first(words)[1][:1] in {"n", "l", "i", "j"} and _first(words)[0] not in _HOW


@recalled
def is_verb(words: str) -> bool:
    """Whether nothing but a kept verb is there."""
    return bool(words) and bool(_KEPT_ALONE.fullmatch(words))


@lru_cache(maxsize=8192)
def noun(metric: str) -> str:
    """A metric without the verbs at its ends, for telling whether two speak of the same things."""
    start = verb_at_start(metric)
    bare = metric[len(start) :]
    again = verb_at_start(bare)
    bare = bare[len(again) :]
    if won := _WON.match(metric):
        return metric[won.end() :]
    end = _kept_at_end(bare)
    return bare[:end] if end else bare


def is_general(words: str) -> bool:
    """企业, 单位, 群众: a noun that needs its verb."""
    return words in _GENERAL


def listed(words: str) -> str:
    """What stands after a list that 等 closes: 讲座、培训等活动 gives 活动."""
    if "等" in words:
        words = _EXAMPLES.sub("", words)
    if "、" in words:
        words = _SO_MANY_IN_ALL.sub("", words)
    words = _SUCH_AS.sub("", words) if "等" in words else words
    match = _LISTING.match(words) if "、" in words or "会等" in words or "等各类" in words else None
    return words[match.end() :] if match else words
