"""搜索: one box over records, indicators, tasks, reports and people; by words, codes, and the pinyin letters of names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.indicators import own_indicators
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.name_search import index
from kezhang.name_search.pinyin import initials
from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import as_of_in_view, org_in_view, person_of
from kezhang.records import access
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.masking import masked_view
from kezhang.records.selection import search as matching
from kezhang.records.web.pages import SUGGESTED
from kezhang.reports.models import Report
from kezhang.targets.models import TARGETS
from kezhang.targets.progress import targets_in_force

#: Of each kind.
SHOWN = 8
#: Fewer letters are the beginning of everything.
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class FoundLine:
    """Something that was found: its name, what it is, and where; an indicator opens the panel."""

    name: str
    url: str
    about: str = ""
    is_panel: bool = False


@dataclass(frozen=True)
class FoundGroup:
    """What was found of one kind, and where all of it is listed."""

    label: str
    lines: list[FoundLine]
    url: str = ""


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    words, org, fault = request.GET.get("q", "").strip(), org_in_view(request), ""
    found: list[FoundGroup] = []
    try:
        if words and org is not None:
            found = [group for group in _found(request, org, words) if group.lines]
    except ValueError as refusal:
        fault = f"{refusal}。"
    context = {"query": words, "found": found, "fault": fault}
    return render(request, "web/search.html", context, status=422 if fault else 200)


def _found(request: HttpRequest, org: Org, words: str) -> Iterator[FoundGroup]:
    person = person_of(request)
    records = list(_records(org, person, words))  # first: what is too much to look for is refused there
    slugs = _indicators(org, words)
    yield FoundGroup("指标", [_indicator(slug) for slug in slugs[:SHOWN]])
    yield _tasks(request, org, words, slugs)
    yield from records
    yield _reports(org, words)
    yield _people(person, org, words)


def _indicators(org: Org, words: str) -> list[str]:
    """By any of its names or the letters of its label; a few words all have to occur."""
    typed, listed = words.lower(), [*INDICATORS.values(), *own_indicators.of(org)]
    by_letters = index.is_letters(typed) and len(typed) >= FEWEST_LETTERS
    return [
        each.slug
        for each in listed
        if (each.code or each.slug.startswith("own-"))
        and (
            any(
                all(word in name.lower() for word in typed.split())
                for name in (each.label, *each.also_called, each.code)
            )
            or (by_letters and typed in initials(each.label))
        )
    ]


def _indicator(slug: str) -> FoundLine:
    indicator = INDICATORS[slug]
    return FoundLine(indicator.label, reverse("figure", args=[slug]), "、".join(indicator.also_called), is_panel=True)


def _tasks(request: HttpRequest, org: Org, words: str, slugs: list[str]) -> FoundGroup:
    """Tasks on the indicators that were found, and those whose document or assigner is looked for."""
    by_words = {record.pk for record in matching(TARGETS, access.records(TARGETS, org), words)[:SHOWN]}
    tasks = [t for t in targets_in_force(org, as_of_in_view(request)) if t.indicator in slugs or t.pk in by_words]
    lines = [FoundLine(str(t), reverse("targets-record", args=[t.pk]), t.text) for t in tasks]
    return FoundGroup("任务", lines[:SHOWN], reverse("targets-list"))


def _records(org: Org, person: User, words: str) -> Iterator[FoundGroup]:
    by_letters: dict[str, list[int]] = {}
    if index.is_letters(words) and len(words) >= FEWEST_LETTERS:
        for slug, pk in index.found(org, words):
            by_letters.setdefault(slug, []).append(pk)
    for seen in own_columns.views(LEDGERS.values(), org):
        ledger = seen if access.sees_personal(seen, org, person) else masked_view(seen)
        if not ledger.search or ledger.slug == TARGETS.slug:
            continue
        every = access.records(ledger, org)
        rows = list(matching(ledger, every, words)[:SHOWN])
        numbers = by_letters.get(ledger.slug, [])[: SHOWN - len(rows)]
        if numbers:
            rows += _others(every, numbers, rows)
        lines = [FoundLine(str(record), reverse(f"{ledger.slug}-record", args=[record.pk])) for record in rows]
        url = reverse(f"{ledger.slug}-list") + "?" + urlencode({"q": words})
        yield FoundGroup(ledger.label, lines, "" if numbers else url)


def _others(every: QuerySet, numbers: list[int], rows: list[Any]) -> list[Any]:
    """The records of these numbers that may be seen and are not among the rows, in the order of the numbers."""
    named = every.in_bulk(numbers)
    return [named[pk] for pk in numbers if pk in named and named[pk] not in rows]


def _reports(org: Org, words: str) -> FoundGroup:
    condition = Q()
    for word in words.split():
        condition &= Q(title__icontains=word) | Q(number__icontains=word)
    rows = Report.objects.filter(condition, org=org).order_by("-made_at")[:SHOWN]
    lines = [FoundLine(each.title, reverse("report", args=[each.number]), each.get_state_display()) for each in rows]
    return FoundGroup("报告", lines, reverse("reports"))


def _people(person: User, org: Org, words: str) -> FoundGroup:
    """Colleagues of the bureau, by name, login name and letters; for whoever may see who works there."""
    if not may(person, Verb.SEE_PEOPLE, org):
        return FoundGroup("人员", [])
    held = User.objects.filter(pk__in=Post.objects.filter(org=org).values("person")) | User.objects.filter(org=org)
    typed = words.lower()
    rows = [p for p in held.distinct().order_by("full_name", "username") if _is_called(p, typed)]
    return FoundGroup("人员", [FoundLine(str(p), reverse("person", args=[p.pk]), p.username) for p in rows[:SHOWN]])


def _is_called(person: User, typed: str) -> bool:
    return typed in person.full_name or typed in person.username.lower() or initials(person.full_name).startswith(typed)


@require_GET
def suggest_firm(request: HttpRequest) -> HttpResponse:
    """Firms whose name or code holds what was typed, or whose pinyin letters begin so from some place on."""
    typed, org = next((str(v).strip() for v in request.GET.values()), ""), org_in_view(request)
    return render(request, "web/_firms.html", {"firms": _firms(org, typed) if org and typed else []})


def _firms(org: Org, typed: str) -> Iterable[tuple[str, str]]:
    every = access.records(ENTERPRISES, org)
    rows = list(every.filter(Q(name__icontains=typed) | Q(credit_code__istartswith=typed)).order_by("name")[:SUGGESTED])
    numbers = [pk for _, pk in index.found(org, typed, ENTERPRISES.slug, SUGGESTED)]
    rows += _others(every, numbers, rows)
    return [(firm.name, firm.credit_code) for firm in rows[:SUGGESTED]]
