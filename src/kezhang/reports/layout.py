"""From blocks to a .docx in the layout of GB/T 9704: 22 lines of 28 characters, page numbers outside.

The one rule: every ``Number`` becomes a plain-text content control (mark in alias and tag) inside a
bookmark, because some programs keep the one and some the other. The same blocks give the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from kezhang.reports.blocks import Block, Level, Part, Text

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
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"><w:body>'
)
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
    ' w:header="851" w:footer="1440" w:gutter="0"/><w:cols w:space="425"/>'
    '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr></w:body></w:document>'
)
_KAI = '<w:rPr><w:rFonts w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312"/></w:rPr>'


def write_docx(blocks: Sequence[Block], *, title: str, author: str, properties: Mapping[str, str]) -> bytes:
    """The document as bytes. ``properties`` go to its custom properties, where they survive every format."""
    parts = {name: _part(source) for name, source in PARTS.items()}
    parts["word/document.xml"] = _document(blocks)
    parts["docProps/core.xml"] = _core(title, author)
    parts["docProps/custom.xml"] = _custom(properties)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, content)
    return buffer.getvalue()


@cache
def _part(source: str) -> str:
    return (files("kezhang.reports") / "parts" / source).read_text(encoding="utf-8")


def _document(blocks: Sequence[Block]) -> str:
    numbers = count(1)
    pieces = [_DOCUMENT]
    last_body = max((i for i, b in enumerate(blocks) if b.level is Level.BODY), default=-1)
    signed = any(b.level is Level.SIGNATURE for b in blocks)
    for place, block in enumerate(blocks):
        if block.level is Level.SIGNATURE:
            # One blank line; kept with the text above, so that no page carries a signature alone.
            pieces.append('<w:p><w:pPr><w:pStyle w:val="Normal"/><w:keepNext/></w:pPr></w:p>')
        pieces.append(_paragraph(block, _indent(block, blocks), signed and place == last_body, numbers))
        if block.level is Level.TITLE and not _is_title(blocks, place + 1):
            pieces.append('<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr></w:p>')
    return "".join((*pieces, _SECTION))


def _is_title(blocks: Sequence[Block], place: int) -> bool:
    return place < len(blocks) and blocks[place].level is Level.TITLE


def _paragraph(block: Block, indent: str, keep: bool, numbers: Iterator[int]) -> str:
    held = "<w:keepNext/>" if keep else ""
    runs = "".join(_run(part, numbers) for part in block.parts)
    return f'<w:p><w:pPr><w:pStyle w:val="{block.level.value}"/>{held}{indent}</w:pPr>{runs}</w:p>'


def _run(part: Part, numbers: Iterator[int]) -> str:
    if isinstance(part, Text):
        return f'<w:r>{_KAI if part.kai else ""}<w:t xml:space="preserve">{_clean(part.text)}</w:t></w:r>'
    number = next(numbers)
    mark = quoteattr(part.mark)
    return (
        f'<w:bookmarkStart w:id="{number}" w:name={quoteattr("N_" + part.mark)}/>'
        f"<w:sdt><w:sdtPr><w:alias w:val={mark}/><w:tag w:val={quoteattr('n:' + part.mark)}/>"
        f'<w:id w:val="{100_000_000 + number}"/><w15:appearance w15:val="hidden"/><w:text/></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{_clean(part.text)}</w:t></w:r></w:sdtContent></w:sdt>"
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def _clean(text: str) -> str:
    """Escaped, and without the control characters that make Word call a file unreadable."""
    return escape("".join(c for c in text if c >= " " or c == "\t").replace("\t", " "))


def _indent(block: Block, blocks: Sequence[Block]) -> str:
    """Where the signature and the date stand, when there is no seal (GB/T 9704 7.3.5.2)."""
    if block.level not in (Level.SIGNATURE, Level.DATE):
        return ""
    found = {b.level: _width(b.text) for b in blocks}
    bureau, day = found.get(Level.SIGNATURE, 0), found.get(Level.DATE, 0)
    # The bureau stands two characters in; the date begins two characters right of the bureau's first.
    right = {Level.SIGNATURE: 2.0, Level.DATE: bureau - day}
    if right[Level.DATE] < 2:
        right = {Level.SIGNATURE: day + 4 - bureau, Level.DATE: 2.0}
    chars = right[block.level]
    return f'<w:ind w:rightChars="{round(chars * 100)}" w:right="{round(chars * CHARACTER)}"/>'


def _width(text: str) -> float:
    """Width in characters of the line; digits and Latin letters are half as wide."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def _core(title: str, author: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_clean(title)}</dc:title><dc:creator>{_clean(author)}</dc:creator></cp:coreProperties>"
    )


def _custom(properties: Mapping[str, str]) -> str:
    items = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{_clean(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(properties.items(), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{items}</Properties>"
    )
