"""写好的报告: the example's half-year report, written once a session, see stored_rows."""

from collections.abc import Callable
from datetime import date

from kezhang.orgs.models import Org, User
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from tests.stored_rows import remembered

JUNE = date(2024, 6, 30)


def half_year_report(org: Org, by: User | None = None, as_of: date = JUNE) -> Report:
    """半年总结和计划 of a bureau, drafted and frozen."""
    writer = by.pk if by else None
    return written_report(f"half-year report {org.pk} {as_of} {writer}", lambda: freezing.half_year(org, as_of, by))


def written_report(name: str, write: Callable[[], Report]) -> Report:
    """What ``write`` writes from the books as they stand."""
    remembered(name, write)
    return Report.objects.latest("pk")
