"""``kezhang``: the list of commands, and what every command does with faults.

Exit code 0 is done, 1 is something a person must look at, 2 is something that could not
be read or understood; a fault is one sentence in Chinese, never a traceback.
"""

import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer

from kezhang.cli.entry import ONLY_READ
from kezhang.web.start_up import StartUpStopped, start

#: Each command, and the function of kezhang.cli that it is; only what is asked for is loaded.
COMMANDS = {
    "init": "installation:init",
    "serve": "installation:serve",
    "work": "jobs:work",
    "jobs": "jobs:jobs",
    "user": "installation:user",
    "doctor": "guarding.examining:doctor",
    "backup": "guarding.keeping:backup",
    "restore": "guarding.keeping:restore",
    "prove": "guarding.proving:prove",
    "verify": "guarding.verifying:verify",
    "anchor": "guarding.verifying:anchor",
    "demo": "demo:demo",
    "import": "ledgers.workbooks:import_",
    "export": "ledgers.workbooks:export",
    "template": "ledgers.workbooks:template",
    "ledger": "explain:ledger",
    "indicator": "explain:indicator",
    "explain": "measuring:explain",
    "plugins": "explain:plugins",
    "board": "explain:board",
    "check": "checks:check",
    "assign": "collecting.assigning:assign",
    "matrix": "collecting.matrix:matrix",
    "rank": "collecting.ranking:rank",
    "pdf": "reporting.drafting:print_pdf",
    "promises": "reporting.promises:promises",
    "trace": "reporting.drafting:trace",
    "proofread": "reporting.proofreading:proofread",
    "refresh": "reporting.proofreading:refresh",
    "redline": "reporting.redlining:redline",
    "forms": "outside.open_forms:forms",
    "read": "reporting.reading:read",
    "collate": "reporting.reading:collate",
}
#: Commands of two words: what the first says of itself, and the second ones.
GROUPS: dict[str, tuple[str, dict[str, str]]] = {
    "key": (
        "签名密钥：列出公钥，换钥。",
        {
            "show": "guarding.verifying:show",
            "rotate": "guarding.verifying:rotate",
        },
    ),
    "column": (
        "自有列：本单位在台账里另加的列。",
        {
            "add": "ledgers.columns:add",
            "list": "ledgers.columns:listed",
            "withdraw": "ledgers.columns:withdraw",
        },
    ),
    "report": (
        "起草报告，以及报告的发出、送回、采用、签发和更正。",
        {
            "half-year": "reporting.drafting:half_year",
            "draft": "reporting.drafting:write",
            "templates": "reporting.drafting:templates",
            "propose": "reporting.proposing:propose",
            "paper": "reporting.official_papers:paper",
            "paper-settings": "reporting.official_papers:paper_settings",
            "list": "reporting.life:listed",
            "send": "reporting.life:send",
            "return": "reporting.life:take_back",
            "accept": "reporting.life:accept",
            "recall": "reporting.life:recall",
            "withdraw": "reporting.life:withdraw",
            "revive": "reporting.life:revive",
            "issue": "reporting.life:issue",
            "correct": "reporting.life:correct",
        },
    ),
    "round": (
        "调度：开放、查看、改期和关闭。",
        {
            "open": "collecting.rounds:open_",
            "list": "collecting.rounds:listed",
            "show": "collecting.rounds:show",
            "extend": "collecting.rounds:extend",
            "close": "collecting.rounds:close",
            "table": "collecting.list_tables:of_round",
        },
    ),
    "return": (
        "报送：填报、送审、审核、签发，以及上级的审定。",
        {
            "list": "collecting.returns:listed",
            "show": "collecting.returns:show",
            "since": "collecting.returns:since",
            "make": "collecting.returns:make",
            "explain": "collecting.returns:explain",
            "override": "collecting.returns:override",
            "answer": "collecting.returns:answer",
            "submit": "collecting.returns:submit",
            "review": "collecting.returns:review",
            "turn-back": "collecting.returns:turn_back",
            "send": "collecting.returns:send",
            "withdraw": "collecting.returns:withdraw",
            "accept": "collecting.decisions:accept",
            "reject": "collecting.decisions:reject",
            "unlock": "collecting.decisions:unlock",
            "relock": "collecting.decisions:relock",
            "restate": "collecting.decisions:restate",
            "exempt": "collecting.decisions:exempt",
            "take": "collecting.decisions:take",
            "table": "collecting.list_tables:of_return",
        },
    ),
    "claim": (
        "归属：几个单位都计入的主体归谁计。",
        {
            "list": "collecting.claims:listed",
            "decide": "collecting.claims:decide",
        },
    ),
    "quiz": (
        "线上答题：列出答题活动，复算抽奖。",
        {
            "list": "outside.quizzes:listed",
            "draw": "outside.quizzes:draw",
        },
    ),
}
FILE_FAULTS = {
    FileNotFoundError: "没有这个文件或文件夹",
    PermissionError: "没有权限，或正被别的程序占用",
    IsADirectoryError: "它是一个文件夹",
}


