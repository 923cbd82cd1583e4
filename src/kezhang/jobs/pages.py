"""The pages of jobs: one's own list, one job with its progress, and calling it off. Looking writes nothing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from kezhang.jobs import access, queue
from kezhang.jobs.kinds import kinds
from kezhang.jobs.models import SILENCE, Job
from kezhang.orgs.models import Org, User
from kezhang.orgs.viewing import look_from

PER_PAGE = 50


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def jobs(request: HttpRequest) -> HttpResponse:
    """后台任务: one's own, newest first."""
    mine = access.jobs(_person(request)).filter(owner_id=_person(request).pk)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page, "rows": [_told(each) for each in page]})


def job(request: HttpRequest, pk: Any) -> HttpResponse:
    found = _get(request, pk)
    context = _told(found) | {"may_cancel": access.may_cancel(_person(request), found)}
    part = request.headers.get("HX-Request") is not None
    answer = render(request, "jobs/_progress.html" if part else "jobs/job.html", context)
    if part and not found.is_open:
        answer.headers["HX-Refresh"] = "true"  # the whole page, which asks no more
    return answer


def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    found = _get(request, pk)
    if not access.may_cancel(_person(request), found):
        if found.is_open or found.owner_id != _person(request).pk:
            raise Http404
        messages.info(request, f"任务已结束（{found.get_state_display()}），不用取消。")
    else:
        queue.ask_to_cancel(found)
        messages.success(request, "已要求取消。")
    return redirect("job", pk=found.pk)


def _get(request: HttpRequest, pk: Any) -> Job:
    found = get_object_or_404(access.jobs(_person(request)), pk=pk)
    look_from(request, get_object_or_404(Org, pk=found.org_id))
    return found


def _told(found: Job) -> dict[str, Any]:
    """What a page shows of a job; one that has not been heard of is not said to be going on."""
    kind = kinds().get(found.kind)
    silent = found.state == Job.State.RUNNING and (found.heartbeat_at or found.created_at) < timezone.now() - SILENCE
    return {
        "job": found,
        "label": kind.label if kind else found.kind,
        "address": kind.leads_to(found) if kind else "",
        "is_silent": silent,
        "is_unattended": found.state == Job.State.WAITING and not queue.is_attended(),
    }
