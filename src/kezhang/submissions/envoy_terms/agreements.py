"""特派员协议的履行: each agreement with the villages it serves, the services there were, and what is under way about it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.submissions.envoy_terms.models import TenureCase

AGREEMENTS, ENVOYS, PAIRINGS = "envoy-agreements", "envoys", "village-pairings"
SERVICES, ASSESSMENTS = "envoy-services", "envoy-assessments"
IN_FORCE = "in_force"
#: Days of a year, for what is agreed on a year.
YEAR = 365
#: Told as soon to end as its ledger tells it.
AHEAD = LEDGERS[AGREEMENTS].due[0].ahead


@dataclass(frozen=True)
class EnvoyTerm:
    """一份协议的履行情况, as of a day."""

    agreement: Any
    day: date
    services: int  # recorded within its days, up to the day
    villages: tuple[Any, ...]  # the pairings in force
    case: TenureCase | None  # what waits to be decided

    @property
    def agreed(self) -> int | None:
        """What should have been by the day, rounded down; unknown where nothing was agreed on."""
        a_year = self.agreement.services_a_year
        if a_year is None:
            return None
        gone = (min(self.day, self.agreement.due_on) - self.agreement.started_on).days + 1
        return a_year * max(gone, 0) // YEAR

    @property
    def days_left(self) -> int:
        return (self.agreement.due_on - self.day).days

    @property
    def is_open(self) -> bool:
        return self.agreement.stage == IN_FORCE

    @property
    def is_late(self) -> bool:
        return self.is_open and self.days_left < 0

    @property
    def is_near(self) -> bool:
        return self.is_open and 0 <= self.days_left <= AHEAD


def signed_after(org: Org, day: date) -> int:
    """How many agreements the bureau has signed since: none of the day is not none at all."""
    return access.records(LEDGERS[AGREEMENTS], org).filter(org=org, signed_on__gt=day).count()


def terms(org: Org, day: date) -> list[EnvoyTerm]:
    """The bureau's agreements, what has to be done first: overdue, ending soon, running, settled."""
    rows = list(access.records(LEDGERS[AGREEMENTS], org).filter(org=org, signed_on__lte=day))
    served: dict[str, list[date]] = defaultdict(list)
    for name, on in access.records(LEDGERS[SERVICES], org).filter(org=org).values_list("envoy_name", "served_on"):
        served[name].append(on)
    paired = villages_by_envoy(org, day)
    cases = {each.agreement: each for each in TenureCase.objects.filter(org=org, state=TenureCase.State.PROPOSED)}
    found = []
    for row in rows:
        last = min(day, row.due_on)
        count = sum(row.started_on <= on <= last for on in served[row.envoy_name])
        villages = tuple(each for each in paired.get(row.envoy_name, ()) if not _is_handed_over(row, each, day))
        found.append(EnvoyTerm(row, day, count, villages, cases.get(row.pk)))
    return sorted(found, key=lambda term: (not term.is_open, term.agreement.due_on, term.agreement.pk))


def _is_handed_over(agreement: Any, pairing: Any, day: date) -> bool:
    """Whoever leaves is not there any more on the day itself, which else is a pairing's last."""
    return agreement.stage == "exited" and pairing.ended_on is not None and pairing.ended_on <= day


def villages_by_envoy(org: Org, day: date) -> dict[str, list[Any]]:
    """The pairings that run on a day, by whose they are."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in access.records(LEDGERS[PAIRINGS], org).filter(org=org, started_on__lte=day):
        if row.ended_on is None or row.ended_on >= day:
            found[row.envoy_name].append(row)
    return found


def villages_of(org: Org, name: str, day: date) -> list[Any]:
    """The pairings of one envoy that run on a day."""
    return villages_by_envoy(org, day).get(name, [])


def last_assessment(org: Org, name: str) -> Any:
    """The newest yearly one, or None."""
    rows = access.records(LEDGERS[ASSESSMENTS], org).filter(org=org, envoy_name=name)
    return rows.order_by("-year").first()
