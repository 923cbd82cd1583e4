"""修订: tracked changes of a template accepted, so that what is filled is what people see."""

from typing import Any

from kezhang.reports.document.docx_reader import W

_GONE = (W + "del", W + "moveFrom")
_STAYS = (W + "ins", W + "moveTo")
_FORMATS = tuple(
    W + name
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
        "tblPrExChange", "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "cellIns", "cellMerge",
    )
)  # fmt: skip


def accept(root: Any) -> int:
    """Accept every tracked change in place; how many there were."""
    marks = [e for e in root.iter(*_GONE, *_STAYS) if e.getparent() is not None]
    formats = list(root.iter(*_FORMATS))
    for element in formats:
        _remove(element)
    for element in marks:
        parent = element.getparent()
        if parent is None:
            continue
        if parent.tag == W + "trPr":
            _row(element, parent)
        elif parent.tag == W + "rPr":
            _paragraph_end(element, parent)
        elif element.tag in _GONE:
            _remove(element)
        else:
            _unwrap(element)
    return len(marks) + len(formats)


def _row(element: Any, properties: Any) -> None:
    if element.tag in _GONE:
        row = properties.getparent()
        if row is not None and row.getparent() is not None:
            _remove(row)
    else:
        _remove(element)


def _paragraph_end(element: Any, properties: Any) -> None:
    """A deleted end of a paragraph: it runs on into the next one."""
    _remove(element)
    if element.tag not in _GONE:
        return
    paragraph = properties.getparent().getparent()
    after = paragraph.getnext()
    if after is None or after.tag != W + "p":
        return
    place = 1 if after.find(W + "pPr") is not None else 0
    for child in [c for c in paragraph if c.tag != W + "pPr"]:
        after.insert(place, child)
        place += 1
    _remove(paragraph)


def _unwrap(element: Any) -> None:
    parent, place = element.getparent(), element.getparent().index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    _remove(element)


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
