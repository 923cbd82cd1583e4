"""恢复: a backup into an empty home, checked member by member before anything is put in its place."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from kezhang.backups import archive, databases, versions
from kezhang.backups.databases import NotBackedUp
from kezhang.backups.taking import BESIDE, SECRETS
from kezhang.seals import signing_keys


def restore(file: Path, keys: Path | None = None) -> dict[str, Any]:
    """Put the backup into this home; returns what it says of itself. Raises NotBackedUp, and then nothing has changed."""
    home, media = Path(settings.KEZHANG_HOME), Path(settings.MEDIA_ROOT)
    manifest = archive.read_manifest(file)
    if manifest.get("kezhang") != "backup":
        raise NotBackedUp(f"{file.name} 是密钥包，不是备份；请给出备份文件。")
    if says := versions.newer_than_program(manifest.get("migrations", [])):
        raise NotBackedUp(says)
    beside = keys or archive.keys_beside(file)
    if not beside.is_file():
        raise NotBackedUp(f"没有找到密钥包 {beside}；请用 --keys 指明，没有它就不能证明日志是谁签的。")
    if not databases.is_empty():
        raise NotBackedUp(f"{home} 里已有数据库；恢复只能恢复到空的 KEZHANG_HOME（PostgreSQL 则是空库）。")
    if media.is_dir() and any(path.is_file() for path in media.rglob("*")):
        raise NotBackedUp(f"{media} 里已有文件；恢复只能恢复到空的 KEZHANG_HOME。")
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as unpacked:
            folder = Path(unpacked)
            archive.unpack(file, folder)
            archive.unpack(beside, folder / "held")
            _require_signed(manifest, folder / "held" / "keys")
            databases.put_back(folder)
            _put_files(folder, home, media)
    except OSError as fault:
        raise NotBackedUp(f"{fault.filename or home} 写不成：{fault.strerror or fault}。") from fault
    return manifest


def differences(manifest: Mapping[str, Any]) -> list[str]:
    """In words, what the database holds otherwise than the backup said."""
    now, found = databases.holdings(), []
    for table, count in manifest["counts"].items():
        if now["counts"].get(table) != count:
            found.append(f"{table} 应有{count}行，现有{now['counts'].get(table, 0)}行")
    if now["heads"] != manifest["heads"]:
        found.append("链首与备份时不同")
    return found


def _require_signed(manifest: Mapping[str, Any], folder: Path) -> None:
    told = {name: value for name, value in manifest.items() if name != "signature"}
    found = folder / f"{manifest.get('key', '')}{signing_keys.PUBLIC}"
    known = signing_keys.given(str(found)) if found.is_file() else {}
    key = known.get(str(manifest.get("key", "")), "")
    if not signing_keys.is_signed(told, str(manifest.get("signature", "")), key):
        raise NotBackedUp("备份清单的签名不对：不是这套密钥签的，或备份被改动过。")


def _put_files(folder: Path, home: Path, media: Path) -> None:
    media.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "files").is_dir():
        shutil.copytree(folder / "files", media, dirs_exist_ok=True)
    for name in BESIDE:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, home / name)
    held = folder / "held"
    shutil.rmtree(home / "keys", ignore_errors=True)
    shutil.copytree(held / "keys", home / "keys")
    (home / "keys").chmod(0o700)
    for name, setting in SECRETS.items():
        if (held / name).is_file():  # this process made itself one when it began
            shutil.copyfile(held / name, home / name)
            (home / name).chmod(0o600)
            setattr(settings, setting, (home / name).read_text())
