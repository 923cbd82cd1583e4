"""自有列: commands that add columns of a bureau's own to a ledger, list them, and give them up."""

from typing import Annotated

import typer

from kezhang.catalogue import LEDGERS
from kezhang.cli.console import console, folding_table, org_of, shown, stop, write_json
from kezhang.orgs.models import Org
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.models import OwnColumn
from kezhang.records.writing import own_settings
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused

KINDS = {label: value for value, label in OwnColumn.Kind.choices}


def ledger_of(slug: str) -> Ledger:
    if slug not in LEDGERS:
        stop(f"没有“{slug}”这个台账；kezhang ledger --list 列出全部。")
    return LEDGERS[slug]


def add(
    ledger: Annotated[str, typer.Argument(help="台账")],
    label: Annotated[str, typer.Argument(help="列名")],
    org: Annotated[str, typer.Option(help="单位代码；下级单位也都有这一列")],
    kind: Annotated[str, typer.Option(help="类型：文字、数、金额、日期、选项")] = "文字",
    unit: Annotated[str, typer.Option(help="金额单位：元、万元、亿元")] = "",
    choices: Annotated[str, typer.Option(help="选项，用顿号隔开")] = "",
) -> None:
    """设一个自有列；设好就能填、查、导入导出。"""
    made = _add(ledger_of(ledger), org_of(org), label, kind, unit, choices)
    console.print(f"已在{ledger_of(ledger).label}设自有列“{made.label}”（{made.get_kind_display()}）", highlight=False)


def listed(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出本单位各台账的自有列，连同上级设的和已停用的。"""
    bureau = org_of(org)
    found = [(ledger, own) for ledger in LEDGERS.values() for own in own_columns.of(bureau, ledger, withdrawn=True)]
    if as_json:
        write_json([_told(ledger, own) for ledger, own in found])
        return
    table = folding_table("台账", "列名", "类型", "选项或单位", "设置单位", "状态")
    for ledger, own in found:
        state = "已停用" if own.withdrawn_at else "使用中"
        table.add_row(
            ledger.label, own.label, own.get_kind_display(), own.unit or "、".join(own.choices), own.org.name, state
        )
    console.print(table)


def withdraw(
    ledger: Annotated[str, typer.Argument(help="台账")],
    label: Annotated[str, typer.Argument(help="列名")],
    org: Annotated[str, typer.Option(help="设这一列的单位代码")],
) -> None:
    """停用一个自有列；已填的内容仍保留。"""
    bureau, chosen = org_of(org), ledger_of(ledger)
    own = next((each for each in own_columns.of(bureau, chosen) if each.label == label), None)
    if own is None:
        stop(f"“{chosen.label}”没有“{shown(label)}”这个自有列；kezhang column list 列出全部。")
    if own.org_id != bureau.pk:
        stop(f"“{own.label}”是{own.org.name}设的，只能由{own.org.name}停用。")
    own_settings.withdraw(own, Author(by=None, reason="停用自有列"))
    console.print(f"已停用自有列“{own.label}”", highlight=False)


def add_written(ledger: Ledger, org: Org, written: str) -> None:
    """``表头=类型``, with a unit or choices behind a colon; what is there already is left as it is."""
    header, _, rest = written.partition("=")
    kind, _, more = rest.replace("：", ":").partition(":")
    label = bare(header)
    if any(own.label == label for own in own_columns.of(org, ledger)):
        return
    _add(ledger, org, label, kind.strip(), more, more)


def _add(ledger: Ledger, org: Org, label: str, kind: str, unit: str, choices: str) -> OwnColumn:
    listed = own_settings.choices_in(choices)
    try:
        return own_settings.add(
            ledger, org, label, KINDS.get(kind, kind), Author(by=None, reason="设自有列"), choices=listed, unit=unit
        )
    except Refused as refused:
        stop("；".join(f"{p.label}“{shown(p.found)}”：{p.says}" for p in refused.problems) + "。")


def _told(ledger: Ledger, own: OwnColumn) -> dict[str, object]:
    return {
        "ledger": ledger.slug, "name": own.name, "label": own.label, "kind": own.kind, "choices": own.choices,
        "unit": own.unit, "set_by": own.org.code, "withdrawn": own.withdrawn_at is not None,
    }  # fmt: skip
