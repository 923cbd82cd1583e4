"""PDF: the text of a PDF that has any.

A scan has none; it is named, and what reads pictures is asked elsewhere.
"""

import io
import re

from kezhang.reading.findings import Source
from kezhang.reading.sources.grids import assemble
from kezhang.reading.sources.unreadable import Unreadable

PAGES = 2000
_LOCKED = "PDF 设有密码或加密；请去掉密码后再试。"
_HAN = "\u4e00-\u9fff"
_FOLIO = re.compile(r"[-—–·]*第?\d{1,4}页?[-—–·]*(?:[/·]?共?\d{1,4}页?)?")
_OPENS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]+)"
)
_SET_APART = re.compile(
    rf"(?<=[{_HAN}，。；：、（）《》“”]) (?=[\dA-Za-z])|(?<=[\d%％A-Za-z]) (?=[{_HAN}，。；：、（）])"
)
#: A line this close to the widest runs on into the next.
FULL = 0.86
SHORTEST = 40


#: What a PDF without words is, and what is said where nobody can read pictures.
SCAN = ".scan"
SCANNED = "PDF 里没有文字，大概是扫描件；请先做文字识别（OCR），或向对方要 Word 文档。"


def read(content: bytes, name: str) -> Source | str:
    """The document, or SCAN for one that is pictures alone. Raises Unreadable."""
    pages = _pages(content)
    if not "".join(pages).strip():
        return SCAN
    lines, folios = without_folios(pages)
    notes = ["PDF 只有排好的行，段落按行宽接起"]
    if folios:
        notes.append(f"略去{folios}处页码")
    empty = sum(not page.strip() for page in pages)
    if empty and len(pages) > 1:
        notes.append(f"{len(pages)}页中有{empty}页没有文字，可能是图片")
    return assemble(name, paragraphs(lines), notes)


def _pages(content: bytes) -> list[str]:
    import pypdf  # noqa: PLC0415 - slow to load, and most documents are no PDF

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(_LOCKED)
        if len(reader.pages) > PAGES:
            raise Unreadable(f"PDF 超过{PAGES}页，不像一份报告，未读取。")
        # A font without a proper table of its characters yields NULs, which no database keeps.
        return [page.extract_text().replace("\f", "\n").replace("\0", "") for page in reader.pages]
    except Unreadable:
        raise
    except pypdf.errors.DependencyError as fault:  # an encryption that needs a library we do not carry
        raise Unreadable(_LOCKED) from fault
    except (MemoryError, RecursionError):
        raise
    except Exception as fault:  # a library that reads hostile files raises whatever it likes
        raise Unreadable("PDF 打不开：已损坏或没有传完整。") from fault


def without_folios(pages: list[str]) -> tuple[list[str], int]:
    """All lines, without the page numbers that stand first or last on a page."""
    lines: list[str] = []
    folios = 0
    for page in pages:
        own = [line.strip() for line in page.splitlines() if line.strip()]
        for place in (-1, 0):
            if own and _FOLIO.fullmatch("".join(own[place].split())):
                own.pop(place)
                folios += 1
        lines += own
    return lines, folios


def paragraphs(lines: list[str]) -> list[str]:
    """Lines as wide as the page run on; a heading or a short line ends a paragraph.

    >>> paragraphs(["上半年全县登记技术合同27项，成交额1062 万元，同比增长", "12.4%。", "二、下一步", "抓好落实。"])
    ['上半年全县登记技术合同27项，成交额1062万元，同比增长12.4%。', '二、下一步', '抓好落实。']
    """
    widths = sorted(_width(line) for line in lines)
    full = max(FULL * widths[int(0.9 * len(widths))], SHORTEST) if widths else 0
    found: list[str] = []
    runs_on = False
    for line in lines:
        if runs_on and not _OPENS.match(line):
            found[-1] += line
        else:
            found.append(line)
        runs_on = _width(line) >= full
    return [_SET_APART.sub("", line) for line in found]


def _width(line: str) -> int:
    return sum(1 if ord(c) < 256 else 2 for c in line)
