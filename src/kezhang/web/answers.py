"""回答: what every answer owes whatever its page: an id to be found by in the log, nothing kept where others may look,
and words where it would have none.
"""

import logging
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from kezhang import full_disk
from kezhang.orgs.models import User
from kezhang.orgs.viewing import is_whole_page
from kezhang.quantities.typed_numbers import whole_number
from kezhang.request_id import request_named
from kezhang.web.monitoring import log_records

_log = logging.getLogger("kezhang.requests")


class RequestNamed:
    """请求编号: each request has an id, in its answer and on every line that is logged for it; what took how long is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        with request_named() as name:
            answer = self.get_response(request)
            took = time.monotonic() - begun
            answer.headers["X-Request-ID"] = name
            log_records.count(answer.status_code, took)
            person = getattr(request, "user", None)
            who = person.pk if isinstance(person, User) else None
            told = {"method": request.method, "path": request.path_info, "status": answer.status_code}
            _log.info("request", extra={"told": told | {"milliseconds": round(took * 1000), "person": who}})
        return answer


def told_fault(request: HttpRequest) -> HttpResponse:
    """The page of a fault that nobody foresaw; where it is the disk, which one and what to do, for those who are ours."""
    fault, person = sys.exc_info()[1], getattr(request, "user", None)
    says = full_disk.sentence(fault) if fault is not None else ""
    if not says:
        return server_error(request)
    if not isinstance(person, User):  # where things lie here is nobody else's business
        says = "服务器的磁盘已满或不能写入，这次没有保存。请稍后重试，或告诉单位的管理员。"
    return HttpResponse(render_to_string("507.html", {"says": says}), status=507)


class NotTooMuch:
    """A request that says it is longer than anything anybody sends is not read at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not (told.isascii() and told.isdecimal()) or len(told) > 12:
            return HttpResponse("请求的长度没有写明。", status=400, content_type="text/plain; charset=utf-8")
        if whole_number(told, 0, 10**12) > settings.KEZHANG_REQUEST_LIMIT:
            most = settings.KEZHANG_REQUEST_LIMIT >> 20
            says = f"一次上传的内容超过{most}MB的上限，没有接收；请分几次上传。"
            return HttpResponse(says, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class NotKept:
    """Pages of whoever is logged in are kept by no browser and no proxy: the next person at the machine may look."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(request.user, User) and not answer.has_header("Cache-Control"):
            answer.headers["Cache-Control"] = "no-store, private"
        return answer


class TellWhatIsOnlySentTo:
    """A 405 has no words of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or not is_whole_page(request):
            return answer
        told = render(request, "405.html", status=405)
        told.headers["Allow"] = answer.headers["Allow"]
        return told
