"""完成率: whether a percentage says how much of a target was done."""

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
_SETS_SUM = re.compile(r"(?:占|完成|相当于|为)[^,;。\d]{0,10}预算(?:数|额)?(?:为|的)?$")
_BEGUN_OR_DONE = re.compile(r"(?:开工|竣工|建成|完工|完成|到位|入库|发放)率(?:达到?|为)?$")
_ALL = 100
#: 比年目标任务4%低0.6个百分点.
is_beside_aim = recalled(re.compile(r"比[^,;。]{0,10}(?:目标|任务|计划)[^,;。]{0,10}[高低](?:出|了)?$").search)
#: 确保目标增长12%，奋斗目标14%: set, however it is strived for.
is_aim = recalled(re.compile(r"(?:确保|奋斗|保底|力争)目标(?:值|数)?(?:为|是)?(?:增长|达到)?$").search)
_PERCENT_DONE = re.compile(r"(?:占比|完成(?:了)?|进度(?:达到?|为)?|(?:^|[,，;；\s]|完成)比例(?:达到?|为)?)$")


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
