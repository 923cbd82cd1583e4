"""考核依据: what every envoy on duty has done in a period, counted exactly from logs, services, agreements and pairings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.submissions.envoy_terms.agreements import AGREEMENTS, SERVICES, YEAR, villages_by_envoy
from kezhang.submissions.envoy_terms.models import AssessmentRule
from kezhang.submissions.envoys import month
from kezhang.submissions.envoys.logs import VisitLog, logs_of
from kezhang.submissions.forms.shipped import ENVOY_LOG
from kezhang.submissions.models import OpenForm, Submission

MONTHS = 12


@dataclass
class EnvoyDone:
    """What one envoy has done, before it is held against anything."""

    months: set[int] = field(default_factory=set)  # that were filled in
    points: int = 0
    services: int = 0
    places: set[str] = field(default_factory=set)


def measure(org: Org, first: date, last: date, rule: AssessmentRule) -> dict[str, dict[str, Any]]:
    """Envoys on duty on the last day -> {part: [done, whole]}, with the months and villages that are missing."""
    on_duty: dict[str, set[int]] = defaultdict(set)
    for end in _month_ends(first, last):
        for name in month.on_duty(org, end):
            on_duty[name].add(end.month)
    done = _done(org, first, last)
    agreed = _agreed(org, first, last)
    paired = villages_by_envoy(org, last)
    return {
        name: _basis(
            rule, on_duty[name], done[name], agreed.get(name), {row.village_name for row in paired.get(name, ())}
        )
        for name in month.on_duty(org, last)
    }


def months_in_words(months: Iterable[int]) -> str:
    """Months that follow each other as one stretch: 1月、3—5月."""
    runs: list[list[int]] = []
    for each in sorted(months):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return "、".join(f"{run[0]}月" if len(run) == 1 else f"{run[0]}—{run[-1]}月" for run in runs)


def _month_ends(first: date, last: date) -> list[date]:
    return [min(Period.month(first.year, n).last, last) for n in range(first.month, last.month + 1)]


def _basis(
    rule: AssessmentRule, months: set[int], done: EnvoyDone, agreed: int | None, paired: set[str]
) -> dict[str, Any]:
    seen = {village for village in paired if any(month.is_in(compared(village), place) for place in done.places)}
    return {
        "filled": [len(done.months & months), len(months)],
        "points": [done.points, rule.full_points * len(months) // MONTHS],
        "agreed": [done.services, agreed or 0],
        "villages": [len(seen), len(paired)],
        "missing": sorted(months - done.months),
        "unvisited": sorted(paired - seen),
    }


def _done(org: Org, first: date, last: date) -> dict[str, EnvoyDone]:
    """Logs where there are logs; what a clerk typed into the ledger counts by its own words."""
    found: dict[str, EnvoyDone] = defaultdict(EnvoyDone)
    points, accepted = month.points_of(org), set()
    for log in _approved(OpenForm.objects.filter(org=org, key=ENVOY_LOG.key)):
        accepted.add(log.submission.record_id)
        if log.served_on is None or not first <= log.served_on <= last or log.submission.link is None:
            continue
        own = found[log.submission.link.name]
        own.points += month.log_points(log, points)
        if log.submission.received_at <= month.closing(Period.month(log.served_on.year, log.served_on.month)):
            own.months.add(log.served_on.month)
    rows = access.records(LEDGERS[SERVICES], org).filter(org=org, served_on__gte=first, served_on__lte=last)
    for row in rows:
        own = found[row.envoy_name]
        own.services += 1
        own.places.add(compared(row.place))
        if row.pk not in accepted:
            own.points += points.get(row.mode, 0)
            if row.is_on_platform:
                own.months.add(row.served_on.month)
    return found


def _approved(forms: Iterable[OpenForm]) -> Iterable[VisitLog]:
    for form in forms:
        yield from logs_of(form, state=Submission.State.ACCEPTED)


def _agreed(org: Org, first: date, last: date) -> dict[str, int]:
    """Services agreed on for the days of the period that lie within agreements; who has agreed on no number is not here."""
    found: dict[str, int] = defaultdict(int)
    rows = access.records(LEDGERS[AGREEMENTS], org).filter(org=org, started_on__lte=last, due_on__gte=first)
    for row in rows.exclude(services_a_year=None):
        end = row.due_on if row.settled_on is None or row.stage == "renewed" else min(row.due_on, row.settled_on)
        days = (min(end, last) - max(row.started_on, first) + timedelta(days=1)).days
        found[row.envoy_name] += row.services_a_year * max(days, 0)
    return {name: days // YEAR for name, days in found.items()}
