"""Every address of the site, as it stands behind bureau and date (see ``standpoint``)."""

from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.records.web.upload_pages import UploadPages
from kezhang.records.web.urls import get_or_post, urls_for
from kezhang.web import views
from kezhang.web.accounts import first_time, login, own_account
from kezhang.web.ledger_work import bulk_edit, comments, duplicates, pipeline, saved_views

uploads = UploadPages(LEDGERS.values())

handler500 = "kezhang.web.answers.told_fault"
urlpatterns = [
    path("", views.front, name="front"),
    path("start/", first_time.start, name="start"),
    path("login/", login.Login.as_view(), name="login"),
    path("login/code/", login.login_code, name="login-code"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", own_account.OwnPassword.as_view(), name="password_change"),
    path("account/", own_account.account, name="account"),
    path("account/sessions/", own_account.end_sessions, name="account-sessions"),
    path("account/code/", own_account.set_up_second_factor, name="second-factor"),
    path("account/code/off/", own_account.give_up_second_factor, name="second-factor-off"),
    path("home/", views.home, name="home"),
    path("view/", views.switch, name="switch"),
    path("search/", views.search, name="search"),
    path("suggest/bureau/", views.suggest_bureau, name="suggest-bureau"),
    path("suggest/firm/", views.suggest_firm, name="suggest-firm"),
    path("board/", views.board_page, name="board"),
    path("board/board.xlsx", views.board_file, name="board-file"),
    path("board/trends/", views.trends, name="board-trends"),
    path("board/checks/", views.checks, name="checks"),
    path("board/checks/checks.xlsx", views.checks_file, name="checks-file"),
    path("board/own/", views.own_indicators_page, name="own-indicators"),
    path("board/own/<int:pk>/withdraw/", views.withdraw_own_indicator, name="own-indicator-withdraw"),
    path("figures/<slug:slug>/", views.figure, name="figure"),
    path("figures/<slug:slug>/cause/", views.cause, name="figure-cause"),
    path("profiles/<slug:kind>/", views.profile_page, name="profile"),
    path("ledgers/", views.ledgers, name="ledgers"),
    path(
        "ledgers/",
        include([path(f"{ledger.slug}/", include(urls_for(ledger, LEDGERS.values()))) for ledger in LEDGERS.values()]),
    ),
    path("many/<slug:kind>/", bulk_edit.bulk_edit_page, name="bulk-edit"),
    path("duplicates/<slug:kind>/", duplicates.duplicates_page, name="duplicates"),
    path("duplicates/<slug:kind>/merge/", duplicates.merge_page, name="duplicates-merge"),
    path("pipeline/<slug:kind>/", pipeline.pipeline_page, name="pipeline"),
    path("pipeline/<slug:kind>/<int:pk>/", pipeline.move_page, name="pipeline-move"),
    path("comments/<slug:kind>/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/withdraw/", comments.withdraw_comment, name="comment-withdraw"),
    path("views/<slug:kind>/", saved_views.save_view, name="view-save"),
    path("views/<int:pk>/withdraw/", saved_views.withdraw_view, name="view-withdraw"),
    path("uploads/", get_or_post(uploads.uploads), name="uploads"),
    path("uploads/<uuid:pk>/", require_GET(uploads.upload), name="upload"),
    path("uploads/<uuid:pk>/confirm/", require_POST(uploads.confirm), name="upload-confirm"),
    path("reports/", views.reports, name="reports"),
    path("reports/new/", views.new_report, name="report-new"),
    path("reports/promises/", views.promises, name="promises"),
    path("reports/tokens/", views.tokens, name="tokens"),
    path("reports/proposals/", views.propose_template, name="report-propose"),
    path("reports/papers/", views.paper_settings, name="paper-settings"),
    path("reports/templates/", views.report_templates, name="report-templates"),
    path("reports/templates/<slug:key>/", views.report_template, name="report-template"),
    path("reports/templates/<slug:key>/template.docx", views.template_file, name="template-file"),
    path("reports/templates/<slug:key>/restore/", views.restore_template, name="restore-template"),
    path("reports/<str:number>/", views.report, name="report"),
    path("reports/<str:number>/since/", views.report_since, name="report-since"),
    path("reports/<str:number>/steps/<slug:step>/", views.report_step, name="report-step"),
    path("reports/<str:number>/revisions/<int:pk>/file", views.revision_file, name="revision-file"),
    path("reports/<str:number>/revisions/<int:pk>/marked.docx", views.revision_marked, name="revision-marked"),
    path("reports/<str:number>/revisions/<int:pk>/redline.docx", views.revision_redline, name="revision-redline"),
    path("reports/<str:number>/figures/<slug:mark>/", views.report_figure, name="report-figure"),
    path("reports/<str:number>/report.docx", views.report_file, name="report-file"),
    path("reports/<str:number>/report.pdf", views.report_pdf, name="report-pdf"),
    path("reports/<str:number>/refresh/", views.report_refresh, name="report-refresh"),
    path("reports/<str:number>/paper/", views.report_paper, name="report-paper"),
    path("reports/<str:number>/paper.<slug:kind>", views.report_paper_file, name="report-paper-file"),
    path("reports/<str:number>/evidence.xlsx", views.report_evidence, name="report-evidence"),
    path("reading/", include("kezhang.intake.urls")),
    path("collection/", include("kezhang.collection.urls")),
    path("calendar/", include("kezhang.calendar.urls")),
    path("drafts/", include("kezhang.form_drafts.urls")),
    path("submissions/", include("kezhang.submissions.urls")),
    path("open/", include("kezhang.submissions.open.urls")),
    path("jobs/", include("kezhang.jobs.urls")),
    path("examination/", views.examination, name="examination"),
    path("administration/", include("kezhang.web.administration.urls")),
]
