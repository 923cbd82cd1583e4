"""The arithmetic between levels: shares, the whole against its parts, rates, ranks, scores, growth, timeliness."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from kezhang.collection.arithmetic.growth import growth, points
from kezhang.collection.arithmetic.ranking import first, last, ranks
from kezhang.collection.arithmetic.rates import Timeliness, completeness, rate_of_sums
from kezhang.collection.arithmetic.rounding import percentages
from kezhang.collection.arithmetic.scoring import Method, Score, ScoredItem, ranked_scores
from kezhang.collection.arithmetic.shares import (
    CannotShare,
    divide,
    divide_above_floors,
    divide_increase,
    divide_quarters,
)
from kezhang.collection.arithmetic.whole_check import WholeStanding, check_whole


def by_letter(*weights: int) -> dict[str, Decimal]:
    return {chr(ord("A") + place): Decimal(weight) for place, weight in enumerate(weights)}


@pytest.mark.parametrize(
    ("whole", "weights", "shares"),
    [
        (37, (7, 5, 5, 3, 1, 1), [12, 8, 8, 5, 2, 2]),
        (10, (1, 1, 1), [4, 3, 3]),
        (25, (6, 6, 2), [11, 11, 3]),
        (10, (6, 6, 2), [4, 4, 2]),  # Alabama: the whole rises by one and the third's share falls
        (11, (6, 6, 2), [5, 5, 1]),
        (2_000_000, (1, 1, 1), [666_667, 666_667, 666_666]),
        (7, (0, 0, 0), [3, 2, 2]),  # nobody has a base: equal shares
        (0, (3, 1), [0, 0]),
    ],
)
def test_a_whole_is_divided_by_largest_remainder(whole, weights, shares):
    assert list(divide(whole, by_letter(*weights)).values()) == shares


def test_a_division_is_exact_near_its_quota_and_blind_to_the_order_of_its_input():
    rolls = random.Random(15)
    for _ in range(300):
        weights = {f"{code:02}": Decimal(rolls.randrange(0, 900)) for code in range(rolls.randrange(1, 25))}
        whole = rolls.randrange(0, 5000)
        shares = divide(whole, weights)
        assert sum(shares.values()) == whole
        total = sum(weights.values())
        for code, share in shares.items():
            quota = Fraction(whole) * Fraction(weights[code] if total else 1) / Fraction(total or len(weights))
            assert abs(share - quota) < 1
        mixed = list(weights.items())
        rolls.shuffle(mixed)
        assert divide(whole, dict(mixed)) == shares


def test_an_adjustment_divides_the_increase_so_that_nobody_falls_while_the_whole_rises():
    weights = by_letter(6, 6, 2)
    before = divide(10, weights)
    assert divide(11, weights)["C"] < before["C"]
    after = divide_increase(11, before, weights)
    assert after == {"A": 5, "B": 4, "C": 2}
    assert divide_increase(9, before, weights) == divide(9, weights)


def test_quarters_are_cumulative_and_each_adds_up():
    found = divide_quarters((4, 5, 10, 11), {"A": 5, "B": 5, "C": 1})
    assert found == {"A": (2, 2, 5, 5), "B": (2, 2, 4, 5), "C": (0, 1, 1, 1)}
    rolls = random.Random(4)
    for _ in range(200):
        year = {chr(65 + k): rolls.randrange(0, 40) for k in range(rolls.randrange(1, 9))}
        whole = sum(year.values())
        steps = (*sorted(rolls.randrange(0, whole + 1) for _ in range(3)), whole)
        shares = divide_quarters(steps, year)
        for quarter in range(4):
            assert sum(share[quarter] for share in shares.values()) == steps[quarter]
        assert all(list(share) == sorted(share) and share[3] == year[code] for code, share in shares.items())


def test_floors_come_first_and_a_negative_base_is_left_to_a_hand():
    assert divide_above_floors(10, by_letter(6, 3, 0), {"C": 2}) == {"A": 5, "B": 3, "C": 2}
    with pytest.raises(CannotShare, match="保底数合计12，已超过总任务10"):
        divide_above_floors(10, by_letter(1, 1), {"A": 6, "B": 6})
    with pytest.raises(CannotShare, match="小于0"):
        divide(10, by_letter(3, -1))


@pytest.mark.parametrize(
    ("comparator", "whole", "upper", "shares", "standing", "says"),
    [
        ("at_least", 37, None, (20, 17), WholeStanding.FITS, "与总任务相符"),
        ("at_least", 37, None, (20, 15), WholeStanding.SHORT, "比总任务37少2"),
        ("at_least", 40, None, (22, 20), WholeStanding.EXTRA, "加码5%"),
        ("at_most", 10, None, (4, 5), WholeStanding.FITS, "相符"),
        ("at_most", 10, None, (6, 5), WholeStanding.OVER, "多1"),
        ("equal", 10, None, (6, 5), WholeStanding.OVER, "多1"),
        ("equal", 10, None, (4, 5), WholeStanding.SHORT, "少1"),
        ("range", 10, 12, (6, 5), WholeStanding.FITS, "相符"),
        ("range", 10, 12, (8, 5), WholeStanding.OVER, "比总任务12多1"),
        ("at_least", 37, None, (20, None, 1), WholeStanding.UNKNOWN, "无法核对（1个隐去）"),
        ("at_least", None, None, (20,), WholeStanding.UNKNOWN, "无法核对"),
    ],
)
def test_shares_are_held_against_the_whole_by_its_comparator(comparator, whole, upper, shares, standing, says):
    parts = [None if part is None else Decimal(part) for part in shares]
    found = check_whole(
        comparator, None if whole is None else Decimal(whole), None if upper is None else Decimal(upper), parts
    )
    assert found.standing is standing
    assert says in found.says
    assert found.needs_reason == (standing in {WholeStanding.SHORT, WholeStanding.OVER, WholeStanding.EXTRA})


def test_a_rate_over_counties_is_the_rate_of_their_sums_over_those_that_have_both():
    three = [(Decimal(1300), Decimal(2500)), (Decimal(90), Decimal(100)), (Decimal(10), Decimal(50))]
    assert round(rate_of_sums(three).value * 100, 2) == Decimal("52.83")
    assert rate_of_sums(three).coverage == "3/3县"
    missing = [*three[:2], (None, Decimal(50))]
    assert round(rate_of_sums(missing).value * 100, 2) == Decimal("53.46")
    assert rate_of_sums(missing).denominator == 2600
    assert rate_of_sums(missing).coverage == "2/3县"
    hidden = [*three[:2], (Decimal(10), None)]
    assert rate_of_sums(hidden).numerator == 1390
    assert rate_of_sums([(None, Decimal(1))]).value is None


def test_ranks_are_1_2_2_4_at_the_printed_precision_and_the_missing_stand_last_without_one():
    values = {"a": Decimal("90"), "b": Decimal("88.16"), "c": Decimal("88.24"), "d": Decimal("70"), "e": None}
    found = ranks(values, 1)
    assert [found[key].place for key in values] == [1, 2, 2, 4, None]
    assert found["b"].text == "并列第2（4县参排，1县未报）"
    assert [ranks(values, 2)[key].place for key in values] == [1, 3, 2, 4, None]
    assert [ranks(values, 1, dense=True)[key].place for key in values] == [1, 2, 2, 3, None]
    assert [ranks(values, 1, lower_is_better=True)[key].place for key in values] == [4, 2, 2, 1, None]


def test_nobody_stands_among_the_first_and_among_the_last():
    five = ranks(dict(zip("abcde", map(Decimal, (5, 4, 3, 2, 1)), strict=True)), 0)
    assert first(five, 3) == ["a", "b"]
    assert last(five, 3) == ["d", "e"]
    tied = ranks(dict(zip("abcdefgh", map(Decimal, (9, 8, 7, 7, 3, 2, 2, 1)), strict=True)), 0)
    assert first(tied, 3) == ["a", "b", "c", "d"]
    assert last(tied, 3) == ["f", "g", "h"]
    equal = ranks(dict.fromkeys("abcdef", Decimal(1)), 0)
    assert first(equal, 3) == list("abcdef")
    assert last(equal, 3) == []
    alone = ranks({"a": Decimal(1)}, 0)
    assert (first(alone, 3), last(alone, 3)) == ([], [])


def scored(contracts, results, firms, overdue, **more) -> Score:
    """The four items of the worked table; a pair of value and aim each, None for 无任务."""
    items = []
    for label, weight, pair in (
        ("合同", 40, contracts),
        ("成果", 20, results),
        ("高企", 30, firms),
        ("逾期", 10, overdue),
    ):
        value, aim = pair or (None, None)
        items.append(
            ScoredItem(
                label=label,
                weight=Decimal(weight),
                value=None if value is None else Decimal(value),
                aim=None if aim is None else Decimal(aim),
                applies=pair is not None,
                method=Method.LOWER if label == "逾期" else Method.RATIO,
                cap=Decimal("1.2"),
            )
        )
    return Score(items=items, bonus_cap=Decimal(5), **more)


def test_the_worked_table_of_scores_number_for_number():
    table = {
        "甲": scored((1062, 2000), (2, 8), None, (1, 2)),
        "乙": scored((3600, 2400), (9, 6), (7, 5), (3, 2), bonus=Decimal(6)),
        "丙": scored((900, 900), (5, 5), (4, 4), (0, 0), vetoed="安全事故"),
        "丁": scored((None, 900), (3, 4), (2, 2), (2, 2)),
    }
    printed_points = {code: [item.points for item in score.items] for code, score in table.items()}
    assert printed_points == {
        "甲": [Decimal("21.24"), Decimal("5.00"), None, Decimal("10.00")],
        "乙": [Decimal("48.00"), Decimal("24.00"), Decimal("36.00"), Decimal("5.00")],
        "丙": [Decimal("40.00"), Decimal("20.00"), Decimal("30.00"), Decimal("10.00")],
        "丁": [Decimal("0.00"), Decimal("15.00"), Decimal("30.00"), Decimal("10.00")],
    }
    assert [score.subtotal for score in table.values()] == [
        Decimal("36.24"),
        Decimal("113.00"),
        Decimal("100.00"),
        Decimal("55.00"),
    ]
    assert [score.total for score in table.values()] == [
        Decimal("51.77"),
        Decimal("118.00"),
        Decimal("100.00"),
        Decimal("55.00"),
    ]
    assert [ranked_scores(table)[code].place for code in table] == [3, 1, None, 2]
    assert "一票否决：安全事故，不参加排名" in table["丙"].says
    assert "按适用权重折算：36.24 × 100 ÷ 70 = 51.77" in table["甲"].says
    assert "加分6，上限5，计5" in table["乙"].says
    assert "合同：未报，计0.00分" in table["丁"].says


def test_an_item_that_is_met_or_not_has_no_half_points():
    item = ScoredItem(
        label="规上企业", weight=Decimal(10), value=Decimal(9), aim=Decimal(10), method=Method.ALL_OR_NOTHING
    )
    assert item.points == 0
    assert Score(items=[]).total is None


@pytest.mark.parametrize(
    ("value", "base", "says", "rate"),
    [
        (Decimal(30), Decimal(20), "增长50.0%", Decimal("0.5")),
        (Decimal(10), Decimal(20), "下降50.0%", Decimal("-0.5")),
        (Decimal(20), Decimal(20), "持平", Decimal(0)),
        (Decimal(5), Decimal(0), "上年同期为0，增加5", None),
        (Decimal(0), Decimal(0), "上年同期和本期均为0", None),
        (Decimal(30), Decimal(-50), "增加80，由负转正", None),
        (Decimal(-20), Decimal(-50), "增加30", None),
        (Decimal(-20), Decimal(50), "减少70，由正转负", None),
        (None, Decimal(5), "待核", None),
        (Decimal(5), None, "待核", None),
    ],
)
def test_growth_has_no_percentage_on_a_base_of_nothing_or_less(value, base, says, rate):
    found = growth(value, base)
    assert (found.says, found.rate) == (says, rate)


def test_a_rate_against_a_rate_is_told_in_points():
    assert points(Decimal("0.4885"), Decimal("0.2665")).says == "提高22.2个百分点"
    assert points(Decimal("0.2"), Decimal("0.25")).says == "下降5.0个百分点"
    assert points(None, Decimal(1)).says == "待核"


def test_timeliness_is_over_the_obliged_and_never_over_those_who_answered():
    found = Timeliness(obliged=7, sent=6, on_time=5, accepted=4, accepted_at_first=3)
    told = [round(rate * 100, 1) for rate in (found.sent_rate, found.on_time_rate, found.at_first_rate)]
    assert told == [Decimal("85.7"), Decimal("71.4"), Decimal("75.0")]
    assert Timeliness(0, 0, 0, 0, 0).on_time_rate is None
    assert completeness(19, 20) == Decimal("0.95")


def test_percentages_add_up_to_a_hundred():
    assert list(map(str, percentages([24, 10, 162, 17, 9]))) == ["10.8", "4.5", "73.0", "7.7", "4.0"]
    assert percentages([0, 0]) == [0, 0]
    rolls = random.Random(2)
    for _ in range(200):
        counts = [rolls.randrange(0, 300) for _ in range(rolls.randrange(1, 9))]
        assert sum(percentages(counts)) == (100 if sum(counts) else 0)
