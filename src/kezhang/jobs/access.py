"""谁能看: which jobs somebody may see. Own ones always; those of one's bureau and below where their kind says so."""

from django.db.models import Q, QuerySet

from kezhang.jobs.kinds import Audience, kinds
from kezhang.jobs.models import Job
from kezhang.orgs.models import User
from kezhang.orgs.scope import scope_of


def jobs(person: User) -> QuerySet[Job]:
    prefix = scope_of(person).prefix
    if prefix is None:
        return Job.objects.none()
    shared = [slug for slug, kind in kinds().items() if kind.audience is Audience.BUREAU]
    return Job.objects.filter(Q(org_prefix__startswith=prefix) & (Q(owner_id=person.pk) | Q(kind__in=shared)))


def may_cancel(person: User, job: Job) -> bool:
    """Whoever asked for the work may call it off, while it still goes on and if its kind can be stopped."""
    kind = kinds().get(job.kind)
    return job.is_open and kind is not None and kind.cancellable and job.owner_id == person.pk
