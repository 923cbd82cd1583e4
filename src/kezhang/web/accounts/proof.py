"""本人确认: before something that binds the bureau, whoever does it shows once more that they are who logged in.

The code of their telephone where one is set up, else their password; wrong ones are counted like at the login.
"""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from kezhang.orgs import access_log, guessing, second_factor, sessions
from kezhang.orgs.access_log import Kind, address_of
from kezhang.orgs.models import User
from kezhang.orgs.viewing import person_of

#: The field of a form that carries it.
FIELD = "proof"
#: In the session: when it was last shown; the login shows it too.
SHOWN, FRESH = "shown", timedelta(minutes=10)


def asks_for(person: User) -> str:
    """What the field is called for this person."""
    return "动态口令" if second_factor.is_on(person) else "登录密码"


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody has shown so short a while ago who they are that they need not show it once more."""
    if (shown := request.session.get(SHOWN)) is None:
        login = sessions.of(person_of(request)).filter(session_key=request.session.session_key).first()
        shown = login.began_at.timestamp() if login else 0
    return bool(0 <= timezone.now().timestamp() - shown <= FRESH.total_seconds())


def fault_of(request: HttpRequest) -> str:
    """Why what was sent proves nothing, or ""."""
    person, typed = request.user, request.POST.get(FIELD, "")
    assert isinstance(person, User)
    asked = asks_for(person)
    if not typed:
        return f"请输入本人的{asked}，以确认是本人办理。"
    try:
        guessing.attempt(person.username, address_of(request))
    except guessing.Locked as locked:
        return locked.says
    if second_factor.is_right(person, typed) if second_factor.is_on(person) else person.check_password(typed):
        guessing.succeeded(person.username)
        request.session[SHOWN] = timezone.now().timestamp()
        return ""
    guessing.failed(address_of(request))
    access_log.note(request, Kind.FAILED, person.org, f"办理时{asked}不对")
    return f"{asked}不对，没有办理。"
