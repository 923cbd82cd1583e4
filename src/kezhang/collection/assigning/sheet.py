"""分解表的导出: what was issued, and what would be proposed, as the sheet that is read in again."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kezhang.catalogue import INDICATORS
from kezhang.collection.arithmetic.whole_check import check_whole
from kezhang.collection.assigning.proposal import is_divided, own_targets, propose
from kezhang.collection.models import Assignment
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.orgs.scope import below
from kezhang.records.workbook_writer import MarkedCell, Sheet, workbook
from kezhang.targets.models import Target

HEADS = (
    "指标", "计量单位", "比较方式", "总任务", "合计", "文号", "依据文件", "生效日期", "权重", "得分上限", "计分办法", "原因",
)  # fmt: skip


def write_table(org: Org, year: int, counties: Sequence[Org] | None = None) -> bytes:
    """One line for each indicator that was issued or that the bureau itself has a task for, proposals in italics."""
    counties = list(counties or below(org))
    held, own = issued(org, year), own_targets(org, year)
    rows = []
    for slug, indicator in INDICATORS.items():
        if slug in held:
            rows.append(_issued_row(indicator, held[slug], counties))
        elif slug in own:
            rows.append(_proposed_row(org, indicator, own[slug], counties))
    sheet = Sheet(
        name="任务分解表",
        headings=(*HEADS, *(county.name for county in counties)),
        rows=rows,
        above=(
            f"{org.name}{year}年度任务分解表",
            "斜体为按上年数建议的分解，改好后导入；隐去的任务填 *，不分解的单位留空；合计由系统核对，导入时不读",
        ),
        frozen_columns=1,
    )
    return workbook([sheet])


def issued(org: Org, year: int) -> dict[str, Assignment]:
    """The versions in force, by indicator."""
    found = Assignment.objects.filter(org=org, year=year, state=Assignment.State.ISSUED).select_related("org", "target")
    return {each.indicator: each for each in found.prefetch_related("shares__org")}


def _issued_row(indicator: AnyIndicator, held: Assignment, counties: Sequence[Org]) -> list[Any]:
    shares: dict[str, Any] = {share.org.code: "*" if share.is_masked else share.value for share in held.shares.all()}
    total = check_whole(held.comparator, held.whole, held.upper, [s.value for s in held.shares.all()]).total
    cells = [
        indicator.label, held.unit, held.get_comparator_display(), "*" if held.is_masked else held.whole,
        total if is_divided(indicator) else None, held.document_number, held.document_title, held.effective_on,
        held.weight, held.cap, held.get_method_display(), held.reason,
    ]  # fmt: skip
    return [*cells, *(shares.get(county.code) for county in counties)]


def _proposed_row(org: Org, indicator: AnyIndicator, own: Target, counties: Sequence[Org]) -> list[Any]:
    whole = None if own.value is None else Decimal(own.value)
    proposed = propose(org, indicator, own.stated_unit, own.year, whole, counties)
    cells = [
        indicator.label, own.unit, Target.Comparator(own.comparator).label, "*" if own.is_masked else whole,
        sum(proposed.shares.values(), Decimal(0)) if proposed.shares and is_divided(indicator) else None,
        own.document_number, own.document_title, own.effective_on, None, None, Assignment.Method.RATIO.label, "",
    ]  # fmt: skip
    return [
        *cells,
        *(
            MarkedCell(proposed.shares[c.code], proposed.says, "faint") if c.code in proposed.shares else None
            for c in counties
        ),
    ]
