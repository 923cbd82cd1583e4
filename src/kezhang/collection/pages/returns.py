"""报送: one return with its figures, checks and decisions, for those who make it and for those who decide on it.

Whoever may not see the content of an unsent return sees only how far it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.collection.arithmetic.growth import growth
from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.models import Return, ReturnedFigure, ReturnVersion
from kezhang.collection.pages.visible import decides, is_own, sees_newest
from kezhang.collection.returning import changes, deciding, life, measuring_job, objections, restating, taking_in
from kezhang.collection.returning.life import STEPS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import look_from, person_of
from kezhang.quantities.dates import parse_date, parse_moment
from kezhang.quantities.typed_numbers import exact_number
from kezhang.records import access
from kezhang.records.local_time import aware
from kezhang.records.models import Change
from kezhang.reports.figure_kinds.evidence import leaves
from kezhang.targets.progress import Light
from kezhang.workflow.steps import NotPossible

#: So long a bureau has to mend what was returned, unless another day is given.
REVISE_WITHIN = timedelta(days=3)
LIGHTS = {light.code: light for light in Light}


def visible_return(request: HttpRequest, pk: int, verb: Verb = Verb.LOOK) -> Return:
    rows = Return.objects.select_related("org", "round__org", "accepted")
    found = get_object_or_404(rows, pk=pk)
    if not may(person_of(request), verb, found.org):
        raise Http404
    look_from(request, found.org)
    return found


def return_page(request: HttpRequest, pk: int) -> HttpResponse:
    found, person = visible_return(request, pk), person_of(request)
    version = version_shown(found, person)
    former = changes.last_sent_before(version) if version else None
    steps = {step.name for step in STEPS.values() if step.is_open(found, person)}
    fills = found.state == Return.State.FILLING and may(person, Verb.WRITE, found.org)
    context = {
        "answer": found,
        "version": version,
        "figures": [_figure(figure) for figure in version.judged] if version else [],
        "tables": list(version.judged_tables) if version else [],
        "former": former,
        "changed": changes.between(former, version) if version and former else [],
        "may_have_moved": version is not None and version.sent_at is not None and bool(version.heads),
        "steps": steps,
        "fills": fills,
        "decides": "decide" in steps,
        "open": objections.open_ones(version) if version and fills else [],
        "is_hidden": version is None and found.newest is not None,
        "history": _history(found) if is_own(person, found) or decides(person, found) else [],
        "unlockings": found.unlockings.all(),
        "items": found.round.items.all(),
        "asked_tables": found.round.tables.all(),
        "revise_by": timezone.localtime(timezone.now() + REVISE_WITHIN),
        "until": timezone.localdate() + REVISE_WITHIN,
        "is_closing": found.round.is_closing(),
    }
    return render(request, "collection/return.html", context)


def version_shown(found: Return, person: User) -> ReturnVersion | None:
    """The newest for those who may see it, else the accepted one, which may be older."""
    return found.newest if sees_newest(person, found) else found.accepted


def _figure(figure: ReturnedFigure) -> dict[str, Any]:
    before = Decimal(figure.same_period) if figure.same_period else None
    unit, light = figure.measured.unit, LIGHTS.get(figure.light)
    amount, aim, decided = figure.amount, figure.aim, figure.decided
    return {
        "figure": figure,
        "decided": decided,
        "waits": decided is None,
        "growth": growth(amount, before, unit.write).says if figure.same_period else "",
        "rate": amount / aim if amount is not None and aim else None,
        "light": light,
        "stated": unit.number(amount, 4) if amount is not None else "",
        "ledger": unit.write(Decimal(figure.ledger_value)) if figure.ledger_value else "待核",
    }


def _history(found: Return) -> list[Change]:
    """Who did what, in both bureaus' logs."""
    rows = Change.objects.filter(ledger=life.SUBJECT, record_id=found.pk, org__in=(found.org, found.round.org))
    return list(rows.select_related("org").order_by("at", "pk"))


