"""主语: the noun phrase in the words before a number, without what only says when, where, how or by whom.

Words are cut at its ends alone; what stands inside a name stays.
"""

import re
from functools import lru_cache

from kezhang.reading.lexicon import RECENT, recalled
from kezhang.reading.meaning import phrases
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.doers import done_so_often, without_doer
from kezhang.reading.meaning.places import IN_CONTEST, SCOPE, without_province
from kezhang.reading.meaning.roles import RATIO_OF

_TAIL = re.compile(
    r"(?:(?:连续[\d一二三四五六七八九十]+年)?(?:稳?居|暂居|暂列|列|位居|位列|排[名位]?|名次|位次|从|由|上升到|上升至|升至|升到|跃居|跃升至|跃至|保持|稳居|稳定|稳定在|保持在|维持在|继续)?(?:全|本|我|各)(?:国|省|市|州|区|县|球|疆)(?:县级|县域|地市|区县|市州|设区市)?"
    r"|(?:连续[\d一二三四五六七八九十]+年)?(?:稳?居|位居|位列|列|排名?|占)(?:世界|全球|亚洲)|(?:连续[\d一二两三四五六七八九十]+(?:年|个月|季度|届|次))|共[\d一二两三四五六七八九十]+批次?、?|(?:保持|稳定|维持)在?|20\d\d年(?:底|末)?|(?:排名|名次|位次)|(?:从|由|至|到)?(?:每(?:人|户|月|年|亩|件|天|次|公斤|千克|斤|吨|头|只|平方米|平方公里)){1,2}|(?<=率)均|(?<=[一-鿿]{3})(?<![○〇零一二])[两三五十]年|\d[\d.]*和|(?<=[一-鿿]{3})\d{1,2}月(?:份|底|末)?(?:当月)?|(?<!入)列|(?<![行作])为|[超近约逾达共居至]|(?<=[县市区州])排|(?:余)?(?:万元|亿元))$"
)
#: 州科技局下达全年财政科技投入任务: who set it and that it was set are no part of what.
_SET = re.compile(
    r"[^,;]{0,16}?(?:下达|下发|分解|交办|确定|安排)的?(?:(?:19|20)\d\d年)?(?:全年|本年度|年度|度)*(.{2,24}?)(?:目标总任务|总任务|目标任务|任务目标|任务指标|任务|目标|指标)(?:数|值)?(?:为|是)?"
)
#: 典型案例一是推荐…, 为农牧民开展…: what stands before the thing done.
_FOR = re.compile(
    r"^(?:与?[^,;“]{2,16}?合作(?=新建|共建|建设|组建)|与[^,;“]{2,16}?(?=共建|合建)|“[^“”]{1,6}”\([^()]{2,30}\)(?:完成|实现)?(?=[一-鿿]{3})|[^,;“]{0,10}?为[^,;]{1,10}?(?=发放|提供|减免|办理|减税)|[^,;“]{0,10}?[一二三四五六七八九]是(?=[一-鿿]{2})|在[^,;，占]{1,12}?(?=建设|建成|开展|举办|设立|新建|组织|创建|布置|发放|查处|清理|种植)|(?:为|对|向|给|面向)[^,;]{1,14}?(?=(?:开展|举办|组织|提供|发放|推送|发送|追回|追讨|追缴|解决|减免|兑现|划拨|无偿|一次性|赠送|捐赠))|(?:[一-鿿]{0,4}完成|积极|主动|[还并又再共已])?向[^,;“]{2,14}?(?=申报|申请|推荐|上报|报送|争取))"
)
_HEAD = re.compile(
    rf"^(?:[A-Z×*]{{1,2}}[省市县区](?![级属本])(?=[一-鿿]{{2}})|[一-鿿]{{0,3}}(?:科技局|科学技术局|经科局|科协|财政局)(?![局长党])(?=[一-鿿]{{4}})|[^,;]{{0,12}}?(?:下达|下发|分解|交办)的?(?:年度|目标)*任务(?:指标)?[是为]?(?=.{{3}})|[^,;]{{1,6}}(?:厅|局|委|府)(?:分解)?下达(?=.{{3}})|[^,;]{{0,8}}?(?:分解下达|下达|下发)(?:给)?(?:的|我?[县区市州局](?!级|本级|委|政府|域|属|直|长)(?:的)?|我[县区市州局])(?=.{{3}})|(?:位?[居列]|排名?|名次|位次|升至|跃居|稳居|保持)(?={SCOPE})|\d{{1,2}}(?:、|\.(?!\d))|[A-H][、.．](?=[一-鿿])|[一-鿿]{{0,8}}(?:建成|投产|达产|竣工|运营|实施完毕|实施完成)(?:投产|运营|达效)?后(?:预计|将|可)*(?=[一-鿿]{{3}})|或者?(?=拥有|[一-鿿]{{3}})|[①-⑳]|以上(?:\(含[^()]{{0,4}}\))?的?|(?!省市|市区|州市|市县|区县|[一-鿿](?:治|园|社|地|城|辖|新|灾|校|范|小|山|林|牧|矿|景|片))[一-鿿]{{2}}[市县区州](?:科技局|科学技术局)?(?![级场民直属域委政州县区外内])(?=[一-鿿]{{4}})|[一-鿿A-Z*]{{2,4}}[镇乡县区](?:现有|共有|拥有|有)(?=[一-鿿]{{2}})|\d{{1,2}}个?[市县区州](?:全年|共|累计|合计)?(?=[一-鿿]{{4}})|[一二两三四五六七八九十]批(?=共|累计|.{{2}})|提前[一二两三半\d]+个?[月天](?:完成)?|[_*\-]+年|[xX×]{{1,4}}年(?:度|以来|来)?(?=[一-鿿])|年(?=净增|新增|[县市区省州](?:本级|财政))|[和及](?=(?:国家|省|市|州|县)级?[一-鿿]{{3}})|在(?=新增[一-鿿]{{2}}|(?!全球)[一-鿿]{{4,12}}排名)|\d{{1,2}}年$|[_*]+月|(?:排名?|位居|位列|居)[^,;]{{1,8}}的[一-鿿]{{1,4}}(?:依次|分别)?[是为](?=[一-鿿]{{2}})|[^,;]{{0,8}}?下达(?:两|各|全)[县区市](?=.{{3}})|(?:该|此|本)(?:项目|工程)(?:共|已|可|将|预计)*(?=[一-鿿]{{2}})|[一-鿿]{{2,6}}\([一-鿿]{{1,5}}[区县市]\)(?=[一-鿿]{{3}}[一-鿿A-Z])|(?:最终|初步)?(?:计算|核算|测算)(?:(?:19|20)\d\d年)?(?=全[国省市州县区]))"
)
#: 壮大产业规模 目前水稻面积: a heading that ran into its sentence.
_SO_FAR = re.compile(r"^[^,;]{3,}?(?:目前|[ \n　](?=[一-鿿]{4}))(?=[一-鿿]{3})")
_DID = re.compile(
    r"^(?:[一-鿿]{2,8}了(?=(?:总投资|投资|计划投资)$)|[一-鿿]{0,6}(?:实施|谋划|推进|推动|签约|开工|引进|提速|启动|加快|完成|落地)+(?=总投资$)|(?:启动|实施)(?=投资$))"
)
#: 食品加工业力争实现年产值60亿元.
_STRIVES = re.compile(r"(?<=[一-鿿]{2})力争(?:实现|达到|完成)?(?=[一-鿿]{2})")
#: 投资2亿元的甲项目、投资1亿元的乙项目: what the money before went to, and then money.
#: 超目标任务(25%): what was set, and no name.
SET_DOWN = ("任务数", "任务量", "任务", "目标", "指标", "计划")
#: A quotation of so many characters before its number names what is counted.
_QUOTED = 3
_LISTED_SUMS = ("、投资", "、总投资", "、计划投资")
_INNER_YEAR = re.compile(
    r"(?<=[一-鿿])(?:上半年|下半年|全年|本年度)(?=[一-鿿]{3})|^(?:19|20)\d\d年度?(?=[一-鿿]{2})|(?<=[一-鿿])[*＊×]{1,4}年度?(?=[一-鿿]{2})|(?<=[一-鿿])(?:19|20)\d\d年(?:度|(?!度))(?=[一-鿿]{2}|[一-鿿]?“)"
)
#: 青禾县2012年全年实现生产总值: whose it is goes with the year.
_COUNTY_REACHED = re.compile(
    r"^[一-鿿]{2,3}(?<![全城园社片辖郊新])[县市区州旗](?:今年|全年|年内|上半年)?(?:将|预计)?(?:全年)?(?:实现|完成)(?=[一-鿿]{2})"
)
#: 人均收入增速高于经济增速、突破3万元: what is compared is not what is counted.
_FASTER = re.compile(r"(?:增速|增幅)(?:高于|快于|低于)[^,;。、]{1,12}[、,]")
#: 同比上年增加1.2万亩: said twice.
_STEPS = re.compile(
    r"(?:连|接连|再|先后|相继)?跨(?:越|过|上)?[\d一二两三四五六七八九十]*个?[百千万]*亿级?元?级?(?:台阶|大关)[、,]"
)
#: 由五年前的不足百家发展到目前的: where it came from, without a number.
_CAME_FROM = re.compile(
    r"[由从][^,;。\d]{2,14}?(?:发展|增加|增长|提高|扩大|上升)(?:到|至|为)(?:了|目前|现在|如今)?的?$"
)
_ON_LAST_YEAR = re.compile(r"同比(?:较|比)?(?:上年|去年)(?:同期)?")
_SINCE = re.compile(r"(?:较|比)(?:年初|上年末|去年底|去年末|上年同期|去年同期|上年|去年)(?=新增|净增|增加)")
#: 剔除“营改增”累计增长16%: what was left out is not what grew.
_THERE_IS = re.compile(r"^(?:共?存有(?!效)|共?存(?=有效))")
_LEFT_OUT = re.compile(r"(?:^|(?<=收入))(?:剔除|扣除)(?:[^,;。]{2,16}|[^,;。]{2,24}因素)$")
#: 包括科技馆和博物馆在内的科普场馆.
_AMONG_THEM = re.compile(
    r"^[一-鿿]{1,8}(?:收入|支出|资金|企业|项目|人员|产值)中的(?=[一-鿿]{2})|(?:包括|包含|^)[^,;]{2,24}?在内的(?=[一-鿿]{2})"
)
#: 展出以创新为主题的展板.
#: 《水污染防治行动计划》(即“水十条”)确定的地表水优良比例.
_SET_IN_PAPER = re.compile(r"^《[^》]{2,40}》(?:\([^()]{1,20}\))?(?:所)?(?:确定|规定|明确|要求|提出)的(?=[一-鿿]{2})")
_THEMED = re.compile(r"以[^,;]{1,16}?为(?:主题|主|核心|重点|内容)的(?=[一-鿿]{2})")
_ASIDE = re.compile(r"(?<=[一-鿿]{2})\([^()]{1,10}\)$")
#: 签约 ends a metric; 约 alone is a word of doubt.
_AGREED = ("签约", "预约", "履约", "违约", "节约", "合约", "公约")
_SUBJECT_TAIL = re.compile(r"(?:分别|均|都|各|共|总数|总量)+$")
#: 加计扣除额实现翻番，增长…: the clause before tells of whom, and how it went, without a number.
_PREDICATED = re.compile(
    r"([一-鿿A-Za-z&“”、]{3,40}?)(?:实现|由负转正|迈上|跃上|站上|保持|呈现?|再创|再次|持续|稳步|平稳|平缓|低速|缓慢|稳中|小幅|逐年|大幅|创下?|不断|显著|快速|较快)[^,;。\d]{0,12},$"
)
#: 大力争取上级资金支持，确保超过6000万元: what is sought, and then how much of it.
_SOUGHT = re.compile(r"(争取[^,;。\d]{2,16}?(?:资金|经费|项目))(?:支持|扶持)?,(?:力争|确保|预计)?[^,;。\d]{0,3}$")
#: 在2022年的基础上实现翻番: the base says nothing of the subject.
_ON_THAT = re.compile(r"在[^,;。]{2,10}基础上")
#: What a new item of a list says, before it comes to a number.
_SINCE_LAST = re.compile(r";\s*([^;。\d]{5,48})$")
_WELL = ("迅猛", "明显", "显著", "强劲", "较快", "加快", "喜人", "突出", "良好", "领先", "前列", "前茅", "首位")
_WENT_WELL = re.compile(
    rf"([一-鿿A-Za-z&“”、]{{3,30}}?)(?:增长|增势|增速|发展|表现|势头|成效|遥遥|位?居|名列)(?:{'|'.join(_WELL)}),(?:分别|已|共|累计)*(?:达到?|为|突破|超过?|有|[从由](?:(?:19|20)\d\d年的?)?)?$"
)
#: Between the comma they look for and the number there is hardly a word.
_TO_COMMA = 24
#: And a clause that says how it went is no longer.
_WITHIN_CLAUSE = 72
_TAKEN_OUT = re.compile(
    r"\s*(?=[^,;。]{4,44}[\d元家项件个次米%][,;])([^,;。]{3,30}?)(?:(?:为|达到?)?\d+\.\d+|余?(?:亿元|万元|元|家|项|件|个|人次|万平方米|%))[,;]"
)
_TO_DO = re.compile(
    r"(?:抓|做|强化|优化|深化|加快|加强|推动|推进|提升|健全|完善|聚焦|坚持|着力|大力|持续|狠抓|夯实|筑牢|激发|壮大|拓展|打造)"
)
_PROGRESS = re.compile(
    r"(?:(?:进度|推进|进展)?(?:偏慢|较慢|滞后|缓慢|较快|良好|领先|不快)"
    r"|[再屡连]?创(?:下|出)?(?:近年来?|近几年|历年来?|历史|同期)?(?:新高|新低|最高|最好)(?:水平|纪录)?"
    r"|(?:群体)?(?:快速|稳步|持续|不断|大幅|显著|明显|迅速|逐年)(?:增长|增加|壮大|扩大|攀升|上升))$"
)
_IN_RANKING = re.compile(r"([一-鿿“”、]{2,20}(?:排名|考核|评比|评价|评估|测评))中(?:[,，]|[^,;。]{0,8}$)")
_PLACED = re.compile(r"([一-鿿]{2,16}(?:位次|排名|名次))(?:实现|稳步|持续|大幅|不断)[^,;。\d]{1,12},[^,;。]{1,10}$")
#: 连续两年入选“全国县域旅游强县”，列全省第6位.
_ENTERED = re.compile(r"(?:入选|入围|进入|获评|被评为|荣获)(“[^“”]{3,24}”),[^,;。]{0,10}$")
_NAMED_IN_LIST = re.compile(r"(?:[:、]|而|集中在|包括|[,，]以?)([^,;:。、()（）\d而]{2,16})[(（]\s*$")
#: 聚集了70%的国家制造业创新中心.
_OF_NOUN = re.compile(
    r"的([一-鿿“”A-Za-z&]{2,24}?)(?:由|是|为|在|申请|开展|采用|建立|通过|拥有|掌握|接受|实现|建成|产出|创造|贡献|支撑|养活|获得|受益|参加|得到|享受|对|认为|表示|感到|[、,;。]|$)"
)
#: GDP实现1.5%的正增长.
_OF_GROWTH = re.compile(r"的(?:正|负|较快|同比|年均|两位数|高速|中高速)?(?:增长|增速|增幅|提升|降幅|下降)")
_PASSIVE_ALONE = re.compile(r"^(?:以上|以下|以内|左右|多)(?=的)")
_CUES = re.compile(
    r"^(?:(?:左右|以上|以内|以下)[、,，])?[\s,，、;；:：(（]*(?:其中|分别是(?=[一-鿿])|分别|包括|包含|含|为(?=\s*$))?[\s,:：]*"
)
#: 粮食 全年农作物播种面积: what the paragraph is of.
_LABEL = re.compile(
    r"^\s*(?:(?:[一二三四五六七八九十]{1,3}、)?[一-鿿、]{2,12}[ 　]+(?=(?:年末|全年|截至|全[省市县区])[一-鿿]{3})|[一-鿿]{2,4}[ 　]+(?=[一-鿿]{5})"
    r"|(?:人口|国民经济|粮食|畜牧|物价|就业|金融|交通|邮电|旅游|文化|卫生|体育|环境|气候|水利)(?=(?:年末|全年)[一-鿿]{4}))"
)
#: 地区生产总值迈上新台阶，总量突破5万亿元.
_TOTAL = re.compile(
    r"[\s,，]*(?:(?:经济)?(?:总量|总额|总数|总规模)(?:达|突破|超|为)|(?:上半年|全年|前三季度)?(?:共|累计)?(?:达到?|突破|超过|完成|实现)$)"
)
_REACHED = frozenset("达到破过成现")
BLANK = re.compile(r"(?<=[一-鿿A-Z])[ \n]+(?=[一-鿿])")
#: What stands between a number and the noun it counts.
BOUND = re.compile(r"^(?:的|左右|以上|以下|以内|及以上|多|余)*")
_WHOSE = frozenset(("户", "人"))
_FIRMS = re.compile(r"(?:企业|单位|公司|机构|合作社)$")
_BRACKET_AFTER = re.compile(r"^\([^()]*\)")
#: 从80人发展到120人: no noun follows, the number moves on.
_MOVES = re.compile(
    r"(?:预计|预期|将|已|逐步)?(?:增长|增加|提高|提升|上升|下降|减少|降低|回落|发展|扩大|扩充|扩展|跃升|攀升|缩短|压缩|调整|增|降|升)(?:了|(?:[^,;。]{0,2}(?:到|至|为))|$)|相比"
)
_STOPS = tuple("、，,；;。:：)）”和及与或…")
_NAMES_WITH_AND = ("和美", "和谐", "和平", "及时")
_LAST_AND = re.compile(r"(.{2,}?)、|(.{2,})[和及与]")
#: 155家规模以上工业企业总产值: the enterprises are counted.
_THEIRS = re.compile(
    r"(.*?(?:企业|单位|公司|机构|合作社|行业))(?:总?产值|营业收入|营收|利润|增加值|销售|税收|用电|领导|负责人|代表|研发(?!中心|机构|平台))"
)
#: 7个县区研发强度超过2%: the counties are counted.
_WHERE_IT = re.compile(
    r"((?:设区市|县市区|县区|区县|市州|省份|省区市|地市|乡镇|街道|园区|城市|地区))[一-鿿]{3,14}(?:超过?|突破|达到?|高于|低于|快于|为正)"
)
#: R&D[5]经费投入: a sign of a note.
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
#: 突破5000亿元大关.
_MARK = re.compile(r"大关|关口|台阶|门槛")
#: 全市490科技特派员中有261名.
_AMONG_SO_MANY = re.compile(
    r"^\d+(?=[一-鿿]{2})(?!\d*千伏)(?!\d*(?:[一-鿿]{1,3}以[上下]|月龄))|(?<=[一-鿿]{3})中(?:共|已|现)?有$"
)
#: 5000人以上的乡镇有30个.
_HAS = re.compile(r"(?<=[一-鿿]{2})(?<![所拥国具持占享含私公专没])(?:现|共|已|还|尚)?有$")
#: What is no subject though words are left.
_NOTHING = frozenset(
    "年 但 但依然 虽然 依然 仍然 中有 中已有 中共有 两年 三年 五年 当月 本月 当季 依托 区内 县内 市内 省内 境内 辖内 末 底 实际 辖 下辖 管辖 对 为 被 将 把 以 在 向 从 由 给 使 让 等 已有 现有 共有 还有 另有 免费 累计 直接 平均 分别 其中 总数 共 已 再 又 是 有 达 约 了 其".split()  # noqa: SIM905 - a list of words reads better as words
)


