"""Every address of 表单 and 来件 within the bureau."""

from django.urls import path

from kezhang.submissions.contests import contest_pages
from kezhang.submissions.envoy_terms import agreement_pages, group_pages, review_pages
from kezhang.submissions.envoys import bureau_pages
from kezhang.submissions.forms import form_list_pages
from kezhang.submissions.inbox import inbox_pages
from kezhang.submissions.matching import demand_pages
from kezhang.submissions.quizzes import bureau_quiz_pages
from kezhang.submissions.signins import signin_pages

urlpatterns = [
    path("inbox/", inbox_pages.inbox, name="inbox"),
    path("inbox/<str:number>/", inbox_pages.submission_page, name="submission"),
    path("inbox/<str:number>/files/<int:pk>/", inbox_pages.submitted_file, name="submission-file"),
    path("inbox/<str:number>/<slug:deed>/", inbox_pages.submission_deed, name="submission-deed"),
    path("envoys/", bureau_pages.envoy_month, name="envoys"),
    path("envoys/logs/", bureau_pages.approve_logs, name="envoy-logs"),
    path("envoys/links/", bureau_pages.give_link, name="envoy-link"),
    path("envoys/links/<int:pk>/<slug:deed>/", bureau_pages.link_deed, name="envoy-link-deed"),
    path("envoys/points/", bureau_pages.set_points, name="envoy-points"),
    path("envoys/queue/", bureau_pages.take_in_queue, name="envoy-queue"),
    path("envoys/terms/", agreement_pages.terms, name="tenures"),
    path("envoys/terms/<int:pk>/", agreement_pages.term, name="tenure"),
    path("envoys/terms/<int:pk>/propose/", agreement_pages.propose, name="tenure-propose"),
    path("envoys/terms/<int:pk>/<int:case>/<slug:deed>/", agreement_pages.step, name="tenure-step"),
    path("envoys/groups/", group_pages.groups, name="groups"),
    path("envoys/groups/<int:pk>/", group_pages.group, name="group"),
    path("envoys/reviews/", review_pages.review_list, name="reviews"),
    path("envoys/reviews/rule/", review_pages.change_rule, name="review-rule"),
    path("envoys/reviews/<slug:code>/", review_pages.review_page, name="review"),
    path("envoys/reviews/<slug:code>/assessment.xlsx", review_pages.review_workbook, name="review-workbook"),
    path("envoys/reviews/<slug:code>/grades/", review_pages.grade_lines, name="review-grades"),
    path("envoys/reviews/<slug:code>/<slug:deed>/", review_pages.review_step, name="review-step"),
    path("quizzes/", bureau_quiz_pages.quizzes, name="online-quizzes"),
    path("quizzes/new/", bureau_quiz_pages.new_quiz, name="quiz-new"),
    path("quizzes/bank/", bureau_quiz_pages.question_bank, name="quiz-bank"),
    path("quizzes/bank/template.xlsx", bureau_quiz_pages.bank_template, name="quiz-bank-template"),
    path("quizzes/<slug:code>/", bureau_quiz_pages.quiz_page, name="quiz"),
    path("quizzes/<slug:code>/code.svg", bureau_quiz_pages.quiz_code, name="quiz-code"),
    path("quizzes/<slug:code>/results.xlsx", bureau_quiz_pages.quiz_results, name="quiz-results"),
    path("quizzes/<slug:code>/<slug:deed>/", bureau_quiz_pages.quiz_deed, name="quiz-deed"),
    path("signins/", signin_pages.sheets, name="sign-ins"),
    path("signins/<slug:code>/", signin_pages.sheet_page, name="sign-in"),
    path("signins/<slug:code>/code.svg", signin_pages.sheet_code, name="sign-in-code"),
    path("signins/<slug:code>/end/", signin_pages.end_sheet, name="sign-in-end"),
    path("contests/", contest_pages.contests, name="contests"),
    path("contests/new/", contest_pages.new_contest, name="contest-new"),
    path("contests/<slug:code>/", contest_pages.contest_page, name="contest"),
    path("contests/<slug:code>/results.xlsx", contest_pages.contest_results, name="contest-results"),
    path("contests/<slug:code>/<slug:deed>/", contest_pages.contest_deed, name="contest-deed"),
    path("demands/", demand_pages.demands, name="demands"),
    path("demands/<int:pk>/", demand_pages.demand_page, name="demand"),
    path("demands/<int:pk>/<slug:deed>/", demand_pages.demand_deed, name="demand-deed"),
    path("forms/", form_list_pages.forms, name="forms"),
    path("forms/new/", form_list_pages.new_form, name="form-new"),
    path("forms/minors.xlsx", form_list_pages.minors_list, name="form-minors"),
    path("forms/<slug:code>/", form_list_pages.form_page, name="form"),
    path("forms/<slug:code>/code.svg", form_list_pages.form_code, name="form-code"),
    path("forms/<slug:code>/<slug:move>/", form_list_pages.form_move, name="form-move"),
]
