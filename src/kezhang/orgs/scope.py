"""范围: how far somebody sees.

A scope is a set of code prefixes, and an empty scope sees nothing at all.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Subquery

from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, prefixes

#: A code of six significant digits names one county and nothing below it.
COUNTY = 6


@dataclass(frozen=True)
class Scope:
    """The bureaus somebody may look at: those whose code starts with one of ``prefixes``; "" is everybody's start."""

    prefixes: frozenset[str]
    org: Org | None = None  # where it is what one bureau sees: that bureau

    def query(self) -> Q:
        """The condition that keeps a query on something with an ``org`` inside the scope."""
        if "" in self.prefixes:
            return Q()
        if not self.prefixes:
            return Q(pk__in=())
        (first, *more) = self.prefixes
        if not more and len(first) == COUNTY:
            # One bureau, said as one value: the database can then walk an index in order instead of sorting.
            if self.org is not None:
                return Q(org=self.org.pk)
            return Q(org=Subquery(Org.objects.filter(prefix=first).values("pk")[:1]))
        return Q(org__in=self.orgs())

    def named(self, field: str) -> Q:
        """The same where a row names the prefix of its bureau instead of pointing to it."""
        found = Q(pk__in=())
        for prefix in self.prefixes:
            found |= Q(**{f"{field}__startswith": prefix})
        return found

    def orgs(self) -> QuerySet[Org]:
        return Org.objects.filter(self.named("prefix"))


def scope_of(viewer: User | Org, *verbs: Verb) -> Scope:
    """What a person or a bureau sees: the subtrees of the posts that allow any of the verbs, at first to look."""
    if isinstance(viewer, Org):
        return Scope(frozenset({viewer.prefix}), viewer)
    return Scope(frozenset(prefixes(viewer, *(verbs or (Verb.LOOK,)))))


def the_only_org(viewer: User) -> Org | None:
    """The bureau of somebody who may stand in one county's bureau and in no other; it came with the post."""
    held = {post.org_id: post.org for post in viewer.posts_in_force}
    org = next(iter(held.values()), None)
    return org if org is not None and len(held) == 1 and len(org.prefix) == COUNTY else None


def several_bureaus(org: Org | None) -> list[Org]:
    """A superior and everything below it; none where there is one bureau alone, which is known without asking."""
    if org is None or len(org.prefix) == COUNTY:
        return []
    found = list(Org.objects.filter(prefix__startswith=org.prefix).order_by("code"))
    return found if len(found) > 1 else []


def below(org: Org) -> list[Org]:
    """The bureaus a bureau hands down to, collects from and checks: those right below it."""
    return list(Org.objects.filter(parent=org).order_by("code"))


def visible_orgs(viewer: User | Org) -> QuerySet[Org]:
    """The bureaus somebody may stand in, whatever there is for them to do there, in the order of their codes."""
    return scope_of(viewer, *Verb).orgs()
