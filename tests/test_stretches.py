"""Stretches of a text asked by place: the answer of looking at every one of them, however they lie."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from kezhang.reading.stretches import Stretches

PLACES = st.tuples(st.integers(0, 30), st.integers(0, 6)).map(lambda at: (at[0], at[0] + at[1]))


@given(st.lists(PLACES, max_size=15), PLACES)
def test_what_lies_over_a_place_is_what_shares_a_character_with_it(spans, place):
    stretches = [SimpleNamespace(start=start, end=end) for start, end in sorted(spans)]
    start, end = place
    over = [each for each in stretches if each.start < end and start < each.end]
    asked = Stretches(stretches)
    assert list(asked.over(start, end)) == over
    assert asked.first(start, end) is (over[0] if over else None)
