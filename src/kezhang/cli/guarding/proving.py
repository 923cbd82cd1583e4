"""``kezhang prove``: what the log says of one record or one figure, for whoever shall not see the rest."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kezhang.catalogue import LEDGERS
from kezhang.cli.console import console, stop, write_json
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records.models import ChainHead
from kezhang.reports.frozen import entry_proof
from kezhang.reports.models import ReportFigure
from kezhang.seals.proving.proof import NotProvable

#: No key of a row is greater.
MOST = 2**63 - 1


def prove(
    what: Annotated[
        str,
        typer.Argument(help="台账代码/记录号，如 enterprises/12；或报告编号/数字标记，如 KZ-652799-2024H1-0001/k012"),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个 .json")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """写出一条记录或一个数字的证明：只含它自己的日志，拿公钥用 kezhang verify 核验，不用数据库。"""
    of, _, row = what.rpartition("/")
    try:
        made = entry_proof.of_record(LEDGERS[of], _number(row)) if of in LEDGERS else _of_figure(of, row, what)
    except NotProvable as fault:
        stop(f"{what} 写不出证明：{fault}。")
    out.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    org = Org.objects.filter(pk=_number(made["chain"])).first()
    access_log.record(Kind.EXPORT, org, f"写出 {what} 的证明", by=None, name=access_log.COMMAND)
    anchored = made["signed"].get("number")
    if as_json:
        told = {"file": str(out), "log": made["log"], "entries": len(made["entries"]), "anchor": anchored}
        write_json(told)
        return
    under = f"对着第{anchored}号锚" if anchored else "对着现在的链首"
    console.print(f"已写到 {out}：{len(made['entries'])}条日志，{under}。", highlight=False)
    if not anchored:
        console.print("还没有包含它的锚；先运行 kezhang anchor，别人就能拿锚的副本核对。", highlight=False)
    if made["log"] == ChainHead.log:
        console.print("里面有这条记录的全部内容和操作人，交给谁由您决定。", highlight=False)


def _of_figure(number: str, mark: str, what: str) -> dict:
    figure = ReportFigure.objects.filter(report__number=number, mark=mark).select_related("report").first()
    if figure is None:
        stop(
            f"没有读懂“{what}”：应为 台账代码/记录号，或 报告编号/数字标记；用 kezhang ledger、kezhang report list 查看。"
        )
    return entry_proof.of_figure(figure)


def _number(typed: str) -> int:
    try:
        return whole_number(typed, 1, MOST)
    except ValueError as fault:
        stop(f"记录号{fault}。")
