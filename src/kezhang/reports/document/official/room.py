"""版记的位置: how much room brings the imprint to the foot of the last page, seen on the pages as an office program sets them."""

import io
from collections.abc import Iterator
from typing import Any

from kezhang.reading.sources.conversion import converted
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.reports.document.official.dressing import dressed
from kezhang.reports.document.official.elements import PaperElements
from kezhang.reports.document.official.lines import LINE, RULE, TYPE_AREA

#: The lower edge of the type area above that of the page, in points, and what a rule must be as wide as.
FOOT, _WIDE = 99.21, TYPE_AREA / 20 - 10
_TWIPS = 20
#: Where nobody can see the pages: two lines below the text.
BELOW = 2 * LINE
#: Half the rule's thickness, and what programs differ in: the imprint must not go over to another page.
_SPARE = 30
_PAINTED, _FLAT = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B"}), 3.0


def measured(content: bytes, elements: PaperElements, title: str) -> int | None:
    """The room in twips, none for a paper without an imprint; None where no office program can show the pages."""
    if not elements.copied_line and not elements.printed_line:
        return 0
    try:
        pages = converted(dressed(content, elements, title, RULE, ended=True), ".docx", "pdf")
    except Unreadable:
        return None
    if pages is None:
        return None
    import pypdf  # noqa: PLC0415 - slow to load, and most programs set no paper

    page = pypdf.PdfReader(io.BytesIO(pages)).pages[-1]
    lowest = min(rules(page), default=None)
    return None if lowest is None else max(RULE, RULE + int((lowest - FOOT) * _TWIPS) - _SPARE)


def rules(page: Any) -> Iterator[float]:
    """The heights of every line on a page that is as wide as the type area."""
    drawn: list[tuple[float, float]] = []
    found: list[float] = []

    def look(operator: bytes, operands: list[Any], matrix: list[float], _: list[float]) -> None:
        if operator in {b"m", b"l"}:
            drawn.append(_placed(matrix, *map(float, operands[:2])))
        elif operator == b"re":
            x, y, width, height = map(float, operands[:4])
            drawn.extend((_placed(matrix, x, y), _placed(matrix, x + width, y + height)))
        elif operator in _PAINTED:
            across, down = [x for x, _ in drawn], [y for _, y in drawn]
            if drawn and max(across) - min(across) >= _WIDE and max(down) - min(down) < _FLAT:
                found.append(min(down))
            drawn.clear()
        elif operator == b"n":  # a frame to cut by, which nobody sees
            drawn.clear()

    page.extract_text(visitor_operand_before=look)
    yield from found


def _placed(matrix: list[float], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = map(float, matrix)
    return a * x + c * y + e, b * x + d * y + f
