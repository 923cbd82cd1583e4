"""Documents that tests make: Word files from a few lines of XML, PDFs with Chinese text, packages gone wrong.

The one rule: what a test reads stands in the test; nothing here knows what is in it.
"""

import io
import zipfile
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)

WIDE = '<w:tcW w:w="1500" w:type="dxa"/>'
OPC = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "application/vnd.openxmlformats-package.relationships+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def cell(*inside: str, properties: str = "") -> str:
    blocks = "".join(each if each.startswith("<") else paragraph(each) for each in inside)
    return f"<w:tc><w:tcPr>{WIDE}{properties}</w:tcPr>{blocks or '<w:p/>'}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(each if each.startswith("<w:tc>") else cell(each) for each in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inside}</w:tr>"


def table(*rows: str) -> str:
    columns = '<w:gridCol w:w="1500"/>' * max(each.count("<w:tc>") for each in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'


def package(**parts: str | bytes) -> bytes:
    """A zip of parts; ``word__document`` stands for word/document.xml."""
    return zipped({name.replace("__", "/") + ".xml": content for name, content in parts.items()})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(*blocks: str, namespace: str = W, **parts: str) -> bytes:
    """A whole Word file, such as other programs open too."""
    body = "".join(each if each.startswith("<") else paragraph(each) for each in blocks)
    document = f"<w:document {namespace} {MORE}><w:body>{body}<w:sectPr/></w:body></w:document>"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{OPC}/content-types"><Default Extension="rels" ContentType="{RELS}"/>'
            f'<Default Extension="xml" ContentType="{MAIN}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{OPC}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": document,
            **{name.replace("__", "/") + ".xml": content for name, content in parts.items()},
        }
    )


def numbering(*levels: tuple[str, str]) -> str:
    """A numbering part with one list: (format, text) of each level."""
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{made}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'


def in_list(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'


def pdf(*pages: list[str]) -> bytes:
    """Pages of lines in a font that is not embedded, as many offices' printers leave it."""
    drawn = [
        "BT /F1 14 Tf 50 780 Td 20 TL " + " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in page) + " ET"
        for page in pages
    ]
    first = 6
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R/DW 1000>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for number, content in enumerate(drawn):
        own = first + 2 * number
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {own + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj{each}\nendobj\n".encode("latin1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def kept(folder: Path, name: str, content: bytes | str) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def replaced(content: bytes, old: str, new: str, name: str = "word/document.xml") -> io.BytesIO:
    """A package with one part edited; fails when there is nothing to edit."""
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(out, "w") as package:
        for member in source.namelist():
            data = source.read(member)
            if member == name:
                assert old.encode() in data, old
                data = data.replace(old.encode(), new.encode(), 1)
            package.writestr(member, data)
    out.seek(0)
    return out
