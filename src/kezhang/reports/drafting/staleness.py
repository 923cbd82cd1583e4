"""台账是否跟上: whether the newest record a report could rest on is much older than its date."""

from datetime import date, timedelta

from django.db.models import Max

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.quantities.dates import chinese_date
from kezhang.records import access
from kezhang.targets.models import TARGETS

#: Work is entered at least once in so many days.
DAYS = 45


def stale(org: Org, as_of: date) -> list[str]:
    """A sentence where nothing is newer than so many days before the date; none for a bureau without records."""
    newest = None
    for ledger in LEDGERS.values():
        if ledger is TARGETS:
            continue
        records = access.records(ledger, org).filter(**{f"{ledger.dated_by}__lte": as_of})
        found = records.aggregate(newest=Max(ledger.dated_by))["newest"]
        newest = max(filter(None, (newest, found)), default=None)
    if newest is None or as_of - newest <= timedelta(days=DAYS):
        return []
    days = (as_of - newest).days
    return [f"台账里最近的记录是{chinese_date(newest)}的，比截至日期早{days}天，可能有未录入的工作"]
