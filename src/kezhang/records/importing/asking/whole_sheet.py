"""整表同值: what a published list does not repeat in every row, given once for the whole sheet.

The title or the file's name may say it; what rows would lead to is offered; everything else is asked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kezhang.quantities.numerals import chinese
from kezhang.records.declaration.cells import eased
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import SheetValue
from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.detection.tables import DetectedTable

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|年度)")
_BATCH = re.compile(r"第\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*(?:批|轮)")
#: What answers that the column stays empty.
EMPTY = "不填"
#: What answers that it differs from row to row, and is typed where the rows wait to be mended.
BY_ROW = "逐行填写"


@dataclass(frozen=True)
class WholeSheet:
    """What holds for every row of one sheet."""

    values: Mapping[str, Any] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, Callable[[Any], Any]]] = field(default_factory=dict)  # from another column
    asked: frozenset[str] = frozenset()  # required columns that nobody has given yet

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, *self.derived)

    def value(self, name: str, row: Mapping[str, Any]) -> Any:
        """What a column holds in a row that does not say it."""
        if name in self.values:
            return self.values[name]
        source, makes = self.derived[name]
        return None if row.get(source) in (None, "") else makes(row[source])


def settled(table: DetectedTable, answers: Answers, file_name: str) -> tuple[WholeSheet, list[Question], list[str]]:
    """What is given for the sheet, what has to be asked, and what was taken from where, in words."""
    ledger, questions, said = table.ledger, [], []
    values: dict[str, Any] = {}
    derived: dict[str, tuple[str, Callable[[Any], Any]]] = {}
    asked = set()
    present = {h.column.name for part in table.parts for h in part.headings}
    titles = (*table.titles, file_name.rsplit(".", 1)[0])
    for sheet_value in ledger.whole_sheet:
        column = ledger.column(sheet_value.column)
        if column.name in present:
            continue
        required = column.required or sheet_value.needed
        read = _read_from(titles, sheet_value)
        makes = sheet_value.makes if sheet_value.of in present else None
        answer = answers.to(QuestionKind.SET, column.label, *column.headers, column.name)
        unfilled = _unfilled(column, sheet_value)
        if answer is not None and (answer or EMPTY) in unfilled:
            said += [f"“{column.label}”逐行填写：下面每行都要填，或下载这些行补好再导入。"] if answer == BY_ROW else []
            continue
        taken = read[0] if answer is None and len(read) == 1 and (required or not makes) else answer
        fault = ""
        if taken and makes is not None and taken == sheet_value.makes_label:
            derived[column.name] = (sheet_value.of, makes)
        elif taken:
            try:
                values[column.name] = _typed(column, taken)
            except ValueError as wrong:
                fault = f"“{taken}”不能填作{column.label}：{wrong}。"
        if taken and not fault:
            source = "依据标题" if answer is None else "依据回答"
            said.append(f"“{column.label}”全表按“{taken}”填（{source}）。")
        proposals = [ProposedAnswer(each, each, "见标题") for each in read]
        if makes is not None:
            proposals.append(
                ProposedAnswer(sheet_value.makes_label, sheet_value.makes_label, _example(table, sheet_value))
            )
        proposals += [ProposedAnswer(text, text) for text in column.choices.values() if text not in read]
        proposals += [ProposedAnswer(each, each, is_likely=False) for each in unfilled]
        default = None if fault else taken or (None if required else EMPTY)
        if answer is not None and default is not None:
            continue
        if default is None:
            asked.add(column.name)
        elif default == EMPTY and not read and makes is None:
            continue  # nothing to offer, and it may stay empty
        questions.append(
            Question(
                kind=QuestionKind.SET,
                key=column.label,
                column=column.label,
                found="",
                why=fault or f"表里没有“{column.label}”这一列，全表相同的可一次填好。",
                proposals=tuple(proposals),
                default=default,
                free=not column.choices,
            )
        )
    return WholeSheet(values, derived, frozenset(asked)), questions, said


def _unfilled(column: Column, sheet_value: SheetValue) -> tuple[str, ...]:
    """The answers that give no value; what is needed of this list though a record may lack it would stay empty unseen."""
    if column.required:
        return (BY_ROW,)
    return () if sheet_value.needed else (EMPTY,)


def _typed(column: Column, text: str) -> Any:
    """A value as somebody types it. Raises ValueError with what would be right."""
    try:
        value = column.reader()(text)
    except ValueError:
        value = eased(column.model_field, column.reader(), text)[0]
    if column.fault is not None and (fault := column.fault(value)):
        raise ValueError(fault)
    return value


def _read_from(titles: Sequence[str], sheet_value: SheetValue) -> list[str]:
    """What the titles say, each value once; the first title that says anything is heard."""
    for title in titles:
        found: list[str] = []
        if sheet_value.year:
            found += _YEAR.findall(title)
        if sheet_value.batch:
            found += [each if each.isdigit() else str(chinese(each)) for each in _BATCH.findall(title)]
        # Longer words first, so that 自治区级 is not taken for 区级.
        rest = title
        for word in sorted(sheet_value.words, key=len, reverse=True):
            if word in rest:
                found.append(sheet_value.words[word])
                rest = rest.replace(word, " ")
        if found:
            return list(dict.fromkeys(found))
    return []


def _example(table: DetectedTable, sheet_value: SheetValue) -> str:
    """What a row's own column leads to, of the first row that can be read."""
    for part in table.parts:
        heading = next((h for h in part.headings if h.column.name == sheet_value.of), None)
        for number, row in part.rows if heading is not None else ():
            try:
                value = heading.column.reader()(row[heading.position])  # type: ignore[union-attr]
                return f"第{number}行为{sheet_value.makes(value)}"  # type: ignore[misc]
            except (ValueError, IndexError):
                continue
    return ""
