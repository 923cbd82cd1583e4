"""The addresses of a process that serves the open pages alone: there is no way from them into the bureau."""

from django.urls import include, path

urlpatterns = [path("open/", include("kezhang.submissions.open.urls"))]
handler404 = "kezhang.submissions.open.missing.not_there"
handler500 = "kezhang.web.answers.told_fault"
