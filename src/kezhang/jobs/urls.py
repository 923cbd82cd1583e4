"""Every address of 后台任务."""

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from kezhang.jobs import pages

urlpatterns = [
    path("", require_GET(pages.jobs), name="jobs"),
    path("<uuid:pk>/", require_GET(pages.job), name="job"),
    path("<uuid:pk>/file/", require_GET(pages.made), name="job-file"),
    path("<uuid:pk>/cancel/", require_POST(pages.cancel), name="job-cancel"),
]
