"""Files made to do harm: small ones that swell, reach far, nest deep or hang their reader, each in a few lines."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import xlsxwriter

from tests.documents import W, docx, paragraph, pdf, zipped

SHEET = "xl/worksheets/sheet1.xml"
#: Fifty rows of two cells, as a clerk might have typed them.
TYPED = {f"{column}{row}": f"{column}{row}" for row in range(1, 51) for column in "AB"}


def book(cells: dict[str, object]) -> bytes:
    made = openpyxl.Workbook()
    for address, value in cells.items():
        made.active[address] = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return zipped({n: change(package.read(n)) if n == part else package.read(n) for n in package.namelist()})


def far_cell(cells: dict[str, object] | None = None) -> bytes:
    """A table, and one cell at the last place a sheet has."""
    return book({**(TYPED if cells is None else cells), "XFD1048576": 1})


def hidden_far_cell() -> bytes:
    """The same in a spelling that a look at addresses does not see and a spreadsheet library does."""
    prefixed = lambda sheet: re.sub(rb"(</?)(?=[a-z])", rb"\1x:", sheet.replace(b"xmlns=", b"xmlns:x="))  # noqa: E731
    return rewritten(far_cell(), SHEET, prefixed)


def scattered() -> bytes:
    """Cells each far from the next: no table is there."""
    columns = (openpyxl.utils.get_column_letter(n * 150 + 1) for n in range(100))
    return book({f"{column}{n * 900 + 1}": 1 for n, column in enumerate(columns)})


def merged_over() -> bytes:
    """Two thousand merged cells, each of them over all hundred thousand rows."""
    ranges = b"".join(b'<mergeCell ref="A%d:A99999"/>' % n for n in range(2, 2000))
    merge = lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>")  # noqa: E731
    return rewritten(book({**TYPED, "A100000": 1}), SHEET, merge)


def deep_sheet(depth: int = 5000) -> bytes:
    inside = b"<a>" * depth + b"</a>" * depth
    return rewritten(book(TYPED), SHEET, lambda sheet: sheet.replace(b"</worksheet>", inside + b"</worksheet>"))


def long_text(length: int = 30_000_000) -> bytes:
    """One shared text of thirty million characters."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        made.add_worksheet().write_string("A1", "长文")
    swell = lambda texts: texts.replace("长文".encode(), b"A" * length)  # noqa: E731
    return rewritten(out.getvalue(), "xl/sharedStrings.xml", swell)


def many_members(count: int = 100_000, content: bytes = b"") -> bytes:
    """A workbook, or another package, with a hundred thousand empty parts."""
    out = io.BytesIO(content or book(TYPED))
    with zipfile.ZipFile(out, "a") as package:
        for number in range(count):
            package.writestr(f"{number}.xml", b"")
    return out.getvalue()


def swelling(megabytes: int = 700) -> bytes:
    """A workbook with a part that unpacks to a thousand times its size."""
    out = io.BytesIO(book(TYPED))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/drawing.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1024 * 1024))
    return out.getvalue()


def shared_sheet(count: int = 60_000) -> bytes:
    """One sheet of fifty rows, to which sixty thousand names lead."""
    named = b"".join(
        b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n)
        for n in range(1, count + 1)
    )  # fmt: skip
    swap = lambda part: re.sub(rb"(?s)<sheets>.*</sheets>", lambda _: b"<sheets>" + named + b"</sheets>", part)  # noqa: E731
    return rewritten(book(TYPED), "xl/workbook.xml", swap)


def many_tables(count: int = 20_000) -> bytes:
    """A web page of twenty thousand small tables, under the name of a workbook."""
    return b"<html><body>" + b"<table><tr><td>a</td><td>b</td><td>c</td></tr></table>" * count + b"</body></html>"


def dense(rows: int = 60_000, columns: int = 200) -> bytes:
    """Twelve million cells without addresses, all of them there."""
    row = b"<c><v>1</v></c>" * columns
    filled = b"<sheetData>" + b"".join(b'<row r="%d">%b</row>' % (n, row) for n in range(1, rows + 1)) + b"</sheetData>"
    swap = lambda sheet: re.sub(rb"<sheetData>.*</sheetData>", lambda _: filled, sheet, flags=re.DOTALL)  # noqa: E731
    return rewritten(book(TYPED), SHEET, swap)


def false_ods() -> bytes:
    """An .ods whose one row claims to stand there a hundred thousand times, its one cell a thousand times."""
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>1</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'
    content = f'<office:document-content {namespaces}><office:body><office:spreadsheet><table:table table:name="a">{row}</table:table></office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", kind, zipfile.ZIP_STORED)  # read by those who tell files apart without unpacking
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def false_xls() -> bytes:
    """An .xls whose two cells lie as far apart as its numbers go."""
    record = lambda kind, data: struct.pack("<HH", kind, len(data)) + data  # noqa: E731
    number = lambda row, column: record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))  # noqa: E731
    begin = lambda kind: record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))  # noqa: E731
    end = record(0x000A, b"")
    sheet = begin(0x0010) + number(0, 0) + number(65535, 65535) + end
    named = lambda at: record(0x0085, struct.pack("<IBBBB", at, 0, 0, 1, 0) + b"a")  # noqa: E731
    place = len(begin(5)) + len(named(0)) + len(end)
    return _compound("Workbook", begin(5) + named(place) + end + sheet)


def _compound(name: str, stream: bytes) -> bytes:
    """The smallest container of old Office files: one table of sectors, one folder, one stream."""
    sector, least = 512, 4096
    stream += bytes(max(0, least - len(stream)))
    stream += bytes(-len(stream) % sector)
    count = len(stream) // sector
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        spelt = title.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            spelt.ljust(64, b"\0") + struct.pack("<H", len(spelt)) + links + bytes(36) + struct.pack("<IQ", start, size)
        )

    folder = (entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))).ljust(
        sector, b"\0"
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, least, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432
    return head + table + folder + stream


def empty_paragraphs(count: int) -> bytes:
    """So many empty paragraphs, and a figure after them."""
    return docx("<w:p/>" * count, paragraph("上半年登记技术合同27项。"))


def deep_document(depth: int = 5000) -> bytes:
    return docx("<w:sdt><w:sdtContent>" * depth + paragraph("27项") + "</w:sdtContent></w:sdt>" * depth)


def list_marks(text: str, form: str = "decimal", start: int = 1, count: int = 300) -> bytes:
    """Paragraphs of a list, in front of each of which stands whatever the list says."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>登记技术合同27项。</w:t></w:r></w:p>'
    out = io.BytesIO(docx(numbered * count))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/numbering.xml", f"<w:numbering {W}>{lists}</w:numbering>")
    return out.getvalue()


def many_tags(count: int = 9_000_000) -> bytes:
    """Elements that are no paragraphs, more than any memory holds as a tree."""
    return zipped({"word/document.xml": f"<w:document {W}><w:body>" + "<a/>" * count + "</w:body></w:document>"})


def slow_pdf(times: int = 300_000) -> bytes:
    """A page that draws one character three hundred thousand times: a few kilobytes, minutes of work."""
    drawn = zlib.compress(b"BT /F1 14 Tf 50 780 Td <4e2d> Tj ET\n" * times)
    page = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(drawn), drawn)
    return re.sub(rb"<</Length \d+>>stream.*?endstream", lambda _: page, pdf(["27"]), flags=re.DOTALL)
