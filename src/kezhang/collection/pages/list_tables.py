"""清单: the rows a bureau returned, and those of all bureaus of a round together; on a page and as a workbook."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kezhang.catalogue import LEDGERS
from kezhang.collection.list_tables.frozen_rows import FrozenRow
from kezhang.collection.models import Return, ReturnedTable
from kezhang.collection.pages.returns import version_shown, visible_return
from kezhang.collection.pages.rounds import visible_round
from kezhang.collection.pages.visible import sees_sent
from kezhang.collection.publishing.collated_tables import CollatedTable, asked_table, collate
from kezhang.collection.publishing.list_workbooks import collated_workbook, returned_workbook
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import person_of
from kezhang.records import access
from kezhang.records.web.pages import download

#: A page shows so many rows; the workbook has all of them.
ROWS = 500


def _returned(request: HttpRequest, pk: int, named: str, verb: Verb) -> tuple[Return, ReturnedTable]:
    found = visible_return(request, pk, verb)
    version = version_shown(found, person_of(request))
    shown = version.judged_tables.filter(asked__table=named).first() if version else None
    if shown is None:
        raise Http404
    return found, shown


def returned(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    """One bureau's rows, each with the record it was made from."""
    found, returned_ = _returned(request, pk, table, Verb.LOOK)
    frozen = returned_.frozen
    shown = frozen.rows[:ROWS]
    context = {
        "answer": found,
        "table": returned_,
        "version": returned_.version,
        "heads": [head.heading for head in frozen.heads],
        "rows": list(zip(_links(found, shown), frozen.texts[:ROWS], strict=True)),
        "sums": frozen.sum_texts,
        "unshown": len(frozen.rows) - len(shown),
        "may_export": may(person_of(request), Verb.EXPORT, found.org),
    }
    return render(request, "collection/returned_table.html", context)


def _links(found: Return, rows: Sequence[FrozenRow]) -> list[tuple[str, int] | None]:
    """Where the record of each row is opened; None where it came on paper or is there no more."""
    asked: dict[str, list[int]] = {}
    for row in rows:
        if row.record is not None:
            asked.setdefault(row.ledger, []).append(row.record)
    held = {slug: access.by_number(LEDGERS[slug], found.org, keys) for slug, keys in asked.items()}
    return [
        (f"{row.ledger}-record", row.record) if row.record is not None and row.record in held[row.ledger] else None
        for row in rows
    ]


def returned_sheet(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    found, shown = _returned(request, pk, table, Verb.EXPORT)
    access_log.note(request, Kind.EXPORT, found.org, f"导出{shown.version}的{shown.label}")
    return download(returned_workbook(shown), f"{found.org.name}{shown.label}.xlsx")


def _collated(request: HttpRequest, number: str, named: str, verb: Verb) -> CollatedTable:
    found, person = visible_round(request, number, verb), person_of(request)
    asked = asked_table(found, named)
    if asked is None:
        raise Http404
    return collate(asked, lambda answer: sees_sent(person, answer))


def collated(request: HttpRequest, number: str, table: str) -> HttpResponse:
    """All bureaus' rows one below the other, with whose they are; sums and coverage of what was accepted."""
    shown = _collated(request, number, table, Verb.LOOK)
    texts, round_ = shown.texts, shown.asked.round
    context = {
        "round": round_,
        "table": shown,
        "heads": [head.heading for head in shown.heads],
        "rows": texts[:ROWS],
        "unshown": max(0, len(texts) - ROWS),
        "may_export": may(person_of(request), Verb.EXPORT, round_.org),
    }
    return render(request, "collection/collated_table.html", context)


def collated_sheet(request: HttpRequest, number: str, table: str) -> HttpResponse:
    shown = _collated(request, number, table, Verb.EXPORT)
    round_ = shown.asked.round
    access_log.note(request, Kind.EXPORT, round_.org, f"导出{round_}的{shown.asked}")
    return download(collated_workbook(shown), f"{round_.title}{shown.asked}.xlsx")
