"""运行状况: whether the site can serve, for whoever watches over it; the same in numbers for Prometheus, in words for the page.

Both addresses are answered before anything else is asked: a watcher logs in nowhere. Numbers are for this machine alone.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kezhang.jobs import queue
from kezhang.jobs.models import Job
from kezhang.orgs.access_log import address_of
from kezhang.records.local_time import moment_text
from kezhang.seals.bindings import heads
from kezhang.seals.models import Anchor
from kezhang.web.monitoring import log_records

HERE = {"127.0.0.1", "::1"}
#: Less room than this is said, and less than that does not serve any more.
LITTLE, TOO_LITTLE = 1 << 30, 64 << 20


@dataclass(frozen=True)
class HealthLine:
    """One thing that is looked at: how it is, and what to do where it is not well."""

    name: str
    label: str
    is_well: bool
    says: str
    todo: str = ""
    must: bool = False  # without it the site cannot serve


class Health:
    """Middleware: /health/ and /metrics/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info.rstrip("/")
        if path == "/health" and request.method in {"GET", "HEAD"}:
            return _health()
        if path == "/metrics" and request.method == "GET" and address_of(request) in HERE:
            return HttpResponse("\n".join(numbers()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
        return self.get_response(request)


def _health() -> HttpResponse:
    found = list(lines())
    serves = all(line.is_well for line in found if line.must)
    told = {line.name: "ok" if line.is_well else "fault" for line in found}
    answer = JsonResponse({"status": "ok" if serves else "fault", **told}, status=200 if serves else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def lines() -> Iterator[HealthLine]:
    """Everything that is looked at, whatever else is wrong."""
    database = _database()
    yield database
    yield _disk()
    if database.is_well:
        yield _worker()
        yield _anchors()
        yield _backups()


def _database() -> HealthLine:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        todo = "检查数据库服务是否在运行，或 KEZHANG_HOME 所在的磁盘是否可用。"
        return HealthLine("database", "数据库", False, "连不上", todo, must=True)
    return HealthLine("database", "数据库", True, "正常", must=True)


def _disk() -> HealthLine:
    free = shutil.disk_usage(settings.KEZHANG_HOME).free
    says, todo = f"剩余{free >> 20}MB", f"清理 {settings.KEZHANG_HOME} 所在的磁盘，或运行 kezhang doctor --clean。"
    if free < LITTLE:
        return HealthLine("disk", "磁盘", False, says, todo, must=free < TOO_LITTLE)
    return HealthLine("disk", "磁盘", True, says)


def _worker() -> HealthLine:
    if queue.is_attended():
        return HealthLine("worker", "后台程序", True, "在工作")
    return HealthLine(
        "worker", "后台程序", False, "没有在工作", "重新启动网站；使用 PostgreSQL 时另可运行 kezhang work。"
    )


def _anchors() -> HealthLine:
    last = Anchor.objects.order_by("-number").first()
    if not settings.KEZHANG_ANCHORS:
        return HealthLine("anchors", "锚", False, "没有设置", "把 KEZHANG_ANCHORS 设为另一台机器共享盘上的文件。")
    if Anchor.objects.filter(written_at=None).exists():
        return HealthLine("anchors", "锚", False, "有锚还没有写出去", f"检查 {settings.KEZHANG_ANCHORS} 所在的共享盘。")
    return HealthLine("anchors", "锚", True, f"最后一次{moment_text(last.at)}" if last else "还没有")


def _backups() -> HealthLine:
    last = newest_backup()
    if not settings.KEZHANG_BACKUPS:
        return HealthLine("backups", "备份", False, "没有设置", "把 KEZHANG_BACKUPS 设为另一台机器共享盘上的文件夹。")
    if last is None or (timezone.now() - last).days >= 2:
        says = f"最后一次{moment_text(last)}" if last else "还没有备份"
        return HealthLine(
            "backups", "备份", False, says, f"检查 {settings.KEZHANG_BACKUPS} 是否挂上，或运行 kezhang backup。"
        )
    return HealthLine("backups", "备份", True, f"最后一次{moment_text(last)}")


def newest_backup() -> datetime | None:
    folder = Path(settings.KEZHANG_BACKUPS) if settings.KEZHANG_BACKUPS else None
    if folder is None or not folder.is_dir():
        return None
    found = max((path.stat().st_mtime for path in folder.glob("kezhang-*.zip")), default=None)
    return None if found is None else datetime.fromtimestamp(found, timezone.get_current_timezone())


def numbers() -> Iterator[str]:
    """For Prometheus; what requests came to is of this process since it began."""
    yield "# HELP kezhang_up Whether each part is well."
    yield "# TYPE kezhang_up gauge"
    for line in lines():
        yield f'kezhang_up{{part="{line.name}"}} {"1" if line.is_well else "0"}'
    yield "# TYPE kezhang_requests_total counter"
    for status, count in sorted(log_records.ANSWERS.items()):
        yield f'kezhang_requests_total{{status="{status}"}} {count}'
    yield "# TYPE kezhang_request_seconds_sum counter"
    yield f"kezhang_request_seconds_sum {log_records.SECONDS['sum']:.3f}"
    yield "# TYPE kezhang_disk_free_bytes gauge"
    yield f"kezhang_disk_free_bytes {shutil.disk_usage(settings.KEZHANG_HOME).free}"
    try:
        yield "# TYPE kezhang_jobs gauge"
        for state, count in Job.objects.order_by().values_list("state").annotate(Count("pk")):
            yield f'kezhang_jobs{{state="{state}"}} {count}'
        yield "# TYPE kezhang_log_entries counter"
        for table in heads():  # each head says how long its chain is: the logs themselves are not read at every scrape
            counted = table._default_manager.aggregate(Sum("sequence"))
            yield f'kezhang_log_entries{{log="{table.log}"}} {counted["sequence__sum"] or 0}'
    except DatabaseError:
        return