@lru_cache(maxsize=8192)
def subject_of(words: str) -> str:
    """The noun phrase of the words before, without scope, span of years and adverbs at its ends."""
    words = _without_asides(words)
    words = _SINCE.sub("", _FOR.sub("", _FASTER.sub("", _ON_LAST_YEAR.sub("同比", words)).lstrip()))
    words = _AMONG_THEM.sub("", _without_course(words))
    # Each pattern is tried only where a word is said that all its alternatives need.
    if ("任务" in words or "目标" in words or "指标" in words) and (was_set := _SET.fullmatch(words)):
        words = was_set[1]
    subject = phrases.before(words)
    while True:
        shorter = _HEAD.sub("", subject)
        found = _TAIL.search(shorter)
        if found and found[0] == "约" and shorter.endswith(_AGREED):
            found = None
        if (
            found
            and found.start() > 1
            and not shorter.endswith(("综合排名", "人均", "园区", "社区", "辖区", "灾区", "地区", "小区", "校区"))
        ):
            shorter = shorter[: found.start()]
        elif found and found.start() == 0:
            shorter = ""
        if shorter == subject:
            break
        subject = phrases.before(shorter) if shorter else ""
    subject = _THEMED.sub("", _SET_IN_PAPER.sub("", subject))
    if "年" in subject:
        subject = _INNER_YEAR.sub("", subject)
    subject = _COUNTY_REACHED.sub("", subject)
    subject = without_doer(without_province(_ASIDE.sub("", subject)))
    if "力争" in subject:
        subject = _STRIVES.sub("", subject)
    if subject.endswith("投资"):
        subject = _DID.sub("", subject.rpartition("、")[2] if subject.endswith(_LISTED_SUMS) else subject)
    subject = done_so_often(subject)
    verb = phrases.verb_at_start(subject)
    if verb and subject.startswith(("了", "的"), len(verb)):  # 引进了新品种, 建成的基层供销社
        subject = verb + subject[len(verb) + 1 :]
    if subject.endswith("有") or subject[:1].isdigit():
        subject = _HAS.sub("", _AMONG_SO_MANY.sub("", subject))
    subject = _LEFT_OUT.sub("", _THERE_IS.sub("", subject))
    rest = subject[1:]
    if subject[:1] in "已共" and len(subject) > 2 and (phrases.verb_at_start(rest) or phrases.opens_with_verb(rest)):
        subject = rest
    return "" if subject in _NOTHING else subject


