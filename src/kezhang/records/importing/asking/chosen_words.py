"""选项的写法: other words for a column's choices, as people have answered, and the question about those nobody knows.

Rows with unknown words are refused unless somebody says what the words mean; the answer is remembered like a heading's.
"""

from typing import Any

from rapidfuzz import fuzz

from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.questions import ADDED, Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.detection.header_names import bare

#: What answers that rows with these words are refused.
REFUSED = "不导入这些行"
#: More unknown words than this are no other spellings but another column's contents.
_MOST = 8


class ChosenWords:
    """The words of one sheet's choices: what they mean by what was answered, and which were met that nobody knows."""

    def __init__(self, ledger: Ledger, answers: Answers) -> None:
        self._ledger = ledger
        self._answers = answers.all(QuestionKind.CHOICE)
        self._meant: dict[tuple[str, str], str | None] = {}
        self._unknown: dict[str, tuple[Column, list[str]]] = {}

    def read(self, column: Column, cell: Any) -> Any:
        """The label that a cell's words were said to mean; the cell itself where it is known, or nobody has said."""
        text = str(cell).strip()
        if (column.name, text) not in self._meant:
            self._meant[column.name, text] = self._meaning(column, text, cell)
        meant = self._meant[column.name, text]
        return cell if meant is None else meant

    def _meaning(self, column: Column, text: str, cell: Any) -> str | None:
        """What the words are another way to write; None where they are read as they stand, or by nobody."""
        answer = self._answers.get(f"{column.label}:{text}")
        if answer in column.choices.values():
            return answer
        if answer == ADDED and text in column.choices.values():  # in the plan's view; to be undone it is told as well
            self._unknown.setdefault(column.name, (column, []))[1].append(text)
            return None
        if _is_known(column, cell):
            return None
        if (plain := _plain_words(column, text)) is not None:
            return plain
        self._unknown.setdefault(column.name, (column, []))[1].append(text)
        return None

    def questions(self, answers: Answers) -> list[Question]:
        """One question for every unknown word."""
        found = []
        for column, words in self._unknown.values():
            for text in words if len(words) <= _MOST else ():
                known = [label for label in column.choices.values() if label != text]
                labels = sorted(known, key=lambda label: -fuzz.ratio(label, text))
                key = f"{column.label}:{text}"
                may_add = column.name in self._ledger.extendable and len(text) <= (column.longest or 0)
                ways = [ProposedAnswer(each, each) for each in labels]
                ways += [ProposedAnswer(ADDED, f"{ADDED}“{text}”")] if may_add else []
                found.append(
                    Question(
                        kind=QuestionKind.CHOICE,
                        key=key,
                        column=column.label,
                        found=text,
                        why=f"“{column.label}”里没有“{text}”这个选项，写着它的行不能导入。",
                        proposals=(*ways, ProposedAnswer(REFUSED, REFUSED)),
                        default=answers.to(QuestionKind.CHOICE, key) or REFUSED,
                    )
                )
        return found


def added_by(ledger: Ledger, answers: Answers) -> dict[str, list[str]]:
    """By column the words that were said to become choices of the bureau's own and are none yet."""
    found: dict[str, list[str]] = {}
    for key, answer in answers.given_of(QuestionKind.CHOICE):
        label, _, text = key.partition(":")
        column = next((c for c in ledger.columns if c.name in ledger.extendable and c.label == label), None)
        if answer == ADDED and column is not None and text and text not in column.choices.values():
            found.setdefault(column.name, []).append(text)
    return found


def _plain_words(column: Column, text: str) -> str | None:
    """The choice that words mean but for brackets and 合同 behind them: 技术服务（一般）, 技术开发合同."""
    known = {*column.choices.values(), *column.spellings}
    shorter = (bare(text), bare(text).removesuffix("合同"))
    return next((each for each in shorter if each and each in known), None)


def _is_known(column: Column, cell: Any) -> bool:
    try:
        column.reader()(cell)
    except ValueError:
        return False
    return True
