"""短路: what telephones send to a quiz goes past everything that is about people who are logged in.

A thousand who answer at once have no session, no messages, no bureau in view and no right to be asked for; what makes
these ready for every request takes as long as the answer itself. The parts that such a request does need are named in
the settings (``KEZHANG_SHORT_WAY``), beside those of all others: the door, the limits, the clear text. A request goes
here by its address alone, so that nobody can choose. Whoever is logged in at the same browser is nobody here.
"""

import re
from collections.abc import Callable
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.module_loading import import_string

#: The addresses of a quiz to which something is sent; their views ask for no token (csrf_exempt) and for no login.
_SENT_TO = re.compile(r"/open(/quiz/[-\w]+/(?:start|paper)/)", re.ASCII)
_PAGES = "kezhang.submissions.open.urls"


class ShortWay:
    """Middleware: before whatever makes sessions, people and policies ready."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._policy = build_policy()
        answer: Callable[[HttpRequest], Any] = _answered
        for name in reversed(settings.KEZHANG_SHORT_WAY):
            answer = convert_exception_to_response(import_string(name)(convert_exception_to_response(answer)))
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not _SENT_TO.fullmatch(request.path_info):
            return self.get_response(request)
        request.user = AnonymousUser()
        answer: HttpResponse = self._answer(request)
        answer.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        answer.headers.setdefault("Content-Security-Policy", self._policy)
        return answer


def _answered(request: HttpRequest) -> HttpResponse:
    """By the open pages' own list of addresses: the whole site's is long."""
    request.get_host()  # a name that is not ours is refused
    sent_to = _SENT_TO.fullmatch(request.path_info)
    assert sent_to is not None  # nothing else comes here
    match = request.resolver_match = resolve(sent_to[1], _PAGES)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
