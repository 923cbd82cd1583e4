"""原因和措施: why a task is where it is and what is done next, as last written; kept with the month's entry.

What is written on the board stands in the ledger of monthly entries, so that it is reported, changed and logged like
everything else; there is no second place for it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q

from kezhang.indicators.indicator import Figure
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.records.declaration.rules import Problem
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import PROGRESS_ENTRIES, ProgressEntry

#: What an entry keeps of a figure.
PLACES = Decimal("0.0001")


def latest_causes(org: Org, as_of: date) -> Mapping[str, ProgressEntry]:
    """By indicator: the newest entry of the year up to a date that says why or what next; one query."""
    said = access.records(PROGRESS_ENTRIES, org).filter(org=org, as_of__year=as_of.year, as_of__lte=as_of)
    told = said.exclude(Q(cause="") & Q(next_step="")).order_by("as_of", "pk")
    return {entry.indicator: entry for entry in told}


def write_cause(org: Org, figure: Figure, as_of: date, cause: str, next_step: str, author: Author) -> ProgressEntry:
    """Keep it with the month's entry; one that is not there yet is begun, still to be filled in. Raises Refused."""
    slug, unit = figure.indicator.slug, figure.indicator.unit
    if not (cause.strip() or next_step.strip()):
        raise Refused([Problem("cause", "未达进度原因", "", "原因和下步措施至少写一项")])
    month = {"indicator": slug, "year": as_of.year, "month": as_of.month}
    entry = access.records(PROGRESS_ENTRIES, org).filter(org=org, **month).first()
    if entry is None:
        if figure.value is None:
            raise Refused([Problem("cumulative", "累计完成", "待核", "这个指标还没有数，核清之后再写原因")])
        so_far = (figure.value / unit.factor).quantize(PLACES, ROUND_HALF_UP)
        values: dict[str, Any] = {"as_of": as_of, "unit": unit.label, "cumulative": so_far, **month}
        entry = ProgressEntry(org=org, state=ProgressEntry.State.DUE, **values)
    entry.cause, entry.next_step = cause.strip(), next_step.strip()
    journal.save(PROGRESS_ENTRIES, entry, author)
    return entry
