"""Programs and fonts that tests need and a machine may lack.

The one rule: a missing tool is skipped with its name on a developer's machine, and is a failure where
KEZHANG_REQUIRE_ALL=1, so that a green run never hides one.
"""

import importlib.util
import os
import shutil

import pytest

from kezhang.reading.sources import scans
from kezhang.reports.document import fonts


def needs(tool: str) -> str:
    """The path of a program or the name of a module; skips the test, or fails it where all are required."""
    found = shutil.which(tool) or (tool if importlib.util.find_spec(tool.replace("-", "_")) else None)
    if not found:
        _lacking(f"{tool} is not installed")
    return str(found)


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


def _lacking(message: str) -> None:
    if os.environ.get("KEZHANG_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)
