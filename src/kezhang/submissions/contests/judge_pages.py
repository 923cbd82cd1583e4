"""评委的页面: in by link and PIN; first what he must keep out of, then his own sheets; and the notice that everybody reads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.submissions.contests import judges, life, projects, rules
from kezhang.submissions.contests.judges import SheetRefused
from kezhang.submissions.contests.models import ContestJudge, ContestProject, JudgedContest, ScoreSheet
from kezhang.submissions.envoys.personal_links import Visitor
from kezhang.submissions.models import PersonalLink, SubmittedFile
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.visitors import of_visitor
from kezhang.submissions.sealing.seal import Unsealable
from kezhang.submissions.sending import submitted_files
from kezhang.submissions.sending.file_downloads import file_download
from kezhang.workflow.steps import NotPossible

Sheet = ScoreSheet.State


def _judge(came: Visitor) -> ContestJudge:
    judge = judges.of_link(came.link) if came.link.role == PersonalLink.Role.JUDGE else None
    if judge is None:
        raise Http404
    return judge


def own_page(request: HttpRequest, link: PersonalLink, says: str = "", status: int = 200) -> HttpResponse:
    """What a judge comes to: declarations as long as one is open, then his list."""
    judge = judges.of_link(link)
    if judge is None:
        raise Http404
    contest, told = judge.contest, {"link": link, "judge": judge, "contest": judge.contest, "says": says}
    told["rules"] = rules.in_words(contest)
    if contest.state == JudgedContest.State.CHECKING:
        return render(request, "open/judge_waiting.html", told, status=status)
    waiting = judges.undeclared(judge) if contest.state == JudgedContest.State.JUDGING else []
    if waiting:
        return render(
            request, "open/judge_declare.html", {**told, "lines": _lines(request, judge, waiting)}, status=status
        )
    sheets = judges.sheets_of(judge)
    names = projects.named(judges.projects_of(judge))
    rows = [(each, sheets.get(each.pk), names.get(each.pk)) for each in judges.projects_of(judge)]
    return render(request, "open/judge_list.html", {**told, "rows": rows}, status=status)


def _lines(request: HttpRequest, judge: ContestJudge, waiting: list[ContestProject]) -> list[dict[str, Any]]:
    """Who entered, in the order of names: where judging is blind, no name stands beside a project."""
    names, found = projects.named(waiting), []
    for each in waiting:
        record, mark = names.get(each.pk), judges.mark_of(judge, each)
        found.append({
            "mark": mark, "entrant": record.enterprise_name if record else str(each),
            "project": "" if judge.contest.is_blind or record is None else record.project,
            "said": request.POST.get(f"said_{mark}", ""), "why": request.POST.get(f"why_{mark}", ""),
        })  # fmt: skip
    return sorted(found, key=lambda each: (each["entrant"], each["mark"]))


@require_POST
def _declare(request: HttpRequest, came: Visitor) -> HttpResponse:
    judge = _judge(came)
    said = {name.removeprefix("said_"): str(text) for name, text in request.POST.items() if name.startswith("said_")}
    whys = {name.removeprefix("why_"): str(text) for name, text in request.POST.items() if name.startswith("why_")}
    try:
        judges.declare(judge, said, whys)
    except NotPossible as refused:
        return own_page(request, came.link, str(refused), 422)
    return redirect("open-own")


def _project(judge: ContestJudge, number: int) -> tuple[ContestProject, ScoreSheet]:
    """A project that he may open: everything is declared, and this one is not what he keeps out of."""
    project = next((each for each in judges.projects_of(judge) if each.number == number), None)
    sheet = judges.sheets_of(judge).get(project.pk) if project else None
    if project is None or sheet is None or sheet.state == Sheet.RECUSED or judges.undeclared(judge):
        raise Http404
    return project, sheet


@require_http_methods(["GET", "HEAD", "POST"])
def _sheet(request: HttpRequest, came: Visitor, number: int) -> HttpResponse:
    """One project with its sheet; kept as often as one likes, handed in once."""
    judge = _judge(came)
    project, sheet = _project(judge, number)
    if request.method != "POST":
        return _sheet_page(request, judge, project, sheet)
    typed = [request.POST.get(f"score_{n}", "") for n in range(len(judge.contest.criteria))]
    try:
        judges.hand_in(
            judge, project, typed, request.POST.get("words", ""), is_final=request.POST.get("act") == "hand-in"
        )
    except NotPossible as refused:
        return _sheet_page(request, judge, project, sheet, says=str(refused), status=409)
    except SheetRefused as refused:
        return _sheet_page(request, judge, project, sheet, says=str(refused), faults=refused.faults, status=422)
    return redirect("open-own")


def _sheet_page(
    request: HttpRequest, judge: ContestJudge, project: ContestProject, sheet: ScoreSheet, *, says: str = "",
    faults: dict[int, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    contest = judge.contest
    is_sent = request.method == "POST"
    lines = []
    for n, criterion in enumerate(contest.criteria):
        kept = sheet.scores[n] if n < len(sheet.scores) else None
        shown = request.POST.get(f"score_{n}", "") if is_sent else kept or ""
        lines.append({"n": n, **criterion, "typed": shown, "fault": (faults or {}).get(n, "")})
    is_open = contest.state == JudgedContest.State.JUDGING and not sheet.is_in
    return render(
        request,
        "open/judge_sheet.html",
        {
            "judge": judge, "contest": contest, "project": project, "sheet": sheet, "lines": lines, "says": says,
            "material": projects.material(project), "files": _files(project), "is_open": is_open,
            "words": request.POST.get("words", "") if is_sent else sheet.words,
        },
        status=status,
    )  # fmt: skip


def _files(project: ContestProject) -> list[tuple[int, str]]:
    """Attachments by their names; none where judging is blind, since nobody knows what they name."""
    if project.contest.is_blind:
        return []
    found = []
    for row in SubmittedFile.objects.filter(submission=project.submission_id).select_related("submission__key"):
        try:
            found.append((row.pk, submitted_files.name_of(row)))
        except Unsealable:
            continue
    return found


@require_GET
def _file(request: HttpRequest, came: Visitor, number: int, pk: int) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    project, _ = _project(_judge(came), number)
    if project.contest.is_blind:
        raise Http404
    return file_download(pk, project.submission_id)


@require_POST
def _recuse(request: HttpRequest, came: Visitor, number: int) -> HttpResponse:
    """A conflict that shows only when the project is read."""
    judge = _judge(came)
    project, sheet = _project(judge, number)
    try:
        judges.recuse(judge, project, request.POST.get("why", ""))
    except NotPossible as refused:
        return _sheet_page(request, judge, project, sheet, says=str(refused), status=422)
    return redirect("open-own")


declare, score_sheet, judged_file, recuse = (
    of_visitor(_declare),
    of_visitor(_sheet),
    of_visitor(_file),
    of_visitor(_recuse),
)


@open_to_everybody
@require_GET
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """公示: the frozen ranking, for everybody, from its announcement on."""
    shown = (JudgedContest.State.ANNOUNCED, JudgedContest.State.AWARDED)
    contest = get_object_or_404(JudgedContest.objects.select_related("org"), code=code, state__in=shown)
    return render(
        request,
        "open/contest_notice.html",
        {
            "contest": contest, "rows": life.awards_in_words(contest), "rules": rules.in_words(contest),
            "until": life.notice_until(contest),
        },
    )  # fmt: skip
