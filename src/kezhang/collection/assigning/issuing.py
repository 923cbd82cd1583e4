"""下达: lines of a table held against the whole and written as targets of the bureaus below, all or nothing.

What goes to the bureau's own offices is written as their shares alone. For the bureaus below this is the one place
that writes a record of another bureau: the target becomes one of its own, which it cannot change. A target that the
bureau has typed already, of the same value and document, is adopted and not doubled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.arithmetic.whole_check import WholeCheck, WholeStanding, check_whole
from kezhang.collection.assigning.assigned_lines import AssignedLine
from kezhang.collection.assigning.offices import faults_among_offices, not_nested, still_there
from kezhang.collection.assigning.proposal import is_divided, own_targets
from kezhang.collection.models import Assignment, Share
from kezhang.orgs.models import Office, Org, User
from kezhang.orgs.permissions import Verb, holders, may
from kezhang.quantities.units import stated_unit
from kezhang.records import access
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import TARGETS, Target
from kezhang.workflow.steps import NotPossible

#: Assignments in the log of changes.
SUBJECT = "assignments"
#: And what was answered to one of their shares.
SHARES = "shares"
NO_DOCUMENT = "分解表没有写明文号"


@dataclass
class CheckedLine:
    """A line with its whole as it counts, the check of its sum, and what keeps it from being issued."""

    line: AssignedLine
    year: int
    whole: Decimal | None
    comparator: str
    target: Target | None
    check: WholeCheck
    faults: list[str] = field(default_factory=list)
    made: Assignment | None = None
    is_unchanged: bool = False


@dataclass(frozen=True)
class AssignmentSaid:
    """What a table does not say in its lines: the usual document, date and year, and the reason for a sum that is off."""

    year: int | None = None
    document_number: str = ""
    document_title: str = ""
    effective_on: date | None = None
    reason: str = ""


def checked(org: Org, lines: Sequence[AssignedLine], said: AssignmentSaid) -> list[CheckedLine]:
    """Every line held against its whole; nothing is written."""
    usual = said.year or timezone.localdate().year
    own = {year: own_targets(org, year) for year in {line.year or usual for line in lines}}
    return [_checked(line, year := line.year or usual, own[year].get(line.indicator.slug), said) for line in lines]


def _checked(line: AssignedLine, year: int, own: Target | None, said: AssignmentSaid) -> CheckedLine:
    unit_factor = stated_unit(line.unit, line.indicator.unit).factor
    stated = None if own is None or own.base_value is None else own.base_value / unit_factor
    whole = line.whole if line.whole is not None or line.is_masked else stated
    comparator = line.comparator if own is None else own.comparator
    upper = line.upper if own is None or own.upper is None else own.upper / unit_factor
    faults = []
    if not line.shares:
        faults.append(f"没有填写各{'股室' if line.is_among_offices else '县（市、区）'}的任务数")
    if not is_divided(line.indicator):
        check = WholeCheck(WholeStanding.NOT_DIVIDED, None, Decimal(0), "比率、位次类指标不求合计")
    elif whole is None and not line.is_masked and own is None:
        check = WholeCheck(WholeStanding.UNKNOWN, None, Decimal(0), "没有总任务，不核对合计")
    else:
        check = check_whole(comparator, whole, upper, line.shares.values())
    reason = line.reason or said.reason
    if check.needs_reason and not reason:
        faults.append(f"{check.says}；请改正，或写明原因")
    if stated is not None and line.whole is not None and stated != line.whole and not reason:
        faults.append(f"总任务{plain(line.whole)}与本级任务{plain(stated)}不一致；请改正，或写明原因")
    if line.is_among_offices:
        faults += faults_among_offices(line, own, reason)
    elif line.comparator == Target.Comparator.RANGE and line.upper is None:
        faults.append("比较方式为“介于”，没有填写上限")
    return CheckedLine(line, year, whole, comparator, own, check, faults)


def faults_of(found: Sequence[CheckedLine]) -> list[str]:
    """What keeps the lines from being issued, a sentence each."""
    return [f"{each.line.indicator.label}：{fault}。" for each in found for fault in each.faults]


def issue(
    org: Org,
    found: Sequence[CheckedLine],
    said: AssignmentSaid,
    by: User | None,
    counties: Mapping[str, Org],
    offices: Mapping[str, Office] | None = None,
) -> list[Assignment]:
    """下达: every line, or none; offices by their names. Raises NotPossible with every fault."""
    if by is not None and not may(by, Verb.ASSIGN, org):
        raise NotPossible(f"下达任务由{holders(Verb.ASSIGN)}办理，{by}不能办理。")
    if faults := faults_of(found):
        raise NotPossible("\n".join(faults))
    concerned = {code for each in found if not each.line.is_among_offices for code in each.line.shares}
    # In one order, so that two issuers never wait for one another.
    first, *others = sorted([org, *(counties[code] for code in concerned)], key=lambda each: each.pk)
    with chain.held(first):
        for bureau in others:
            chain.lock(bureau)
        _is_as_checked(org, found)
        still_there(offices or {}, [each.line for each in found])
        for each in found:
            _issue_line(org, each, said, by, counties, offices or {})
    return [each.made for each in found if each.made]


def _is_as_checked(org: Org, found: Sequence[CheckedLine]) -> None:
    """The bureau's own target may have moved since the sums were held against it. Raises NotPossible."""
    own = {year: own_targets(org, year) for year in {each.year for each in found}}
    for each in found:
        now = own[each.year].get(each.line.indicator.slug)
        if (now and (now.pk, now.base_value)) != (each.target and (each.target.pk, each.target.base_value)):
            raise NotPossible(f"{each.line.indicator.label}的本级任务刚才有变动，请重新核对。")


