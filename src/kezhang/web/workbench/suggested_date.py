"""Where to look when the date in view has nothing to show.

It is offered, never switched to unasked.
"""

from datetime import date

from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.reports.models import Report
from kezhang.targets.models import TARGETS


def day_with_something(org: Org) -> date | None:
    """The date of the newest report, else the end of the year of the newest target; None without either."""
    if report := Report.objects.filter(org=org).exclude(state=Report.State.WITHDRAWN).order_by("-as_of").first():
        return report.as_of
    newest = access.records(TARGETS, org).order_by("-effective_on").first()
    return date(newest.effective_on.year, 12, 31) if newest else None
