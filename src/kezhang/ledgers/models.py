"""The list of ledgers, in the order of the menu and the report. A ledger that is not here does not exist."""

from kezhang.ledgers.cooperation.contest_entries import CONTEST_ENTRIES, ContestEntry
from kezhang.ledgers.cooperation.exchange_trips import EXCHANGE_TRIPS, ExchangeTrip
from kezhang.ledgers.cooperation.introductions import INTRODUCTIONS, Introduction
from kezhang.ledgers.documents.documents import DOCUMENTS, Document
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES, PublishedFigure
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES, Enterprise
from kezhang.ledgers.enterprises.high_tech_applications import HIGH_TECH_APPLICATIONS, HighTechApplication
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES, HighTechCertificate
from kezhang.ledgers.enterprises.high_tech_pipeline import HIGH_TECH_PIPELINE, HighTechCandidate
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS, IncentivePayment
from kezhang.ledgers.enterprises.super_deductions import SUPER_DEDUCTIONS, SuperDeduction
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES, TechnologySme
from kezhang.ledgers.funding.fiscal_expenditures import FISCAL_EXPENDITURES, FiscalExpenditure
from kezhang.ledgers.funding.projects import PROJECTS, Project
from kezhang.ledgers.outreach.activities import ACTIVITIES, Activity
from kezhang.ledgers.results.achievements import ACHIEVEMENTS, Achievement
from kezhang.ledgers.results.award_nominations import AWARD_NOMINATIONS, AwardNomination
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS, TechnologyContract
from kezhang.ledgers.talent.flexible_teams import FLEXIBLE_TEAMS, FlexibleTeam
from kezhang.ledgers.talent.platforms import PLATFORMS, Platform
from kezhang.ledgers.talent.postdoctoral_stations import POSTDOCTORAL_STATIONS, PostdoctoralStation
from kezhang.ledgers.talent.talent_candidates import TALENT_CANDIDATES, TalentCandidate
from kezhang.records.ledger import Ledger

LEDGERS: tuple[Ledger, ...] = (
    # 投入与项目
    FISCAL_EXPENDITURES,
    PROJECTS,
    # 企业
    ENTERPRISES,
    HIGH_TECH_PIPELINE,
    HIGH_TECH_APPLICATIONS,
    HIGH_TECH_CERTIFICATES,
    INCENTIVE_PAYMENTS,
    TECHNOLOGY_SMES,
    SUPER_DEDUCTIONS,
    # 成果与合同
    TECHNOLOGY_CONTRACTS,
    ACHIEVEMENTS,
    AWARD_NOMINATIONS,
    # 人才与平台
    TALENT_CANDIDATES,
    FLEXIBLE_TEAMS,
    POSTDOCTORAL_STATIONS,
    PLATFORMS,
    # 科普与培训
    ACTIVITIES,
    # 合作与赛事
    CONTEST_ENTRIES,
    INTRODUCTIONS,
    EXCHANGE_TRIPS,
    # 任务与文件
    DOCUMENTS,
    PUBLISHED_FIGURES,
)

__all__ = [
    "LEDGERS",
    "Achievement",
    "Activity",
    "AwardNomination",
    "ContestEntry",
    "Document",
    "Enterprise",
    "ExchangeTrip",
    "FiscalExpenditure",
    "FlexibleTeam",
    "HighTechApplication",
    "HighTechCandidate",
    "HighTechCertificate",
    "IncentivePayment",
    "Introduction",
    "Platform",
    "PostdoctoralStation",
    "Project",
    "PublishedFigure",
    "SuperDeduction",
    "TalentCandidate",
    "TechnologyContract",
    "TechnologySme",
]
