"""待办的种类: which kinds of things there are at all that could wait for a person in a bureau, asked in one statement.

No condition is narrower than that of the list it stands before: what it lets through is asked for as always, and of
what it does not let through there is nothing to list.
"""

from datetime import timedelta
from enum import StrEnum, auto

from django.db import connection
from django.utils import timezone

from kezhang import existence
from kezhang.collection.models import Assignment, Return, Round, Share
from kezhang.collection.rounds.closing import UNSENT
from kezhang.existence import quoted, rows
from kezhang.form_drafts.models import FormDraft
from kezhang.orgs.models import Org, User
from kezhang.records.models import Batch
from kezhang.reports.models import FINAL, Report
from kezhang.submissions.models import Submission, TenureCase
from kezhang.submissions.sending.moving import UNDECIDED
from kezhang.teamwork.models import CalledPerson

#: So long the rows that an import left out are asked for.
UNMENDED = timedelta(days=30)


class WaitingKind(StrEnum):
    """A kind of things a workbench lists, or asks for."""

    RETURNS = auto()
    SENT = auto()
    ROUNDS = auto()
    SHARES = auto()
    OBJECTIONS = auto()
    CALLS = auto()
    REPORTS = auto()
    ANY_REPORT = auto()
    SUBMISSIONS = auto()
    TENURES = auto()
    DRAFTS = auto()
    PLANNED = auto()
    REJECTED = auto()
    BATCHES = auto()


_OURS = f"SELECT id FROM {Round._meta.db_table} WHERE org_id = %(org)s"  # noqa: S608 - names of our own
_HANDED_DOWN = f"SELECT id FROM {Assignment._meta.db_table} WHERE org_id = %(org)s"  # noqa: S608 - likewise
_BELOW = f"SELECT id FROM {Org._meta.db_table} WHERE prefix LIKE %(below)s"  # noqa: S608 - likewise
CONDITIONS: dict[str, str] = {
    WaitingKind.RETURNS: rows(Return, f"org_id = %(org)s AND state IN ({quoted((*UNSENT, Return.State.RETURNED))})"),
    WaitingKind.SENT: rows(Return, f"state = '{Return.State.SENT}' AND round_id IN ({_OURS})"),
    WaitingKind.ROUNDS: rows(Round, f"org_id = %(org)s AND state = '{Round.State.OPEN}'"),
    WaitingKind.SHARES: rows(Share, "org_id = %(org)s AND signed_at IS NULL AND objection = ''"),
    WaitingKind.OBJECTIONS: rows(Share, f"objection <> '' AND assignment_id IN ({_HANDED_DOWN})"),
    WaitingKind.CALLS: rows(CalledPerson, "person_id = %(person)s AND seen_at IS NULL"),
    WaitingKind.REPORTS: rows(
        Report, f"org_id = %(org)s AND state NOT IN ({quoted((*FINAL, Report.State.WITHDRAWN))})"
    ),
    WaitingKind.ANY_REPORT: rows(Report, "org_id = %(org)s"),
    WaitingKind.SUBMISSIONS: rows(Submission, f"org_id = %(org)s AND state IN ({quoted(UNDECIDED)})"),
    WaitingKind.TENURES: rows(TenureCase, f"org_id = %(org)s AND state = '{TenureCase.State.PROPOSED}'"),
    WaitingKind.DRAFTS: rows(FormDraft, "person_id = %(person)s AND page LIKE %(pages)s"),
    WaitingKind.PLANNED: rows(Batch, f"org_id = %(org)s AND state = '{Batch.State.PLANNED}' AND taken_at IS NULL"),
    WaitingKind.REJECTED: rows(
        Batch, f"org_id = %(org)s AND state = '{Batch.State.APPLIED}' AND rejected > 0 AND applied_at >= %(lately)s"
    ),
    WaitingKind.BATCHES: rows(Batch, f"org_id IN ({_BELOW})"),
}


def kinds_there(person: User, org: Org) -> frozenset[str]:
    """The kinds of which there is anything for this person in this bureau."""
    lately = connection.ops.adapt_datetimefield_value(timezone.now() - UNMENDED)
    asked_with = {
        "org": org.pk,
        "person": person.pk,
        "below": f"{org.prefix}%",
        "pages": f"{org.code}/%",
        "lately": lately,
    }
    return existence.there_are(CONDITIONS, asked_with)
