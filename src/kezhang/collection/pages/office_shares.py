"""分解到股室: the bureau's own targets with a field for each office, as typed, as divided, or as proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.arithmetic.whole_check import check_whole
from kezhang.collection.assigning import sheet
from kezhang.collection.assigning.assigned_lines import AssignedLine, stated_number
from kezhang.collection.assigning.offices import QUARTERS, propose_to_offices, shares_of_offices
from kezhang.collection.assigning.proposal import ProposedShares, is_divided, own_targets
from kezhang.collection.models import Assignment, Share
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Office, Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.records.declaration.cells import MASKED, is_empty
from kezhang.targets.models import Target


@dataclass(frozen=True)
class QuarterField:
    """What an office has to have reached by the end of a quarter, as it stands in its field."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class OfficeField:
    """One office of one line: what it has, what stands in its fields, and what would be proposed."""

    name: str
    office: str
    share: Share | None
    value: str
    proposed: str
    quarters: Sequence[QuarterField]

    @property
    def says_quarters(self) -> bool:
        return any(quarter.value for quarter in self.quarters)


@dataclass(frozen=True)
class OfficeLine:
    """One target of the bureau and how it is divided among the offices."""

    indicator: AnyIndicator
    assignment: Assignment | None
    target: Target | None
    says: str  # how the shares stand to the whole
    how: str  # by which rule the proposal is made
    fields: Sequence[OfficeField]
    closed: Sequence[Share]  # of offices that are there no more
    moved: str  # what the bureau's own target is now, where the shares were held against another


@dataclass(frozen=True)
class SignedShare:
    """A share of an office, and whether the person may sign for it."""

    share: Share
    may_sign: bool


def field_name(slug: str, office: Office) -> str:
    return f"share-{slug}-{office.pk}"


def quarter_name(field: str, place: int) -> str:
    return f"{field}-q{place}"


def office_lines(
    org: Org, year: int, offices: Sequence[Office], typed: Mapping[str, str], *, is_filled: bool
) -> list[OfficeLine]:
    """In the order of the catalogue: what is divided and what could be."""
    held, own = sheet.issued(org, year, among_offices=True), own_targets(org, year)
    lines = []
    for slug, indicator in INDICATORS.items():
        if slug in held or slug in own:
            lines.append(_line(indicator, held.get(slug), own.get(slug), offices, typed, is_filled=is_filled))
    return lines


def _line(
    indicator: AnyIndicator,
    held: Assignment | None,
    own: Target | None,
    offices: Sequence[Office],
    typed: Mapping[str, str],
    *,
    is_filled: bool,
) -> OfficeLine:
    shares = {share.office_id: share for share in held.shares.all()} if held else {}
    proposed = propose_to_offices(indicator, sheet.whole_of(own), offices) if own else ProposedShares({}, {}, "")
    fields = []
    for office in offices:
        share, name = shares.get(office.pk), field_name(indicator.slug, office)
        would = plain(proposed.shares[office.name]) if office.name in proposed.shares else ""
        stands = _written(share) if held else would if is_filled else ""
        kept = share.quarters if share is not None else (None,) * len(QUARTERS)
        quarters = [
            QuarterField(
                each := quarter_name(name, place), label, typed.get(each, "" if value is None else plain(value))
            )
            for place, (label, value) in enumerate(zip(QUARTERS, kept, strict=True), start=1)
        ]
        fields.append(OfficeField(name, office.name, share, typed.get(name, stands), would, quarters))
    closed = [share for share in held.shares.all() if share.office is None] if held else []
    return OfficeLine(indicator, held, own, _says(indicator, held), proposed.says, fields, closed, _moved(held, own))


def _written(share: Share | None) -> str:
    return "" if share is None else "*" if share.value is None else plain(share.value)


