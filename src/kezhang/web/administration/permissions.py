"""权限表页面: what each post may do, to be looked at and to be taken along; open to whoever has logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.orgs.models import Post
from kezhang.records.web.pages import download
from kezhang.records.workbook_writer import workbook
from kezhang.web.accounts import matrix


@require_GET
def permissions(request: HttpRequest) -> HttpResponse:
    context = {"kinds": list(Post.Kind), "verbs": matrix.by_verb(), "ledgers": matrix.by_ledger()}
    return render(request, "administration/permissions.html", context)


@require_GET
def permissions_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    return download(workbook(matrix.sheets()), "权限表.xlsx")
