"""The list of our ledgers, in the order of the menu and the report; ``kezhang.catalogue`` adds those of other modules."""

from kezhang.ledgers.cooperation.contest_entries import CONTEST_ENTRIES, ContestEntry
from kezhang.ledgers.cooperation.cooperation_agreements import COOPERATION_AGREEMENTS, CooperationAgreement
from kezhang.ledgers.cooperation.exchange_trips import EXCHANGE_TRIPS, ExchangeTrip
from kezhang.ledgers.cooperation.introductions import INTRODUCTIONS, Introduction
from kezhang.ledgers.cooperation.matching_events import MATCHING_EVENTS, MatchingEvent
from kezhang.ledgers.cooperation.released_achievements import RELEASED_ACHIEVEMENTS, ReleasedAchievement
from kezhang.ledgers.cooperation.science_finance import SCIENCE_FINANCE, ScienceFinanceApplication
from kezhang.ledgers.cooperation.technology_demands import TECHNOLOGY_DEMANDS, TechnologyDemand
from kezhang.ledgers.documents.application_windows import APPLICATION_WINDOWS, ApplicationWindow
from kezhang.ledgers.documents.campaigns import CAMPAIGNS, Campaign
from kezhang.ledgers.documents.case_studies import CASE_STUDIES, CaseStudy
from kezhang.ledgers.documents.documents import DOCUMENTS, Document
from kezhang.ledgers.documents.policy_documents import POLICY_DOCUMENTS, PolicyDocument
from kezhang.ledgers.documents.problems import PROBLEMS, NamedProblem
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES, PublishedFigure
from kezhang.ledgers.documents.task_items import TASK_ITEMS, TaskItem
from kezhang.ledgers.enterprises.enterprise_visits import ENTERPRISE_VISITS, EnterpriseVisit
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES, Enterprise
from kezhang.ledgers.enterprises.high_tech_applications import HIGH_TECH_APPLICATIONS, HighTechApplication
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES, HighTechCertificate
from kezhang.ledgers.enterprises.high_tech_pipeline import HIGH_TECH_PIPELINE, HighTechCandidate
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS, IncentivePayment
from kezhang.ledgers.enterprises.research_reports import RESEARCH_REPORTS, ResearchReport
from kezhang.ledgers.enterprises.super_deductions import SUPER_DEDUCTIONS, SuperDeduction
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES, TechnologySme
from kezhang.ledgers.enterprises.zero_lists import ZERO_LISTS, ZeroListing
from kezhang.ledgers.envoys.envoy_agreements import ENVOY_AGREEMENTS, EnvoyAgreement
from kezhang.ledgers.envoys.envoy_assessments import ENVOY_ASSESSMENTS, EnvoyAssessment
from kezhang.ledgers.envoys.envoy_group_instalments import ENVOY_GROUP_INSTALMENTS, EnvoyGroupInstalment
from kezhang.ledgers.envoys.envoy_group_tasks import ENVOY_GROUP_TASKS, EnvoyGroupTask
from kezhang.ledgers.envoys.envoy_groups import ENVOY_GROUPS, EnvoyGroup
from kezhang.ledgers.envoys.envoy_services import ENVOY_SERVICES, EnvoyService
from kezhang.ledgers.envoys.envoys import ENVOYS, Envoy
from kezhang.ledgers.envoys.village_pairings import VILLAGE_PAIRINGS, VillagePairing
from kezhang.ledgers.envoys.villages import VILLAGES, Village
from kezhang.ledgers.funding.fiscal_expenditures import FISCAL_EXPENDITURES, FiscalExpenditure
from kezhang.ledgers.funding.projects import PROJECTS, Project
from kezhang.ledgers.outreach.activities import ACTIVITIES, Activity
from kezhang.ledgers.outreach.material_stocks import MATERIAL_STOCKS, MaterialStock
from kezhang.ledgers.outreach.quizzes import QUIZZES, Quiz
from kezhang.ledgers.outreach.van_visits import VAN_VISITS, VanVisit
from kezhang.ledgers.outreach.youth_contests import YOUTH_CONTESTS, YouthContest
from kezhang.ledgers.results.achievements import ACHIEVEMENTS, Achievement
from kezhang.ledgers.results.award_nominations import AWARD_NOMINATIONS, AwardNomination
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS, TechnologyContract
from kezhang.ledgers.talent.flexible_teams import FLEXIBLE_TEAMS, FlexibleTeam
from kezhang.ledgers.talent.persons import PERSONS, Person
from kezhang.ledgers.talent.platforms import PLATFORMS, Platform
from kezhang.ledgers.talent.postdoctoral_stations import POSTDOCTORAL_STATIONS, PostdoctoralStation
from kezhang.ledgers.talent.talent_candidates import TALENT_CANDIDATES, TalentCandidate
from kezhang.records.declaration.ledger import Ledger

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
    RESEARCH_REPORTS,
    ZERO_LISTS,
    ENTERPRISE_VISITS,
    # 成果与合同
    TECHNOLOGY_CONTRACTS,
    ACHIEVEMENTS,
    AWARD_NOMINATIONS,
    # 人才与平台
    TALENT_CANDIDATES,
    FLEXIBLE_TEAMS,
    POSTDOCTORAL_STATIONS,
    PLATFORMS,
    PERSONS,
    # 特派员
    ENVOYS,
    VILLAGES,
    VILLAGE_PAIRINGS,
    ENVOY_SERVICES,
    ENVOY_AGREEMENTS,
    ENVOY_ASSESSMENTS,
    ENVOY_GROUPS,
    ENVOY_GROUP_TASKS,
    ENVOY_GROUP_INSTALMENTS,
    # 科普与培训
    ACTIVITIES,
    MATERIAL_STOCKS,
    VAN_VISITS,
    QUIZZES,
    YOUTH_CONTESTS,
    # 合作与赛事
    TECHNOLOGY_DEMANDS,
    COOPERATION_AGREEMENTS,
    RELEASED_ACHIEVEMENTS,
    MATCHING_EVENTS,
    SCIENCE_FINANCE,
    CONTEST_ENTRIES,
    INTRODUCTIONS,
    EXCHANGE_TRIPS,
    # 任务与文件
    TASK_ITEMS,
    CAMPAIGNS,
    DOCUMENTS,
    POLICY_DOCUMENTS,
    APPLICATION_WINDOWS,
    PUBLISHED_FIGURES,
    CASE_STUDIES,
    PROBLEMS,
)