def _without_asides(words: str) -> str:
    """Without a heading that ran into the sentence, signs of notes, and what stands before a quotation still open."""
    if "“" in words and words.count("“") > words.count("”") and len(quoted := words.rpartition("“")[2]) > _QUOTED:
        words = quoted  # 达到规划中“每万人发明专利拥有量3.3件”的目标
    if "目前" in words or " " in words or "\n" in words:
        words = _SO_FAR.sub("", words)
    return _FOOTNOTE.sub("", words) if "[" in words else words


def _without_course(words: str) -> str:
    """Without what was crossed or left behind on the way to the number."""
    if "跨" in words:
        words = _STEPS.sub("", words)
    return _CAME_FROM.sub("", words) if "由" in words or "从" in words else words


def without_tail(subject: str) -> str:
    """Without 均, 分别, 共 and their like at its end."""
    return _SUBJECT_TAIL.sub("", subject)


def own_words(context: Context) -> str:
    """Its own words, without the label that a paragraph begins with, and what only says which of several it is."""
    opens = context.start == context.sentence_start
    return _without_cues(_LABEL.sub("", context.left) if opens else context.left)


@recalled
def _without_cues(words: str) -> str:
    words = words.replace("\n", "")
    return _CUES.sub("", BLANK.sub("", words) if " " in words else words)


