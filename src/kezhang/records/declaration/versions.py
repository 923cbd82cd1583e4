"""版本: records that come in versions, such as a task that a later document changes; an old version stays as it was.

What a version says is not rewritten without a word: a new document makes a new version, and whoever corrects an old
one says why.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.models import Record

if TYPE_CHECKING:
    from kezhang.records.declaration.ledger import Ledger

UNEXPLAINED = "已经登记的不能不写原因就改。原来登记有误的，请写明原因；上级另有文件的，请登记新版本"


@dataclass(frozen=True, kw_only=True)
class Versions:
    """How a ledger's records come in versions."""

    number: str  # the column that numbers them
    since: str  # the day from which a version holds
    document: tuple[str, ...]  # of which one says what a new version rests on
    fixed: tuple[str, ...]  # what a version says, and what is not rewritten without a reason

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field it names."""
        return (self.number, self.since, *self.document, *self.fixed)


def rewritten(ledger: "Ledger", old: Record, new: Record) -> list[Problem]:
    """What of an old version would be rewritten, before and after; as warnings, which a reason sets aside."""
    if ledger.versions is None:
        return []
    moved = [column for name in ledger.versions.fixed if (column := ledger.column(name)).of(old) != column.of(new)]
    return [
        Problem(
            column.name,
            column.label,
            column.text(new) or "（空）",
            f"“{old}”原为{column.text(old) or '（空）'}，{UNEXPLAINED}",
            Severity.WARNING,
            rule="old_version_stays",
        )
        for column in moved
    ]


def next_version(ledger: "Ledger", newest: Record) -> Record:
    """The version after the newest one as a form begins it: what it said, without its day and its document."""
    assert ledger.versions is not None
    made = ledger.model(org=newest.org)
    for column in ledger.columns:
        if column.name not in (ledger.versions.since, *ledger.versions.document, "remark", "source"):
            column.put(made, column.of(newest))
    number = ledger.column(ledger.versions.number)
    number.put(made, number.of(newest) + 1)
    return made


def lacking(ledger: "Ledger", made: Record, reason: str) -> list[Problem]:
    """What a new version still lacks: the reason, and the document."""
    assert ledger.versions is not None
    found = []
    columns = [ledger.column(name) for name in ledger.versions.document]
    if not any(column.of(made) for column in columns):
        asked = "、".join(column.label for column in columns)
        found.append(Problem(columns[0].name, columns[0].label, "", f"新版本须写明依据：{asked}至少填一项"))
    if not reason.strip():
        found.append(Problem("", "变更说明", "", "请写明为什么有新版本"))
    return found
