"""人员: who works in the bureau in view, what they are, when they were last here; a new one, and what is done to an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.orgs import access_log, guessing, keeping, passwords, people, second_factor
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.people import Appointment, NotAppointed
from kezhang.orgs.permissions import Matter, Verb, may
from kezhang.orgs.viewing import bureau_in_view, may_here, person_of
from kezhang.web.accounts import proof
from kezhang.web.administration.appointment_form import ROWS_FOR_NEW, appointment_rows, asked_for, offices_of
from kezhang.web.choices import known_choice

ROWS = 50
#: What the list can be narrowed to.
STATES = {"never": "从未登录", "locked": "已锁定", "due": "须改密码", "disabled": "已停用"}


@dataclass(frozen=True)
class KeptPerson:
    """A line of the list."""

    person: User
    posts: list[Post]
    locked_until: datetime | None
    has_code: bool

    @property
    def state(self) -> str:
        """What keeps them from working, or ""."""
        if not self.person.is_active:
            return "已停用"
        if self.locked_until:
            return "已锁定"
        return "须改密码" if passwords.is_due(self.person) else ""


@require_GET
def people_page(request: HttpRequest) -> HttpResponse:
    """The list, of the bureau alone or with everything below it."""
    by, org = person_of(request), bureau_in_view(request)
    is_with_below, words = bool(request.GET.get("below")), request.GET.get("q", "").strip()
    state = known_choice(request, "state", STATES.keys())
    found = _of(by, org, with_below=is_with_below)
    if words:
        found = found.filter(Q(username__icontains=words) | Q(full_name__icontains=words))
    narrowed = _narrowed(found, state)
    page = Paginator(narrowed, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": _lines(list(page)), "states": STATES.items(), "state": state, "words": words,
        "is_with_below": is_with_below, "never": found.filter(last_login__isnull=True, is_active=True).count(),
        "may_keep": may_here(request, Verb.KEEP_PEOPLE),
    }  # fmt: skip
    return render(request, "administration/people.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """One more; the temporary password is shown once, to be handed over."""
    by, org = person_of(request), bureau_in_view(request)
    may_give, fault = may_here(request, Verb.GIVE_POSTS), ""
    if request.method == "POST":
        kinds = [kind for kind in request.POST.getlist("kind") if kind in Post.Kind.values] if may_give else []
        wanted, username = [Appointment(kind, org) for kind in kinds], request.POST.get("username", "").strip()
        password = passwords.temporary()
        try:
            if not people.may_give(by, wanted):
                raise NotAppointed("三员由安全管理员设置。")
            if fault := people.fault_of(wanted):
                raise NotAppointed(fault)
            full_name = request.POST.get("full_name", "").strip()
            made = people.add(username, org, *kinds, full_name=full_name, password=password, is_temporary=True)
        except NotAppointed as refused:
            fault = str(refused)
        else:
            posts = "、".join(str(post) for post in made.posts.all()) or "还没有岗位"
            access_log.note(request, Kind.PEOPLE, org, f"新增{made}（登录名 {made.username}）：{posts}")
            return render(request, "administration/handed_over.html", {"made": [(made, password)]})
    kinds_offered = [kind for kind in Post.Kind if people.may_give(by, [Appointment(kind, org)])] if may_give else []
    context = {"kinds": kinds_offered, "said": request.POST, "chosen": request.POST.getlist("kind"), "fault": fault}
    return render(request, "administration/new_person.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name, posts, what can be done. Sent, the name is changed."""
    found, by = seen_person(request, pk), person_of(request)
    may_keep = may(by, Verb.KEEP_PEOPLE, found)
    if request.method == "POST":
        if not may_keep:
            raise Http404
        before, found.full_name = str(found), request.POST.get("full_name", "").strip()[:40]
        found.save(update_fields=["full_name"])
        access_log.note(request, Kind.PEOPLE, found.org, f"改姓名：{before}改为{found}")
        messages.success(request, "已保存。")
        return redirect("person", pk=pk)
    return _person(request, found)


