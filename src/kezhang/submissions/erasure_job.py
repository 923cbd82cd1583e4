"""清除任务: every night, what has come to the end of the term that its form has promised."""

from datetime import time

from kezhang.jobs.kinds import Audience, JobKind, JobResult
from kezhang.jobs.models import Job
from kezhang.submissions import erasure
from kezhang.submissions.models import OpenForm


def _run(job: Job) -> JobResult:  # noqa: ARG001 - there is one of its kind
    count = erasure.erase(erasure.due())
    return JobResult(f"按期清除{count}件来件的内容。" if count else "没有到期的来件。")


ERASURE = JobKind(
    slug="erasure", label="来件到期清除", run=_run, leads_to=lambda job: "", repeatable=True,  # noqa: ARG005
    audience=Audience.INSTALLATION, nightly=time(3, 30), is_wanted=OpenForm.objects.exists,
)  # fmt: skip
