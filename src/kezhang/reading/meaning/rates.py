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
_PERCENT_DONE = re.compile(r"(?:占比|完成(?:了)?|进度(?:达到?|为)?|(?:^|[,，;；\s]|完成)比例(?:达到?|为)?)$")


def is_rate(context: Context) -> bool:
    """Whether the words before a percentage say of which target it is: 完成全年任务的53%."""
    return _of_a_task(context.clause_left) or _of_task_in_brackets(context)


@recalled
def _of_a_task(clause: str) -> bool:
    return _RATE.search(clause) is not None


def _of_task_in_brackets(context: Context) -> bool:
    return "的" in context.sentence_text[-2:] and _OF_TASK_IN_BRACKETS.search(context.sentence_text) is not None


def completes(context: Context) -> bool:
    """Whether a bare 占比 or 完成 may stand for the rate of completion; the statement decides."""
    return context.amount.unit == "%" and bool(_PERCENT_DONE.search(context.left.rstrip(" ,")))