@require_POST
def person_posts(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts as the form says, all of them at once."""
    found, by = seen_person(request, pk), person_of(request)
    if not may(by, Verb.GIVE_POSTS, found):
        raise Http404
    try:
        wanted = asked_for(request.POST)
        if not people.may_appoint(by, found, wanted):
            raise NotAppointed("不能给自己设置岗位；三员由安全管理员设置；别的单位的岗位由那个单位或其上级设置。")
        if not proof.is_fresh(request) and (fault := proof.fault_of(request)):
            raise NotAppointed(fault)
        came, went = people.appoint(found, wanted)
    except NotAppointed as refused:
        messages.error(request, str(refused))
        return _person(request, found, status=422)
    if came or went:
        says = "；".join(
            filter(None, ("新任" + "、".join(came) if came else "", "免去" + "、".join(went) if went else ""))
        )
        access_log.note(request, Kind.PEOPLE, found.org, f"{found}：{says}")
        messages.success(request, f"已设置：{says}。")
    else:
        messages.info(request, "岗位没有改动。")
    return redirect("person", pk=pk)


@never_cache
@require_POST
def person_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Reset, unlock, disable and the like; nobody does them to themselves."""
    found, by = seen_person(request, pk), person_of(request)
    known = keeping.DEEDS.get(deed)
    if known is None or found.pk == by.pk or not may(by, Verb.KEEP_PEOPLE, found):
        raise Http404
    says = known.does(found)
    access_log.note(request, Kind.ACCOUNT, found.org, f"{known.label}：{found}（登录名 {found.username}）")
    if known.gives_password:
        return render(request, "administration/handed_over.html", {"made": [(found, says)], "is_reset": True})
    messages.success(request, says)
    return redirect("person", pk=pk)


def seen_person(request: HttpRequest, pk: int) -> User:
    """Whoever the asker may see; anybody else does not exist."""
    found = get_object_or_404(User.objects.select_related("org"), pk=pk)
    if not may(person_of(request), Verb.SEE_PEOPLE, found):
        raise Http404
    return found


def _person(request: HttpRequest, found: User, *, status: int = 200) -> HttpResponse:
    by, until = person_of(request), guessing.locked_until(found.username)
    has_code, is_own = second_factor.is_on(found), found.pk == by.pk
    may_keep = may(by, Verb.KEEP_PEOPLE, found)
    may_give = not is_own and may(by, Verb.GIVE_POSTS, found)
    posts = list(found.posts.select_related("org", "acting_for").prefetch_related("offices"))
    places = sorted({bureau_in_view(request), *(post.org for post in posts if post.org)}, key=lambda org: org.code)
    context = {
        "person": found, "posts": posts, "locked_until": until, "has_code": has_code, "is_own": is_own,
        "may_keep": may_keep, "may_give": may_give, "why": passwords.is_due(found),
        "deeds": keeping.deeds_for(found, is_locked=until is not None, has_code=has_code) if may_keep and not is_own else [],
        "rows": appointment_rows(posts, request.POST if status != 200 else None, ROWS_FOR_NEW), "kinds": Post.Kind.choices,
        "places": places, "proof": "" if proof.is_fresh(request) else proof.asks_for(by), "is_whole": may(by, Verb.GIVE_POSTS, Matter(None)), "offices": offices_of(places),
        "colleagues": User.objects.filter(org=found.org, is_active=True).exclude(pk=found.pk) if found.org else [],
    }  # fmt: skip
    return render(request, "administration/person.html", context, status=status)


def _of(by: User, org: Org, *, with_below: bool) -> QuerySet[User]:
    """Who works or holds a post there; who belongs to no bureau is listed to whoever looks after the whole installation."""
    here = Q(org__prefix__startswith=org.prefix) if with_below else Q(org=org)
    held = Q(posts__org__prefix__startswith=org.prefix) if with_below else Q(posts__org=org)
    if may(by, Verb.SEE_PEOPLE, Matter(None)):
        here |= Q(org__isnull=True)
    found = (
        User.objects.filter(here | held)
        .distinct()
        .select_related("org")
        .prefetch_related("posts__org", "posts__offices")
    )
    return found.order_by("org__code", "username")


def _narrowed(found: QuerySet[User], state: str) -> Any:
    if state == "never":
        return found.filter(last_login__isnull=True, is_active=True)
    if state == "disabled":
        return found.filter(is_active=False)
    if state == "due":
        return [each for each in found if each.is_active and passwords.is_due(each)]
    if state == "locked":
        some = list(found)
        locked = guessing.locked_among(some)
        return [each for each in some if each.pk in locked]
    return found


def _lines(some: list[User]) -> list[KeptPerson]:
    locked, coded = guessing.locked_among(some), second_factor.on_among(some)
    return [KeptPerson(each, list(each.posts.all()), locked.get(each.pk), each.pk in coded) for each in some]
