"""任务种类: what can be done beside the site, one declaration each.

``KEZHANG_JOB_KINDS`` in the settings lists them all by where they stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import Enum
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kezhang.jobs.job_files import JobFile
from kezhang.jobs.models import Job


class Audience(Enum):
    """谁能看: who sees a job beside the person whose it is."""

    OWNER = "本人"
    BUREAU = "本单位和上级"
    INSTALLATION = "最上级单位的管理员"


class JobRefused(Exception):
    """The work cannot be done; the message says in a sentence why, and what would be right."""


@dataclass(frozen=True)
class JobResult:
    """What came of a job: a sentence, what its kind wants to find again, and a file for whoever asked for one."""

    says: str
    content: Mapping[str, Any] = field(default_factory=dict)
    file: JobFile | None = None


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """One kind of work, and what is so of every job of it."""

    slug: str
    label: str
    run: Callable[[Job], JobResult]
    #: The address at which its result, or what is left to do, is seen; "" for none.
    leads_to: Callable[[Job], str]
    #: Doing it once more after it broke off does no harm: it is started again instead of being called interrupted.
    repeatable: bool = False
    cancellable: bool = True
    #: For a job that broke off: what came of it all the same, "" for nothing; the end itself may not have been told.
    outcome: Callable[[Job], str] = lambda job: ""  # noqa: ARG005 - whoever asks names the job
    audience: Audience = Audience.BUREAU
    #: The local time of day from which on it begins by itself, once a day; None for what people ask for.
    nightly: time | None = None
    #: Whether a nightly one has anything to do in this installation: what has not does not stand in the list each morning.
    is_wanted: Callable[[], bool] = lambda: True


@cache
def kinds() -> Mapping[str, JobKind]:
    listed: list[JobKind] = [import_string(name) for name in settings.KEZHANG_JOB_KINDS]
    return {kind.slug: kind for kind in listed}