def _issue_line(
    org: Org,
    each: CheckedLine,
    said: AssignmentSaid,
    by: User | None,
    counties: Mapping[str, Org],
    offices: Mapping[str, Office],
) -> None:
    line = each.line
    before = Assignment.objects.filter(
        org=org, indicator=line.indicator.slug, year=each.year, is_among_offices=line.is_among_offices
    )
    held = before.filter(state=Assignment.State.ISSUED).first()
    effective = line.effective_on or said.effective_on or (held and held.effective_on) or date(each.year, 1, 1)
    made = Assignment(
        org=org,
        indicator=line.indicator.slug,
        year=each.year,
        is_among_offices=line.is_among_offices,
        version=max([0, *before.values_list("version", flat=True)]) + 1,
        state=Assignment.State.ISSUED,
        whole=each.whole,
        upper=_upper(each),
        is_masked=line.is_masked or _is_hidden(each),
        unit=line.unit,
        comparator=each.comparator,
        target=each.target,
        document_number=line.document_number or said.document_number,
        document_title=line.document_title or said.document_title,
        effective_on=effective,
        reason=line.reason or said.reason,
        weight=line.weight,
        cap=line.cap,
        method=line.method,
        made_by=by,
        issued_by=by,
        issued_at=timezone.now(),
    )
    if held is not None and _says_the_same(held, made, line):
        each.made, each.is_unchanged = held, True
        return
    if held is not None:
        held.state = Assignment.State.REPLACED
        held.save(update_fields=["state"])
    made.save()
    kept = {share.key: share.quarters for share in held.shares.select_related("org", "office")} if held else {}
    for code, value in line.shares.items():
        share = Share(assignment=made, value=value, is_masked=value is None)
        quarters = _quarters(line, code) if code in line.quarters else kept.get(code, (None, None, None))
        if off := next(not_nested(code, quarters, value), ""):
            raise NotPossible(f"{line.indicator.label}：{off}。请把季度目标一并写明。")
        share.first_quarter, share.second_quarter, share.third_quarter = quarters
        if line.is_among_offices:
            share.org, share.office, share.office_name = org, offices[code], offices[code].name
        else:
            share.org = counties[code]
            _write_target(share, by)
        share.save()
    told = {
        "label": str(made),
        "state": made.state,
        "whole": _text(made.whole),
        "shares": {c: _text(v) for c, v in line.shares.items()},
    }
    journal.note(org, SUBJECT, made.pk, {}, told, Author(by=by, reason=made.reason))
    each.made = made


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _says_the_same(held: Assignment, made: Assignment, line: AssignedLine) -> bool:
    """Issued once more without a change: nothing is doubled."""
    names = ("whole", "upper", "is_masked", "unit", "comparator", "document_number", "weight", "cap", "method")
    shares = {share.key: share for share in held.shares.select_related("org", "office")}
    if {key: share.value for key, share in shares.items()} != line.shares:
        return False
    for code in line.quarters:  # a table that speaks of no quarters leaves them as they are
        if _quarters(line, code) != shares[code].quarters:
            return False
    return all(getattr(held, name) == getattr(made, name) for name in names)


def _quarters(line: AssignedLine, code: str) -> tuple[Decimal | None, ...]:
    return (*line.quarters.get(code, ()), None, None, None)[:3]


