"""备份任务: a backup every night into the folder that was named, and as many of them kept as were asked for."""

from datetime import time
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from kezhang.backups import archive, taking
from kezhang.backups.databases import NotBackedUp
from kezhang.jobs.kinds import Audience, JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job


def nightly() -> str:
    """Take one where a folder is named; in words what came of it. Raises NotBackedUp."""
    if not settings.KEZHANG_BACKUPS:
        return "没有设置 KEZHANG_BACKUPS，没有备份。"
    folder = Path(settings.KEZHANG_BACKUPS)
    if not folder.is_dir():
        raise NotBackedUp(f"备份文件夹 {folder} 不在：共享盘可能没有挂上。")
    made = taking.take(folder)
    gone = _thin_out(folder)
    return f"已备份到 {made.file.name}，{made.file.stat().st_size >> 10}KB" + (
        f"，删去{gone}份旧的。" if gone else "。"
    )


def _thin_out(folder: Path) -> int:
    """The newest stay; a backup goes together with its keys."""
    found = sorted(folder.glob("kezhang-*.zip"), key=lambda path: path.name)
    old = found[: -settings.KEZHANG_BACKUPS_KEPT] if settings.KEZHANG_BACKUPS_KEPT else []
    for file in old:
        file.unlink()
        archive.keys_beside(file).unlink(missing_ok=True)
    return len(old)


def _run(job: Job) -> JobResult:  # noqa: ARG001 - there is one of its kind
    try:
        return JobResult(nightly())
    except NotBackedUp as fault:
        raise JobRefused(str(fault)) from fault


def _leads_to(job: Job) -> str:  # noqa: ARG001 - likewise
    return reverse("examination")


BACKUP = JobKind(
    slug="backup", label="备份", run=_run, leads_to=_leads_to, repeatable=True, audience=Audience.INSTALLATION,
    nightly=time(1, 30), is_wanted=lambda: bool(settings.KEZHANG_BACKUPS),
)  # fmt: skip
