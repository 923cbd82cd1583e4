"""谁能看: which jobs somebody may see. Own ones always; those of one's bureau and below where their kind says so."""

from datetime import datetime

from django.db import connections
from django.db.models import Q, QuerySet

from kezhang import existence
from kezhang.jobs import router
from kezhang.jobs.kinds import Audience, kinds
from kezhang.jobs.models import Job
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb
from kezhang.orgs.scope import scope_of

_OWN_JOBS = {"own": existence.rows(Job, "owner_id = %(person)s AND created_at >= %(since)s")}


def jobs(person: User) -> QuerySet[Job]:
    shared = [slug for slug, kind in kinds().items() if kind.audience is Audience.BUREAU]
    seen = scope_of(person).named("org_prefix") & (Q(owner_id=person.pk) | Q(kind__in=shared))
    if sees_installation(person):
        seen |= Q(kind__in=[slug for slug, kind in kinds().items() if kind.audience is Audience.INSTALLATION])
    return Job.objects.filter(seen)


def has_asked_for_any(person: User, since: datetime) -> bool:
    """Whether the person has any work beside the site that was put down since; asked before each workbench."""
    using = router.database()
    asked_with = {"person": person.pk, "since": connections[using].ops.adapt_datetimefield_value(since)}
    return bool(existence.there_are(_OWN_JOBS, asked_with, using))


def sees_installation(person: User) -> bool:
    """Whether what concerns all bureaus concerns this person: who may found bureaus everywhere."""
    prefixes = scope_of(person, Verb.FOUND)
    return bool(prefixes.prefixes) and not Org.objects.exclude(prefixes.named("prefix")).exists()


def may_fetch(person: User, job: Job) -> bool:
    """What a job has made holds what its owner may see, and is for nobody else."""
    return bool(job.made) and job.owner_id == person.pk


def may_cancel(person: User, job: Job) -> bool:
    """Whoever asked for the work may call it off, while it still goes on and if its kind can be stopped."""
    kind = kinds().get(job.kind)
    return job.is_open and kind is not None and kind.cancellable and job.owner_id == person.pk
