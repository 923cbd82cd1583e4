"""提前量: working days between two moments, and what a bureau has been asked for lately."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from kezhang.collection.models import ReturnedFigure
from kezhang.orgs.models import Org
from kezhang.records.local_time import day_text

#: Fewer working days than this between asking and the deadline are told to who asks.
LEAST_NOTICE = 3
#: How far back is looked for what bureaus have sent already.
LATELY = timedelta(days=30)
SATURDAY = 5


def working_days(start: date, end: date) -> int:
    """Days from Monday to Friday after ``start`` up to ``end``; public holidays are not known here."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def working_day_after(start: date, count: int) -> date:
    """The working day ``count`` working days after a day."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def warnings(deadline: datetime, opened_at: datetime, indicators: Iterable[str], asked: Iterable[Org]) -> list[str]:
    """What whoever opens a round should know before: short notice, and what was sent a while ago already."""
    found = []
    days = working_days(timezone.localtime(opened_at).date(), timezone.localtime(deadline).date())
    if days < LEAST_NOTICE:
        found.append(f"从开放到截止只有{days}个工作日，不足{LEAST_NOTICE}个工作日。")
    sent = ReturnedFigure.objects.filter(
        item__indicator__in=list(indicators),
        version__answer__org__in=list(asked),
        version__sent_at__gte=opened_at - LATELY,
        version__sent_at__lte=opened_at,
        version__withdrawn_at__isnull=True,
    )
    counted: Counter[str] = Counter()
    newest: dict[str, datetime] = {}
    for figure in sent.select_related("item", "version"):
        label, at = figure.measured.label, figure.version.sent_at
        assert at is not None
        counted[label] += 1
        newest[label] = max(at, newest.get(label, at))
    found += [
        f"“{label}”在{LATELY.days}天内已报过{count}次，最近一次是{day_text(newest[label])}。"
        for label, count in counted.items()
    ]
    return found
