"""换位: figures that stand in each other's place, told by the words around them.

A figure that was moved with its words is where it was; one that stands among the words of another is not.
"""

from collections.abc import Iterator

from rapidfuzz import fuzz

from kezhang.reports.models import ReportFigure
from kezhang.reports.proofreading.places import NumberPlace, Words
from kezhang.reports.proofreading.proof_result import Compared, FigureFound, Meaning, Strength

#: From here the words around a figure are those of a place; below APART they are not.
THE_SAME, APART = 88.0, 80.0
#: A row has a name and a number at least.
_CELLS = 2


def changed_places(compared: Compared) -> Iterator[Meaning]:
    """Each figure that stands where another stood, with the one whose place it has."""
    made = compared.resolution.made
    standing = [(each, place, _around(place)) for each, place in compared.standing() if each.resolved]
    was = {
        each.figure.mark: _around(made.places[compared.resolution.made_at[each.figure.mark]]) for each, _, _ in standing
    }
    by_words: dict[Words, list[str]] = {}
    for mark, words in was.items():
        by_words.setdefault(words, []).append(mark)
    suspects = [
        (each, words)
        for each, place, words in standing
        if words != was[each.figure.mark] and not _moved_with_its_row(compared, each, place)
    ]
    figures = {each.figure.mark: each.figure for each, _, _ in standing}
    for each, words in suspects:
        mark = each.figure.mark
        if _alike(words, was[mark]) >= APART:
            continue
        others = by_words.get(words) or [
            other for other in was if other != mark and _alike(words, was[other]) >= THE_SAME
        ]
        # Its own place must have gone to another, or the two are merely told in like words.
        taken = [o for o in others if o != mark and figures[o].display != each.figure.display]
        lost = any(e.figure.mark != mark and _alike(w, was[mark]) >= THE_SAME for e, w in suspects)
        if taken and lost:
            yield _told(each, figures[taken[0]])


def _moved_with_its_row(compared: Compared, each: FigureFound, place: NumberPlace) -> bool:
    """Whether the whole row of a table stands elsewhere: the cells beside a figure say what they said beside it."""
    resolution = compared.resolution
    own = resolution.paragraphs[place.paragraph].cell
    if own is None:
        return False
    row = [
        number
        for number, paragraph in enumerate(resolution.paragraphs)
        if paragraph.cell and (paragraph.cell.table, paragraph.cell.row) == (own.table, own.row)
    ]
    first = resolution.made.places[resolution.made_at[each.figure.mark]].paragraph - row.index(place.paragraph)
    if first < 0 or len(row) < _CELLS:
        return False
    made = resolution.made.paragraphs[first : first + len(row)]
    return [text.strip() for text in made] == [resolution.edited.paragraphs[number].strip() for number in row]


def _told(each: FigureFound, place: ReportFigure) -> Meaning:
    own = each.figure
    says = (
        f"{own.mark}（{own.label}{own.role}{own.display}{own.unit}）"
        f"写在了{place.mark}（{place.label}{place.role}）的位置上。"
    )
    return Meaning(
        "order", f"{own.label}{own.role}", f"{place.label}{place.role}", Strength.MEANING, own.mark, each.spot, says
    )


def _around(place: NumberPlace) -> Words:
    return place.wide if place.in_cell else place.own


def _alike(one: Words, other: Words) -> float:
    """Leading words tell a number better than those behind it."""
    return 0.7 * fuzz.ratio(one[0][-8:], other[0][-8:]) + 0.3 * fuzz.ratio(one[1][:4], other[1][:4])
