"""遗留: files that no row points to, and imports that nobody confirmed; named, and cleaned when asked.

A power cut between a file and its row leaves the file, a closed browser leaves the preview. Neither is
a fault of the data; both may hold personal data that nobody keeps on purpose.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from kezhang.jobs import queue
from kezhang.jobs.models import Job
from kezhang.orgs.models import Org, User
from kezhang.records.local_time import moment_text
from kezhang.records.models import Batch
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author

#: Imports in the log of changes, for what happens to a batch as such.
SUBJECT = "imports"
#: Where jobs keep their files, and how long it may take from a file to its row.
JOBS, BEING_LAID_DOWN = "jobs/", timedelta(minutes=10)
_log = logging.getLogger("kezhang.doctor")


@dataclass(frozen=True)
class Leftover:
    """One thing that nothing needs any more: a file by its path, or a batch."""

    org: Org | None  # a file that no row points to is nobody's
    subject: str
    says: str
    path: str = ""
    batch: Batch | None = None
    job: Job | None = None


def find(days: int, orgs: Iterable[Org] | None = None) -> Iterator[Leftover]:
    """Orphaned files of the whole installation, unless only some bureaus are asked for; then stale batches."""
    if orgs is None:
        for path in _orphans():
            yield Leftover(None, f"文件 {path}", "没有任何记录用到它，可以清理", path=path)
        for job in queue.stuck():
            says = f"{moment_text(job.created_at)}提交，没有后台程序在做，可以清理"
            yield Leftover(None, f"后台任务“{job.subject}”", says, job=job)
    waiting = Batch.objects.filter(state=Batch.State.PLANNED, uploaded_at__lt=timezone.now() - timedelta(days=days))
    for batch in (waiting if orgs is None else waiting.filter(org__in=list(orgs))).select_related("org"):
        day = timezone.localtime(batch.uploaded_at).date()
        yield Leftover(
            batch.org, f"导入批次“{batch.file_name}”", f"{day}上传，超过{days}天没有确认，可以清理", batch=batch
        )


def clean(leftover: Leftover) -> None:
    """Remove an orphaned file, or give up a batch and its file, or a job; said in the log."""
    if leftover.job is not None:
        queue.call_off(leftover.job)
        _log.warning("called off job %s, which nobody did", leftover.job.pk)
        return
    if leftover.batch is not None:
        give_up(leftover.batch, None, "久未确认，清理")
        return
    with chain.all_held():
        if leftover.path not in _named():
            default_storage.delete(leftover.path)
            _log.warning("removed %s, which no row pointed to", leftover.path)


def give_up(batch: Batch, by: User | None, reason: str) -> None:
    """放弃: an import that nobody has confirmed, or rejected rows that nobody will mend; its file goes, the log tells."""
    with chain.held(batch.org):
        batch.refresh_from_db()
        if batch.state != Batch.State.PLANNED:
            return
        before = {"state": str(batch.state), "file": batch.file_name, "sha256": batch.sha256}
        batch.state = Batch.State.DROPPED
        storage, name, batch.file = batch.file.storage, batch.file.name, ""
        if name:
            transaction.on_commit(lambda: storage.delete(name))
        batch.save()
        author = Author(by=by, reason=reason, batch=batch)
        journal.note(batch.org, SUBJECT, 0, before, {"state": str(batch.state)}, author)
    _log.warning("gave up batch %s, which had not been confirmed", batch.pk)


def _orphans() -> list[str]:
    """Files are listed before rows are read, and rows once no step is under way: what is still unnamed is nobody's."""
    listed = [path for folder in _folders() for path in _files_below(folder) if not _is_being_laid_down(path)]
    named = _named()
    if all(path in named for path in listed):
        return []
    with chain.all_held():
        named = _named()
    return [path for path in listed if path not in named]


def _is_being_laid_down(path: str) -> bool:
    """A job's file is written just before its row, and no lock is held meanwhile."""
    return path.startswith(JOBS) and default_storage.get_modified_time(path) > timezone.now() - BEING_LAID_DOWN


def _file_fields() -> list[models.FileField]:
    return [field for model in apps.get_models() for field in model._meta.fields if isinstance(field, models.FileField)]


def _folders() -> list[str]:
    return sorted({PurePosixPath(str(field.upload_to)).parts[0] for field in _file_fields()})


def _named() -> set[str]:
    return {
        name for field in _file_fields() for name in field.model._default_manager.values_list(field.name, flat=True)
    }


def _files_below(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from _files_below(f"{folder}/{name}")
