"""备份包: a zip with a manifest of everything in it, signed; the keys in a package of their own beside it."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kezhang.backups.databases import NotBackedUp

MANIFEST, FILES, KEYS = "manifest.json", "files/", ".keys"
_BLOCK = 1 << 20


def keys_beside(file: Path) -> Path:
    return file.with_name(file.name + KEYS)


@contextmanager
def written(file: Path) -> Iterator["BackupWriter"]:
    """A package that appears under its name when it is whole, and not before."""
    part = file.with_name(f".{file.name}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        ):
            yield BackupWriter(package)
            package.close()
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


class BackupWriter:
    """Puts members into a package and remembers what they were."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package, self.members = package, []  # type: ignore[var-annotated]

    def add(self, name: str, source: Path) -> None:
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as came, self.package.open(name, "w", force_zip64=True) as goes:
            while block := came.read(_BLOCK):
                digest.update(block)
                size += len(block)
                goes.write(block)
        self.members.append({"name": name, "sha256": digest.hexdigest(), "size": size})

    def close_with(self, manifest: dict[str, Any]) -> None:
        self.package.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def read_manifest(file: Path) -> dict[str, Any]:
    """What a package says it holds. Raises NotBackedUp."""
    try:
        with zipfile.ZipFile(file) as package:
            found = json.loads(package.read(MANIFEST))
    except FileNotFoundError as fault:
        raise NotBackedUp(f"没有 {file} 这个文件。") from fault
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as fault:
        raise NotBackedUp(f"{file.name} 不是科账的备份，或已损坏。") from fault
    if not isinstance(found, dict) or found.get("kezhang") not in ("backup", "keys"):
        raise NotBackedUp(f"{file.name} 不是科账的备份。")
    return found


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Everything in a package into a folder, each member with the digest the manifest has. Raises NotBackedUp."""
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as package:
        for member in manifest["members"]:
            name = str(member["name"])
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts:
                raise NotBackedUp(f"备份里的 {name} 指到文件夹之外，已拒绝。")
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with package.open(name) as came, _created(target) as goes:
                    shutil.copyfileobj(came, goes, _BLOCK)
            except (KeyError, zipfile.BadZipFile, EOFError, OSError) as fault:
                raise NotBackedUp(f"备份里的 {name} 读不出来，备份已损坏。") from fault
            with target.open("rb") as made:
                if hashlib.file_digest(made, "sha256").hexdigest() != member["sha256"]:
                    raise NotBackedUp(f"备份里的 {name} 与清单的校验值不符，备份已损坏或被改动。")
    return manifest


def _created(target: Path) -> IO[bytes]:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
