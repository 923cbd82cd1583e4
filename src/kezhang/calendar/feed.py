"""iCalendar: what becomes due as events of whole days, for the calendars of phones and office programs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from kezhang.orgs.models import User
from kezhang.records.due_list import DueList, DueRecord

#: How far back and ahead a subscribed calendar reaches.
BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
#: So often a program is asked to look again.
REFRESHED = timedelta(hours=6)


def icalendar(found: DueList, person: User, now: datetime, address: Callable[[DueRecord], str]) -> bytes:
    """The feed; ``address`` says where a record is looked at."""
    calendar = Calendar()
    calendar.add("prodid", "-//kezhang//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "科账到期事项")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for item in found:
        calendar.add_component(_event(item, person, now, address(item)))
    return calendar.to_ical()


def _event(item: DueRecord, person: User, now: datetime, url: str) -> Event:
    event = Event()
    bureau = item.record.org
    elsewhere = f"（{bureau.name}）" if bureau.pk != person.org_id else ""
    event.add("uid", f"{item.ledger.slug}-{item.record.pk}-{item.due.field}@kezhang")
    event.add("dtstamp", now)
    event.add("dtstart", item.day)
    event.add("dtend", item.day + timedelta(days=1))
    event.add("summary", f"{item.says}：{item.record}{elsewhere}")
    event.add("description", item.due.todo)
    event.add("categories", [item.ledger.label])
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
