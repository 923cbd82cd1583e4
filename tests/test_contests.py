"""A contest judged: who keeps out of what, what nobody sees too early, what a missing sheet is not, and the ledger at the end."""

import io
import random
import re
from fractions import Fraction
from itertools import product

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import ContestEntry
from kezhang.orgs import people
from kezhang.orgs.models import Office
from kezhang.orgs.people import Appointment
from kezhang.records.models import Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.contests import judges, life, projects, ranking, results_workbook
from kezhang.submissions.contests.contest_examination import faults_of
from kezhang.submissions.contests.models import JudgedContest, ScoreSheet
from kezhang.submissions.contests.projects import EntryVerdict
from kezhang.submissions.contests.ranking import JudgedProject, RankedSheet, RankingRules
from kezhang.submissions.origin import origins
from kezhang.workflow.steps import NotPossible
from tests import opened_forms
from tests.made_contests import (
    FIRMS,
    announced_before,
    came_in,
    declare,
    handed_in,
    judge_of,
    judged_by,
    made_contest,
    project,
    score,
    sign_up,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(county, clerk):
    return made_contest(county, clerk)


@pytest.fixture
def two(contest, clerk):
    """Two judges past their declarations, and their browsers."""
    given = judged_by(contest, ("马教授", "李经理"), clerk)
    browsers = [came_in(each) for each in given]
    for each, browser in zip(given, browsers, strict=True):
        assert declare(each, browser).status_code == 302
    return browsers


def test_sign_ups_are_checked_with_a_reason_and_only_eligible_ones_are_judged(county, clerk):
    form = opened_forms.opened(county, clerk, "contest")
    good, bad = sign_up(form, FIRMS[0], "项目1", clerk), sign_up(form, FIRMS[1], "项目2", clerk)
    contest = life.make(
        JudgedContest(org=county, form=form, title="大赛", criteria=[{"name": "创新", "most": "100"}]), clerk
    )
    with pytest.raises(NotPossible, match="没有写理由"):
        projects.check(contest, [EntryVerdict(bad.pk, False, " ", "")], clerk)
    projects.check(
        contest, [EntryVerdict(good.pk, True, "", ""), EntryVerdict(bad.pk, False, "注册不满一年", "")], clerk
    )
    assert [(each.group, each.is_eligible, each.reason) for each in contest.projects.all()] == [
        ("成长企业组", True, ""),
        ("成长企业组", False, "注册不满一年"),
    ]
    with pytest.raises(NotPossible, match="已经审查过"):
        projects.check(contest, [EntryVerdict(good.pk, True, "", "")], clerk)
    with pytest.raises(NotPossible, match=r"报名还没有截止.*“成长企业组”有0位评委，至少要3位"):
        life.take_step(contest, life.OPEN, clerk)


def test_rules_that_leave_nothing_to_count_are_refused_in_sentences(client, county, clerk):
    form = opened_forms.opened(county, clerk, "contest")
    client.force_login(clerk)
    said = {"title": "大赛", "form": form.code, "quorum": "3", "drops_extremes": "1", "criterion_1": "创新", "most_1": "三十",
            "notice_days": "7", "ties": "criteria"}  # fmt: skip
    page = client.post(f"/{county.code}/{timezone.localdate()}/submissions/contests/new/", said)
    assert (page.status_code, "“创新”的满分应为数字，填的是“三十”" in page.content.decode()) == (422, True)
    page = client.post(f"/{county.code}/{timezone.localdate()}/submissions/contests/new/", said | {"most_1": "30"})
    assert "去掉最高分和最低分的，每个项目至少要有4份评分，现在写的是3份" in page.content.decode()
    assert JudgedContest.objects.count() == 0
    page = client.post(
        f"/{county.code}/{timezone.localdate()}/submissions/contests/new/", said | {"most_1": "30", "quorum": "4"}
    )
    assert (page.status_code, JudgedContest.objects.get().quorum) == (302, 4)


def test_no_project_is_opened_before_every_conflict_is_declared(contest, clerk):
    given = judged_by(contest, ("马教授", "李经理"), clerk)
    browser = came_in(given[0])
    page = browser.get("/open/me/").content.decode()
    assert "先申报回避" in page
    assert "的简介" not in page
    assert browser.get("/open/me/judging/1/").status_code == 404
    judge = judge_of(given[0])
    first, *_ = judges.undeclared(judge)
    half = browser.post("/open/me/judging/", {f"said_{judges.mark_of(judge, first)}": "free"})
    assert (half.status_code, "还有2个没有选" in half.content.decode()) == (422, True)
    assert browser.get("/open/me/judging/1/").status_code == 404
    assert declare(given[0], browser).status_code == 302
    assert "项目1的简介" in browser.get("/open/me/judging/1/").content.decode()


def test_a_recused_judge_can_neither_open_nor_score_the_project_and_is_not_waited_for(contest, clerk):
    given = judged_by(contest, ("马教授", "李经理", "王会计"), clerk)
    browsers = [came_in(each) for each in given]
    declare(given[0], browsers[0], recused=[2])
    for each, browser in list(zip(given, browsers, strict=True))[1:]:
        declare(each, browser)
    assert browsers[0].get("/open/me/judging/2/").status_code == 404
    assert score(browsers[0], 2, "60", "40").status_code == 404
    assert "回避：近亲属任职" in browsers[0].get("/open/me/").content.decode()
    with pytest.raises(NotPossible, match="您已回避，不能打分"):
        judges.hand_in(judge_of(given[0]), project(contest, 2), ["60", "40"], "", is_final=True)
    for n, browser in enumerate(browsers):
        for number in (1, 2, 3):
            if (n, number) != (0, 2):
                assert score(browser, number, str(50 + n), str(30 - number)).status_code == 302
    frozen = life.take_step(contest, life.FREEZE, clerk)
    second = next(each for each in frozen.ranking if each["number"] == 2)
    assert (second["sheets"], second["recused"], second["missing"]) == (2, 1, 0)


def test_a_conflict_found_while_reading_takes_the_sheet_back_and_keeps_it_readable(contest, clerk, two):
    score(two[0], 1, "10", "5")
    assert two[0].post("/open/me/judging/1/recuse/", {"why": " "}).status_code == 422
    assert two[0].post("/open/me/judging/1/recuse/", {"why": "曾任该公司顾问"}).status_code == 302
    assert two[0].get("/open/me/judging/1/").status_code == 404
    former, now = ScoreSheet.objects.filter(judge__name="马教授", project__number=1)
    assert (former.total, former.replaced_why, now.state) == (15, "回避：曾任该公司顾问", "recused")
    first = next(each for each in life.judged(contest) if each.number == 1)
    assert (len(first.sheets), first.recused, first.missing) == (0, 1, 1)


def test_no_page_of_a_judge_shows_anything_of_another_before_the_ranking_is_frozen(contest, clerk, two):
    score(two[0], 1, "57.25", "33.75")
    for page in ("/open/me/", "/open/me/judging/1/", "/open/me/judging/2/", "/open/me/judging/3/"):
        shown = two[1].get(page).content.decode()
        assert [word for word in ("57.25", "33.75", "马教授", "91.00", "方向好") if word in shown] == []
    score(two[1], 1, "40", "20")
    shown = two[1].get("/open/me/judging/1/").content.decode()
    assert ("60.00" in shown, "91.00" in shown) == (True, False)
    assert two[1].get(f"/open/contest/{contest.code}/").status_code == 404
    for name, page in {"log": Change.objects.filter(ledger="contests")}.items():
        assert "57.25" not in str(list(page.values("before", "after"))), name


def test_a_blind_contest_names_no_firm_beside_a_project(county, clerk):
    contest = made_contest(county, clerk, is_blind=True)
    given = judged_by(contest, ("马教授", "李经理"), clerk)
    browser = came_in(given[0])
    page = browser.get("/open/me/").content.decode()
    assert all(firm in page for firm in FIRMS)
    assert re.findall(r"项目\d|[123]号", page) == []
    declare(given[0], browser)
    for page in ("/open/me/", "/open/me/judging/1/"):
        shown = browser.get(page).content.decode()
        assert "项目1" in shown
        assert [firm for firm in FIRMS if firm in shown] == []


def test_a_missing_sheet_is_no_zero_and_below_the_quorum_there_is_no_ranking(contest, clerk, two):
    for number in (1, 2, 3):
        score(two[0], number, "50", "30")
    for number in (1, 2):
        score(two[1], number, "40", "20")
    with pytest.raises(NotPossible, match="3号有1份评分，至少要2份。缺的评分不按0分计"):
        life.take_step(contest, life.FREEZE, clerk, "不等了")
    assert score(two[1], 3, "30").status_code == 422  # one criterion is not scored
    assert score(two[1], 3, "0", "0").status_code == 302  # nought is nought where somebody says so
    frozen = life.take_step(contest, life.FREEZE, clerk)
    assert [(each["number"], each["place"], each["mean"]) for each in frozen.ranking] == [
        (1, 1, "70.00"), (2, 1, "70.00"), (3, 3, "40.00"),
    ]  # fmt: skip


def test_what_is_missing_beyond_the_quorum_needs_a_reason(contest, clerk):
    given = judged_by(contest, ("马教授", "李经理", "王会计"), clerk)
    for each in given[:2]:
        browser = came_in(each)
        declare(each, browser)
        for number in (1, 2, 3):
            score(browser, number, "50", str(30 + number))
    with pytest.raises(NotPossible, match="还缺3份评分"):
        life.take_step(contest, life.FREEZE, clerk)
    frozen = life.take_step(contest, life.FREEZE, clerk, "王会计出差不能评")
    assert [each["missing"] for each in frozen.ranking] == [1, 1, 1]
    assert Change.objects.filter(ledger="contests").last().reason == "王会计出差不能评"


def test_a_sheet_that_is_in_is_locked_and_opened_again_only_with_a_reason(client, contest, clerk, county, two):
    assert score(two[0], 1, "70", "三十").status_code == 422
    wrong = score(two[0], 1, "70", "三十").content.decode()
    assert "应在0至60之间，填的是“70”" in wrong
    assert "应为数字，填的是“三十”" in wrong
    assert 'value="三十"' in wrong
    assert score(two[0], 1, "50", "", act="keep").status_code == 302
    assert 'value="50"' in two[0].get("/open/me/judging/1/").content.decode()
    assert score(two[0], 1, "50", "30").status_code == 302
    again = score(two[0], 1, "60", "40")
    assert (again.status_code, "已经提交，不能再改" in again.content.decode()) == (409, True)
    sheet = ScoreSheet.objects.get(judge__name="马教授", project__number=1)
    with pytest.raises(NotPossible, match="理由"):
        judges.reopen(sheet, "", clerk)
    client.force_login(clerk)
    root = f"/{county.code}/{timezone.localdate()}/submissions/contests/{contest.code}"
    client.post(f"{root}/reopen/", {"sheet": sheet.pk, "why": "两项填反"})
    assert score(two[0], 1, "30", "40").status_code == 302
    kept = list(ScoreSheet.objects.filter(judge__name="马教授", project__number=1).values_list("total", "replaced_why"))
    assert [(str(total), why) for total, why in kept] == [("80.00", "两项填反"), ("70.00", "")]
    assert handed_in(contest) == 1


def judged_contest(contest, clerk, browsers):
    for browser, number in product(browsers, (1, 2, 3)):
        assert score(browser, number, str(60 - number), "30").status_code == 302
    return life.take_step(contest, life.FREEZE, clerk)


def test_the_frozen_ranking_is_announced_and_after_the_notice_the_ledger_has_the_awards(client, contest, clerk, two):
    contest = judged_contest(contest, clerk, two)
    with pytest.raises(NotPossible, match="现在是“排名已冻结”"):
        life.take_step(contest, life.AWARD, clerk)
    life.take_step(contest, life.ANNOUNCE, clerk)
    page = Client().get(f"/open/contest/{contest.code}/").content.decode()
    assert "评审结果公示" in page
    assert page.index("项目1") < page.index("项目2") < page.index("项目3")
    with pytest.raises(NotPossible, match="期满后才能授奖"):
        life.take_step(contest, life.AWARD, clerk)
    announced_before(contest, 2)
    life.take_step(contest, life.AWARD, clerk)
    told = {e.project: (e.award, e.awarded_on, e.is_promoted) for e in ContestEntry.objects.all()}
    today = timezone.localdate()
    assert told == {"项目1": ("first", today, True), "项目2": ("second", today, False), "项目3": ("", None, False)}
    record = ContestEntry.objects.get(project="项目1")
    assert [label for label, _, _ in origins(LEDGERS["contest-entries"], record)] == ["来件（创新创业大赛报名）"]
    written = Change.objects.filter(ledger="contest-entries", record_id=record.pk).last()
    assert (written.reason, written.after["award"]) == ("第四届创新创业大赛授奖", "first")
    assert chain.first_fault(record.org) is None
    assert faults_of(JudgedContest.objects.get()) == []
    client.force_login(clerk)
    root = f"/{record.org.code}/{today}/submissions/contests/{contest.code}"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{root}/results.xlsx").content))
    assert book.sheetnames == ["排名", "评分表", "资格审查"]
    assert results_workbook.book(JudgedContest.objects.get())


def test_whoever_is_disqualified_during_the_notice_gives_his_place_to_the_next_and_no_mark_changes(contest, clerk, two):
    contest = judged_contest(contest, clerk, two)
    life.take_step(contest, life.ANNOUNCE, clerk)
    before = JudgedContest.objects.get().ranking
    with pytest.raises(NotPossible, match="写明理由"):
        projects.drop_out(project(contest, 1), "disqualified", "", clerk)
    projects.drop_out(project(contest, 1), "disqualified", "项目不属于该公司", clerk)
    announced_before(contest, 2)
    life.take_step(contest, life.AWARD, clerk)
    assert JudgedContest.objects.get().ranking == before
    assert dict(ContestEntry.objects.values_list("project", "award")) == {
        "项目1": "",
        "项目2": "first",
        "项目3": "second",
    }
    with pytest.raises(NotPossible, match="已经授奖"):
        projects.drop_out(project(contest, 2), "given_up", "不参加了", clerk)


def test_an_upheld_objection_opens_judging_again_with_a_reason(contest, clerk, two):
    contest = judged_contest(contest, clerk, two)
    life.take_step(contest, life.ANNOUNCE, clerk)
    with pytest.raises(NotPossible, match="须写明原因"):
        life.take_step(contest, life.THAW, clerk)
    life.take_step(contest, life.THAW, clerk, "异议成立，重开一份评分表")
    assert Client().get(f"/open/contest/{contest.code}/").status_code == 404
    judges.reopen(ScoreSheet.objects.filter(project__number=3).first(), "异议成立", clerk)
    assert score(two[0], 3, "60", "40").status_code == 302
    frozen = life.take_step(contest, life.FREEZE, clerk)
    assert frozen.ranking[0]["number"] == 3


def test_a_voided_row_of_the_ledger_gets_no_award(contest, clerk, two):
    contest = judged_contest(contest, clerk, two)
    life.take_step(contest, life.ANNOUNCE, clerk)
    announced_before(contest, 2)
    ledger = LEDGERS["contest-entries"]
    journal.void(ledger, ContestEntry.objects.get(project="项目2"), Author(by=clerk, reason="误录"))
    with pytest.raises(NotPossible, match="2号的台账记录已经作废"):
        life.take_step(contest, life.AWARD, clerk)
    assert JudgedContest.objects.get().state == "announced"
    assert not ContestEntry.objects.exclude(award="").exists()


def recount(sheets, quorum, drops):
    """A second way to the same mean, in fractions."""
    totals = sorted(sum(map(Fraction, sheet), Fraction(0)) for sheet in sheets)
    if len(totals) < quorum:
        return None
    kept = totals[1:-1] if drops else totals
    cents = sum(kept, Fraction(0)) / len(kept) * 100
    return f"{(2 * cents + 1) // 2 // 100}.{int((2 * cents + 1) // 2 % 100):02}"


def test_means_equal_a_recount_in_fractions_and_no_order_of_sheets_changes_a_place():
    chance = random.Random(16)
    for _ in range(200):
        rules = RankingRules(chance.choice((4, 5)), chance.random() < 0.5, chance.random() < 0.5)
        judged = []
        for n in range(1, 6):
            parts = [[f"{chance.randint(0, 200) / 4:.2f}" for _ in range(2)] for _ in range(chance.randint(3, 7))]
            judged.append((n, parts))
        found = ranking.ranked([_judged(n, parts) for n, parts in judged], rules)
        means = {each["number"]: each["mean"] for each in found}
        wanted = {n: mean for n, parts in judged if (mean := recount(parts, rules.quorum, rules.drops_extremes))}
        assert means == wanted
        for _, parts in judged:
            chance.shuffle(parts)
        chance.shuffle(judged)
        assert ranking.ranked([_judged(n, parts) for n, parts in judged], rules) == found


def _judged(number, parts):
    return JudgedProject(
        number, number, "组", [RankedSheet([ranking.Decimal(x) for x in each]) for each in parts], 0, 0
    )


def test_equal_totals_are_parted_by_the_criteria_in_their_order_or_stay_equal_as_declared():
    sheets = {1: [["30", "20"], ["30", "20"]], 2: [["25", "25"], ["35", "15"]], 3: [["40", "10"], ["40", "10"]]}
    judged = [_judged(n, parts) for n, parts in sheets.items()]
    by_criteria = ranking.ranked(judged, RankingRules(2, False, True))
    assert [(each["number"], each["place"]) for each in by_criteria] == [(3, 1), (1, 2), (2, 2)]
    equal = ranking.ranked(judged, RankingRules(2, False, False))
    assert [each["place"] for each in equal] == [1, 1, 1]


def test_the_examination_names_a_ranking_that_does_not_follow_from_its_sheets(contest, clerk, two):
    contest = judged_contest(contest, clerk, two)
    assert faults_of(contest) == []
    sheet = ScoreSheet.objects.filter(project__number=3).first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(scores=["60", "40"])
    assert [fault for fault in faults_of(contest) if "总分与各项相加不符" in fault]
    assert [fault for fault in faults_of(contest) if "冻结的排名与评分表重新计算的不符" in fault]


def test_own_clerk_handles_own_director_looks_the_neighbour_and_a_judge_of_another_contest_see_nothing(
    client, county, neighbour, clerk, director, neighbour_clerk, contest, two
):
    there = made_contest(neighbour, neighbour_clerk, title="临川大赛")
    stranger = came_in(judged_by(there, ("赵评委", "钱评委"), neighbour_clerk)[0])
    root = f"/{county.code}/{timezone.localdate()}/submissions/contests/{contest.code}"
    seen = []
    for person in (neighbour_clerk, director, clerk):
        client.force_login(person)
        page = client.get(f"{root}/", follow=True).status_code
        seen.append((page, client.post(f"{root}/judge/", {"name": "孙评委"}).status_code))
    assert seen == [(404, 404), (200, 404), (200, 200)]
    assert "第四届" not in stranger.get("/open/me/").content.decode()
    given = judge_of(judges.appoint(there, "赵评委", [], neighbour_clerk))
    assert [each.contest_id for each in judges.projects_of(given)] == [there.pk] * 3
    with pytest.raises(NotPossible, match="冻结排名由本单位审核人办理"):
        life.take_step(contest, life.FREEZE, neighbour_clerk)


def test_a_clerk_of_the_office_that_looks_after_the_ledger_opens_judging_and_one_of_another_office_does_not(
    county, contest, clerk
):
    for name in ("马教授", "李经理"):
        judges.appoint(contest, name, [], clerk)
    for kind, ledger, opens in (("other", "enterprises", False), ("own", "contest-entries", True)):
        office = Office.objects.create(org=county, name=kind, ledgers=[ledger])
        person = people.add(kind, county, "clerk")
        people.appoint(person, [Appointment("clerk", county, (office,))])
        assert life.OPEN.is_open(contest, type(person).objects.get(pk=person.pk)) is opens


def test_a_judge_who_leaves_loses_his_link_and_one_appointed_again_keeps_his_sheets(contest, clerk, two):
    score(two[0], 1, "50", "30")
    judge = judge_of_name(contest, "马教授")
    given = judges.appoint(contest, "马教授", [], clerk)
    assert two[0].get("/open/me/").status_code == 401  # the link of before has ended
    browser = came_in(given)
    assert "已提交，80.00分" in browser.get("/open/me/").content.decode()
    judges.end(judge_of(given), clerk)
    assert browser.get("/open/me/").status_code == 401
    first = next(each for each in life.judged(contest) if each.number == 1)
    assert (len(first.sheets), first.missing) == (1, 1)
    assert judge.pk == judge_of_name(contest, "马教授").pk


def judge_of_name(contest, name):
    return contest.judges.get(name=name)
