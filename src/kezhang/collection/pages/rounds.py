"""调度: the list, one round as a matrix of counties and indicators with its ranking, and what is done to it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kezhang.catalogue import INDICATORS, find
from kezhang.collection.assigning.sheet import issued
from kezhang.collection.list_tables.declared import LIST_TABLES, find_table
from kezhang.collection.models import Return, Round
from kezhang.collection.pages.visible import sees_sent, shown_cell
from kezhang.collection.publishing import circular
from kezhang.collection.publishing.collated_tables import collate
from kezhang.collection.publishing.coverage import newest_sent, timeliness_of
from kezhang.collection.publishing.publication import publish
from kezhang.collection.publishing.results import MatrixCell, RoundResults, results
from kezhang.collection.rounds import closing, life, opening
from kezhang.collection.rounds.notice import warnings
from kezhang.collection.rounds.opening import RoundAsked, usual_deadline
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import below
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.dates import parse_moment
from kezhang.records.local_time import aware, moment_text
from kezhang.records.web.pages import download
from kezhang.records.workbook_writer import MarkedCell, Sheet, workbook
from kezhang.workflow.steps import NotPossible, Step


def rounds(request: HttpRequest) -> HttpResponse:
    """Those the bureau in view has opened, those it owes, and the form that opens one."""
    org = bureau_in_view(request)
    fault, status = "", 200
    if request.method == "POST":
        try:
            return redirect("round", number=_opened(request).number)
        except NotPossible as refusal:
            fault, status = str(refusal), 422
    own = Round.objects.filter(org=org).select_related("org")
    owed = Return.objects.filter(org=org).select_related("org", "round__org").order_by("-round__opened_at")
    counties = below(org)
    context = {
        "own": [(each, timeliness_of(each)) for each in own],
        "owed": owed,
        "may_collect": bool(counties) and may_here(request, Verb.COLLECT),
        "counties": counties,
        "indicators": [(slug, indicator.label) for slug, indicator in INDICATORS.items() if indicator.code],
        "chosen": request.POST.getlist("indicators") or list(issued(org, as_of_in_view(request).year)),
        "list_tables": LIST_TABLES.values(),
        "chosen_tables": request.POST.getlist("tables"),
        "deadline": usual_deadline(datetime.now().astimezone()),
        "said": request.POST,
        "fault": fault,
    }
    return render(request, "collection/rounds.html", context, status=status)


def _opened(request: HttpRequest) -> Round:
    org, counties = bureau_in_view(request), below(bureau_in_view(request))
    wanted = set(request.POST.getlist("counties"))
    asked = RoundAsked(
        as_of=as_of_in_view(request),
        title=request.POST.get("title", "").strip()[:120],
        deadline=_moment(request),
        indicators=[found for name in request.POST.getlist("indicators") if (found := find(name)) is not None],
        tables=[found for name in request.POST.getlist("tables") if (found := find_table(name)) is not None],
        counties=[county for county in counties if county.code in wanted],
        document_number=request.POST.get("document_number", "").strip()[:60],
    )
    made = opening.open_round(org, asked, person_of(request))
    for words in warnings(
        made.deadline, made.opened_at, (i.indicator for i in made.items.all()), (a.org for a in made.returns.all())
    ):
        messages.warning(request, words)
    messages.success(request, f"已开放 {made.number}。")
    return made


def _moment(request: HttpRequest) -> datetime | None:
    typed = request.POST.get("deadline", "").strip()
    try:
        return aware(parse_moment(typed)) if typed else None
    except ValueError as fault:
        raise NotPossible(f"截止时间“{typed[:30]}”没有读懂：{fault}。") from None


def visible_round(request: HttpRequest, number: str, verb: Verb = Verb.LOOK) -> Round:
    """A round within the person's reach; one outside it does not exist."""
    found = Round.objects.filter(number=number).select_related("org").first()
    if found is None or not may(person_of(request), verb, found.org):
        raise Http404
    look_from(request, found.org)
    return found


def round_page(request: HttpRequest, number: str) -> HttpResponse:
    """The matrix with coverage, the ranking with opened arithmetic, the answers and what may be done."""
    found, person = visible_round(request, number), person_of(request)
    came, sent = results(found), newest_sent(found)
    context = {
        "round": found,
        "results": came,
        "lines": [_matrix_line(person, came, line) for line in came.lines],
        "answers": [(answer, sent.get(answer.pk)) for answer in came.answers.values()],
        "tables": [collate(asked, lambda answer: sees_sent(person, answer)) for asked in found.tables.all()],
        "scores": _scores(came),
        "counted": timeliness_of(found),
        "steps": {step.name for step in life.STEPS.values() if step.is_open(found, person)},
        "urging": _urging(found) if may(person, Verb.COLLECT, found.org) else "",
        "publications": found.publications.all(),
        "may_export": may(person, Verb.EXPORT, found.org),
    }
    return render(request, "collection/round.html", context)


