"""Commands that set up, run and examine an installation."""

from typing import Annotated

import typer
from django.core.management import call_command

from kezhang.backups import versions
from kezhang.backups.databases import NotBackedUp
from kezhang.catalogue import INDICATORS
from kezhang.cli.console import console, org_of, stop, whole_number
from kezhang.jobs import router
from kezhang.jobs.supervision import supervised
from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.access_log import Kind
from kezhang.orgs.divisions import load_divisions
from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.people import Appointment
from kezhang.records import access
from kezhang.seals import rows
from kezhang.targets.models import PROGRESS_ENTRIES, TARGETS
from kezhang.web.accounts.first_time import first_code

#: Requests that a process answers at once: one that waits for a file to be opened keeps nobody else.
THREADS = 4


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
) -> None:
    """启动网站。"""
    from granian import Granian
    from granian.constants import Interfaces

    migrate()
    _stop_where_a_plugin_is_missing()
    console.print(f"网站地址 http://{host}:{port}/ ，按 Ctrl+C 停止。")
    if code := first_code():
        console.print(f"首次使用，请打开 http://{host}:{port}/start/?code={code} 设单位和管理员。", highlight=False)
    site = Granian(
        "kezhang.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_enabled=True,
        log_level="warning",  # type: ignore[arg-type]
    )
    with supervised():
        site.serve()


def migrate() -> None:
    """Bring every table up to date, those of jobs in their own database too; what is stored is backed up before."""
    if says := versions.newer():
        stop(says)
    try:
        kept = versions.back_up_before_migration()
    except NotBackedUp as fault:
        stop(f"升级前没有备份成，没有升级：{fault}", 1)
    if kept is not None:
        console.print(f"升级前已备份到 {kept}。", highlight=False)
    call_command("migrate", verbosity=0)
    if router.database() != "default":
        call_command("migrate", router.APP, database=router.database(), verbosity=0)
    rows.adopt()


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
