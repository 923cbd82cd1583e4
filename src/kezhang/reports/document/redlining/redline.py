"""修订稿: the new version of a document with everything that changed since the old one as tracked changes.

It is a copy to read: accepted it says what the new one says, rejected what the old one said; controls are unwrapped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kezhang.reports.document.conversion import as_docx
from kezhang.reports.document.docx_edit import free_number, rewritten, serialised
from kezhang.reports.document.docx_reader import DOCUMENT, W, WordDocument, open_document
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.document.paper.registering import with_properties
from kezhang.reports.document.redlining.revising import Reviser

#: The property that says what was compared.
PROPERTY = "KezhangRedline"
AUTHOR = "科账"
_MARKS = frozenset(
    W + name for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr")
)


@dataclass(frozen=True)
class Redline:
    """The copy, how many places and characters are marked in it, and what was not compared, in words."""

    content: bytes
    changes: int
    characters: int
    not_compared: tuple[str, ...]


def redline(old: bytes, new: bytes, names: tuple[str, str], at: datetime) -> Redline:
    """Compare two versions. Raises NotADocument for what cannot be opened."""
    newer = as_docx(new)
    before, after = open_document(as_docx(old)), open_document(newer)
    left = tuple(_beside(before, after))
    reviser = Reviser(AUTHOR, at.strftime("%Y-%m-%dT%H:%M:%S"), free_number(after.roots.values()))
    body = after.root.find(W + "body")
    reviser.container(before.root.find(W + "body"), body)
    for mark in [each for each in body.iter() if each.tag in _MARKS]:
        mark.getparent().remove(mark)
    told = {PROPERTY: f"{names[0]} → {names[1]}"}
    content = with_properties(rewritten(newer, {DOCUMENT: serialised(after.root)}), None, told)
    return Redline(content, reviser.changes, reviser.characters, (*left, *sorted(reviser.lost)))


def _beside(before: WordDocument, after: WordDocument) -> Iterator[str]:
    """What stands beside the text and differs."""
    places = [where for where in Where if where not in {Where.BODY, Where.TABLE}]
    for where in places:
        told = [[p.text for p in version.everything if p.stands is where] for version in (before, after)]
        if told[0] != told[1]:
            yield f"{where.label}有改动，没有逐词比较"
