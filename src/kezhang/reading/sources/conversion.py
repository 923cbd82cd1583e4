"""旧格式: .doc, .wps, .odt and .rtf, turned into .docx by LibreOffice where it is installed.

LibreOffice is asked, never required; without it, or when it does not answer in time,
the person is told what to do instead.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import unicodedata
from pathlib import Path

from kezhang.reading.findings import Source
from kezhang.reading.sources import wordprocessing
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


def read(path: Path, name: str, suffix: str) -> Source:
    """Read through a copy called by what it is: LibreOffice trusts the ending more than the content."""
    kind = Path(name).suffix.lower() or suffix
    source = wordprocessing.read(to_docx(path.read_bytes(), suffix, kind), name)
    if _is_noise(source.text):
        raise Unreadable(f"这个 {kind} 文件的内容是乱码，可能已损坏；请用 Word 或 WPS 打开后另存为 .docx 再试。")
    return Source(source.name, source.text, source.tables, (*source.notes, f"{kind} 由 LibreOffice 转换后读取"))


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


def _is_noise(text: str) -> bool:
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
    started = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        started.wait(SECONDS)
    except subprocess.TimeoutExpired as fault:
        _end(started)
        raise Unreadable(
            f"LibreOffice {SECONDS}秒内没有转换完，未读取；请用 Word 或 WPS 另存为 .docx 再试。"
        ) from fault


def _end(started: subprocess.Popen) -> None:
    """LibreOffice runs as a starter and a worker; both have to go, and only these two."""
    if os.name == "posix":
        os.killpg(started.pid, signal.SIGKILL)
    else:
        started.kill()
    started.wait()