def _urging(round_: Round) -> str:
    """催报: the text that is pasted into a message; empty once everybody has sent."""
    waiting = round_.returns.filter(state__in=closing.UNSENT).select_related("org")
    names = "、".join(answer.org.name for answer in waiting)
    if round_.is_closed or not names:
        return ""
    return f"【催报】{round_.title}（截至{round_.as_of}）{moment_text(round_.deadline)}截止，请{names}尽快报送。{round_.org.bureau}"


def _matrix_line(person: User, came: RoundResults, line: Any) -> dict[str, Any]:
    cells = []
    for county in came.counties:
        answer, cell = came.answers[county.code], line.cells[county.code]
        cells.append(
            {
                "answer": answer,
                "cell": cell,
                "text": shown_cell(person, answer, cell),
                "placing": line.placings[county.code],
            }
        )
    return {"line": line, "cells": cells}


def _scores(came: RoundResults) -> list[tuple[Any, Any, Any]]:
    if not came.scores:
        return []
    rows = [(county, came.scores[county.code], came.placings[county.code]) for county in came.counties]
    return sorted(rows, key=lambda row: (row[2].place is None, row[2].place or 0, row[0].code))


def table(request: HttpRequest, number: str) -> HttpResponse:
    """The matrix as a workbook: value and status of each cell, total and coverage of each line."""
    found, person = visible_round(request, number, Verb.EXPORT), person_of(request)
    came = results(found)
    rows = []
    for line in came.lines:
        unit = line.indicator.unit
        rate = line.rate.value
        cells = [_sheet_cell(person, came.answers[c.code], line.cells[c.code], unit) for c in came.counties]
        rows.append(
            [
                line.indicator.label,
                unit.label,
                line.total_text,
                line.coverage,
                "" if rate is None else f"{rate * 100:.1f}%",
                *cells,
            ]
        )
    sheet = Sheet(
        name="调度结果",
        headings=("指标", "计量单位", "合计", "覆盖", "完成率", *(county.name for county in came.counties)),
        rows=rows,
        above=(
            f"{found.title}（{found.number}，截至{found.as_of}）",
            "报送口径；批注为状态和名次，未报、免报、未公布的没有数，不参加合计和排名",
        ),
        frozen_columns=1,
    )
    access_log.note(request, Kind.EXPORT, found.org, f"导出{found}的结果")
    return download(workbook([sheet]), f"{found.title}.xlsx")


def _sheet_cell(person: User, answer: Return, cell: MatrixCell, unit: Any) -> MarkedCell:
    if cell.value is None:
        return MarkedCell(shown_cell(person, answer, cell), cell.status.value, "faint")
    remark = cell.figure.text if cell.figure is not None and cell.figure.override_reason else cell.status.value
    return MarkedCell(cell.value / unit.factor, remark)


def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Close it, move its deadline, publish its results."""
    known = life.STEPS.get(step)
    found = Round.objects.filter(number=number).select_related("org").first()
    person = person_of(request)
    if known is None or found is None or not known.allows(person, found):
        raise Http404
    look_from(request, found.org)
    try:
        messages.success(request, _done(request, found, known))
    except NotPossible as fault:
        messages.error(request, str(fault))
    return redirect("round", number=number)


def _done(request: HttpRequest, found: Round, known: Step) -> str:
    person = person_of(request)
    if known is life.CLOSE:
        closing.close(found, person, frozenset(request.POST.getlist("carry")))
        return f"{found.number} 已关闭；未报的已逐个写明。"
    if known is life.EXTEND:
        until = _moment(request)
        if until is None:
            raise NotPossible("请填新的截止时间。")
        closing.move_deadline(found, until, person)
        return "截止时间已调整；改期以前报送的按原来的计。"
    return f"{publish(found, person)}已公布。"


def write_circular(request: HttpRequest, number: str) -> HttpResponse:
    """通报: from the published results; goes on as a report."""
    found = visible_round(request, number, Verb.COLLECT)
    try:
        made = circular.write(publish(found, person_of(request)), person_of(request))
    except NotPossible as fault:
        messages.error(request, str(fault))
        return redirect("round", number=number)
    messages.success(request, f"已起草 {made.number}。")
    return redirect("report", number=made.number)
