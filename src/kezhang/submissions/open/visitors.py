"""来人: pages for whoever has come by a personal link and given the PIN; anybody else is asked for it, and loses nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kezhang.submissions.envoys import personal_links
from kezhang.submissions.envoys.personal_links import LinkEnded, Visitor
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.responses import as_data, wants_data

Page = Callable[..., HttpResponse]


def of_visitor(page: Page) -> Page:
    """The page is handed who came."""

    @wraps(page)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            came = personal_links.visitor(request)
        except LinkEnded as fault:
            return ended(request, str(fault))
        if came is None or not came.is_proved:
            return ask_pin(request, came)
        return page(request, came, *args, **kwargs)

    return open_to_everybody(csrf_exempt(asked))  # the cookie is not sent along by another site: SameSite


def ended(request: HttpRequest, says: str) -> HttpResponse:
    if wants_data(request):
        return as_data({"says": says, "ended": True}, 401)
    return render(request, "open/ended.html", {"says": says}, status=401)


def ask_pin(request: HttpRequest, came: Visitor | None, says: str = "", status: int = 401) -> HttpResponse:
    if came is None:
        says = says or "请用科技局发给您的个人链接打开。"
    if wants_data(request):
        return as_data({"says": says or "请输入口令后再送，内容都在本机。", "pin": came is not None}, 401)
    return render(request, "open/pin.html", {"came": came, "says": says}, status=status)
