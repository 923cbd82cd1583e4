"""公文模板: a bureau's own .docx as a template: every paragraph of every part with its tokens, or every fault at once.

What cannot be filled where it stands is named with its place; nothing is passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kezhang.indicators.indicator import AnyIndicator
from kezhang.reports.document.paper import left_over
from kezhang.reports.document.paper.opened_paper import Paper, PaperParagraph, open_paper
from kezhang.reports.templating.look_alikes import in_words
from kezhang.reports.templating.parsing import TemplateLine, read_line
from kezhang.reports.templating.tokens import FaultyTemplate, TemplateFault, Token, names_something

_BODY_ONLY = "表、图、问题、承诺和上期文字只能写在正文里，不能写在表格、文本框、页眉、页脚中"


@dataclass(frozen=True)
class PaperLine:
    """A paragraph of the text, or one with tokens in a header or a note, understood; ``at`` is where its marks begin."""

    paragraph: PaperParagraph
    line: TemplateLine
    at: int


@dataclass(frozen=True)
class PaperTemplate:
    """A bureau's paper, opened and understood."""

    paper: Paper
    lines: tuple[PaperLine, ...]


def read_paper(content: bytes, own: Mapping[str, AnyIndicator]) -> PaperTemplate:
    """Raises FaultyTemplate with every fault of every part, NotADocument for what cannot be opened."""
    paper = open_paper(content)
    lines: list[PaperLine] = []
    faults: list[TemplateFault] = []
    for number, paragraph in enumerate(paper.paragraphs(), start=1):
        text = paragraph.text.strip()
        if not text:
            continue
        line, wrong = read_line(text, number, own)
        faults += [_placed(fault, paragraph.where) for fault in wrong]
        faults += [
            TemplateFault(number, text, token, _BODY_ONLY, paragraph.where)
            for token in _misplaced(paper, paragraph, line)
        ]
        if paragraph.part == paper.main or line.marks or any(isinstance(piece, Token) for piece in line.pieces):
            lines.append(PaperLine(paragraph, line, paragraph.text.index(text)))
    unfit = [*left_over.in_paragraphs(paper, [each.paragraph for each in lines])]
    unfit += left_over.elsewhere(paper, lambda text: _tokens_in(text, own))
    faults += [TemplateFault(0, each.text, each.token, each.says, each.where) for each in unfit]
    if faults:
        raise FaultyTemplate(list(dict.fromkeys(faults)))
    return PaperTemplate(paper, tuple(lines))


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
