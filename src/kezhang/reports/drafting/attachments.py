"""附件 in a bureau's own paper: which of them are there, what goes with one that is not, and the numbers above their titles."""

from collections.abc import Sequence
from typing import Any

from kezhang.reports.document.blocks import ParagraphLevel
from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.official import attached
from kezhang.reports.document.paper import editing
from kezhang.reports.drafting.draft import Writer
from kezhang.reports.templating.paper_template import PaperLine


class Attachments:
    """The attachments that a paper's lines begin; one whose title is not written goes with everything in it."""

    def __init__(self, lines: Sequence[PaperLine]) -> None:
        marked = [
            each for each in lines if each.line.level is ParagraphLevel.ATTACHMENT_TITLE and each.paragraph.is_body
        ]
        self.titles = [each.paragraph.element for each in marked]
        self.stretches = {title: attached.stretch(title, self.titles) for title in self.titles}
        self._lines = {each.paragraph.element: each for each in marked}
        self._of = {element: title for title, all_of in self.stretches.items() for element in all_of}
        self._stands: dict[Any, bool] = {}

    def has(self, each: PaperLine, writer: Writer) -> bool:
        """Whether the attachment that a line belongs to is there; the text itself always is."""
        title = self._of.get(_outermost(each.paragraph.element))
        if title is None:
            return True
        if title not in self._stands:
            self._stands[title] = writer.chosen(self._lines[title].line) is not None
        return self._stands[title]

    def close(self) -> None:
        """Take out those that are not there, and number the others, each on a page of its own."""
        for title, stretch in self.stretches.items():
            for element in stretch if not self._stands.get(title, True) else ():
                if element.getparent() is None:
                    continue
                if element.tag == W + "p":
                    editing.take_out(element)
                else:
                    element.getparent().remove(element)
        there = [title for title in self.titles if self._stands.get(title, True)]
        for number, title in enumerate(there, start=1):
            attached.begin(title, number, len(there))


def _outermost(element: Any) -> Any:
    """What of the text's body an element stands in."""
    while (parent := element.getparent()) is not None and parent.tag != W + "body":
        element = parent
    return element
