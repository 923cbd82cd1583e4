"""范围: how far somebody sees, and what they may write.

A scope is a code prefix, and an empty scope sees nothing at all.
"""

from dataclasses import dataclass

from django.db.models import Q, Subquery

from kezhang.orgs.models import Org, User

#: A code of six significant digits names one county and nothing below it.
COUNTY = 6


@dataclass(frozen=True)
class Scope:
    """The bureaus somebody may look at: those whose code starts with ``prefix``; None is nobody."""

    prefix: str | None

    def query(self) -> Q:
        """The condition that keeps a query on something with an ``org`` inside the scope."""
        if self.prefix is None:
            return Q(pk__in=())
        if len(self.prefix) == COUNTY:
            # One bureau, said as one value: the database can then walk an index in order instead of sorting.
            return Q(org=Subquery(Org.objects.filter(prefix=self.prefix).values("pk")[:1]))
        return Q(org__in=Org.objects.filter(prefix__startswith=self.prefix)) if self.prefix else Q()


NOTHING = Scope(None)
EVERYTHING = Scope("")


def scope_of(viewer: User | Org) -> Scope:
    """What a person or a bureau sees: its own subtree.

    A person without a bureau sees nothing, unless they administer the whole installation.
    """
    if isinstance(viewer, Org):
        return Scope(viewer.prefix)
    if not viewer.is_active:
        return NOTHING
    if viewer.org is not None:
        return Scope(viewer.org.prefix)
    return EVERYTHING if viewer.is_superuser else NOTHING


def may_write(person: User, org: Org) -> bool:
    """Records are written by the bureau's own clerks and administrators, by nobody above or beside it."""
    if not person.is_active:
        return False
    if person.is_superuser and person.org_id is None:
        return True
    return person.org_id == org.pk and person.role in {User.Role.CLERK, User.Role.ADMINISTRATOR}


def visible_orgs(viewer: User | Org):
    """The bureaus somebody may choose between, in the order of their codes."""
    scope = scope_of(viewer)
    if scope.prefix is None:
        return Org.objects.none()
    return Org.objects.filter(prefix__startswith=scope.prefix)
