"""Contests that tests judge: sign-ups that were accepted and checked, judges who came in by their links."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.submissions.contests import judges, life, projects
from kezhang.submissions.contests.models import ContestJudge, ContestProject, JudgedContest, ScoreSheet
from kezhang.submissions.contests.projects import EntryVerdict
from kezhang.submissions.envoys.personal_links import GivenLink
from kezhang.submissions.forms import form_making
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import Submission
from tests import opened_forms

CRITERIA = [{"name": "技术创新性", "most": "60"}, {"name": "市场前景", "most": "40"}]
FIRMS = ("朔湖绿源农业科技有限公司", "朔湖天工机械有限公司", "朔湖云帆信息有限公司")


def sign_up(form: Any, firm: str, project: str, clerk: User) -> Submission:
    """Sent from outside and accepted by a clerk."""
    submission = opened_forms.sent(
        form, enterprise_name=firm, credit_code="", group="成长企业组", project=project, question_1=f"{project}的简介"
    )
    return handling.accept(submission, clerk, accepting="已核实")


def made_contest(org: Org, clerk: User, **said: Any) -> JudgedContest:
    """Three sign-ups, all of them eligible; the form is closed."""
    form = opened_forms.opened(org, clerk, "contest")
    for n, firm in enumerate(FIRMS, start=1):
        sign_up(form, firm, f"项目{n}", clerk)
    form = form_making.move(form, "close", clerk)
    rules = {"title": "第四届创新创业大赛", "criteria": CRITERIA, "quorum": 2, "notice_days": 1,
             "awards": {"first": 1, "second": 1}, "promoted": 1} | said  # fmt: skip
    contest = life.make(JudgedContest(org=org, form=form, **rules), clerk)
    verdicts = [EntryVerdict(each.pk, True, "", "") for each in projects.unchecked(contest)]
    projects.check(contest, verdicts, clerk)
    return contest


def judged_by(contest: JudgedContest, names: Iterable[str], clerk: User) -> list[GivenLink]:
    """These judges, and judging has begun."""
    given = [judges.appoint(contest, name, [], clerk) for name in names]
    life.take_step(contest, life.OPEN, clerk)
    return given


def came_in(given: GivenLink) -> Client:
    """A judge's browser, past the PIN."""
    browser = Client()
    browser.get(f"/open/me/{given.secret}/")
    assert browser.post("/open/me/pin/", {"pin": given.pin}).status_code == 302
    return browser


def judge_of(given: GivenLink) -> ContestJudge:
    return ContestJudge.objects.select_related("contest__org", "contest__form").get(link=given.link)


def declare(given: GivenLink, browser: Client, recused: Iterable[int] = ()) -> Any:
    """Free of interests, but for the projects of these numbers."""
    judge, said = judge_of(given), {}
    for each in judges.undeclared(judge):
        mark = judges.mark_of(judge, each)
        said |= {f"said_{mark}": "recused" if each.number in recused else "free", f"why_{mark}": "近亲属任职"}
    return browser.post("/open/me/judging/", said)


def score(browser: Client, number: int, *points: str, act: str = "hand-in") -> Any:
    said = {f"score_{n}": text for n, text in enumerate(points)}
    return browser.post(f"/open/me/judging/{number}/", {**said, "words": "方向好", "act": act})


def announced_before(contest: JudgedContest, days: int) -> None:
    """As if the notice had begun so long ago."""
    JudgedContest.objects.filter(pk=contest.pk).update_sealed(announced_on=timezone.localdate() - timedelta(days=days))


def handed_in(contest: JudgedContest) -> int:
    return ScoreSheet.objects.filter(
        project__contest=contest, state=ScoreSheet.State.SUBMITTED, replaced_at__isnull=True
    ).count()


def project(contest: JudgedContest, number: int) -> ContestProject:
    return contest.projects.select_related("contest__org").get(number=number)
