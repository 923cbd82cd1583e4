"""对外的门: what every open page keeps to, before anything of a request is read.

Too much is turned away by its length alone; nothing of these pages is stored by anybody on the way, no other site is
told where somebody came from, and no page of the bureau is reachable where only the open ones are served.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from kezhang.submissions.sending.submitted_files import LIMIT, MOST

#: The first part of every open address, and what the names of all of them begin with.
ROOT, NAMES = "open", "open-"
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
        answer = self.get_response(request)
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else LARGEST + 1


def wants_data(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not the browser for a page."""
    return "application/json" in request.headers.get("Accept", "")


def as_data(content: dict[str, object], status: int = 200) -> JsonResponse:
    """With the marker by which a device knows that it is we who answer, and no captive portal."""
    return JsonResponse({"kezhang": 1, **content}, status=status, json_dumps_params={"ensure_ascii": False})
