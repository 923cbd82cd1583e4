"""分解表的导出: what was issued, and what would be proposed, as the sheet that is read in again."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhang.catalogue import INDICATORS
from kezhang.collection.arithmetic.whole_check import check_whole
from kezhang.collection.assigning.offices import offices_of, propose_to_offices
from kezhang.collection.assigning.proposal import ProposedShares, is_divided, own_targets, propose
from kezhang.collection.models import Assignment
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Office, Org
from kezhang.orgs.scope import below
from kezhang.records.workbook_writer import MarkedCell, Sheet, workbook
from kezhang.targets.models import Target

HEADS = (
    "指标", "计量单位", "比较方式", "总任务", "合计", "文号", "依据文件", "生效日期", "权重", "得分上限", "计分办法", "原因",
)  # fmt: skip


def write_table(
    org: Org, year: int, counties: Sequence[Org] | None = None, offices: Sequence[Office] | None = None
) -> bytes:
    """A sheet for the bureaus below and one for the bureau's offices: what was issued, proposals in italics."""
    counties = list(below(org) if counties is None else counties)
    offices = offices_of(org) if offices is None else list(offices)
    own = own_targets(org, year)
    sheets = []
    if counties or not offices:
        held = issued(org, year)
        bearers = {county.code: county.name for county in counties}
        rows = _rows(held, own, bearers, lambda slug, indicator: _proposed(org, indicator, own[slug], counties))
        sheets.append(_sheet("任务分解表", f"{org.name}{year}年度任务分解表", "按上年数建议", "单位", bearers, rows))
    if offices:
        held = issued(org, year, among_offices=True)
        bearers = {office.name: office.name for office in offices}
        rows = _rows(
            held, own, bearers, lambda slug, indicator: propose_to_offices(indicator, whole_of(own[slug]), offices)
        )
        title = f"{org.name}{year}年度任务分解到股室表"
        sheets.append(_sheet("分解到股室", title, "按股室分工建议", "股室", bearers, rows))
    return workbook(sheets)


def _sheet(
    name: str, title: str, how: str, whom: str, bearers: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> Sheet:
    return Sheet(
        name=name,
        headings=(*HEADS, *bearers.values()),
        rows=rows,
        above=(
            title,
            f"斜体为{how}的分解，改好后导入；隐去的任务填 *，不分解的{whom}留空；合计由系统核对，导入时不读",
        ),
        frozen_columns=1,
    )


def issued(org: Org, year: int, *, among_offices: bool = False) -> dict[str, Assignment]:
    """The versions in force, by indicator: to the bureaus below, or to the bureau's own offices."""
    found = Assignment.objects.filter(
        org=org, year=year, is_among_offices=among_offices, state=Assignment.State.ISSUED
    ).select_related("org", "target")
    return {each.indicator: each for each in found.prefetch_related("shares__org", "shares__office")}


def whole_of(own: Target) -> Decimal | None:
    return None if own.value is None else Decimal(own.value)


def _rows(
    held: Mapping[str, Assignment],
    own: Mapping[str, Target],
    bearers: Mapping[str, str],
    proposed: Callable[[str, AnyIndicator], ProposedShares],
) -> list[list[Any]]:
    """One line for each indicator that was issued or that the bureau itself has a task for."""
    rows = []
    for slug, indicator in INDICATORS.items():
        if slug in held:
            rows.append(_issued_row(indicator, held[slug], bearers))
        elif slug in own:
            rows.append(_proposed_row(indicator, own[slug], bearers, proposed(slug, indicator)))
    return rows


def _issued_row(indicator: AnyIndicator, held: Assignment, bearers: Mapping[str, str]) -> list[Any]:
    shares: dict[str, Any] = {share.key: "*" if share.is_masked else share.value for share in held.shares.all()}
    total = check_whole(held.comparator, held.whole, held.upper, [s.value for s in held.shares.all()]).total
    cells = [
        indicator.label, held.unit, held.get_comparator_display(), "*" if held.is_masked else held.whole,
        total if is_divided(indicator) else None, held.document_number, held.document_title, held.effective_on,
        held.weight, held.cap, held.get_method_display(), held.reason,
    ]  # fmt: skip
    return [*cells, *(shares.get(code) for code in bearers)]


def _proposed(org: Org, indicator: AnyIndicator, own: Target, counties: Sequence[Org]) -> ProposedShares:
    return propose(org, indicator, own.stated_unit, own.year, whole_of(own), counties)


def _proposed_row(
    indicator: AnyIndicator, own: Target, bearers: Mapping[str, str], proposed: ProposedShares
) -> list[Any]:
    cells = [
        indicator.label, own.unit, Target.Comparator(own.comparator).label,
        "*" if own.is_masked else whole_of(own),
        sum(proposed.shares.values(), Decimal(0)) if proposed.shares and is_divided(indicator) else None,
        own.document_number, own.document_title, own.effective_on, None, None, Assignment.Method.RATIO.label, "",
    ]  # fmt: skip
    return [
        *cells,
        *(
            MarkedCell(proposed.shares[code], proposed.says, "faint") if code in proposed.shares else None
            for code in bearers
        ),
    ]
