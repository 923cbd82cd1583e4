"""The month with what is due in it, what is overdue, one's own address for subscribing, and the feed behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kezhang.calendar.feed import AFTER, BEFORE, icalendar
from kezhang.calendar.models import CalendarFeed
from kezhang.calendar.month import first_after, month_of
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, person_of
from kezhang.quantities.periods import Period
from kezhang.records import due_list
from kezhang.records.due_list import DueRecord

#: Overdue things that the page lists.
LATE_SHOWN = 50
#: Events that a feed holds: a prefecture has all its counties' in it.
MOST_IN_FEED = 2000


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """日历: one month of the bureau in view and everything below it."""
    org, as_of, person = bureau_in_view(request), as_of_in_view(request), person_of(request)
    month = month_of(org, _month(request), as_of)
    feed = CalendarFeed.objects.filter(pk=person.pk, is_on=True).first()
    return render(
        request,
        "calendar/calendar.html",
        {
            "month": month,
            "next": None if month.found else first_after(org, month.period, as_of),
            "late": due_list.late(org, as_of, LATE_SHOWN),
            "this_month": Period.month(as_of.year, as_of.month).code,
            "feed": _feed_address(request, feed) if feed else "",
        },
    )


@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """A new secret address for the person; the one before stops working."""
    CalendarFeed.renewed(person_of(request))
    messages.success(request, "已生成新的订阅地址；原来的地址不再有效。")
    return redirect("calendar")


@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """No address at all: whoever has it sees nothing any more."""
    CalendarFeed.objects.filter(pk=person_of(request).pk).update_sealed(is_on=False)
    messages.success(request, "已停止订阅，原来的地址不再有效。")
    return redirect("calendar")


@login_not_required
@require_GET
def feed(request: HttpRequest, key: int, secret: str) -> HttpResponse:
    """订阅: what the person of this address may see, as of today; the address is all that a program needs."""
    person = CalendarFeed.person_at(key, secret)
    if person is None:
        raise Http404
    today, now = timezone.localdate(), timezone.now()
    found = due_list.due_between(person, today - BEFORE, today + AFTER, today, MOST_IN_FEED)

    def address(item: DueRecord) -> str:
        return request.build_absolute_uri(reverse(f"{item.ledger.slug}-record", args=[item.record.pk]))

    content = icalendar(found, person, now, address)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="kezhang.ics"'},
    )


def _month(request: HttpRequest) -> Period:
    """The month asked for, else that of the date in view; what is no month is said."""
    as_of = as_of_in_view(request)
    own = Period.month(as_of.year, as_of.month)
    if not (typed := request.GET.get("month", "").strip()):
        return own
    try:
        asked = Period.parse(typed)
    except ValueError:
        asked = own
        messages.error(request, f"“{typed[:20]}”不是月份，应如 2024-07；下面是{own.label}。")
    return asked if asked.kind == "month" else Period.month(asked.year, asked.first.month)


def _feed_address(request: HttpRequest, feed: CalendarFeed) -> str:
    """The same whatever bureau and date are looked at: they are no part of it."""
    page = reverse("calendar-feed", args=[feed.pk, feed.secret]).removeprefix(get_script_prefix())
    return request.build_absolute_uri(f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/{page}")
