"""散列树: all entries of a chain under one root (RFC 9162, 2.1), grown entry by entry. Pure.

A leaf is an entry's digest as it is written. What is kept of a tree are the roots of the whole trees that its size
comes to, greatest first: as many as the size has ones in binary. The root, and the next entry, need no more.
"""

import hashlib
from collections.abc import Iterable, Sequence


def grown(peaks: Sequence[str], size: int, digests: Iterable[str]) -> list[str]:
    """The whole trees of ``size`` entries, and then with these entries behind them.

    >>> len(grown([], 0, ["a", "b", "c"]))
    2
    >>> grown(grown([], 0, ["a", "b", "c"]), 3, ["d"]) == grown([], 0, ["a", "b", "c", "d"])
    True
    """
    stack = [bytes.fromhex(each) for each in peaks]
    for digest in digests:
        tree, whole = _leaf(digest), size
        while whole & 1:
            tree, whole = _node(stack.pop(), tree), whole >> 1
        stack.append(tree)
        size += 1
    return [each.hex() for each in stack]


def are_of(peaks: Sequence[str], size: int) -> bool:
    """Whether these may be the whole trees of so many entries.

    >>> are_of(["00" * 32], 2), are_of(["00" * 32], 3), are_of(["?"], 2)
    (True, False, False)
    """
    try:
        return len(peaks) == size.bit_count() and all(len(bytes.fromhex(each)) == 32 for each in peaks)
    except (ValueError, TypeError):
        return False


def root_of(peaks: Sequence[str]) -> str:
    """What the whole trees come to together; "" for none. Raises ValueError."""
    stack = [bytes.fromhex(each) for each in peaks]
    while len(stack) > 1:
        last = stack.pop()
        stack.append(_node(stack.pop(), last))
    return stack[0].hex() if stack else ""


def path(digests: Sequence[str], index: int) -> list[str]:
    """What lies beside the way from an entry to the root, from below: some seventeen of a hundred thousand.

    >>> len(path([str(n) for n in range(100)], 99))
    4
    """
    if not 0 <= index < len(digests):
        raise IndexError(f"no entry {index} of {len(digests)}")
    found: list[str] = []
    level, place = [_leaf(each) for each in digests], index
    while len(level) > 1:
        if (beside := place ^ 1) < len(level):
            found.append(level[beside].hex())
        pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
        place >>= 1
    return found


def leads_to(digest: str, index: int, size: int, beside: Sequence[str], root: str) -> bool:
    """Whether this is the entry of that number in the tree of that size with that root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    tree, place, last = _leaf(digest), index, size - 1
    try:
        for each in map(bytes.fromhex, beside):
            if last == 0:
                return False
            if place & 1 or place == last:
                tree = _node(each, tree)
                while not place & 1 and place:
                    place, last = place >> 1, last >> 1
            else:
                tree = _node(tree, each)
            place, last = place >> 1, last >> 1
    except ValueError:
        return False
    return last == 0 and tree.hex() == root


def _leaf(digest: str) -> bytes:
    return hashlib.sha256(b"\x00" + digest.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
