"""任务文件: the file a job was given to work on, and the one it made; both are removed after some days.

What a job makes can be made again, and both may hold personal data that nobody keeps on purpose.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone

from kezhang.jobs.models import Job

#: How long a file waits to be fetched.
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class JobFile:
    """A file by the name a person knows it by, and what is in it."""

    name: str
    content: bytes

    @property
    def ending(self) -> str:
        """As the name has it, for a name on disk of the program's own; "" for none, or one too long to be one."""
        _, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot and ending.isalnum() and len(ending) <= 5 else ""


def give(job: Job, file: JobFile) -> None:
    """Lay down what a job works on; the job is stored right after."""
    job.given.save(f"{job.pk}{file.ending}", ContentFile(file.content), save=False)


def content_given(job: Job) -> bytes:
    with job.given.open("rb") as file:
        return file.read()


def keep_made(job: Job, file: JobFile) -> dict[str, str]:
    """Lay down what a job has made, and what its row is to say of it."""
    path = job.made.storage.save(
        job.made.field.generate_filename(job, f"{job.pk}{file.ending}"), ContentFile(file.content)
    )
    return {"made": path, "made_name": file.name[-200:]}


def remove_old() -> int:
    """The files of jobs that ended some days ago go; the jobs themselves stay. Returns how many files."""
    ended = Job.objects.filter(ended_at__lt=timezone.now() - KEPT).filter(~Q(given="") | ~Q(made=""))
    removed = 0
    for job in ended:
        for file in (job.given, job.made):
            if file:
                file.storage.delete(file.name or "")
                removed += 1
        Job.objects.filter(pk=job.pk).update(given="", made="")
    return removed
