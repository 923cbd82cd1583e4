"""文件的核对: whether every kept file is the one whose digest its sealed row has.

A sealed table that has a file has its digest beside it, as ``sha256``; the row's own seal keeps the two together.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import models

from kezhang.seals.bindings import sealed_models
from kezhang.seals.chains import SealFault
from kezhang.seals.sealed import Sealed


def examine() -> Iterator[SealFault]:
    """Every file that a sealed row names."""
    for table in models_with_files():
        rows: Any = table._base_manager
        for row in rows.exclude(file="").iterator(chunk_size=500):
            if says := _fault(row):
                name = getattr(row, "file_name", "") or getattr(row, "number", "") or getattr(row, "name", "")
                label = str(table._meta.verbose_name)
                yield SealFault(row.sealed_place, f"{label}“{name if isinstance(name, str) else row}”", says)


def models_with_files() -> list[type[Sealed]]:
    return [m for m in sealed_models() if any(isinstance(f, models.FileField) for f in m._meta.concrete_fields)]


def _fault(row: Any) -> str:
    try:
        with row.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError, SuspiciousOperation):  # gone, or a name that leads out of the folder
        return "文件不见了"
    return "" if digest == row.sha256 else "文件内容与校验值不符"
