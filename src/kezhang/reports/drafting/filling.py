"""填充: a bureau's own paper filled where it stands: each token becomes words and figures in the place it was typed.

Nothing else in the file is touched; a paragraph that has nothing to tell goes, and typed numbers close up.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records.models import Record
from kezhang.reports.document.blocks import Block, Content, ParagraphLevel, Part, Text, merge
from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.docx_writer import CHARACTER, signature_indents
from kezhang.reports.document.paper import editing
from kezhang.reports.document.paper.opened_paper import Paper, PaperParagraph, copied
from kezhang.reports.document.paper.registering import with_charts
from kezhang.reports.document.paper.splicing import MarkNumbers, looks_of, splice
from kezhang.reports.drafting.attachments import Attachments
from kezhang.reports.drafting.draft import Writer
from kezhang.reports.drafting.figures import Drafted, Figures
from kezhang.reports.drafting.renumbering import Line, bare_headings, renumbered
from kezhang.reports.templating.declared_paper import together
from kezhang.reports.templating.look_alikes import OTHERWISE
from kezhang.reports.templating.paper_template import PaperLine, PaperTemplate, RepeatedRow
from kezhang.reports.templating.parsing import Pieces, typed
from kezhang.reports.templating.tokens import TOTAL, Token

#: A paper that has all these styles is laid out as ours are.
_OURS = frozenset(level.value for level in ParagraphLevel) - {"Attachment", "AttachmentTitle"}  # these came later
#: How a title ends, and among how many first paragraphs it stands: above it are the mark and the number.
_KIND = re.compile(r"(?:总结|计划|报告|通报|简报|情况|要情|清单|方案|汇报|调度|安排|打算|请示|函)(?:（[^）]*）)?$")
_HEAD = 12
_TITLES = frozenset({"Title", "title", "标题"})


@dataclass(frozen=True)
class Filled:
    """The file filled, before it has a number."""

    title: str
    content: bytes
    figures: tuple[Drafted, ...]
    notes: tuple[str, ...]
    paper: Mapping[str, str] = field(default_factory=dict)  # 〔公文〕: what it is to be issued with


def fill_from(template: PaperTemplate, figures: Figures, name: str = "") -> Filled:
    """Fill a paper with these figures."""
    return _Filling(template.paper, Writer(figures, name)).done(template)


def fill(
    template: PaperTemplate, org: Org, period: Period, as_of: date, name: str = "", *, evidence: bool = True
) -> Filled:
    """Fill a paper for a bureau; ``name`` is the template's, by which last time's words are found."""
    return fill_from(template, Figures(org, period, as_of, with_evidence=evidence), name)


class _Filling:
    """One paper being filled: what was said of each of its paragraphs, then the file."""

    def __init__(self, paper: Paper, writer: Writer) -> None:
        self.paper, self.writer = paper, writer
        self.ids = MarkNumbers(editing.first_free(paper))
        self.notes = list(paper.notes)
        self.charts: dict[str, bytes] = {}
        self.relations: dict[str, str] = {}
        self.replaced: list[Any] = []  # paragraphs that others have taken the place of
        self.declared: list[dict[str, str]] = []

    def done(self, template: PaperTemplate) -> Filled:
        repeated = {line.paragraph.element for row in template.rows for line in row.lines}
        rows = {row.lines[0].paragraph.element: row for row in template.rows}
        lines = [each for each in template.lines if each.paragraph.element not in repeated]
        kept: list[bool] = []
        stands = True
        attachments = Attachments(template.lines)
        for each in template.lines:
            if not attachments.has(each, self.writer):
                if each.paragraph.element not in repeated:
                    kept.append(False)
                continue
            if (row := rows.get(each.paragraph.element)) is not None:
                self._row(row)
            elif each.paragraph.element not in repeated:
                goes_too = each.line.runs_on and not stands  # the paragraph it runs on from is not there
                kept.append(not goes_too and self._line(each))
                stands = stands if each.line.runs_on else kept[-1]
        shown = [_listed(self.paper, each, stays) for each, stays in zip(lines, kept, strict=True)]
        for number in bare_headings(shown):
            kept[number] = False
        self._renumber(lines, kept)
        title = _title(self.paper, lines, kept)
        self._set_signature(lines)
        self._close(lines, kept)
        attachments.close()
        content = self.paper.saved(self.charts | with_charts(self.paper.content, self.paper.main, self.relations))
        return Filled(
            title,
            content,
            tuple(self.writer.figures.drafted),
            tuple(dict.fromkeys(self.notes)),
            together(self.declared),
        )

    def _line(self, each: PaperLine) -> bool:
        """Fill one paragraph; whether it stays."""
        line, paragraph = each.line, each.paragraph
        if line.is_paper:
            self.declared += self.writer.declared(line)
            return False
        drafted = self.writer.figures.drafted
        before = len(drafted)
        pieces = self.writer.chosen(line)
        if pieces is None:
            return False
        if (apart := self.writer.apart(pieces)) is not None:
            self._apart(paragraph, apart)
            return True
        start, end = _stretch(each, pieces)
        exchanged = list(self._exchanged(pieces, start))
        around = ((each.at, start, ()), *exchanged, (end, len(paragraph.text), ()))
        for first, last, parts in reversed(around):
            if first < last:
                splice(paragraph, first, last, parts, self.ids)
        if paragraph.is_fallback:  # the same box once more: its figures are those of the first
            del drafted[before:]
        else:
            self.writer.heard(PaperParagraph(paragraph.element).gathered().text.strip(), line.level)
        return True

    def _row(self, row: RepeatedRow) -> None:
        """One row for each record in place of the one that asks for them."""
        if row.asked is None:
            self._places(row)
            return
        records, place = self.writer.records(row.asked)
        for number, record in enumerate(records, start=1):
            self._copy(row, partial(self._of_record, row, (place, number, record)))
        row.element.getparent().remove(row.element)
        if not records:
            self.notes.append(f"{row.lines[0].paragraph.where}：{row.asked.ledger.label}没有记录，这一行没有写")

    def _of_record(self, row: RepeatedRow, of: tuple[str, int, Record], token: Token) -> Sequence[Part]:
        place, number, record = of
        if token.cell in row.columns and row.asked is not None:
            return self.writer.cell(place, row.asked, row.columns[token.cell], record)
        if token.cell:
            return (Text(str(number)),)
        return () if token.each else merge(self.writer.parts(token))

    def _places(self, row: RepeatedRow) -> None:
        """One row for each bureau below, or the one row of what they come to together."""
        places = self.writer.places
        desks = [self.writer.totals()] if row.of_places == TOTAL else [*map(self.writer.at, places.orgs)]
        for number, writer in enumerate(desks, start=1):
            self._copy(row, partial(_of_place, number, writer))
        row.element.getparent().remove(row.element)
        if not places.orgs:
            self.notes.append(f"{row.lines[0].paragraph.where}：本单位没有下级单位，这一行没有写")

    def _copy(self, row: RepeatedRow, parts_of: Callable[[Token], Sequence[Part]]) -> None:
        """The row once more before itself, with what each of its tokens says there."""
        made = copied(row.element)
        row.element.addprevious(made)
        paragraphs = dict(zip(row.element.iter(W + "p"), made.iter(W + "p"), strict=True))
        for each in row.lines:
            paragraph = PaperParagraph(paragraphs[each.paragraph.element], part=each.paragraph.part).gathered()
            found: list[tuple[int, int, Sequence[Part]]] = []
            at = each.at
            for piece in each.line.pieces:
                end = at + len(typed(piece))
                if isinstance(piece, Token):
                    found.append((at, end, parts_of(piece)))
                at = end
            for first, last, parts in reversed(found):
                splice(paragraph, first, last, parts, self.ids)

    def _exchanged(self, pieces: Pieces, at: int) -> Iterator[tuple[int, int, Sequence[Part]]]:
        for piece in pieces:
            end = at + len(typed(piece))
            if isinstance(piece, Token):
                yield at, end, merge(self.writer.parts(piece))
            at = end

    def _apart(self, paragraph: PaperParagraph, blocks: Sequence[Content]) -> None:
        """Paragraphs, a table or a chart in place of the one that asked for them."""
        element, looks = paragraph.element, looks_of(paragraph.pieces)
        at = element
        for block in blocks:
            if isinstance(block, Block):
                at = editing.beside(element, at, looks, block.parts, self.ids, self._style(block.level))
                continue
            place = len(self.relations) + 1
            at, parts = editing.exhibit_beside(self.paper, at, looks, block, self.ids, place)
            self.charts |= parts
            self.relations |= dict.fromkeys(parts, f"rIdKezhangChart{place}")
        splice(paragraph, 0, len(paragraph.text), (), self.ids)
        self.replaced.append(element)

    def _style(self, level: ParagraphLevel) -> str:
        """The style of a generated paragraph, where the paper is laid out by ours."""
        styles = self.paper.styles
        known = set() if styles is None else {style.get(W + "styleId") for style in styles.iter(W + "style")}
        return level.value if known >= _OURS else ""

    def _renumber(self, lines: Sequence[PaperLine], kept: Sequence[bool]) -> None:
        rooms: dict[Any, int] = {}  # held, because an element that nobody holds is another the next time
        own = [
            (each, Line(each.line.words, stays, rooms.setdefault(each.paragraph.element.getparent(), len(rooms))))
            for each, stays in zip(lines, kept, strict=True)
            if not each.paragraph.is_fallback
        ]
        changes, notes = renumbered([line for _, line in own])
        self.notes += notes
        for change in changes:
            shown = PaperParagraph(own[change.line][0].paragraph.element).gathered()
            blank = len(shown.text) - len(shown.text.lstrip())
            splice(shown, blank + change.start, blank + change.end, (Text(change.number),), self.ids)

    def _close(self, lines: Sequence[PaperLine], kept: Sequence[bool]) -> None:
        """Take out what has nothing to tell, and join what runs on."""
        before, stays_before = None, False
        for each, stays in zip(lines, kept, strict=True):
            if each.line.runs_on and before is not None:
                if stays and stays_before:
                    editing.run_on(each.paragraph.element, before.paragraph.element)
                else:
                    self._take_out(each.paragraph)
                continue
            before, stays_before = each, stays
            if not stays:
                self._take_out(each.paragraph)
        for element in self.replaced:
            editing.take_out(element)

    def _take_out(self, paragraph: PaperParagraph) -> None:
        if paragraph.element.getparent() is None:  # gone with the attachment it belonged to
            return
        if editing.holds_more(paragraph.element):
            splice(paragraph, 0, len(paragraph.text), (), self.ids)
            self.notes.append(f"{paragraph.where}没有内容，但段上有文本框、图片或脚注，只清空了文字，请核对")
        else:
            editing.take_out(paragraph.element)

    def _set_signature(self, lines: Sequence[PaperLine]) -> None:
        """Our own layout measures the signature by its words, which are known only now."""
        if not self._style(ParagraphLevel.SIGNATURE):
            return
        signed = [each for each in lines if each.line.level in (ParagraphLevel.SIGNATURE, ParagraphLevel.DATE)]
        blocks = [Block(each.line.level, (Text(_shown(each)),)) for each in signed if each.line.level]
        for each, block in zip(signed, blocks, strict=True):
            editing.set_right_indent(each.paragraph.element, signature_indents(blocks)[block.level], CHARACTER)


def _of_place(number: int, writer: Writer, token: Token) -> Sequence[Part]:
    if token.cell or token.of_places:
        return merge([Text(str(number) if token.cell else "")])
    return merge(writer.parts(token))


def _listed(paper: Paper, each: PaperLine, stays: bool) -> Line:
    """A paragraph as lists and headings see it; what stands in tables, boxes and headers is nobody's heading."""
    return Line(each.line.words, stays, 0 if each.paragraph.part == paper.main and each.paragraph.is_body else 1)


