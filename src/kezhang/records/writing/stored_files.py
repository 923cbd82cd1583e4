"""随写入保存的文件: files that belong to a step, and go when the step does not happen.

A database takes back what a failed step wrote; a folder does not, so whoever writes a file
inside a step writes it by ``keep``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

#: Files that the innermost step under way has written.
_written: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("written", default=None)


def keep(file: FieldFile, name: str, content: bytes) -> None:
    """Write a file for a row that is stored right after, within the same step.

    What the row pointed to before goes once the step is certain.
    """
    storage, former = file.storage, file.name
    file.save(name, ContentFile(content), save=False)
    written = _written.get()
    if written is not None:
        written.append((storage, file.name or ""))
    if former:
        transaction.on_commit(lambda: storage.delete(former))


@contextmanager
def removed_on_failure() -> Iterator[None]:
    """Around a step's transaction: if it fails, the files it wrote are removed with it."""
    outer = _written.get()
    mine: list[tuple[Storage, str]] = []
    token = _written.set(mine)
    try:
        yield
    except BaseException:
        for storage, name in mine:
            storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(mine)
