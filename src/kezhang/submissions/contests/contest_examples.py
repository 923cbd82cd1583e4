"""The demonstration's contest in judging: invented sign-ups, three judges, one of whom keeps out of a project."""

from dataclasses import dataclass, replace

from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.submissions.contests import judges, life, projects, rules
from kezhang.submissions.contests.models import ContestJudge, JudgedContest
from kezhang.submissions.contests.projects import EntryVerdict
from kezhang.submissions.envoys.personal_links import GivenLink
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.shipped import CONTEST
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.sending import receiving
from kezhang.submissions.sending.receiving import Sending

TITLE = "朔湖县第四届创新创业大赛"
ENTRIES = (
    ("朔湖绿源农业科技有限公司", "91652799MA7AB1239R", "成长企业组", "设施农业", "温室番茄水肥一体化调控系统"),
    ("朔湖天工机械有限公司", "91652799MA7EF7898K", "成长企业组", "农机装备", "残膜回收机耐磨弹齿"),
    ("朔湖星火创业团队", "", "团队组", "数字农业", "牧民用的草场长势简报"),
)
JUDGES = ("马教授", "李经理", "王会计")
#: The judge who has handed in a sheet already, and the project that he keeps out of.
DONE, KEPT_OUT = 0, 2


@dataclass(frozen=True)
class ContestExample:
    """大赛示例: the contest and the links of its judges, told once."""

    contest: JudgedContest
    links: list[GivenLink]


def put(bureau: Org, clerk: User) -> ContestExample:
    """Made once; run again, the judges get new links, since the former are told to nobody."""
    there = JudgedContest.objects.filter(org=bureau, title=TITLE).first()
    contest = there or _made(bureau, clerk)
    if contest.state not in judges.OPEN:
        return ContestExample(contest, [])
    links = [judges.appoint(contest, name, [], clerk) for name in JUDGES]
    if there is None:
        contest = life.take_step(contest, life.OPEN, clerk)
        _first_sheet(links[DONE])
    return ContestExample(contest, links)


def _made(bureau: Org, clerk: User) -> JudgedContest:
    design = replace(CONTEST, key="", title=f"{TITLE}报名", helps={**CONTEST.helps, "edition": "4"})
    form = form_making.move(form_making.from_design(design, bureau, clerk, timezone.localdate()), "open", clerk)
    for firm, code, group, field, project in ENTRIES:
        _sign_up(form, clerk, enterprise_name=firm, credit_code=code, group=group, field=field, project=project)
    form = form_making.move(form, "close", clerk)
    contest = JudgedContest(org=bureau, form=form)
    rules.read(contest, {**rules.usual(), "title": TITLE, "quorum": "2"})
    contest = life.make(contest, clerk)
    projects.check(contest, [EntryVerdict(each.pk, True, "", "") for each in projects.unchecked(contest)], clerk)
    return contest


def _sign_up(form: OpenForm, clerk: User, **said: str) -> None:
    answers = {**said, "question_1": f"{said['project']}：已有样机，正在两个乡镇试用。", "contact_name": "马建新",
               "contact_phone": "0909-5550101"}  # fmt: skip
    submission = receiving.receive(form, Sending(client_id=fresh_id(), answers=answers, agreed=True)).submission
    handling.accept(submission, clerk, accepting="示例数据，已核对")


def _first_sheet(given: GivenLink) -> None:
    """One judge has declared and scored one project; the others have not come yet."""
    judge = ContestJudge.objects.select_related("contest__org", "contest__form").get(link=given.link)
    marks = {each.number: judges.mark_of(judge, each) for each in judges.undeclared(judge)}
    said = {mark: judges.RECUSED if number == KEPT_OUT else judges.FREE for number, mark in marks.items()}
    judges.declare(judge, said, {marks[KEPT_OUT]: "曾任该公司技术顾问"})
    first = next(each for each in judges.projects_of(judge) if each.number != KEPT_OUT)
    judges.hand_in(judge, first, ["26", "20", "16", "11", "8"], "技术路线清楚，推广成本要再算", is_final=True)
