"""Every open address; the names all begin with ``open-``, by which the site knows that nobody logs in there."""

from django.urls import path

from kezhang.submissions.contests import judge_pages
from kezhang.submissions.envoys import own_pages
from kezhang.submissions.open import follow_pages, form_pages
from kezhang.submissions.quizzes import quiz_pages
from kezhang.submissions.signins import signin_pages

urlpatterns = [
    path("bureau/<str:code>/", form_pages.bureau, name="open-bureau"),
    path("follow/", follow_pages.follow, name="open-follow"),
    path("worker.js", own_pages.worker, name="open-worker"),
    path("me/", own_pages.own, name="open-own"),
    path("me/pin/", own_pages.pin, name="open-pin"),
    path("me/manifest.json", own_pages.manifest, name="open-manifest"),
    path("me/logs/", own_pages.log, name="open-log"),
    path("me/logs/<str:number>/withdraw/", own_pages.withdraw_log, name="open-log-withdraw"),
    path("me/confirm/", own_pages.confirm, name="open-confirm"),
    path("me/judging/", judge_pages.declare, name="open-judging-declare"),
    path("me/judging/<int:number>/", judge_pages.score_sheet, name="open-judging-sheet"),
    path("me/judging/<int:number>/recuse/", judge_pages.recuse, name="open-judging-recuse"),
    path("me/judging/<int:number>/files/<int:pk>/", judge_pages.judged_file, name="open-judging-file"),
    path("me/<str:secret>/", own_pages.by_link, name="open-link"),
    path("signin/<slug:code>/", signin_pages.sign_in, name="open-sign-in"),
    path("quiz/<slug:code>/", quiz_pages.quiz_page, name="open-quiz"),
    path("quiz/<slug:code>/start/", quiz_pages.start, name="open-quiz-start"),
    path("quiz/<slug:code>/resume/", quiz_pages.resume, name="open-quiz-resume"),
    path("quiz/<slug:code>/paper/", quiz_pages.paper, name="open-quiz-paper"),
    path("quiz/<slug:code>/result/", quiz_pages.result, name="open-quiz-result"),
    path("quiz/<slug:code>/certificate.pdf", quiz_pages.own_certificate, name="open-quiz-certificate"),
    path("quiz/<slug:code>/draw.json", quiz_pages.draw_file, name="open-quiz-draw"),
    path("contest/<slug:code>/", judge_pages.notice, name="open-contest"),
    path("<slug:code>/", form_pages.form_page, name="open-form"),
]
