"""Targets, pace and lights."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.indicators.pace import profiles
from kezhang.ledgers.models import Achievement
from kezhang.targets.progress import Light, board
from tests.single_records import JUNE, done, target

pytestmark = pytest.mark.django_db


def only(org, as_of=JUNE):
    (line,) = board(org, as_of)
    return line


@pytest.mark.parametrize(
    ("aim", "count", "light"),
    [(10, 10, Light.DONE), (10, 6, Light.AHEAD), (10, 4, Light.ON_PACE), (10, 2, Light.BEHIND), (10, 0, Light.BEHIND)],
)
def test_the_light_compares_with_the_pace_of_the_work_not_with_half(county, aim, count, light):
    target(county, aim)
    done(county, count)
    line = only(county)
    assert (line.light, line.expected) == (light, Decimal("0.40"))


@pytest.mark.parametrize(
    ("count", "light"), [(22, Light.AHEAD), (21, Light.ON_PACE), (19, Light.ON_PACE), (18, Light.BEHIND)]
)
def test_two_points_beside_the_pace_are_still_on_pace(county, count, light):
    target(county, 50)
    done(county, count)
    assert (only(county).expected, only(county).light) == (Decimal("0.40"), light)


@pytest.mark.parametrize(("count", "light"), [(2, Light.DONE), (3, Light.DONE), (4, Light.BEHIND)])
def test_a_ceiling_is_kept_up_to_itself(county, count, light):
    target(county, 3, comparator="at_most")
    done(county, count)
    assert only(county).light == light


@pytest.mark.parametrize(("count", "missing"), [(0, 3), (2, 1), (3, 0), (5, 0)])
def test_nothing_is_missing_once_a_target_is_reached(county, count, missing):
    target(county, 3)
    done(county, count)
    assert only(county).missing == missing


def test_what_is_missing_from_a_masked_target_is_unknown(county):
    target(county, None)
    line = only(county)
    assert (line.missing, line.rate, line.gap, line.light) == (None, None, None, Light.UNKNOWN)


@pytest.mark.parametrize(("count", "light"), [(6, Light.DONE), (8, Light.DONE), (9, Light.UNKNOWN), (1, Light.BEHIND)])
def test_a_range_is_reached_between_its_ends_and_looked_at_beyond(county, count, light):
    target(county, 6, comparator="range", upper_value=Decimal(8))
    done(county, count)
    assert (only(county).light, only(county).target.text) == (light, "6—8项")


def test_a_milestone_has_no_expectation(county):
    target(county, 2, "award-nominations")
    line = only(county)
    assert (line.expected, line.gap, line.forecast, line.light) == (None, None, None, Light.NOT_STARTED)


def test_a_new_version_does_not_overwrite_and_holds_from_its_day(county):
    target(county, 8)
    target(county, 9, version=2, effective_on=date(2024, 7, 15))
    assert only(county).target.value == 8
    assert only(county, date(2024, 7, 14)).target.value == 8
    assert only(county, date(2024, 7, 15)).target.value == 9
    assert only(county, date(2024, 7, 31)).target.value == 9


def test_the_documents_own_quarters_win_over_the_profile(county):
    target(county, 8, second_quarter=Decimal(2))
    done(county, 2)
    line = only(county)
    assert (line.expected, line.light) == (Decimal("0.25"), Light.ON_PACE)


def test_next_years_target_is_shown_without_expectation(county):
    target(county, 12, "high-tech-pipeline", unit="家", year=2025)
    assert (only(county).expected, only(county).light) == (None, Light.NOT_STARTED)


def test_a_second_half_target_measures_the_second_half_alone(county):
    target(county, 4, extent="second_half")
    done(county, 3)
    done_later = Achievement(
        org=county,
        title="后",
        kind="applied",
        first_organisation="甲",
        registered_on=date(2024, 9, 1),
        stage="registered",
    )
    done_later.save()
    line = only(county, date(2024, 9, 30))
    assert (line.figure.value, line.rate) == (1, Decimal("0.25"))
    # The profile goes from 40 % in June to 65 % in September: 25 of the 60 points of the second half.
    assert line.expected == Decimal("0.25") / Decimal("0.60")


def test_the_forecast_keeps_to_the_profile_and_says_so(county):
    target(county, 8)
    done(county, 2)
    line = only(county)
    assert (line.forecast, line.assumption) == (Decimal(5), "按“前低后高”的常年节奏推算")


def test_a_neighbours_targets_are_not_on_the_board(county, neighbour):
    target(neighbour, 8)
    assert board(county, JUNE) == []


@pytest.mark.parametrize("pace", profiles().values(), ids=lambda p: p.code)
def test_a_profile_never_falls_and_ends_within_the_whole(pace):
    shares = [pace.expected(2024, date(2024, m, 28)) for m in range(1, 13)] + [pace.expected(2024, date(2024, 12, 31))]
    if not pace.points:
        assert shares == [None] * 13
    else:
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
        assert shares[-1] > 0


def test_a_published_percentage_is_held_against_a_target_in_percent(county):
    target(county, "1.5", "research-intensity", unit="%", year=2024)
    line = only(county)
    assert (line.target.base_value, line.target.text) == (Decimal("1.5"), "1.5%")
