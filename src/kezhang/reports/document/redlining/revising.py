"""修订标记: paragraphs, rows and cells of two versions as one, what went as deletions and what came as insertions."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_edit import SPACE
from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.redlining.pairing import paired
from kezhang.reports.document.redlining.words import Stretch, compared

#: What is no text and takes one place in it: a picture, a field, a note's number.
THING = "\ufffc"
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_LEFT_OUT = frozenset(
    W + name for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "lastRenderedPageBreak")
)
_TRACKED = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))


@dataclass(frozen=True)
class _Atom:
    """One character of a paragraph, or one thing in its text: the look of its run, and the element of what is no letter."""

    character: str
    looks: Any
    element: Any = None


@dataclass
class Reviser:
    """Writes revisions by one author at one moment, each with a number of its own, and counts them."""

    author: str
    at: str
    number: int
    changes: int = 0
    characters: int = 0
    lost: set[str] = field(default_factory=set)  # what was deleted and cannot be shown, in words

    def container(self, old: Any, new: Any) -> None:
        """Everything in a body or a cell, the new one becoming both."""
        before, after = _blocks(old), _blocks(new)
        texts = [_key(each) for each in before], [_key(each) for each in after]
        meet = bool(before and after) and before[-1].tag == after[-1].tag == W + "p"
        at = None
        for i, j in paired(*texts, ends_meet=meet):
            if i is None and j is not None:
                self._whole(after[j], "ins")
            elif j is None and i is not None:
                gone = copy.deepcopy(before[i])
                self._whole(gone, "del")
                if at is None:
                    new.insert(_first(new), gone)
                else:
                    at.addnext(gone)
                at = gone
                continue
            elif i is not None and j is not None:
                self._both(before[i], after[j])
            at = after[j] if j is not None else at

    def _both(self, old: Any, new: Any) -> None:
        if new.tag == W + "p":
            self.paragraph(old, new)
        elif new.tag == W + "tbl":
            self._table(old, new)
        else:
            self.container(_content(old), _content(new))

    def _table(self, old: Any, new: Any) -> None:
        before, after = old.findall(W + "tr"), new.findall(W + "tr")
        at = None
        for i, j in paired([_key(row) for row in before], [_key(row) for row in after]):
            if i is not None and j is not None:
                self._row(before[i], after[j])
                at = after[j]
            elif j is not None:
                self._whole(after[j], "ins")
                at = after[j]
            elif i is not None:
                gone = copy.deepcopy(before[i])
                self._whole(gone, "del")
                if at is None:
                    after[0].addprevious(gone) if after else new.append(gone)
                else:
                    at.addnext(gone)
                at = gone

    def _row(self, old: Any, new: Any) -> None:
        before, after = old.findall(W + "tc"), new.findall(W + "tc")
        if len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                self.container(one, other)
            return
        gone = copy.deepcopy(old)
        self._whole(gone, "del")
        self._whole(new, "ins")
        new.addprevious(gone)

    def paragraph(self, old: Any, new: Any) -> None:
        """Two versions of a paragraph in the place of the new one."""
        before, after = _atoms(old), _atoms(new)
        stretches = compared("".join(a.character for a in before), "".join(a.character for a in after))
        _clear(new)
        for stretch in stretches:
            for element in self._stretch(stretch, before, after):
                new.append(element)

    def _stretch(self, stretch: Stretch, before: Sequence[_Atom], after: Sequence[_Atom]) -> Iterator[Any]:
        if stretch.is_same:
            yield from _runs(after[slice(*stretch.new)])
            return
        if gone := before[slice(*stretch.old)]:
            yield from self._marked("del", gone)
        if come := after[slice(*stretch.new)]:
            yield from self._marked("ins", come)

    def _marked(self, kind: str, atoms: Sequence[_Atom]) -> Iterator[Any]:
        if kind == "del":
            if any(atom.character == THING for atom in atoms):
                self.lost.add("删去的图片、域和脚注没有画出")
            atoms = [atom for atom in atoms if atom.character != THING]
        if not atoms:
            return
        self.changes += 1
        self.characters += len(atoms)
        made = self._revision(kind)
        for run in _runs(atoms, is_gone=kind == "del"):
            made.append(run)
        yield made

    def _revision(self, kind: str) -> Any:
        self.number += 1
        return etree.Element(
            W + kind, {W + "id": str(self.number), W + "author": self.author, W + "date": self.at}
        )  # fmt: skip

    def _whole(self, element: Any, kind: str) -> None:
        """A paragraph, row or table that came or went as a whole."""
        for row in [element] if element.tag == W + "tr" else list(element.iter(W + "tr")):
            properties = row.find(W + "trPr")
            if properties is None:
                properties = etree.Element(W + "trPr")
                exceptions = row.find(W + "tblPrEx")
                row.insert(0 if exceptions is None else 1, properties)
            for each in [each for each in properties if each.tag in _TRACKED]:
                properties.remove(each)
            properties.append(self._revision(kind))
        for paragraph in [element] if element.tag == W + "p" else list(element.iter(W + "p")):
            atoms = _atoms(paragraph)
            _clear(paragraph)
            for made in self._marked(kind, atoms):
                paragraph.append(made)
            if element.tag == W + "p":
                self._mark_end(paragraph, kind)
        if kind == "del":
            for section in list(element.iter(W + "sectPr")):
                section.getparent().remove(section)

    def _mark_end(self, paragraph: Any, kind: str) -> None:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            paragraph.insert(0, properties)
        looks = properties.find(W + "rPr")
        if looks is None:
            looks = etree.Element(W + "rPr")
            after = [each for each in properties if each.tag in {W + "sectPr", W + "pPrChange"}]
            if after:
                after[0].addprevious(looks)
            else:
                properties.append(looks)
        looks.insert(0, self._revision(kind))


def _blocks(container: Any) -> list[Any]:
    return [each for each in container if each.tag in {W + "p", W + "tbl"} or _is_block_control(each)]


def _is_block_control(element: Any) -> bool:
    return element.tag == W + "sdt" and _content(element) is not None


def _content(control: Any) -> Any:
    return control.find(W + "sdtContent")


def _first(container: Any) -> int:
    """Where the blocks of a cell or a body begin."""
    properties = {W + "tcPr"}
    return next((n for n, each in enumerate(container) if each.tag not in properties), len(container))


def _key(element: Any) -> str:
    """What something is known by, with its kind, so that a table is never taken for a paragraph."""
    kind = {W + "tbl": "\x01" * 8, W + "tr": "", W + "p": ""}.get(element.tag, "\x02" * 8)
    return kind + "\t".join("".join(atom.character for atom in _atoms(p)) for p in _paragraphs(element))


def _paragraphs(element: Any) -> list[Any]:
    return [element] if element.tag == W + "p" else list(element.iter(W + "p"))


def _atoms(paragraph: Any) -> list[_Atom]:
    """The paragraph as people see it, revisions accepted and controls unwrapped."""
    found: list[_Atom] = []

    def walk(node: Any) -> None:
        for child in node:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.tag != W + "r":
                if child.tag != W + "p":
                    walk(child)
                continue
            looks = child.find(W + "rPr")
            for piece in child:
                if piece.tag == W + "t":
                    found.extend(_Atom(character, looks) for character in piece.text or "")
                elif piece.tag in _SIGNS:
                    found.append(_Atom(_SIGNS[piece.tag], looks, piece))
                elif piece.tag not in _LEFT_OUT:
                    found.append(_Atom(THING, looks, piece))

    walk(paragraph)
    return found


def _clear(paragraph: Any) -> None:
    """Nothing but its properties, without revisions of others."""
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    for each in [each for each in paragraph.iter() if each.tag in _TRACKED]:
        each.getparent().remove(each)


def _runs(atoms: Sequence[_Atom], *, is_gone: bool = False) -> Iterator[Any]:
    """Characters of one look as runs."""
    run: Any = None
    looks: Any = None
    text: Any = None
    for atom in atoms:
        if run is None or atom.looks is not looks:
            if run is not None:
                yield run
            run, looks, text = etree.Element(W + "r"), atom.looks, None
            if looks is not None:
                kept = copy.deepcopy(looks)
                for each in [each for each in kept.iter() if each.tag in _TRACKED]:
                    each.getparent().remove(each)
                run.append(kept)
        if atom.element is not None:
            run.append(copy.deepcopy(atom.element))
            text = None
            continue
        if text is None:
            text = etree.SubElement(run, W + ("delText" if is_gone else "t"), {SPACE: "preserve"})
            text.text = ""
        text.text += atom.character
    if run is not None:
        yield run
