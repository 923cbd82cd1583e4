"""磁盘写满: no file is ever there by half, and whoever cannot write is told which disk it is and what to do."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage

_FULL = {errno.ENOSPC, errno.EDQUOT}
#: What databases say of their own disk: SQLite, then PostgreSQL.
_DATABASE_FULL = ("database or disk is full", "No space left on device", "could not extend file")
_DATABASE_CLOSED = ("readonly database", "read-only file system")


class WholeFileStorage(FileSystemStorage):
    """Files come under their names once all of them is written; what could not be written whole leaves nothing."""

    def _save(self, name: str, content: Any) -> str:
        begun = str(PurePosixPath(name).with_name(f".{secrets.token_hex(8)}"))
        try:
            super()._save(begun, content)  # type: ignore[misc]
            while True:
                try:
                    os.link(self.path(begun), self.path(name))
                except FileExistsError:
                    name = self.get_available_name(name)
                except OSError:  # a share that has no links
                    os.replace(self.path(begun), self.path(name))
                    return name
                else:
                    return name
        finally:
            with suppress(FileNotFoundError):
                os.unlink(self.path(begun))


def sentence(fault: BaseException) -> str:
    """What somebody is told where a disk is full or closed, however deep below the fault that was seen; "" otherwise."""
    seen: BaseException | None = fault
    while seen is not None:
        if says := _of(seen):
            return says
        seen = seen.__cause__ or seen.__context__
    return ""


def _of(fault: BaseException) -> str:
    from django.db import DatabaseError  # noqa: PLC0415 - settings name this module before they are read

    place = Path(str(getattr(fault, "filename", "") or settings.KEZHANG_HOME))
    if isinstance(fault, OSError) and fault.errno in _FULL:
        return _full(place)
    if isinstance(fault, OSError) and fault.errno == errno.EROFS:
        return _closed(place)
    if isinstance(fault, DatabaseError):
        at = settings.KEZHANG_HOME if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else None
        if any(words in str(fault) for words in _DATABASE_FULL):
            return _full(at)
        if any(words in str(fault) for words in _DATABASE_CLOSED):
            return _closed(at)
    return ""


def _full(place: Path | None) -> str:
    return f"{_disk(place)}已满，这次操作没有保存，先前的数据没有改动。请清理这个磁盘（kezhang doctor --clean 可清理遗留文件），然后重做。"


def _closed(place: Path | None) -> str:
    return f"{_disk(place)}不能写入，这次操作没有保存，先前的数据没有改动。请检查是否被设为只读或没有挂好，然后重做。"


def _disk(place: Path | None) -> str:
    """By where it is mounted, which is what whoever clears it has to look for."""
    if place is None:
        return "数据库服务器的磁盘"
    mounted = place.absolute()
    while not mounted.is_mount() and mounted != mounted.parent:
        mounted = mounted.parent
    return f"{place} 所在的磁盘（{mounted}）"
