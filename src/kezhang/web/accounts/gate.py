"""门: what every address needs, and the middleware that asks ``may`` before a page of the bureau in view is made.

An address about one thing (a record, a batch, a report) asks by itself, because only its view knows the thing's bureau;
what it asks stands here too, so that the matrix of addresses is whole. A test holds every address to this list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Matter, Verb, may
from kezhang.orgs.viewing import org_in_view
from kezhang.records import access
from kezhang.submissions.open import urls as open_pages

EVERYTHING = Matter(None)


@dataclass(frozen=True)
class Need:
    """What an address asks of a person: ``sent`` where sending needs another right than looking."""

    verb: Verb
    sent: Verb | None = None
    is_of_thing: bool = False
    about: Matter = EVERYTHING

    def of(self, method: str | None) -> Verb:
        return self.sent if self.sent and method not in {"GET", "HEAD"} else self.verb


#: Everybody who has logged in, and for the open pages everybody.
OPEN = frozenset(
    {"front", "start", "login", "login-code", "logout", "password_change", "account", "account-sessions", "second-factor",
     "second-factor-off", "switch", "suggest-bureau", "administration", "permissions", "permissions-file", "jobs", "job",
     "job-file", "job-cancel", "calendar-feed",
     "form-draft", "form-draft-give-up", "comment-withdraw", "view-withdraw"}
) | {str(each.name) for each in open_pages.urlpatterns}  # fmt: skip
#: The pages of one ledger, by what follows its slug.
LEDGER_PAGES = {
    "list": Need(Verb.LOOK),
    "new": Need(Verb.WRITE),
    "check": Need(Verb.WRITE),
    "record": Need(Verb.LOOK, is_of_thing=True),
    "edit": Need(Verb.WRITE, is_of_thing=True),
    "version": Need(Verb.WRITE, is_of_thing=True),
    "void": Need(Verb.WRITE, is_of_thing=True),
    "restore": Need(Verb.WRITE, is_of_thing=True),
    "attach": Need(Verb.WRITE, is_of_thing=True),
    "evidence": Need(Verb.LOOK, is_of_thing=True),
    "template": Need(Verb.LOOK),
    "export": Need(Verb.EXPORT),
    "options": Need(Verb.WRITE),
    "option-withdraw": Need(Verb.WRITE, is_of_thing=True),
    "columns": Need(Verb.LOOK, sent=Verb.WRITE),
    "column-withdraw": Need(Verb.WRITE, is_of_thing=True),
    "import": Need(Verb.WRITE),
    "batch": Need(Verb.LOOK, is_of_thing=True),
    "names": Need(Verb.WRITE, is_of_thing=True),
    "answers": Need(Verb.WRITE, is_of_thing=True),
    "mend": Need(Verb.WRITE, is_of_thing=True),
    "drop": Need(Verb.WRITE, is_of_thing=True),
    "remembered": Need(Verb.LOOK),
    "remembered-withdraw": Need(Verb.WRITE, is_of_thing=True),
    "confirm": Need(Verb.LOOK, sent=Verb.WRITE, is_of_thing=True),  # looked at, it leads to the batch
    "undo": Need(Verb.WRITE, is_of_thing=True),
    "redo": Need(Verb.WRITE, is_of_thing=True),
    "rejected": Need(Verb.WRITE, is_of_thing=True),
}
_SERVICES = access.matter(LEDGERS["envoy-services"], None)
_AGREEMENTS = access.matter(LEDGERS["envoy-agreements"], None)
_ASSESSMENTS = access.matter(LEDGERS["envoy-assessments"], None)
_CONTESTS = access.matter(LEDGERS["contest-entries"], None)
_QUIZZES = access.matter(LEDGERS["quizzes"], None)
_TARGETS = access.matter(LEDGERS["targets"], None)
_ENTRIES = access.matter(LEDGERS["progress-entries"], None)
PAGES = {
    "home": Need(Verb.LOOK),
    "search": Need(Verb.LOOK),
    "suggest-firm": Need(Verb.LOOK),
    "board": Need(Verb.LOOK),
    "board-file": Need(Verb.EXPORT),
    "board-trends": Need(Verb.LOOK),
    "checks": Need(Verb.LOOK),
    "checks-file": Need(Verb.EXPORT),
    "own-indicators": Need(Verb.LOOK, sent=Verb.WRITE),  # it stands beside all the bureau's indicators
    "own-indicator-withdraw": Need(Verb.WRITE, is_of_thing=True),
    "figure": Need(Verb.LOOK),
    "figure-cause": Need(Verb.WRITE, about=_ENTRIES),
    "profile": Need(Verb.LOOK),
    "ledgers": Need(Verb.LOOK),
    "pipeline": Need(Verb.LOOK),
    "pipeline-move": Need(Verb.WRITE, is_of_thing=True),
    "bulk-edit": Need(Verb.WRITE),  # of the ledger in the address
    "duplicates": Need(Verb.WRITE),
    "duplicates-merge": Need(Verb.WRITE),
    "comment": Need(Verb.LOOK, is_of_thing=True),
    "view-save": Need(Verb.LOOK),  # shared with the bureau only by who fills in the ledger
    "uploads": Need(Verb.WRITE),
    "upload": Need(Verb.WRITE, is_of_thing=True),
    "upload-confirm": Need(Verb.WRITE, is_of_thing=True),
    "reports": Need(Verb.LOOK),
    "report-new": Need(Verb.DRAFT),
    "promises": Need(Verb.LOOK),
    "tokens": Need(Verb.LOOK),
    "report-templates": Need(Verb.LOOK, sent=Verb.DRAFT),
    "report-template": Need(Verb.LOOK),
    "report-propose": Need(Verb.DRAFT),
    "template-file": Need(Verb.LOOK),
    "restore-template": Need(Verb.DRAFT),
    "report": Need(Verb.LOOK, is_of_thing=True),
    "report-since": Need(Verb.LOOK, is_of_thing=True),
    "report-step": Need(Verb.LOOK, is_of_thing=True),  # each step has a right of its own: reports/workflow.py
    "revision-file": Need(Verb.EXPORT, is_of_thing=True),
    "revision-marked": Need(Verb.EXPORT, is_of_thing=True),
    "revision-redline": Need(Verb.EXPORT, is_of_thing=True),
    "report-figure": Need(Verb.LOOK, is_of_thing=True),
    "report-file": Need(Verb.EXPORT, is_of_thing=True),
    "report-refresh": Need(Verb.DRAFT, is_of_thing=True),
    "report-paper": Need(Verb.DRAFT, is_of_thing=True),
    "report-paper-file": Need(Verb.EXPORT, is_of_thing=True),
    "paper-settings": Need(Verb.LOOK, sent=Verb.DRAFT),
    "report-pdf": Need(Verb.EXPORT, is_of_thing=True),
    "report-evidence": Need(Verb.EXPORT, is_of_thing=True),
    "assignments": Need(Verb.LOOK, sent=Verb.ASSIGN),
    "assignments-table": Need(Verb.EXPORT),
    "share-answer": Need(Verb.SIGN, is_of_thing=True),
    "claims": Need(Verb.LOOK, sent=Verb.COLLECT),
    "live-matrix": Need(Verb.LOOK),
    "live-matrix-table": Need(Verb.EXPORT),
    "rounds": Need(Verb.LOOK, sent=Verb.COLLECT),
    "round": Need(Verb.LOOK, is_of_thing=True),
    "round-table": Need(Verb.EXPORT, is_of_thing=True),
    "round-step": Need(Verb.LOOK, is_of_thing=True),  # each step has a right of its own: collection/rounds/life.py
    "round-circular": Need(Verb.COLLECT, is_of_thing=True),
    "round-list": Need(Verb.LOOK, is_of_thing=True),
    "round-list-sheet": Need(Verb.EXPORT, is_of_thing=True),
    "return": Need(Verb.LOOK, is_of_thing=True),  # what of an unsent one is shown: collection/pages/visible.py
    "return-figure": Need(Verb.LOOK, is_of_thing=True),
    "return-since": Need(Verb.LOOK, is_of_thing=True),
    "return-list": Need(Verb.LOOK, is_of_thing=True),
    "return-list-sheet": Need(Verb.EXPORT, is_of_thing=True),
    "return-words": Need(Verb.WRITE, is_of_thing=True),
    "return-step": Need(Verb.LOOK, is_of_thing=True),  # each step has a right of its own: collection/returning/life.py
    "return-file": Need(Verb.EXPORT, is_of_thing=True),
    "calendar": Need(Verb.LOOK),
    "calendar-renew": Need(Verb.LOOK),
    "calendar-end": Need(Verb.LOOK),
    "examination": Need(Verb.FOUND, is_of_thing=True),  # everywhere: what it finds concerns every bureau
    "inbox": Need(Verb.LOOK),
    "submission": Need(Verb.LOOK, is_of_thing=True),
    "submission-file": Need(Verb.SEE_PERSONAL, is_of_thing=True),
    "submission-deed": Need(Verb.WRITE, is_of_thing=True),
    "envoys": Need(Verb.LOOK),
    "envoy-logs": Need(Verb.WRITE, about=_SERVICES),
    "envoy-link": Need(Verb.WRITE, about=_SERVICES),
    "envoy-link-deed": Need(Verb.WRITE, is_of_thing=True, about=_SERVICES),
    "envoy-points": Need(Verb.WRITE, about=_SERVICES),
    "envoy-queue": Need(Verb.WRITE, about=_SERVICES),
    "tenures": Need(Verb.LOOK),
    "tenure": Need(Verb.LOOK, is_of_thing=True),
    "tenure-propose": Need(Verb.WRITE, is_of_thing=True, about=_AGREEMENTS),
    "tenure-step": Need(Verb.WRITE, is_of_thing=True, about=_AGREEMENTS),  # to decide is more: envoy_terms/tenure.py
    "groups": Need(Verb.LOOK),
    "group": Need(Verb.LOOK, is_of_thing=True),
    "reviews": Need(Verb.LOOK, sent=Verb.WRITE, about=_ASSESSMENTS),
    "review-rule": Need(Verb.WRITE, about=_ASSESSMENTS),
    "review": Need(Verb.LOOK, is_of_thing=True),
    "review-workbook": Need(Verb.WRITE, is_of_thing=True, about=_ASSESSMENTS),
    "review-grades": Need(Verb.WRITE, is_of_thing=True, about=_ASSESSMENTS),
    "review-step": Need(Verb.WRITE, is_of_thing=True, about=_ASSESSMENTS),  # to settle is more: envoy_terms/reviews.py
    "online-quizzes": Need(Verb.LOOK),
    "quiz-new": Need(Verb.WRITE, about=_QUIZZES),
    "quiz-bank": Need(Verb.WRITE, about=_QUIZZES),
    "quiz-bank-template": Need(Verb.WRITE, about=_QUIZZES),
    "quiz": Need(Verb.LOOK, is_of_thing=True),
    "quiz-code": Need(Verb.LOOK, is_of_thing=True),
    "quiz-results": Need(Verb.WRITE, is_of_thing=True, about=_QUIZZES),
    "quiz-deed": Need(Verb.WRITE, is_of_thing=True, about=_QUIZZES),
    "sign-ins": Need(Verb.LOOK, sent=Verb.WRITE),
    "sign-in": Need(Verb.LOOK, is_of_thing=True),
    "sign-in-code": Need(Verb.LOOK, is_of_thing=True),
    "sign-in-end": Need(Verb.WRITE, is_of_thing=True),
    "contests": Need(Verb.LOOK),
    "contest-new": Need(Verb.WRITE, about=_CONTESTS),
    "contest": Need(Verb.LOOK, is_of_thing=True),
    "contest-results": Need(Verb.WRITE, is_of_thing=True, about=_CONTESTS),
    "contest-deed": Need(Verb.WRITE, is_of_thing=True, about=_CONTESTS),
    "demands": Need(Verb.LOOK),
    "demand": Need(Verb.LOOK, is_of_thing=True),
    "demand-deed": Need(Verb.WRITE, is_of_thing=True),
    "forms": Need(Verb.LOOK, sent=Verb.WRITE),
    "form-new": Need(Verb.WRITE),
    "form-minors": Need(Verb.EXPORT),
    "form": Need(Verb.LOOK, sent=Verb.WRITE, is_of_thing=True),
    "form-code": Need(Verb.LOOK, is_of_thing=True),
    "form-move": Need(Verb.WRITE, is_of_thing=True),
    "people": Need(Verb.SEE_PEOPLE),
    "person-new": Need(Verb.KEEP_PEOPLE),
    "people-import": Need(Verb.KEEP_PEOPLE),
    "people-template": Need(Verb.KEEP_PEOPLE),
    "person": Need(Verb.SEE_PEOPLE, sent=Verb.KEEP_PEOPLE, is_of_thing=True),
    "person-posts": Need(Verb.GIVE_POSTS, is_of_thing=True),
    "person-deed": Need(Verb.KEEP_PEOPLE, is_of_thing=True),
    "offices": Need(Verb.SEE_PEOPLE, sent=Verb.GIVE_POSTS),
    "office": Need(Verb.GIVE_POSTS, is_of_thing=True),
    "office-close": Need(Verb.GIVE_POSTS, is_of_thing=True),
    "bureaus": Need(Verb.SEE_PEOPLE, sent=Verb.FOUND),
    "bureau": Need(Verb.FOUND, is_of_thing=True),
    "access-log": Need(Verb.AUDIT),
    "access-log-file": Need(Verb.AUDIT),
    "read-documents": Need(Verb.LOOK, sent=Verb.WRITE, about=_TARGETS),
    "read-collate": Need(Verb.EXPORT),
    "read-document": Need(Verb.LOOK, is_of_thing=True),
    "read-original": Need(Verb.LOOK, is_of_thing=True),
    "read-proposal": Need(Verb.LOOK, is_of_thing=True),
    "read-accept": Need(Verb.WRITE, is_of_thing=True, about=_TARGETS),
    "read-reject": Need(Verb.WRITE, is_of_thing=True, about=_TARGETS),
    "read-reopen": Need(Verb.WRITE, is_of_thing=True, about=_TARGETS),
}


def _needs() -> Iterator[tuple[str, Need]]:
    yield from PAGES.items()
    for slug, ledger in LEDGERS.items():
        for page, need in LEDGER_PAGES.items():
            if page == "version" and ledger.versions is None:
                continue
            yield f"{slug}-{page}", Need(need.verb, need.sent, need.is_of_thing, access.matter(ledger, None))


NEEDS = dict(_needs())


def opens(request: HttpRequest, name: str) -> bool:
    """Whether an address that is about the bureau in view opens to the person: no button leads to one that does not."""
    person, org = request.user, org_in_view(request)
    if name in OPEN:
        return True
    return isinstance(person, User) and org is not None and _allows(person, NEEDS[name], org, "GET")


def _allows(person: User, need: Need, org: Org, method: str | None) -> bool:
    return may(person, need.of(method), Matter(org, need.about.ledger, "", need.about.is_by_indicator))


class Gate:
    """Whoever may not do what an address does in the bureau in view finds no such page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        person, match = request.user, request.resolver_match
        name = match.url_name if match else None
        if not isinstance(person, User) or name is None or name in OPEN:
            return None
        need, org = NEEDS[name], org_in_view(request)
        if need.is_of_thing or (org is not None and _allows(person, need, org, request.method)):
            return None
        if name == "home":
            return self._elsewhere(request, has_place=org is not None)
        raise Http404

    def _elsewhere(self, request: HttpRequest, *, has_place: bool) -> HttpResponse:
        """Where the workbench shows nothing, the administration does; without any bureau there is nothing at all."""
        if has_place:
            return HttpResponseRedirect(reverse("administration"))
        return render(request, "web/nowhere.html", status=403)
