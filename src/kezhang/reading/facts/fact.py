"""事实: a number that was told, with what was understood of it, and how far the next stands from it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kezhang.reading.findings import GoverningVerb, Role
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.naming import NamedMetric
from kezhang.reading.meaning.roles import Judged

#: Roles that say something of a figure and are none themselves.
SAID_OF = frozenset((Role.CHANGE, Role.RANK, Role.COMPLETION_RATE, Role.OTHER))
_PAUSE = re.compile(r"[,，;；。、]")


@dataclass(slots=True)
class Fact:
    """What was told before, within reach."""

    context: Context
    judged: Judged
    named: NamedMetric
    group: int
    period: str | None = None
    verb: str = ""
    governs: GoverningVerb | None = None
    confidence: Decimal = Decimal(1)
    basis: str = ""  # as a finding's
    dealt_to: "Fact | None" = None  # the fact it was dealt to by 分别
    next_in_list: "Fact | None" = None


def between(context: Context, last: Fact) -> str:
    """The words of the sentence between an earlier number and this one."""
    length = context.amount.start - last.context.amount.end
    return context.sentence_text[-length:] if length else ""


def since_semicolon(context: Context, sentence: Sequence[Fact]) -> Iterator[Fact]:
    """What was told in the same item of a list, the last first."""
    for each in reversed(sentence):
        if ";" in between(context, each):
            return
        yield each


def touches(context: Context, last: Fact) -> bool:
    """20所高校130个学科: the noun of one number reaches up to the next, so both tell one fact."""
    return (
        bool(last.named.taken)
        and last.context.amount.end + last.named.taken >= context.amount.start
        and not context.left[max(0, last.context.amount.end + last.named.taken - context.start) :].strip()
    )


def touches_on(context: Context, last: Fact) -> bool:
    """27座大型水库蓄水量为40亿立方米: nothing but the noun of those counted stands before the measure's own words."""
    words = between(context, last)
    counted = last.context.amount.kind == "count" and bool(last.named.taken)
    return counted and words.startswith(last.named.noun) and not _PAUSE.search(words)


def runs_on(context: Context, near: Fact) -> bool:
    """Whether money told after things is theirs: 立项2项，资金50万元, but not 用电30万度；投入资金100万元."""
    return near.context.amount.kind != "measure" and ";" not in between(context, near)
