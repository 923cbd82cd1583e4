"""自有指标: a count or a sum that a bureau has set over one ledger, on declared columns and its own alike.

Everywhere it is an ``Indicator`` like any other: measured by one query with its evidence, up to a date, as known on a
moment. Withdrawn it can still be measured, because reports were made with it; it is no longer offered.
"""

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Q, QuerySet, Sum
from django.db.models.expressions import OrderBy

from kezhang.catalogue import LEDGERS, find
from kezhang.indicators.indicator import Indicator
from kezhang.indicators.measures import ZERO, Condition, Rows
from kezhang.indicators.models import OwnIndicator
from kezhang.orgs.models import Org
from kezhang.quantities.units import PIECE, PROJECT, Unit, unit_of
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.models import Record
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.own_settings import give_up
from kezhang.records.writing.refusal import Refused

SUBJECT = "own-indicator"
LONGEST_LABEL, MOST_CONDITIONS = 30, 6
#: How a condition compares, as it is typed -> as the database does; the longer signs first.
SIGNS = {">=": "gte", "<=": "lte", "=": ""}
_WIDE = str.maketrans({"＝": "=", "＞": ">", "＜": "<", "，": "、", ",": "、", "；": "、", "\n": "、"})


@dataclass(frozen=True)
class ColumnTotal:
    """Each record brings the value of one column, declared or own; an empty one brings nothing."""

    column: Column
    adds_up_over_time: bool = True
    adds_up_over_places: bool = True
    in_words: str = "各记录相加"

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.column.name,)

    def aggregate(self, only: Condition = None) -> Aggregate:
        return Sum(self.column.expression, filter=only)

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]:
        return [(record, Decimal(self.column.of(record) or ZERO)) for record in records]

    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        in_order = OrderBy(self.column.expression, descending=True, nulls_last=True)
        return self.contributions(records.order_by(in_order, "pk")[:count])


def of(org: Org) -> list[Indicator]:
    """Those that the bureau and the ones above it have set, and that are in use."""
    found = OwnIndicator.objects.filter(org__prefix__in=org.prefixes, withdrawn_at__isnull=True)
    return [indicator for own in found.select_related("org") if (indicator := as_indicator(own))]


def named(org: Org) -> Mapping[str, Indicator]:
    """What a template of the bureau may call them."""
    return {indicator.label: indicator for indicator in of(org)}


def by_slug(slug: str) -> Indicator | None:
    """One by its address, withdrawn ones too; None for what is none of them."""
    number = slug.removeprefix("own-")
    if number == slug or not number.isascii() or not number.isdecimal() or len(number) > 9:
        return None
    own = OwnIndicator.objects.filter(pk=int(number)).select_related("org").first()
    return as_indicator(own) if own else None


def may_be_seen(slug: str, org: Org) -> bool:
    """Whether a bureau looks at an indicator: its own, those from above, and those of bureaus below it."""
    own = OwnIndicator.objects.filter(pk=int(slug.removeprefix("own-"))).select_related("org").first()
    if own is None:
        return False
    return own.org.is_in_line_with(org)


def as_indicator(own: OwnIndicator) -> Indicator | None:
    """None where its ledger, a column or a value has left, as with a plug-in."""
    if own.ledger not in LEDGERS:
        return None
    ledger = own_columns.view(LEDGERS[own.ledger], own.org, withdrawn=True)
    if own.column and own.column not in ledger.by_name:
        return None
    column = ledger.column(own.column) if own.column else None
    try:
        when, told = _conditions(ledger, own.conditions)
    except ValueError:
        return None
    counted = f"{column.label}相加" if column else "记录条数"
    return Indicator(
        slug=own.slug,
        code=own.slug,
        label=own.label,
        unit=unit_of(own.unit) or PROJECT,
        basis=f"{own.org.name}自设指标",
        note=f"{ledger.label}{counted}" + (f"；只计{'、'.join(told)}的" if told else ""),
        over=ledger,
        measure=ColumnTotal(column) if column else Rows(),
        when=when,
    )


