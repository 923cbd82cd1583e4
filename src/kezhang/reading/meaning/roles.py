"""角色: whether a number was set, planned, done, is a share of a target, a change, a rank or an earlier value.

The nearest cue in the number's own clause decides; what a heading says holds only where no
cue speaks.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kezhang.reading.findings import Role
from kezhang.reading.lexicon import RECENT, alternation, lexicon, recalled
from kezhang.reading.meaning.contexts import Context, apart_from_another, is_of_another
from kezhang.reading.meaning.targets import DONE, is_aim, is_beside_aim, is_rate, is_set, looks_ahead

_LISTS = lexicon("roles")
_STRONG_PLAN = re.compile(alternation(_LISTS["plan_strong"]))
_FORWARD = re.compile(
    r"力争|冲刺|将会|计划(?:联合|会同)|将(?=投入|新建|新增|建成|引进|培育|安排|投资|达到|突破)|争取(?:在|于|实现|达到|完成|新|年内|全年|年底|下半年|突破|创|进入|建|再)|预计|预期(?!寿命)|确保|有望|拟(?<![草模虚比]拟)(?!申报|[定订])|计划(?:完成|再|新|培|引|组|举|建|实|投|开|发|播|种植|栽|推|选派|招|改造|造林|修|认定|争取|年内)"
    r"|努力(?:实现|达到|完成)|到(?<![一-鿿]到)20[2-9]\d年(?!底?共|已)|年底前|打算|再(?:增加|新增)|要(?<![需重主首只]要)(?:突破|达到|实现|完成|超过|新增|建成|争取)"
)
#: 均实现20%以上增长.
_GREW_BY = re.compile(
    r"\s*(?:以上|左右|以内)?的?(?:正|高速|较快|快速)?(?:增长|增速|增幅|下降|降幅|增长速度|速度增长)(?=[,;。、]|增[加长]|$)"
)
_FRAME_FROM = re.compile(r"(?:从|由)(?:[^,;。从由]{0,16})$")
_FRAME_TO = re.compile(
    r"^\s*,?(?:[^,;。]{0,6})?(?:增加|增长|提高|提升|上升|下降|减少|降低|扩大|扩充|扩展|攀升|跃升|升|降|增|缩短|压缩|缩减|调整|优化|发展|拓展|调减|调增|扩增|缩小)[^,;。]{0,2}(?:到|至|为)|^\s*(?:个|家|项|户|件|人)?(?:到|至)"
)
_LEVEL = re.compile(
    r"(?:增(?![幅速])|提|升|降(?!幅)|扩|跃|缩|减|拓|长|高|少|低|大|展|收窄|攀升|回升)[^,;。率]{0,2}(?:到|至)(?:了)?(?:约|近|超过?|不足)?$"
)
_CHANGED = re.compile(
    r"(?:同比|环比|较[^,;。]{1,12}?|比[^,;。]{1,12}?|年均|累计|平均)?(?:(?<!自然)增长|净增|净减|增量|增幅|增速|下降|收窄(?!到|至)|减少|降低|上升|回落|回升|微降|微增|多出|增加|改善|缩短|压缩|压减|精简|提高|提升|降价|降幅|涨幅|增收|减收|短收|超收|增产|减产|压减|下调|上浮|上涨|下跌|净增长|前移|后移|前进|进位|翻|多|少|高|低|快|慢|增|减|升|降)(?:率|比例|幅度)?(?:了|出|约|近|为|达到?|超过?|达|到?不少于|分别|均)*\s*$"
)
RATIO_OF = re.compile(
    r"(?:是|为|相当于|达到?|恢复[至到])(?:去年|上年|同期|20\d\d年|“?十[一二三四五]五”?)[^,;。]{0,8}的?$"
)
_EARLIER = re.compile(
    r"(?:去年同期|上年同期|去年全年|上年全年|去年|上年|上一年|前年|往年|同期)(?!底?以来)(?:底|末)?(?:全年)?(?:总数|完成|入库|共|仅|只)?(?:有|为|是|仅|约)?\s*$"
)
_COMPARED_TO = re.compile(r"(?:较|比|与|同|和)[^,;。]{0,10}(?:年|月|期|末|底|初)(?:的|(?=$))$")
#: 较2021年的1.49%提高0.13个百分点.
_OF_YEAR_BEFORE = re.compile(r"(?:较|比|与)(?:(?:19|20)\d\d年|上年|去年|上年同期|去年同期)(?:末|底)?的$")
#: 对比上年所占比重29.5%增长了…, 比2015年人平1.5元增加…: a level, and right after it by how much it moved.
LEVEL_THEN = re.compile(
    r"(?:较|比|对比)[^,;。\d]{0,2}(?:(?:(?:19|20)\d\d|20[\dxX×*_]{2})年|上年|去年|多年(?:同期|平均))[^,;。]{0,8}$"
)
_THEN_MOVED = re.compile(r"\s*(?:偏?[多少]|增长|增加|提高|提升|上升|下降|减少|降低|回落)了?$")
_STOOD = re.compile(r"^\s*(?:上年末|去年末|去年底|上年底)(?!以来|至今)")
#: 亩产提高60公斤: a level that moved by so much, though no comparison is said.
_LEVEL_MOVED = re.compile(
    r"(?:人均[^,;。]{0,10}|亩产|单产|户均[^,;。]{0,4}|收入|时限|成本|能耗|拥有量|余额|天数|库容|容量|吞吐量)(?:平均)?(?:提高|增加|增长|下降|减少|降低|缩短|压缩)了?$"
)
#: 重污染天气减少8天: what there was before is fewer now.
_FELL = re.compile(r"[一-鿿]{3,}(?:减少|下降|降低|缩短)了?$")
_OWN_YEAR = re.compile(
    r"(?:^|[,;。(])\s*((?:19|20)\d\d|二[○〇零Oo][一二三四五六七八九○〇零]{2})年(?:度)?(?:全年)?(?:仅|只|为|是|有|共)+\s*$"
)
#: 与上年的35家相比, 较上年末的356件增长15.7%.
_SET_AGAINST = re.compile(r"\s*(?:相比|[^,;。]{0,4}(?:增|减|升|降|提高|下降|多|少))")
#: 到2025年底，…: opens a sentence that looks ahead.
_BY_YEAR = re.compile(r"\s*到(?P<year>20[2-9]\d)年(?:底|末)?[,，]")
_YEARS_AHEAD = re.compile(r"\s*(?:今后|未来)(?:[一二三四五两\d]+年|一个时期|一段时间)")
#: 为全市平均水平的2倍.
OF_AVERAGE = re.compile(r"(?:为|是|达到?|相当于|全[国省市州县区])[^,;、。\d]{0,8}平均(?:水平|值|数)?的$")
#: 高于全省平均3个百分点, 低于时序进度(17%)4个百分点.
_BESIDE = re.compile(
    r"[比较]全[国省市州县区][^,;。\d]{0,14}[高低快慢](?:出|了)?$|(?:高于|低于|快于|慢于|高出|低出)(?![^,;。]*(?:上年|去年|同期|年初|前年|20\d\d))[^,;。\d]{2,18}$|(?:超|高于|低于|快于|慢于|优于|好于|高出|比)[^,;。]{0,10}(?:任务|目标|均值|平均|全国|全省|全市|进度|指标要求|考核要求)(?:\([\d.]+%\)|[^,;。]{0,4})$"
)
#: 增幅较全社会用电量低2个百分点.
_GREW_BESIDE = re.compile(
    r"(?:增幅|增速)(?:较|比)(?!上年|上月|去年|前年|同期|年初|一季度|上半年|20\d\d|前期|以往)[^,;。\d]{2,14}?[高低快慢](?:出|了)?$"
)
#: Also the level of it, in its own brackets.
_BESIDE_PROGRESS = re.compile(r"(?:高于|低于|快于|慢于)[^,;。()]{0,6}进度[(](?:[\d.]+%[)])?$")
LACKING = re.compile(
    r"(?:[比较]全[国省市州县区][^,;。\d]{0,10}[多少高低](?:出|了)?|[比较](?:年度|全年)?(?:预期|计划|任务)(?:目标|任务)?(?:数|值)?[多少高低超](?:出|了)?|尚差|还差|尚缺|缺口|差距|(?:超|超出|超过|高出|低于|距|离)[^,;。]{0,6}(?:目标|任务|计划|进度)(?:数|值)?(?:还|相)?差?|(?:还|尚|仍)需(?:要)?(?:完成|实现|争取)?)(?:为|达)?$"
)
#: 完成全年170家任务的71.8%: the number before the word 任务 is what was set.
_OF_TARGET = re.compile(
    r"\s*(?:以上)?的?(?:年度|全年|目标)*(?:任务|目标|计划)(?:数|值)?的|\s*的(?:(?:年度|全年)(?:目标)?任务|[^,;。]{0,20}目标任务|任务目标|任务|(?:工作|年度|全年)?目标)(?:$|[,;。])|\s*(?:以上)?(?:年度|全年|[省市县州]考)?(?:目标任务|任务目标|目标)(?:$|[,;。)])"
)
_PARTS = re.compile(r"(?:任务|目标|指标|计划)[^。\n]{0,60}其中[^。\n]{0,80}$")
_THAN_THEN = re.compile(
    r"(?:较|比)(?:全[省国市州县区]|[一-鿿]{0,4}平均)[^,;。()]{0,6}[(]$|[)][和、及与]全[省国市州县区][^,;。()]{0,6}[(]$|(?:较|比)[^,;。()]{1,10}(?:同期|季度|上年|去年|月份?|年)[(]$"
)
#: 按年度计划开展了160名的选派: what was done as it had been planned.
_AS_PLANNED = re.compile(r"按照?(?:年度|既定|工作|时序)?(?:计划|要求)")
#: 35件惠民实事已完成31件: what was set, told with what came of it.
_OF_WHICH_DONE = re.compile(r"[一-鿿“”]{0,12}?[,，]?(?:目前|现)?已(?:全部)?(?:完成|办结)(?=\d)")
_FROM, _COMPARED = re.compile(r"(?:从|由)[^,;。]{0,16}$"), re.compile(r"(?:较|比|与)[^,;。]{0,10}$")
#: 增速较去年增长了9倍, 增速较近两年翻一番，较2018年翻四番: the rate of growth grew, not the figure.
_RATE_GREW = re.compile(
    r"(?:增速|增幅|增长率)(?!(?:都|均|分别)?(?:超过|突破|达到?|为|近|约)了?$)(?:[^,;。\d]{0,14}翻[一两二三四]番,)?[^,;。]{0,16}$"
)
_LISTED = re.compile(r"\s*(?:、|，|,)?\s*$")
_COMPARED_BY = re.compile(
    r"(?:较|比|同比|环比|年均|基础上)[^,;。]{0,14}(?:增|减|多|少|升|降|高|低|回落|前进|前移|进位)[^,;。]{0,4}$"
)
#: 与“十二五”末相比，高企增加12家，专利增加80件: to the end of the sentence.
_SET_AGAINST = re.compile(
    r"[与同和较比][^,;。]{2,14}相比[,，][^;。]*?[^增新](?:净增|增[加多]|减少|提高|上升|下降|降低)了?$"
)
_SUM_MOVED = re.compile(r"[元%][,，](?:增加|减少|增收|减收|增支|减支)$")
_ONLY_CHANGED = re.compile(
    r"\s*[,，、]?(?:同比)?(?:减收|短收|超收|(?:上升|前移|前进|进步|跃升|后退)了?|净增|净减|(?:增量|增幅|增加额|减少额)(?:为|达到?)?|多出|增加了|减少了|多了|少了|增长了?|下降了?)\s*|[^,;。]{0,6}累计(?:跃升|上升|前移|提升)了?"
)
#: 1-6月预计实现增加值85亿元: of what is all but over.
_PART_ESTIMATED = re.compile(r"(?:1[-—]\d{1,2}月份?|上半年|前三季度|一季度)预计")
_AHEAD = re.compile(r"年内|全年|年底|年末|下半年|明年|力争|确保|有望|争取|拟|将|计划")
#: A review of a whole year says 全年预计 of what is all but done.
_AHEAD_IN_REVIEW = re.compile(r"年内|下半年|明年|力争|确保|有望|争取|拟|将|计划")
#: 年度计划投资45亿元，完成投资7亿元: what the year was to bring.
_SET_FOR_YEAR = re.compile(r"(?:年度|全年|本年)计划(?:完成)?(?:总)?投资额?(?:为|达)?$")
#: 任务是申请专利80件、技术合同成交额3500万元: what was set goes on, till something was done.
_LISTED_AFTER = re.compile(r"\s*[、和及](?![^,;]*(?:已|完成|实现|达到))[一-鿿]{3}")
#: 计划投资500万元，占地20亩: the sum is planned; what follows is there.
_PLANNED_SUM = re.compile(r"计划(?:总)?投资$")
#: 工业增加值增长7.5%(全市11.1%): that of others, beside.
_OF_ALL = re.compile(r"[(（]全[国省市州区](?:平均|均值|为|水平)*$")
#: 《规划》明确，到2025年，…: what a paper sets.
_SET_BY_PAPER = re.compile(
    r"(?:规划|方案|意见|纲要|计划|通知|党代会|全会|会议)》?[^,;。]{0,8}(?:明确|提出|确定|要求)了?[,，:]?\s*(?:力争)?到\s?20\d\d\s?年"
)
#: 根据《政府工作报告》要求，今年新开工停车位5万个.
_ASKED_THIS_YEAR = re.compile(
    r"(?:根据|按照)[^,;。]{0,8}《[^》]{2,30}》的?(?:要求|部署|安排|明确)[,，](?:今年|明年|全年|年内)"
)
#: 全部建成后预计年消耗尾矿6160万吨: not built yet.
_ONCE_BUILT = re.compile(
    r"(?:(?:建成|投产|达产|竣工|运营)(?:投产|达产|达效|运营)?后|(?:预计|预期)[^,;。\d]{0,8}完成后),?(?:预计|预期|将|可(?!持续))[^,;。\d]*$"
)
_SET_ROLES = frozenset((Role.PLAN, Role.TARGET))
#: 预计认定200家，超额完成年度任务；建成…3家: with the next item it is told again what was done.
_MET_SINCE = re.compile(r"(?:超额|提前|圆满)(?:完成|实现)[^;\d]*;[^;]*$")
_OF_A_YEAR = re.compile(r"[,，\s]*(?:19|20)\d\d年(?!底|末|前|力争|预计|计划)")
_KEPT_AT = re.compile(r"确保(?=[^,;。]{2,14}(?:稳定|保持)在$)")
_ON_YEAR_BEFORE, _STILL_AHEAD = re.compile(r"(?:比|较)(?:上年|去年)|同比"), re.compile(r"再|力争|确保|预计")


@dataclass(slots=True)
class Judged:
    """A role with the direction of a change, and whether it is a share of a whole."""

    role: Role
    direction: str | None = None
    share: bool = False
    own_cue: bool = True  # decided by the number's own words
    cue: str = ""  # what told it: words, heading or manner
    forward: bool = False  # said to be aimed at: holds on to the end of the sentence


class Scene(NamedTuple):
    """What the place speaks of where the words themselves say nothing."""

    kind: str  # as in Section
    governed: bool
    year: int | None
    dated: bool = True  # the year is that of its title, not one that the text names most
    part_year: bool = True  # it speaks of a part of a year, the rest of which lies ahead
    cue: str = ""  # what told the kind: heading or manner


#: What decides a role stands right before the number.
_NEAR = 40
_DOWN = re.compile(rf"(?:{alternation(_LISTS['down'])})[^,;。]{{0,4}}$")
_LIST_SIGN = re.compile(r"(?:以上|左右|以内)?\s*[、和及]\s*")
_SHARE = re.compile(r"占[^,;。]{0,24}$|(?:比重|占比|份额|覆盖率|率|强度|比例)[^,;。]{0,6}$")


class _SaidBefore(NamedTuple):
    """What the words before a number say of any number."""

    near: str
    lacking: bool
    changed: bool
    compared: bool  # with what there was before
    earlier: bool
    of_year_before: bool
    level_then: bool
    came_from: bool  # 从A增加到B, or 分别从A
    from_which: bool


@recalled
def _said_before(left: str) -> _SaidBefore:
    near, own = left[-_NEAR:].rstrip(" \n"), left.rstrip(" ")
    # Without these signs none of the patterns behind them can fit.
    from_some = "从" in left or "由" in left
    beside = "较" in left or "比" in left or "与" in left
    dated = "年" in left or "期" in left
    return _SaidBefore(
        near,
        lacking=bool(LACKING.search(near)),
        changed=bool(_CHANGED.search(near)) and not _LEVEL.search(near),
        compared=bool(_COMPARED_TO.search(near)),
        earlier=dated and (bool(_EARLIER.search(near) and not _COMPARED.search(near)) or bool(_STOOD.match(own))),
        of_year_before=beside and bool(_OF_YEAR_BEFORE.search(near)),
        level_then=beside and bool(LEVEL_THEN.search(own)),
        came_from=from_some and bool(_FRAME_FROM.search(left)),
        from_which=from_some and "分别" in left and bool(_FROM.search(left)),
    )


class _SaidAfter(NamedTuple):
    """What the words after a number say of any number."""

    of_target: bool
    went_to: bool  # from A it moved to B
    ends: bool
    moved: bool
    set_against: bool


@recalled
def _said_after(right: str) -> _SaidAfter:
    return _SaidAfter(
        of_target=bool(_OF_TARGET.match(right)),
        went_to=bool(_FRAME_TO.match(right)),
        ends=bool(_LISTED.match(right)),
        moved=bool(_THEN_MOVED.fullmatch(right)),
        set_against=bool(_SET_AGAINST.match(right)),
    )


def judge(context: Context, before: Judged | None, scene: Scene) -> Judged:
    """The role of one amount; ``before`` is that of the amount before it in the sentence."""
    amount, said, after = context.amount, _said_before(context.left), _said_after(context.right)
    left, framed = said.near, (said.came_from and after.went_to) or (said.from_which and after.ends)
    if amount.kind == "rank":
        return Judged(Role.BASELINE if framed else Role.RANK)
    beside = context.in_brackets and amount.kind == "ratio" and _OF_ALL.search(context.sentence_text)
    if amount.spec or said.lacking or context.ours_follow or beside:
        return Judged(Role.OTHER)
    if amount.aimed:
        return Judged(Role.TARGET)
    if after.of_target or context.done_follow or ("已" in context.onward and _OF_WHICH_DONE.match(context.onward)):
        return Judged(Role.TARGET, share=_is_share(context))
    forward, cue = _forward(context, scene, before)
    if framed or (said.level_then and after.moved) or said.of_year_before or _stood_in_brackets(context):
        return Judged(Role.BASELINE)
    if amount.kind == "ratio":
        found = _ratio(context, said, before, forward, cue)
        if found:
            return found
    elif before and before.role is Role.CHANGE and _LIST_SIGN.fullmatch(left):
        return Judged(before.role, before.direction)  # 单产分别提高3%、12公斤; 较上年增加6项、640万元
    elif said.changed and (
        _by_how_much(left, before) or _measure_moved(context, before) or _SET_AGAINST.search(context.sentence_text)
    ):
        return Judged(forward or Role.CHANGE, _direction(left), cue=cue, forward=bool(forward))
    if _is_earlier(context, said, before, scene):
        return Judged(Role.BASELINE)
    listed = before and before.role is Role.TARGET and _LISTED_AFTER.match(context.left)
    if listed or is_set(context) or ("计划" in left and _SET_FOR_YEAR.search(left)):
        return Judged(Role.TARGET, share=_is_share(context))
    if forward:
        return Judged(forward, share=_is_share(context), cue=cue, forward=not _PLANNED_SUM.search(left))
    return Judged(Role.ACTUAL, share=_is_share(context), own_cue=bool(DONE.search(context.clause_left)))


def _is_earlier(context: Context, said: _SaidBefore, before: Judged | None, scene: Scene) -> bool:
    """Whether its words say that it was so before: 去年17家, 与上年的35家相比, 2020年仅12家."""
    against = context.amount.kind != "ratio" and said.compared and _said_after(context.right).set_against
    if said.earlier or against:
        return True
    if not before or "年" not in context.clause_left[-14:]:
        return False
    own = _OWN_YEAR.search(context.clause_left[-14:])
    return bool(own and not (own[1].isdigit() and scene.year and int(own[1]) >= scene.year))


def _ratio(context: Context, said: _SaidBefore, before: Judged | None, forward: Role | None, cue: str) -> Judged | None:
    left, unit = said.near, context.amount.unit
    if unit in {"倍", "番"} and _RATE_GREW.search(context.sentence_text):
        return Judged(Role.OTHER, _direction(left))
    if unit == "%" and is_rate(context):
        return Judged(Role.COMPLETION_RATE)
    if RATIO_OF.search(left):
        return Judged(Role.CHANGE)
    if unit == "%" and context.amount.value is not None and context.amount.value < 0:
        return Judged(forward or Role.CHANGE, "down", cue=cue)
    if OF_AVERAGE.search(left):
        return Judged(Role.OTHER)
    beside = _BESIDE.search(left) or _GREW_BESIDE.search(left) or is_beside_aim(context.clause_left)
    if left.endswith("超额完成") or (unit == "百分点" and beside):
        return Judged(Role.OTHER, _direction(left))
    if in_brackets := _beside_in_brackets(context, left):
        return in_brackets
    if unit == "%" and _GREW_BY.match(context.right):
        return Judged(forward or Role.CHANGE, "down" if "降" in context.right[:8] else "up", cue=cue)
    if unit == "百分点" and before and before.role is Role.OTHER and _LIST_SIGN.fullmatch(left):
        return Judged(Role.OTHER, before.direction)  # 分别高于全国11个、10个百分点
    if unit == "百分点" or said.changed:
        return Judged(forward or Role.CHANGE, _direction(left), cue=cue, forward=bool(forward))
    if unit in {"倍", "番"} and re.search(r"(?:增长|增加|扩大|提高|翻)(?:率|幅)?[^,;。]{0,4}$|是[^,;。]{1,8}的$", left):
        return Judged(Role.CHANGE, "up")
    if before and before.role is Role.CHANGE and _LIST_SIGN.fullmatch(left):
        return Judged(before.role, before.direction)
    return None


def _by_how_much(left: str, before: Judged | None) -> bool:
    """比去年同期多6120只 is a change; 新增104家 and 增加就业 are not."""
    return (
        bool(_COMPARED_BY.search(left))
        or bool(_LEVEL_MOVED.search(left))
        or bool(_FELL.search(left))
        or bool(_ONLY_CHANGED.fullmatch(left))
        or bool(before and before.role is Role.BASELINE and _THEN_MOVED.fullmatch(left))
        or bool(before and re.search(r"(?:每[月年人])[^,;。]{0,4}(?:多了|增加了?)$", left))
    )


def _measure_moved(context: Context, before: Judged | None) -> bool:
    """收入完成5165万元，增加645万元: by how much the sum before moved, or the place."""
    if context.amount.unit == "位次":
        return True  # 排名提升2个位次
    moved = before and before.role in {Role.ACTUAL, Role.CHANGE} and context.amount.kind == "money"
    return bool(moved and _SUM_MOVED.search(context.sentence_text[-8:]))


def _direction(left: str) -> str:
    return "down" if _DOWN.search(left) else "up"


def _is_share(context: Context) -> bool:
    return context.amount.unit == "%" and bool(_SHARE.search(context.clause_left))


def _beside_in_brackets(context: Context, left: str) -> Judged | None:
    """高于时序进度(25%)4个百分点, 高于固定资产投资增速(11.8%)18.5个百分点: what it is beside, and how far from that."""
    if is_of_another(context):
        return Judged(Role.CHANGE, "up")
    beside = None if left else _BESIDE_PROGRESS.search(context.sentence_text)
    beside = beside or apart_from_another(context)
    return Judged(Role.OTHER, "down" if beside[0].startswith(("低", "慢")) else "up") if beside else None


def _stood_in_brackets(context: Context) -> bool:
    """较上年同期(3.2%)大幅增长: the bracket says how it was then."""
    return context.in_brackets and not context.left.strip() and bool(_THAN_THEN.search(context.sentence_text))


@lru_cache(maxsize=RECENT)
def _looks(clause: str, kind: str) -> tuple[str, bool, bool]:
    """A clause as a part of this kind means it, whether it looks back, and whether it looks forward."""
    clause = clause.replace("预期寿命", "寿命").replace("预期性", "")  # a life expectancy is no plan
    if "按" in clause:
        clause = _AS_PLANNED.sub("", clause)
    if kind == "report" and "争取" in clause and not _AHEAD_IN_REVIEW.search(clause.replace("争取", "")):
        clause = clause.replace("争取", "")  # in a review it was got: 争取新增债券4.2亿元
    if kind != "plan" and "确保" in clause:
        clause = _KEPT_AT.sub("", clause)  # 确保耕地保有量稳定在5.6万公顷: it is
    done = DONE.search(clause) is not None and not _STILL_AHEAD.search(clause)
    return clause, done, bool(_STRONG_PLAN.search(clause) or _FORWARD.search(clause))


def _forward(context: Context, scene: Scene, before: Judged | None) -> tuple[Role | None, str]:
    """PLAN or TARGET where the words or the place look forward, and which of them told."""
    clause, done, looks_forward = _looks(context.clause_left, scene.kind)
    if (scene.governed and not done) or ("目标" in clause and is_aim(clause)):
        return Role.TARGET, "words"
    opens = context.sentence_text.lstrip()[:1]
    ahead = _BY_YEAR.match(context.sentence_text) if opens == "到" else None
    if ahead and (not scene.year or not scene.dated or int(ahead["year"]) >= scene.year) and not done:
        return Role.PLAN, "words"
    said = context.sentence_text
    if not done and (("《" in said and _ASKED_THIS_YEAR.search(said)) or ("到" in said and _SET_BY_PAPER.search(said))):
        return Role.TARGET, "words"
    years_ahead = opens in {"今", "未"} and _YEARS_AHEAD.match(said) and "已" not in clause
    if (
        years_ahead
        or (not done and ("到20" in said or "到 20" in said or "将" in said[:48]) and looks_ahead(said))
        or ("后" in context.sentence_text[-40:] and _ONCE_BUILT.search(context.sentence_text))
    ):
        return Role.PLAN, "words"
    if looks_forward:
        # 回顾过去一年，预计研发经费支出约…: an estimate of what was done.
        ahead_said = _AHEAD if scene.part_year or scene.cue != "heading" else _AHEAD_IN_REVIEW
        estimate = scene.kind == "report" and "预计" in clause and not ahead_said.search(clause)
        estimate = estimate or _PART_ESTIMATED.search(clause) is not None
        return (None, "") if estimate else (Role.PLAN, "words")
    invested = before and before.role in _SET_ROLES and scene.kind != "plan" and context.left.endswith("完成投资")
    if invested:
        return None, ""  # 年度计划投资38亿元，全年完成投资59亿元
    if before and before.role is Role.TARGET and not done and _PARTS.search(context.sentence_text):
        return Role.TARGET, "words"  # 下达造林任务7万亩，其中：…
    # 比上年减少1.4万元 plans nothing, nor does what goes on with what was done: 累计服务3万天，开展咨询2万次.
    goes_on = before and before.role is Role.ACTUAL
    grown = scene.cue == "manner" and (goes_on or _ON_YEAR_BEFORE.search(clause))
    if scene.kind == "plan" and not done and not grown and not _EARLIER.search(context.left):
        return Role.PLAN, scene.cue
    # In a review the next item was done, and so was what a year of its own is said of.
    ended = done or (";" in said[-len(context.left) - 2 :] and scene.kind == "report") or _MET_SINCE.search(said)
    if before and before.role in _SET_ROLES and before.forward and not (ended or _OF_A_YEAR.match(context.left)):
        return before.role, before.cue
    return None, ""
