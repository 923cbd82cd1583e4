"""公文格式的行: the paragraphs that a dress is made of, each formatted by itself, so that it looks the same in any paper.

Every one of them bears a bookmark, by which it is known again when the file comes back.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.official.elements import PaperElements, PaperForm
from kezhang.reports.document.runs import clean

#: How the bookmarks of a dress begin, and of those that stand behind the text.
BOOKMARK, IMPRINT = "K_D_", "K_D_imprint"
RED = "FF0000"
LINE, CHARACTER, SMALL_CHARACTER = 579, 316, 280  # twips: a line, a character of the text, one of the imprint
TYPE_AREA = 8844
_MARK_SIZE = 40  # points at most; a long name is set smaller, so that it stays in one line
_MARK_LEAST = 22
_TITLE, _FANG, _KAI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312"
#: The mark's upper edge stands 35 mm below the type area's; its line has 1.7 mm above the ink.
_ABOVE_MARK = 1888
RULE = 20  # twips of a paragraph that is only a rule
_THICK, _THIN = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm
_SMALL_LINE = 560


def head(elements: PaperElements) -> Iterator[str]:
    """版头: mark, number and red line, and two lines down to the title."""
    if elements.form is PaperForm.LETTER:
        yield line("number", words(elements.number), jc="right", before=LINE // 4)
    else:
        yield line("mark", mark_words(elements), jc="center", before=_ABOVE_MARK, height=960)
        yield from (line(f"mark_below{n}") for n in (1, 2))
        yield _number(elements)
    yield from (line(f"head_below{n}") for n in (1, 2))


def mark_words(elements: PaperElements) -> str:
    size = max(_MARK_LEAST, min(_MARK_SIZE, int(TYPE_AREA / 20 / max(len(elements.mark), 1))))
    return words(elements.mark, font=_TITLE, size=size * 2, colour=RED, spacing=0)


def _number(elements: PaperElements) -> str:
    border = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="7" w:color="{RED}"/></w:pBdr>'
    if not elements.kind.is_upward or not elements.signer:
        return line("number", words(elements.number), border=border, jc="center")
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_AREA - CHARACTER}"/></w:tabs>'
    # The line is as wide as the type area, so the number cannot stand in by an indent.
    inside = words("　" + elements.number) + _TAB + words("签发人：") + words(elements.signer, font=_KAI)
    return line("number", inside, border=border, tabs=tabs, jc="left")


def addressee(elements: PaperElements) -> Iterator[str]:
    """主送: flush left above the text."""
    if elements.salutation:
        yield line("addressee", words(elements.salutation))


def attachments(elements: PaperElements) -> Iterator[str]:
    """附件说明: a line below the text, two characters in; a second line begins under the name's first character."""
    lines = elements.attachment_lines
    hanging = 300 if len(lines) == 1 else 400
    for number, text in enumerate(lines, start=1):
        if number == 1:
            yield line("attachment0", kept=True)
        more = hanging if number == 1 else 100
        yield line(f"attachment{number}", words(text), indent=_hanging(200 + hanging, more), kept=True)


def imprint(elements: PaperElements, room: int, *, ended: bool = False) -> Iterator[str]:
    """版记: at the foot of the last page, in the flow of the text; ``room`` twips bring it there.

    ``ended``: with a rule below it in any form, by which one sees where it ends.
    """
    copied, printed = elements.copied_line, elements.printed_line
    if not copied and not printed:
        return
    yield line(f"{IMPRINT[4:]}_room", height=max(room, RULE), kept=True)
    ruled = elements.form is PaperForm.FILE
    if ruled:
        yield _rule("top", _THICK, "top")
    if copied:
        small = f'<w:ind w:left="{SMALL_CHARACTER * 4}" w:right="{SMALL_CHARACTER}" w:hanging="{SMALL_CHARACTER * 3}"/>'
        inside = words(copied, size=28, spacing=0)
        yield line(f"{IMPRINT[4:]}_copied", inside, indent=small, height=_SMALL_LINE, kept=ruled or ended)
    if copied and printed:
        yield _rule("between", _THIN, "top")
    if printed:
        by, on = printed
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_AREA - SMALL_CHARACTER}"/></w:tabs>'
        indent = f'<w:ind w:left="{SMALL_CHARACTER}" w:right="{SMALL_CHARACTER}"/>'
        inside = words(by, size=28, spacing=0) + _TAB + words(on, size=28, spacing=0)
        yield line(f"{IMPRINT[4:]}_printed", inside, tabs=tabs, indent=indent, jc="left", height=_SMALL_LINE, kept=True)
    if ruled or ended:
        yield _rule("bottom", _THICK, "bottom", kept=False)


def _rule(name: str, width: int, side: str, *, kept: bool = True) -> str:
    border = f'<w:pBdr><w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="000000"/></w:pBdr>'
    return line(f"{IMPRINT[4:]}_{name}", border=border, height=RULE, kept=kept)


def _hanging(left: int, hanging: int) -> str:
    """In hundredths of a character, and in twips for programs that know no characters."""
    return (
        f'<w:ind w:leftChars="{left}" w:left="{left * CHARACTER // 100}" w:hangingChars="{hanging}"'
        f' w:hanging="{hanging * CHARACTER // 100}"/>'
    )


_NO_INDENT = '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
_TAB = "<w:r><w:tab/></w:r>"


def words(text: str, *, font: str = _FANG, size: int = 32, colour: str = "", spacing: int = -5) -> str:
    coloured = f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/><w:b w:val="0"/>{coloured}'
        f'<w:spacing w:val="{spacing}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{clean(text)}</w:t></w:r>'
    )


def line(
    name: str, inside: str = "", *, border: str = "", tabs: str = "", indent: str = _NO_INDENT, jc: str = "both",
    before: int = 0, height: int = LINE, kept: bool = False,
) -> str:  # fmt: skip
    """One paragraph under its bookmark; what the paper's own styles say of paragraphs does not reach it."""
    held = "<w:keepNext/>" if kept else ""
    return (
        f'<w:p><w:pPr>{held}<w:widowControl w:val="0"/>{border}{tabs}<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="{before}" w:after="0" w:line="{height}" w:lineRule="exact"/>{indent}'
        f'<w:jc w:val="{jc}"/></w:pPr><w:bookmarkStart w:id="0" w:name="{BOOKMARK}{name}"/>{inside}'
        f'<w:bookmarkEnd w:id="0"/></w:p>'
    )


def room_in(element: Any) -> int:
    """How high the room above an imprint is."""
    spacing = element.find(f"{W}pPr/{W}spacing")
    height = "" if spacing is None else spacing.get(W + "line", "")
    return int(height) if height.isascii() and height.isdigit() and len(height) < 6 else 0


def is_dress(element: object) -> bool:
    """Whether a paragraph is one of these, whoever has saved it since."""
    return bool(name_of(element))


def name_of(element: object) -> str:
    """Its bookmark; "" for what is not of a dress."""
    if not isinstance(element, etree._Element) or element.tag != W + "p":
        return ""
    names = (start.get(W + "name", "") for start in element.iter(W + "bookmarkStart"))
    return next((name for name in names if name.startswith(BOOKMARK)), "")
