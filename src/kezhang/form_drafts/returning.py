"""过期: a form sent after its session ended, or with a stale token, is kept and leads through the login back to itself."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from kezhang.form_drafts.tickets import kept_by_ticket, ticket_in

#: What makes a form open on what was kept.
AGAIN = "draft"


class KeepWhatWasTyped:
    """Before the login is asked for: whoever is not logged in any more gets his form back behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.headers.get("HX-Request"):
            return _of_a_part(request)
        if request.method != "POST":
            return None
        if kept_by_ticket(request.POST):
            return redirect_to_login(back_to(request))
        messages.warning(request, "登录已经过期，刚才的操作没有执行；请登录后再做一次。")
        return redirect_to_login(_local(request, request.headers.get("Referer", "")))


def _of_a_part(request: HttpRequest) -> HttpResponse:
    """A part of a page has no room for the login: the page is led there whole, unless somebody is typing on it."""
    if request.method == "POST" and kept_by_ticket(request.POST):
        return HttpResponse("登录已经过期；填的内容都在，保存时会请您登录。", status=401)
    whole = redirect_to_login(_local(request, request.headers.get("HX-Current-URL", "")))
    return HttpResponse(status=401, headers={"HX-Redirect": whole.headers["Location"]})


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django hands the reason over
    """A token that holds no more, as after a login in another tab: nothing is done, and what was typed comes back."""
    ticket = ticket_in(request.POST)
    if request.headers.get("HX-Request"):
        return HttpResponse("这一页打开得太久，请刷新后再试。", status=403)
    if ticket and kept_by_ticket(request.POST):
        if not request.user.is_authenticated:
            return redirect_to_login(back_to(request))
        if request.user.pk == ticket.person_id:
            messages.warning(request, "这一页打开之后重新登录过，没有保存；您填的内容都在下面，请再保存一次。")
            return redirect(back_to(request))
    return render(request, "403_csrf.html", status=403)


def _local(request: HttpRequest, left: str) -> str:
    """The page on which it was pressed, if it is one of this site: what is only sent to cannot be looked at."""
    is_ours = url_has_allowed_host_and_scheme(left, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(left) if is_ours else None
    return parts._replace(scheme="", netloc="", fragment="").geturl() if parts else "/"


def back_to(request: HttpRequest) -> str:
    """The form's own address, opening on what was kept."""
    return f"{request.path}?{AGAIN}=1"