def _stretch(each: PaperLine, pieces: Pieces) -> tuple[int, int]:
    """From where to where what is said of a paragraph stands in it, marks and the other branch left out."""
    line = each.line
    start = each.at + line.begins
    if pieces is line.otherwise:
        start += len(line.words) + len(OTHERWISE)
    return start, start + sum(len(typed(piece)) for piece in pieces)


def _shown(each: PaperLine) -> str:
    return PaperParagraph(each.paragraph.element).gathered().text.strip()


def _title(paper: Paper, lines: Sequence[PaperLine], kept: Sequence[bool]) -> str:
    """What is marked as the title, else what has a title's style or says what kind of paper it is, else the first words."""
    body = [each for each, stays in zip(lines, kept, strict=True) if stays and each.paragraph.part == paper.main]
    marked = [each for each in body if each.line.level is ParagraphLevel.TITLE]
    styled = [each for each in body if _style_of(each) in _TITLES]
    running = [each for each in body if each.paragraph.is_body] or body
    named = [each for each in running[:_HEAD] if _KIND.search(_shown(each))]
    titles = marked or styled or named[:1] or running[:1]
    return "".join(_shown(each) for each in titles)[:200]


def _style_of(each: PaperLine) -> str:
    style = each.paragraph.element.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(W + "val", "")
