"""建议的模板: an old report's own file with tokens in place of its numbers, in its wording and its look.

What is proposed is only proposed: whoever accepts it chooses another token, or leaves the words as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kezhang.reports.document import conversion
from kezhang.reports.document.blocks import Text
from kezhang.reports.document.paper.opened_paper import Paper, PaperParagraph, open_paper
from kezhang.reports.document.paper.splicing import MarkNumbers, splice
from kezhang.reports.proposing.proposals import TokenProposal, propose


@dataclass(frozen=True)
class OldReport:
    """An old report opened: its text, and what is proposed for its numbers, by their place in that text."""

    content: bytes
    text: str
    proposals: tuple[TokenProposal, ...]


def opened(content: bytes) -> OldReport:
    """An old report, whatever program it was saved by. Raises NotADocument."""
    docx = bytes(conversion.as_docx(content))
    paper = open_paper(docx)
    text = "\n".join(paragraph.text for paragraph in _own(paper))
    return OldReport(docx, text, tuple(propose(text)))


def as_template(report: OldReport, chosen: Mapping[int, str]) -> bytes:
    """The file with the chosen tokens; ``chosen`` names the token of each proposal by its number, "" for the words as they are."""
    paper = open_paper(report.content)
    at = 0
    for paragraph in _own(paper):
        here = [
            (proposal, chosen.get(number, proposal.best))
            for number, proposal in enumerate(report.proposals)
            if at <= proposal.start and proposal.end <= at + len(paragraph.text)
        ]
        length = len(paragraph.text)
        for proposal, token in reversed(here):
            if token:
                splice(paragraph, proposal.start - at, proposal.end - at, (Text(token),), MarkNumbers(1))
        at += length + 1
    return paper.saved()


def sentence_of(text: str, proposal: TokenProposal) -> tuple[str, str, str]:
    """What stands before it in its sentence, the stretch, and what stands after it."""
    begins = max(text.rfind(mark, 0, proposal.start) for mark in "。；\n") + 1
    ends = [place for mark in "。；\n" if (place := text.find(mark, proposal.end)) >= 0]
    return text[begins : proposal.start], proposal.text, text[proposal.end : min(ends, default=len(text))]


def _own(paper: Paper) -> Sequence[PaperParagraph]:
    """The paragraphs of the text, each once."""
    return [each for each in paper.paragraphs() if each.part == paper.main and not each.is_fallback]
