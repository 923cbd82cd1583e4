"""Why a figure is another one now than it was then: late entries, corrections, voids, restores, adding up exactly."""

import json
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.indicators.explanation import explain
from kezhang.indicators.indicator import Indicator
from kezhang.ledgers.envoys.envoys import ENVOYS
from kezhang.ledgers.envoys.village_pairings import VILLAGE_PAIRINGS
from kezhang.ledgers.envoys.villages import VILLAGES
from kezhang.ledgers.models import Envoy, TechnologyContract, VanVisit, Village, VillagePairing
from kezhang.ledgers.outreach.van_visits import VAN_VISITS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records.history.heads import heads_of, known_by
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from tests import random_histories
from tests.command_line import invoked

pytestmark = pytest.mark.django_db
YEAR, JUNE = Period.year_of(2024), date(2024, 6, 30)
EXPLAINED = (
    "technology-contract-turnover", "technology-contracts", "villages-served", "agricultural-villages", "van-exhibits",
    "van-schools", "technology-smes", "technology-smes-renewed", "general-budget-expenditure",
)  # fmt: skip


def by(person, reason="更正"):
    return Author(by=person, reason=reason, accepting="已核对")


def contract(org, number, amount="120"):
    return TechnologyContract(
        org=org, registration_number=number, title=number, type="service", seller="甲", buyer="乙", amount=Decimal(amount),
        technology_amount=Decimal(1), signed_on=date(2024, 3, 2), registered_on=date(2024, 3, 2),
    )  # fmt: skip


def visit(org, day, place, exhibits):
    return VanVisit(
        org=org, visited_on=date(2024, 5, day), place=place, place_kind="school", exhibits=exhibits, students=9
    )


def between(slug, org, first, second):
    indicator = INDICATORS[slug]
    return explain(*(indicator.figure(org, YEAR, JUNE, moment) for moment in (first, second)))


def parts(told):
    return [(part.kind, part.change.record_id, part.difference, part.change.by_name) for part in told.parts]


@pytest.mark.parametrize("seed", random_histories.SEEDS)
def test_the_parts_of_a_random_history_add_up(seed, prefecture, county, neighbour, clerk, neighbour_clerk):
    random = Random(seed)
    bureaus = [(county, by(clerk)), (neighbour, by(neighbour_clerk))]
    org = random.choice([county, prefecture])
    moments, heads = [timezone.now()], [known_by(heads_of(org))]
    for _ in range(3):
        for _ in range(20):
            random_histories.step(random, bureaus)
        moments.append(timezone.now())
        heads.append(known_by(heads_of(org)))
    for slug in EXPLAINED:
        assert isinstance(INDICATORS[slug], Indicator)
        for first, second in ((0, 3), (1, 2), (1, 3)):
            told = between(slug, org, moments[first], moments[second])
            known = [figure.value or Decimal(0) for figure in (told.first, told.second)]
            assert sum((part.difference for part in told.parts), Decimal(0)) == known[1] - known[0]
            assert [p.change.at for p in told.parts] == sorted(p.change.at for p in told.parts)
            assert all(moments[first] < part.change.at <= moments[second] for part in told.parts)
            of_heads = between(slug, org, heads[first], heads[second])
            assert parts(of_heads) == parts(told)


@pytest.fixture
def corrected(county, clerk, director):
    """Three contracts; one corrected and then only renamed by another person, one voided, one late; the moments around it."""
    records = [contract(county, str(n)) for n in (1, 2, 3)]
    journal.save_many(TECHNOLOGY_CONTRACTS, county, records[:2], by(clerk, "登记"))
    first = timezone.now()
    records[0].amount = Decimal(100)
    journal.save(TECHNOLOGY_CONTRACTS, records[0], by(clerk, "合同变更"))
    records[0].title = "改名"
    journal.save(TECHNOLOGY_CONTRACTS, records[0], by(director, "改名"))
    journal.void(TECHNOLOGY_CONTRACTS, records[1], by(director, "重复"))
    journal.save(TECHNOLOGY_CONTRACTS, records[2], by(clerk, "补录"))
    return records, first, timezone.now()


def test_each_part_names_who_changed_what_counts(corrected, county):
    (one, two, three), first, second = corrected
    told = between("technology-contract-turnover", county, first, second)
    assert parts(told) == [
        ("correction", one.pk, Decimal(-20), "李文"),
        ("void", two.pk, Decimal(-120), "王建国"),
        ("late", three.pk, Decimal(120), "李文"),
    ]
    assert told.parts[0].fields == [("合同成交额", "120.00", "100.00")]
    assert told.difference == -20


def test_a_restored_record_comes_back_as_a_part_of_its_own(corrected, county, clerk):
    (_, two, _), first, second = corrected
    journal.restore(TECHNOLOGY_CONTRACTS, two, by(clerk))
    now = timezone.now()
    assert parts(between("technology-contract-turnover", county, second, now)) == [("restore", two.pk, 120, "李文")]
    assert [kind for kind, *_ in parts(between("technology-contract-turnover", county, first, now))] == [
        "correction",
        "late",
    ]


