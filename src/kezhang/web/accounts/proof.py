"""本人确认: before something that binds the bureau, whoever does it shows once more that they are who logged in.

The code of their telephone where one is set up, else their password; wrong ones are counted like at the login.
"""

from django.http import HttpRequest

from kezhang.orgs import access_log, guessing, second_factor
from kezhang.orgs.access_log import Kind, address_of
from kezhang.orgs.models import User

#: The field of a form that carries it.
FIELD = "proof"


def asks_for(person: User) -> str:
    """What the field is called for this person."""
    return "动态口令" if second_factor.is_on(person) else "登录密码"


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
        return f"输错次数过多，{locked.until.astimezone():%H:%M}以后再试。"
    if second_factor.is_right(person, typed) if second_factor.is_on(person) else person.check_password(typed):
        guessing.succeeded(person.username)
        return ""
    guessing.failed(address_of(request))
    access_log.note(request, Kind.FAILED, person.org, f"办理时{asked}不对")
    return f"{asked}不对，没有办理。"
