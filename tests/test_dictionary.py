"""Every ledger and every indicator of the data dictionary has its place in the product.

The dictionary's own codes are listed here once; beside a checkout that has the dictionary's tables, those
are compared too.
"""

import csv
from pathlib import Path

import pytest

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.indicators.derived import DERIVED
from kezhang.reports.models import FIGURES_VERIFIED, Report

SHARED = Path(__file__).parent.parent.parent / "shared"
#: The dictionary's name of a ledger -> where its records are kept.
LEDGERS_OF = {
    "enterprise": "enterprises", "person": "persons", "village": "villages", "document": "documents",
    "target": "targets", "progress": "progress-entries", "fiscal_st_expenditure": "fiscal-expenditures",
    "project": "projects", "hte_application": "high-tech-applications", "hte_certificate": "high-tech-certificates",
    "hte_incentive": "incentive-payments", "hte_pipeline": "high-tech-pipeline", "sme_registration": "technology-smes",
    "tech_contract": "technology-contracts", "achievement": "achievements", "award_nomination": "award-nominations",
    "flexible_team": "flexible-teams", "postdoc_station": "postdoctoral-stations", "talent_survey": "talent-candidates",
    "platform": "platforms", "envoy": "envoys", "envoy_assessment": "envoy-assessments", "envoy_group": "envoy-groups",
    "envoy_service": "envoy-services", "village_pairing": "village-pairings", "material_stock": "material-stocks",
    "outreach_event": "activities", "quiz": "quizzes", "van_visit": "van-visits", "youth_contest": "youth-contests",
    "rd_super_deduction": "super-deductions", "rd_enterprise_year": "research-reports", "rd_intensity": "published-figures",
    "zero_list": "zero-lists", "campaign": "campaigns", "enterprise_service": "enterprise-visits",
    "achievement_release": "released-achievements", "iur_agreement": "cooperation-agreements",
    "matching_event": "matching-events", "tech_demand": "technology-demands", "contest_entry": "contest-entries",
    "exchange_trip": "exchange-trips", "introduction": "introductions", "stf_project": "science-finance",
    "policy_doc": "policy-documents", "task_item": "task-items", "case_study": "case-studies", "problem": "problems",
}  # fmt: skip
#: The report is kept as what it is, a document with frozen figures, and not as a row of a sheet.
KEPT_OTHERWISE = {"report": Report}
#: The dictionary's indicators and derived measures, by code.
CODES = {
    "completion_rate", "time_progress", "pace_gap", "yoy", "ratio_to_last_full", "fiscal_st_ytd",
    "fiscal_st_completion_rate", "fiscal_st_share", "fiscal_st_growth", "prj_applied_prefecture_keyrd",
    "prj_applied_prefecture", "prj_applied_provincial", "prj_recommended_provincial", "prj_approved_prefecture",
    "prj_approved_provincial", "prj_funds_awarded", "prj_funds_paid", "prj_success_rate", "prj_accepted",
    "prj_overdue", "hte_stock", "hte_recognized_new", "hte_recognized_renew", "hte_net_increase", "hte_applied",
    "hte_cultivated", "hte_pass_rate", "hte_incentive_paid", "hte_incentive_arrears", "sme_registered",
    "sme_growth_vs_last_full", "sme_renewal_rate", "sme_to_hte", "tc_amount_registered", "tc_amount_absorbed",
    "tc_amount_output", "tc_tech_amount", "tc_count", "ach_registered", "ach_converted", "award_applied",
    "award_won", "tal_surveyed_leader", "tal_surveyed_team", "tal_surveyed_grassroots", "tal_surveyed_platform",
    "tal_surveyed_openbid", "tal_selected", "tal_flexible_teams", "tal_flexible_teams_provincial",
    "tal_postdoc_station", "plat_etrc_provincial_new", "plat_keylab_provincial_new", "plat_incubator_new",
    "plat_applied", "plat_stock_by_level", "plat_conversion_rate", "env_stock", "env_village_coverage",
    "env_services", "env_platform_fill_rate", "env_assess_rate_pass", "env_adjusted",
    "env_group_stock_provincial", "env_group_projects_approved", "env_group_contracts_signed",
    "env_group_funds_provincial", "pop_sessions", "trn_sessions", "pop_attendance", "pop_materials",
    "stw_materials", "stw_books", "stw_participants", "van_schools", "van_students", "van_exhibits",
    "quiz_participants", "youth_entries", "pop_avg_attendance", "rdd_superdeduction_amount", "rdd_firms",
    "rdd_coverage", "rdd_coaching", "rd_intensity_gdp", "rd_intensity_rank", "rd_ind_reported_amount",
    "rd_ind_growth", "rd_active_share", "rd_institution_share", "zero_rd_institution_cleared",
    "zero_rd_input_cleared", "zero_remaining", "dbl_hte_progress", "dbl_sme_progress", "svc_visits",
    "svc_issue_close_rate", "iur_demands_collected", "iur_agreements_signed", "iur_agreement_amount",
    "iur_achievements_released", "iur_matching_events", "iur_demand_match_rate", "cmp_entrants", "cmp_promoted",
    "cmp_awards", "intro_new_products_tech", "exchange_trips", "ext_area", "stf_applied", "stf_funded_amount",
    "stf_converted", "task_total", "task_done_rate", "task_behind", "rep_figures_verified",
}  # fmt: skip


def kept() -> set[str]:
    """Codes of everything measured; the product may measure more than the dictionary names."""
    return {i.code for i in INDICATORS.values()} | {d.code for d in (*DERIVED, FIGURES_VERIFIED)}


def test_every_ledger_of_the_dictionary_is_kept():
    assert set(LEDGERS_OF.values()) - set(LEDGERS) == set()


def test_every_indicator_of_the_dictionary_is_measured():
    assert CODES - kept() == set()


@pytest.mark.skipif(not SHARED.exists(), reason="the dictionary's tables are not beside this checkout")
def test_the_dictionarys_own_tables_name_nothing_else():
    def column(file: str, name: str) -> set[str]:
        with (SHARED / file).open(encoding="utf-8-sig") as table:
            return {row[name] for row in csv.DictReader(table)}

    assert column("indicators.csv", "code") == CODES
    assert column("fields.csv", "ledger") - {"(common)"} - set(LEDGERS_OF) - set(KEPT_OTHERWISE) == set()
