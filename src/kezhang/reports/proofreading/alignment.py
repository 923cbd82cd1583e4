"""对齐: which number of an edited text is which number of the text as it was made, by the words around them.

Identity stays with the place, never with the value; what no place resembles enough is
left without a partner rather than guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf

from rapidfuzz import fuzz

from kezhang.reports.proofreading.places import NEAR, NumberPlace, PlacedText

#: From here a likeness is believed; between DOUBTFUL and this a person is asked.
CERTAIN, DOUBTFUL = 0.60, 0.50
#: From here a likeness counts when the neighbours vouch for it.
HINTED = 0.40
_LEADING, _ASIDE, _NEAR, _UNIT, _VALUE, _SENTENCE, _ORDER = 0.38, 0.17, 0.15, 0.10, 0.12, 0.06, 0.02
_HALTS = frozenset("，；。、：（¶")
#: A whole sentence this long that stands once in either text is the same sentence.
TELLING = 8
Places = Sequence[Sequence[int]]


@dataclass
class Alignment:
    """Which place of the edited text (second) each place of the made text is, and what in it is a copy."""

    made: PlacedText
    edited: PlacedText
    used_made: set[int]
    used_edited: set[int]
    pairs: dict[int, tuple[int, float]] = field(default_factory=dict)  # made → edited, likeness of 0 to 1
    copies: dict[int, int] = field(default_factory=dict)  # edited → made

    def pair(self, one: int, other: int, score: float) -> None:
        self.pairs[one] = (other, score)
        self.used_made.add(one)
        self.used_edited.add(other)

    def is_free(self, ones: Iterable[int], others: Iterable[int]) -> bool:
        return not (self.used_made.intersection(ones) or self.used_edited.intersection(others))


def align(made: PlacedText, edited: PlacedText, settled: Mapping[int, int | None], claimed: Iterable[int]) -> Alignment:
    """Pair what ``settled`` (made → edited) and ``claimed`` (of the edited text) leave open.

    A likeness below CERTAIN is for a person to decide; below DOUBTFUL there is none.
    """
    found = Alignment(made, edited, set(settled), set(claimed))
    _word_for_word(found, made.paragraphs, edited.paragraphs, made.of_paragraph, edited.of_paragraph)
    _word_for_word(found, made.written, edited.written, made.of_sentence, edited.of_sentence)
    _but_for_numbers(found, made.masked, edited.masked, made.of_paragraph, edited.of_paragraph)
    _but_for_numbers(found, made.sentences, edited.sentences, made.of_sentence, edited.of_sentence)
    scores = {
        (i, j): score
        for i, one in enumerate(made.places)
        if found.is_free((i,), ())
        for j, other in enumerate(edited.places)
        if found.is_free((), (j,)) and (score := likeness(made, one, edited, other)) >= HINTED
    }
    for i, j in assign(scores).items():
        found.pair(i, j, scores[i, j])
    sure = {i: j for i, j in settled.items() if j is not None}
    sure |= {i: j for i, (j, score) in found.pairs.items() if score >= CERTAIN}
    _between_neighbours(found, sure)
    found.pairs = {i: (j, score) for i, (j, score) in found.pairs.items() if score >= DOUBTFUL}
    return found


def _word_for_word(
    found: Alignment, mine: Sequence[str], theirs: Sequence[str], of_mine: Places, of_theirs: Places
) -> None:
    """Stretches that stand in the edited text as they were made; where one stands more often, the rest are copies."""
    there = _grouped(theirs)
    for text, ones in _grouped(mine).items():
        left = [n for n in ones if found.is_free(of_mine[n], ())]
        free = [n for n in there.get(text, []) if found.is_free((), of_theirs[n])]
        if len(free) < len(left):
            continue  # which of them is gone is for the words around to say
        chosen = free[: len(left)]
        if len(left) == 1:
            at = found.made.places[of_mine[left[0]][0]].order
            chosen = [min(free, key=lambda n: abs(found.edited.places[of_theirs[n][0]].order - at))]
        for one, other in zip(left, chosen, strict=True):
            for i, j in zip(of_mine[one], of_theirs[other], strict=True):
                found.pair(i, j, 1.0)
        for other in free:
            if other not in chosen:
                found.copies |= dict(zip(of_theirs[other], of_mine[ones[0]], strict=True))
                found.used_edited |= set(of_theirs[other])


def _but_for_numbers(
    found: Alignment, mine: Sequence[str], theirs: Sequence[str], of_mine: Places, of_theirs: Places
) -> None:
    """Stretches that stand once in either text, the same but for their numbers."""
    there = _grouped(theirs)
    for text, ones in _grouped(mine).items():
        others = there.get(text, [])
        if len(ones) == len(others) == 1:
            for i, j in zip(of_mine[ones[0]], of_theirs[others[0]], strict=True):
                if found.is_free((i,), (j,)):
                    found.pair(i, j, 1.0)


def _grouped(stretches: Sequence[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(stretches):
        if len(text) >= TELLING and any(c == "#" or c.isdigit() for c in text):
            groups.setdefault(text, []).append(place)
    return groups


def _between_neighbours(found: Alignment, sure: Mapping[int, int]) -> None:
    """A weak likeness is believed when the numbers before and after it are known and it alone lies between."""
    made, edited = found.made.places, found.edited.places
    taken = set(sure.values())
    for i, (j, score) in list(found.pairs.items()):
        before, after = sure.get(i - 1), sure.get(i + 1)
        if score >= CERTAIN or before is None or after is None or made[i].counted != edited[j].counted:
            continue
        alone = [k for k in range(before + 1, after) if k not in taken] == [j]
        if alone and made[i - 1].paragraph == made[i].paragraph == made[i + 1].paragraph:
            found.pairs[i] = (j, CERTAIN)


def likeness(made: PlacedText, one: NumberPlace, edited: PlacedText, other: NumberPlace) -> float:
    """How much two places look like one: words before and after, unit, value, sentence, order."""
    if other.spelt and one.value != other.value:
        return 0.0
    # A number that begins its clause is known by what follows it, any other by what leads up to it.
    mine, theirs = (one.wide, other.wide) if one.in_cell else (one.own, other.own)
    turned = mine[0][-1] in _HALTS
    aside, far = list(zip(mine, theirs, strict=True))[:: 1 if turned else -1]
    near = [side[:NEAR] if turned else side[-NEAR:] for side in far]
    leading = fuzz.ratio(*far) / 100
    if leading * _LEADING + (1 - _LEADING) < HINTED:
        return 0.0
    score = leading * _LEADING + fuzz.ratio(*aside) / 100 * _ASIDE + fuzz.ratio(*near) / 100 * _NEAR
    score += _UNIT * (one.counted == other.counted) + _VALUE * _closeness(one, other)
    score += fuzz.ratio(made.sentences[one.sentence], edited.sentences[other.sentence]) / 100 * _SENTENCE
    return score + _ORDER * (1 - abs(one.order - other.order))


def _closeness(one: NumberPlace, other: NumberPlace) -> float:
    pairs = ((one.value, other.value), (one.base, other.base))
    # In thousandths: a likeness is no amount, and needs no more.
    return max(
        1.0 if a == b else int(1000 * min(a, b) / max(a, b)) / 1000 if min(a, b) > Decimal(0) else 0.0 for a, b in pairs
    )


def assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The pairing of the greatest total score, exactly; a pair without a score is never made.

    >>> assign({(1, 1): 0.9, (1, 2): 0.8, (2, 1): 0.8})
    {1: 2, 2: 1}
    """
    paired: dict[int, int] = {}
    for rows in _components(scores):
        columns = sorted({j for i, j in scores if i in rows})
        chosen = _hungarian([[-scores.get((i, j), 0.0) for j in columns] + [0.0] * len(rows) for i in rows])
        for i, column in zip(rows, chosen, strict=True):
            if column < len(columns) and (i, columns[column]) in scores:
                paired[i] = columns[column]
    return paired


