"""暂存凭条: what a form carries that says whose it is and which, signed, so that it holds after the session has ended."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.http import QueryDict

from kezhang.form_drafts.models import FormDraft
from kezhang.orgs.models import User

_SALT = "kezhang.form_drafts"
#: A page that has stood open longer is opened anew.
HOLDS = timedelta(days=7)


@dataclass(frozen=True)
class FormTicket:
    """Whose form it is, and which."""

    person_id: int
    page: str


def ticket_for(person: User, page: str) -> str:
    """What the form carries along."""
    return signing.dumps([person.pk, page], salt=_SALT)


def ticket_in(said: QueryDict) -> FormTicket | None:
    """The ticket of a form that was sent; None for none, one that is not ours, and one of an account that is closed."""
    try:
        person_id, page = signing.loads(said.get("ticket", ""), salt=_SALT, max_age=HOLDS)
    except signing.BadSignature:
        return None
    if not User.objects.filter(pk=person_id, is_active=True).exists():
        return None
    return FormTicket(person_id, page)


def kept_by_ticket(said: QueryDict) -> FormDraft | None:
    """What a form held that could not be taken, kept for whoever typed it; None without a ticket."""
    ticket = ticket_in(said)
    return FormDraft.keep(ticket.person_id, ticket.page, said) if ticket else None
