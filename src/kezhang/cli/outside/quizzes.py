"""``kezhang quiz``: the online quizzes of a bureau, and the draw recomputed from what was told."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from kezhang.cli.console import console, faults, folding_table, org_of, stop, write_json
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.open.open_address import open_address
from kezhang.submissions.quizzes import prize_draw
from kezhang.submissions.quizzes.models import OnlineQuiz


def listed(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出单位的线上答题和它们的地址。"""
    told: list[dict[str, Any]] = [
        {
            "code": quiz.code,
            "title": quiz.title,
            "state": str(quiz.state),
            "state_label": quiz.get_state_display(),
            "opens_at": quiz.opens_at.isoformat(),
            "closes_at": quiz.closes_at.isoformat(),
            "attempts": QuizAttempt.objects.filter(quiz=quiz.pk, finished_at__isnull=False).count(),
            "address": open_address(None, "open-quiz", quiz.code),
        }
        for quiz in OnlineQuiz.objects.filter(org=org_of(org))
    ]
    if as_json:
        write_json(told)
        return
    if not told:
        console.print("没有线上答题。")
        return
    table = folding_table("名称", "状态", "交卷", "地址")
    for each in told:
        table.add_row(each["title"], each["state_label"], str(each["attempts"]), each["address"])
    console.print(table)


def draw(
    verify: Annotated[Path, typer.Option("--verify", help="抽奖公示文件（JSON）", exists=True, dir_okay=False)],
) -> None:
    """按公示的名单和随机数复算抽奖；不符时退出码为 1。"""
    try:
        told = json.loads(verify.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        stop(f"{verify.name} 不是抽奖公示文件，应为 JSON。")
    if not isinstance(told, dict):
        stop(f"{verify.name} 不是抽奖公示文件。")
    if found := prize_draw.faults_of(told):
        for fault in found:
            faults.print(f"{fault}。", style="red", highlight=False)
        raise typer.Exit(1)
    console.print(f"复算相符：{len(told['codes'])}个抽奖码，中奖{'、'.join(told['winners'])}。", style="green")
