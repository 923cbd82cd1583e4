"""The pages of jobs: one's own list, one job with its progress, and calling it off. Looking writes nothing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from kezhang.jobs import access, job_files, queue
from kezhang.jobs.kinds import kinds
from kezhang.jobs.models import SILENCE, Job
from kezhang.orgs.models import Org
from kezhang.orgs.viewing import look_from, person_of

PER_PAGE = 50


def jobs(request: HttpRequest) -> HttpResponse:
    """后台任务: one's own, newest first."""
    mine = access.jobs(person_of(request)).filter(owner_id=person_of(request).pk)
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_told(each) for each in page]}
    return render(
        request, "jobs/jobs.html", context | {"sees_installation": access.sees_installation(person_of(request))}
    )


def job(request: HttpRequest, pk: Any) -> HttpResponse:
    found = _get(request, pk)
    person = person_of(request)
    context = _told(found) | {
        "may_cancel": access.may_cancel(person, found), "may_fetch": access.may_fetch(person, found), "kept": job_files.KEPT.days,
    }  # fmt: skip
    part = request.headers.get("HX-Request") is not None
    answer = render(request, "jobs/_progress.html" if part else "jobs/job.html", context)
    if part and not found.is_open:
        answer.headers["HX-Refresh"] = "true"  # the whole page, which asks no more
    return answer


def made(request: HttpRequest, pk: Any) -> FileResponse:
    """The file a job has made, as a download."""
    found = _get(request, pk)
    if not access.may_fetch(person_of(request), found):
        raise Http404
    name = found.made_name
    return FileResponse(
        found.made.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    found = _get(request, pk)
    if not access.may_cancel(person_of(request), found):
        if found.is_open or found.owner_id != person_of(request).pk:
            raise Http404
        messages.info(request, f"任务已结束（{found.get_state_display()}），不用取消。")
    else:
        queue.ask_to_cancel(found)
        messages.success(request, "已要求取消。")
    return redirect("job", pk=found.pk)


def offered(request: HttpRequest, title: str, says: str, back: str) -> HttpResponse:
    """Before what takes a while is begun by looking at an address: what it is, and the button that begins it."""
    return render(request, "jobs/offered.html", {"title": title, "says": says, "back": back})


def _get(request: HttpRequest, pk: Any) -> Job:
    found = get_object_or_404(access.jobs(person_of(request)), pk=pk)
    if found.org_id:  # what concerns all bureaus is of none
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
