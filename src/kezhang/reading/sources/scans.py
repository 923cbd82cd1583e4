"""扫描件: a PDF of pictures, read by tesseract where it is installed with simplified Chinese.

The pictures are drawn and read by programs that are not ours, each under limits of its own on time and memory; what
they read may have wrong characters, and whoever uses it is told so.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kezhang.containment import limited_program
from kezhang.containment.limits import OFFICE_MEMORY
from kezhang.reading.findings import Source
from kezhang.reading.sources.grids import assemble
from kezhang.reading.sources.portable import SCANNED, paragraphs, without_folios
from kezhang.reading.sources.unreadable import Unreadable

#: A report has some ten pages, and each takes its seconds.
PAGES, SECONDS_DRAWING, SECONDS_READING = 40, 120, 180
LANGUAGE = "chi_sim"
#: The longer side of a page in pixels: an A4 sheet at about 280 to the inch, whatever size the file says it has.
PIXELS = 3300
NOTE = "扫描件由 tesseract 识别文字，可能有认错的字"
_HAN = "\u4e00-\u9fff"
_PUNCTUATION = "，。；：、！？（）《》“”〔〕【】％—…"
_APART = re.compile(
    rf"(?<=[{_HAN}{_PUNCTUATION}]) +(?=[\w{_PUNCTUATION}])|(?<=[\w%{_PUNCTUATION}]) +(?=[{_HAN}{_PUNCTUATION}])"
)
_WIDE = str.maketrans(",;:()", "，；：（）")
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}]) *[,;:()] *| *[,;:()] *(?=[{_HAN}])")


def is_possible() -> bool:
    """Whether this machine can read scans: the two programs are there, and one of them knows Chinese."""
    reads = shutil.which("tesseract")
    if reads is None or shutil.which("pdftoppm") is None:
        return False
    try:
        known = subprocess.run([reads, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return LANGUAGE in known.stdout.split()


def read(content: bytes, name: str) -> Source:
    """The words of a scan, line by line put together to paragraphs. Raises Unreadable where it cannot be read."""
    if not is_possible():
        raise Unreadable(SCANNED)
    with tempfile.TemporaryDirectory(prefix="kezhang-") as folder:
        pages = list(_pages(content, Path(folder)))
    lines, folios = without_folios(pages)
    if not lines:
        raise Unreadable(SCANNED)
    notes = [NOTE, "PDF 只有排好的行，段落按行宽接起"] + ([f"略去{folios}处页码"] if folios else [])
    return assemble(name, paragraphs(lines), notes)


def _pages(content: bytes, folder: Path) -> Iterator[str]:
    scan = folder / "scan.pdf"
    scan.write_bytes(content)
    words = [
        "pdftoppm", "-gray", "-png", "-l", str(PAGES + 1), "-scale-to", str(PIXELS), str(scan), str(folder / "page"),
    ]  # fmt: skip
    if not limited_program.run(words, memory=OFFICE_MEMORY, seconds=SECONDS_DRAWING):
        raise Unreadable(f"这份扫描件{SECONDS_DRAWING}秒内没有画完，未读取；请向对方要 Word 文档。")
    drawn = sorted(folder.glob("page*.png"))
    if len(drawn) > PAGES:
        raise Unreadable(f"扫描件超过{PAGES}页，不像一份报告，未读取；请向对方要 Word 文档。")
    for page in drawn:
        read_into = page.with_suffix("")
        words = [
            "tesseract",
            str(page),
            str(read_into),
            "-l",
            LANGUAGE,
            "--psm",
            "4",
            "-c",
            "preserve_interword_spaces=1",
        ]
        if not limited_program.run(words, memory=OFFICE_MEMORY, seconds=SECONDS_READING):
            raise Unreadable(f"扫描件有一页{SECONDS_READING}秒内没有认完，未读取；请向对方要 Word 文档。")
        found = read_into.with_suffix(".txt")
        yield tidy(found.read_text(encoding="utf-8", errors="replace")) if found.exists() else ""


def tidy(text: str) -> str:
    """Without the spaces that are put between Chinese characters, and with their own signs beside them.

    >>> tidy("登记 技术 合同 27 项 , 成 交 额 1062 万元")
    '登记技术合同27项，成交额1062万元'
    """
    closed = _APART.sub("", text.replace("\f", "\n"))
    return _BESIDE_HAN.sub(lambda sign: sign[0].strip(" ").translate(_WIDE), closed)
