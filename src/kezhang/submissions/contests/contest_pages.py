"""大赛评审的管理页: a contest with its rules, the check of sign-ups, judges, progress without points, and the frozen ranking."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Matter, Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.records.web.pages import download
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.contests import judges, life, projects, results_workbook, rules
from kezhang.submissions.contests.models import ContestJudge, ContestProject, JudgedContest, ScoreSheet
from kezhang.submissions.contests.projects import ENTRIES, EntryVerdict
from kezhang.submissions.models import OpenForm
from kezhang.submissions.open.open_address import open_address
from kezhang.workflow.steps import NotPossible

State = JudgedContest.State


def _matter() -> Matter:
    return access.matter(LEDGERS[ENTRIES], None)


@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    org = bureau_in_view(request)
    rows = [(each, each.projects.count()) for each in JudgedContest.objects.filter(org=org).select_related("form")]
    may_write = may_here(request, Verb.WRITE, _matter())
    return render(request, "submissions/contests.html", {"contests": rows, "may_write": may_write})


@require_http_methods(["GET", "HEAD", "POST"])
def new_contest(request: HttpRequest) -> HttpResponse:
    """The rules are declared here, before anybody has opened a project."""
    org = bureau_in_view(request)
    forms = OpenForm.objects.filter(org=org, ledger=ENTRIES, contest__isnull=True)
    said: Mapping[str, Any] = request.POST if request.method == "POST" else rules.usual()
    faults: list[str] = []
    if request.method == "POST":
        form = next((each for each in forms if each.code == request.POST.get("form")), None)
        contest = JudgedContest(org=org, form=form)
        faults = rules.read(contest, request.POST)
        if form is None:
            faults.append("请选择报名的表单")
        if not faults:
            try:
                made = life.make(contest, person_of(request))
            except NotPossible as refused:
                faults.append(str(refused))
            else:
                messages.success(request, "已建好；接下来做资格审查和分组，聘请评委。")
                return redirect("contest", code=made.code)
    criteria = [(n, said.get(f"criterion_{n}", ""), said.get(f"most_{n}", "")) for n in range(1, rules.CRITERIA + 1)]
    awards = [(str(each), each.label, said.get(f"award_{each}", "0")) for each in rules.Award]
    context = {"forms": forms, "said": said, "faults": faults, "criteria": criteria, "awards": awards}
    context["ties"] = JudgedContest.Ties.choices
    return render(request, "submissions/contest_new.html", context, status=422 if faults else 200)


def _one(request: HttpRequest, code: str) -> JudgedContest:
    rows = JudgedContest.objects.select_related("org", "form__org").filter(scope_of(person_of(request)).query())
    contest = get_object_or_404(rows, code=code)
    look_from(request, contest.org)
    return contest


def _may_write(request: HttpRequest, contest: JudgedContest) -> bool:
    return may(person_of(request), Verb.WRITE, access.matter(LEDGERS[ENTRIES], contest.org))


@require_GET
def contest_page(request: HttpRequest, code: str) -> HttpResponse:
    """What waits to be checked, who takes part, who judges; points only once the ranking is frozen."""
    contest, person = _one(request, code), person_of(request)
    waiting = list(projects.unchecked(contest))
    records = projects.records_of(contest, waiting)
    there = list(contest.projects.select_related("contest__org", "submission"))
    names = projects.named(there)
    is_ranked = bool(contest.ranking)
    return render(
        request,
        "submissions/contest.html",
        {
            "contest": contest, "rules": rules.in_words(contest), "may_write": _may_write(request, contest),
            "waiting": [(each, records.get(each.record_id or 0)) for each in waiting],
            "projects": [(each, names.get(each.pk)) for each in there],
            "groups": sorted({each.group for each in there if each.takes_part}), "judges": judges.progress(contest),
            "standing": _quorums(contest) if contest.state == State.JUDGING else [],
            "ranking": life.awards_in_words(contest) if is_ranked else [],
            "sheets": _handed_in(contest), "ends": ContestProject.End.choices,
            "steps": [step for step in life.STEPS.values() if step.is_open(contest, person)],
            "notice": open_address(request, "open-contest", contest.code) if contest.announced_on else "",
            "until": life.notice_until(contest) if contest.announced_on else None,
        },
    )  # fmt: skip


def _quorums(contest: JudgedContest) -> list[dict[str, Any]]:
    return [
        {"number": each.number, "in": len(each.sheets), "recused": each.recused, "missing": each.missing,
         "is_short": len(each.sheets) < contest.quorum}
        for each in life.judged(contest)
    ]  # fmt: skip


def _handed_in(contest: JudgedContest) -> list[ScoreSheet]:
    """Sheets that may be opened again: by judge and project, without their points."""
    if contest.state != State.JUDGING:
        return []
    rows = ScoreSheet.objects.filter(
        project__contest=contest, replaced_at__isnull=True, state=ScoreSheet.State.SUBMITTED
    )
    return list(rows.select_related("judge", "project"))


def _key(posted: Mapping[str, str], name: str) -> int:
    try:
        return whole_number(posted.get(name, ""), 1, 2**62)
    except ValueError:
        raise Http404 from None


@require_POST
def contest_deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Check, regroup, drop out, appoint, end, reopen, and the steps of the contest's life."""
    contest = _one(request, code)
    if not _may_write(request, contest):
        raise Http404
    deeds: dict[str, Callable[[HttpRequest, JudgedContest], HttpResponse | str]] = {
        "check": _check, "recheck": _recheck, "drop-out": _drop_out, "judge": _appoint, "judge-end": _end,
        "reopen": _reopen,
    }  # fmt: skip
    if deed not in deeds and deed not in life.STEPS:
        raise Http404
    try:
        done = deeds[deed](request, contest) if deed in deeds else _step(request, contest, deed)
    except NotPossible as refused:
        messages.error(request, str(refused))
    except Refused as refused:
        for problem in refused.problems[:10]:
            messages.error(request, f"{problem.label}：{problem.says}")
    else:
        if isinstance(done, HttpResponse):
            return done
        messages.success(request, done)
    return redirect("contest", code=contest.code)


