"""核查 xlsx: what the checks came to, line by line, to be taken along; with whose it is where there are several bureaus."""

from collections.abc import Iterator

from kezhang.controls.bureaus import CheckedBureaus
from kezhang.records.workbook_writer import Sheet, workbook

#: Heading and width of every column; whose it is stands only where there are several bureaus.
COLUMNS = (("序号", 6), ("核对", 20), ("单位", 16), ("结果", 10), ("发现", 60), ("办法", 44), ("记录数", 8))
WHOSE = "单位"


def check_workbook(checked: CheckedBureaus) -> bytes:
    """Findings first, in the order looked at; then what passed and what could not be judged."""
    shown = [(head, width) for head, width in COLUMNS if checked.bureaus or head != WHOSE]
    widths = tuple(width for _, width in shown)
    return workbook([Sheet("核查", [head for head, _ in shown], list(_rows(checked)), widths=widths, frozen_columns=2)])


def _rows(checked: CheckedBureaus) -> Iterator[tuple]:
    states = {outcome.check.number: outcome.state_label for outcome in checked.outcomes}
    for check, found in checked.found:
        whose = (found.bureau.name if found.bureau else "",) if checked.bureaus else ()
        pointed = str(found.count) if found.count else ""
        yield str(check.number), check.title, *whose, states[check.number], found.says, found.todo, pointed
    blank = ("",) if checked.bureaus else ()
    for outcome in checked.outcomes:
        for what in outcome.lacking or ([] if outcome.found else [""]):
            state = outcome.state_label if not outcome.found else "无法核对"
            yield str(outcome.check.number), outcome.check.title, *blank, state, what, "", ""
