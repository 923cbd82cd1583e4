"""Programs and fonts that tests need and a machine may lack.

The one rule: a missing tool is skipped with its name on a developer's machine, and is a failure where
KEZHANG_REQUIRE_ALL=1, so that a green run never hides one.
"""

import importlib.util
import os
import shutil
from typing import NoReturn

import pytest

from kezhang.reading.sources import scans
from kezhang.reports.document import fonts


def needs(*tools: str) -> str:
    """The path of a program or the name of a module, the first that is there of several that do the same; skips the
    test, or fails it where all are required."""
    for tool in tools:
        found = shutil.which(tool) or (tool if importlib.util.find_spec(tool.replace("-", "_")) else None)
        if found:
            return found
    return _lacking(f"{' or '.join(tools)} is not installed")


def needs_chinese_recognition() -> None:
    """Skips the test, or fails it where all are required, when the machine cannot read Chinese off a scan."""
    needs("tesseract")
    needs("pdftoppm")
    if not scans.is_possible():
        _lacking("tesseract has no simplified Chinese (tesseract-ocr-chi-sim)")


def needs_chinese_fonts() -> None:
    """Skips the test, or fails it where all are required, when the machine cannot set Chinese."""
    try:
        fonts.faces()
    except fonts.NoChineseFont:
        _lacking("no Chinese font is installed (fonts-noto-cjk)")


def _lacking(message: str) -> NoReturn:
    if os.environ.get("KEZHANG_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)
