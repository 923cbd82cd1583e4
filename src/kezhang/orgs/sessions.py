"""登录会话: Django's sessions in the database, each with whose it is; a custom engine as Django's manual describes it."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.utils import timezone

from kezhang.orgs.models import OpenSession, User

#: What a login notes of itself.
BEGAN, ADDRESS, BROWSER = "began", "address", "browser"


class SessionStore(DatabaseStore):
    """What Django's own store does; a row also says whose login it is, from where and since when."""

    @classmethod
    def get_model_class(cls) -> type[OpenSession]:
        return OpenSession

    def create_model_instance(self, data: dict[str, Any]) -> OpenSession:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        row.began_at = datetime.fromtimestamp(data[BEGAN], UTC) if BEGAN in data else timezone.now()
        row.address, row.browser = data.get(ADDRESS, "")[:60], data.get(BROWSER, "")[:200]
        return row


def of(person: User) -> QuerySet[OpenSession]:
    """The person's logins that last, the newest first."""
    return OpenSession.objects.filter(person=person, expire_date__gt=timezone.now())


def end(person: User, *, but: str | None = None) -> int:
    """Sign the person out everywhere, or everywhere else; returns how many logins ended."""
    ended, _ = OpenSession.objects.filter(person=person).exclude(session_key=but or "").delete()
    return ended