__all__ = [
    "LEDGERS",
    "Achievement",
    "Activity",
    "ApplicationWindow",
    "AwardNomination",
    "Campaign",
    "CaseStudy",
    "ContestEntry",
    "CooperationAgreement",
    "Document",
    "Enterprise",
    "EnterpriseVisit",
    "Envoy",
    "EnvoyAgreement",
    "EnvoyAssessment",
    "EnvoyGroup",
    "EnvoyGroupInstalment",
    "EnvoyGroupTask",
    "EnvoyService",
    "ExchangeTrip",
    "FiscalExpenditure",
    "FlexibleTeam",
    "HighTechApplication",
    "HighTechCandidate",
    "HighTechCertificate",
    "IncentivePayment",
    "Introduction",
    "MatchingEvent",
    "MaterialStock",
    "NamedProblem",
    "Person",
    "Platform",
    "PolicyDocument",
    "PostdoctoralStation",
    "Project",
    "PublishedFigure",
    "Quiz",
    "ReleasedAchievement",
    "ResearchReport",
    "ScienceFinanceApplication",
    "SuperDeduction",
    "TalentCandidate",
    "TaskItem",
    "TechnologyContract",
    "TechnologyDemand",
    "TechnologySme",
    "VanVisit",
    "Village",
    "VillagePairing",
    "YouthContest",
    "ZeroListing",
]
