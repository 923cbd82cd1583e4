"""特派员考核的页面: assessments of years and of months so far, the bureau's rule, and one assessment line by line."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.ledgers.envoys.envoy_assessments import EnvoyAssessment
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.dates import parse_date
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.web.pages import download
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.envoy_terms import assessing_basis, assessing_rule, assessment_workbook, reviews
from kezhang.submissions.envoy_terms.agreements import ASSESSMENTS
from kezhang.submissions.envoy_terms.models import EnvoyReview
from kezhang.workflow.steps import NotPossible

Kind = EnvoyReview.Kind


@require_http_methods(["GET", "HEAD", "POST"])
def review_list(request: HttpRequest) -> HttpResponse:
    """Every assessment, the rule, and a new one."""
    org, faults = bureau_in_view(request), []
    if request.method == "POST":
        kind = Kind.ANNUAL if request.POST.get("kind") == Kind.ANNUAL else Kind.DISPATCH
        try:
            made = reviews.make(org, kind, parse_date(request.POST.get("last", "")), person_of(request))
        except ValueError as fault:
            faults.append(f"截至日没有读懂：{fault}")
        except NotPossible as refused:
            faults.append(str(refused))
        else:
            messages.success(request, f"{made}已按现在的台账取数，请逐人评定。")
            return redirect("review", code=made.code)
    return _list(request, org, faults, {})


def _list(request: HttpRequest, org: Org, faults: list[str], typed: Mapping[str, str]) -> HttpResponse:
    """``typed``: what stands in the rule's fields, where that is not the rule."""
    rule = assessing_rule.rule_of(org)
    today = timezone.localdate()
    shown = {
        name: typed.get(name, "" if value is None else value) for name, value in assessing_rule.as_words(rule).items()
    }
    context = {
        "reviews": [(each, each.lines.count()) for each in EnvoyReview.objects.filter(org=org).select_related("org")],
        "parts": [(part, label, about, shown[part]) for part, (label, about) in assessing_rule.PARTS.items()],
        "rule": rule, "shown": shown, "faults": faults, "said": request.POST, "kinds": Kind.choices,
        "over": _over_in_ledger(org, rule),
        "may_write": may_here(request, Verb.WRITE, access.matter(LEDGERS[ASSESSMENTS], None)),
        "last_year": f"{today.year - 1}-12-31",
    }  # fmt: skip
    return render(request, "submissions/reviews.html", context, status=422 if faults else 200)


def _over_in_ledger(org: Org, rule: Any) -> list[str]:
    """Years in which the ledger, whoever has filled it in, has more excellent ones than the rule allows."""
    if rule.excellent_share is None:
        return []
    years = access.records(LEDGERS[ASSESSMENTS], org).filter(org=org).values_list("year", flat=True).distinct()
    found = []
    for year in sorted(set(years), reverse=True):
        period = Period.year_of(year)
        count, of = (
            INDICATORS[slug].figure(org, period, period.last).value for slug in ("envoys-excellent", "envoys-assessed")
        )
        if count is not None and of and count > (rule.most_excellent(int(of)) or 0):
            found.append(
                f"{year}年度台账中优秀{int(count)}人，参加考核{int(of)}人，超过{rule.excellent_share}%（{rule.most_excellent(int(of))}人）"
            )
    return found


@require_POST
def change_rule(request: HttpRequest) -> HttpResponse:
    """考核办法; what could not be taken is given back."""
    org = bureau_in_view(request)
    try:
        assessing_rule.change(org, request.POST, person_of(request))
    except assessing_rule.RuleFault as fault:
        return _list(request, org, [f"考核办法没有保存：{fault}。"], request.POST)
    messages.success(request, "考核办法已保存；已经取过数的考核仍按原来的办法，重新取数后按新的。")
    return redirect("reviews")


def _one(request: HttpRequest, code: str) -> EnvoyReview:
    rows = EnvoyReview.objects.select_related("org").filter(scope_of(person_of(request)).query())
    review = get_object_or_404(rows, code=code)
    look_from(request, review.org)
    return review


def _may_write(request: HttpRequest, review: EnvoyReview) -> bool:
    return may(person_of(request), Verb.WRITE, access.matter(LEDGERS[ASSESSMENTS], review.org))


@require_http_methods(["GET", "HEAD"])
def review_page(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _one(request, code), {}, [])


