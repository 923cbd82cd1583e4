"""单位和日期在地址里: every page lives under ``/<bureau>/<date>/``, as if the site stood once for each of them.

The two first parts are taken off the path before an address is looked up, and put before every address that is made
while answering (Django's script prefix). No view, template or redirect has to think of them.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils.encoding import escape_uri_path

from kezhang.orgs.models import Org, User
from kezhang.orgs.viewing import Elsewhere, is_whole_page, own_standpoint, standpoint_at, standpoint_of
from kezhang.submissions.open.door import NAMES

_STANDING = re.compile(r"/([0-9]{6})/([0-9]{4}-[0-9]{2}-[0-9]{2})(?:/(.*))?", re.DOTALL)
#: Names of the addresses that are about no bureau; they are never redirected.
UNPLACED = {"front", "start", "login", "login-code", "logout", "password_change", "calendar-feed"}
#: A query that no browser was asked to carry along; the page tells what is wrong with it without being led on.
LONGEST_QUERY = 4096
#: What is made while answering these leads out of every bureau.
DOORS = {"login", "login-code", "logout", "calendar-feed"}


def address(org: Org | str, as_of: date, page: str, root: str = "/") -> str:
    """The address of a page under a bureau and a date; ``page`` is what the list of addresses calls it.

    >>> address("652799", date(2024, 6, 30), "/board/?light=behind")
    '/652799/2024-06-30/board/?light=behind'
    """
    code = org.code if isinstance(org, Org) else org
    return f"{root}{code}/{as_of.isoformat()}/{page.lstrip('/')}"


def page_of(path: str, root: str = "/") -> str:
    """What is left of a path without its bureau and date.

    >>> page_of("/652799/2024-06-30/board/"), page_of("/board/"), page_of("/652799/2024-06-30")
    ('/board/', '/board/', '/')
    """
    inside = "/" + path.removeprefix(root).lstrip("/")
    found = _STANDING.fullmatch(inside)
    return "/" + (found[3] or "").lstrip("/") if found else inside


def root_of(request: HttpRequest) -> str:
    """Where the whole site stands on its host."""
    return request.META.get("SCRIPT_NAME", "").rstrip("/") + "/"


class StandpointMiddleware:
    """Takes bureau and date off the address, keeps them on the request, and leads addresses without them to their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person, found = request.user, _STANDING.fullmatch(request.path_info)
        standpoint = None
        if isinstance(person, User):
            standpoint = standpoint_at(person, found[1], found[2]) if found else own_standpoint(person)
            if standpoint is None:
                raise Http404
        if found:
            request.path_info = page_of(request.path_info)
        if standpoint is None:
            # Whoever has not logged in is led to the login, whatever the address says; it comes back as ``next``.
            return self.get_response(request)
        request.standpoint = standpoint  # type: ignore[attr-defined]
        before = get_script_prefix()
        if standpoint.org:
            set_script_prefix(address(standpoint.org, standpoint.as_of, "", root_of(request)))
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """A page without bureau and date in its address is led to where it has them; nothing that was sent is lost."""
        name = request.resolver_match.url_name if request.resolver_match else None
        is_outside = (name or "").startswith(NAMES)
        if name in DOORS or is_outside:
            set_script_prefix(root_of(request))
        if not isinstance(request.user, User) or name in UNPLACED or is_outside:
            return None
        standpoint = standpoint_of(request)
        if standpoint.is_in_address or standpoint.org is None or not is_whole_page(request):
            return None
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return None
        return self._led_to(request, standpoint.org)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A page about something of another bureau is led to that bureau's address, so that its frame tells the truth."""
        return self._led_to(request, fault.org) if isinstance(fault, Elsewhere) else None

    def _led_to(self, request: HttpRequest, org: Org) -> HttpResponse:
        # Written anew from what was read: a query typed with bare characters would be encoded twice.
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        page = escape_uri_path(request.path_info) + query
        return HttpResponseRedirect(address(org, standpoint_of(request).as_of, page, root_of(request)))
