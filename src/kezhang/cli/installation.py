"""Commands that set up, run and examine an installation."""

import logging
import os
import socket
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from kezhang.backups import versions
from kezhang.backups.databases import NotBackedUp
from kezhang.catalogue import INDICATORS
from kezhang.cli.console import console, faults, org_of, stop, whole_number
from kezhang.jobs import router
from kezhang.jobs.supervision import supervised
from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.access_log import Kind
from kezhang.orgs.divisions import load_divisions
from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.people import Appointment
from kezhang.precedence import step_back
from kezhang.records import access
from kezhang.seals import rows
from kezhang.submissions.edge import router as edge
from kezhang.targets.models import PROGRESS_ENTRIES, TARGETS
from kezhang.web.accounts.first_time import first_code

#: Requests that a process answers at once: one that waits for a file to be opened keeps nobody else, and a crowd at the
#: open forms has six of them at most (``submissions/open/turns.py``).
THREADS = 8
#: How much the open pages step back for the bureau's where they are a process of their own: a crowd, or a flood, waits.
OUTSIDE = 3
#: Connections that wait to be taken up: a quiz of a thousand begins within seconds.
BACKLOG = 2048


def init() -> None:
    """建立或升级数据库，载入全国行政区划；可以反复运行。"""
    migrate()
    console.print(f"数据库已就绪，共有{load()}个单位。")


def load() -> int:
    """The divisions, and an entry where they brought bureaus; returns how many there are now."""
    before, now = Org.objects.count(), load_divisions()
    if now != before:
        access_log.record(
            Kind.PEOPLE, None, f"载入行政区划，单位由{before}个增至{now}个", by=None, name=access_log.COMMAND
        )
    return now


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
    _require_free(host, port)
    migrate()
    _stop_where_a_plugin_is_missing()
    _serving(is_secure=cert is not None, is_open_only=open_only)
    scheme = "https" if cert else "http"
    page = "open/bureau/单位代码/" if open_only else ""
    console.print(f"网站地址 {scheme}://{host}:{port}/{page} ，按 Ctrl+C 停止。")
    if not open_only and (code := first_code()):
        console.print(f"首次使用，请打开 {scheme}://{host}:{port}/start/?code={code} 设单位和管理员。", highlight=False)
    # The server holds more threads than processors for a slip; ours wait for the lock, the disk and files being opened.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in line.getMessage())
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


def _require_free(host: str, port: int) -> None:
    """The server shares its port between its own processes, and would share it with another site without a word."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as tried:
            if os.name != "nt":
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as fault:
        stop(
            f"{host}:{port} 不能监听：已有程序（可能是另一个 kezhang serve）在用，或没有权限；请换 --port。（{fault.strerror}）",
            1,
        )


def _serving(*, is_secure: bool, is_open_only: bool) -> None:
    """What the processes that answer are to know: they read the settings anew, or have this process's."""
    if is_secure:
        os.environ["KEZHANG_TLS"] = "1"
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    if is_open_only:
        step_back(OUTSIDE)
        os.environ["KEZHANG_OPEN_ONLY"] = "1"
        settings.ROOT_URLCONF = "kezhang.web.open_urls"


def migrate() -> None:
    """Bring every table up to date, those of jobs in their own database too; what is stored is backed up before."""
    if says := versions.newer():
        stop(says)
    try:
        kept = versions.back_up_before_migration()
    except NotBackedUp as fault:
        stop(f"升级前没有备份成，没有升级：{fault}", 1)
    if kept is not None:
        faults.print(f"升级前已备份到 {kept}。", highlight=False)  # apart from what a command has to hand out as data
    call_command("migrate", verbosity=0)
    for beside in (router, edge):
        if beside.database() != "default":
            call_command("migrate", beside.APP, database=beside.database(), verbosity=0)
    rows.adopt()
    _close_to_others()


def _close_to_others() -> None:
    """What is kept is for this account alone, whatever an older version or a copy has left open."""
    home = Path(settings.KEZHANG_HOME)
    found = [*home.glob("*.sqlite3*"), *home.glob("*.json"), *home.glob("*.log")]
    if os.name != "nt" and home.stat().st_uid == os.getuid():
        home.chmod(0o700)
        for path in found:
            path.chmod(0o600)


def _stop_where_a_plugin_is_missing() -> None:
    """Targets outlive the plug-in whose indicator they name; without it no board could be drawn."""
    if says := lacking_indicators():
        stop(says)


def lacking_indicators() -> str:
    named = {slug for ledger in (TARGETS, PROGRESS_ENTRIES) for slug in access.said_anywhere(ledger, "indicator")}
    lacking = "、".join(sorted(named - set(INDICATORS)))
    return f"任务或进度填报中有目录里没有的指标 {lacking}；请把提供它的插件写回 KEZHANG_PLUGINS。" if lacking else ""


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