def application(asked: str = "") -> typer.Typer:
    """The commands, or the one asked for alone; built after Django is ready, because they name ledgers."""
    app = typer.Typer(
        name="kezhang", help="科账：科技局的一本账。", no_args_is_help=True, add_completion=False,
        pretty_exceptions_enable=False,
    )  # fmt: skip
    alone = asked in COMMANDS or asked in GROUPS
    if alone:
        app.callback()(lambda: None)  # else a program of one command is called without its name
    for name, place in COMMANDS.items():
        if name == asked or not alone:
            app.command(name)(_function(place))
    for name, (says, inside) in GROUPS.items():
        if name == asked or not alone:
            group = typer.Typer(help=says, no_args_is_help=True)
            for second, place in inside.items():
                group.command(second)(_function(place))
            app.add_typer(group, name=name)
    return app


def _function(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    function: Callable[..., Any] = getattr(import_module(f"kezhang.cli.{module}"), name)
    return function


def main() -> None:
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        start(writes=asked not in ONLY_READ)
    except StartUpStopped as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    try:
        code = application(asked)(standalone_mode=False)
    except typer.TyperException as fault:
        if says := _misread(fault):
            print(says, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except typer.Abort:
        print("已取消。", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except Exception as fault:
        print(_sentence(fault), file=sys.stderr)  # noqa: T201
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


def _misread(fault: typer.TyperException) -> str:
    """One sentence for a command line that is not understood; empty where the help has just been printed."""
    says = fault.format_message().rstrip("。. ")
    if not says:
        return ""
    if isinstance(fault, typer.BadParameter):
        named = "、".join(fault.param.opts) if fault.param else ""
        return f"{named}：{fault.message.rstrip('。. ')}。" if fault.message else f"缺少 {named}；用 --help 查看写法。"
    if option := getattr(fault, "option_name", ""):
        if not hasattr(fault, "possibilities"):
            return f"{option} 后面缺少内容；用 --help 查看写法。"
        near = "、".join(fault.possibilities or ())
        return f"没有 {option} 这个选项" + (f"，是不是 {near}？" if near else "；用 --help 查看写法。")
    return f"命令没有读懂（{says}）；用 --help 查看写法。"


def _sentence(fault: Exception) -> str:
    """What a fault that no command foresaw means to the person at the keyboard; the traceback is kept in a file."""
    from django.conf import settings
    from django.db import DatabaseError

    from kezhang import full_disk

    if says := full_disk.sentence(fault):
        return says
    if isinstance(fault, OSError) and fault.filename:
        why = next((words for kind, words in FILE_FAULTS.items() if isinstance(fault, kind)), str(fault.strerror))
        return f"{fault.filename} 打不开或写不成：{why}。"
    if isinstance(fault, UnicodeError):
        return "命令里有认不出的字符；请把终端设为 UTF-8 后重新输入。"
    if isinstance(fault, DatabaseError):
        if any(words in str(fault) for words in ("no such table", "no such column", "does not exist")):
            return f"数据库还没有建立或版本较旧（{settings.KEZHANG_HOME}）：请先运行 kezhang init。"
        if "locked" in str(fault):
            return "数据库正被别的程序占用，请稍后再试。"
    told = settings.KEZHANG_HOME / "faults.log"
    try:
        with told.open("a", encoding="utf-8") as log:
            log.write("".join(traceback.format_exception(fault)) + "\n")
    except OSError:
        return f"程序出错（{type(fault).__name__}：{fault}）。"
    return f"程序出错（{type(fault).__name__}：{fault}）；详细信息已写到 {told}，请交给维护人员。"
