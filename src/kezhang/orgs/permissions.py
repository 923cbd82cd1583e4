"""权限: what each post may do, declared once, and the one function that decides.

``may(person, verb, thing)`` is asked by every page, command and job; the matrix that auditors read is this very table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kezhang.orgs.models import SAFEGUARDS, Org, Post, User


class Verb(Enum):
    """What can be done to a bureau's matters, as the matrix calls it."""

    LOOK = "查看"
    EXPORT = "导出"
    SEE_PERSONAL = "看个人信息"
    WRITE = "填报"
    REVIEW = "审核"
    DRAFT = "起草报告"
    ISSUE = "签发"
    ASSIGN = "下达任务"
    SIGN = "签收任务"
    COLLECT = "调度收报"
    SEE_PEOPLE = "查看人员"
    KEEP_PEOPLE = "管理人员"
    GIVE_POSTS = "设置岗位"
    GUARD = "管理三员"
    FOUND = "设立单位"
    AUDIT = "查阅日志"


class Reach(Enum):
    """How far from the post's own bureau."""

    OWN = "本单位"
    SUBTREE = "本单位及下级"


#: Looking is never narrowed to offices: a bureau's figures are counted over all its ledgers.
UNNARROWED = frozenset({Verb.LOOK, Verb.EXPORT})
_SEEING = {Verb.LOOK: Reach.SUBTREE, Verb.EXPORT: Reach.SUBTREE}
_HANDLING = {Verb.SEE_PERSONAL: Reach.OWN, Verb.WRITE: Reach.OWN, Verb.SIGN: Reach.OWN}
#: The declaration: what is not named here nobody may do.
RULES: dict[str, dict[Verb, Reach]] = {
    Post.Kind.CLERK: {**_SEEING, **_HANDLING, Verb.DRAFT: Reach.OWN},
    Post.Kind.REVIEWER: {**_SEEING, **_HANDLING, Verb.REVIEW: Reach.OWN, Verb.ASSIGN: Reach.OWN},
    Post.Kind.DIRECTOR: {**_SEEING, Verb.ISSUE: Reach.OWN, Verb.ASSIGN: Reach.OWN, Verb.SIGN: Reach.OWN},
    Post.Kind.LIAISON: {**_SEEING, Verb.COLLECT: Reach.OWN},
    Post.Kind.ADMINISTRATOR: {
        Verb.LOOK: Reach.SUBTREE,
        Verb.SEE_PEOPLE: Reach.SUBTREE,
        Verb.KEEP_PEOPLE: Reach.SUBTREE,
        Verb.GIVE_POSTS: Reach.SUBTREE,
        Verb.FOUND: Reach.SUBTREE,
    },
    Post.Kind.SYSTEM: {Verb.SEE_PEOPLE: Reach.SUBTREE, Verb.KEEP_PEOPLE: Reach.SUBTREE, Verb.FOUND: Reach.SUBTREE},
    Post.Kind.SECURITY: {Verb.SEE_PEOPLE: Reach.SUBTREE, Verb.GIVE_POSTS: Reach.SUBTREE, Verb.GUARD: Reach.SUBTREE},
    Post.Kind.AUDITOR: {Verb.SEE_PEOPLE: Reach.SUBTREE, Verb.AUDIT: Reach.SUBTREE},
}


@dataclass(frozen=True)
class Matter:
    """事项: what something is done to: a bureau, perhaps one ledger of it, perhaps what is said of one indicator there."""

    org: Org | None  # None: the whole installation
    ledger: str = ""
    indicator: str = ""
    is_by_indicator: bool = False  # each record of the ledger speaks of one indicator
    office: int | None = None  # what concerns one office: for its people, and for who reviews the whole bureau


def may(person: User, verb: Verb, thing: Any) -> bool:
    """Whether the person may do this to a bureau, a matter, another person, or anything that has an ``org``.

    What concerns another person concerns every bureau in which that person holds a post; a safeguard is kept by
    whoever may ``GUARD``, and by nobody else. To be seen by one of these bureaus is enough.
    """
    if isinstance(thing, User):
        held = list(Post.objects.filter(person=thing).select_related("org"))
        if verb is not Verb.SEE_PEOPLE and any(post.kind in SAFEGUARDS for post in held):
            verb = Verb.GUARD
        places = [thing.org, *(post.org for post in held)] if held or thing.org else [None]
        asked = (may(person, verb, Matter(place)) for place in places)
        return any(asked) if verb is Verb.SEE_PEOPLE else all(asked)
    matter = thing if isinstance(thing, Matter) else Matter(thing if isinstance(thing, Org) else thing.org)
    return any(allows(post, verb, matter) for post in person.posts_in_force)


def allows(post: Post, verb: Verb, matter: Matter) -> bool:
    """Whether this post alone allows it."""
    reach = RULES[post.kind].get(verb)
    return reach is not None and _reaches(post.org, reach, matter.org) and _is_of_its_offices(post, verb, matter)


def _reaches(own: Org | None, reach: Reach, other: Org | None) -> bool:
    if own is None:
        return True
    if other is None:
        return False
    return other.pk == own.pk if reach is Reach.OWN else other.prefix.startswith(own.prefix)


def _is_of_its_offices(post: Post, verb: Verb, matter: Matter) -> bool:
    """A post for some offices covers what these look after, and nothing that concerns the bureau as a whole."""
    offices = post.narrowed_to
    if verb in UNNARROWED:
        return True
    if matter.office is not None:
        return any(office.pk == matter.office for office in offices) or (
            not offices and post.kind == Post.Kind.REVIEWER
        )
    if not offices:
        return True
    return any(
        matter.ledger in office.ledgers
        or (
            matter.is_by_indicator
            and (matter.indicator in office.indicators if matter.indicator else office.indicators)
        )
        for office in offices
    )


def is_narrowed(person: User, verb: Verb, org: Org) -> bool:
    """Whether somebody may do it in this bureau for some offices only."""
    posts = [p for p in person.posts_in_force if (reach := RULES[p.kind].get(verb)) and _reaches(p.org, reach, org)]
    return bool(posts) and all(post.narrowed_to for post in posts)


def prefixes(person: User, *verbs: Verb) -> set[str]:
    """The code prefixes of the bureaus in which somebody may do any of this; the empty one is everywhere."""
    return {
        post.org.prefix if post.org else ""
        for post in person.posts_in_force
        if any(verb in RULES[post.kind] for verb in verbs)
    }


def holders(verb: Verb) -> str:
    """Who may do it, as a refusal says it.

    >>> holders(Verb.ISSUE), holders(Verb.WRITE)
    ('本单位领导', '本单位填报人或审核人')
    """
    held = [(kind.label, RULES[kind][verb]) for kind in Post.Kind if verb in RULES[kind]]
    return "本单位" + ("" if all(reach is Reach.OWN for _, reach in held) else "或上级") + "或".join(k for k, _ in held)


def table() -> Iterator[tuple[Post.Kind, Verb, Reach]]:
    """Every right that a post gives."""
    for kind in Post.Kind:
        for verb, reach in RULES[kind].items():
            yield kind, verb, reach
