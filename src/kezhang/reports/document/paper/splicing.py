"""嵌入: a stretch of a paragraph exchanged for words and numbers, in the format it was typed in.

The one primitive by which a bureau's paper is filled: what lies before and after keeps every
character and its format.
"""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from kezhang.reports.document.blocks import Number, Part, Text
from kezhang.reports.document.docx_edit import SPACE, isolate
from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.paper.opened_paper import W15, PaperParagraph

#: What holds runs and means nothing without them.
_HOLDERS = {W + name for name in ("hyperlink", "smartTag", "customXml")}


class MarkNumbers:
    """The ids that bookmarks and controls get: above all that the file has given out."""

    def __init__(self, first: int) -> None:
        self._next = first

    def __call__(self) -> int:
        self._next += 1
        return self._next - 1


def splice(paragraph: PaperParagraph, start: int, end: int, parts: Sequence[Part], ids: MarkNumbers) -> None:
    """Exchange a stretch; the format is that of the run that holds most of it.

    Stretches of one paragraph are exchanged from its end backwards, so that the places of the others hold.
    """
    _open_controls(paragraph, start, end)
    runs = isolate(paragraph, start, end)
    if not runs:
        return
    held = [(at, t) for at, t in paragraph.pieces if start <= at < end]
    looks = looks_of(held)
    plain = paragraph.is_fallback
    for element in written_parts(parts, looks, ids, plain=plain):
        runs[0].addprevious(element)
    for _, t in held:
        run = t.getparent()
        run.remove(t)
        _drop_if_empty(run)
    paragraph.pieces = [piece for piece in paragraph.pieces if piece not in held]


def _open_controls(paragraph: PaperParagraph, start: int, end: int) -> None:
    """A bureau's own control around the stretch is taken away: a plain one may hold no other, a bound one is rewritten."""
    for at, t in paragraph.pieces:
        if not (at < end and start < at + len(t.text or "")):
            continue
        for control in list(t.iterancestors(W + "sdt")):
            properties, content = control.find(W + "sdtPr"), control.find(W + "sdtContent")
            bound = properties is not None and properties.find(W + "dataBinding") is not None
            if content is None or (control.getparent().tag != W + "p" and not bound):
                continue
            for child in list(content):
                control.addprevious(child)
            control.getparent().remove(control)


def looks_of(held: Sequence[tuple[int, Any]]) -> Any:
    """The run properties of whichever run holds most of the characters; the first often holds only a bracket."""
    counted: dict[int, tuple[int, Any]] = {}
    for _, t in held:
        run = t.getparent()
        properties = run.find(W + "rPr")
        key = hash(etree.tostring(properties, method="c14n")) if properties is not None else 0
        counted[key] = (counted.get(key, (0, None))[0] + len(t.text or ""), properties)
    return max(counted.values(), key=lambda each: each[0])[1] if counted else None


def written_parts(parts: Sequence[Part], looks: Any, ids: MarkNumbers, *, plain: bool = False) -> Iterator[Any]:
    """Words and numbers as runs and controls of a format; ``plain`` for words only."""
    for part in parts:
        if isinstance(part, Text) or plain:
            yield from text_runs(part.text, looks)
        else:
            yield from _control(part, looks, ids)


def text_runs(text: str, looks: Any) -> Iterator[Any]:
    """Words as runs of a format; a tab or a new line is what the format has for it."""
    if not text:
        return
    run = etree.Element(W + "r")
    if looks is not None:
        run.append(copy.deepcopy(looks))
    t = etree.SubElement(run, W + "t")
    t.text = "".join(c for c in text if c >= " ")
    t.set(SPACE, "preserve")
    yield run


def _control(number: Number, looks: Any, ids: MarkNumbers) -> Iterator[Any]:
    """The digits in a content control, in a bookmark.

    Some programs throw away the size of a run in a plain-text control, so a run with looks of its own gets one
    without ``w:text``.
    """
    value = ids()
    begin = etree.Element(W + "bookmarkStart", {W + "id": str(value), W + "name": f"N_{number.mark}"})
    control = etree.Element(W + "sdt")
    properties = etree.SubElement(control, W + "sdtPr")
    etree.SubElement(properties, W + "alias", {W + "val": number.mark})
    etree.SubElement(properties, W + "tag", {W + "val": f"n:{number.mark}"})
    etree.SubElement(properties, W + "id", {W + "val": str(100_000_000 + value)})
    etree.SubElement(properties, f"{{{W15}}}appearance", {f"{{{W15}}}val": "hidden"})
    if looks is None or not len(looks):
        etree.SubElement(properties, W + "text")
    content = etree.SubElement(control, W + "sdtContent")
    for run in text_runs(number.text, looks):
        content.append(run)
    yield begin
    yield control
    yield etree.Element(W + "bookmarkEnd", {W + "id": str(value)})


def _drop_if_empty(run: Any) -> None:
    if any(child.tag != W + "rPr" for child in run):
        return
    holder = run.getparent()
    holder.remove(run)
    if holder.tag in _HOLDERS and len(holder) == 0:
        holder.getparent().remove(holder)