def _verdict(posted: Mapping[str, str], key: int) -> EntryVerdict:
    said = posted.get(f"verdict_{key}") == "yes"
    return EntryVerdict(key, said, posted.get(f"reason_{key}", ""), posted.get(f"group_{key}", ""))


def _check(request: HttpRequest, contest: JudgedContest) -> str:
    posted = request.POST
    chosen = [each.pk for each in projects.unchecked(contest) if posted.get(f"verdict_{each.pk}") in ("yes", "no")]
    gone = sum(name.startswith("verdict_") and text in ("yes", "no") for name, text in posted.items()) - len(chosen)
    if gone:
        raise NotPossible(f"其中{gone}件刚刚被别人审查过；请刷新后再办。")
    done = projects.check(contest, [_verdict(posted, key) for key in chosen], person_of(request))
    return f"已审查{done}件。"


def _project(contest: JudgedContest, posted: Mapping[str, str]) -> ContestProject:
    return get_object_or_404(contest.projects.select_related("contest__org"), pk=_key(posted, "project"))


def _recheck(request: HttpRequest, contest: JudgedContest) -> str:
    project = _project(contest, request.POST)
    projects.recheck(project, _verdict(request.POST, project.pk), person_of(request))
    return f"{project}已改。"


def _drop_out(request: HttpRequest, contest: JudgedContest) -> str:
    project, posted = _project(contest, request.POST), request.POST
    projects.drop_out(project, posted.get("end", ""), posted.get("why", ""), person_of(request))
    return f"{project}已退出，其余项目的得分不变。"


def _appoint(request: HttpRequest, contest: JudgedContest) -> HttpResponse:
    """The link and its PIN are told once, on the page that answers."""
    posted, person = request.POST, person_of(request)
    given = judges.appoint(contest, posted.get("name", ""), posted.getlist("group"), person)
    access_log.note(request, Kind.PEOPLE, contest.org, f"给评委{given.link.name}发放个人链接（{contest.title}）")
    address = open_address(request, "open-link", given.secret)
    return render(request, "submissions/judge_link.html", {"given": given, "address": address, "contest": contest})


def _end(request: HttpRequest, contest: JudgedContest) -> str:
    judge = get_object_or_404(
        ContestJudge.objects.select_related("contest__org", "link__org"),
        contest=contest,
        pk=_key(request.POST, "judge"),
    )
    judges.end(judge, person_of(request))
    return f"{judge}已退出，链接已停用；已提交的评分仍然计入。"


def _reopen(request: HttpRequest, contest: JudgedContest) -> str:
    sheet = get_object_or_404(
        ScoreSheet.objects.select_related("judge__contest__org", "project"),
        project__contest=contest, pk=_key(request.POST, "sheet"),
    )  # fmt: skip
    judges.reopen(sheet, request.POST.get("why", ""), person_of(request))
    return f"{sheet.judge}对{sheet.project}的评分表已重开，原来的一份留存。"


def _step(request: HttpRequest, contest: JudgedContest, name: str) -> str:
    step = life.STEPS[name]
    life.take_step(contest, step, person_of(request), request.POST.get("why", ""))
    return f"已办“{step.label}”。"


@require_GET
def contest_results(request: HttpRequest, code: str) -> HttpResponse:
    """评审结果: ranking, every sheet and every decision; once frozen, for whoever may fill in the ledger."""
    contest = _one(request, code)
    if not _may_write(request, contest):
        raise Http404
    if not contest.ranking:
        messages.error(request, "排名冻结以后才有评审结果表。")
        return redirect("contest", code=contest.code)
    return download(results_workbook.book(contest), f"{contest.title}评审结果.xlsx")
