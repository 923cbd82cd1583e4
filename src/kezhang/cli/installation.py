"""Commands that set up, run and examine an installation."""

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from kezhang.catalogue import INDICATORS
from kezhang.cli.console import bar, console, faults, folding_table, org_of, stop, whole_number, write_json
from kezhang.jobs import router
from kezhang.jobs.supervision import supervised
from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.access_log import BrokenLink, Kind
from kezhang.orgs.divisions import load_divisions
from kezhang.orgs.models import Post, User
from kezhang.orgs.people import Appointment
from kezhang.records import access
from kezhang.records.history import leftovers
from kezhang.records.history.integrity import IntegrityFault
from kezhang.records.history.leftovers import Leftover
from kezhang.reports.background import examination_job
from kezhang.submissions.edge import router as edge
from kezhang.targets.models import PROGRESS_ENTRIES, TARGETS

#: Requests that a process answers at once: one that waits for a file to be opened keeps nobody else.
THREADS = 4
#: Connections that wait to be taken up: a quiz of a thousand begins within seconds.
BACKLOG = 2048


def init() -> None:
    """建立或升级数据库，载入全国行政区划；可以反复运行。"""
    migrate()
    console.print(f"数据库已就绪，共有{load_divisions()}个单位。")


def serve(
    port: Annotated[int, typer.Option(help="端口", parser=whole_number(1, 65535), metavar="整数")] = 8000,
    host: Annotated[str, typer.Option(help="监听地址；局域网使用时填 0.0.0.0，并设置 KEZHANG_HOSTS")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="进程数", parser=whole_number(1, 256), metavar="整数")] = 1,
    cert: Annotated[
        Path | None, typer.Option(help="HTTPS 证书（PEM）；离线填报、定位和装到桌面要有它", exists=True, dir_okay=False)
    ] = None,
    key: Annotated[Path | None, typer.Option(help="HTTPS 私钥（PEM）", exists=True, dir_okay=False)] = None,
    open_only: Annotated[
        bool, typer.Option("--open-only", help="只开放对外页面（表单、查询、特派员、答题），别的地址一律没有")
    ] = False,
) -> None:
    """启动网站。"""
    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols

    if (cert is None) != (key is None):
        stop("--cert 和 --key 要一起写：一个是证书，一个是它的私钥。")
    migrate()
    _stop_where_a_plugin_is_missing()
    _serving(is_secure=cert is not None, is_open_only=open_only)
    scheme = "https" if cert else "http"
    page = "open/bureau/单位代码/" if open_only else ""
    console.print(f"网站地址 {scheme}://{host}:{port}/{page} ，按 Ctrl+C 停止。")
    site = Granian(
        "kezhang.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_enabled=True,
        log_level="warning",  # type: ignore[arg-type]
        backlog=BACKLOG,
        ssl_cert=cert,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls12,  # telephones of some age
    )
    with nullcontext() if open_only else supervised():
        site.serve()


def _serving(*, is_secure: bool, is_open_only: bool) -> None:
    """What the processes that answer are to know: they read the settings anew, or have this process's."""
    if is_secure:
        os.environ["KEZHANG_TLS"] = "1"
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    if is_open_only:
        os.environ["KEZHANG_OPEN_ONLY"] = "1"
        settings.ROOT_URLCONF = "kezhang.web.open_urls"


def migrate() -> None:
    """Bring every table up to date, those of jobs in their own database too."""
    call_command("migrate", verbosity=0)
    for beside in (router, edge):
        if beside.database() != "default":
            call_command("migrate", beside.APP, database=beside.database(), verbosity=0)


def _stop_where_a_plugin_is_missing() -> None:
    """Targets outlive the plug-in whose indicator they name; without it no board could be drawn."""
    named = {slug for ledger in (TARGETS, PROGRESS_ENTRIES) for slug in access.said_anywhere(ledger, "indicator")}
    if lacking := sorted(named - set(INDICATORS)):
        stop(f"任务或进度填报中有目录里没有的指标 {'、'.join(lacking)}；请把提供它的插件写回 KEZHANG_PLUGINS。")


def user(
    name: Annotated[str, typer.Argument(help="登录名")],
    org: Annotated[str, typer.Option(help="单位代码；三员可以不填，管全系统")] = "",
    post: Annotated[
        list[str] | None,
        typer.Option(
            help=f"岗位，可以写几次：{'、'.join(f'{k.value} {k.label}' for k in Post.Kind)}；不写为填报人和审核人"
        ),
    ] = None,
    full_name: Annotated[str, typer.Option(help="姓名")] = "",
) -> None:
    """新增人员，初始密码从键盘输入，本人首次登录时须修改。"""
    kinds = post or [Post.Kind.CLERK, Post.Kind.REVIEWER]
    if unknown := [kind for kind in kinds if kind not in Post.Kind.values]:
        stop(f"没有“{unknown[0]}”这个岗位，可填 {'、'.join(Post.Kind.values)}。")
    bureau = org_of(org) if org else None
    if fault := people.fault_of([Appointment(kind, bureau) for kind in kinds]):
        stop(fault)
    if User.objects.filter(username__iexact=name).exists():
        stop(f"登录名 {name} 已经有人使用。", 1)
    password = typer.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
    try:
        if weak := passwords.faults_of(password, User(username=name, org=bureau, full_name=full_name)):
            stop("；".join(weak), 1)
        person = people.add(name, bureau, *kinds, full_name=full_name, password=password, is_temporary=True)
    except people.NotAppointed as refused:
        stop(str(refused))
    access_log.record(Kind.PEOPLE, bureau, f"新增{person}（登录名 {name}）", by=None, name=access_log.COMMAND)
    console.print(f"已新增{person}：{'、'.join(str(held) for held in person.posts.all())}。")


def doctor(
    org: Annotated[str, typer.Option(help="只查一个单位；没有记录用到的文件只在查全部时列出")] = "",
    days: Annotated[int, typer.Option(help="上传后多少天没有确认的导入算遗留", min=1)] = examination_job.STALE,
    clean: Annotated[
        bool, typer.Option("--clean", help="清理遗留的文件、没有确认的导入和没人做的任务，每项留有记录")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """核对变更链、记录、佐证材料和报告，列出遗留的文件、导入和任务；有问题时退出码为 1。"""
    _stop_where_a_plugin_is_missing()
    with bar(faults if as_json else console) as progress:
        task = progress.add_task("核对中", total=None)
        found: list[IntegrityFault | BrokenLink | Leftover] = []
        orgs = [org_of(org)] if org else None
        for finding in examination_job.findings(orgs, days):
            if clean and isinstance(finding, Leftover):
                leftovers.clean(finding)
                faults.print(f"已清理 {finding.subject}", highlight=False)
                continue
            found.append(finding)
            progress.update(task, completed=len(found))
    if as_json:
        told = [{"org": f.org.code if f.org else "", "subject": f.subject, "says": f.says} for f in found]
        write_json(told)
    elif not found:
        console.print(examination_job.SOUND, style="green")
    else:
        table = folding_table(
            "单位", "对象", "问题", title=f"发现{len(found)}处问题，最先断开的一环：{found[0].subject}，{found[0].says}"
        )
        for finding in found:
            table.add_row(finding.org.name if finding.org else "—", finding.subject, finding.says)
        console.print(table)
    if found:
        raise typer.Exit(1)