def is_total(context: Context) -> bool:
    """总量突破, 达到: of what the clause before speaks of."""
    left = context.left
    return ("总" in left or left[-1:] in _REACHED) and _TOTAL.match(left) is not None


_SO_LONG = re.compile(r"(?:总长|全长|总面积|总投资)(?:约|达|共)?[\d.]+[万亿]?[一-鿿]{1,4}?的([一-鿿“”]{2,16})")
_AFTER_PEOPLE = ("", "的", ",", "。", ";", "、", ")")
#: 高于固定资产投资增速(11.8%)18.5个百分点.
_OVER_ANOTHER = re.compile(r"^(?:高于|低于|快于|慢于|高出|低出)(?=[一-鿿]{2})")
_NEXT_HEAD = re.compile(r"[ \u3000]+[一-鿿]{3,}$")


def words_after(context: Context, subject: str) -> str:
    """The words after a number that may name what it counts; nothing where they only go on or say how it went."""
    if subject and context.right[:1].isspace() and _NEXT_HEAD.match(context.right) and not phrases.is_verb(subject):
        return ""  # 能繁母猪存栏36万头 生猪出栏60万头: a blank stands between two heads of a title
    if context.onward[:1] in {"总", "全"} and (long := _SO_LONG.match(context.onward)):  # 5条总长51公里的山区道路
        return str(long[1])
    if context.amount.unit == "人" and context.right.startswith("口"):  # 惠及9万人口的饮水工程
        return "人口" if context.right[1:2] in _AFTER_PEOPLE else _naming(context.right[1:])
    said = context.right
    if context.amount.unit == "人":  # 15人为“创业型”特派员
        said = said.removeprefix("均").removeprefix("为")
    right = _naming(said)
    if not right or context.amount.kind != "money" or not phrases.is_verb(subject):
        return right
    # 投入80万元建设气象站: what it is for is told of by its own words
    return "" if phrases.opens_with_verb(right.removeprefix("共").removeprefix("已")) else right


