"""The site's own pages, by subject."""

from kezhang.web.board.pages import board_file, board_page, cause, trends
from kezhang.web.board.panel import figure
from kezhang.web.documents.official_papers import paper_settings, report_paper, report_paper_file
from kezhang.web.documents.refreshing import report_refresh
from kezhang.web.views.bureaus import suggest_bureau, switch
from kezhang.web.views.controls import checks, checks_file
from kezhang.web.views.examination import examination
from kezhang.web.views.own_indicators import own_indicators_page, withdraw_own_indicator
from kezhang.web.views.profiles import profile_page
from kezhang.web.views.promises import promises
from kezhang.web.views.report_templates import (
    report_template,
    report_templates,
    restore_template,
    template_file,
    tokens,
)
from kezhang.web.views.report_workflow import report_step, revision_file, revision_marked, revision_redline
from kezhang.web.views.report_writing import new_report
from kezhang.web.views.reports import (
    report,
    report_evidence,
    report_figure,
    report_file,
    report_pdf,
    report_since,
    reports,
)
from kezhang.web.views.search import search, suggest_firm
from kezhang.web.views.template_proposals import propose_template
from kezhang.web.views.workbench import front, home, ledgers

__all__ = [
    "board_file",
    "board_page",
    "cause",
    "checks",
    "checks_file",
    "examination",
    "figure",
    "front",
    "home",
    "ledgers",
    "new_report",
    "own_indicators_page",
    "paper_settings",
    "profile_page",
    "promises",
    "propose_template",
    "report",
    "report_evidence",
    "report_figure",
    "report_file",
    "report_paper",
    "report_paper_file",
    "report_pdf",
    "report_refresh",
    "report_since",
    "report_step",
    "report_template",
    "report_templates",
    "reports",
    "restore_template",
    "revision_file",
    "revision_marked",
    "revision_redline",
    "search",
    "suggest_bureau",
    "suggest_firm",
    "switch",
    "template_file",
    "tokens",
    "trends",
    "withdraw_own_indicator",
]
