"""备份: taken while the site serves: the database in one state, then the files it names, the keys apart.

Files are linked before the database is looked at and once more after it: what a step has replaced meanwhile is still
there under its link, and what it has added is there by then.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kezhang.backups import archive, databases
from kezhang.backups.databases import NotBackedUp
from kezhang.seals import signing_keys

#: Files of a home beside its database, keys and uploads.
BESIDE = ("opening_days.json",)
#: Those of its secrets that were made here and not given by the environment, and the settings that have them.
SECRETS = {"secret_key": "SECRET_KEY", "seal_key": "KEZHANG_SEAL_KEY"}
#: A file named by the database that was neither there before nor after it was looked at: looked at again so often.
TRIES = 5


@dataclass(frozen=True)
class TakenBackup:
    """What was made, and what it says of itself."""

    file: Path
    keys: Path | None
    manifest: dict[str, Any]


def take(file: Path, *, with_keys: bool = True) -> TakenBackup:
    """Back up into a file, or into a folder under a name of its own. Raises NotBackedUp."""
    if file.is_dir():
        file = file / f"kezhang-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _require_room(file.parent)
        for _ in range(TRIES):
            with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.KEZHANG_HOME) as folder:
                if (manifest := _attempt(file, Path(folder))) is not None:
                    break
        else:
            raise NotBackedUp("库里登记的文件一再找不到，没有备份；请先运行 kezhang doctor。")
        keys = _keys(archive.keys_beside(file)) if with_keys else None
    except OSError as fault:
        raise NotBackedUp(f"{fault.filename or file} 写不成：{fault.strerror or fault}。") from fault
    return TakenBackup(file, keys, manifest)


def _attempt(file: Path, folder: Path) -> dict[str, Any] | None:
    """None where a file went while it was looked for."""
    linked = folder / "files"
    _link_all(linked)
    with databases.snapshot(folder) as holdings:
        _link_all(linked)
        databases.copy_beside(folder)
        lost = [name for name in holdings["files"] if not (linked / name).is_file()]
        if any((Path(settings.MEDIA_ROOT) / name).exists() for name in lost):
            return None
    with archive.written(file) as package:
        for path in sorted(folder.glob("*.*")):
            package.add(path.name, path)
        for name in BESIDE:
            if (settings.KEZHANG_HOME / name).is_file():
                package.add(name, settings.KEZHANG_HOME / name)
        for path in sorted(linked.rglob("*")):
            if path.is_file():
                package.add(archive.FILES + path.relative_to(linked).as_posix(), path)
        manifest = {
            "kezhang": "backup", "version": 1, "program": version("kezhang"),
            "made_at": timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
            "counts": holdings["counts"], "heads": holdings["heads"], "migrations": holdings["migrations"],
            "missing": lost, "members": package.members, "key": signing_keys.current_id(),
        }  # fmt: skip
        package.close_with(manifest | {"signature": signing_keys.sign(manifest)})
    return manifest


def _link_all(target: Path) -> None:
    """Every upload under a second name; copied where the disk knows no links."""
    source = Path(settings.MEDIA_ROOT)
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        goes = target / path.relative_to(source)
        if path.is_dir():
            goes.mkdir(parents=True, exist_ok=True)
        elif not goes.exists():
            goes.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # it went meanwhile
                try:
                    os.link(path, goes)
                except FileNotFoundError:
                    raise
                except OSError:
                    shutil.copy2(path, goes)


def _keys(file: Path) -> Path:
    """The keys and the secret of the home: whoever has them can sign in its name, so they are kept apart."""
    signing_keys.current_id()
    home = Path(settings.KEZHANG_HOME)
    with archive.written(file) as package:
        for path in sorted((home / "keys").glob("[!.]*")):
            package.add(f"keys/{path.name}", path)
        for name in SECRETS:
            if (home / name).is_file():
                package.add(name, home / name)
        package.close_with({"kezhang": "keys", "version": 1, "members": package.members})
    return file


def _require_room(folder: Path) -> None:
    """A full disk is said before anything is begun."""
    uploads = Path(settings.MEDIA_ROOT)
    wanted = sum(p.stat().st_size for p in uploads.rglob("*") if p.is_file()) if uploads.is_dir() else 0
    free = shutil.disk_usage(folder).free
    if free < wanted + (16 << 20):
        raise NotBackedUp(f"{folder} 所在的磁盘只剩{free >> 20}MB，放不下备份（至少{(wanted >> 20) + 16}MB）。")
