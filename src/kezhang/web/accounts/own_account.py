"""本人账号: one's posts, password, logins that last and second factor; nobody else's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.orgs import access_log, guessing, passwords, second_factor, sessions
from kezhang.orgs.access_log import Kind, address_of
from kezhang.orgs.models import User
from kezhang.orgs.viewing import person_of
from kezhang.web.accounts import proof

#: The more particular before what they also claim to be.
BROWSERS = ("MicroMessenger", "Edg/", "QQBrowser", "360SE", "Firefox", "Chrome", "Safari")
SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


class OwnPasswordForm(PasswordChangeForm):
    """Django's form; what it sets is remembered, so that it is not taken again."""

    def save(self, commit: bool = True) -> User:  # noqa: ARG002 - Django's signature
        person = self.user
        assert isinstance(person, User)
        passwords.change(person, self.cleaned_data["new_password1"])
        return person


class OwnPassword(PasswordChangeView):
    """修改密码: every other login of the person ends with it."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")
    extra_context: dict[str, Any]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = person_of(self.request)
        return super().get_context_data(why=passwords.is_due(person), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever sits at a machine somebody has left may not guess here what is locked at the login."""
        try:
            guessing.attempt(person_of(request).username, address_of(request))
        except guessing.Locked as locked:
            messages.error(request, locked.says)
            return self.render_to_response(self.get_context_data(), status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error("old_password"):
            guessing.failed(address_of(self.request))
            access_log.note(self.request, Kind.FAILED, person_of(self.request).org, "改密码时原密码不对")
        else:
            guessing.succeeded(person_of(self.request).username)
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        person = person_of(self.request)
        guessing.succeeded(person.username)
        sessions.end(person, but=self.request.session.session_key)
        access_log.note(self.request, Kind.ACCOUNT, person.org, "修改本人密码")
        messages.success(self.request, "密码已修改，本人在别处的登录已退出。")
        return answer


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {
        "person": person,
        "sessions": [
            (each, browser_of(each.browser), each.session_key == request.session.session_key)
            for each in sessions.of(person)
        ],
        "is_second_factor_on": second_factor.is_on(person),
        "proof": proof.asks_for(person),
    }
    return render(request, "accounts/account.html", context)


def browser_of(told: str) -> str:
    """What a browser says of itself, as people call it; the whole where nothing of it is known.

    >>> browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36")
    'Chrome，Windows'
    >>> browser_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"), browser_of("curl/8")
    ('Safari，iPhone', 'curl/8')
    """
    named = [next((name for name in names if name in told), "") for names in (BROWSERS, SYSTEMS)]
    return "，".join(name.removesuffix("/") for name in named if name) or told


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere: this login stays."""
    person = person_of(request)
    count = sessions.end(person, but=request.session.session_key)
    if count:
        access_log.note(request, Kind.ACCOUNT, person.org, f"退出本人在别处的{count}个登录")
    messages.success(request, f"已退出别处的{count}个登录。" if count else "别处没有登录。")
    return redirect("account")


@never_cache
@require_http_methods(["GET", "POST"])
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """The picture for the telephone, until a code of it has been seen; then the spare codes, shown this once."""
    person = person_of(request)
    if request.method == "POST":
        try:
            guessing.attempt(person.username, address_of(request))
        except guessing.Locked as locked:
            messages.error(request, locked.says)
            return redirect("account")
        codes = second_factor.confirm(person, request.POST.get("code", ""))
        if codes is None:
            guessing.failed(address_of(request))
        else:
            guessing.succeeded(person.username)
            access_log.note(request, Kind.ACCOUNT, person.org, "启用动态口令")
            messages.success(request, "动态口令已启用，下次登录时须输入。")
            return render(request, "accounts/spare_codes.html", {"codes": codes})
        messages.error(request, "口令不对。请核对手机的时间，再输入当前显示的六位数字。")
    device = second_factor.offered(person)
    context = {"picture": second_factor.picture_of(device), "secret": second_factor.secret_of(device)}
    return render(request, "accounts/second_factor.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def give_up_second_factor(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if fault := proof.fault_of(request):
        messages.error(request, fault)
    elif second_factor.give_up(person):
        access_log.note(request, Kind.ACCOUNT, person.org, "停用动态口令")
        messages.success(request, "动态口令已停用。")
    return redirect("account")