@recalled
def _naming(right: str) -> str:
    right = _BRACKET_AFTER.sub("", BOUND.sub("", BLANK.sub("", right)))  # 1项(以上均为省级)获批
    goes_on = (
        bool(_MARK.match(right))
        or right[:1].isdigit()  # 企业共9家2022年完成…
        or (right[:1] in _STOPS and not right.startswith(_NAMES_WITH_AND))
        or right.startswith("以及")
    )
    return "" if goes_on or _MOVES.match(right) else right


@lru_cache(maxsize=RECENT)
def noun_after(right: str, unit: str | None, behind: str) -> tuple[str, str]:
    """The noun that those words begin with, and what is left of them; ``behind``: the character after them."""
    noun, rest = phrases.after(right) if right.strip() else ("", "")
    if not rest.strip() and behind.isdigit() and (joined := _LAST_AND.match(noun)):
        noun = joined[1] or joined[2]  # 省定17项民生工程和县定10项民生实事: what follows 和 is the next one's
        rest = right[right.find(noun) + len(noun) :]
    if unit in phrases.HELD_IN and (event := phrases.event(right)):
        return event, right[len(event) :]
    theirs = _THEIRS.match(noun) if unit in {"家", "户", "个"} else None
    if theirs:
        noun, rest = theirs[1], right[right.find(theirs[1]) + len(theirs[1]) :]
    if noun.endswith(("的近", "的约", "的超", "的")):
        noun, rest = noun[: noun.rindex("的")], noun[noun.rindex("的") :] + rest  # 31个省的近3万座冷库
    if where := _WHERE_IT.match(right):
        noun, rest = where[1], right[where.end(1) :]
    owner = noun.partition("的")[0]
    if owner != noun and unit == "家" and _FIRMS.search(owner):  # 225家企业的抵扣额达1.2亿元; 260家企业的创新能力评价
        return owner, right[right.find(owner) + len(owner) :] if behind.isdigit() else ""
    if owner != noun and len(owner) > 1 and unit in _WHOSE and not phrases.ends_in_verb(owner):
        noun, rest = owner, right[right.find(owner) + len(owner) :]  # 4000户购房群众的遗留问题: people are counted
    return noun, rest


