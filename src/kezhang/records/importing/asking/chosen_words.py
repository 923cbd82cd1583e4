"""选项的写法: other words for a column's choices, as people have answered, and the question about those nobody knows.

Rows with unknown words are refused unless somebody says what the words mean; the answer is remembered like a heading's.
"""

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from kezhang.records.declaration.ledger import Column
from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind

#: What answers that rows with these words are refused.
REFUSED = "不导入这些行"
#: More unknown words than this are no other spellings but another column's contents.
_MOST = 8


class ChosenWords:
    """The words of one sheet's choices: what they mean by what was answered, and which were met that nobody knows."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._readable: dict[tuple[str, str], bool] = {}
        self._columns: dict[str, Column] = {}

    def read(self, column: Column, cell: Any) -> Any:
        """The label that a cell's words were said to mean; the cell itself where it is known, or nobody has said."""
        text = str(cell).strip()
        answer = self._answers.get(f"{column.label}:{text}")
        if answer in column.choices.values():
            return answer
        if (column.name, text) not in self._readable:
            self._columns[column.name] = column
            self._readable[column.name, text] = _is_known(column, cell)
        return cell

    def questions(self, answers: Answers) -> list[Question]:
        """One question for every unknown word."""
        found = []
        for name, column in self._columns.items():
            words = [text for (of, text), known in self._readable.items() if of == name and not known]
            for text in words if len(words) <= _MOST else ():
                labels = sorted(column.choices.values(), key=lambda label: -fuzz.ratio(label, text))
                key = f"{column.label}:{text}"
                found.append(
                    Question(
                        kind=QuestionKind.CHOICE,
                        key=key,
                        column=column.label,
                        found=text,
                        why=f"“{column.label}”里没有“{text}”这个选项，写着它的行不能导入。",
                        proposals=tuple(ProposedAnswer(each, each) for each in (*labels, REFUSED)),
                        default=answers.to(QuestionKind.CHOICE, key) or REFUSED,
                    )
                )
        return found


def _is_known(column: Column, cell: Any) -> bool:
    try:
        column.reader()(cell)
    except ValueError:
        return False
    return True
