"""在场: whoever has not been here for a while is signed out, and whose password is due changes it before anything else.

The last sign of life stands in a signed cookie, so that looking at a page writes nothing to the database.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kezhang.orgs import sessions
from kezhang.orgs.models import User
from kezhang.orgs.passwords import is_due

COOKIE = "kezhang_seen"
#: Pages that ask by themselves, which is no sign of life.
BY_THEMSELVES = {"job"}
#: What is open to somebody whose password is due.
ON_THE_WAY = {"password_change", "logout", "login", "login-code"}


class Presence:
    """Between Django's authentication and everything that asks who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and self._is_gone(request):
            logout(request)
            messages.info(request, f"{settings.KEZHANG_IDLE_MINUTES}分钟没有操作，已自动退出，请重新登录。")
        answer = self.get_response(request)
        match = request.resolver_match
        if isinstance(request.user, User) and not (match and match.url_name in BY_THEMSELVES):
            answer.set_cookie(
                COOKIE, self._signer(request).sign("1"), secure=settings.SESSION_COOKIE_SECURE, httponly=True,
                samesite="Lax",
            )  # fmt: skip
        return answer

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(request.user, User) or (match and match.url_name in ON_THE_WAY):
            return None
        return redirect("password_change") if is_due(request.user) else None

    def _is_gone(self, request: HttpRequest) -> bool:
        """Nothing since the login and nothing in the cookie for longer than is allowed."""
        longest = settings.KEZHANG_IDLE_MINUTES * 60
        if not longest:
            return False
        began = request.session.get(sessions.BEGAN)
        if began is None or timezone.now().timestamp() - began <= longest:
            return False
        try:
            self._signer(request).unsign(request.COOKIES.get(COOKIE, ""), max_age=longest)
        except BadSignature:
            return True
        return False

    def _signer(self, request: HttpRequest) -> TimestampSigner:
        """Of this login only: another's cookie says nothing."""
        return TimestampSigner(salt=f"{COOKIE}.{request.session.session_key}")