def of_noun(right: str) -> tuple[str, int] | None:
    """The noun that a share is of, and how far it reaches: 95%以上的农户获得了丰收."""
    words = _PASSIVE_ALONE.sub("", right)
    found = None if _OF_GROWTH.match(words) else _OF_NOUN.match(words)
    return (found[1], len(right) - len(words) + found.end(1)) if found else None


@recalled
def is_of_last(left: str) -> bool:
    """是去年的1.5倍: of what was told before, unless its own words name it: 高企数量是“十二五”末的6.2倍."""
    return RATIO_OF.search(left) is not None and not subject_of(RATIO_OF.sub("", left))


def dangling(context: Context) -> str:
    """研发费用亿元,完成率106%: the number before was taken out of the text; its subject still stands."""
    match = _TAKEN_OUT.match(context.sentence_text)
    return subject_of(match[1]) if match else ""


def predicated(context: Context) -> str:
    """The subject of the clause before, which says how it went without a number."""
    said = _ON_THAT.sub("", context.sentence_text[: -len(context.left) or None])
    match = _PREDICATED.search(said[-56:])
    return subject_of(match[1]) if match else ""


def told_anew(context: Context) -> str:
    """…；第二产业用电量低速增长，完成2291亿千瓦时: the subject of a clause since the last number, which tells of another."""
    if not is_total(context):
        return ""
    since = _SINCE_LAST.search(context.sentence_text[: -len(context.left) or None])
    match = _PREDICATED.fullmatch(since[1]) if since else None
    return subject_of(match[1]) if match else ""


