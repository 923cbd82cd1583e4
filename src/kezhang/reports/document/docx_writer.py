"""From blocks to a .docx in the layout of GB/T 9704: 22 lines of 28 characters, page numbers outside.

The same blocks give the same bytes, and nothing in the file is a picture.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from xml.sax.saxutils import quoteattr

from kezhang.reports.document.blocks import Block, Chart, Content, ParagraphLevel, Table
from kezhang.reports.document.charts import chart_part, word_chart
from kezhang.reports.document.opening.stamps import stamped
from kezhang.reports.document.runs import clean, paragraph
from kezhang.reports.document.tables import text_width, word_table

CHARACTER = 316  # twips; 15.75 pt and a little, so that 28 of them fill 156 mm
PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/footer1.xml": "footerodd.xml",
    "word/footer2.xml": "footereven.xml",
    "word/fontTable.xml": "fonttable.xml",
    "word/theme/theme1.xml": "theme.xml",
    "docProps/app.xml": "app.xml",
}
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"><w:body>'
)
_CONTROL = re.compile(r'(?<=<w:id w:val=")\d+(?=")')
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
    ' w:header="851" w:footer="1440" w:gutter="0"/><w:cols w:space="425"/>'
    '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr></w:body></w:document>'
)
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_EMPTY_LINE = '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p>'
_TITLES = (ParagraphLevel.TITLE, ParagraphLevel.ATTACHMENT_TITLE)
_LINE_KEPT = '<w:p><w:pPr><w:pStyle w:val="Normal"/><w:keepNext/></w:pPr></w:p>'


def write_docx(
    blocks: Sequence[Content], *, title: str, author: str, properties: Mapping[str, str], report: str = ""
) -> bytes:
    """The document as bytes. ``properties`` go to its custom properties, where they survive every format.

    Its controls carry the number of the ``report`` whose figures they show.
    """
    parts = {name: _part(source) for name, source in PARTS.items()}
    charts = [chart_part(block) for block in blocks if isinstance(block, Chart)]
    for place, chart in enumerate(charts, start=1):
        parts[f"word/charts/chart{place}.xml"] = chart
    parts |= _registered(len(charts), parts)
    parts["word/document.xml"] = _owned(body_of(blocks), report)
    parts["docProps/core.xml"] = _core(title, author)
    parts["docProps/custom.xml"] = custom_properties(properties)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, content)
    return buffer.getvalue()


def _owned(body: str, report: str) -> str:
    """Every control with the stamp of its report, so that a paragraph taken to another report tells where it is from."""
    return _CONTROL.sub(lambda number: str(stamped(int(number[0]), report)), body) if report else body


@cache
def _part(source: str) -> str:
    return (files("kezhang.reports.document") / "parts" / source).read_text(encoding="utf-8")


def _registered(charts: int, parts: Mapping[str, str]) -> dict[str, str]:
    """The two lists that name every part, with the charts in them."""
    types = "".join(
        f'<Override PartName="/word/charts/chart{n}.xml" ContentType="{_CHART_TYPE}"/>' for n in range(1, charts + 1)
    )
    relations = "".join(
        f'<Relationship Id="rIdChart{n}" Type="{_CHART_RELATION}" Target="charts/chart{n}.xml"/>'
        for n in range(1, charts + 1)
    )
    return {
        "[Content_Types].xml": parts["[Content_Types].xml"].replace("</Types>", types + "</Types>"),
        "word/_rels/document.xml.rels": parts["word/_rels/document.xml.rels"].replace(
            "</Relationships>", relations + "</Relationships>"
        ),
    }


def body_of(blocks: Sequence[Content]) -> str:
    """word/document.xml: the blocks in their order, and the page they stand on."""
    numbers, charts = count(1), count(1)
    pieces = [_DOCUMENT]
    right = signature_indents(blocks)
    for place, block in enumerate(blocks):
        # Kept with the signature below, so that no page carries a signature alone.
        held = "<w:keepNext/>" if _level(blocks, place + 1) is ParagraphLevel.SIGNATURE else ""
        if isinstance(block, Table):
            pieces.append(word_table(block, numbers, held))
        elif isinstance(block, Chart):
            chart = next(charts)
            pieces.append(word_chart(block, f"rIdChart{chart}", chart, numbers, held))
        else:
            if block.level in (ParagraphLevel.SIGNATURE, ParagraphLevel.ATTACHMENT_TITLE):
                pieces.append(_LINE_KEPT)
            pieces.append(paragraph(block.level.value, block.parts, numbers, held + _indent(right.get(block.level))))
            if block.level in _TITLES and _level(blocks, place + 1) is not block.level:
                pieces.append(_EMPTY_LINE)
    return "".join((*pieces, _SECTION))


def _level(blocks: Sequence[Content], place: int) -> ParagraphLevel | None:
    block = blocks[place] if place < len(blocks) else None
    return block.level if isinstance(block, Block) else None


def _indent(chars: float | None) -> str:
    if chars is None:
        return ""
    return f'<w:ind w:rightChars="{round(chars * 100)}" w:right="{round(chars * CHARACTER)}"/>'


def signature_indents(blocks: Sequence[Content]) -> dict[ParagraphLevel, float]:
    """How many characters the signature and the date stand in from the right, without a seal (GB/T 9704 7.3.5.2)."""
    found = {b.level: text_width(b.text) for b in blocks if isinstance(b, Block)}
    bureau, day = found.get(ParagraphLevel.SIGNATURE, 0), found.get(ParagraphLevel.DATE, 0)
    # The bureau stands two characters in; the date begins two characters right of the bureau's first.
    if bureau - day >= 2:
        return {ParagraphLevel.SIGNATURE: 2.0, ParagraphLevel.DATE: bureau - day}
    return {ParagraphLevel.SIGNATURE: day + 4 - bureau, ParagraphLevel.DATE: 2.0}


def _core(title: str, author: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{clean(title)}</dc:title><dc:creator>{clean(author)}</dc:creator></cp:coreProperties>"
    )


def custom_properties(properties: Mapping[str, str]) -> str:
    items = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{clean(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(properties.items(), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{items}</Properties>"
    )