def _page(request: HttpRequest, review: EnvoyReview, said: Any, faults: list[str]) -> HttpResponse:
    """Who has done what, what follows from it, and what a person has made of it."""
    person = person_of(request)
    lines = list(review.lines.select_related("graded_by"))
    rule = assessing_rule.of_words(review.rule)
    proposed = assessing_rule.grades(rule, {line.pk: line.proposed for line in lines})
    labels, most = dict(EnvoyAssessment.Grade.choices), rule.most_excellent(len(lines))
    before = _dispatched_before(review)
    rows = [
        {
            "line": line, "missing": assessing_basis.months_in_words(line.basis["missing"]), "parts": [(label, _part(line.basis[part])) for part, (label, _) in assessing_rule.PARTS.items()],
            "grade": labels.get(proposed[line.pk], "待核"), "was": reviews.stamp(line), "before": before.get(line.envoy_name),
            "typed": {name: said.get(f"{name}_{line.pk}", now) for name, now in _now(line).items()},
        }
        for line in sorted(lines, key=lambda line: (line.proposed is None, -(line.proposed or 0), line.envoy_name))
    ]  # fmt: skip
    context = {
        "review": review, "rows": rows, "faults": faults, "parts": [label for label, _ in assessing_rule.PARTS.values()],
        "weights": [(label, getattr(rule, part)) for part, (label, _) in assessing_rule.PARTS.items()],
        "over": reviews.over_share(review), "most": most, "share": rule.excellent_share, "has_before": bool(before),
        "excellent": sum(line.grade == EnvoyAssessment.Grade.EXCELLENT for line in lines),
        "ungraded": sum(line.score is None or not line.grade for line in lines),
        "said": said, "changed": reviews.changed_since(review), "may_write": _may_write(request, review),
        "grades": EnvoyAssessment.Grade.choices, "results": EnvoyAssessment.Result.choices,
        "may_grade": review.state == EnvoyReview.State.GRADING and _may_write(request, review),
        "steps": [step for step in reviews.STEPS.values() if step.is_open(review, person)],
    }  # fmt: skip
    return render(request, "submissions/review.html", context, status=422 if faults else 200)


def _now(line: Any) -> dict[str, str]:
    score = "" if line.score is None else f"{line.score.normalize():f}"
    return {"score": score, "grade": line.grade, "result": line.result, "why": line.why}


def _part(counted: list[int]) -> str:
    done, whole = counted
    return f"{done}/{whole}" if whole else f"{done}/待核"


def _dispatched_before(review: EnvoyReview) -> dict[str, Any]:
    """What the year's settled 调度考核 gave, beside the year's own score."""
    if not review.is_annual:
        return {}
    last = EnvoyReview.objects.filter(
        org=review.org, kind=Kind.DISPATCH, state=EnvoyReview.State.SETTLED, last__year=review.last.year
    ).first()
    return dict(last.lines.values_list("envoy_name", "score")) if last else {}


@require_POST
def grade_lines(request: HttpRequest, code: str) -> HttpResponse:
    """得分和等次 of every line on the page; what could not be taken is given back."""
    review = _one(request, code)
    if not _may_write(request, review):
        raise Http404
    done, faults = _graded(request, review)
    if faults:
        return _page(request, review, request.POST, faults)
    messages.success(request, f"已存{done}人的评定。")
    return redirect("review", code=review.code)


def _graded(request: HttpRequest, review: EnvoyReview) -> tuple[int, list[str]]:
    """How many lines of the page were stored; where not every one could be, what to say."""
    try:
        done, faults = reviews.grade(review, reviews.typed_lines(request.POST), person_of(request))
    except NotPossible as refused:
        return 0, [str(refused)]
    return done, [f"已存{done}人。", *faults] if faults and done else faults


@require_POST
def review_step(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """重新取数、审定、退回评定; what was typed into the lines and not stored yet is stored first."""
    review = _one(request, code)
    if not _may_write(request, review) or deed not in reviews.STEPS:
        raise Http404
    step = reviews.STEPS[deed]
    if any(name.startswith("was_") for name in request.POST):
        _, faults = _graded(request, review)
        if faults:
            return _page(request, review, request.POST, [*faults, f"没有办“{step.label}”。"])
    try:
        reviews.take_step(review, step, person_of(request), request.POST.get("why", ""))
    except (NotPossible, Refused) as refused:
        review.refresh_from_db()
        return _page(request, review, {"why": request.POST.get("why", "")}, [str(refused)])
    messages.success(request, f"已办“{step.label}”。")
    return redirect("review", code=review.code)


@require_GET
def review_workbook(request: HttpRequest, code: str) -> HttpResponse:
    """考核表 as a workbook, for whoever may fill in the ledger."""
    review = _one(request, code)
    if not _may_write(request, review):
        raise Http404
    return download(assessment_workbook.book(review), f"{review.org.name}科技特派员{review}.xlsx")