def test_the_greatest_value_is_moved_by_the_record_that_takes_or_leaves_the_top(county, clerk, director):
    visits = [visit(county, 1, "一小", 10), visit(county, 2, "一小", 30), visit(county, 3, "二小", 20)]
    journal.save(VAN_VISITS, visits[0], by(clerk))
    first = timezone.now()
    journal.save(VAN_VISITS, visits[1], by(clerk))
    journal.save(VAN_VISITS, visits[2], by(clerk))
    journal.void(VAN_VISITS, visits[0], by(director))
    second = timezone.now()
    assert parts(between("van-exhibits", county, first, second)) == [("late", visits[1].pk, 20, "李文")]
    # 一小 is still counted through its other visit: voiding the first moves nothing.
    assert parts(between("van-schools", county, first, second)) == [("late", visits[2].pk, 1, "李文")]
    journal.void(VAN_VISITS, visits[1], by(director))
    told = between("van-exhibits", county, second, timezone.now())
    assert parts(told) == [("void", visits[1].pk, -10, "王建国")]


def test_a_record_that_counts_through_another_names_that_one_s_change(county, clerk, director):
    village = Village(org=county, name="红柳村", town="城关镇", listed_on=date(2024, 1, 1))
    journal.save(VILLAGES, village, by(clerk))
    envoy = Envoy(
        org=county,
        name="特派员",
        level="county",
        dispatcher="站",
        started_on=date(2024, 1, 1),
        due_on=date(2025, 12, 31),
    )
    journal.save(ENVOYS, envoy, by(clerk))
    pairing = VillagePairing(org=county, village_name="红柳村", envoy_name="特派员", started_on=date(2024, 2, 1))
    journal.save(VILLAGE_PAIRINGS, pairing, by(clerk))
    first = timezone.now()
    village.is_agricultural = False
    change = journal.save(VILLAGES, village, by(director, "核对名册"))
    told = between("villages-served", county, first, timezone.now())
    assert [(part.change, part.difference) for part in told.parts] == [(change, -1)]


def test_moments_that_are_one_have_nothing_between_them(corrected, county):
    _, _, second = corrected
    told = between("technology-contract-turnover", county, second, second)
    assert (told.difference, told.parts) == (0, ())


def run(*words: str):
    return invoked(words)


def test_the_command_line_tells_a_past_figure_and_what_moved_it(corrected, county):
    (one, *_), first, second = corrected
    where = ("technology-contract-turnover", "--org", county.code, "--period", "2024H1")
    told = json.loads(run("indicator", *where, "--known-on", first.isoformat(), "--json").stdout)
    assert (told["value"], told["as_of"], told["period"], told["records"]) == ("0.024", "2024-06-30", "2024-H1", 2)
    assert told["known_on"] == timezone.localtime(first).isoformat() or told["known_on"] == first.isoformat()
    assert json.loads(run("indicator", *where, "--json").stdout)["value"] == "0.022"
    told = json.loads(run("explain", *where, "--from", first.isoformat(), "--to", second.isoformat(), "--json").stdout)
    assert (told["from"], told["to"], told["difference"]) == ("0.024", "0.022", "-0.002")
    assert sum(Decimal(part["difference"]) for part in told["parts"]) == Decimal(told["difference"])
    part = told["parts"][0]
    assert (part["kind"], part["record"]["id"], part["by"], part["reason"]) == (
        "correction",
        one.pk,
        "李文",
        "合同变更",
    )
    assert part["fields"] == [{"field": "合同成交额", "before": "120.00", "after": "100.00"}]
    shown = run("explain", *where, "--from", first.isoformat(), "--to", second.isoformat()).stdout
    for words in ("相差-0.002万元", "更正", "作废", "补录"):
        assert words in shown


WRONG = {
    "没有读懂": ("--from", "昨天", "--to", "2024-09-01"),
    "请对调": ("--from", "2024-09-02", "--to", "2024-09-01"),
    "不是期间": ("--from", "2024-09-01", "--to", "2024-09-02", "--period", "上半年"),
}


@pytest.mark.parametrize("says", WRONG)
def test_what_is_not_understood_is_one_sentence(says, county):
    done = run("explain", "technology-contract-turnover", "--org", county.code, "--period", "2024", *WRONG[says])
    assert done.exit_code == 2
    assert says in done.output


def test_a_derived_indicator_names_those_that_can_be_explained(county):
    when = ("--from", "2024-09-01", "--to", "2024-09-02")
    done = run("explain", "village-coverage", "--org", county.code, "--period", "2024", *when)
    assert done.exit_code == 2
    assert "有特派员结对的涉农行政村、涉农行政村" in done.output.replace("\n", "")


def test_a_day_alone_is_its_end(corrected, county):
    where = ("technology-contract-turnover", "--org", county.code, "--period", "2024", "--json")
    yesterday = timezone.localdate() - timedelta(days=1)
    for day, value in ((yesterday, "0"), (timezone.localdate(), "0.022")):
        assert json.loads(run("indicator", *where, "--known-on", day.isoformat()).stdout)["value"] == value
