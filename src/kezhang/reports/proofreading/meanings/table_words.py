"""表里的字: the heads and names of a table that another word was put for, which gives its numbers to another.

Cells are compared by where they stand: a row that was moved whole says what it said.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from kezhang.reports.document.docx_reader import DOCUMENT
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.proofreading.identification import Spot
from kezhang.reports.proofreading.proof_result import Compared, Meaning, Strength
from kezhang.reports.proofreading.typed_tables import role_in


def table_words(compared: Compared) -> Iterator[Meaning]:
    """Each word of a table that stands for numbers and is not the one that stood there."""
    resolution = compared.resolution
    if not any(paragraph.cell for paragraph in resolution.paragraphs):
        return
    body = sum(paragraph.part == DOCUMENT for paragraph in resolution.paragraphs)
    made = _written(resolution.made.paragraphs[: len(compared.report.text)])
    edited = _written(resolution.edited.paragraphs[:body])
    opposite = dict(_opposite(made, edited))
    for j, i in opposite.items():
        was, now = resolution.made.paragraphs[i].strip(), resolution.edited.paragraphs[j].strip()
        if was != now and _is_word(compared, i, j) and _heads_its_numbers(compared, j, opposite):
            yield _told(was, now, Spot(j, 0, len(resolution.edited.paragraphs[j]), None))


def _written(paragraphs: Sequence[str]) -> list[tuple[int, str]]:
    """The paragraphs that say anything, each with its place."""
    return [(number, text.strip()) for number, text in enumerate(paragraphs) if text.strip()]


def _opposite(made: Sequence[tuple[int, str]], edited: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """The paragraphs that stand in each other's place: edited → made."""
    if len(made) == len(edited):
        yield from ((j, i) for (i, _), (j, _) in zip(made, edited, strict=True))
        return
    matcher = SequenceMatcher(None, [text for _, text in made], [text for _, text in edited], autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        if b - a == d - c:
            yield from ((j, i) for (i, _), (j, _) in zip(made[a:b], edited[c:d], strict=True))


def _is_word(compared: Compared, made: int, edited: int) -> bool:
    """Whether a cell has no number, neither then nor now."""
    resolution = compared.resolution
    in_table = compared.where(edited) is Where.TABLE
    return in_table and not resolution.made.of_paragraph[made] and not resolution.edited.of_paragraph[edited]


def _heads_its_numbers(compared: Compared, paragraph: int, opposite: Mapping[int, int]) -> bool:
    """Whether most numbers to the right of the cell, or below it, are those that stood there."""
    resolution = compared.resolution
    own = resolution.paragraphs[paragraph].cell
    same = headed = 0
    for number, each in enumerate(resolution.paragraphs):
        if (
            own is None
            or each.cell is None
            or each.cell.table != own.table
            or not resolution.edited.of_paragraph[number]
        ):
            continue
        beside = each.cell.row == own.row and each.cell.column > own.column
        below = each.cell.column == own.column and each.cell.row > own.row
        if beside or below:
            headed += 1
            stood = resolution.made.paragraphs[opposite[number]] if number in opposite else ""
            came_along = _stood_elsewhere(compared, number, opposite.get(number))
            same += stood.strip() == resolution.edited.paragraphs[number].strip() and not came_along
    return same * 2 > headed


def _stood_elsewhere(compared: Compared, edited: int, made: int | None) -> bool:
    """Whether the figures of a cell are those of another: a row that moved took them along, whatever digits they have."""
    resolution = compared.resolution
    marks = [compared.by_place[j].figure.mark for j in resolution.edited.of_paragraph[edited] if j in compared.by_place]
    stood = {resolution.made.places[resolution.made_at[mark]].paragraph for mark in marks if mark in resolution.made_at}
    return bool(stood) and made not in stood


def _told(was: str, now: str, spot: Spot) -> Meaning:
    before, after = role_in(was), role_in(now)
    alike = was in now or now in was or (before and before == after)
    strength = Strength.WORDING if alike else Strength.MEANING
    kind = "role" if before or after else "name"
    return Meaning(kind, was, now, strength, "", spot, f"表格中“{was}”改为“{now}”，它所指的数字随之成了别的。")
