"""The twenty-five traps of the trade, in their order: what a naive count gets wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kezhang.catalogue import INDICATORS, find
from kezhang.indicators.derived import RATIO_TO_LAST_YEAR, YEAR_ON_YEAR, Standing
from kezhang.indicators.indicator import Indicator, Timing
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.enterprises.high_tech_applications import HIGH_TECH_APPLICATIONS
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import (
    Enterprise,
    Envoy,
    EnvoyGroup,
    FiscalExpenditure,
    HighTechApplication,
    HighTechCandidate,
    Project,
    PublishedFigure,
    ResearchReport,
    TechnologyContract,
    TechnologySme,
    Village,
    VillagePairing,
    ZeroListing,
)
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records.declaration.rules import Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.fields import CreditCodeField
from kezhang.reports import workflow
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.reports.models import Report
from kezhang.targets.models import Target
from kezhang.targets.progress import Light, board
from tests.single_records import (
    JUNE,
    LAST_YEAR,
    YEAR,
    activity,
    certificate,
    contract,
    done,
    group,
    published,
    target,
    value,
)
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db


def only(org, as_of=JUNE):
    (line,) = board(org, as_of)
    return line


def test_an_application_is_not_a_recognition(county):
    """Trap 1."""
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


def test_work_that_is_settled_in_autumn_is_not_behind_in_june(county):
    """Trap 2."""
    target(county, 6, "high-tech-enterprises-recognised", unit="家")
    assert only(county).light is Light.NOT_STARTED


def test_several_targets_of_one_indicator_stand_side_by_side(county):
    """Trap 3."""
    target(county, 6)
    target(county, 10, type="own")
    done(county, 3)
    assert [(p.target.type, p.rate) for p in board(county, JUNE)] == [
        ("assigned", Decimal("0.5")),
        ("own", Decimal("0.3")),
    ]


def test_a_plan_told_for_the_second_half_is_the_full_year_and_never_added_to_what_is_done(county):
    """Trap 4."""
    target(county, 8, type="own", extent="full_year")
    done(county, 2)
    (line,) = board(county, JUNE)
    assert (line.rate, line.missing) == (Decimal("0.25"), 6)


def test_a_completion_rate_and_a_share_of_the_budget_are_two_numbers_though_both_are_called_zhanbi(county):
    """Trap 5."""
    FiscalExpenditure.objects.create(
        org=county, budget_year=2024, function_code="2060404", item_name="经费", fund_level="county",
        document_number="1", paid_amount=Decimal(13_000_000), paid_on=date(2024, 5, 1),
    )  # fmt: skip
    published(county, "general_budget", 2024, 1_300_000_000, "元")
    target(county, 2500, "fiscal-science-expenditure", unit="万元")
    (line,) = board(county, JUNE)
    assert (line.rate, value("fiscal-science-share", county)) == (Decimal("0.52"), Decimal("0.01"))
    assert find("占比") is None


def test_technology_smes_start_anew_every_year(county):
    """Trap 6."""
    for year, firm in ((2023, "甲"), (2023, "乙"), (2024, "甲")):
        TechnologySme.objects.create(org=county, enterprise_name=firm, evaluation_year=year, pooled_on=date(year, 6, 1))
    assert value("technology-smes", county) == 1
    assert value("technology-smes", county, Period.year_of(2023), date(2023, 12, 31)) == 2
    assert value("technology-smes-renewal-rate", county) == Decimal("0.5")


def test_the_pipeline_belongs_to_the_year_it_applies_in(county):
    """Trap 6."""
    HighTechCandidate.objects.create(
        org=county, enterprise_name="甲", application_year=2025, entered_on=date(2024, 4, 1)
    )
    assert value("high-tech-pipeline", county) == 0
    assert value("high-tech-pipeline", county, Period.year_of(2025)) == 1


def test_a_stock_is_never_added_over_months():
    """Trap 6."""
    stocks = [i for i in INDICATORS.values() if isinstance(i, Indicator) and i.timing is Timing.STOCK]
    assert {i.slug for i in stocks} >= {
        "high-tech-enterprises",
        "postdoctoral-stations",
        "platforms",
        "projects-overdue",
    }


def test_new_is_not_net(county):
    """Trap 7."""
    certificate(county, "甲", date(2021, 9, 18), date(2024, 9, 17))
    certificate(county, "乙", date(2021, 9, 18), date(2024, 9, 17))
    certificate(county, "乙", date(2024, 11, 2), date(2027, 11, 1), kind="renewal")
    certificate(county, "丙", date(2024, 11, 2), date(2027, 11, 1))
    end = date(2024, 12, 31)
    assert value("high-tech-enterprises-recognised", county, as_of=end) == 1
    assert value("high-tech-enterprises-renewed", county, as_of=end) == 1
    assert value("high-tech-enterprises-net-increase", county, as_of=end) == 0  # 丙 new, 甲 ran out, 乙 renewed


def test_a_certificate_that_expires_in_september_lowers_the_stock_but_not_the_recognitions(county):
    """Trap 7."""
    certificate(county, "甲", date(2021, 9, 18), date(2024, 9, 17))
    certificate(county, "乙", date(2023, 11, 1), date(2026, 10, 31))
    assert value("high-tech-enterprises", county) == 2
    assert value("high-tech-enterprises", county, as_of=date(2024, 9, 30)) == 1
    assert value("high-tech-enterprises-recognised", county, Period.year_of(2023), date(2023, 12, 31)) == 1
    assert value("high-tech-enterprises-recognised", county, YEAR, date(2024, 12, 31)) == 0


def test_a_ratio_to_the_last_full_year_is_not_growth(county):
    """Trap 8."""
    contract(county, "a", 97, date(2024, 3, 1))
    contract(county, "b", 60, date(2023, 3, 1))
    contract(county, "c", 40, date(2023, 11, 1))
    now, before = (
        value("technology-contract-turnover", county),
        value("technology-contract-turnover", county, LAST_YEAR),
    )
    same = value("technology-contract-turnover", county, LAST_YEAR, date(2023, 6, 30))
    standing = Standing(value=now, same_period=same, last_year=before)
    assert RATIO_TO_LAST_YEAR.of(standing) == Decimal("0.97")
    assert YEAR_ON_YEAR.of(standing).quantize(Decimal("0.001")) == Decimal("0.617")


def test_growth_compares_the_same_stretch_of_last_year(county):
    """Trap 8."""
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


def test_registered_output_and_absorbed_are_three_populations(county):
    """Trap 9."""
    day = date(2024, 3, 1)
    contract(county, "1", 100, day)
    contract(county, "2", 200, day, buyer_region="652799")
    contract(county, "3", 400, day, seller_region="110000", buyer_region="652799", registered_here=False)
    contract(county, "4", 800, day, state="cancelled")
    assert value("technology-contract-turnover", county) == 300
    assert value("technology-contract-output", county) == 300
    assert value("technology-contract-absorbed", county) == 600


def test_turnover_is_at_least_the_technology_amount_and_that_at_least_the_income(county):
    """Trap 10."""
    record = contract(county, "a", 100, date(2024, 3, 1))
    record.technology_amount, record.technology_income = Decimal(120), Decimal(130)
    broken = [p for p in problems(TECHNOLOGY_CONTRACTS, record) if p.severity is Severity.ERROR]
    assert len([p for p in broken if p.rule]) == 2
    assert (value("technology-contract-turnover", county), value("technology-contract-technology-amount", county)) == (
        100,
        1,
    )


def test_a_contract_counts_by_its_registration_not_by_its_signing(county):
    """Trap 11."""
    TechnologyContract.objects.create(
        org=county, registration_number="1", title="x", type="service", seller="甲", buyer="乙", amount=Decimal(5),
        technology_amount=Decimal(5), signed_on=date(2023, 12, 20), registered_on=date(2024, 1, 8),
    )  # fmt: skip
    assert value("technology-contract-turnover", county) == 5
    assert value("technology-contract-turnover", county, Period.year_of(2023), date(2023, 12, 31)) == 0


def test_granted_money_is_not_paid_money(county):
    """Trap 12."""
    Project.objects.create(
        org=county, enterprise_name="甲", title="x", programme="prefecture_plan", level="prefecture", applied_on=date(2023, 4, 1),
        approved_on=date(2024, 2, 1), granted_amount=Decimal(300000), stage="approved",
    )  # fmt: skip
    assert value("project-funds-awarded", county) == 300000
    assert value("project-funds-paid", county) == 0
    assert value("projects-approved-prefecture", county) == 1
    assert value("projects-applied-prefecture", county) == 0


def test_only_county_money_is_the_countys_own_input(county):
    """Trap 12."""
    for level, amount in (("county", 100), ("prefecture", 900)):
        FiscalExpenditure.objects.create(
            org=county, budget_year=2024, function_code="2060404", item_name=level, fund_level=level,
            paid_amount=Decimal(amount), paid_on=date(2024, 3, 1), document_number="1",
        )  # fmt: skip
    assert value("fiscal-science-expenditure", county) == 100


def test_research_intensity_keeps_its_own_data_year(county):
    """Trap 13."""
    PublishedFigure.objects.create(
        org=county, subject="research_intensity", data_year=2021, value=Decimal("1.45"), unit="%", publisher="统计局", published_on=date(2022, 11, 1)
    )  # fmt: skip
    assert INDICATORS["research-intensity"].figure(county, Period.year_of(2021), date(2023, 6, 30)).text == "1.45%"
    assert value("research-intensity", county, Period.year_of(2023), date(2023, 6, 30)) is None


def test_reported_growth_compares_statistical_years(county):
    """Trap 13."""
    for year, amount in ((2021, 100), (2022, 106)):
        ResearchReport.objects.create(
            org=county,
            enterprise_name="甲",
            year=year,
            reported_on=date(year + 1, 3, 1),
            reported_amount=Decimal(amount),
        )
    assert value("research-reported-growth", county, Period.year_of(2022), date(2023, 6, 30)) == Decimal("0.06")


def test_a_zero_list_grows_and_rebounds(county):
    """Trap 14."""

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


def test_coverage_is_villages_with_an_envoy_and_not_envoys_by_villages(county):
    """Trap 15."""
    villages = [
        Village.objects.create(org=county, name=n, town="镇", is_agricultural=a, listed_on=date(2020, 1, 1))
        for n, a in (("甲村", True), ("乙村", True), ("丙社区", False))
    ]
    for number, village in enumerate((villages[0], villages[1], villages[2], villages[0])):
        served_by = Envoy.objects.create(
            org=county, name=f"员{number}", level="county", dispatcher="站",
            started_on=date(2024, 1, 1), due_on=date(2025, 12, 31),
        )  # fmt: skip
        VillagePairing.objects.create(
            org=county, village_name=village.name, village=village, envoy_name=served_by.name, envoy=served_by,
            started_on=date(2024, 1, 1),
        )  # fmt: skip
    assert INDICATORS["village-coverage"].figure(county, YEAR, JUNE).text == "100%"


def test_two_envoy_groups_told_as_stock_contract_and_approval_are_two(county):
    """Trap 16."""
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


def test_activity_week_sessions_are_counted_once_in_the_half_years_total(county):
    """Trap 17."""
    activity(county, "集市", kind="market", campaign="science_week", sessions=2, attendance_offline=900, leaflets=600)
    activity(county, "培训", kind="training", sessions=3, attendance_offline=90, leaflets=100)
    assert value("outreach-sessions", county) == 5
    assert value("outreach-materials", county) == 700
    assert value("science-week-materials", county) == 600
    assert value("training-sessions", county) == 3


def test_persons_and_visits_are_different_measures(county):
    """Trap 18."""
    activity(county, "集市", kind="market", campaign="science_week", attendance_offline=900)
    activity(county, "培训", kind="training", attendance_offline=90)
    assert (value("science-week-participants", county), value("outreach-attendance", county)) == (900, 90)


def test_a_masked_target_is_unknown_and_never_zero(county):
    """Trap 19."""
    target(county, None)
    done(county, 3)
    line = only(county)
    assert (line.light, line.rate, line.missing, line.target.text) == (Light.UNKNOWN, None, None, "隐去")


def test_more_than_and_at_least_are_part_of_the_number():
    """Trap 19."""
    style = style_of("万余人次", INDICATORS["outreach-attendance"].unit)
    assert style.write(Decimal(8126), INDICATORS["outreach-attendance"].unit) == ("0.8", "万余人次")
    assert Target.Comparator.AT_LEAST.label == "不少于"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91350200MA2YJ1XR9G", ""),
        ("91350203M0001QKT19", "校验位不符"),
        ("362322198709086409", "居民身份证号"),
    ],
)
def test_a_real_firm_may_fail_the_checksum_and_an_identity_number_may_pass_it(code, says):
    """Trap 20."""
    assert says in CreditCodeField.warning(code)
    assert bool(CreditCodeField.warning(code)) is bool(says)


@pytest.mark.parametrize(("written", "level"), [("自治区级", "provincial"), ("省级", "provincial"), ("州级", "prefecture"), ("市级", "prefecture"), ("区级", "county"), ("县级", "county")])  # fmt: skip
def test_the_region_is_a_province_the_prefecture_a_city_and_a_district_a_county(written, level):
    """Trap 21."""
    assert PROJECTS.column("level").reader()(written) == level


def test_a_record_is_judged_by_the_rule_of_its_own_day(county):
    """Trap 22."""
    rule = next(rule for rule in TECHNOLOGY_CONTRACTS.rules if rule.valid_to is not None)
    assert (rule.applies_on(date(2024, 3, 1)), rule.applies_on(rule.valid_to + timedelta(days=1))) == (True, False)


@pytest.mark.parametrize(("score", "odd"), [(70, True), (71, False)])
def test_a_score_must_exceed_70_and_not_reach_it(county, score, odd):
    """Trap 23."""
    record = HighTechApplication(
        org=county,
        enterprise_name="甲",
        application_year=2024,
        batch_number=1,
        kind="first",
        applied_on=JUNE,
        own_score=score,
    )
    assert ("score_above_70" in {p.rule for p in problems(HIGH_TECH_APPLICATIONS, record)}) is odd


@pytest.mark.parametrize(("expense", "odd"), [(240, True), (250, False)])
def test_the_research_tier_goes_by_last_years_sales_and_three_years_sums(county, expense, odd):
    """Trap 23."""
    record = HighTechApplication(
        org=county, enterprise_name="甲", application_year=2024, batch_number=1, kind="first", applied_on=JUNE,
        rd_expense=Decimal(expense) * 10_000, sales=Decimal(50_000_000), last_year_sales=Decimal(40_000_000),
    )  # fmt: skip
    assert ("rd_share_by_tier" in {p.rule for p in problems(HIGH_TECH_APPLICATIONS, record)}) is odd


def test_a_body_from_elsewhere_may_lead_a_local_group_and_a_firms_code_may_name_another_region(county):
    """Trap 24."""
    EnvoyGroup.objects.create(
        org=county,
        name="甘薯团",
        level="provincial",
        leading_organisation="淮海甘薯研究中心",
        filed_on=date(2024, 2, 1),
    )
    assert value("envoy-groups", county) == 1
    firm = Enterprise(org=county, name="甲公司", credit_code="91350200MA2YJ1XR9G")
    assert [p for p in problems(ENTERPRISES, firm) if p.severity is Severity.ERROR] == []


def test_a_later_correction_does_not_change_an_issued_report(example, clerk, director):
    """Trap 25."""
    report = workflow.issue(half_year_report(example, clerk), director)
    frozen = report.figures.get(slug="technology-contract-turnover", role="实绩")
    contract(example, "late", 1_000_000, date(2024, 6, 1))
    assert value("technology-contract-turnover", example) == 11_620_000
    again = Report.objects.get(pk=report.pk).figures.get(pk=frozen.pk)
    assert (Decimal(again.value), again.display) == (10_620_000, "1062")
    assert report.verified == 1