def _components(scores: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Rows that compete for the same columns; each group is small and solved by itself."""
    by_row: dict[int, list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for i, j in scores:
        by_row.setdefault(i, []).append(j)
        by_column.setdefault(j, []).append(i)
    groups: list[list[int]] = []
    seen: set[int] = set()
    for first in sorted(by_row):
        if first in seen:
            continue
        group, waiting = {first}, [first]
        while waiting:
            for j in by_row[waiting.pop()]:
                new = set(by_column[j]) - group
                group |= new
                waiting += new
        seen |= group
        groups.append(sorted(group))
    return groups


def _hungarian(cost: list[list[float]]) -> list[int]:
    """For each row its column, at the least total cost; rows ≤ columns. Shortest augmenting paths."""
    rows, columns = len(cost), len(cost[0])
    of_row, of_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0], column = row, 0
        least, used = [inf] * (columns + 1), [False] * (columns + 1)
        while owner[column]:
            used[column] = True
            here, delta, after = owner[column], inf, 0
            for j in range(1, columns + 1):
                if used[j]:
                    continue
                reduced = cost[here - 1][j - 1] - of_row[here] - of_column[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, column
                if least[j] < delta:
                    delta, after = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    of_row[owner[j]] += delta
                    of_column[j] -= delta
                else:
                    least[j] -= delta
            column = after
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    chosen = [0] * rows
    for j in range(1, columns + 1):
        if owner[j]:
            chosen[owner[j] - 1] = j - 1
    return chosen
