"""发文字号: official papers issued at the same moment get a number each, and none twice."""

from collections import Counter
from typing import Any

from django.test import Client

from bench.races.scenes import AS_OF, CREW, PASSWORD, SITE, Outcome, Scene, Told, count, nothing, outcome, told, visitor
from kezhang.orgs.models import Org, User
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing, official_paper
from kezhang.reports.models import Report

#: A letter that is copied to nobody has no imprint, so that no office program is waited for.
SAID = {"kind": "函", "addressee": "州科技局", "code_word": "朔科函", "copied_to": ""}


def letters(org: Org) -> dict[str, Any]:
    clerk, made = User.objects.get(username="clerk"), []
    for _ in range(CREW):
        report = freezing.half_year(org, AS_OF, clerk)
        workflow.set_paper(report, clerk, official_paper.said(report, SAID))
        made.append(report)
    return {"pks": [each.pk for each in made], "numbers": [each.number for each in made]}


def issue_own(_client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    address = f"{SITE}/reports/{given['numbers'][number]}/steps/issue/"
    answer = visitor("director").post(address, {"proof": PASSWORD}, follow=True)
    return told(answer, number, "已签发，文件和数字不再变动")


def numbered_each(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    given_out = Counter(
        Report.objects.filter(pk__in=given["pks"], serial__isnull=False).values_list("serial", flat=True)
    )
    lost = CREW - count(outcomes, "done") + CREW - sum(given_out.values())
    return outcome(outcomes, lost=lost, double=sum(given_out.values()) - len(given_out), expected=("done",))


PAPER_SCENES = (Scene("number papers", letters, nothing, issue_own, numbered_each),)
