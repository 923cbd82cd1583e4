"""版本对照: the versions of one thing side by side: what each says where they differ, since when, by which document, why."""

from dataclasses import dataclass

from kezhang.orgs.models import Org, User
from kezhang.records import access
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record


@dataclass(frozen=True)
class VersionLine:
    """One version: what it says in the columns in which they differ."""

    record: Record
    number: str
    since: str
    document: str
    cells: tuple[str, ...]
    reason: str
    by_name: str


@dataclass(frozen=True)
class VersionTable:
    """Versions of one thing, the newest first."""

    columns: tuple[Column, ...]
    lines: tuple[VersionLine, ...]


def version_lines(ledger: Ledger, record: Record, viewer: User | Org) -> VersionTable | None:
    """None for a record that has only ever had one version; two queries."""
    if ledger.versions is None:
        return None
    found = list(access.versions(ledger, record, viewer))
    if len(found) < 2:
        return None
    shown = [
        ledger.column(name)
        for name in ledger.versions.fixed
        if name not in (ledger.versions.number, ledger.versions.since)
    ]
    moved = tuple(c for c in shown if len({c.text(each) for each in found}) > 1)
    made = {change.record_id: change for change in access.beginnings(ledger, found, viewer)}
    number, since = ledger.column(ledger.versions.number), ledger.column(ledger.versions.since)
    documents = [ledger.column(name) for name in ledger.versions.document]
    lines = [
        VersionLine(
            each,
            number.text(each),
            since.text(each),
            " ".join(filter(None, (column.text(each) for column in documents))),
            tuple(column.text(each) for column in moved),
            made[each.pk].reason if each.pk in made else "",
            made[each.pk].by_name if each.pk in made else "",
        )
        for each in found
    ]
    return VersionTable(moved, tuple(lines))
