"""登录: password, then the code of a telephone where one is set up; wrong ones wait, and everything is noted."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as log_in
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_logged_out
from django.contrib.auth.views import LoginView
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kezhang.orgs import access_log, guessing, second_factor, sessions
from kezhang.orgs.access_log import Kind, address_of
from kezhang.orgs.models import User
from kezhang.orgs.passwords import is_due

#: Whose password was right and whose code is awaited, until when, and where they were going.
WAITING = "awaiting_code"
PATIENCE = timedelta(minutes=5)
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Login(LoginView):
    """登录页; on an installation without anybody it says where to begin."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_empty": not User.objects.exists()}

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            guessing.attempt(request.POST.get("username", ""), address_of(request))
        except guessing.Locked as locked:
            return _locked(request, locked.until)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        person = form.get_user()
        assert isinstance(person, User)
        if second_factor.is_on(person):
            until = (timezone.now() + PATIENCE).timestamp()
            self.request.session[WAITING] = [person.pk, person.password, until, self.get_success_url()]
            return redirect("login-code")
        return let_in(self.request, person, self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return _refused(self.request, form.data.get("username", ""), "密码") or super().form_invalid(form)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """动态口令页: the second half of a login."""
    pk, password, until, further = request.session.get(WAITING) or (0, "", 0, "")
    person = User.objects.filter(pk=pk, password=password, is_active=True).first()
    if person is None or until < timezone.now().timestamp():
        request.session.pop(WAITING, None)
        messages.info(request, "请重新输入登录名和密码。")
        return redirect("login")
    fault = ""
    if request.method == "POST":
        try:
            guessing.attempt(person.username, address_of(request))
        except guessing.Locked as locked:
            return _locked(request, locked.until)
        if second_factor.is_right(person, request.POST.get("code", "")):
            return let_in(request, person, further)
        if answer := _refused(request, person.username, "动态口令"):
            return answer
        fault = "口令不对，或者已经用过；请等下一个口令，或用一个备用码。"
    return render(request, "registration/login_code.html", {"fault": fault}, status=422 if fault else 200)


def let_in(request: HttpRequest, person: User, further: str) -> HttpResponse:
    """They are who they say: a session begins, and the browser goes where it was going."""
    guessing.succeeded(person.username)
    request.session.pop(WAITING, None)
    log_in(request, person, backend=BACKEND)
    request.session[sessions.BEGAN] = timezone.now().timestamp()
    request.session[sessions.ADDRESS] = address_of(request)
    request.session[sessions.BROWSER] = request.headers.get("User-Agent", "")
    access_log.note(request, Kind.LOGIN, person.org, "登录")
    if why := is_due(person):
        messages.info(request, why)
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(further, hosts, require_https=request.is_secure())
    return redirect(further if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))


def _refused(request: HttpRequest, typed: str, what: str) -> HttpResponse | None:
    """Count and note a wrong one; the page that says so where this one was one too many."""
    guessing.failed(address_of(request))
    person = User.objects.filter(username__iexact=typed.strip()).select_related("org").first()
    says = f"{what}不对" if person is None or person.is_active else "账号已停用"
    access_log.record(
        Kind.FAILED, person.org if person else None, says, by=person, name=typed if person is None else "",
        address=address_of(request),
    )  # fmt: skip
    until = guessing.locked_until(typed)
    return _locked(request, until) if until else None


def _locked(request: HttpRequest, until: datetime) -> HttpResponse:
    minutes = max(1, round((until - timezone.now()).total_seconds() / 60))
    return render(request, "registration/locked.html", {"until": until, "minutes": minutes}, status=429)


@receiver(user_logged_out)
def note_logout(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:  # noqa: ARG001 - Django's signature
    if request is not None and isinstance(user, User):
        access_log.record(Kind.LOGOUT, user.org, "退出", by=user, address=address_of(request))
