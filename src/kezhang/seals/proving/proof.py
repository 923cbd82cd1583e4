"""证明: some entries of a chain, each with what lies beside its way to a root that was signed; nothing else of the chain.

The root is that of the first anchor that has all of these entries: of the older ones more copies are about. Where there
is none yet, it is that of the chain's own signed head.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kezhang.seals.anchors import OVERLAP
from kezhang.seals.models import Anchor, SignedHead
from kezhang.seals.proving import merkle

VERSION = 1


class NotProvable(Exception):
    """There is nothing that could be proved; the message says why, in Chinese."""


def of_entries(head: SignedHead, contents: Mapping[int, list[Any]], about: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """What whoever has the public key verifies: ``contents`` by their numbers; ``about`` names what they speak of.

    ``head`` was read before them, so that it goes as far as they do or not so far. Raises NotProvable.
    """
    told = {number: content for number, content in contents.items() if number <= head.sequence}
    if not told:
        raise NotProvable("日志里没有它")
    if not head.peaks:
        raise NotProvable("日志是旧版本写的，还没有树；再有一次写入就有了")
    signed, size = _first_anchor(head, max(told)) or (head.signed(), head.sequence)
    entries = type(head).entries_of(head.chain).filter(sequence__lte=size).order_by("sequence")
    digests = list(entries.values_list("digest", flat=True).iterator(chunk_size=5000))
    if len(digests) < size:
        raise NotProvable("日志缺了一段，请运行 kezhang doctor")
    return {
        "kezhang": "proof", "version": VERSION, "about": [list(each) for each in about],
        "log": head.log, "chain": head.chain,
        "entries": [{"content": told[number], "beside": merkle.path(digests, number - 1)} for number in sorted(told)],
        "signed": signed,
    }  # fmt: skip


def _first_anchor(head: SignedHead, last: int) -> tuple[dict[str, Any], int] | None:
    """The first line that names this chain as far as the last of the entries, and by a root."""
    stored = type(head).entries_of(head.chain).filter(sequence=last).values_list("at", flat=True).get()
    for anchor in Anchor.objects.filter(at__gte=stored - OVERLAP).order_by("number").iterator(chunk_size=50):
        for each in anchor.line.get("heads", ()):
            is_ours = (each.get("log"), each.get("chain")) == (head.log, head.chain)
            if is_ours and "root" in each and last <= (sequence := int(each["sequence"])) <= head.sequence:
                return anchor.line, sequence
    return None
