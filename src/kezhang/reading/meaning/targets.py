"""任务与完成率: whether a number is what was set, and whether a percentage says how much of that was done."""

import re

from kezhang.reading.lexicon import alternation, lexicon, recalled
from kezhang.reading.meaning.contexts import Context

_LISTS = lexicon("roles")
_RATE = re.compile(
    rf"(?:{alternation(_LISTS['completion'])})[^,;。]{{0,12}}$|(?:占|完成|实现|(?<!下)达到?|相当于|为)[^,;。]{{0,12}}(?:任务|目标|计划|指标|预算|序时进度)(?:数|值|额|投资|进度)?的?(?:比例)?(?:达到?|为)?$"
)
#: 完成年任务(40.2亿元)的32.5%.
_OF_TASK_IN_BRACKETS = re.compile(r"(?:任务|目标|计划)(?:数|值|额)?[(（][^()（）]{1,16}[)）]的$")
#: 占年预算9600万元的22%, 完成下达任务数130亿元的90%: the sum between is what was set.
_OF_SUM_SET = re.compile(
    r"(?:任务|目标|计划|指标|预算)(?:数|值|额|任务)?(?:为|的)?\d[\d.,]*(?:余|多)?(?:百|千)?[万亿]?(?:元|[家人件项个户套名台亩吨])?的$"
)
_SETS_SUM = re.compile(r"(?:占|完成|相当于|为)[^,;。\d]{0,10}(?:预算|计划|任务|目标)(?:数|额|量)?(?:为|的)?$")
_BEGUN_OR_DONE = re.compile(r"(?:开工|竣工|建成|完工|完成|到位|入库|发放)率(?:达到?|为)?$")
_ALL = 100
#: 比年目标任务4%低0.6个百分点.
is_beside_aim = recalled(
    re.compile(
        r"比[^,;。]{0,10}(?:目标|任务|计划)[^,;。]{0,10}[高低](?:出|了)?$|(?:高于|低于|超过?)[^,;。]{2,16}\d[\d.]*%的(?:目标|任务|计划)$"
    ).search
)
#: 确保目标增长12%，奋斗目标14%: set, however it is strived for.
is_aim = recalled(re.compile(r"(?:确保|奋斗|保底|力争)目标(?:值|数)?(?:为|是)?(?:增长|达到)?$").search)
#: 计划到2016年，…; 今年，全省将继续…，新增1000家: a sentence that looks ahead as a whole.
looks_ahead = recalled(
    re.compile(
        r"(?:计划|力争|争取|规划)到\s?20\d\d年|^[“\s]*(?:今年|明年|下半年|20\d\d年)[,，]?[^,;。将\d]{0,10}将(?:继续|保持|实施|新建|建设|完成|推进|开展|组织|进一步|全面|加大|大力|着力|安排|投入|引进|培育|新增|实现|达到|打造)"
    ).search
)
_PERCENT_DONE = re.compile(r"(?:占比|完成(?:了)?|进度(?:达到?|为)?|(?:^|[,，;；\s]|完成)比例(?:达到?|为)?)$")
_TARGET = re.compile(rf"(?:{alternation(_LISTS['target'])})(?!{alternation(_LISTS['not_target'])})")
DONE = re.compile(
    r"已(?!经?列入计划)|目前(?!仍)|截至|截止|现有|实际完成|共(?:有|计)|了|累计|(?:签约|签订|获批|认定|建成|落地)的(?:首批|第[一二三四五]批)?\s*$"
)
#: 上级下达的科普活动指标30场次.
_SET_DOWN = re.compile(r"(?:下达|分解|考核)[^,;。]{0,20}指标(?:为|是)?$")
#: 承担县委重点任务13项: tasks are what is counted.
_COUNTED_TASKS = re.compile(r"(?:重点|改革|督办|工作|专项|攻坚|民生|创建)[^,;。]{0,4}任务\s*$")
#: 完成土地流转任务1万亩: the task is what was done.
TASK_DONE = re.compile(
    r"完成(?!年度|全年|目标|省|市|州|县|区|上级|下达|考核|既定|预定)[^,;。\d]{2,28}(?<!目标)任务\s*$"
)
#: 紧盯高质量发展目标: what one works towards, and no figure.
_IN_VIEW_OF = re.compile(r"(?:紧盯|紧扣|围绕|聚焦|瞄准|对标|锚定|为实现|朝着)[^,;。\d]{0,14}$")
_PAST_CUE = re.compile(r"^(?:的|完成|之|外|中)|\d")
_SET_BEFORE = re.compile(r"(?:任务|目标|指标|计划)(?:数|值|量)?[(（]\s*$")


def is_rate(context: Context) -> bool:
    """Whether the words before a percentage say of which target it is: 完成全年任务的53%."""
    return _of_a_task(context.clause_left) or _of_task_in_brackets(context) or _more_than_all(context)


@recalled
def _of_a_task(clause: str) -> bool:
    return _RATE.search(clause) is not None or _OF_SUM_SET.search(clause) is not None


def is_sum_set(context: Context) -> bool:
    """占年预算9600万元的22%: what a rate is taken of was set."""
    return context.right.strip() == "的" and _SETS_SUM.search(context.clause_left) is not None


def _of_task_in_brackets(context: Context) -> bool:
    return "的" in context.sentence_text[-2:] and _OF_TASK_IN_BRACKETS.search(context.sentence_text) is not None


def _more_than_all(context: Context) -> bool:
    """开工率达116%: more cannot have begun than there were, only than were set."""
    value = context.amount.value
    return value is not None and value > _ALL and _BEGUN_OR_DONE.search(context.left) is not None


def completes(context: Context) -> bool:
    """Whether a bare 占比 or 完成 may stand for the rate of completion; the statement decides."""
    return context.amount.unit == "%" and bool(_PERCENT_DONE.search(context.left.rstrip(" ,")))


def is_set(context: Context) -> bool:
    """Whether a number is what was set: 全年任务20家, 占年预算9600万元的22%, 超额完成任务数(10家)的20%."""
    return _is_target(context) or _is_set_in_brackets(context)


def _is_target(context: Context) -> bool:
    left = context.left
    if "任务" in left and ((context.amount.kind == "count" and _COUNTED_TASKS.search(left)) or TASK_DONE.search(left)):
        return False
    if ("指标" in left and _SET_DOWN.search(left)) or is_sum_set(context):
        return True
    return _sets(context.clause_left)


@recalled
def _sets(clause: str) -> bool:
    """Whether the last word of a clause for what is set still holds at its end."""
    cue = None
    for match in _TARGET.finditer(clause):
        if not _IN_VIEW_OF.search(clause, 0, match.start()):
            cue = match
    if cue is None:
        return False
    after = clause[cue.end() :]
    return not DONE.search(after) and not _PAST_CUE.search(after)


def _is_set_in_brackets(context: Context) -> bool:
    """超额完成市下达任务数(10家)的20%: the bracket says how much was set."""
    return context.in_brackets and not context.left.strip() and bool(_SET_BEFORE.search(context.sentence_text))