def add(
    ledger: Ledger, org: Org, label: str, author: Author, *, column: str = "", conditions: str = "", unit: str = ""
) -> OwnIndicator:
    """Set an indicator for the bureau and those below. Raises Refused with everything that is wrong."""
    seen, label = own_columns.view(ledger, org), label.strip()
    summed = next((c for c in seen.columns if column and column in (c.name, c.label)), None)
    listed = [each.strip() for each in conditions.translate(_WIDE).split("、") if each.strip()]
    found = _label_faults(org, label)
    if column and (summed is None or not can_be_summed(summed)):
        sums = "、".join(c.label for c in seen.columns if can_be_summed(c))
        found.append(Problem("column", "相加的列", column, f"应为数或金额列：{sums}"))
    if len(listed) > MOST_CONDITIONS:
        found.append(Problem("conditions", "条件", conditions, f"最多{MOST_CONDITIONS}个条件"))
    try:
        kept = [_written(seen, each) for each in listed]
        _conditions(seen, kept)
    except ValueError as fault:
        found.append(Problem("conditions", "条件", conditions, str(fault)))
    chosen = _unit(summed, unit)
    if chosen is None:
        found.append(Problem("unit", "计量单位", unit, "应为常用的计量单位，如项、个、家、人、万元"))
    if found or chosen is None:
        raise Refused(found)
    with chain.held(org):
        made = OwnIndicator(
            org=org, ledger=ledger.slug, label=label, column=summed.name if summed else "", conditions=kept,
            unit=chosen.label, by=author.by,
        )  # fmt: skip
        made.save()
        journal.note(org, SUBJECT, made.pk, {}, _state(made), author)
    return made


def withdraw(own: OwnIndicator, author: Author) -> None:
    """停用: no longer offered; reports made with it can still be traced and measured."""
    give_up(own, _state, SUBJECT, Problem("", "自有指标", own.label, "这个指标已经停用"), author)


def can_be_summed(column: Column) -> bool:
    return column.is_number and not column.name.endswith("year") and column.label != "年度"


def _state(own: OwnIndicator) -> dict[str, Any]:
    return {
        "ledger": own.ledger, "label": own.label, "column": own.column, "conditions": own.conditions,
        "unit": own.unit, "withdrawn": own.withdrawn_at is not None,
    }  # fmt: skip


def _label_faults(org: Org, label: str) -> list[Problem]:
    if not label or len(label) > LONGEST_LABEL:
        return [Problem("label", "指标名称", label, f"应为1至{LONGEST_LABEL}个字")]
    if set(label) & set("【】|｜〔〕、=\n"):
        return [Problem("label", "指标名称", label, "不能含有【】、竖线、顿号、等号")]
    if find(label) is not None:
        return [Problem("label", "指标名称", label, "已有这个名称的指标，请另起一个")]
    standing = OwnIndicator.objects.filter(label=label, withdrawn_at__isnull=True).select_related("org")
    for own in standing:
        if own.org.is_in_line_with(org):
            return [Problem("label", "指标名称", label, f"{own.org.name}已有同名的自有指标，请另起一个")]
    return []


def _unit(column: Column | None, typed: str) -> Unit | None:
    if column is not None and column.unit:
        return column.unit
    return unit_of(typed) if typed.strip() else (PIECE if column else PROJECT)


def _written(ledger: Ledger, condition: str) -> list[str]:
    """Column, sign and value of a condition as it was typed. Raises ValueError."""
    sign = next((each for each in SIGNS if each in condition.replace("≥", ">=").replace("≤", "<=")), "")
    if not sign:
        raise ValueError(f"“{condition}”应写作 列=值、列>=值 或 列<=值")
    label, _, value = condition.replace("≥", ">=").replace("≤", "<=").partition(sign)
    column = next((c for c in ledger.columns if label.strip() in (c.label, c.name)), None)
    if column is None:
        raise ValueError(f"“{ledger.label}”没有“{label.strip()}”这一列")
    return [column.name, sign, value.strip()]


def _conditions(ledger: Ledger, written: Sequence[Sequence[str]]) -> tuple[Q, list[str]]:
    """What a record must satisfy, and the same in words. Raises ValueError for a value that cannot be read."""
    queries, told = [Q()], []
    for name, sign, typed in written:
        if name not in ledger.by_name:
            raise ValueError(f"没有“{name}”这一列")
        column = ledger.column(name)
        try:
            value = column.stored(column.reader()(typed))
        except ValueError as fault:
            raise ValueError(f"“{column.label}”的值“{typed}”不对：{fault}") from None
        if SIGNS[sign] and (column.choices or column.is_text):
            raise ValueError(f"“{column.label}”只能写等于")
        queries.append(Q(**{f"{column.path}__{SIGNS[sign]}" if SIGNS[sign] else column.path: value}))
        told.append(f"{column.label}{ {'>=': '不少于', '<=': '不多于', '=': '为'}[sign] }{typed}")
    whole = queries[0]
    for each in queries[1:]:
        whole = operator.and_(whole, each)
    return whole, told
