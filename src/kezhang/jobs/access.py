"""谁能看: which jobs somebody may see. Own ones always; those of one's bureau and below where their kind says so."""

from django.db.models import Q, QuerySet

from kezhang.jobs.kinds import Audience, kinds
from kezhang.jobs.models import Job
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb
from kezhang.orgs.scope import scope_of


def jobs(person: User) -> QuerySet[Job]:
    shared = [slug for slug, kind in kinds().items() if kind.audience is Audience.BUREAU]
    seen = scope_of(person).named("org_prefix") & (Q(owner_id=person.pk) | Q(kind__in=shared))
    if sees_installation(person):
        seen |= Q(kind__in=[slug for slug, kind in kinds().items() if kind.audience is Audience.INSTALLATION])
    return Job.objects.filter(seen)


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
