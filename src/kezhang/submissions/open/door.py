"""对外的门: what every open page keeps to, before anything of a request is read.

Too much is turned away by its length alone; nothing of these pages is stored by anybody on the way, no other site is
told where somebody came from, and no page of the bureau is reachable where only the open ones are served.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from kezhang.submissions.open.turns import TURNS, told_to_wait
from kezhang.submissions.sending.submitted_files import LIMIT, MOST

#: The first part of every open address, and what the names of all of them begin with.
ROOT, NAMES = "open", "open-"
#: Where a form is sent to.
FORM = f"/{ROOT}/code/"
#: Bytes of a request: all attachments and a generous page of words.
LARGEST = LIMIT * MOST + 1024 * 1024


class OpenDoor:
    """Middleware, before anything that reads what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"/{ROOT}/"):
            return self.get_response(request)
        if _length(request) > LARGEST:
            return HttpResponse(
                "附件太大，没有收下；每个不超过10MB，最多6个。", status=413, content_type="text/plain; charset=utf-8"
            )
        answer = self._in_turn(request) if _brings_form(request) else self.get_response(request)
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def _in_turn(self, request: HttpRequest) -> HttpResponse:
        if TURNS.is_full:
            return told_to_wait(request)
        _ = request.POST  # read before the turn begins
        with TURNS.taken() as has_turn:
            return self.get_response(request) if has_turn else told_to_wait(request)


def _brings_form(request: HttpRequest) -> bool:
    """Whether a form is sent that is taken in with all its files: of what comes from outside, what takes longest."""
    if request.method != "POST" or request.path_info.count("/") != FORM.count("/"):
        return False  # looking an address up in the whole site's list takes longer than an answer of a quiz
    try:
        return resolve(request.path_info).url_name == "open-form"
    except Resolver404:
        return False


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else LARGEST + 1
