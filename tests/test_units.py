"""Numbers in their units: rounded as people round, without a sign or a zero that says nothing."""

from decimal import Decimal

import pytest

from kezhang.quantities.units import PERCENT, PROJECT, WAN_YUAN, YUAN


@pytest.mark.parametrize(
    ("unit", "value", "places", "shown"),
    [
        (YUAN, "0.125", None, "0.13"),
        (YUAN, "0.135", None, "0.14"),
        (PROJECT, "2.5", None, "3"),
        (PROJECT, "-2.5", None, "-3"),
        (WAN_YUAN, "-0.001", None, "0"),
        (WAN_YUAN, "-49", None, "0"),
        (WAN_YUAN, "-50", None, "-0.01"),
        (WAN_YUAN, "1000000", None, "100"),
        (WAN_YUAN, "0.07", 6, "0.000007"),
        (PERCENT, "0.0625", None, "6.3"),
        (PERCENT, "1", 0, "100"),
    ],
)
def test_a_number_is_rounded_half_up_and_ends_where_it_says_no_more(unit, value, places, shown):
    assert unit.number(Decimal(value), places) == shown
    assert unit.write(Decimal(value), places) == shown + unit.label
