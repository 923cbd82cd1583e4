"""From blocks to a PDF in the layout of GB/T 9704, set without an office program.

The words, widths, axes and places of the signature are those of the .docx; the same
blocks and fonts give the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import typst

from kezhang.reports.document.blocks import Block, Chart, Content, ParagraphLevel, Part, Table, Text
from kezhang.reports.document.charts import COLOURS, axis_of, height_mm
from kezhang.reports.document.fonts import faces, machine
from kezhang.reports.document.tables import column_widths
from kezhang.reports.document.verification.issue_mark import IssueMark

_TWIP = 20  # in a point
_OUTLINE = {ParagraphLevel.HEADING1: 1}  # levels that are whole paragraphs; the others run on in their text
#: What an attachment's page begins with.
_PAGES = {ParagraphLevel.ATTACHMENT: "attachment", ParagraphLevel.ATTACHMENT_TITLE: "attachment-title"}
_GROUPED = {ParagraphLevel.TITLE: "title", ParagraphLevel.SIGNATURE: "signature", ParagraphLevel.DATE: "signature"}


def write_pdf(
    blocks: Sequence[Content], *, title: str, author: str, fonts: Mapping[str, list[str]] | None = None,
    mark: IssueMark | None = None,
) -> bytes:  # fmt: skip
    """The document as bytes. Raises NoChineseFont where the machine has none."""
    made = typst.compile(
        **sources(blocks, title=title, author=author, fonts=fonts, mark=mark), format="pdf", timestamp=0
    )
    assert isinstance(made, bytes)
    return made


def sources(
    blocks: Sequence[Content], *, title: str, author: str, fonts: Mapping[str, list[str]] | None = None,
    mark: IssueMark | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What typst is given to set: the one template, and the document as JSON. Raises NoChineseFont."""
    report: dict[str, Any] = {"title": title, "author": author, "fonts": fonts or faces(), "content": _content(blocks)}
    if mark is not None:
        report["content"].append({"kind": "mark", "lines": list(mark.lines), "drawing": mark.drawing()})
    said = {"report": json.dumps(report, ensure_ascii=False)}
    return {"input": _template(), "sys_inputs": said, "font_paths": machine()}


@cache
def _template() -> bytes:
    return (files("kezhang.reports.document") / "parts" / "report.typ").read_bytes()


def _content(blocks: Sequence[Content]) -> list[dict[str, Any]]:
    groups = [(kind, list(members)) for kind, members in groupby(blocks, key=_kind)]
    content: list[dict[str, Any]] = []
    for kind, members in groups:
        if kind == "title":
            content.append({"kind": kind, "lines": [b.text for b in members]})
        elif kind == "signature":
            lines = [b.text for b in members]
            if content and "room" in content[-1]:
                content[-1]["room"] = len(lines) + 1  # with the empty line above
            else:
                content.append({"kind": "body", "parts": [], "room": len(lines) + 1})
            dated = any(isinstance(b, Block) and b.level is ParagraphLevel.DATE for b in members)
            content.append({"kind": kind, "lines": lines, "dated": dated})
        else:
            content += [_one(block) for block in members]
    return content


def _kind(block: Content) -> str:
    return _GROUPED.get(block.level, "") if isinstance(block, Block) else ""


def _one(block: Content) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "heads": list(block.heads),
            "rows": [["".join(part.text for part in cell) for cell in row] for row in block.rows],
            "widths": [width / _TWIP for width in column_widths(block)],
            "aligned": [align.value for align in block.aligned],
            "note": _parts(block.note),
            "room": 0,
        }
    if isinstance(block, Chart):
        return _chart(block)
    if block.level in _PAGES:
        return {"kind": _PAGES[block.level], "words": block.text}
    if block.level in _OUTLINE:
        return {"kind": "heading", "level": _OUTLINE[block.level], "parts": _parts(block.parts)}
    return {"kind": "body", "parts": _parts(block.parts), "room": 0}


def _chart(chart: Chart) -> dict[str, Any]:
    axis = axis_of(chart)
    return {
        "kind": "chart",
        "caption": chart.caption,
        "unit": chart.unit,
        "height": height_mm(chart),
        "colours": [f"#{colour}" for colour in COLOURS],
        "categories": list(chart.categories),
        "series": [{"name": s.name, "values": [_value(v) for v in s.values]} for s in chart.series],
        "least": f"{axis.least:f}",
        "most": f"{axis.most:f}",
        "ticks": [f"{tick:f}" for tick in axis.ticks],
        "note": _parts(chart.note),
        "room": 0,
    }


def _value(value: Decimal | None) -> str | None:
    """The digits as they are written; the place on the axis comes from them."""
    return None if value is None else f"{value:f}"


def _parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Neighbours in one face are one run, so that a line may break in it as anywhere."""
    runs = groupby(parts, key=lambda part: isinstance(part, Text) and part.kai)
    return [{"kai": kai, "text": "".join(part.text for part in members)} for kai, members in runs]
