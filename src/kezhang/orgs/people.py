"""人员和岗位: how people come, and how posts are given and taken; the one door for both.

Wrong input is a sentence. What is given here is checked against the safeguards' rule, whoever gives it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from kezhang.orgs import access_log
from kezhang.orgs.models import SAFEGUARDS, Office, Org, Post, User
from kezhang.orgs.permissions import Matter, Verb, may
from kezhang.seals.sealed import seal


class NotAppointed(Exception):
    """Nothing was changed; the message says why, in Chinese."""


@dataclass(frozen=True)
class Appointment:
    """任命: a post as it is asked for."""

    kind: str
    org: Org | None
    offices: tuple[Office, ...] = ()
    acting_for: User | None = None
    since: date | None = None
    until: date | None = None


def add(
    username: str, org: Org | None, *kinds: str, full_name: str = "", password: str | None = None, pk: int | None = None,
    is_temporary: bool = False,
) -> User:  # fmt: skip
    """A new person with these posts in the bureau; a temporary password is changed at the first login. Raises NotAppointed."""
    person = User(pk=pk, username=username, org=org, full_name=full_name, must_change_password=is_temporary)
    if User.objects.filter(username__iexact=username).exists():
        raise NotAppointed(f"登录名 {username} 已经有人使用。")
    try:
        person.clean_fields(exclude=["password"])
    except ValidationError as wrong:
        labels = {field.name: str(field.verbose_name) for field in User._meta.fields} | {"username": "登录名"}
        told = [f"{labels[name]}：{'；'.join(says)}" for name, says in wrong.message_dict.items()]
        raise NotAppointed("；".join(told)) from wrong
    person.set_password(password)
    with transaction.atomic():
        person.save()
        access_log.begin(org)
        appoint(person, [Appointment(kind, org) for kind in kinds])
    return person


def appoint(person: User, wanted: Iterable[Appointment]) -> tuple[list[str], list[str]]:
    """Give the person exactly these posts; returns in words what came and what went. Raises NotAppointed."""
    wanted = list(wanted)
    if fault := fault_of(wanted):
        raise NotAppointed(fault)
    with transaction.atomic():
        before = {_asked(post): post for post in Post.objects.filter(person=person).prefetch_related("offices")}
        went = [str(post) for asked, post in before.items() if asked not in wanted]
        for asked, post in before.items():
            if asked not in wanted:
                post.offices.clear()
                post.delete()
        came = []
        for each in wanted:
            if each in before:
                continue
            post = Post.objects.create(
                person=person, org=each.org, kind=each.kind, acting_for=each.acting_for, since=each.since,
                until=each.until,
            )  # fmt: skip
            post.offices.set(each.offices)
            seal([post])
            came.append(str(post))
    person.__dict__.pop("posts_in_force", None)
    return came, went


def fault_of(wanted: Collection[Appointment]) -> str:
    """What is wrong with holding all these posts, or ""."""
    guards = sorted({each.kind for each in wanted if each.kind in SAFEGUARDS}, key=Post.Kind.values.index)
    labels = [Post.Kind(kind).label for kind in guards]
    if len(guards) > 1:
        return f"{'、'.join(labels)}须由不同的人担任。"
    if guards and any(each.kind not in SAFEGUARDS for each in wanted):
        return f"{labels[0]}不能同时担任业务岗位或单位管理员。"
    if len({(each.kind, each.org, each.acting_for) for each in wanted}) < len(wanted):
        return "同一个岗位填了两次。"
    for each in wanted:
        label = Post.Kind(each.kind).label
        if each.org is None and each.kind not in SAFEGUARDS:
            return f"{label}须写明单位。"
        if stray := [office.name for office in each.offices if office.org != each.org]:
            return f"{'、'.join(stray)}不是{each.org}的股室。" if each.org else f"{label}不分股室。"
        if each.acting_for is not None and each.until is None:
            return f"代理{each.acting_for}须写明到哪一天为止。"
        if each.since and each.until and each.since > each.until:
            return f"{label}的起止日期颠倒：自{each.since}，至{each.until}。"
    return ""


def may_appoint(by: User, person: User, wanted: Iterable[Appointment]) -> bool:
    """Whether somebody may change another person's posts to these; nobody gives or takes posts of their own."""
    return by.pk != person.pk and may(by, Verb.GIVE_POSTS, person) and may_give(by, wanted)


def may_give(by: User, wanted: Iterable[Appointment]) -> bool:
    """Whether somebody may give these posts to anybody at all."""
    return all(may(by, Verb.GUARD if each.kind in SAFEGUARDS else Verb.GIVE_POSTS, Matter(each.org)) for each in wanted)


def _asked(post: Post) -> Appointment:
    offices = tuple(sorted(post.offices.all(), key=lambda office: office.pk))
    return Appointment(post.kind, post.org, offices, post.acting_for, post.since, post.until)
