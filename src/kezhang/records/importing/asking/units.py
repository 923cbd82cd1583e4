"""金额单位: what unit a sheet's amounts are in, and the question where it does not say so beyond doubt.

In this order: what the cells show, the header (both its rows), the line above the table, the note below it, the sheet's
title. A unit of counting is none of money, and the habit of a ledger is no unit at all: it is only proposed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import Any

from kezhang.quantities.money import carries_unit, parse_amount
from kezhang.quantities.units import MONEY, WAN_YUAN, YUAN, Unit
from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.headers import Head, Heading
from kezhang.records.importing.detection.tables import DetectedTable, Line, TablePart
from kezhang.records.importing.workbooks.workbook_reader import Page

_STATED = re.compile(
    r"单\s{0,4}位\s{0,4}(?:[:：]|(?:均|都|一律)?[为是])\s{0,4}([^\s:：。;；()（）\[\]【】]{1,24})"
    r"|(?:金额|数额|经费|资金)(?:单位)?(?:均|都|一律)?(?:为|是|以|按)\s{0,4}([^\s:：。;；()（）]{1,12}?)(?:为单位|计|填列|填报|$|[。;；,，])"
)
_BRACKETED = re.compile(
    r"[（(\[【〔〖「]\s{0,4}(?:(?:金额)?单位[:：]?|人民币[:：])?\s{0,4}([^（()）\[\]【】〔〕〖〗「」]{1,12}?)\s{0,4}[)）\]】〕〗」]"
)
_AFTER_MARK = re.compile(
    r"[/／,，:：_\-—\s]\s{0,4}([^\s/／,，:：_\-—]{1,6})\s{0,4}$|(?<=[额金费款入值润税资])([十百千万亿]{0,2}元)\s{0,4}$"
)
_APART = re.compile(r"[、,，/／和及与]|\s+")
#: Words around the name of a unit that change nothing.
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:人民币|RMB)$", re.IGNORECASE)
#: Rows above a header in which its unit line and title stand.
_ABOVE = 8
_SAMPLES = 3
#: Names of a column that says each row's unit.
_UNIT_COLUMNS = frozenset({"单位", "计量单位", "金额单位", "货币单位", "币种单位", "币种"})
_UNIT_LENGTH = 6

SHOWN, IN_HEADER, ABOVE, BELOW, TITLE = "单元格的数字格式", "表头", "单位行", "表下说明", "标题"
#: Where a unit stands that holds for every amount of the sheet.
OF_THE_SHEET = frozenset({ABOVE, BELOW, TITLE})


def money_of(words: str) -> Unit | None:
    """The unit of money that a word names; a unit of counting is None.

    >>> money_of("人民币元").label, money_of("RMB").label, money_of("万").label, money_of("份")
    ('元', '元', '万元', None)
    """
    plain = unicodedata.normalize("NFKC", "".join(words.split()))
    word = _CURRENCY.sub("", plain)
    if word == "":
        return YUAN if plain else None
    return MONEY.get(word) or MONEY.get(f"{word}元" if word in ("万", "亿") else "")


def stated(text: str) -> tuple[bool, Unit | None]:
    """Whether a text says a unit of money, and which; none where it says two, or one nobody knows.

    >>> stated("填报单位：朔湖县科技局   单位：元")[1].label, stated("单位：份、万元")[1].label, stated("单位：美元、家")
    ('元', '万元', (True, None))
    """
    found: set[Unit | None] = set()
    for match in _STATED.finditer(text):
        for word in _APART.split(match[1] or match[2]):
            unit = money_of(word)
            if unit is not None or word.endswith("元"):
                found.add(unit)
    return bool(found), found.pop() if len(found) == 1 else None


def in_heading(header: str) -> Unit | None:
    """The unit of money a header names.

    >>> [in_heading(each).label for each in ("合同金额(元)", "合同金额/万元", "成交额［元］", "成交额千元", "经费（人民币：元）")]
    ['元', '万元', '元', '千元', '元']
    """
    name = unicodedata.normalize("NFKC", header)
    last = _AFTER_MARK.search(name)
    # The unit nearest to the amounts counts: a line of units under the names says more than a name above it.
    for match in (*([last] if last else []), *reversed(list(_BRACKETED.finditer(name)))):
        for word in _APART.split(next(filter(None, match.groups()), "")):
            if (unit := money_of(word)) is not None:
                return unit
    return stated(header)[1]


def told_by(page: Page, head: Head, notes: Iterable[Sequence[Any]]) -> tuple[Heading, ...]:
    """The headings of one table with the units the sheet says, and where it says them."""
    above, title = _above(page, head)
    below = _stated_in(notes)
    elsewhere = next(
        ((says[1], where) for says, where in ((above, ABOVE), (below, BELOW), (title, TITLE)) if says[0]), (None, "")
    )
    found = []
    for heading in head.headings:
        if heading.column.unit:
            own = in_heading(heading.header) or _in_upper_row(page, head, heading)
            unit, source = (own, IN_HEADER) if own else elsewhere
            found.append(replace(heading, unit=unit, unit_from=source if unit else ""))
        else:
            found.append(heading)
    return tuple(found)


def said_beside(page: Page, head: Head, headings: Sequence[Heading], rows: Sequence[Line]) -> tuple[list[Line], str]:
    """Rows with their amounts in the unit that a column of its own says for each row, and the name of that column."""
    taken = {heading.position for heading in headings}
    places = [
        (at, str(cell).strip())
        for at, cell in enumerate(page.rows[head.last])
        if at not in taken and isinstance(cell, str) and bare(cell) in _UNIT_COLUMNS
    ]
    for place, name in places:
        words = [str(row[place]).strip() for _, row in rows if place < len(row) and not is_empty(row[place])]
        if any(money_of(word) for word in words) and all(len(word) <= _UNIT_LENGTH for word in words):
            amounts = [h.position for h in headings if h.column.unit and h.unit_from != IN_HEADER]
            return [(number, _with_unit(row, place, amounts)) for number, row in rows], name
    return list(rows), ""


def _with_unit(row: Sequence[Any], place: int, amounts: Sequence[int]) -> Sequence[Any]:
    word = str(row[place]).strip() if place < len(row) and not is_empty(row[place]) else ""
    unit = money_of(word)
    cells = list(row)
    for at in amounts if word else ():
        if at < len(cells) and not is_empty(cells[at]) and not (isinstance(cells[at], str) and carries_unit(cells[at])):
            number = f"{cells[at]:.15g}" if isinstance(cells[at], float) else str(cells[at]).strip()
            cells[at] = f"{number}{unit.label if unit else word}"  # words for no money are refused with the amount
    return cells


def carried_on(parts: Iterable[TablePart]) -> list[TablePart]:
    """Parts under a header that is printed again lower down are in the unit said above the first one."""
    found: list[TablePart] = []
    for part in parts:
        above = found[-1] if found and found[-1].sheet == part.sheet else None
        said = {} if above is None else {h.header: h for h in above.headings if h.unit_from in OF_THE_SHEET}
        headings = tuple(
            replace(h, unit=said[h.header].unit, unit_from=said[h.header].unit_from)
            if h.column.unit and h.unit is None and h.header in said
            else h
            for h in part.headings
        )
        found.append(replace(part, headings=headings))
    return found


def _above(page: Page, head: Head) -> tuple[tuple[bool, Unit | None], tuple[bool, Unit | None]]:
    """What the unit line says, and what the title says."""
    rows = page.rows[max(0, head.first - _ABOVE) : head.first]
    line = _stated_in(reversed(rows))
    names = [cell for row in rows for cell in row if isinstance(cell, str) and len(cell) <= 80] + [page.name]
    units = {unit for name in names for match in _BRACKETED.finditer(name) if (unit := money_of(match[1])) is not None}
    return line, (bool(units), units.pop() if len(units) == 1 else None)


def _stated_in(rows: Iterable[Sequence[Any]]) -> tuple[bool, Unit | None]:
    """What the first row says that says anything; cells of one row are read apart and together."""
    for row in rows:
        words = [cell.strip() for cell in row if isinstance(cell, str) and not is_empty(cell)]
        for text in (*words, "".join(words)):
            if (says := stated(text))[0]:
                return says
    return False, None


def _in_upper_row(page: Page, head: Head, heading: Heading) -> Unit | None:
    """The unit in the upper row of a header of two: 金额（元） over 成交额 and 技术交易额."""
    if head.last == head.first:
        return None
    row = page.rows[head.first]
    spans = {left: right for (top, left), (_, right) in page.merged if top == head.first}
    for at in range(min(heading.position, len(row) - 1), -1, -1):
        if not is_empty(row[at]):
            reaches = at == heading.position or spans.get(at, heading.position) >= heading.position
            return in_heading(str(row[at])) if reaches else None
    return None


def settled(table: DetectedTable, answers: Answers) -> tuple[DetectedTable, list[Question], list[str]]:
    """The table with a unit for every column of amounts, what has to be asked, and what was answered, in words.

    Until it is answered a column is read in the likeliest unit, so that the preview shows something.
    """
    questions: dict[str, Question] = {}
    said: dict[str, None] = {}
    parts = []
    for part in table.parts:
        headings = []
        amounts = {
            heading.position: cells
            for heading in part.headings
            if heading.column.unit and heading.unit is None and (cells := _plain_amounts(heading, part.rows))
        }
        large = max((median(map(abs, cells)) for cells in amounts.values()), default=Decimal(0))
        for heading in part.headings:
            if numbers := amounts.get(heading.position):
                settled_heading, question = _answered(heading, numbers, large, answers)
                headings.append(settled_heading)
                if question is not None:
                    questions.setdefault(question.key, question)
                else:
                    how = "记住的回答" if answers.was_remembered(QuestionKind.UNIT, bare(heading.header)) else "回答"
                    unit = settled_heading.unit.label if settled_heading.unit else ""
                    said[f"“{heading.column.label}”按{unit}换算（依据{how}）。"] = None
            else:
                headings.append(heading)
        parts.append(replace(part, headings=tuple(headings)))
    return replace(table, parts=tuple(parts)), list(questions.values()), list(said)


def _plain_amounts(heading: Heading, rows: Sequence[Line]) -> list[Decimal]:
    """The numbers of a column that mean nothing without a unit; a nought and “50万元” mean the same in all."""
    found = []
    for _, row in rows:
        cell = row[heading.position] if heading.position < len(row) else None
        if is_empty(cell) or (isinstance(cell, str) and carries_unit(cell)):
            continue
        try:
            number = parse_amount(str(cell).strip(), YUAN)
        except ValueError:
            continue
        if number:
            found.append(number)
    return found


def _answered(
    heading: Heading, numbers: Sequence[Decimal], large: Decimal, answers: Answers
) -> tuple[Heading, Question | None]:
    """``large`` is how large the sheet's largest amounts mostly are: all of them are likely in one unit."""
    column, key = heading.column, bare(heading.header)
    answer = answers.to(QuestionKind.UNIT, key, column.label, column.name)
    unit = money_of(answer) if answer else None
    if unit is not None:
        return replace(heading, unit=unit), None
    habit = column.unit or WAN_YUAN
    likely = YUAN if large >= habit.factor else habit
    units = list(dict.fromkeys((likely, habit, YUAN, WAN_YUAN, MONEY["千元"])))
    why = f"“{heading.header}”没有写明金额单位。"
    if answer:
        why = f"“{answer}”不是金额单位。"
    question = Question(
        kind=QuestionKind.UNIT,
        key=key,
        column=column.label,
        found="、".join(f"{number.normalize():f}" for number in numbers[:_SAMPLES]),
        why=why,
        proposals=tuple(ProposedAnswer(unit.label, unit.label, _sample(numbers, unit)) for unit in units),
    )
    return replace(heading, unit=likely), question


def _sample(numbers: Sequence[Decimal], unit: Unit) -> str:
    return "、".join(
        f"{number:f} 即 {unit.to_base(number):,.2f}元" for number in (n.normalize() for n in numbers[:_SAMPLES])
    )
