"""配对: which paragraph of the new version is which of the old one, in order; the same for tables and for rows."""

from collections.abc import Sequence

from rapidfuzz import fuzz

#: How alike, in a hundred, two paragraphs are at least that are one and the same, edited.
ALIKE = 45.0


def paired(old: Sequence[str], new: Sequence[str], *, ends_meet: bool = False) -> list[tuple[int | None, int | None]]:
    """Each of both in its order, as pairs; what stands alone has None beside it, and what goes comes first.

    ``ends_meet``: the last of both are one, whatever they say: behind the last there is nothing to join a deletion to.

    >>> paired(["甲事已办结", "乙"], ["甲事没有办结", "丙丁"])
    [(0, 0), (1, None), (None, 1)]
    """
    if ends_meet and old and new:
        last = (len(old) - 1, len(new) - 1)
        return [*paired(old[:-1], new[:-1]), last]
    likeness = [[fuzz.ratio(one, other, score_cutoff=ALIKE) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if likeness[i][j] > 0:
                best[i][j] = max(best[i][j], best[i + 1][j + 1] + likeness[i][j])
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        both = i < len(old) and j < len(new)
        if both and likeness[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    return found
