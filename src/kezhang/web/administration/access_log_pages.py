"""访问日志: what auditors look through: logins and failures, what was taken along, who looked at personal data, who changed people."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import AccessEvent
from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.quantities.dates import parse_date
from kezhang.records.local_time import moment_text
from kezhang.records.web.pages import download
from kezhang.records.workbook_writer import Sheet, workbook
from kezhang.web.choices import known_choice

ROWS = 100
#: As many as a sheet is looked through with.
MOST = 50_000
BOUNDS = (("first", "起始日期"), ("last", "截止日期"))


@require_GET
def events_page(request: HttpRequest) -> HttpResponse:
    found = _asked(request)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    said = request.GET.copy()
    said.pop("page", None)
    context = {"page": page, "kinds": Kind.choices, "said": request.GET, "address": said.urlencode()}
    return render(request, "administration/events.html", context)


@require_GET
def events_file(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook; that they were taken along is noted too."""
    org, found = bureau_in_view(request), _asked(request)
    count = found.count()
    content = workbook(
        [
            Sheet(
                "访问日志",
                ["时间", "单位", "人员", "网络地址", "事项", "内容", "序号", "校验值"],
                _rows(found[:MOST]),
                below=[f"共{count}条，只列最新的{MOST}条，请按日期分次导出。"] if count > MOST else [],
                widths=(18, 20, 14, 16, 14, 70, 8, 24),
            )
        ]
    )
    access_log.note(request, Kind.AUDIT, org, f"导出访问日志{min(count, MOST)}条")
    return download(content, "访问日志.xlsx")


def _rows(found: QuerySet[AccessEvent]) -> Iterator[tuple[Any, ...]]:
    for event in found:
        yield (
            moment_text(event.at), event.org.name if event.org else "", event.person_name, event.address,
            event.get_kind_display(), event.says, event.sequence, event.digest,
        )  # fmt: skip


def _asked(request: HttpRequest) -> QuerySet[AccessEvent]:
    """The entries of the bureau in view and below it that the address asks for; a condition that cannot be read is told."""
    found, org = access_log.events(person_of(request)), bureau_in_view(request)
    if not request.GET.get("everywhere"):
        found = found.filter(org__prefix__startswith=org.prefix)
    if kind := known_choice(request, "kind", set(Kind.values)):
        found = found.filter(kind=kind)
    if words := request.GET.get("q", "").strip()[:100]:
        typed = Q(person_name__icontains=words) | Q(says__icontains=words) | Q(address__icontains=words)
        found = found.filter(typed | Q(person__username__icontains=words))
    for name, label in BOUNDS:
        if (day := _day(request, name, label)) is not None:
            start = timezone.make_aware(datetime.combine(day, time.min))
            found = found.filter(at__gte=start) if name == "first" else found.filter(at__lt=start + timedelta(days=1))
    return found


def _day(request: HttpRequest, name: str, label: str) -> date | None:
    typed = request.GET.get(name, "").strip()
    try:
        return parse_date(typed) if typed else None
    except ValueError as fault:
        messages.error(request, f"{label}“{typed[:20]}”没有读懂：{fault}。下面没有按它筛选。")
        return None
