"""没有读完的表: what of a sheet was not read although a table of it was, and the question whether it may be left.

No table is imported in half unless somebody says that the other half is not wanted.
"""

from collections.abc import Sequence

from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.detection.tables import DetectedTable, Line, NotRead, TablePart

#: What answers that only what was read is wanted.
LEAVE = "不读"
_LISTED = 4


def found(parts: Sequence[TablePart], strange: Sequence[tuple[str, Line]]) -> tuple[NotRead, ...]:
    """What was not read of the sheets of which a table was."""
    left: dict[str, list[str]] = {}
    for part in parts:
        if len(part.head.beyond) > 1:
            left.setdefault(part.sheet, []).append(f"右边的{_listed(part.head.beyond)}")
        if headers := _said_otherwise(part):
            left.setdefault(part.sheet, []).append(f"重复的{_listed(headers)}")
    for sheet in dict.fromkeys(sheet for sheet, _ in strange):
        numbers = [number for name, (number, _) in strange if name == sheet]
        left.setdefault(sheet, []).append(f"第{numbers[0]}至{numbers[-1]}行的另一张表")
    return tuple(NotRead(sheet, "、".join(words)) for sheet, words in left.items())


def questions(table: DetectedTable, answers: Answers) -> list[Question]:
    """One for every sheet that was read in part."""
    return [
        Question(
            kind=QuestionKind.PART,
            key=each.sheet,
            column=f"工作表“{each.sheet}”",
            found=each.what,
            why=f"工作表“{each.sheet}”还有一部分没有读：{each.what}。要导入的请另存为单独的表；不要的请说明。",
            proposals=(ProposedAnswer(LEAVE, "不要这一部分，只导入读到的"),),
            default=LEAVE if answers.to(QuestionKind.PART, each.sheet) == LEAVE else None,
        )
        for each in table.not_read
    ]


def _said_otherwise(part: TablePart) -> list[str]:
    """Repeated headers under which something else stands than under the first one of their column."""
    places = {heading.column.name: heading.position for heading in part.headings}
    return [
        heading.header
        for heading in part.head.again
        if any(
            not is_empty(cell := _cell(row, heading.position)) and cell != _cell(row, places[heading.column.name])
            for _, row in part.rows
        )
    ]


def _cell(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None


def _listed(headers: Sequence[str]) -> str:
    return f"“{'、'.join(headers[:_LISTED])}”{'等' if len(headers) > _LISTED else ''}列"
