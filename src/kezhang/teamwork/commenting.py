"""留言和提到: a comment is stored with the people it calls by @name; whoever cannot see the record is not called."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.teamwork.models import LONGEST, CalledPerson, Comment

#: Where in the session a refused comment waits for its writer, so that it is not typed twice.
UNSAID = "unsaid_comment"
_CALL = re.compile(r"[@＠]([^\s@＠，。、；：！？,.;:!?（）()“”]+)")


class CommentRefused(Exception):
    """Nothing was stored; the message says why, in Chinese."""


def colleagues(org: Org) -> list[User]:
    """Who may look at a bureau's records: those with a post there or above, by name."""
    posts = Post.in_force_on(timezone.localdate()).filter(org__prefix__in=org.prefixes)
    people = User.objects.filter(pk__in=posts.values("person"), is_active=True).order_by("full_name", "username")
    return [person for person in people if may(person, Verb.LOOK, org)]


def called_in(text: str, people: Iterable[User]) -> tuple[list[User], list[str]]:
    """Whom a text calls, and the names of nobody; of two people of one name the login name tells which."""
    found: list[User] = []
    unknown = []
    known = list(people)
    for written in _CALL.findall(text):
        exact = [p for p in known if written in (p.username, p.full_name)]
        # Chinese writes no blank after a name: “@王建国请核对” calls whoever's name it begins with.
        meant = exact or _longest(written, known)
        if len(meant) == 1:
            found += [person for person in meant if person not in found]
        elif meant:
            unknown.append(f"{written}（有{len(meant)}人同名，请写登录名）")
        else:
            unknown.append(written)
    return found, unknown


def _longest(written: str, known: list[User]) -> list[User]:
    names = [(name, p) for p in known for name in (p.full_name, p.username) if name and written.startswith(name)]
    longest = max((len(name) for name, _ in names), default=0)
    return [person for name, person in names if len(name) == longest]


def say(org: Org, ledger: str, record_id: int, subject: str, text: str, by: User) -> Comment:
    """Store a comment and call whom it names. Raises CommentRefused."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise CommentRefused("请先写留言")
    if len(text) > LONGEST:
        raise CommentRefused(f"留言最多{LONGEST}个字，现有{len(text)}个字")
    people, unknown = called_in(text, colleagues(org) if "@" in text or "＠" in text else ())
    if unknown:
        raise CommentRefused(f"没有找到“{'”“'.join(unknown)}”；@后写同事的姓名或登录名，后面空一格")
    with transaction.atomic():
        comment = Comment.objects.create(
            org=org, ledger=ledger, record_id=record_id, subject=subject[:200], text=text, by=by
        )
        CalledPerson.objects.bulk_create([CalledPerson(comment=comment, person=each) for each in people])
    return comment


def comments_on(ledger: str, record_id: int) -> QuerySet[Comment]:
    """What is said of a record and was not taken back, the oldest first."""
    return Comment.objects.filter(ledger=ledger, record_id=record_id, withdrawn_at__isnull=True).select_related("by")


def calls(person: User, org: Org) -> QuerySet[CalledPerson]:
    """What calls a person in what he sees of a bureau and he has not opened yet, the newest first."""
    waiting = CalledPerson.objects.filter(person=person, seen_at__isnull=True, comment__withdrawn_at__isnull=True)
    return waiting.filter(comment__org__in=scope_of(org).orgs()).select_related("comment__by").order_by("-comment__at")


def opened(person: User, ledger: str, record_id: int) -> None:
    """The person looks at the record: what called him there waits no longer."""
    waiting = CalledPerson.objects.filter(person=person, seen_at__isnull=True)
    here = waiting.filter(comment__ledger=ledger, comment__record_id=record_id)
    if here.exists():  # an UPDATE of nothing takes the write lock all the same, and looking would wait for an import
        here.update(seen_at=timezone.now())
