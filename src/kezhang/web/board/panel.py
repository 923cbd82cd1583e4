"""数字来历: the panel behind every number, name and target: what it is, how it is counted, its months, its tasks, its records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from kezhang.catalogue import INDICATORS
from kezhang.collection.assigning.offices import shares_of_offices
from kezhang.collection.claiming import notes_within
from kezhang.indicators import own_indicators
from kezhang.indicators.indicator import AnyIndicator, Figure, Indicator
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb
from kezhang.orgs.scope import several_bureaus
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here
from kezhang.quantities.dates import parse_moment
from kezhang.quantities.periods import Period
from kezhang.quantities.typed_numbers import year_number
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.one_state import one_state
from kezhang.records.local_time import aware
from kezhang.records.selection import shortened
from kezhang.records.web.version_lines import VersionTable, version_lines
from kezhang.reports.drafting.figures import define
from kezhang.reports.frozen.movement import between
from kezhang.targets.causes import latest_causes
from kezhang.targets.models import PROGRESS_ENTRIES, TARGETS
from kezhang.targets.progress import Progress, progress, targets_in_force
from kezhang.web.board.curves import spark

#: Records the panel lists; the whole set is one click further.
LISTED = 100


@dataclass(frozen=True)
class PanelTask:
    """One task on the indicator: where it stands, and its versions side by side where it has had several."""

    line: Progress
    versions: VersionTable | None


@require_GET
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator for the bureau and date in view, as known now or on a moment that is asked for."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    indicator = indicator_seen(slug, org)
    year, stretch = request.GET.get("year", ""), request.GET.get("period", "")
    try:
        period = Period.year_of(year_number(year)) if year else indicator.usual_period(org, as_of)
    except ValueError as fault:
        return render(request, "web/_refused.html", {"fault": f"年份“{shortened(year)}”{fault}。"}, status=422)
    try:
        period = Period.parse(stretch) if stretch else period
    except ValueError as fault:
        return render(
            request, "web/_refused.html", {"fault": f"期间“{shortened(stretch)}”没有读懂：{fault}。"}, status=422
        )
    asked = request.GET.get("known_on", "")
    try:
        known_on = aware(parse_moment(asked)) if asked else None
    except ValueError as fault:
        return render(request, "web/_refused.html", {"fault": f"时刻“{shortened(asked)}”{fault}。"}, status=422)
    return panel(request, indicator, period, known_on)


def indicator_seen(slug: str, org: Org) -> AnyIndicator:
    """An indicator of the catalogue, or one that this bureau has set itself. Raises Http404."""
    indicator = INDICATORS.get(slug)
    if indicator is None or (slug.startswith("own-") and not own_indicators.may_be_seen(slug, org)):
        raise Http404
    return indicator


def panel(
    request: HttpRequest, indicator: AnyIndicator, period: Period, known_on: datetime | None = None, fault: str = ""
) -> HttpResponse:
    """The panel, with what was refused where something was sent to it."""
    with one_state():
        return _panel(request, indicator, bureau_in_view(request), period, as_of_in_view(request), known_on, fault)


def _panel(
    request: HttpRequest,
    indicator: AnyIndicator,
    org: Org,
    period: Period,
    as_of: date,
    known_on: datetime | None,
    fault: str,
) -> HttpResponse:
    found, bureaus = indicator.figure(org, period, as_of, known_on), several_bureaus(org)
    now = indicator.figure(org, period, as_of) if known_on else found
    pairs = zip(found.parts or (found,), now.parts or (now,), strict=True) if known_on else ()
    moved = [between(*pair) for pair in pairs if pair[0].records is not None]
    tasks = [] if known_on else _tasks(indicator, org, period, found)
    return render(
        request,
        "web/_figure.html",
        {
            "figure": found,
            "now": now,
            "known_on": known_on,
            "asked": localtime(known_on).isoformat(sep=" ", timespec="minutes")[:16] if known_on else "",
            "movements": [each for each in moved if each.causes or each.before != each.after],
            "definition": define(indicator),
            "spark": spark(indicator, org, period, as_of, known_on),
            "parts": [(part, _rows(part, bureaus)) for part in (found.parts or (found,)) if part.records is not None],
            "bureaus": bureaus,
            "claims": notes_within(org).get((org.code, indicator.slug, period.year), ()),
            "period": period,
            "tasks": tasks,
            "office_shares": shares_of_offices(org, period.first.year).filter(assignment__indicator=indicator.slug)
            if tasks
            else [],
            "cause": latest_causes(org, as_of).get(indicator.slug) if tasks else None,
            "may_explain": bool(tasks) and may_here(request, Verb.WRITE, access.matter(PROGRESS_ENTRIES, None)),
            "fault": fault,
            "typed": {name: request.POST.get(name, "") for name in ("cause", "next_step")},
        },
        status=422 if fault else 200,
    )


def _tasks(indicator: AnyIndicator, org: Org, period: Period, found: Figure) -> list[PanelTask]:
    """The tasks of the year on this indicator; one for another stretch is held against its own figure."""
    lines = []
    for target in targets_in_force(org, found.as_of):
        if target.indicator == indicator.slug and target.year == period.first.year:
            own = found if target.period == period else indicator.figure(org, target.period, found.as_of)
            lines.append(PanelTask(progress(target, own, found.as_of), version_lines(TARGETS, target, org)))
    return lines


def _rows(part: Figure, bureaus: Sequence[Org]) -> dict:
    """A part's records with what each brings, the largest first; with whose they are where there are several bureaus."""
    assert isinstance(part.indicator, Indicator)
    ledger: Ledger = part.indicator.over
    assert part.records is not None
    records = part.records.select_related("org") if bureaus else part.records
    count = part.records.count()
    columns = [ledger.column(n) for n in ledger.list_columns[:4]]
    return {
        "ledger": ledger,
        "columns": columns,
        "count": count,
        "rows": [
            (record, part.indicator.unit.number(brings, 6), [c.text(record) for c in columns])
            for record, brings in part.indicator.measure.largest(records, LISTED)
        ],
        "unit": part.indicator.unit.label,
        "more": max(0, count - LISTED),
    }
