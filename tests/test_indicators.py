"""Indicators: what counts, when, and that the number is its records. Most tests are traps of the trade."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.indicators.catalogue import INDICATORS, find
from kezhang.indicators.indicator import Indicator, Timing
from kezhang.ledgers.models import (
    Activity,
    ContestEntry,
    CooperationAgreement,
    Envoy,
    EnvoyGroup,
    FiscalExpenditure,
    HighTechApplication,
    HighTechCandidate,
    HighTechCertificate,
    MatchingEvent,
    Project,
    PublishedFigure,
    ResearchReport,
    SuperDeduction,
    TechnologyContract,
    TechnologySme,
    VanVisit,
    Village,
    VillagePairing,
    ZeroListing,
)
from kezhang.quantities.periods import Period

pytestmark = pytest.mark.django_db
YEAR = Period.year_of(2024)
JUNE = date(2024, 6, 30)


def value(slug: str, org, period=YEAR, as_of=JUNE):
    return INDICATORS[slug].figure(org, period, as_of).value


def contract(org, number, amount, registered_on, **more):
    return TechnologyContract.objects.create(
        org=org, registration_number=number, title=number, type="service", seller="甲", buyer="乙",
        amount=Decimal(amount), technology_amount=Decimal(1), signed_on=registered_on, registered_on=registered_on, **more,
    )  # fmt: skip


def certificate(org, firm, issued_on, valid_to, kind="first", **more):
    return HighTechCertificate.objects.create(
        org=org, enterprise_name=firm, certificate_number=f"GR{issued_on:%Y%m%d}{firm}", issued_on=issued_on,
        valid_to=valid_to, recognition_year=issued_on.year, kind=kind, **more,
    )  # fmt: skip


def activity(org, name, **more):
    return Activity.objects.create(
        org=org, name=name, place=name, held_on=more.pop("held_on", date(2024, 5, 26)), **more
    )


MEASURED = [i for i in INDICATORS.values() if isinstance(i, Indicator)]


def test_every_figure_is_what_its_records_add_up_to(example):
    wrong = []
    for indicator in MEASURED:
        figure = indicator.figure(example, YEAR, JUNE)
        if sum((brings for _, brings in figure.contributions()), Decimal(0)) != (figure.value or 0):
            wrong.append(indicator.slug)
    assert wrong == []


def test_every_derived_figure_keeps_its_parts(example):
    derived = [i for i in INDICATORS.values() if not isinstance(i, Indicator)]
    assert [i.slug for i in derived if not i.figure(example, YEAR, JUNE).parts] == []


def test_the_last_month_of_the_curve_is_the_figure(example):
    ends = {i.slug: i.by_month(example, YEAR, JUNE)[-1][1] for i in MEASURED}
    assert ends == {i.slug: i.figure(example, YEAR, JUNE).value or 0 for i in MEASURED}


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


def test_an_application_is_not_a_recognition(county):
    HighTechApplication.objects.create(
        org=county,
        enterprise_name="甲",
        application_year=2024,
        batch_number=1,
        kind="first",
        applied_on=date(2024, 5, 1),
    )
    assert value("high-tech-applications", county) == 1
    assert value("high-tech-enterprises-recognised", county) == 0


def test_a_certificate_that_expires_in_september_lowers_the_stock_but_not_the_recognitions(county):
    certificate(county, "甲", date(2021, 9, 18), date(2024, 9, 17))
    certificate(county, "乙", date(2023, 11, 1), date(2026, 10, 31))
    assert value("high-tech-enterprises", county) == 2
    assert value("high-tech-enterprises", county, as_of=date(2024, 9, 30)) == 1
    assert value("high-tech-enterprises-recognised", county, Period.year_of(2023), date(2023, 12, 31)) == 1
    assert value("high-tech-enterprises-recognised", county, YEAR, date(2024, 12, 31)) == 0


def test_new_is_not_net(county):
    certificate(county, "甲", date(2021, 9, 18), date(2024, 9, 17))
    certificate(county, "乙", date(2021, 9, 18), date(2024, 9, 17))
    certificate(county, "乙", date(2024, 11, 2), date(2027, 11, 1), kind="renewal")
    certificate(county, "丙", date(2024, 11, 2), date(2027, 11, 1))
    end = date(2024, 12, 31)
    assert value("high-tech-enterprises-recognised", county, as_of=end) == 1
    assert value("high-tech-enterprises-renewed", county, as_of=end) == 1
    assert value("high-tech-enterprises-net-increase", county, as_of=end) == 0  # 丙 new, 甲 ran out, 乙 renewed


def test_the_pipeline_belongs_to_the_year_it_applies_in(county):
    HighTechCandidate.objects.create(
        org=county, enterprise_name="甲", application_year=2025, entered_on=date(2024, 4, 1)
    )
    assert value("high-tech-pipeline", county) == 0
    assert value("high-tech-pipeline", county, Period.year_of(2025)) == 1


def test_technology_smes_start_anew_every_year(county):
    for year, firm in ((2023, "甲"), (2023, "乙"), (2024, "甲")):
        TechnologySme.objects.create(org=county, enterprise_name=firm, evaluation_year=year, pooled_on=date(year, 6, 1))
    assert value("technology-smes", county) == 1
    assert value("technology-smes", county, Period.year_of(2023), date(2023, 12, 31)) == 2
    assert value("technology-smes-renewal-rate", county) == Decimal("0.5")


def test_registered_output_and_absorbed_are_three_populations(county):
    day = date(2024, 3, 1)
    contract(county, "1", 100, day)
    contract(county, "2", 200, day, buyer_region="652799")
    contract(county, "3", 400, day, seller_region="110000", buyer_region="652799", registered_here=False)
    contract(county, "4", 800, day, state="cancelled")
    assert value("technology-contract-turnover", county) == 300
    assert value("technology-contract-output", county) == 300
    assert value("technology-contract-absorbed", county) == 600


def test_a_contract_counts_by_its_registration_not_by_its_signing(county):
    TechnologyContract.objects.create(
        org=county, registration_number="1", title="x", type="service", seller="甲", buyer="乙", amount=Decimal(5),
        technology_amount=Decimal(5), signed_on=date(2023, 12, 20), registered_on=date(2024, 1, 8),
    )  # fmt: skip
    assert value("technology-contract-turnover", county) == 5
    assert value("technology-contract-turnover", county, Period.year_of(2023), date(2023, 12, 31)) == 0


def test_granted_money_is_not_paid_money(county):
    Project.objects.create(
        org=county, enterprise_name="甲", title="x", programme="prefecture_plan", level="prefecture", applied_on=date(2023, 4, 1),
        approved_on=date(2024, 2, 1), granted_amount=Decimal(300000), stage="approved",
    )  # fmt: skip
    assert value("project-funds-awarded", county) == 300000
    assert value("project-funds-paid", county) == 0
    assert value("projects-approved-prefecture", county) == 1
    assert value("projects-applied-prefecture", county) == 0


def test_only_county_money_is_the_countys_own_input(county):
    for level, amount in (("county", 100), ("prefecture", 900)):
        FiscalExpenditure.objects.create(
            org=county, budget_year=2024, function_code="2060404", item_name=level, fund_level=level,
            paid_amount=Decimal(amount), paid_on=date(2024, 3, 1), document_number="1",
        )  # fmt: skip
    assert value("fiscal-science-expenditure", county) == 100


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


def test_activity_week_sessions_are_counted_once_in_the_half_years_total(county):
    activity(county, "集市", kind="market", campaign="science_week", sessions=2, attendance_offline=900, leaflets=600)
    activity(county, "培训", kind="training", sessions=3, attendance_offline=90, leaflets=100)
    assert value("outreach-sessions", county) == 5
    assert value("outreach-materials", county) == 700
    assert value("science-week-materials", county) == 600
    assert value("training-sessions", county) == 3


def test_persons_and_visits_are_different_measures(county):
    activity(county, "集市", kind="market", campaign="science_week", attendance_offline=900)
    activity(county, "培训", kind="training", attendance_offline=90)
    assert (value("science-week-participants", county), value("outreach-attendance", county)) == (900, 90)


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


def test_growth_compares_the_same_stretch_of_last_year(county):
    FiscalExpenditure.objects.bulk_create(
        FiscalExpenditure(
            org=county,
            budget_year=day.year,
            function_code="206",
            item_name=str(day),
            fund_level="county",
            paid_amount=Decimal(amount),
            paid_on=day,
            document_number="1",
        )
        for day, amount in ((date(2023, 6, 30), 100), (date(2023, 7, 1), 900), (date(2024, 6, 1), 120))
    )
    assert value("fiscal-science-growth", county) == Decimal("0.2")


def test_a_voided_record_counts_nowhere(county, clerk):
    from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
    from kezhang.records import journal
    from kezhang.records.journal import Author

    stored = contract(county, "1", 100, date(2024, 3, 1))
    journal.void(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="重复"))
    assert value("technology-contract-turnover", county) == 0


def test_a_prefecture_counts_its_counties_together(county, neighbour, prefecture):
    contract(county, "1", 100, date(2024, 3, 1))
    contract(neighbour, "1", 50, date(2024, 3, 1))
    assert [value("technology-contract-turnover", org) for org in (county, neighbour, prefecture)] == [100, 50, 150]


def test_a_sum_beyond_what_a_float_holds_is_exact(county):
    contract(county, "1", "90071992547409.93", date(2024, 3, 1))
    contract(county, "2", "0.01", date(2024, 3, 1))
    assert value("technology-contract-turnover", county) == Decimal("90071992547409.94")


def test_a_stock_is_never_added_over_months():
    stocks = [i for i in INDICATORS.values() if isinstance(i, Indicator) and i.timing is Timing.STOCK]
    assert {i.slug for i in stocks} >= {
        "high-tech-enterprises",
        "postdoctoral-stations",
        "platforms",
        "projects-overdue",
    }


def test_the_largest_contributions_are_those_of_all_records(example):
    wrong = []
    for indicator in MEASURED:
        figure = indicator.figure(example, YEAR, JUNE)
        largest = [brings for _, brings in indicator.measure.largest(figure.records, 5)]
        if largest != sorted((brings for _, brings in figure.contributions()), reverse=True)[:5]:
            wrong.append(indicator.slug)
    assert wrong == []


def group(org, name, **more):
    given = {
        "level": "provincial",
        "kind": "group",
        "leading_organisation": "某大学",
        "filed_on": date(2023, 2, 1),
    } | more
    return EnvoyGroup.objects.create(org=org, name=name, **given)


def test_two_envoy_groups_told_as_stock_contract_and_approval_are_two(county):
    for name in ("番茄团", "甘薯团"):
        group(
            county,
            name,
            approved_on=date(2023, 4, 1),
            contracted_on=date(2023, 5, 1),
            granted_on=date(2023, 5, 2),
            granted_amount=Decimal(148_000),
        )
    year, day = Period.year_of(2023), date(2023, 6, 30)
    slugs = ("envoy-groups", "envoy-group-projects", "envoy-group-contracts")
    assert [value(s, county, year, day) for s in slugs] == [2, 2, 2]
    assert INDICATORS["envoy-group-funds"].figure(county, year, day).text == "29.6万元"


def test_coverage_is_villages_with_an_envoy_and_not_envoys_by_villages(county):
    villages = [
        Village.objects.create(org=county, name=n, town="镇", is_agricultural=a, listed_on=date(2020, 1, 1))
        for n, a in (("甲村", True), ("乙村", True), ("丙社区", False))
    ]
    for village in (villages[0], villages[1], villages[2], villages[0]):
        VillagePairing.objects.create(
            org=county, village_name=village.name, village=village, envoy_name=f"员{VillagePairing.objects.count()}", started_on=date(2024, 1, 1)
        )  # fmt: skip
    assert INDICATORS["village-coverage"].figure(county, YEAR, JUNE).text == "100%"


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


def test_a_zero_list_grows_and_rebounds(county):
    def listed(firm, **more):
        ZeroListing.objects.create(
            org=county,
            enterprise_name=firm,
            kind="no_input",
            year=2024,
            listed_on=date(2024, 1, 5),
            revenue=Decimal(200_000_000),
            **more,
        )

    listed("甲", cleared_on=date(2024, 3, 1))
    listed("乙", cleared_on=date(2024, 3, 1), rebounded_on=date(2024, 5, 1))
    listed("丙", origin="entered")
    listed("丁", removed_on=date(2024, 4, 1))
    assert (value("zero-input-cleared", county), value("zero-remaining", county)) == (2, 2)
    assert value("zero-remaining", county, as_of=date(2024, 4, 30)) == 1


def test_research_intensity_keeps_its_own_data_year(county):
    PublishedFigure.objects.create(
        org=county, subject="research_intensity", data_year=2021, value=Decimal("1.45"), unit="%", publisher="统计局", published_on=date(2022, 11, 1)
    )  # fmt: skip
    assert INDICATORS["research-intensity"].figure(county, Period.year_of(2021), date(2023, 6, 30)).text == "1.45%"
    assert value("research-intensity", county, Period.year_of(2023), date(2023, 6, 30)) is None


def test_reported_growth_compares_statistical_years(county):
    for year, amount in ((2021, 100), (2022, 106)):
        ResearchReport.objects.create(
            org=county,
            enterprise_name="甲",
            year=year,
            reported_on=date(year + 1, 3, 1),
            reported_amount=Decimal(amount),
        )
    assert value("research-reported-growth", county, Period.year_of(2022), date(2023, 6, 30)) == Decimal("0.06")


def test_a_framework_agreement_brings_no_amount_and_a_visit_is_no_matching_event(county):
    for kind, amount in (("framework", None), ("project", 600_000)):
        CooperationAgreement.objects.create(
            org=county, enterprise_name="甲", title=kind, partner="某大学", kind=kind, amount=amount and Decimal(amount), signed_on=date(2024, 5, 1)
        )  # fmt: skip
    for kind in ("matching", "release", "training", "visit"):
        MatchingEvent.objects.create(org=county, name=kind, kind=kind, held_on=date(2024, 5, 1))
    slugs = ("cooperation-agreements", "cooperation-agreement-amount", "matching-events")
    assert [value(s, county) for s in slugs] == [2, 600_000, 3]
