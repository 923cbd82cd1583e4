"""批注: an edited document with a Word comment at each place that the proof speaks of.

Nothing of what people wrote is changed; comments are added to those that are there.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from lxml import etree

from kezhang.reading.sources import packages
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.reports.document.docx_checks import R
from kezhang.reports.document.docx_edit import free_number, isolate, outermost, rewritten, serialised
from kezhang.reports.document.docx_reader import DOCUMENT, NotADocument, W, WordDocument, open_document
from kezhang.reports.proofreading.identification import Spot
from kezhang.reports.proofreading.proof_result import Proof

AUTHOR = "科账校对"
COMMENTS = "word/comments.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = R.strip("{}") + "/comments"


def marked(proof: Proof) -> bytes:
    """The edited document with a comment for everything that is open."""
    content = proof.content
    document = open_document(content)
    parts, path, comments = _parts(content)
    is_first = comments is None
    comments = etree.Element(W + "comments", nsmap={"w": W[1:-1]}) if comments is None else comments
    number = free_number((document.root, comments))
    said: dict[tuple[int, int, int], list[str]] = {}
    for spot, remark in remarks(proof):
        at, words = _commented(document, spot, remark)
        said.setdefault((at.paragraph, at.start, at.end), []).append(words)
    for (paragraph, start, end), lines in sorted(said.items(), reverse=True):
        if _put(document.paragraphs[paragraph], start, end, number):
            comments.append(_comment(number, lines))
            number += 1
    changes = {"word/document.xml": serialised(document.root), path: serialised(comments)}
    if is_first:
        changes |= _registered(parts)
    return rewritten(content, changes)


def _commented(document: WordDocument, spot: Spot, remark: str) -> tuple[Spot, str]:
    """Where a remark is put: Word takes none in headers, footers and charts, so theirs stand at the beginning."""
    aside = document.everything[spot.paragraph]
    if aside.part == DOCUMENT:
        return spot, remark
    first = next((n for n, p in enumerate(document.paragraphs) if p.text.strip()), 0)
    told = f"{aside.stands.label}“{aside.text.strip()[:40]}”：{remark}"
    return Spot(first, 0, len(document.paragraphs[first].text), None), told


def _parts(content: bytes) -> tuple[dict[str, Any], str, Any]:
    """The relations and types of a package, where its comments are or will be, and the comments it has."""
    try:
        with packages.opened(content) as package:
            parts = {name: packages.parsed(packages.part(package, name)) for name in (RELATIONS, TYPES)}
            path = _comments_part(parts[RELATIONS]) or COMMENTS
            found = packages.part(package, path)
            return parts, path, packages.parsed(found) if found else None
    except Unreadable as fault:
        raise NotADocument(str(fault)) from fault


def remarks(proof: Proof) -> Iterator[tuple[Spot, str]]:
    """What is to be said, and where."""
    for each in proof.figures:
        if each.state.is_open and (spot := each.spot or each.near) is not None:
            was = f"{each.figure.label}{each.figure.role}，生成时为{each.figure.display}{each.figure.unit}"
            yield spot, f"{each.state.label}（{each.figure.mark}）：{was}。{each.says}"
    for number in proof.numbers:
        told = "；".join(part for part in (f"读作“{number.reading}”", number.says) if part)
        yield number.spot, f"新写的数字，没有台账依据：{told}。"
    for each_odd in proof.contradictions:
        if each_odd.spot is not None:
            yield each_odd.spot, f"矛盾：{each_odd.says}"
    for meaning in proof.meanings:
        if meaning.spot is not None:
            yield meaning.spot, f"{meaning.strength}：{meaning.says}"


def _put(paragraph: Any, start: int, end: int, number: int) -> bool:
    """Range marks around a stretch, or at the end of the paragraph where nothing is left to put them around."""
    runs = isolate(paragraph, start, end) if end > start else []
    runs = runs or [t.getparent() for _, t in paragraph.pieces if t.text][-1:]
    if not runs:
        return False
    first, last = outermost(runs[0]), outermost(runs[-1])
    begin, finish = (etree.Element(W + f"commentRange{side}", {W + "id": str(number)}) for side in ("Start", "End"))
    reference = etree.Element(W + "r")
    etree.SubElement(reference, W + "commentReference", {W + "id": str(number)})
    first.addprevious(begin)
    last.addnext(finish)
    finish.addnext(reference)
    return True


def _comment(number: int, lines: list[str]) -> Any:
    comment = etree.Element(W + "comment")
    comment.set(W + "id", str(number))
    comment.set(W + "author", AUTHOR)
    comment.set(W + "date", f"{timezone.localtime():%Y-%m-%dT%H:%M:%S}")
    comment.set(W + "initials", "科账")
    for line in lines:
        run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
        etree.SubElement(run, W + "t").text = "".join(c for c in line if c >= " ")
    return comment


def _comments_part(relations: Any) -> str:
    """Where a document that has comments keeps them."""
    for relation in [] if relations is None else relations:
        if str(relation.get("Type", "")).endswith("/comments"):
            target = str(relation.get("Target", ""))
            return target.lstrip("/") if target.startswith("/") else f"word/{target}"
    return ""


def _registered(parts: dict[str, Any]) -> dict[str, bytes]:
    """The relation and the content type that a first comment needs."""
    relations, types = parts[RELATIONS], parts[TYPES]
    taken = {relation.get("Id") for relation in relations}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    space = relations.nsmap[relations.prefix]
    etree.SubElement(relations, f"{{{space}}}Relationship", {"Id": free, "Type": _RELATION, "Target": "comments.xml"})
    space = types.nsmap[types.prefix]
    etree.SubElement(types, f"{{{space}}}Override", {"PartName": f"/{COMMENTS}", "ContentType": _TYPE})
    return {RELATIONS: serialised(relations), TYPES: serialised(types)}
