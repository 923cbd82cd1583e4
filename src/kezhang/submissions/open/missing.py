"""没有这个页面: where only the open pages are served, nothing of the bureau is even named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "open/missing.html", status=404)
