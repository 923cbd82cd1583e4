"""What tests need from outside: programs that may be absent, and documents edited as other programs edit them.

The one rule: a missing tool is skipped with its name on a developer's machine, and is a failure where
KEZHANG_REQUIRE_ALL=1, so that a green run never hides one.
"""

import importlib.util
import io
import os
import shutil
import zipfile

import pytest

from kezhang.reports.document import fonts


def needs(tool: str) -> str:
    """The path of a program or the name of a module; skips the test, or fails it where all are required."""
    found = shutil.which(tool) or (tool if importlib.util.find_spec(tool.replace("-", "_")) else None)
    if not found:
        _lacking(f"{tool} is not installed")
    return str(found)


def needs_chinese_fonts() -> None:
    """Skips the test, or fails it where all are required, when the machine cannot set Chinese."""
    try:
        fonts.faces()
    except fonts.NoChineseFont:
        _lacking("no Chinese font is installed (fonts-noto-cjk)")


def _lacking(message: str) -> None:
    if os.environ.get("KEZHANG_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)


def replaced(content: bytes, old: str, new: str, name: str = "word/document.xml") -> io.BytesIO:
    """A package with one part edited; fails when there is nothing to edit."""
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(out, "w") as package:
        for member in source.namelist():
            data = source.read(member).decode()
            if member == name:
                assert old in data, old
                data = data.replace(old, new, 1)
            package.writestr(member, data)
    out.seek(0)
    return out
