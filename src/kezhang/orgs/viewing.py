"""What a person is looking at: which bureau, as of which date. Kept in the session, shown on every page.

A choice outside one's scope is no choice; the own bureau is shown instead.
"""

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import may_write, visible_orgs
from kezhang.quantities.dates import parse_date


def org_in_view(request: HttpRequest) -> Org | None:
    """The bureau chosen in the top bar, else the person's own, else the first one they may see."""
    person = request.user
    assert isinstance(person, User)
    chosen = request.session.get("org")
    visible = visible_orgs(person)
    if chosen and (org := visible.filter(pk=chosen).first()):
        return org
    return person.org or visible.first()


def bureau_in_view(request: HttpRequest) -> Org:
    """The same for a page that is about one bureau. Raises Http404 for a person who may see none."""
    if (org := org_in_view(request)) is None:
        raise Http404
    return org


def as_of_in_view(request: HttpRequest) -> date:
    """截至: the date chosen in the top bar, else today."""
    chosen = request.session.get("as_of")
    return parse_date(chosen) if chosen else timezone.localdate()


def may_write_here(request: HttpRequest) -> bool:
    """Whether the person may add and change records of the bureau in view."""
    person, org = request.user, org_in_view(request)
    assert isinstance(person, User)
    return org is not None and may_write(person, org)
