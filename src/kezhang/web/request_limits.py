"""限流: how many requests a minute one person, and everybody at one address, may send to each group of pages.

The numbers are generous: a school, a bureau, a whole government hall comes from one address. They stop what runs wild,
such as a script in a loop, before others have to wait for it. Who guesses passwords waits much sooner: orgs/guessing.
How much a single request may bring is said elsewhere: ``NotTooMuch``, the door of the open pages, each kind of file.

What is sent is counted by all processes together. Looks are counted by each process for itself: a page that only shows
writes nothing.
"""

import ipaddress
import logging
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from kezhang.form_drafts.returning import back_to
from kezhang.form_drafts.tickets import kept_by_ticket
from kezhang.orgs.access_log import address_of
from kezhang.orgs.models import User
from kezhang.quantities.typed_numbers import whole_number
from kezhang.submissions.edge.counting import MINUTE, Numbers
from kezhang.submissions.open.door import ROOT
from kezhang.submissions.open.responses import as_data, wants_data
from kezhang.web.standpoint import page_of

_log = logging.getLogger(__name__)
#: Where an address of the sixth version is given out to one household or one office as a whole.
NETWORK_OF_ONE = 64


@dataclass(frozen=True)
class PageGroup:
    """页面组: pages that cost alike; requests a minute, and why so many are enough."""

    name: str
    label: str
    pages: re.Pattern[str]
    person: int
    address: int
    why: str
    is_sent: bool | None = None  # only what is sent, only what is looked at, or both
    is_upload: bool = False


def _group(
    name: str, label: str, pages: str, person: int, address: int, why: str, *,
    is_sent: bool | None = None, is_upload: bool = False,
) -> PageGroup:  # fmt: skip
    return PageGroup(name, label, re.compile(pages), person, address, why, is_sent, is_upload)


#: A request belongs to the first that fits.
GROUPS = (
    _group("passwords", "登录和口令", r"/(login|password|start|account)/", 30, 240,
           "一个大厅的120人在同一分钟上班，各输一次密码和一次口令", is_sent=True),
    _group("following", "查询来件", r"/open/follow/", 120, 300,
           "一个班60人同时查来件，每人输错几次", is_sent=True),
    _group("quiz-sent", "线上答题", r"/open/quiz/", 600, 9000,
           "一所学校1000人在同一地址答题，每15秒保存一次，同一分钟内开始或交卷", is_sent=True),
    _group("open-sent", "对外页面的提交", r"/open/", 600, 3000,
           "一所学校几百人在同一地址报名、签到，各改几次", is_sent=True),
    _group("open", "对外页面的查看", r"/open/", 600, 6000, "一所学校几百人同时扫码，每人打开几页"),
    _group("uploads", "上传", r"/", 120, 1200, "一个人不停地选文件上传，每秒不超过两次", is_sent=True, is_upload=True),
    _group("files", "下载和导出", r"/.*(\.[a-z]+|/file/?|/original/|/evidence/\d+/|/files/\d+/)$", 300, 3000,
           "一页里的二维码和图片也在内；制表、制文件最费时", is_sent=False),
    _group("typing", "边输入边核对", r"/(search|suggest|drafts|ledgers/[^/]+/check)/", 1200, 12000,
           "打字时每停一下问一次，还有自动暂存"),
    _group("sent", "保存和办理", r"/", 600, 6000, "一个人不停地保存，每秒不超过十次", is_sent=True),
    _group("pages", "查看", r"/", 1200, 12000, "一个人不停地翻页，每秒不超过二十页"),
)  # fmt: skip


def is_sent(request: HttpRequest) -> bool:
    """Whether it brings something, and does not only look."""
    return request.method not in {"GET", "HEAD", "OPTIONS"}