def figure(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The panel of a returned figure: how it was counted, and the records it rests on."""
    found, person = visible_return(request, pk), person_of(request)
    version = version_shown(found, person)
    shown = version.figures.filter(item__indicator=slug).select_related("item").first() if version else None
    if version is None or shown is None:
        raise Http404
    parts = []
    for leaf in leaves(shown.evidence) if shown.evidence else ():
        ledger = LEDGERS[leaf["ledger"]]
        held = access.by_number(ledger, found.org, [row[0] for row in leaf["rows"]])
        parts.append((leaf["name"], ledger, [(held.get(key), brings) for key, brings in leaf["rows"]]))
    return render(
        request, "collection/_figure.html", {"figure": shown, "version": version, "parts": parts, "answer": found}
    )


def since(request: HttpRequest, pk: int) -> HttpResponse:
    """与报送时相比: what the ledgers say by now otherwise than what was sent."""
    found = visible_return(request, pk)
    version = version_shown(found, person_of(request))
    if version is None or version.sent_at is None:
        raise Http404
    context = {"answer": found, "version": version, "changed": changes.since_sent(version)}
    return render(request, "collection/return_since.html", context)


def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a clerk writes beside the figures, saved together."""
    found = visible_return(request, pk, Verb.WRITE)
    version, person, faults = found.newest, person_of(request), []
    for figure in version.figures.select_related("item") if version and found.state == Return.State.FILLING else ():
        slug = figure.item.indicator
        if figure.carried_id:
            continue
        for save in (_explained, _overridden):
            try:
                save(request, found, person, figure, slug)
            except NotPossible as fault:
                faults.append(f"{figure.measured.label}：{fault}")
    for table in version.tables.select_related("asked") if version and found.state == Return.State.FILLING else ():
        said = request.POST.get(f"why-{table.slug}", "").strip()
        if not table.carried_id and said != table.explanation:
            try:
                life.explain_table(found, person, table.slug, said)
            except NotPossible as fault:
                faults.append(f"{table.label}：{fault}")
    for place, check in enumerate(version.checks if version else [], start=1):
        word = request.POST.get(f"check-{place}", "").strip()
        if word and word != check["word"]:
            try:
                life.answer_check(found, person, place, word)
            except NotPossible as fault:
                faults.append(f"核查第{place}条：{fault}")
    for told in dict.fromkeys(faults):
        messages.error(request, told)
    if not faults:
        messages.success(request, "已保存。")
    return redirect("return", pk=pk)


def _explained(request: HttpRequest, found: Return, person: User, figure: ReturnedFigure, slug: str) -> None:
    why, then = (request.POST.get(f"{name}-{slug}", "").strip() for name in ("why", "then"))
    if (why, then) != (figure.explanation, figure.next_step):
        life.explain(found, person, slug, why, then)


def _overridden(request: HttpRequest, found: Return, person: User, figure: ReturnedFigure, slug: str) -> None:
    typed = request.POST.get(f"value-{slug}", "").strip()
    if not typed:
        if figure.override_reason:
            life.override(found, person, slug, "", "", "")
        return
    try:
        value = figure.measured.unit.to_base(exact_number(typed, 4))
    except ValueError as fault:
        raise NotPossible(f"手工数“{typed[:20]}”{fault}。") from None
    reason, evidence = (request.POST.get(f"{name}-{slug}", "") for name in ("reason", "evidence"))
    life.override(found, person, slug, plain(value), reason, evidence)


def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step, by whoever may make it; everybody else finds no such page."""
    known = STEPS.get(step)
    found = get_object_or_404(Return.objects.select_related("org", "round__org"), pk=pk)
    person = person_of(request)
    if known is None or not known.allows(person, found):
        raise Http404
    try:
        if known is life.MAKE and (job := measuring_job.put_down(found, person)) is not None:
            return redirect("job", pk=job.pk)
        messages.success(request, _DEEDS[known.name](request, found, person))
    except NotPossible as fault:
        for line in str(fault).splitlines():
            messages.error(request, line)
    return redirect("return", pk=pk)


def _made(_: HttpRequest, found: Return, person: User) -> str:
    return measuring_job.made(life.make(found, person))


def _decided(request: HttpRequest, found: Return, person: User) -> str:
    decisions = {
        each.slug: (
            request.POST.get(f"decision-{each.slug}", "accept") == "accept",
            request.POST.get(f"note-{each.slug}", ""),
        )
        for each in deciding.undecided(life.LIFE.ready(found, life.DECIDE, person))
    }
    done = deciding.decide(found, person, decisions, _moment(request, "revise_by") or timezone.now() + REVISE_WITHIN)
    return f"{done.org.name}：{done.get_state_display()}。"


def _unlocked(request: HttpRequest, found: Return, person: User) -> str:
    typed = request.POST.get("until", "")
    try:
        until = parse_date(typed)
    except ValueError as fault:
        raise NotPossible(f"到期日“{typed[:20]}”没有读懂：{fault}。") from None
    deciding.unlock(found, person, request.POST.getlist("indicators"), _note(request), until)
    return f"已解锁至{until}，{found.org.name}可以更正写明的数字和清单。"


def _restated(request: HttpRequest, found: Return, person: User) -> str:
    made = restating.restate(found, person, request.POST.get("indicator", ""), _note(request))
    return f"{made.figure.label}已{made}；报送数不变。"


def _taken_in(request: HttpRequest, found: Return, person: User) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise NotPossible("请先选择该单位送来的文件。")
    content = file.read(settings.KEZHANG_READ_LIMIT + 1)
    if len(content) > settings.KEZHANG_READ_LIMIT:
        raise NotPossible("文件太大，请另存为不带图片的文件。")
    version = taking_in.take_in(found, person, file.name or "", content, _moment(request, "received"))
    return f"读出{taking_in.told(version)}，请逐个审定。"


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").strip()


def _moment(request: HttpRequest, name: str) -> datetime | None:
    typed = request.POST.get(name, "").strip()
    try:
        return aware(parse_moment(typed)) if typed else None
    except ValueError as fault:
        raise NotPossible(f"“{typed[:30]}”没有读懂：{fault}。") from None


def _simply(says: str, deed: Callable[[HttpRequest, Return, User], Any]) -> Callable[[HttpRequest, Return, User], str]:
    def done(request: HttpRequest, found: Return, person: User) -> str:
        deed(request, found, person)
        return says

    return done


_DEEDS: dict[str, Callable[[HttpRequest, Return, User], str]] = {
    "make": _made,
    "submit": _simply("已送审。", lambda _, found, person: life.submit(found, person)),
    "review": _simply("审核通过，待领导签发。", lambda r, found, person: life.review(found, person, _note(r))),
    "turn-back": _simply("已退回填报。", lambda r, found, person: life.turn_back(found, person, _note(r))),
    "refuse": _simply("已退回填报。", lambda r, found, person: life.turn_back(found, person, _note(r))),
    "send": _simply(
        "已报送，这一稿不再变动。",
        lambda r, found, person: life.send(found, person, as_known=bool(r.POST.get("as_known"))),
    ),
    "withdraw": _simply("已撤回。", lambda r, found, person: life.withdraw(found, person, _note(r))),
    "take-up": _simply("已开始审定。", lambda _, found, person: deciding.take_up(found, person)),
    "decide": _decided,
    "unlock": _unlocked,
    "relock": _simply("已收回解锁。", lambda r, found, person: deciding.relock(found, person, _note(r))),
    "restate": _restated,
    "exempt": _simply("已设为免报。", lambda r, found, person: deciding.exempt(found, person, _note(r))),
    "take-in": _taken_in,
}


def file(request: HttpRequest, pk: int) -> FileResponse:
    """What the bureau sent on paper, as it came; a download, for it may hold anything."""
    found, person = visible_return(request, pk, Verb.EXPORT), person_of(request)
    version = version_shown(found, person)
    if version is None or not version.file:
        raise Http404
    access_log.note(request, Kind.DOWNLOAD, found.org, f"下载{version}的来源文件（{version.file_name}）")
    return FileResponse(
        version.file.open("rb"), as_attachment=True, filename=version.file_name, content_type="application/octet-stream"
    )
