"""接着填: what a form was filled with before and not saved, offered when it is opened and given back when asked for."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.returning import AGAIN
from kezhang.form_drafts.tickets import ticket_for
from kezhang.orgs.models import Org, User


@dataclass(frozen=True)
class FormOffer:
    """What a form shows of it, and the ticket that it carries."""

    page: str
    ticket: str
    kept: FormDraft | None = None  # offered
    given_back: QueryDict | None = None  # asked for: stands in the form again


def page_of(request: HttpRequest, org: Org) -> str:
    """Which form it is: the bureau, and the address within it."""
    return f"{org.code}{request.path_info}"


def offered(request: HttpRequest, person: User, org: Org) -> FormOffer:
    """For the form at this address, of this bureau."""
    page = page_of(request, org)
    ticket = ticket_for(person, page)
    if request.method == "POST":
        return FormOffer(page, ticket)
    kept = FormDraft.find(person, page)
    if kept is not None and request.GET.get(AGAIN):
        return FormOffer(page, ticket, given_back=kept.posted)
    return FormOffer(page, ticket, kept)
