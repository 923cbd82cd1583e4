"""The board of forty targets against one bare aggregate for each."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from bench.clock import Timed, best
from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import Indicator, Timing
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs.models import Org
from kezhang.targets.models import Target
from kezhang.targets.progress import board

AS_OF = date(2024, 6, 30)
TARGETS = 40


def measure() -> tuple[str, Timed, Timed]:
    """Every target its own indicator where there are enough; on the county with 100,000 contracts."""
    org = Org.objects.get(code="652791")
    direct = [i for i in INDICATORS.values() if isinstance(i, Indicator) and i.code and i.timing is not Timing.STOCK]
    for indicator in direct[:TARGETS]:
        Target.objects.create(
            org=org,
            indicator=indicator.slug,
            year=2024,
            value=Decimal(10),
            unit=indicator.unit.label,
            type="assigned",
            effective_on=date(2024, 1, 1),
        )
    assert len(board(org, AS_OF)) == TARGETS

    def bare() -> None:
        for indicator in direct[:TARGETS]:
            field = indicator.date_field
            counted = indicator.over.model.objects.filter(
                org=org, voided_at=None, **{f"{field}__gte": date(2024, 1, 1), f"{field}__lte": AS_OF}
            )
            counted.aggregate(value=indicator.measure.aggregate())

    assert TechnologyContract.objects.filter(org=org).aggregate(s=Sum("amount"))["s"]
    return "board of 40 targets ÷ one bare aggregate each", best(lambda: board(org, AS_OF)), best(bare)
