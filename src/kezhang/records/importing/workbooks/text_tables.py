"""文本表格: tables kept as plain text, in whatever encoding and with whatever delimiter a program wrote them.

The delimiter is judged by the lines that stand like a header over its rows, not by the first line, which is often
a title. A quotation mark that is never closed is told with the row where it was opened: what follows it is lost.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from kezhang.containment.refused_file import RefusedFile

#: How a text table may part its cells; where lines tell nothing, a comma.
DELIMITERS = ",\t;|"
#: Lines by which the delimiter is judged.
JUDGED_LINES = 40
#: A line that no table has, set behind the last one: where it does not come back alone, a quotation swallowed it.
_END = "\ue000\ue001\ue002"
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


class NotText(RefusedFile):
    """The bytes are no text in any encoding that a table comes in."""


def text_of(content: bytes) -> str:
    """UTF-8, UTF-16 (Excel's “Unicode 文本”) or GB18030, which reads every file Chinese Windows writes.

    >>> text_of("编号".encode("utf-16")), text_of("编号".encode("gb18030"))
    ('编号', '编号')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    return _decoded(content, *_unmarked(content))


def _unmarked(content: bytes) -> Sequence[str]:
    """UTF-16 without its mark shows by the zeros of its digits and delimiters."""
    head = content[:4096]
    if b"\0" in head and len(content) % 2 == 0:
        return ("utf-16-le",) if head[1::2].count(0) > head[::2].count(0) else ("utf-16-be",)
    return "utf-8", "gb18030"


def _decoded(content: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotText("文件不是文本表格：里面有二进制内容。")
        return text
    raise NotText("文件不是文本表格：既不是 UTF-8、UTF-16，也不是 GB18030 编码。")


def delimiter_of(text: str) -> str:
    """What parts the cells: what two neighbouring lines have most of.

    >>> delimiter_of("2024年,一季度,台账\\n编号\\t名称\\n1\\t甲\\n"), delimiter_of("名称\\n甲")
    ('\\t', ',')
    """
    lines = text[: 1024 * 1024].splitlines()[:JUDGED_LINES]

    def together(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        return max((min(pair) for pair in pairwise(counts)), default=0), max(counts, default=0)

    return max(DELIMITERS, key=together)


def looks_tabular(text: str) -> bool:
    """Whether a text whose name promises something else is a table all the same: two lines parted alike."""
    lines = text[: 1024 * 1024].splitlines()[:JUDGED_LINES]
    return any(min(pair) > 0 for each in DELIMITERS for pair in pairwise([line.count(each) for line in lines]))


def rows(text: str) -> Iterator[list[Any]]:
    """The table's rows. Raises RefusedFile where quotation marks do not pair."""
    delimiter = delimiter_of(text)
    whole = text if text.endswith(("\n", "\r")) else text + "\n"
    taken: list[str] = []  # the lines of the row at hand
    reader = csv.reader(_kept(io.StringIO(whole + _END, newline=""), taken), delimiter=delimiter)
    row, width = 1, 0
    try:
        for cells in reader:
            if cells == [_END]:
                return
            width = max(width, len(cells))
            if len(taken) > 1:
                _check(cells, taken, row, width, delimiter)
            yield cells
            taken.clear()
            row += 1
    except csv.Error as fault:
        raise RefusedFile(
            f"文本表格第{row}行读不下去：有一格超过{csv.field_size_limit():,}个字，"
            "多半是少了一个引号，后面的行都被读进了这一格。请补上引号，或另存为 .xlsx 后重试。"
        ) from fault


def _kept(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _check(cells: Sequence[str], taken: Sequence[str], row: int, width: int, delimiter: str) -> None:
    """A cell of several lines is an address; one that holds whole rows, or goes on behind its closing mark, lacks one."""
    within = [line for cell in cells if len(lines := cell.splitlines()) > 1 for line in lines]
    if _END not in taken and not any(line.count(delimiter) >= max(1, width // 2) for line in within):
        try:
            list(csv.reader(taken, delimiter=delimiter, strict=True))
            return
        except csv.Error:
            pass  # read with less care it would be a row that nobody wrote
    lost = sum(bool(line.strip()) and line != _END for line in taken[1:])
    after = f"从第{row}行起连在了一起，后面{lost}行没能读，" if lost else ""
    raise RefusedFile(
        f"文本表格第{row}行有一个引号没有配对，{after}整个文件没有读取。"
        "请补上或删去这个引号，或用 WPS、Excel 打开核对后另存为 .xlsx 再导入。"
    )
