"""启动检查（指标）: an indicator counts over a ledger that is listed, by fields that exist, at a pace that is kept."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldError
from django.db.models import QuerySet

from kezhang.catalogue import CataloguePart, names_of, repeated
from kezhang.indicators.indicator import AnyIndicator, Difference, Growth, Indicator, Ratio, Timing
from kezhang.indicators.pace import profiles
from kezhang.quantities.periods import Period
from kezhang.records.declaration.startup_checks import SLUG, unknown_fields

#: Any day: a query is built as of it and never asked.
DAY = date(2024, 6, 30)


def indicator_faults(found: Sequence[CataloguePart]) -> Iterator[CheckMessage]:
    """Everything that is wrong with the indicators of these parts."""
    ledgers = [ledger for part in found for ledger in part.ledgers]
    indicators = [indicator for part in found for indicator in part.indicators]
    slugs = {indicator.slug for indicator in indicators}
    for part in found:
        for indicator in part.indicators:
            named = part.names("指标", indicator.slug)
            if not SLUG.fullmatch(indicator.slug):
                says = f"代码“{indicator.slug}”不能用作网址。"
                yield Error(says, hint="代码由小写字母、数字和 - 组成，以字母开头。", obj=named, id="indicators.E004")
            if indicator.pace not in profiles():
                says, right = f"没有“{indicator.pace}”这条进度曲线。", "、".join(profiles())
                yield Error(says, hint=f"进度曲线有：{right}。", obj=named, id="indicators.E003")
            if isinstance(indicator, Indicator):
                if not any(ledger is indicator.over for ledger in ledgers):
                    says = f"所依据的台账 {indicator.over.slug} 没有列入任何模块的 LEDGERS。"
                    yield Error(
                        says, hint="请把该台账写进 LEDGERS，或改用已有的台账。", obj=named, id="indicators.E002"
                    )
                yield from _unknown(indicator, named)
            elif lacking := [each.slug for each in _made_of(indicator) if not any(each is i for i in indicators)]:
                says = f"由 {'、'.join(lacking)} 算出，而 INDICATORS 里没有。"
                yield Error(
                    says, hint="请把它也写进 INDICATORS；不单独使用的，code 留空。", obj=named, id="indicators.E005"
                )
    for part, indicator, names, had in repeated(
        found, "indicators", lambda i: (i.slug, *(name for name in names_of(i) if name not in slugs))
    ):
        yield Error(
            f"{names}已是 {had} 中一个指标的代码、名称或别名。",
            hint="请改用别的说法，否则模板和表格里分不清是哪个指标。",
            obj=part.names("指标", indicator.slug),
            id="indicators.E006",
        )


def _made_of(indicator: AnyIndicator) -> tuple[AnyIndicator, ...]:
    match indicator:
        case Ratio():
            return (indicator.numerator, indicator.denominator)
        case Difference():
            return (*indicator.plus, *indicator.minus)
        case Growth():
            return (indicator.of,)
        case _:
            return ()


def _unknown(indicator: Indicator, named: str) -> list[CheckMessage]:
    """Every name of a field that the ledger's model does not have."""
    model, number = indicator.over.model, "indicators.E001"
    found = [
        *unknown_fields(model, "dated_by", [indicator.date_field], named, number),
        *unknown_fields(model, "measure", indicator.measure.fields, named, number),
    ]
    if indicator.timing is Timing.YEARLY:
        found += unknown_fields(model, "year_field", [indicator.year_field], named, number)
    if found:
        return found
    try:  # what a figure asks of the database, built and not asked: Django finds the fields of the conditions
        counted: QuerySet = QuerySet(model).filter(indicator.counted(Period.year_of(DAY.year), DAY))
        counted.annotate(brought=indicator.measure.aggregate())
    except FieldError as fault:
        wrong = re.search(r"keyword '(\w+)'", str(fault))
        return list(unknown_fields(model, "when", [wrong[1] if wrong else str(fault)], named, number))
    return []
