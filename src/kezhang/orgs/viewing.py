"""What a person is looking at: which bureau, as of which date. Both stand in the address and nowhere else.

Nothing is kept between two requests, so that a link shows the same page to everyone who may see it and two tabs do
not disturb each other.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Matter, Verb, may, prefixes
from kezhang.orgs.scope import the_only_org, visible_orgs
from kezhang.quantities.dates import parse_date

#: What a bureau keeps lies between these days; any other date is a slip of the keyboard.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
DAY_WANTED = f"应为{FIRST_DAY.year}年至{LAST_DAY.year}年之间的日期，例如 2024-06-30"


@dataclass(frozen=True)
class Standpoint:
    """单位和截至日期: from where a page is looked at; without a bureau for a person who may see none."""

    org: Org | None
    as_of: date
    is_in_address: bool = False


class Elsewhere(Exception):
    """The page is about something of another bureau than the address says; it belongs under that bureau's address."""

    def __init__(self, org: Org) -> None:
        self.org = org


def person_of(request: HttpRequest) -> User:
    """Whoever is logged in; asked on pages that nobody else opens."""
    assert isinstance(request.user, User)
    return request.user


def own_standpoint(person: User) -> Standpoint:
    """Where an address without bureau and date is looked at from: the own bureau, else the first visible; today.

    A bureau of invented data opens on the day its data are of.
    """
    own, starts = person.org, prefixes(person, *Verb)
    at_home = own is not None and any(own.prefix.startswith(each) for each in starts)
    org = own if at_home else visible_orgs(person).first()
    return Standpoint(org, (opening_day(org) if org else None) or timezone.localdate())


def opening_day(org: Org) -> date | None:
    """打开日期: the day that invented data are of, so that a demonstration never opens on an empty year."""
    return day_of(settings.KEZHANG_OPENING_DAYS.get(org.code, ""))


def standpoint_at(person: User, code: str, day: str) -> Standpoint | None:
    """What an address says; None for a bureau the person may not see, one that does not exist, and an impossible date."""
    as_of = day_of(day)
    if as_of is None:
        return None
    only = the_only_org(person)
    org = only if only is not None and only.code == code else visible_orgs(person).filter(code=code).first()
    return Standpoint(org, as_of, is_in_address=True) if org else None


def day_of(written: str) -> date | None:
    """A day as addresses write it, 2024-06-30 and in no other way; None if it is none that a bureau can mean."""
    day = typed_day(written)
    return day if day and day.isoformat() == written else None


def typed_day(typed: str) -> date | None:
    """A day as a person types it, 2024-06-30, 2024.6.30 or 2024年6月30日; None if it is none that a bureau can mean."""
    try:
        day = parse_date(typed)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def standpoint_of(request: HttpRequest) -> Standpoint:
    """As the site's middleware found it in the address, else the person's own."""
    return getattr(request, "standpoint", None) or own_standpoint(person_of(request))


def org_in_view(request: HttpRequest) -> Org | None:
    """The bureau in the address, else the person's own, else the first one they may see."""
    return standpoint_of(request).org


def bureau_in_view(request: HttpRequest) -> Org:
    """The same for a page that is about one bureau. Raises Http404 for a person who may see none."""
    if (org := org_in_view(request)) is None:
        raise Http404
    return org


def as_of_in_view(request: HttpRequest) -> date:
    """截至: the date in the address, else today."""
    return standpoint_of(request).as_of


def may_here(request: HttpRequest, verb: Verb, about: Matter | None = None) -> bool:
    """Whether the person may do this to the bureau in view, or to a matter of it."""
    org = org_in_view(request)
    return org is not None and may(person_of(request), verb, replace(about or Matter(org), org=org))


def is_whole_page(request: HttpRequest) -> bool:
    """Fetched to be looked at: neither something that was sent, which must not be lost, nor a part of a page."""
    return request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request")


def look_from(request: HttpRequest, org: Org) -> None:
    """For a page about one thing of a bureau. Raises Elsewhere where its frame would name another bureau."""
    if is_whole_page(request) and org_in_view(request) != org:
        raise Elsewhere(org)
