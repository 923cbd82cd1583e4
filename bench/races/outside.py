"""Scenes at the open pages: four who send the same at once, accept the same, withdraw while it is accepted, or want the
last place."""

import re
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bench.races.scenes import Outcome, Scene, Told, nothing
from kezhang.ledgers.models import TechnologyDemand
from kezhang.orgs.models import Org
from kezhang.submissions import examination
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.sealing.seal import phrase_of
from kezhang.submissions.sending import receiving
from kezhang.submissions.sending.receiving import Sending

SAID = {
    "enterprise_name": "朔湖绿源农业科技有限公司",
    "description": "采后三天损耗一成半",
    "contact_name": "马建新",
    "contact_phone": "13909090909",
}


def _form(org: Org, key: str, places: int | None = None) -> OpenForm:
    form = OpenForm.objects.filter(org=org, key=key, state=OpenForm.State.OPEN).first()
    if form is not None and places is not None:
        form_making.move(form, "close", None)
        form = None
    if form is None:
        made = form_making.from_design(DESIGNS[key], org, None, date(2024, 1, 1))
        form = form_making.move(form_making.change(made, {"places": places}, None), "open", None)
    return form


def _said() -> dict[str, str]:
    return {**SAID, "title": f"难题{fresh_id()}"}


def _open_form(org: Org) -> dict[str, Any]:
    return {"code": _form(org, "needs").code, "id": fresh_id(), "said": _said()}


def _send(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    answer = client.post(f"/open/{given['code']}/", {**given["said"], "id": given["id"], "agreed": "1"})
    said = {200: "already", 201: "done"}.get(answer.status_code, "broken")
    return Told(number, said, text=_page(answer))  # type: ignore[arg-type]


def _page(answer: HttpResponse) -> str:
    """What a page says, and how it was answered: its head is the same whatever went wrong."""
    body = answer.content.decode(errors="replace").partition("<body")[2]
    words = " ".join(re.sub(r"(?s)<(script|style|svg|nav|header).*?</\1>|<[^>]*>", " ", f"<body{body}").split())
    return f"{answer.status_code} {words[:500]}"


def _sent_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    rows = Submission.objects.filter(client_id=given["id"]).count()
    return Outcome(
        lost=int(rows == 0),
        double=max(rows - 1, 0) + max(sum(each.said == "done" for each in outcomes) - 1, 0),
        conflicts=sum(each.said == "already" for each in outcomes),
        odd=[each.text for each in outcomes if each.said == "broken"] + _unwell(given),
    )


def _unwell(given: dict[str, Any]) -> list[str]:
    org = OpenForm.objects.get(code=given["code"]).org
    return [f"{fault.subject} {fault.says}" for fault in examination.examine([org])]


def _submitted(org: Org) -> dict[str, Any]:
    form = _form(org, "needs")
    sending = Sending(client_id=fresh_id(), answers=_said(), agreed=True)
    submission = receiving.receive(form, sending).submission
    return {"code": form.code, "number": submission.number, "title": sending.answers["title"]}


def _accept(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    page = f"/652799/{timezone.localdate()}/submissions/inbox/{given['number']}/accept/"
    answer = client.post(page, {"accepting": "已核"})
    said = {302: "done", 422: "refused"}.get(answer.status_code, "broken")
    return Told(number, said, text=_page(answer))  # type: ignore[arg-type]


def _withdraw_or_accept(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    if number % 2:
        return _accept(client, given, number, None)
    asked = {"number": given["number"], "phrase": phrase_of(given["number"]), "act": "withdraw"}
    answer = client.post("/open/follow/", asked)
    said = {200: "done", 409: "refused"}.get(answer.status_code, "broken")
    return Told(number, said, "withdrawn", _page(answer))  # type: ignore[arg-type]


def _accepted_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    rows = TechnologyDemand.objects.filter(title=given["title"]).count()
    broken = [each.text for each in outcomes if each.said == "broken"]
    return Outcome(lost=int(rows == 0), double=max(rows - 1, 0), odd=broken + _unwell(given))


def _one_of_both(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Withdrawn and not in the ledger, or accepted and in it once; never both, never neither."""
    rows = TechnologyDemand.objects.filter(title=given["title"]).count()
    state = Submission.objects.get(number=given["number"]).state
    broken = [each.text for each in outcomes if each.said == "broken"]
    wrong = [] if (state, rows) in (("accepted", 1), ("withdrawn", 0)) else [f"{state} with {rows} records"]
    withdrawn = sum(each.said == "done" and each.value == "withdrawn" for each in outcomes)
    return Outcome(double=max(withdrawn - 1, 0), odd=broken + wrong + _unwell(given))


def _last_place(org: Org) -> dict[str, Any]:
    form = _form(org, "training", places=1)
    return {"code": form.code, "id": "", "said": {**SAID, "question_1": "阿依努尔", "question_2": "红柳村"}}


def _ask_for_place(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    own = {**given, "id": fresh_id(), "said": {**given["said"], "question_1": f"第{number}位"}}
    return _send(client, own, number, None)


def _in_order(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    form = OpenForm.objects.get(code=given["code"])
    places = sorted(place[0] for each in Submission.objects.filter(form=form) if (place := receiving.place_of(each)))
    broken = [each.text for each in outcomes if each.said == "broken"]
    wrong = [] if places == list(range(1, len(outcomes) + 1)) else [f"places {places}"]
    return Outcome(lost=len(outcomes) - len(places), odd=broken + wrong + _unwell(given))


OUTSIDE = (
    Scene("submit twice", _open_form, nothing, _send, _sent_once),
    Scene("take in twice", _submitted, nothing, _accept, _accepted_once),
    Scene("withdraw and accept", _submitted, nothing, _withdraw_or_accept, _one_of_both),
    Scene("last place", _last_place, nothing, _ask_for_place, _in_order),
)
