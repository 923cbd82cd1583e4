"""公文模板: a bureau's own .docx as a template: every paragraph of every part with its tokens, or every fault at once.

What cannot be filled where it stands is named with its place; nothing is passed over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhang.indicators.indicator import AnyIndicator
from kezhang.records.declaration.column import Column
from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.paper import left_over
from kezhang.reports.document.paper.opened_paper import Paper, PaperParagraph, open_paper
from kezhang.reports.templating.exhibit_tokens import TableAsked, column_of
from kezhang.reports.templating.look_alikes import in_words
from kezhang.reports.templating.parsing import TemplateLine, read_line
from kezhang.reports.templating.tokens import (
    NUMBER,
    TOTAL,
    FaultyTemplate,
    Phrase,
    TemplateFault,
    Token,
    names_something,
)

_BODY_ONLY = "表、图、问题、承诺和上期文字只能写在正文里，不能写在表格、文本框、页眉、页脚中"


@dataclass(frozen=True)
class PaperLine:
    """A paragraph of the text, or one with tokens in a header or a note, understood; ``at`` is where its marks begin."""

    paragraph: PaperParagraph
    line: TemplateLine
    at: int


@dataclass(frozen=True)
class RepeatedRow:
    """重复的行: a row that comes once for each record, with its paragraphs."""

    element: Any
    asked: TableAsked | None  # None: it comes once for each bureau below, or for those together
    lines: tuple[PaperLine, ...]
    columns: Mapping[str, Column]  # by the words in 【列|…】
    of_places: str = ""  # 每县, 合计


@dataclass(frozen=True)
class PaperTemplate:
    """A bureau's paper, opened and understood."""

    paper: Paper
    lines: tuple[PaperLine, ...]
    rows: tuple[RepeatedRow, ...] = ()


def read_paper(content: bytes, own: Mapping[str, AnyIndicator]) -> PaperTemplate:
    """Raises FaultyTemplate with every fault of every part, NotADocument for what cannot be opened."""
    paper = open_paper(content)
    lines: list[PaperLine] = []
    faults: list[TemplateFault] = []
    for number, paragraph in enumerate(paper.paragraphs(), start=1):
        text = paragraph.text.strip()
        if not text:
            continue
        line, wrong = read_line(text, number, own, in_row=paragraph.row is not None)
        faults += [_placed(fault, paragraph.where) for fault in wrong]
        faults += [
            TemplateFault(number, text, token, _BODY_ONLY, paragraph.where)
            for token in _misplaced(paper, paragraph, line)
        ]
        if paragraph.part == paper.main or line.marks or any(isinstance(piece, Token) for piece in line.pieces):
            lines.append(PaperLine(paragraph, line, paragraph.text.index(text)))
    rows, wrong = read_rows(lines)
    faults += wrong
    unfit = [*left_over.in_paragraphs(paper, [each.paragraph for each in lines])]
    unfit += left_over.elsewhere(paper, lambda text: _tokens_in(text, own))
    faults += [TemplateFault(0, each.text, each.token, each.says, each.where) for each in unfit]
    if faults:
        raise FaultyTemplate(list(dict.fromkeys(faults)))
    return PaperTemplate(paper, tuple(lines), tuple(rows))


def read_rows(lines: Sequence[PaperLine]) -> tuple[list[RepeatedRow], list[TemplateFault]]:
    """The rows that are repeated, and what is wrong with those and with cells that belong to none."""
    by_row: dict[Any, list[PaperLine]] = {}
    for each in lines:
        if each.paragraph.row is not None:
            by_row.setdefault(each.paragraph.row, []).append(each)
    rows: list[RepeatedRow] = []
    faults: list[TemplateFault] = []
    for element, here in by_row.items():
        tokens = [(line, piece) for line in here for piece in line.line.pieces if isinstance(piece, Token)]
        asked = next((token.each for _, token in tokens if token.each), None)
        cells = [(line, token) for line, token in tokens if token.cell]
        of_places = next((token.of_places for _, token in tokens if token.of_places), "")
        if of_places and asked is None:
            faults += _unfit_for_places(element, tokens, of_places)
            rows.append(RepeatedRow(element, None, tuple(here), {}, of_places))
            continue
        if asked is None:
            faults += [
                _of_row(line, token, "这一行没有【每条|台账】或【每县】；请在同一行的任一格里写上")
                for line, token in cells
            ]
            continue
        columns: dict[str, Column] = {}
        for line, token in cells:
            column = column_of(asked.ledger, token.cell)
            if isinstance(column, Column):
                columns[token.cell] = column
            elif token.cell != NUMBER:
                faults.append(_of_row(line, token, column))
        if any(True for _ in element.iter(f"{W}vMerge", f"{W}tbl")):
            line, token = next((line, token) for line, token in tokens if token.each)
            faults.append(_of_row(line, token, "要重复的行里不能有上下合并的单元格，也不能套着别的表"))
        rows.append(RepeatedRow(element, asked, tuple(here), columns))
    return rows, faults


def _unfit_for_places(
    element: Any, tokens: Sequence[tuple[PaperLine, Token]], of_places: str
) -> Iterator[TemplateFault]:
    """What a row of bureaus cannot hold: records' columns, sentences; and no cell that reaches into other rows."""
    for line, token in tokens:
        if token.cell and (token.cell != NUMBER or of_places == TOTAL):
            yield _of_row(line, token, f"【{of_places}】的行里只能写指标标签和【地名】【序号】这样的文字标签")
        elif token.listed or isinstance(token.asks, Phrase) or (of_places == TOTAL and token.column):
            yield _of_row(line, token, f"【{of_places}】的行里写指标的数，如【技术合同成交额|完成|数】")
    if any(True for _ in element.iter(f"{W}vMerge", f"{W}tbl")):
        line, token = next((line, token) for line, token in tokens if token.of_places)
        yield _of_row(line, token, "要重复的行里不能有上下合并的单元格，也不能套着别的表")


def _of_row(line: PaperLine, token: Token, says: str) -> TemplateFault:
    text = line.paragraph.text.strip()
    return TemplateFault(0, text, f"【{token.written}】", says, line.paragraph.where)


def texts_of(template: PaperTemplate) -> list[str]:
    """The paragraphs as they were typed, to be kept with each report made from them."""
    return [each.paragraph.text.strip() for each in template.lines]


def _placed(fault: TemplateFault, where: str) -> TemplateFault:
    return TemplateFault(fault.paragraph, fault.text, fault.token, fault.says, where)


def _misplaced(paper: Paper, paragraph: PaperParagraph, line: TemplateLine) -> Iterator[str]:
    if paragraph.part == paper.main and paragraph.is_body:
        return
    for piece in line.pieces:
        if isinstance(piece, Token) and piece.stands_alone:
            yield f"【{piece.written}】"


def _tokens_in(text: str, own: Mapping[str, AnyIndicator]) -> list[str]:
    """What looks like a token in text that is never filled: our own brackets and marks, and those taken for them."""
    found = [token[0] for token in left_over.TOKEN.finditer(text)]
    rest = left_over.TOKEN.sub("", text)
    found += [sign for sign in ("【", "】") if sign in rest]
    return found + [each.typed for each in in_words(text, lambda inside: names_something(inside, own))]
