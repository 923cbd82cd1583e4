"""改好的格子: cells of rejected rows that somebody has mended in place, read instead of what the sheet has there."""

from kezhang.records.importing.asking.questions import Answers, QuestionKind


class MendedCells:
    """What was typed over cells, by the row's place and the column."""

    def __init__(self, answers: Answers) -> None:
        self._typed = dict(answers.given_of(QuestionKind.CELL))

    def __bool__(self) -> bool:
        return bool(self._typed)

    def to(self, row: str, column: str) -> str | None:
        """What a cell was mended to; None for one that nobody has touched."""
        return self._typed.get(f"{row}:{column}")
