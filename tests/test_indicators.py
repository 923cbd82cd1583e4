"""Indicators: what counts, when, and that the number is its records. Most tests are traps of the trade."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.catalogue import INDICATORS, find
from kezhang.indicators.indicator import Indicator
from kezhang.indicators.measures import Total
from kezhang.ledgers.enterprises.super_deductions import SUPER_DEDUCTIONS
from kezhang.ledgers.models import (
    Activity,
    ContestEntry,
    CooperationAgreement,
    Envoy,
    FiscalExpenditure,
    MatchingEvent,
    PublishedFigure,
    SuperDeduction,
    TechnologySme,
    VanVisit,
)
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from tests.single_records import JUNE, YEAR, activity, certificate, contract, value

pytestmark = pytest.mark.django_db


MEASURED = [i for i in INDICATORS.values() if isinstance(i, Indicator)]


def test_every_figure_is_what_its_records_add_up_to(example):
    wrong = []
    for indicator in MEASURED:
        figure = indicator.figure(example, YEAR, JUNE)
        if sum((brings for _, brings in figure.contributions()), Decimal(0)) != (figure.value or 0):
            wrong.append(indicator.slug)
    assert wrong == []


def brought(slug: str, org) -> list[Decimal]:
    return [brings for _, brings in INDICATORS[slug].figure(org, YEAR, JUNE).contributions()]


def test_a_body_counted_once_is_brought_by_one_of_its_records(county):
    for title in ("甲项目", "乙项目", "丙项目"):
        ContestEntry.objects.create(
            org=county, enterprise_name="甲", edition=4, level="county", group="growth", project=title, entered_on=JUNE
        )
    assert (value("contest-entrants", county), sorted(brought("contest-entrants", county))) == (1, [0, 0, 1])


def test_the_greatest_value_is_brought_by_the_record_that_has_it(county):
    for day, exhibits in ((20, 10), (21, 15), (22, 12)):
        VanVisit.objects.create(
            org=county, visited_on=date(2024, 5, day), place=f"{day}小", place_kind="school", students=1, exhibits=exhibits
        )  # fmt: skip
    assert (value("van-exhibits", county), sorted(brought("van-exhibits", county))) == (15, [0, 0, 15])


def test_a_total_of_several_columns_takes_an_empty_one_for_nothing(county):
    activity(county, "讲座", attendance_offline=30, students=20)
    activity(county, "集市", attendance_offline=50, students=None)
    total = Total("attendance_offline", "students", "farmers")
    assert Activity.objects.aggregate(value=total.aggregate())["value"] == 100
    assert [brings for _, brings in total.contributions(Activity.objects.order_by("pk"))] == [50, 50]


@pytest.mark.parametrize(("day", "count"), [(date(2024, 6, 29), 0), (JUNE, 1), (date(2024, 7, 1), 1)])
def test_what_is_dated_on_the_day_itself_counts(county, day, count):
    contract(county, "1", 100, JUNE)
    assert value("technology-contracts", county, as_of=day) == count
    certificate(county, "甲", JUNE, date(2027, 6, 29))
    assert value("high-tech-enterprises", county, as_of=day) == count
    TechnologySme.objects.create(
        org=county, enterprise_name="甲", evaluation_year=2023, pooled_on=JUNE, stage="in_pool"
    )
    assert value("technology-smes-last-year", county, as_of=day) == count


def test_every_derived_figure_keeps_its_parts(example):
    derived = [i for i in INDICATORS.values() if not isinstance(i, Indicator)]
    assert [i.slug for i in derived if not i.figure(example, YEAR, JUNE).parts] == []


def test_the_last_month_of_the_curve_is_the_figure(example):
    ends = {i.slug: i.by_month(example, YEAR, JUNE)[-1][1] for i in MEASURED}
    assert ends == {i.slug: i.figure(example, YEAR, JUNE).value for i in MEASURED}


def test_labels_and_other_names_lead_to_one_indicator_each():
    names = [
        name for i in INDICATORS.values() for name in (i.label, i.slug, *i.also_called, *([i.code] if i.code else []))
    ]
    ambiguous = {
        name
        for name in names
        if len({i.slug for i in INDICATORS.values() if name in (i.label, i.slug, i.code, *i.also_called)}) > 1
    }
    # A ledger's and an indicator's slug may agree; a name people type may not.
    assert ambiguous - set(INDICATORS) == set()
    assert find("登记额").slug == "technology-contract-turnover"


def test_every_indicator_names_its_basis_and_how_it_is_counted():
    assert [i.slug for i in INDICATORS.values() if not (i.basis and i.note)] == []


def test_the_annual_settlement_replaces_the_prepayments(county):
    for firm, filing, deduction in (
        ("甲", "prepayment_q2", 10),
        ("甲", "prepayment_q3", 18),
        ("甲", "annual", 20),
        ("乙", "prepayment_q2", 5),
        ("乙", "prepayment_q3", 7),
    ):
        SuperDeduction.objects.create(
            org=county,
            enterprise_name=firm,
            tax_year=2024,
            filing=filing,
            filed_on=date(2024, 10, 1),
            expense=Decimal(deduction),
            deduction=Decimal(deduction),
        )
    assert value("super-deduction-amount", county, as_of=date(2024, 12, 31)) == 27
    assert value("super-deduction-firms", county, as_of=date(2024, 12, 31)) == 2


def settled(org, filing, deduction):
    return SuperDeduction.objects.create(
        org=org, enterprise_name="甲", tax_year=2024, filing=filing, filed_on=date(2024, 10, 1), expense=Decimal(deduction), deduction=Decimal(deduction),
    )  # fmt: skip


def test_a_settlement_replaces_no_prepayment_of_a_namesake_in_another_county(county, neighbour, prefecture):
    settled(county, "prepayment_q3", 18)
    settled(neighbour, "annual", 20)
    amounts = [
        value("super-deduction-amount", org, as_of=date(2024, 12, 31)) for org in (county, neighbour, prefecture)
    ]
    assert amounts == [18, 20, 38]


def test_a_settlement_that_was_voided_replaces_nothing(county, clerk):
    settled(county, "prepayment_q3", 18)
    annual = settled(county, "annual", 20)
    journal.void(SUPER_DEDUCTIONS, annual, Author(by=clerk, reason="填错企业"))
    assert value("super-deduction-amount", county, as_of=date(2024, 12, 31)) == 18


def test_schools_are_distinct_pupils_are_added_and_exhibits_are_not(county):
    for n, school in enumerate(("一小", "一小", "二中")):
        VanVisit.objects.create(
            org=county, visited_on=date(2024, 5, 20 + n), place=school, place_kind="school", students=100, exhibits=15
        )
    assert [value(s, county) for s in ("van-schools", "van-students", "van-exhibits")] == [2, 300, 15]


def test_a_firm_with_two_projects_enters_the_contest_once(county):
    for project in ("甲项目", "乙项目"):
        ContestEntry.objects.create(
            org=county,
            enterprise_name="甲",
            edition=4,
            level="county",
            group="growth",
            project=project,
            entered_on=date(2024, 6, 1),
        )
    assert value("contest-entrants", county) == 1


@pytest.mark.parametrize(("stated", "unit"), [("0.5", "亿元"), ("5000", "万元"), ("50000000", "元")])
def test_a_published_figure_counts_in_the_unit_it_names(county, stated, unit):
    PublishedFigure.objects.create(
        org=county, subject="general_budget", data_year=2024, value=Decimal(stated), unit=unit, publisher="财政局", published_on=date(2024, 3, 1)
    )  # fmt: skip
    FiscalExpenditure.objects.create(
        org=county, budget_year=2024, function_code="2060404", item_name="x", fund_level="county", paid_amount=Decimal(500_000),
        paid_on=date(2024, 3, 1), document_number="1",
    )  # fmt: skip
    figure = INDICATORS["fiscal-science-share"].figure(county, YEAR, JUNE)
    assert (figure.value, figure.text) == (Decimal("0.01"), "1%")
    assert sum(brings for _, brings in figure.parts[1].contributions()) == figure.parts[1].value == 50_000_000


def test_a_ratio_without_a_denominator_is_unknown_and_not_zero(county):
    figure = INDICATORS["project-success-rate"].figure(county, YEAR, JUNE)
    assert (figure.value, figure.text) == (None, "待核")


def test_a_voided_record_counts_nowhere(county, clerk):
    stored = contract(county, "1", 100, date(2024, 3, 1))
    journal.void(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="重复"))
    assert value("technology-contract-turnover", county) == 0


def test_a_prefecture_counts_its_counties_together(county, neighbour, prefecture):
    contract(county, "1", 100, date(2024, 3, 1))
    contract(neighbour, "1", 50, date(2024, 3, 1))
    assert [value("technology-contract-turnover", org) for org in (county, neighbour, prefecture)] == [100, 50, 150]


def test_a_sum_beyond_what_a_float_holds_is_exact(county):
    for number in range(100):  # the largest amounts there are, and a fen that a float would lose
        contract(county, f"{number}", "999999999999.99", date(2024, 3, 1))
    contract(county, "100", "0.01", date(2024, 3, 1), technology_amount=Decimal(0))
    assert value("technology-contract-turnover", county) == Decimal("99999999999999.01")
    assert int(float(9_999_999_999_999_901)) != 9_999_999_999_999_901


def test_the_largest_contributions_are_those_of_all_records(example):
    wrong = []
    for indicator in MEASURED:
        figure = indicator.figure(example, YEAR, JUNE)
        largest = [brings for _, brings in indicator.measure.largest(figure.records, 5)]
        if largest != sorted((brings for _, brings in figure.contributions()), reverse=True)[:5]:
            wrong.append(indicator.slug)
    assert wrong == []


def test_an_envoy_dispatched_by_two_levels_is_one_person(county):
    for dispatcher in ("农技站", "林草站"):
        Envoy.objects.create(
            org=county,
            name="甲",
            level="county",
            dispatcher=dispatcher,
            started_on=date(2024, 1, 1),
            due_on=date(2025, 1, 1),
        )
    assert value("envoys", county) == 1


def test_a_framework_agreement_brings_no_amount_and_a_visit_is_no_matching_event(county):
    for kind, amount in (("framework", None), ("project", 600_000)):
        CooperationAgreement.objects.create(
            org=county, enterprise_name="甲", title=kind, partner="某大学", kind=kind, amount=amount and Decimal(amount), signed_on=date(2024, 5, 1)
        )  # fmt: skip
    for kind in ("matching", "release", "training", "visit"):
        MatchingEvent.objects.create(org=county, name=kind, kind=kind, held_on=date(2024, 5, 1))
    slugs = ("cooperation-agreements", "cooperation-agreement-amount", "matching-events")
    assert [value(s, county) for s in slugs] == [2, 600_000, 3]
