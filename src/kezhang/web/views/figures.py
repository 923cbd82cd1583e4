"""The board, and the panel behind every number.

Any number on a page opens the same panel: what it is, how it is counted, its months, its
records.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from kezhang.catalogue import INDICATORS
from kezhang.indicators import own_indicators
from kezhang.indicators.indicator import AnyIndicator, Figure, Indicator
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here
from kezhang.quantities.dates import parse_moment
from kezhang.quantities.periods import Period
from kezhang.quantities.typed_numbers import year_number
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.one_state import one_state
from kezhang.records.local_time import aware
from kezhang.records.selection import shortened
from kezhang.reports.drafting.figures import define
from kezhang.reports.figure_kinds.kind import UNKNOWN
from kezhang.reports.frozen.movement import between
from kezhang.targets.progress import Light, Progress, board
from kezhang.web.choices import known_choice
from kezhang.web.workbench.suggested_date import day_with_something

#: Records the panel lists; the whole set is one click further.
LISTED = 100
WIDTH, HEIGHT = 96, 24


@dataclass(frozen=True)
class Bar:
    """A completion bar as drawn: the done share and the expected mark, out of 100."""

    done: float
    expected: float | None


@dataclass(frozen=True)
class Spark:
    """A curve over the months, as the points of an SVG line."""

    points: str
    last: str
    months: tuple[tuple[date, str], ...]


@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """进度: one line per target with its light."""
    org = bureau_in_view(request)
    as_of = as_of_in_view(request)
    lines = board(org, as_of)
    chosen = known_choice(request, "light", {light.code for light in Light})
    counts = [(light, sum(line.light is light for line in lines)) for light in Light]
    return render(
        request,
        "web/board.html",
        {
            "lines": [(line, bar(line)) for line in lines if not chosen or line.light.code == chosen],
            "counts": [(light, n) for light, n in counts if n],
            "chosen": chosen,
            "time_share": lines[0].time_share if lines else None,
            "total": len(lines),
            "own": [each.figure(org, Period.year_of(as_of.year), as_of) for each in own_indicators.of(org)],
            "elsewhen": None if lines else day_with_something(org),
            "may_write": may_here(request, Verb.WRITE),
        },
    )


@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """The months of every line of the board, fetched after the page stands."""
    org = bureau_in_view(request)
    as_of = as_of_in_view(request)
    slugs = {line.target.indicator: line.target.period for line in board(org, as_of)}
    sparks = {slug: spark(INDICATORS[slug], org, period, as_of) for slug, period in slugs.items()}
    return render(request, "web/_trends.html", {"sparks": {s: v for s, v in sparks.items() if v}})


@require_GET
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    """The panel: one indicator for the bureau and date in view, as known now or on a moment that is asked for."""
    indicator, org = INDICATORS.get(slug), bureau_in_view(request)
    if indicator is None or (slug.startswith("own-") and not own_indicators.may_be_seen(slug, org)):
        raise Http404
    as_of = as_of_in_view(request)
    year = request.GET.get("year", "")
    try:
        period = Period.year_of(year_number(year)) if year else indicator.usual_period(org, as_of)
    except ValueError as fault:
        return render(request, "web/_refused.html", {"fault": f"年份“{shortened(year)}”{fault}。"}, status=422)
    asked = request.GET.get("known_on", "")
    try:
        known_on = aware(parse_moment(asked)) if asked else None
    except ValueError as fault:
        return render(request, "web/_refused.html", {"fault": f"时刻“{shortened(asked)}”{fault}。"}, status=422)
    with one_state():
        return _panel(request, indicator, org, period, as_of, known_on)


def _panel(
    request: HttpRequest, indicator: AnyIndicator, org: Org, period: Period, as_of: date, known_on: datetime | None
) -> HttpResponse:
    found = indicator.figure(org, period, as_of, known_on)
    now = indicator.figure(org, period, as_of) if known_on else found
    pairs = zip(found.parts or (found,), now.parts or (now,), strict=True) if known_on else ()
    moved = [between(*pair) for pair in pairs if pair[0].records is not None]
    return render(
        request,
        "web/_figure.html",
        {
            "figure": found,
            "now": now,
            "known_on": known_on,
            "asked": localtime(known_on).isoformat(timespec="minutes")[:16] if known_on else "",
            "movements": [each for each in moved if each.causes or each.before != each.after],
            "definition": define(indicator),
            "spark": spark(indicator, org, period, as_of, known_on),
            "parts": [(part, _rows(part)) for part in (found.parts or (found,)) if part.records is not None],
            "period": period,
        },
    )


def bar(line: Progress) -> Bar | None:
    if line.rate is None:
        return None
    return Bar(float(min(line.rate, Decimal(1)) * 100), None if line.expected is None else float(line.expected * 100))


def spark(indicator, org, period: Period, as_of: date, known_on: datetime | None = None) -> Spark | None:
    """The cumulated months; only what is measured directly has them."""
    if not isinstance(indicator, Indicator):
        return None
    series = indicator.by_month(org, period, as_of, known_on)
    known = [(place, value) for place, (_, value) in enumerate(series) if value is not None]
    top = max((value for _, value in known), default=Decimal(0))
    if len(known) < 2 or not top:
        return None
    step = WIDTH / (len(series) - 1)
    places = [f"{i * step:.1f},{HEIGHT - 2 - float(value / top) * (HEIGHT - 4):.1f}" for i, value in known]
    months = tuple((month, UNKNOWN if value is None else indicator.unit.write(value)) for month, value in series)
    return Spark(" ".join(places), places[-1], months)


def _rows(part: Figure) -> dict:
    """A part's records with what each brings, the largest first."""
    assert isinstance(part.indicator, Indicator)
    ledger: Ledger = part.indicator.over
    assert part.records is not None
    count = part.records.count()
    columns = [ledger.column(n) for n in ledger.list_columns[:4]]
    return {
        "ledger": ledger,
        "columns": columns,
        "count": count,
        "rows": [
            (record, part.indicator.unit.number(brings, 6), [c.text(record) for c in columns])
            for record, brings in part.indicator.measure.largest(part.records, LISTED)
        ],
        "unit": part.indicator.unit.label,
        "more": max(0, count - LISTED),
    }
