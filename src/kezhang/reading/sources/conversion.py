"""旧格式: .doc, .wps, .odt and .rtf, turned into .docx by LibreOffice where it is installed.

LibreOffice is asked, never required; without it, or when it does not answer in time,
the person is told what to do instead. It runs under limits of its own, and is ended with all that it started.
"""

import os
import shutil
import tempfile
import unicodedata
from pathlib import Path

from kezhang.containment import limited_program
from kezhang.containment.limits import OFFICE_MEMORY
from kezhang.reading.sources.unreadable import Unreadable

SECONDS = 90
DOCX = "docx:MS Word 2007 XML"
_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")


def program() -> str | None:
    """Where LibreOffice is, or None."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None and os.name == "nt":
        windows = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")) / "LibreOffice/program/soffice.exe"
        return str(windows) if windows.exists() else None
    return found


def to_docx(content: bytes, suffix: str, called: str = "") -> bytes:
    """The document as .docx; ``suffix`` is what it is, ``called`` what people call it. Raises Unreadable."""
    kind = called or suffix
    if program() is None:
        raise Unreadable(f"读取 {kind} 需要安装 LibreOffice；或者用 Word、WPS 把它另存为 .docx 再试。")
    made = converted(content, suffix, DOCX)
    if made is None:
        raise Unreadable(f"这个 {kind} 文件无法转换：可能已损坏或设有密码；请用 Word 或 WPS 另存为 .docx 再试。")
    return made


def converted(content: bytes, suffix: str, to: str) -> bytes | None:
    """The document in another format, ``to`` as LibreOffice names it; None where it is missing or cannot.

    Raises Unreadable when LibreOffice does not answer in time.
    """
    office = program()
    if office is None:
        return None
    with tempfile.TemporaryDirectory(prefix="kezhang-") as folder:
        copy = Path(folder) / f"document{suffix}"
        copy.write_bytes(content)
        made = Path(folder) / "out" / f"document.{to.partition(':')[0]}"
        _convert(office, copy, made.parent, Path(folder) / "profile", to)
        return made.read_bytes() if made.exists() else None


def is_noise(text: str) -> bool:
    """LibreOffice shows a damaged file as whatever its bytes happen to mean; no report looks like that."""
    odd = sum(
        "\x80" <= c <= "\xff" or unicodedata.category(c) in {"Co", "Cn", "Cc"} for c in text if c not in "\n\t\xa0·×"
    )
    return odd * 5 > len(text)


def _convert(office: str, file: Path, out: Path, profile: Path, to: str) -> None:
    """Each conversion has a profile of its own, so that several run at once and none waits for a person."""
    words = [
        office, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", to, "--outdir", str(out), str(file),
    ]  # fmt: skip
    if not limited_program.run(words, memory=OFFICE_MEMORY, seconds=SECONDS):
        raise Unreadable(f"LibreOffice {SECONDS}秒内没有转换完，未读取；请用 Word 或 WPS 另存为 .docx 再试。")
