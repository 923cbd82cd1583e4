"""Commands about what is done beside the site."""

import sys
from typing import Annotated

import typer

from kezhang.cli.console import console, folding_table, org_of, stop, write_json
from kezhang.jobs import queue
from kezhang.jobs.kinds import kinds
from kezhang.jobs.models import Job
from kezhang.jobs.only_worker import WorkerTaken
from kezhang.jobs.worker import work as be_worker
from kezhang.records.local_time import moment_text

#: Jobs listed, newest first.
LISTED = 50


def work(
    child_of: Annotated[int, typer.Option(help="启动它的程序，随其结束（kezhang serve 使用）")] = 0,
    after: Annotated[str, typer.Option(help="它接替的后台程序（kezhang serve 使用）")] = "",
) -> None:
    """执行后台任务。kezhang serve 已带一个；使用 PostgreSQL 时可在别的机器上再运行几个。"""
    try:
        be_worker(predecessor=after, parent=child_of, told=lambda name: _tell(name) if child_of else None)
    except WorkerTaken:
        stop("已经有一个后台程序在工作（SQLite 只用一个，kezhang serve 已带一个）；不用再运行。", 1)


def _tell(name: str) -> None:
    """To the site that started it: who it is."""
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()


def jobs(
    org: Annotated[str, typer.Option(help="只列一个单位的")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出后台任务，新的在前；没有后台程序在工作时退出码为 1。"""
    found = Job.objects.filter(org_id=org_of(org).pk) if org else Job.objects.all()
    listed, attended = list(found[:LISTED]), queue.is_attended()
    labels = {slug: kind.label for slug, kind in kinds().items()}
    if as_json:
        write_json({"attended": attended, "jobs": [_row(job) for job in listed]})
    elif listed:
        table = folding_table("提交时间", "任务", "对象", "提交人", "状态", "进度", "结果")
        for job in listed:
            says = job.fault or job.result.get("says", "")
            table.add_row(
                moment_text(job.created_at), labels.get(job.kind, job.kind), job.subject, job.owner_name,
                str(job.get_state_display()), f"{job.percent}%" if job.total else "", says,
            )  # fmt: skip
        console.print(table)
    else:
        console.print("没有后台任务。")
    if not attended:
        if not as_json:
            console.print("现在没有后台程序在工作：请启动网站（kezhang serve），或运行 kezhang work。", style="yellow")
        raise typer.Exit(1)


def _row(job: Job) -> dict[str, object]:
    names = ("id", "kind", "subject", "owner_name", "state", "done", "total", "result", "fault")
    moments = ("created_at", "started_at", "heartbeat_at", "ended_at")
    told: dict[str, object] = {name: getattr(job, name) for name in names}
    return told | {name: at.isoformat() if (at := getattr(job, name)) else None for name in moments}
