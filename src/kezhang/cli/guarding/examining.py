"""``kezhang doctor``: whether everything kept is as it was written; naming what is not."""

from pathlib import Path
from typing import Annotated

import typer

from kezhang.cli.console import Stopped, bar, console, faults, folding_table, org_of, stop, write_json
from kezhang.cli.installation import lacking_indicators
from kezhang.orgs.access_log import BrokenLink
from kezhang.records.history import leftovers
from kezhang.records.history.integrity import IntegrityFault
from kezhang.records.history.leftovers import Leftover
from kezhang.reports.background import examination_job
from kezhang.seals import anchors


def doctor(
    org: Annotated[str, typer.Option(help="只查一个单位；没有记录用到的文件只在查全部时列出")] = "",
    days: Annotated[int, typer.Option(help="上传后多少天没有确认的导入算遗留", min=1)] = examination_job.STALE,
    clean: Annotated[
        bool, typer.Option("--clean", help="清理遗留的文件、没有确认的导入和没人做的任务，每项留有记录")
    ] = False,
    copy: Annotated[
        Path | None, typer.Option("--anchors", help="另外保存的锚文件，如上级处的副本；与变更链对照")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """核对变更链、签名和锚，人员、记录、佐证材料和报告，列出遗留的文件、导入和任务；有问题时退出码为 1，查不下去时为 2。"""
    try:
        _examine(org, days, copy, clean=clean, as_json=as_json)
    except typer.Exit as fault:
        if as_json and isinstance(fault, Stopped):
            _tell_unfinished(fault.says)
        raise
    except Exception as fault:
        if as_json:
            _tell_unfinished(f"没有查完（{type(fault).__name__}：{fault}）")
        raise


def _tell_unfinished(says: str) -> None:
    """A program that reads the answer reads this too, whatever stood in the way."""
    write_json([{"org": "", "subject": "体检", "says": says}])


def _examine(org: str, days: int, copy: Path | None, *, clean: bool, as_json: bool) -> None:
    lacking = lacking_indicators()
    found: list[IntegrityFault | BrokenLink | Leftover] = []
    if lacking:  # without the plug-in not everything can be understood
        faults.print(lacking, style="red", highlight=False)
        found.append(IntegrityFault(None, "插件", lacking))
    with bar(faults if as_json else console) as progress:
        task = progress.add_task("核对中", total=None)
        orgs = [org_of(org)] if org else None
        for finding in examination_job.findings(orgs, days, _lines_of(copy)):
            if clean and isinstance(finding, Leftover):
                leftovers.clean(finding)
                faults.print(f"已清理 {finding.subject}", highlight=False)
                continue
            found.append(finding)
            progress.update(task, completed=len(found))
    if as_json:
        write_json([{"org": f.org.code if f.org else "", "subject": f.subject, "says": f.says} for f in found])
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
        raise typer.Exit(2 if lacking else 1)


def _lines_of(copy: Path | None) -> list:
    if copy is None:
        return []
    try:
        return anchors.read_lines(copy)
    except FileNotFoundError:
        stop(f"没有 {copy} 这个文件。")
    except (OSError, ValueError) as fault:
        stop(f"锚文件 {copy} 没有读懂：{fault}。")