def group_of(request: HttpRequest) -> PageGroup:
    """Which group a request belongs to, whatever bureau and date stand in its address."""
    page = page_of(request.path_info)
    is_upload = (request.content_type or "").startswith("multipart/")
    return next(
        each
        for each in GROUPS
        if each.is_sent in (None, is_sent(request)) and (is_upload or not each.is_upload) and each.pages.match(page)
    )


class Looks:
    """查看次数: of this minute, in this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """As a process does that is started anew."""
        self._minute, self._counts = 0, Counter[str]()

    def counted_now(self, subjects: Sequence[str]) -> list[int]:
        """Count one more of each; how many there are of each now."""
        minute = math.floor(time.time() / MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            self._counts.update(subjects)
            return [self._counts[each] for each in subjects]


LOOKS, SENT = Looks(), Numbers()


class RequestLimits:
    """Middleware, before the login is asked for: what is too much is not done, and says when it will be again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.KEZHANG_REQUESTS_PERCENT == 0:
            return self.get_response(request)
        group = group_of(request)
        limits = dict(_limits(request, group))
        try:
            counts = SENT.next_of(limits) if is_sent(request) else LOOKS.counted_now(list(limits))
        except DatabaseError:  # a full disk, a database that is away: the page itself says what is wrong
            _log.warning("requests could not be counted", exc_info=True)
            return self.get_response(request)
        if all(count <= most for count, most in zip(counts, limits.values(), strict=True)):
            return self.get_response(request)
        return _refused(request)


def _limits(request: HttpRequest, group: PageGroup) -> Iterator[tuple[str, int]]:
    """Who is counted, and how many they have; the person first, as counting asks for one order."""
    percent = settings.KEZHANG_REQUESTS_PERCENT
    if not request.path_info.startswith(f"/{ROOT}/") and isinstance(request.user, User):
        yield f"{group.name}:person:{request.user.pk}", max(1, group.person * percent // 100)
    yield f"{group.name}:from:{network_of(address_of(request))}", max(1, group.address * percent // 100)


def network_of(address: str) -> str:
    """What one office has for itself: the address, of the sixth version all that begin alike.

    >>> network_of("10.1.2.3"), network_of("2001:db8:0:1:aaaa::5"), network_of("::ffff:10.1.2.3"), network_of("")
    ('10.1.2.3', '2001:db8:0:1::', '10.1.2.3', '')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found.packed, NETWORK_OF_ONE), strict=False).network_address)


def _refused(request: HttpRequest) -> HttpResponse:
    """429 for whoever asks: a page, a part of one, or a program. What was typed into a form is kept."""
    wait = math.ceil(MINUTE - time.time() % MINUTE)
    says = f"一分钟内的请求太多，这一次没有执行，请{wait}秒后再试。"
    answer: HttpResponse
    if request.path_info.startswith(f"/{ROOT}/") and wants_data(request):
        answer = as_data({"says": says, "retry_after": wait}, 429)
    elif wants_data(request):
        told = {"says": says, "retry_after": wait}
        answer = JsonResponse(told, status=429, json_dumps_params={"ensure_ascii": False})
    elif request.headers.get("HX-Request"):
        answer = HttpResponse(says, status=429, content_type="text/plain; charset=utf-8")
    else:
        answer = HttpResponse(render_to_string("429.html", _page(request, says)), status=429)
    answer.headers["Retry-After"] = str(wait)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, says: str) -> dict[str, object]:
    is_open = request.path_info.startswith(f"/{ROOT}/")
    brings = is_sent(request)
    is_kept = brings and not is_open and _is_small(request) and kept_by_ticket(request.POST) is not None
    return {
        "says": says,
        "is_sent": brings,
        "again": back_to(request) if is_kept else "" if brings else request.get_full_path(),
        "is_kept": is_kept,
        "is_open": is_open,
    }


def _is_small(request: HttpRequest) -> bool:
    """Files that are sent too often are not read either."""
    told = request.META.get("CONTENT_LENGTH") or "0"  # NotTooMuch has let it through
    return whole_number(told, 0, 10**12) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
