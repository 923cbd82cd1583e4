"""到期清除: what a form has promised: after its term words, files and key go; number, dates, states and counts stay.

Runs every night. On SQLite freed pages are overwritten and the write-ahead log is emptied, so that not even a dump of
the file has anything left to be read with the installation's key.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.seals.sealed import seal
from kezhang.submissions.inbox.handling import SUBJECT
from kezhang.submissions.models import OpenForm, Submission

#: How the log names who did it.
BY_TERM = "按期清除"


def due(now: datetime | None = None) -> list[Submission]:
    """Those whose term is over: counted from the decision, else from the receipt."""
    now = now or timezone.now()
    found = []
    for form in OpenForm.objects.all():
        until = now - timedelta(days=form.term_days)
        kept = Submission.objects.filter(form=form, erased_at__isnull=True).select_related("org", "key", "form")
        found += [each for each in kept.filter(received_at__lt=until) if (each.decided_at or each.received_at) < until]
    return found


def erase(submissions: list[Submission]) -> int:
    """Erase these; how many were."""
    done = 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
    for each in submissions:
        done += _erase(each)
    if done:
        _empty_the_log()
    return done


def _erase(submission: Submission) -> int:
    with chain.held(submission.org):
        locked = Submission.objects.select_for_update(of=("self",)).select_related("org", "key").get(pk=submission.pk)
        if locked.erased_at is not None:
            return 0
        before: dict[str, Any] = {"label": locked.shown_number, "state": str(locked.state), "erased": False}
        for file in locked.files.all():
            transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)))
        locked.files.all().delete_sealed()
        # The rows stay, empty: how many revisions there were is a count, and no content.
        locked.revisions.update_sealed(content=b"", token="")
        locked.moves.update(says="")
        seal(locked.moves.all())
        key, locked.key, locked.erased_at = locked.key, None, timezone.now()
        locked.save()
        if key is not None:
            key.delete()
        author = Author(by=None, name=BY_TERM, reason=BY_TERM)
        journal.note(locked.org, SUBJECT, locked.pk, before, {**before, "erased": True}, author)
    return 1


def _empty_the_log() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
