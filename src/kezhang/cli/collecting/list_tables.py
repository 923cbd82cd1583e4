"""清单: the rows a county returned, and those of all counties of a round, in the terminal, as JSON and as a workbook."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kezhang.cli.console import console, org_of, shown, stop, write_json
from kezhang.cli.people import Json
from kezhang.collection.list_tables.declared import LIST_TABLES, find_table
from kezhang.collection.list_tables.frozen_rows import FrozenRow, cell_text
from kezhang.collection.list_tables.table import ListHead, ListTable
from kezhang.collection.models import ReturnedTable
from kezhang.collection.publishing.collated_tables import asked_table, collate
from kezhang.collection.publishing.list_workbooks import collated_workbook, returned_workbook

Table = Annotated[str, typer.Option("--table", help="清单编号或名称，如 T7")]
Out = Annotated[Path | None, typer.Option("-o", "--out", help="写到哪个 .xlsx")]
County = Annotated[str, typer.Option("--org", help="报送单位的代码")]
Bureau = Annotated[str, typer.Option("--org", help="发起单位的代码")]
Number = Annotated[str, typer.Option("--round", help="调度编号；不写则为最近一次")]
First = Annotated[str, typer.Argument(help="调度编号，也可用 --round", show_default=False)]


def of_return(org: County, table: Table, number: Number = "", out: Out = None, as_json: Json = False) -> None:
    """一份报送里的一份清单：冻结的各行和合计。"""
    from kezhang.cli.collecting.returns import answer_of

    declared, found = table_of(table), answer_of(org, number)
    version = found.newest
    returned = version.judged_tables.filter(asked__table=declared.slug).first() if version else None
    if returned is None:
        stop(f"{found} 没有 {declared.code} {declared.label}。")
    if out is not None:
        _write(out, returned_workbook(returned))
    if as_json:
        write_json({"org": found.org.code, "round": found.round.number, **table_told(returned, in_full=True)})
    elif out is None:
        frozen = returned.frozen
        title = f"{found.org.name} {declared.label}（第{returned.version.number}稿）"
        _print(title, [h.heading for h in frozen.heads], [*frozen.texts, frozen.sum_texts])


def of_round(
    org: Bureau, table: Table, number: First = "", named: Number = "", out: Out = None, as_json: Json = False
) -> None:
    """一次调度里一份清单的汇总：各县的行，合计只计已接收的。"""
    from kezhang.cli.collecting.rounds import round_of

    declared, found = table_of(table), round_of(org_of(org), number or named)
    asked = asked_table(found, declared.slug)
    if asked is None:
        stop(f"{found} 没有要报 {declared.code} {declared.label}。")
    collated = collate(asked, lambda _: True)
    if out is not None:
        _write(out, collated_workbook(collated))
    if as_json:
        write_json(
            {
                "round": found.number, "table": declared.code, "label": declared.label, "count": collated.count,
                "coverage": collated.coverage,
                "heads": _heads_told(collated.heads),
                "sums": _sums_told(collated.heads, collated.sums),
                "counties": [
                    {"org": p.answer.org.code, "status": p.status, "counts": p.counts, "rows": len(p.rows)}
                    for p in collated.parts
                ],
                "rows": [
                    {"org": part.answer.org.code, "counts": part.counts, **_row_told(collated.heads, row)}
                    for part, row in collated.rows
                ],
            }
        )  # fmt: skip
    elif out is None:
        rows = [[part.answer.org.name, part.status, *cells] for part, cells in collated.texts]
        rows += [[part.answer.org.name, part.status] for part in collated.parts if part.table is None]
        last, *sums = collated.sum_texts
        _print(
            f"{found.title} {declared.label}", ["县（市、区）", "状态", *(h.heading for h in collated.heads)],
            [*rows, [last, "", *sums]],
        )  # fmt: skip


def table_of(name: str) -> ListTable:
    found = find_table(name)
    if found is None:
        known = "、".join(f"{table.code} {table.label}" for table in LIST_TABLES.values())
        stop(f"没有“{shown(name)}”这份清单；有{known}。")
    return found


def table_told(returned: ReturnedTable, *, in_full: bool = False) -> dict[str, Any]:
    """One list of a version; its rows where they are asked for."""
    decided, frozen = returned.decided, returned.frozen
    told: dict[str, Any] = {
        "table": returned.declared.code,
        "label": returned.label,
        "given": returned.is_given,
        "count": len(frozen.rows),
        "counted": returned.counted,
        "sums": _sums_told(frozen.heads, frozen.sums),
        "explanation": returned.explanation,
        "accepted": None if decided is None else decided.is_accepted,
        "note": decided.note if decided else "",
    }
    if in_full:
        told["heads"] = _heads_told(frozen.heads)
        told["rows"] = [_row_told(frozen.heads, row) for row in frozen.rows]
    return told


def words_of(decided: Any) -> str:
    """What was decided on a figure or a list."""
    return "" if decided is None else ("接收" if decided.is_accepted else f"退回：{decided.note}")


def _heads_told(heads: tuple[ListHead, ...]) -> list[dict[str, Any]]:
    return [
        {"text": head.text, "kind": head.kind.value, "unit": head.unit.label if head.unit else None} for head in heads
    ]


def _row_told(heads: tuple[ListHead, ...], row: FrozenRow) -> dict[str, Any]:
    """Exact numbers in the unit's base; null is not known."""
    return {
        "ledger": row.ledger or None,
        "record": row.record,
        "cells": list(row.cells),
        "texts": [cell_text(head, cell) for head, cell in zip(heads, row.cells, strict=True)],
    }


def _sums_told(heads: tuple[ListHead, ...], sums: Any) -> dict[str, Any]:
    return {
        head.text: {"value": None if each.known is None else f"{each.known:f}", "unknown": each.unknown}
        for head, each in zip(heads, sums, strict=True)
        if each is not None
    }


def _print(title: str, headings: list[str], rows: list[list[str]]) -> None:
    """One line a row: a dozen columns side by side would be cut to nothing in a terminal."""
    for line in (title, "｜".join(headings), *("｜".join(row) for row in rows)):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _write(out: Path, content: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
