"""数据体检: what the last examination of everything kept has found, for the administrators whom all of it concerns."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kezhang.jobs.access import sees_installation
from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.reports.background import examination_job
from kezhang.web.monitoring import health


@require_http_methods(["GET", "POST"])
def examination(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not sees_installation(person):
        raise Http404
    if request.method == "POST":
        if (job := examination_job.put_down(bureau_in_view(request), person)) is not None:
            return redirect("job", pk=job.pk)
        messages.error(request, "现在没有后台程序在工作；请重新启动网站，或在服务器上运行 kezhang doctor。")
        return redirect("examination")
    return render(
        request, "web/examination.html", {"job": examination_job.last_result(), "lines": list(health.lines())}
    )
