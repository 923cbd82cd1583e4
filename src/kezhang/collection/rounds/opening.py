"""开放调度: who owes what is fixed at the opening, so that the obliged are counted from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.assigning.sheet import issued
from kezhang.collection.list_tables.table import ListTable
from kezhang.collection.models import Return, Round, RoundItem, RoundTable
from kezhang.collection.rounds.life import SUBJECT
from kezhang.collection.rounds.notice import working_day_after
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, holders, may
from kezhang.orgs.scope import below
from kezhang.records.local_time import aware, moment_text
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.workflow.steps import NotPossible

#: The usual time to answer, and when a day of work ends.
USUAL_DAYS, END_OF_WORK = 5, time(18, 0)


@dataclass(frozen=True, kw_only=True)
class RoundAsked:
    """What is asked: as of when, by when, which indicators and lists, of whom; empty is the usual."""

    as_of: date
    title: str = ""
    deadline: datetime | None = None
    indicators: Sequence[AnyIndicator] = ()
    tables: Sequence[ListTable] = ()
    counties: Sequence[Org] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)  # code -> document or reason
    channels: Mapping[str, str] = field(default_factory=dict)  # code -> channel
    one_person: frozenset[str] = frozenset()  # codes of bureaus where one person may prepare and review
    document_number: str = ""
    asks_reasons: bool = True


def open_round(org: Org, asked: RoundAsked, by: User | None, at: datetime | None = None) -> Round:
    """Raises NotPossible. ``at`` is the moment of opening, now unless a round of the past is entered."""
    if by is not None and not may(by, Verb.COLLECT, org):
        raise NotPossible(f"开放调度由{holders(Verb.COLLECT)}办理，{by}不能办理。")
    moment = at or timezone.now()
    counties = list(asked.counties) or below(org)
    if not counties:
        raise NotPossible(f"{org.name}没有下级单位，不能开放调度。")
    if strange := [county for county in counties if not county.prefix.startswith(org.prefix) or county == org]:
        raise NotPossible(f"{'、'.join(each.name for each in strange)}不是{org.name}的下级单位。")
    if strangers := [
        code for code in (*asked.exempt, *asked.channels, *asked.one_person) if code not in {c.code for c in counties}
    ]:
        raise NotPossible(f"{'、'.join(dict.fromkeys(strangers))}不在本次调度的单位里。")
    indicators = list(asked.indicators) or ([] if asked.tables else _with_tasks(org, asked.as_of.year))
    if not indicators and not asked.tables:
        raise NotPossible(f"没有写明指标，{asked.as_of.year}年也没有下达过任务；请用 --indicators 写明要报的指标。")
    deadline = asked.deadline or usual_deadline(moment)
    if deadline <= moment:
        raise NotPossible(f"截止时间{moment_text(deadline)}已过，应在{moment_text(moment)}以后。")
    with chain.held(org):
        made = Round.objects.create(
            number=_next_number(org, asked.as_of.year),
            org=org,
            title=asked.title.strip() or f"{asked.as_of.year}年{asked.as_of.month}月科技工作调度",
            as_of=asked.as_of,
            deadline=deadline,
            opened_at=moment,
            opened_by=by,
            document_number=asked.document_number,
            asks_reasons=asked.asks_reasons,
        )
        for place, indicator in enumerate(dict.fromkeys(indicator.slug for indicator in indicators), start=1):
            RoundItem.objects.create(round=made, indicator=indicator, order=place)
        for place, table in enumerate(dict.fromkeys(table.slug for table in asked.tables), start=1):
            RoundTable.objects.create(round=made, table=table, order=place)
        for county in counties:
            reason = asked.exempt.get(county.code, "")
            Return.objects.create(
                round=made,
                org=county,
                state=Return.State.EXEMPT if county.code in asked.exempt else Return.State.DUE,
                exempt_reason=reason,
                channel=asked.channels.get(county.code, Return.Channel.SYSTEM),
                one_person=county.code in asked.one_person,
            )
        told = {
            "state": made.state, "number": made.number, "as_of": str(made.as_of), "deadline": deadline.isoformat(),
            "counties": [county.code for county in counties], "exempt": dict(asked.exempt),
            "tables": [table.code for table in asked.tables],
        }  # fmt: skip
        journal.note(org, SUBJECT, made.pk, {}, told, Author(by=by, reason="开放"))
    return made


def _with_tasks(org: Org, year: int) -> list[AnyIndicator]:
    """What the bureau has handed down tasks for, in the order of the catalogue."""
    handed = issued(org, year)
    return [indicator for slug, indicator in INDICATORS.items() if slug in handed]


def usual_deadline(moment: datetime) -> datetime:
    """The end of work of the fifth working day after."""
    return aware(datetime.combine(working_day_after(timezone.localtime(moment).date(), USUAL_DAYS), END_OF_WORK))


def _next_number(org: Org, year: int) -> str:
    """DD-652700-2024-01: bureau, year, running number."""
    stem = f"DD-{org.code}-{year}-"
    numbers = Round.objects.filter(org=org, number__startswith=stem).values_list("number", flat=True)
    return f"{stem}{max((int(number.removeprefix(stem)) for number in numbers), default=0) + 1:02}"


def find_round(named: str, org: Org | None = None) -> Round | None:
    """By its number, or by the last part of it where the bureau is known: DD-652700-2024-01, 2024-01, 01 or 1."""
    rounds = Round.objects.select_related("org")
    typed = named.strip()
    if found := rounds.filter(number=typed).first():
        return found if org is None or found.org == org else None
    if org is None:
        return None
    own = list(rounds.filter(org=org))
    same = [each for each in own if each.number == f"DD-{org.code}-{typed}" or each.title == typed]
    same = same or [
        e for e in own if typed.isascii() and typed.isdecimal() and int(e.number.rsplit("-", 1)[1]) == int(typed)
    ]
    return max(same, key=lambda each: each.number, default=None)
