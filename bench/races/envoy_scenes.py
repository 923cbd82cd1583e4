"""Scenes of envoys' terms: four who approve the same renewal or leaving, who propose for one agreement, and who grade while it is settled."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from bench.races.scenes import CODE, Outcome, Scene, Told, nothing
from kezhang.ledgers.models import Envoy, EnvoyAgreement, EnvoyAssessment, VillagePairing
from kezhang.orgs.models import Org
from kezhang.submissions.envoy_terms import agreements, reviews, tenure
from kezhang.submissions.envoy_terms.models import EnvoyReview, TenureCase
from tests.made_envoys import add

_turns = count(1)
#: Years of their own, one for each assessment of a run.
_years = count(2001)


def _base() -> str:
    return f"/{CODE}/{timezone.localdate()}/submissions/envoys"


def _agreed(org: Org, since: date, days: int, *, villages: bool = True) -> dict[str, Any]:
    """Somebody on duty, with a village and an agreement, and somebody who could take over."""
    turn = f"{next(_turns)}号{timezone.now():%f}"
    name, other, end = f"特派员{turn}", f"接替人{turn}", str(since + timedelta(days=days))
    for each in (name, other):
        add("envoys", org, None, name=each, started_on=str(since), due_on=end)
    if villages:
        add("village-pairings", org, None, village_name=f"{turn}村", envoy_name=name, started_on=str(since))
    row = add("envoy-agreements", org, None, agreement_number=f"协{turn}", envoy_name=name, signed_on=str(since),
               started_on=str(since), due_on=end)  # fmt: skip
    return {"agreement": row.pk, "name": name, "other": other, "number": f"新{turn}"}


def _case(org: Org, kind: str) -> dict[str, Any]:
    """Proposed by the machine itself, so that the clerk may decide."""
    today = timezone.localdate()
    given = _agreed(org, today - timedelta(days=100), 400)
    case = TenureCase(org=org, agreement=given["agreement"])
    said = {"kind": kind, "takes_effect_on": str(today), "until": str(today + timedelta(days=900)),
            "number": given["number"], "exit_reason": "moved", "why": "样例"}  # fmt: skip
    for row in agreements.villages_of(org, given["name"], today):
        said[f"successor_{row.pk}"] = given["other"]
    return given | {"case": tenure.propose(tenure.read(case, said, date.fromisoformat), None).pk, "kind": kind}


def _renewal(org: Org) -> dict[str, Any]:
    return _case(org, "renew")


def _leaving(org: Org) -> dict[str, Any]:
    return _case(org, "exit")


def _decide(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    """Half approve, half refuse; what became of it is told by the page that follows."""
    deed = "refuse" if number % 2 else "approve"
    answer = client.post(f"{_base()}/terms/{given['agreement']}/{given['case']}/{deed}/", {"why": "样例"}, follow=True)
    page = answer.content.decode(errors="replace")
    done = f"{given['name']}的" in page and ("：已办结。" in page or "：未批准。" in page)
    told = "done" if done else "conflict" if "不能" in page and answer.status_code == 422 else "broken"
    return Told(number, told, deed, page[-300:])  # type: ignore[arg-type]


def _decided_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Exactly one decision, and the ledgers as that one says."""
    case = TenureCase.objects.get(pk=given["case"])
    rows = EnvoyAgreement.objects.filter(envoy_name=given["name"]).count()
    pairings = VillagePairing.objects.filter(envoy_name=given["other"]).count()
    stage = Envoy.objects.get(name=given["name"]).stage
    approved = case.state == "done"
    expected = (1 + (approved and given["kind"] == "renew"), int(approved and given["kind"] == "exit"))
    wrong = [] if (rows, pairings) == expected else [f"{case.state} with {rows} agreements and {pairings} pairings"]
    wrong += [] if (stage == "exited") == (approved and given["kind"] == "exit") else [f"{case.state} but {stage}"]
    done = sum(each.said == "done" for each in outcomes)
    return Outcome(
        lost=int(done == 0), double=max(done - 1, 0), conflicts=sum(each.said == "conflict" for each in outcomes),
        odd=[each.text for each in outcomes if each.said == "broken"] + wrong,
    )  # fmt: skip