def only_reached(context: Context) -> str:
    """发明专利申请增长迅猛，达4600件: the clause before names what so many are; 力争…资金，确保超过 likewise."""
    said = context.sentence_text
    comma = said.rfind(",", len(said) - _TO_COMMA if len(said) > _TO_COMMA else 0)
    if comma < 0:
        return ""
    if "争取" in said and (sought := _SOUGHT.search(said)):
        return sought[1]
    if said[comma - 2 : comma] not in _WELL:
        return ""
    went = _WENT_WELL.search(said, max(0, len(said) - _WITHIN_CLAUSE))
    return subject_of(went[1]) if went else ""


def topic(context: Context) -> str:
    """The short sentence before, unless it says what is to be done: 强化服务保障。 names nothing that is counted."""
    named = "" if _TO_DO.match(context.topic) else _PROGRESS.sub("", context.topic)
    return subject_of(named) if named else ""


def ranking(context: Context) -> str:
    """在16个县市综合排名中，我县由第12位升到第6位."""
    match = _IN_RANKING.search(context.sentence_text)
    return IN_CONTEST.sub("", subject_of(match[1])) if match else ""


def placed(context: Context) -> str:
    """综合评价位次实现进等升位，跃居全省前40位: the clause before names what is ranked."""
    match = _PLACED.search(context.sentence_text)
    if match is None and (entered := _ENTERED.search(context.sentence_text)):
        return entered[1]
    return subject_of(match[1]) if match else ""


def before_bracket(context: Context) -> str:
    """增速居前的是东山镇(增长21%)、西河乡(-3%): what stands before the bracket, where no number does."""
    if not context.in_brackets or "占" in context.left.replace("占比", ""):
        return ""
    match = _NAMED_IN_LIST.search(context.sentence_text[: -len(context.left) or None])
    said = subject_of(_OVER_ANOTHER.sub("", match[1])) if match else ""
    return said if len(said) > 1 and not phrases.is_verb(said) and not said.endswith(SET_DOWN) else ""
