"""特派员的月份: who has logged, who was served, what points that makes; as of the closing, and as it is known now.

A month closes five days after its end, when telephones have delivered what was written in the field. What arrives
later counts in the ledger and no more in the rate of that month.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.submissions.envoys.logs import VisitLog, logs_of
from kezhang.submissions.models import OpenForm, PointRule, Submission

#: Days after a month's end in which what was written in it may still come in.
GRACE = timedelta(days=5)
#: What the bureau gives unless it has set its own: an act, its Chinese, points.
USUAL_POINTS = {
    "onsite": ("现场服务一次", 5),
    "remote": ("远程服务一次", 2),
    "training": ("培训一次", 6),
    "venture": ("创业带动一次", 8),
    "confirmed": ("村里确认一次，另加", 2),
    "prompt": ("七天内填报一次，另加", 1),
}


@dataclass(frozen=True)
class EnvoyMonth:
    """One envoy's month."""

    name: str
    logged: int  # all that stands
    approved: int
    confirmed: int
    late: int
    points: int
    is_filled: bool  # an approved log of the month that came in before its closing


@dataclass(frozen=True)
class MonthOfLogs:
    """一个月的填报: the envoys on duty, the rate, and the villages."""

    period: Period
    closes_at: datetime
    is_closed: bool
    envoys: list[EnvoyMonth]
    paired: int  # farming villages with an envoy in force
    served: int  # of these, those in which a service of the period is recorded
    villages: int  # all farming villages

    @property
    def filled(self) -> int:
        return sum(each.is_filled for each in self.envoys)

    @property
    def rate(self) -> Decimal | None:
        """平台填报率; unknown where nobody is on duty."""
        return percent(self.filled, len(self.envoys))

    @property
    def coverage(self) -> Decimal | None:
        return percent(self.paired, self.villages)

    @property
    def real_coverage(self) -> Decimal | None:
        """By service: paired and really served in the period."""
        return percent(self.served, self.villages)


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1")) if whole else None


def closing(period: Period) -> datetime:
    return timezone.make_aware(datetime.combine(period.last + GRACE, time.max))


def month_of(org: Org, period: Period, form: OpenForm | None) -> MonthOfLogs:
    """Measured over logs, pairings and services; envoys who are on duty on the last day."""
    logs = defaultdict(list)
    for log in logs_of(form) if form is not None else ():
        if log.served_on is not None and period.first <= log.served_on <= period.last and log.submission.link:
            logs[log.submission.link.name].append(log)
    points, closes_at = points_of(org), closing(period)
    names = on_duty(org, period.last)
    envoys = [_envoy(name, logs.get(name, []), points, closes_at) for name in names]
    paired, served, villages = _villages(org, period)
    return MonthOfLogs(period, closes_at, timezone.now() > closes_at, envoys, paired, served, villages)


def on_duty(org: Org, day: date) -> list[str]:
    """The envoys on duty as the very indicator counts them."""
    return sorted({str(row.name) for row in _counted("envoys", org, day)})


def _counted(slug: str, org: Org, day: date) -> list[Any]:
    """The very records that an indicator of a stock counts on a day."""
    return list(INDICATORS[slug].figure(org, Period.to_date(day), day).records)


def _envoy(name: str, logs: list[VisitLog], points: dict[str, int], closes_at: datetime) -> EnvoyMonth:
    standing = [log for log in logs if log.submission.state not in ("withdrawn", "refused")]
    approved = [log for log in standing if log.submission.state == Submission.State.ACCEPTED]
    return EnvoyMonth(
        name, len(standing), len(approved), sum(log.is_confirmed for log in approved),
        sum(log.is_late for log in standing), sum(log_points(log, points) for log in approved),
        any(log.submission.received_at <= closes_at for log in approved),
    )  # fmt: skip


def log_points(log: VisitLog, points: dict[str, int]) -> int:
    modes = LEDGERS["envoy-services"].column("mode").choices
    mode = next((value for value, label in modes.items() if label == log.mode), "")
    made = points.get(str(mode), 0)
    made += points["confirmed"] if log.is_confirmed else 0
    return made + (points["prompt"] if not log.is_late else 0)


def points_of(org: Org) -> dict[str, int]:
    """What the bureau gives for what."""
    own = dict(PointRule.objects.filter(org=org).values_list("act", "points"))
    return {act: own.get(act, usual) for act, (_, usual) in USUAL_POINTS.items()}


def _villages(org: Org, period: Period) -> tuple[int, int, int]:
    """Farming villages that are paired, that were really served, and all; each village once."""
    paired = {compared(row.village_name) for row in _counted("villages-served", org, period.last)}
    rows = access.records(LEDGERS["envoy-services"], org).filter(
        org=org, served_on__gte=period.first, served_on__lte=period.last
    )
    places = {compared(place) for place in rows.values_list("place", flat=True)}
    served = {village for village in paired if any(is_in(village, place) for place in places)}
    return len(paired), len(served), len(_counted("agricultural-villages", org, period.last))


def is_in(village: str, place: str) -> bool:
    """A place is the village itself, or says more of where in it."""
    return place == village or place.startswith(village)
