"""``kezhang``: the list of commands, and what every command does with faults.

Exit code 0 is done, 1 is something a person must look at, 2 is something that could not
be read or understood; a fault is one sentence in Chinese, never a traceback.
"""

import sys
import traceback

import typer

from kezhang.web.start_up import StartUpStopped, start

FILE_FAULTS = {
    FileNotFoundError: "没有这个文件或文件夹",
    PermissionError: "没有权限，或正被别的程序占用",
    IsADirectoryError: "它是一个文件夹",
}


def application() -> typer.Typer:
    """The commands; built after Django is ready, because they name ledgers."""
    from kezhang.cli import (
        checks,
        demo,
        explain,
        installation,
        jobs,
        measuring,
    )
    from kezhang.cli.collecting import assigning, matrix, ranking
    from kezhang.cli.guarding import examining, keeping, proving, verifying
    from kezhang.cli.ledgers import columns, workbooks
    from kezhang.cli.reporting import reading

    app = typer.Typer(
        name="kezhang", help="科账：科技局的一本账。", no_args_is_help=True, add_completion=False,
        pretty_exceptions_enable=False,
    )  # fmt: skip
    app.command("init")(installation.init)
    app.command("serve")(installation.serve)
    app.command("work")(jobs.work)
    app.command("jobs")(jobs.jobs)
    app.command("user")(installation.user)
    app.command("doctor")(examining.doctor)
    app.command("backup")(keeping.backup)
    app.command("restore")(keeping.restore)
    app.command("prove")(proving.prove)
    app.command("verify")(verifying.verify)
    app.command("anchor")(verifying.anchor)
    key = typer.Typer(help="签名密钥：列出公钥，换钥。", no_args_is_help=True)
    key.command("show")(verifying.show)
    key.command("rotate")(verifying.rotate)
    app.add_typer(key, name="key")
    app.command("demo")(demo.demo)
    app.command("import")(workbooks.import_)
    app.command("export")(workbooks.export)
    app.command("template")(workbooks.template)
    app.command("ledger")(explain.ledger)
    app.command("indicator")(explain.indicator)
    app.command("explain")(measuring.explain)
    app.command("plugins")(explain.plugins)
    app.command("board")(explain.board)
    app.command("check")(checks.check)
    column = typer.Typer(help="自有列：本单位在台账里另加的列。", no_args_is_help=True)
    column.command("add")(columns.add)
    column.command("list")(columns.listed)
    column.command("withdraw")(columns.withdraw)
    app.add_typer(column, name="column")
    app.add_typer(_reports(), name="report")
    app.command("assign")(assigning.assign)
    app.add_typer(_rounds(), name="round")
    app.add_typer(_returns(), name="return")
    app.command("matrix")(matrix.matrix)
    app.command("rank")(ranking.rank)
    app.add_typer(_claims(), name="claim")
    _add_documents(app)
    _add_outside(app)
    app.command("read")(reading.read)
    app.command("collate")(reading.collate)
    return app


def _reports() -> typer.Typer:
    from kezhang.cli.reporting import drafting, life, official_papers, proposing

    report = typer.Typer(help="起草报告，以及报告的发出、送回、采用、签发和更正。", no_args_is_help=True)
    report.command("half-year")(drafting.half_year)
    report.command("draft")(drafting.write)
    report.command("templates")(drafting.templates)
    report.command("propose")(proposing.propose)
    report.command("paper")(official_papers.paper)
    report.command("paper-settings")(official_papers.paper_settings)
    report.command("list")(life.listed)
    report.command("send")(life.send)
    report.command("return")(life.take_back)
    report.command("accept")(life.accept)
    report.command("recall")(life.recall)
    report.command("withdraw")(life.withdraw)
    report.command("revive")(life.revive)
    report.command("issue")(life.issue)
    report.command("correct")(life.correct)
    return report


def _rounds() -> typer.Typer:
    from kezhang.cli.collecting import list_tables, rounds

    round_ = typer.Typer(help="调度：开放、查看、改期和关闭。", no_args_is_help=True)
    round_.command("open")(rounds.open_)
    round_.command("list")(rounds.listed)
    round_.command("show")(rounds.show)
    round_.command("extend")(rounds.extend)
    round_.command("close")(rounds.close)
    round_.command("table")(list_tables.of_round)
    return round_


def _returns() -> typer.Typer:
    from kezhang.cli.collecting import decisions, list_tables, returns

    answer = typer.Typer(help="报送：填报、送审、审核、签发，以及上级的审定。", no_args_is_help=True)
    answer.command("list")(returns.listed)
    answer.command("show")(returns.show)
    answer.command("since")(returns.since)
    answer.command("make")(returns.make)
    answer.command("explain")(returns.explain)
    answer.command("override")(returns.override)
    answer.command("answer")(returns.answer)
    answer.command("submit")(returns.submit)
    answer.command("review")(returns.review)
    answer.command("turn-back")(returns.turn_back)
    answer.command("send")(returns.send)
    answer.command("withdraw")(returns.withdraw)
    answer.command("accept")(decisions.accept)
    answer.command("reject")(decisions.reject)
    answer.command("unlock")(decisions.unlock)
    answer.command("relock")(decisions.relock)
    answer.command("restate")(decisions.restate)
    answer.command("exempt")(decisions.exempt)
    answer.command("take")(decisions.take)
    answer.command("table")(list_tables.of_return)
    return answer


def _claims() -> typer.Typer:
    from kezhang.cli.collecting import claims

    claim = typer.Typer(help="归属：几个单位都计入的主体归谁计。", no_args_is_help=True)
    claim.command("list")(claims.listed)
    claim.command("decide")(claims.decide)
    return claim


def _add_documents(app: typer.Typer) -> None:
    """What is done with a report's document once it is written."""
    from kezhang.cli.reporting import drafting, promises, proofreading, redlining

    app.command("pdf")(drafting.print_pdf)
    app.command("promises")(promises.promises)
    app.command("trace")(drafting.trace)
    app.command("proofread")(proofreading.proofread)
    app.command("refresh")(proofreading.refresh)
    app.command("redline")(redlining.redline)


def _add_outside(app: typer.Typer) -> None:
    """What people outside do."""
    from kezhang.cli.outside import open_forms, quizzes

    app.command("forms")(open_forms.forms)
    quiz = typer.Typer(help="线上答题：列出答题活动，复算抽奖。", no_args_is_help=True)
    quiz.command("list")(quizzes.listed)
    quiz.command("draw")(quizzes.draw)
    app.add_typer(quiz, name="quiz")


def main() -> None:
    try:
        start()
    except StartUpStopped as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    try:
        code = application()(standalone_mode=False)
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
