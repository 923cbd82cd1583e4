"""这是记录: rows that were left out for what they look like, and the way to say that one is a record all the same."""

from collections.abc import Container

from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.detection.tables import DetectedTable

LEFT_OUT, RECORD = "不是", "记录"
#: More rows than this are not asked about one by one; the preview names them all the same.
_MOST = 200


class RecordRows(Container[tuple[str, int]]):
    """The rows (sheet, number as Excel counts) that were said to be records; without a sheet's name, of any sheet."""

    def __init__(self, answers: Answers) -> None:
        self._said = {key for key, answer in answers.all(QuestionKind.ROWS).items() if answer == RECORD}

    def __contains__(self, place: object) -> bool:
        if not self._said or not isinstance(place, tuple):
            return False
        sheet, number = place
        return f"{sheet}!{number}" in self._said or str(number) in self._said


def questions(table: DetectedTable, answers: Answers) -> list[Question]:
    """One for every row that was left out or said to be a record; none of them keeps the table from being imported."""
    several = table.several_sheets
    found = [
        (
            f"{part.sheet}!{each.number}" if several else str(each.number),
            f"第{each.number}行",
            each.text,
            f"{each.kind.value}（{each.reason}）",
        )
        for part in table.parts
        for each in part.left_out
    ]
    # Of tables side by side one row may be left out on each side; it is one row to be asked about.
    left_out = {key: (key, *words) for key, *words in found}.values()
    said = [
        (key, f"第{key.rpartition('!')[2]}行", "", "") for key, answer in answers.given_of(QuestionKind.ROWS) if answer == RECORD
    ]  # fmt: skip
    return [
        Question(
            kind=QuestionKind.ROWS,
            key=key,
            column=row,
            found=text,
            why=f"{row}“{text}”是{kind}，不导入；其实是记录的请说明。" if text else f"{row}按记录读取。",
            proposals=(ProposedAnswer(RECORD, "这是记录"), ProposedAnswer(LEFT_OUT, "不是记录，不导入")),
            default=answers.to(QuestionKind.ROWS, key) or LEFT_OUT,
        )
        for key, row, text, kind in (*said, *left_out)[:_MOST]
    ]
