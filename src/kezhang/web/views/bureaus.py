"""The switch of bureau and date in the top bar, and how a bureau is found by typing."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET

from kezhang.name_search.pinyin import initials
from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import visible_orgs
from kezhang.orgs.viewing import DAY_WANTED, person_of, standpoint_of, typed_day
from kezhang.web.standpoint import address, page_of, root_of

#: Bureaus that are offered while somebody types.
OFFERED = 20
#: Pages that every bureau has. From any other page, a switch of bureau leads to the page of these that it lies below.
EVERY_BUREAUS = {
    "home", "board", "checks", "ledgers", "search", "reports", "promises", "tokens", "report-templates", "paper-settings",
    "read-documents", "calendar", "administration", "people", "offices", "bureaus", "access-log", "permissions",
}  # fmt: skip


@require_GET
def switch(request: HttpRequest) -> HttpResponse:
    """The page one was ``at``, under another bureau or date: one bureau leads there, several are listed, none is said."""
    before, typed = standpoint_of(request), request.GET.get("org", "").strip()
    if before.org is None:
        return render(request, "web/nowhere.html", status=403)
    wanted = request.GET.get("as_of", "")
    as_of = typed_day(wanted) or before.as_of
    if wanted and typed_day(wanted) is None:
        messages.error(request, f"截至日期“{wanted[:20]}”{DAY_WANTED}；日期没有改变。")
    found = called(_visible(person_of(request)), typed) if typed else [before.org]
    places = [(org, _led_to(request, org, as_of, is_same=org == before.org)) for org in found[: OFFERED + 1]]
    if len(places) == 1:
        return HttpResponseRedirect(places[0][1])
    here = request.GET.get("at", "")  # where one goes on from, should one type again
    context = {"typed": typed, "places": places[:OFFERED], "is_cut": len(places) > OFFERED, "here": here}
    return render(request, "web/bureaus.html", context, status=200 if places else 404)


@require_GET
def suggest_bureau(request: HttpRequest) -> HttpResponse:
    """The bureaus that what was typed may mean, for the list below the top bar's field."""
    typed = next((str(value).strip() for value in request.GET.values()), "")
    found = called(_visible(person_of(request)), typed) if typed else []
    # A browser drops suggestions in which it does not find what was typed: the letters stand in them.
    return render(request, "web/_bureaus.html", {"bureaus": [(org, initials(org.name)) for org in found[:OFFERED]]})


def _visible(person: User) -> Iterable[Org]:
    return visible_orgs(person).select_related("parent")


def called(orgs: Iterable[Org], typed: str) -> list[Org]:
    """The bureaus of this very name or code; without any, those whose name holds it or whose code or initials begin so.

    Names that begin with it come first.
    """
    typed = typed.lower()
    some = list(orgs)
    if exact := [org for org in some if typed in (str(org), org.code, org.name)]:
        return exact
    near = [o for o in some if typed in o.name or o.code.startswith(typed) or initials(o.name).startswith(typed)]
    return sorted(near, key=lambda org: (not org.name.startswith(typed), org.code))


def _led_to(request: HttpRequest, org: Org, as_of: date, *, is_same: bool) -> str:
    """Where one was, under this bureau and date. Only addresses of this site are ever made here."""
    root = root_of(request)
    try:
        parts = urlsplit(request.GET.get("at", ""))
    except ValueError:
        return address(org, as_of, "home/", root)
    page = page_of(parts.path, root)
    shared = page if is_same and _name(page) else _shared(page)
    query = f"?{parts.query}" if parts.query and shared == page else ""
    return address(org, as_of, shared + query, root)


def _shared(page: str) -> str:
    """The nearest page above this one that every bureau has, else the front page."""
    while page.strip("/"):
        name = _name(page)
        if name in EVERY_BUREAUS or name.endswith("-list"):
            return page
        page = page.rstrip("/").rpartition("/")[0] + "/"
    return "/"


def _name(page: str) -> str:
    """What the address is called in the list of addresses; empty where there is no such page."""
    try:
        return resolve(page).url_name or ""
    except Resolver404:
        return ""