def _says(indicator: AnyIndicator, held: Assignment | None) -> str:
    if held is None:
        return "还没有分解"
    if not is_divided(indicator):
        return "不求合计"
    return check_whole(held.comparator, held.whole, held.upper, [share.value for share in held.shares.all()]).says


def _moved(held: Assignment | None, own: Target | None) -> str:
    """A division stays as it was issued when the bureau's own target moves; that it is out of date is said."""
    if held is None:
        return ""
    if own is None:
        return "本单位已没有这项任务"
    whole = None if held.whole is None else held.stated_unit.to_base(held.whole)
    return "" if own.base_value == whole else f"本单位任务为{own.text}，与分解时的总任务不同，请重新分解"


def typed_lines(
    org: Org, year: int, offices: Sequence[Office], typed: Mapping[str, str]
) -> tuple[list[AssignedLine], list[str]]:
    """The lines that were typed on the page, in the unit of the bureau's own target; and what was not understood."""
    lines, faults = list[AssignedLine](), list[str]()
    held = sheet.issued(org, year, among_offices=True)
    for slug, own in own_targets(org, year).items():
        indicator = INDICATORS[slug]
        said = {office.name: typed.get(field_name(slug, office), "").strip() for office in offices}
        if not any(said.values()):
            if slug in held:
                faults.append(f"{indicator.label}：已分解到股室，不能全部留空；不再承担的股室留空，其余填写。")
            continue
        line = AssignedLine(indicator, "页面填写", is_among_offices=True, unit=own.unit, year=year)
        line.document_number, line.document_title = own.document_number, own.document_title
        line.effective_on = own.effective_on
        if (before := held.get(slug)) is not None:
            line.method, line.weight, line.cap = before.method, before.weight, before.cap
            line.unit, line.document_number = before.unit, before.document_number
            quarters = {share.key: share.quarters for share in before.shares.all()}
            line.quarters = {name: quarters[name] for name, text in said.items() if text and name in quarters}
        for office in offices:
            _read_quarters(line, office, typed, faults)
        for name, text in said.items():
            if is_empty(text):
                continue
            if MASKED.fullmatch(text):
                line.shares[name] = None
            elif (number := stated_number(text, line.unit, place := f"{indicator.label}“{name}”", faults)) is not None:
                line.shares[name] = number
                faults += [f"{place}：任务数{number:f}小于0。"] if number < 0 else []
        lines.append(line)
    return lines, faults


def _read_quarters(line: AssignedLine, office: Office, typed: Mapping[str, str], faults: list[str]) -> None:
    """What the quarters' fields say, empty ones too; a page without them leaves the quarters as they are."""
    field = field_name(line.indicator.slug, office)
    names = [quarter_name(field, place) for place in range(1, len(QUARTERS) + 1)]
    if not any(name in typed for name in names):
        return
    values: list[Decimal | None] = []
    place = f"{line.indicator.label}“{office.name}”"
    for label, name in zip(QUARTERS, names, strict=True):
        text = typed.get(name, "").strip()
        number = None if is_empty(text) else stated_number(text, line.unit, f"{place}{label}", faults)
        if number is not None and number < 0:
            faults.append(f"{place}{label}：目标{number:f}小于0。")
        values.append(number)
    if not typed.get(field, "").strip():
        line.quarters.pop(office.name, None)
        if any(value is not None for value in values):
            faults.append(f"{place}：填了季度目标，没有填全年任务数。")
        return
    line.quarters[office.name] = tuple(values)


def signed_shares(org: Org, year: int, person: User) -> list[SignedShare]:
    """Every office's share of the year, for everybody who may look at the bureau; who may sign is told line by line."""
    found = shares_of_offices(org, year).select_related("signed_by", "objected_by")
    order = {slug: place for place, slug in enumerate(INDICATORS)}
    rows = sorted(found, key=lambda share: (share.office_name, order[share.assignment.indicator]))
    return [SignedShare(share, share.office is not None and may(person, Verb.SIGN, share.matter)) for share in rows]
