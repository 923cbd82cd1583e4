"""Every address of 读报告."""

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.intake import pages

urlpatterns = [
    path("", require_http_methods(["GET", "POST"])(pages.documents), name="read-documents"),
    path("collation/", require_POST(pages.collate), name="read-collate"),
    path("<int:pk>/", require_GET(pages.document), name="read-document"),
    path("<int:pk>/original/", require_GET(pages.original), name="read-original"),
    path("<int:pk>/proposals/<int:number>/", require_GET(pages.proposal), name="read-proposal"),
    path("<int:pk>/proposals/<int:number>/accept/", require_POST(pages.accept), name="read-accept"),
    path("<int:pk>/proposals/<int:number>/reject/", require_POST(pages.reject), name="read-reject"),
    path("<int:pk>/proposals/<int:number>/reopen/", require_POST(pages.reopen), name="read-reopen"),
]