def _upper(each: CheckedLine) -> Decimal | None:
    """Of what goes to offices, what the bureau's own target says."""
    line, own = each.line, each.target
    if not line.is_among_offices or line.upper is not None or own is None or own.upper is None:
        return line.upper
    return own.upper / stated_unit(line.unit, line.indicator.unit).factor


def _is_hidden(each: CheckedLine) -> bool:
    """The whole of a division among offices is the bureau's own target, hidden or not."""
    return each.line.is_among_offices and each.line.whole is None and each.target is not None and each.target.is_masked


def _write_target(share: Share, by: User | None) -> None:
    """The target of the bureau below: its own if it says the same already, else the next version."""
    made, county, value = share.assignment, share.org, share.value
    held = access.records(TARGETS, county).filter(
        org=county, indicator=made.indicator, year=made.year, type=Target.Type.ASSIGNED
    )
    author = Author(by=by, of=made.org, reason=f"{made.org.bureau}下达", accepting=made.document_number or NO_DOCUMENT)
    newest = held.order_by("-version").first()
    if newest is not None and _is_equal(newest, made, value):
        share.target, share.is_adopted = newest, newest.set_by_id is None
        if share.is_adopted:
            journal.keep_above(TARGETS, newest, author)
    else:
        share.target = _target(made, share, county, newest)
        try:
            journal.save(TARGETS, share.target, author)
        except Refused as refused:
            says = "；".join(f"{problem.label}：{problem.says}" for problem in refused.problems)
            raise NotPossible(f"{made.measured.label}“{county.name}”：{says}。") from refused


def _is_equal(typed: Target, made: Assignment, value: Decimal | None) -> bool:
    if typed.is_masked or value is None:
        return typed.is_masked and value is None and typed.document_number == made.document_number
    same_document = not typed.document_number or typed.document_number == made.document_number
    return same_document and typed.base_value == made.stated_unit.to_base(value)


def _target(made: Assignment, share: Share, county: Org, newest: Target | None) -> Target:
    said: dict[str, Any] = {
        "org": county,
        "indicator": made.indicator,
        "year": made.year,
        "value": share.value,
        "upper_value": None,
        "unit": made.unit,
        "is_masked": share.is_masked,
        "type": Target.Type.ASSIGNED,
        "assigner": made.org.bureau,
        "document_number": made.document_number,
        "document_title": made.document_title,
        "comparator": made.comparator if made.comparator != Target.Comparator.RANGE else Target.Comparator.AT_LEAST,
        "first_quarter": share.first_quarter,
        "second_quarter": share.second_quarter,
        "third_quarter": share.third_quarter,
        "version": (newest.version if newest else 0) + 1,
        "effective_on": made.effective_on,
        "set_by": made.org,
    }
    return Target(**said)


def sign(share: Share, by: User | None) -> Share:
    """签收: an acknowledgement; a target binds from its document's date, signed or not. Doing it again changes nothing."""
    return _answer(share, by, "签收", "")


def object_to(share: Share, by: User | None, why: str) -> Share:
    """异议: with its reason; the bureau above answers by the next version."""
    if not why.strip():
        raise NotPossible("提出异议须写明理由。")
    return _answer(share, by, "提出异议", why.strip())


def _answer(share: Share, by: User | None, words: str, why: str) -> Share:
    if by is not None and not may(by, Verb.SIGN, share.matter):
        whose = f"{share.office_name}的人员或本单位审核人" if share.office_name else holders(Verb.SIGN)
        raise NotPossible(f"{words}由{whose}办理，{by}不能办理。")
    with chain.held(share.org):
        found = Share.objects.select_related("org", "office", "assignment__org").get(pk=share.pk)
        if found.office_name and found.office is None:
            raise NotPossible(f"{found.office_name}已撤销，请重新分解后在新版本上办理。")
        if found.assignment.state != Assignment.State.ISSUED:
            raise NotPossible(f"{found}已有新版本，请在新版本上办理。")
        if (found.objection == why and found.objected_at) if why else found.signed_at:
            return found
        before = {"state": found.state_label}
        if why:
            found.objection, found.objected_by, found.objected_at = why, by, timezone.now()
        else:
            found.signed_by, found.signed_at = by, timezone.now()
        found.save()
        after = {"label": str(found), "state": found.state_label}
        journal.note(found.org, SHARES, found.pk, before, after, Author(by=by, reason=why))
    return found