def _agreement(org: Org) -> dict[str, Any]:
    return _agreed(org, timezone.localdate() - timedelta(days=100), 400, villages=False)


def _propose(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    today = timezone.localdate()
    said = {"kind": "renew", "takes_effect_on": str(today), "until": str(today + timedelta(days=900)),
            "number": f"{given['number']}-{number}", "why": "样例"}  # fmt: skip
    answer = client.post(f"{_base()}/terms/{given['agreement']}/propose/", said)
    told = {302: "done", 422: "conflict"}.get(answer.status_code, "broken")
    return Told(number, told, text=str(answer.status_code))  # type: ignore[arg-type]


def _proposed_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    rows = TenureCase.objects.filter(agreement=given["agreement"]).count()
    done = sum(each.said == "done" for each in outcomes)
    return Outcome(
        lost=int(rows == 0), double=max(rows - 1, 0) + max(done - 1, 0),
        conflicts=sum(each.said == "conflict" for each in outcomes),
        odd=[each.text for each in outcomes if each.said == "broken"],
    )  # fmt: skip


def _graded(org: Org) -> dict[str, Any]:
    """A year's assessment with every line graded, ready to be settled."""
    year = next(_years)
    while EnvoyReview.objects.filter(org=org, last__year=year).exists():
        year = next(_years)
    given = _agreed(org, date(year, 1, 1), 365, villages=False)
    review = reviews.make(org, "annual", date(year, 12, 31), None)
    lines = [reviews.GradedLine(each.pk, reviews.stamp(each), "85", "good", "", "") for each in review.lines.all()]
    reviews.grade(review, lines, None)
    return {"code": review.code, "year": year, **given}


def _look_at_grades(_: Client, given: dict[str, Any], number: int) -> dict[str, str]:
    """What a page would send: everybody one's own score for the same line."""
    line = EnvoyReview.objects.get(code=given["code"]).lines.get(envoy_name=given["name"])
    return {f"was_{line.pk}": reviews.stamp(line), f"score_{line.pk}": str(70 + number), f"grade_{line.pk}": "pass"}


def _grade_or_settle(client: Client, given: dict[str, Any], number: int, ready: Any) -> Told:
    base = f"{_base()}/reviews/{given['code']}"
    if number == 0:
        answer = client.post(f"{base}/settle/", follow=True)
        said = "done" if "已办“审定”" in answer.content.decode() else "broken"
        return Told(number, said, "settled", str(answer.status_code))  # type: ignore[arg-type]
    answer = client.post(f"{base}/grades/", ready)
    told = {302: "done", 422: "conflict"}.get(answer.status_code, "broken")
    return Told(number, told, str(70 + number), str(answer.status_code))  # type: ignore[arg-type]


def _settled_as_graded(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """The ledger has the score that the line has; one grading at most came before the settling, told saved."""
    line = EnvoyReview.objects.get(code=given["code"]).lines.get(envoy_name=given["name"])
    row = EnvoyAssessment.objects.get(envoy_name=given["name"], year=given["year"])
    saved = [each.value for each in outcomes if each.said == "done" and each.value != "settled"]
    wrong = [] if row.score == line.score else [f"ledger {row.score}, line {line.score}"]
    told = saved[0] if saved else "85"
    return Outcome(
        lost=int(f"{line.score.normalize():f}" != told), double=max(len(saved) - 1, 0),
        conflicts=sum(each.said == "conflict" for each in outcomes),
        odd=[each.text for each in outcomes if each.said == "broken"] + wrong,
    )  # fmt: skip


ENVOY_SCENES = (
    Scene("keep on or not", _renewal, nothing, _decide, _decided_once),
    Scene("let go or not", _leaving, nothing, _decide, _decided_once),
    Scene("propose twice", _agreement, nothing, _propose, _proposed_once),
    Scene("grade and settle", _graded, _look_at_grades, _grade_or_settle, _settled_as_graded),
)
