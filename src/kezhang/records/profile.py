"""画像: one firm, envoy, project or village through all ledgers: what was recorded of it, in which role, when, for how much.

Each column of a ledger in use that names such subjects costs one query, however many records there are. Sums are the ledgers' own amounts
as recorded; whatever is counted towards an indicator is told on the board and nowhere else.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from kezhang.orgs.models import Org, User
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.subject_names import NameColumn, name_columns

#: Records that one column may bring; a subject with more is told to have more.
MOST = 1000


@dataclass(frozen=True)
class ProfileLine:
    """One record that speaks of the subject."""

    ledger: Ledger
    record: Record
    roles: tuple[str, ...]  # the columns that name it: 卖方名称, 买方名称
    day: date | None
    papers: int = 0

    @property
    def amount(self) -> Decimal | None:
        """The ledger's first amount, as its list has them."""
        column = main_amount(self.ledger)
        return column.of(self.record) if column else None

    @property
    def amounts(self) -> list[tuple[str, str]]:
        """Every amount the record states, with its heading."""
        told = [(column.label, column) for column in self.ledger.columns if column.unit is not None]
        return [
            (label, column.unit.write(value))
            for label, column in told
            if column.unit and (value := column.of(self.record)) is not None
        ]

    @property
    def state(self) -> str:
        process = self.ledger.process
        return self.ledger.column(process.state).text(self.record) if process and process.state else ""


@dataclass(frozen=True)
class ProfileTerm:
    """期限: a day that a record has to be ready by or lapses on."""

    line: ProfileLine
    due: Due
    day: date
    as_of: date

    @property
    def is_open(self) -> bool:
        return self.due.is_open(self.line.record, self.as_of)

    @property
    def says(self) -> str:
        if not self.is_open:
            return "已办结或不再适用"
        days = (self.day - self.as_of).days
        return f"还有{days}天" if days >= 0 else f"已过{-days}天"


@dataclass(frozen=True)
class YearSum:
    """What one ledger recorded in one year in one role."""

    year: int
    ledger: Ledger
    role: str
    count: int
    amount: Decimal | None  # unknown where no record states one

    @property
    def told(self) -> str:
        column = main_amount(self.ledger)
        return column.unit.write(self.amount) if column and column.unit and self.amount is not None else "—"

    @property
    def heading(self) -> str:
        column = main_amount(self.ledger)
        return column.label if column else ""


@dataclass(frozen=True)
class NamedPerson:
    """Somebody a record names, and as what."""

    name: str
    role: str
    line: ProfileLine
    is_personal: bool  # shown in full though it is personal data


@dataclass(frozen=True)
class Profile:
    """Everything recorded of one subject up to a date, the newest first."""

    subject: Ledger
    name: str
    codes: tuple[str, ...]
    other_names: tuple[str, ...]
    known: tuple[Record, ...]  # its records in the ledger of such subjects
    lines: tuple[ProfileLine, ...]
    as_of: date
    is_cut: bool = False
    views: dict[tuple[str, int], Ledger] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.known or self.lines)

    @cached_property
    def terms(self) -> list[ProfileTerm]:
        """Certificates and other days, what is still open first."""
        found = [
            ProfileTerm(line, due, due.day_of(line.record), self.as_of)
            for line in self.lines
            for due in line.ledger.due
            if getattr(line.record, due.field) is not None
        ]
        return sorted(found, key=lambda term: (not term.is_open, term.day))

    @cached_property
    def years(self) -> list[YearSum]:
        """Sums by year, ledger and role, the newest year first."""
        held: dict[tuple[int, str, str], list[ProfileLine]] = defaultdict(list)
        for line in self.lines:
            if line.day is not None:
                for role in line.roles:
                    held[line.day.year, line.ledger.slug, role].append(line)
        found = []
        for (year, _, role), lines in held.items():
            stated = [amount for line in lines if (amount := line.amount) is not None]
            total = sum(stated, Decimal(0)) if stated else None
            found.append(YearSum(year, lines[0].ledger, role, len(lines), total))
        return sorted(found, key=lambda each: -each.year)

    @cached_property
    def people(self) -> list[NamedPerson]:
        """Whom the records name, each once for every role."""
        found: dict[tuple[str, str], NamedPerson] = {}
        for line in (*self._own_lines(), *self.lines):
            seen = self.views.get((line.ledger.slug, line.record.org_id), line.ledger)
            for name in line.ledger.people:
                column = seen.column(name)
                if text := column.text(line.record):
                    is_personal = name in line.ledger.personal and not column.is_masked
                    found.setdefault((text, column.label), NamedPerson(text, column.label, line, is_personal))
        return list(found.values())

    @property
    def papers(self) -> list[ProfileLine]:
        return [line for line in (*self._own_lines(), *self.lines) if line.papers]

    def _own_lines(self) -> Iterator[ProfileLine]:
        for record in self.known:
            yield ProfileLine(self.subject, record, (), None)


def main_amount(ledger: Ledger) -> Column | None:
    """The amount a ledger is about: the first its list shows, else the first it has."""
    amounts = [column for column in ledger.columns if column.unit is not None]
    listed = [column for column in amounts if column.name in ledger.list_columns]
    return next(iter(listed or amounts), None)


