"""空格子: a blank cell does not erase what is stored, unless somebody says so.

What would be cleared is listed with its present content; the rows keep it by default.
"""

from collections.abc import Mapping, Sequence

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.parsed_rows import RowPlace
from kezhang.records.models import Record

KEEP, CLEAR = "keep", "clear"
_LISTED = 6


def settled(
    ledger: Ledger,
    merged: Sequence[tuple[RowPlace, Record, Record | None]],
    blanks: Mapping[RowPlace, Sequence[str]],
    answers: Answers,
) -> list[Question]:
    """What blank cells would clear, as a question that keeps it by default; clears it where that was answered."""
    found = []
    for place, record, old in merged:
        if old is None:
            continue
        for name in blanks.get(place, ()):
            column = ledger.by_name[name]
            if not column.required and column.of(old) not in (None, "", column.blank):
                found.append((place, record, column, column.text(old)))
    if not found:
        return []
    if answers.to(QuestionKind.CLEAR, "") == CLEAR:
        for _, record, column, _ in found:
            column.put(record, column.blank)
    listed = "、".join(
        f"{place}{column.label}（现为{text[:20]}{column.unit.label if column.unit else ''}）"
        for place, _, column, text in found[:_LISTED]
    ) + ("等" if len(found) > _LISTED else "")
    return [
        Question(
            kind=QuestionKind.CLEAR,
            key="",
            column="空格子",
            found=listed,
            why=f"表里空着、台账中有内容的共{len(found)}格：{listed}。保留原有内容；要清空的请说明，将清空{len(found)}格。",
            proposals=(ProposedAnswer(KEEP, "保留原有内容"), ProposedAnswer(CLEAR, f"清空这{len(found)}格")),
            default=answers.to(QuestionKind.CLEAR, "") or KEEP,
        )
    ]
