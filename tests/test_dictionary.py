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
#: What the dictionary has as notes on each year, kept as rows that a person enters.
OURS = {"application-windows"}


def test_every_ledger_of_the_dictionary_is_kept():
    slugs = set(LEDGERS)
    assert len(LEDGERS_OF) + len(KEPT_OTHERWISE) == 49
    assert {slug for slug in LEDGERS_OF.values() if slug not in slugs} == set()
    assert slugs - set(LEDGERS_OF.values()) == OURS


def test_the_catalogue_has_the_hundred_and_sixteen_indicators_of_the_dictionary():
    codes = [i.code for i in INDICATORS.values() if i.code] + [d.code for d in (*DERIVED, FIGURES_VERIFIED)]
    assert (len(codes), len(set(codes))) == (116, 116)


@pytest.mark.skipif(not SHARED.exists(), reason="the dictionary's tables are not beside this checkout")
def test_the_dictionarys_own_tables_name_nothing_else():
    def column(file: str, name: str) -> set[str]:
        with (SHARED / file).open(encoding="utf-8-sig") as table:
            return {row[name] for row in csv.DictReader(table)}

    codes = {i.code for i in INDICATORS.values() if i.code} | {d.code for d in (*DERIVED, FIGURES_VERIFIED)}
    assert column("indicators.csv", "code") ^ codes == set()
    assert column("fields.csv", "ledger") - {"(common)"} - set(LEDGERS_OF) - set(KEPT_OTHERWISE) == set()