def profile(subject: Ledger, viewer: Org, person: User, as_of: date, name: str, code: str = "") -> Profile:
    """Everything of one subject within a bureau's sight, by code where it has one, else by name."""
    assert subject.identity is not None
    known = _known(subject, viewer, name, code)
    names, codes = _called(subject, known, name, code)
    lines: dict[tuple[str, int], ProfileLine] = {}
    is_cut = False
    columns = name_columns(subject.slug)
    used = access.in_use({each.ledger.slug: each.ledger for each in columns}.values(), viewer)
    for each in columns:
        if each.ledger.slug not in used:
            continue
        for line in _lines(each, viewer, names, codes, [record.pk for record in known], as_of):
            if line is None:
                is_cut = True
                continue
            key = (line.ledger.slug, line.record.pk)
            before = lines.get(key)
            roles = (*before.roles, *line.roles) if before else line.roles
            lines[key] = ProfileLine(line.ledger, line.record, roles, line.day)
    _place([line.record for line in lines.values()], viewer)
    ordered = sorted(lines.values(), key=lambda line: (line.day or date.min, line.record.pk), reverse=True)
    counted = _papers(viewer, [*ordered, *(ProfileLine(subject, record, (), None) for record in known)])
    ordered = [
        ProfileLine(line.ledger, line.record, line.roles, line.day, counted.get((line.ledger.slug, line.record.pk), 0))
        for line in ordered
    ]
    views = {
        (ledger.slug, org.pk): access.readable(ledger, org, person)
        for ledger, org in {
            (line.ledger.slug, line.record.org_id): (line.ledger, line.record.org) for line in ordered
        }.values()
        if ledger.people
    }
    views |= {(subject.slug, record.org_id): access.readable(subject, record.org, person) for record in known}
    called = str(getattr(known[0], subject.identity.name)) if known else name
    others = tuple(sorted(names - {called}))
    return Profile(subject, called, tuple(sorted(codes)), others, tuple(known), tuple(ordered), as_of, is_cut, views)


def _known(subject: Ledger, viewer: Org, name: str, code: str) -> list[Record]:
    identity = subject.identity
    assert identity is not None
    by_name = Q(**{identity.name: name}) if name else Q(pk__in=())
    if name and identity.former:
        by_name |= Q(**{f"{identity.former}__icontains": name})
    if identity.code and code:
        by_name = Q(**{identity.code: code}) | (by_name & Q(**{identity.code: ""}))
    found = access.records(subject, viewer).filter(by_name).select_related("org")[:MOST]
    return [record for record in found if _is_called(subject, record, name, code)]


def _is_called(subject: Ledger, record: Record, name: str, code: str) -> bool:
    identity = subject.identity
    assert identity is not None
    if identity.code and code and getattr(record, identity.code) == code:
        return True
    return compared(name) in {compared(each) for each in _names(subject, record)}


def _names(subject: Ledger, record: Record) -> list[str]:
    identity = subject.identity
    assert identity is not None
    own = [str(getattr(record, identity.name))]
    if identity.former:
        own += [part for part in str(getattr(record, identity.former)).replace("，", "、").split("、") if part.strip()]
    return own


def _called(subject: Ledger, known: list[Record], name: str, code: str) -> tuple[set[str], set[str]]:
    """Every name and code it goes by."""
    identity = subject.identity
    assert identity is not None
    names = {name} if name else set()
    codes = {code} if code else set()
    for record in known:
        names |= {each.strip() for each in _names(subject, record)}
        if identity.code and (own := getattr(record, identity.code)):
            codes.add(own)
    return names, codes


def _lines(
    each: NameColumn, viewer: Org, names: set[str], codes: set[str], known: list[int], as_of: date
) -> Iterator[ProfileLine | None]:
    """The records of one column up to a date; None at the end where there are more than anybody reads."""
    ledger, day = each.ledger, each.ledger.dated_by
    rows = access.records(ledger, viewer).filter(Q(**{f"{day}__lte": as_of}) | Q(**{f"{day}__isnull": True}))
    rows = rows.order_by()
    taken = _taken(rows, each.ways(names, codes, known), by_each=each.is_indexed)
    if len(taken) > MOST:
        taken = list(rows.filter(each.of(names, codes, known)).order_by(f"-{day}", "-pk")[: MOST + 1])
    for record in taken[:MOST]:
        if each.holds(record, names):
            yield ProfileLine(ledger, record, (each.column.label,), ledger.counts_on(record))
    if len(taken) > MOST:
        yield None


def _place(records: list[Record], viewer: Org) -> None:
    """Each gets its bureau at once: joined to every question, it would keep SQLite from the indexes of names."""
    others = {record.org_id for record in records} - {viewer.pk}
    bureaus = {viewer.pk: viewer, **(Org.objects.in_bulk(others) if others else {})}
    for record in records:
        record.org = bureaus[record.org_id]


def _taken(rows: QuerySet, ways: list[Q], *, by_each: bool) -> list[Record]:
    """Those for which one of the conditions holds, in no order: asked for one, SQLite would read the whole ledger by day.

    Each condition is a question of its own where an index answers it, for ``OR`` uses none.
    """
    if not by_each:
        return list(rows.filter(reduce(or_, ways))[: MOST + 1])
    first, *others = (rows.filter(way) for way in ways)
    found = first.union(*others, all=True)[: len(ways) * MOST + 1] if others else first[: MOST + 1]
    return list({record.pk: record for record in found}.values())


def _papers(viewer: Org, lines: list[ProfileLine]) -> dict[tuple[str, int], int]:
    """How many papers each record has; one query."""
    asked = Q(pk__in=())
    held: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        held[line.ledger.slug].append(line.record.pk)
    for slug, ids in held.items():
        asked |= Q(ledger=slug, record_id__in=ids)
    rows = access.evidence(viewer).filter(asked).order_by().values_list("ledger", "record_id")
    return {(slug, pk): count for slug, pk, count in rows.annotate(papers=Count("pk"))}
