"""首次使用: an installation without anybody in it is taken over in the browser, once, by whoever reads its screen.

``kezhang serve`` shows an address with a code that only that screen and the folder of data have; who opens it names the
bureau and becomes its administrator. Afterwards the address leads to the login like any other.
"""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.access_log import Kind, address_of
from kezhang.orgs.divisions import load_divisions
from kezhang.orgs.models import Org, Post, User
from kezhang.web.accounts.login import let_in

#: What the first person is: who keeps the people, and fills in until there are others.
FIRST_POSTS = (Post.Kind.ADMINISTRATOR, Post.Kind.CLERK, Post.Kind.REVIEWER)
FIELDS = ("bureau", "full_name", "username")
#: Names of bureaus that one name may be; more are not listed.
LISTED = 6


def is_empty() -> bool:
    """Whether nobody is there yet."""
    return not User.objects.exists()


def first_code() -> str:
    """The code that opens an empty installation, made when it is asked for; "" once somebody is there."""
    if not is_empty():
        return ""
    file = settings.KEZHANG_HOME / "first_code"
    if not file.is_file():
        file.write_text(secrets.token_urlsafe(12), encoding="utf-8")
        file.chmod(0o600)
    return file.read_text(encoding="utf-8").strip()


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    if not is_empty():
        return redirect("login")
    said = request.POST if request.method == "POST" else request.GET
    file = settings.KEZHANG_HOME / "first_code"
    known = file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    if not known or not secrets.compare_digest(said.get("code", "").encode(), known.encode()):
        return render(request, "accounts/start_closed.html", status=403)
    if not Org.objects.exists():
        load_divisions()
    faults: list[str] = []
    if request.method == "POST":
        person, faults = _taken_over(request)
        if person is not None:
            file.unlink(missing_ok=True)
            return let_in(request, person, "")
    context = {"code": known, "faults": faults, "typed": {name: said.get(name, "") for name in FIELDS}}
    return render(request, "accounts/start.html", context, status=422 if faults else 200)


def _taken_over(request: HttpRequest) -> tuple[User | None, list[str]]:
    """The first person, or why there is none yet; everything that is wrong at once."""
    said = {name: request.POST.get(name, "").strip() for name in FIELDS}
    password, again = request.POST.get("password", ""), request.POST.get("again", "")
    org, fault = _bureau(said["bureau"])
    faults = [fault] if fault else []
    faults += ["请写姓名。"] if not said["full_name"] else []
    faults += ["请写登录名。"] if not said["username"] else []
    faults += [
        f"{says}。"
        for says in passwords.faults_of(password, User(username=said["username"], org=org, full_name=said["full_name"]))
    ]
    faults += ["两次输入的密码不一样。"] if password != again else []
    if faults or org is None:
        return None, faults
    with transaction.atomic():
        if not is_empty():
            return None, ["刚刚有人设好了管理员，请登录。"]
        person = people.add(
            said["username"][:150], org, *FIRST_POSTS, full_name=said["full_name"][:40], password=password
        )
        says = f"首次使用：设{org.name}和管理员{person}（登录名 {person.username}）"
        access_log.record(Kind.PEOPLE, org, says, by=person, address=address_of(request))
    return person, []


def _bureau(typed: str) -> tuple[Org | None, str]:
    """The bureau of a code or a name, or what is to be written instead."""
    if not typed:
        return None, "请写本单位的行政区划代码或名称。"
    found = list(Org.objects.filter(code=typed)) or list(Org.objects.filter(name=typed).select_related("parent"))
    if len(found) == 1:
        return found[0], ""
    if found:
        told = "、".join(f"{org.code}（{org.parent.name if org.parent else ''}{org.name}）" for org in found[:LISTED])
        return None, f"叫“{typed[:20]}”的有{len(found)}个，请写代码：{told}。"
    near = Org.objects.filter(name__contains=typed[:20]).select_related("parent")[:LISTED]
    told = "、".join(f"{org.code} {org.parent.name if org.parent else ''}{org.name}" for org in near)
    return None, f"没有找到“{typed[:20]}”{f'；是不是 {told}？' if told else '，请写6位行政区划代码。'}"
