"""Envoys' terms: who stays, who leaves and who takes over; a group's task book and money; assessments and their limits."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.catalogue import CHECKS, INDICATORS
from kezhang.controls.case import Case
from kezhang.ledgers.models import Envoy, EnvoyAgreement, EnvoyAssessment, VillagePairing
from kezhang.orgs import people
from kezhang.quantities.periods import Period
from kezhang.records import due_list
from kezhang.records.models import Change
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.envoy_terms import agreements, assessing_rule, reviews, tenure
from kezhang.submissions.envoy_terms.models import EnvoyReview, TenureCase
from kezhang.submissions.envoys import personal_links
from kezhang.web.workbench.kinds_waiting import kinds_there
from kezhang.web.workbench.waiting import waiting
from kezhang.workflow.steps import NotPossible
from tests.made_envoys import add, on_duty

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
RED, WHITE = "柳泉镇红柳村", "柳泉镇白杨村"


def measured(slug, org, day=TODAY):
    return INDICATORS[slug].figure(org, Period.to_date(day), day).value


@pytest.fixture
def reviewer(county):
    return people.add("second", county, "reviewer", full_name="张敏")


@pytest.fixture
def agreed(county, clerk):
    """An envoy with two villages; another who could take one over."""
    found = on_duty(county, clerk, "古丽娜尔", RED, WHITE)
    on_duty(county, clerk, "马志强")
    return found


def renewal(agreement, **said):
    asked = {"kind": "renew", "takes_effect_on": TODAY, "number": "KTP-新", "why": "上年考核在办"} | said
    return TenureCase(
        org=agreement.org, agreement=agreement.pk, **({"until": agreement.due_on + timedelta(days=365)} | asked)
    )


def leaving(agreement, *successors, on=TODAY, why="", reason="moved"):
    case = TenureCase(org=agreement.org, agreement=agreement.pk)
    said = {"kind": "exit", "takes_effect_on": str(on), "exit_reason": reason, "why": why}
    served = agreements.villages_of(agreement.org, agreement.envoy_name, on)
    said |= {f"successor_{row.pk}": name for row, name in zip(served, successors, strict=False)}
    return tenure.read(case, said, date.fromisoformat)


def test_an_agreement_is_told_before_it_ends_and_is_late_until_somebody_has_settled_it(county, clerk):
    due = TODAY + timedelta(days=20)
    on_duty(county, clerk, "古丽娜尔", since=due - timedelta(days=700), days=700)
    told = [each.says for each in due_list.upcoming(county, TODAY) if each.ledger.slug == "envoy-agreements"]
    later = due + timedelta(days=3)
    late = [each.says for each in due_list.late(county, later) if each.ledger.slug == "envoy-agreements"]
    assert (told, late) == (["特派员协议到期"], ["特派员协议到期未办续聘或退出"])
    (term,) = agreements.terms(county, later)
    assert (term.is_late, term.agreed) == (True, 24 * 701 // 365)
    EnvoyAgreement.objects.filter(org=county).update(services_a_year=None)
    assert agreements.terms(county, later)[0].agreed is None  # nothing was agreed on: unknown, not nought


def test_what_was_proposed_waits_on_the_workbench_of_whoever_may_decide_it(county, agreed, clerk, reviewer, director):
    case = tenure.propose(renewal(agreed), clerk)
    there = kinds_there(reviewer, county)
    told = {
        person: [each.name for each in waiting(person, county, [], there)] for person in (reviewer, clerk, director)
    }
    assert told == {reviewer: [str(case)], clerk: [], director: []}
    tenure.take_step(case, tenure.STEPS["refuse"], reviewer, "不同意")
    assert waiting(reviewer, county, [], kinds_there(reviewer, county)) == []


def test_a_renewal_is_proposed_by_one_and_decided_by_another_and_every_figure_follows(county, agreed, clerk, reviewer):
    case = tenure.propose(renewal(agreed), clerk)
    with pytest.raises(NotPossible, match="已有一件等着批准"):
        tenure.propose(renewal(agreed), clerk)
    with pytest.raises(NotPossible, match="批准的人不能是提出的人"):
        tenure.take_step(case, tenure.STEPS["approve"], clerk)
    before = measured("envoy-agreements", county), measured("envoys-adjusted", county)
    tenure.take_step(case, tenure.STEPS["approve"], reviewer)
    old, new = EnvoyAgreement.objects.filter(envoy_name="古丽娜尔").order_by("started_on")
    assert (old.stage, new.started_on, new.due_on) == ("renewed", old.due_on + timedelta(days=1), case.until)
    assert Envoy.objects.get(name="古丽娜尔").due_on == case.until
    assert (measured("envoy-agreements", county), measured("envoys-adjusted", county)) == before
    assert measured("envoys-renewed", county) == 1
    assert measured("envoy-agreements", county, new.started_on) == 1  # never both at once
    assert Change.objects.filter(ledger=tenure.SUBJECT, after__step="批准").count() == 1
    with pytest.raises(NotPossible, match="已办结"):
        tenure.take_step(case, tenure.STEPS["refuse"], reviewer, "不同意")


def test_whoever_failed_is_not_kept_on_and_whoever_was_not_assessed_only_with_a_word(county, agreed, clerk):
    with pytest.raises(NotPossible, match="没有考核记录，上一年度还没有考核结果，仍要续聘的请写明说明"):
        tenure.propose(renewal(agreed, why=" "), clerk)
    add(
        "envoy-assessments", county, clerk, envoy_name="古丽娜尔", year=str(TODAY.year - 1), assessed_on=str(TODAY),
        grade="不合格", result="退出", score="50",
    )  # fmt: skip
    with pytest.raises(NotPossible, match="年度考核不合格，不能续聘，请办理退出"):
        tenure.propose(renewal(agreed), clerk)
    with pytest.raises(NotPossible, match=r"应晚于原协议到期日.*请填写新协议的编号"):
        tenure.propose(renewal(agreed, until=agreed.due_on, number=" "), clerk)
    assert not TenureCase.objects.exists()


def test_whoever_leaves_hands_over_each_village_on_the_same_day_and_logs_no_more(county, agreed, clerk, reviewer):
    given = personal_links.give(county, "envoy", "古丽娜尔", clerk)
    with pytest.raises(NotPossible, match=f"{WHITE}没有人接替，请写明说明"):
        tenure.propose(leaving(agreed, *_named(agreed, {RED: "马志强"})), clerk)
    with pytest.raises(NotPossible, match=r"李四、古丽娜尔在.*不在岗或就是本人，不能接替"):
        tenure.propose(leaving(agreed, "李四", "古丽娜尔"), clerk)
    case = tenure.propose(leaving(agreed, *_named(agreed, {RED: "马志强"}), why="白杨村下月另派"), clerk)
    tenure.take_step(case, tenure.STEPS["approve"], reviewer, "同意")
    gone = Envoy.objects.get(name="古丽娜尔")
    assert (gone.stage, gone.left_on, gone.exit_reason) == ("exited", TODAY, "moved")
    agreed.refresh_from_db()
    assert (agreed.stage, agreed.settled_on, agreed.successor) == ("exited", TODAY, "马志强")
    yesterday = TODAY - timedelta(days=1)
    assert [measured("villages-served", county, day) for day in (yesterday, TODAY, TODAY + timedelta(days=1))] == [
        2,
        1,
        1,
    ]
    assert VillagePairing.objects.get(envoy_name="马志强").village_name == RED
    assert (measured("envoys-exited", county), measured("envoys", county)) == (1, 1)
    given.link.refresh_from_db()
    assert not given.link.is_in_force


def _named(agreement, successors):
    served = agreements.villages_of(agreement.org, agreement.envoy_name, TODAY)
    return [successors.get(row.village_name, "") for row in served]


def test_what_has_changed_since_it_was_proposed_is_told_before_it_is_decided(county, agreed, clerk, reviewer):
    case = tenure.propose(leaving(agreed, "马志强", "马志强"), clerk)
    add("villages", county, clerk, name="柳泉镇新村")
    add("village-pairings", county, clerk, village_name="柳泉镇新村", started_on=str(TODAY - timedelta(days=1)))
    with pytest.raises(NotPossible, match="提出以后情况有变：没有写明柳泉镇新村由谁接替。请撤回后重新提出"):
        tenure.take_step(case, tenure.STEPS["approve"], reviewer)
    tenure.take_step(case, tenure.STEPS["withdraw"], clerk)
    assert Envoy.objects.get(name="古丽娜尔").stage == "serving"
    tenure.propose(leaving(agreed, *["马志强"] * 3), clerk)


def test_the_instalments_are_held_against_the_whole_to_the_last_fen(county, clerk, client):
    group = add("envoy-groups", county, clerk, granted_amount="15")
    add("envoy-group-instalments", county, clerk, number="1", amount="9.00001", due_on=str(TODAY))
    add("envoy-group-instalments", county, clerk, number="2", amount="5.99999", due_on=str(TODAY + timedelta(days=90)))
    check = CHECKS[25]
    assert list(check.judge(Case(county, TODAY))) == []
    third = add("envoy-group-instalments", county, clerk, number="3", amount="0.000001", due_on=str(TODAY))
    assert third.amount == Decimal("0.01")
    (found,) = check.judge(Case(county, TODAY))
    assert "各期计划合计15.000001万元，立项资金15万元，多0.000001万元" in found.says
    client.force_login(clerk)
    page = client.get(f"/{county.code}/{TODAY}/submissions/envoys/groups/{group.pk}/").content.decode()
    assert all(words in page for words in ("多0.000001万元", "第3期", "还没有登记任务书里的任务"))
    with pytest.raises(Refused, match="实拨资金不能大于本期计划资金"):
        add("envoy-group-instalments", county, clerk, number="4", amount="1", paid_amount="2", paid_on=str(TODAY))
    add("envoy-group-instalments", county, clerk, number="5", amount="1", paid_amount="0.5", paid_on=str(TODAY))
    assert measured("envoy-group-funds-paid", county) == 5000


@pytest.fixture
def dispatched(county, clerk):
    """Five envoys of whom one has served and one has agreed on nothing; assessed for the months so far."""
    first = date(TODAY.year - 1, 1, 1)
    for name in ("一", "二", "三", "四", "五"):
        on_duty(county, clerk, f"特派员{name}", f"{name}村", since=first, days=900)
    add(
        "envoy-services",
        county,
        clerk,
        envoy_name="特派员一",
        served_on=str(first),
        place="一村三组",
        is_on_platform="是",
    )
    row = EnvoyAgreement.objects.get(envoy_name="特派员五")
    row.services_a_year = None
    row.save()
    return reviews.make(county, "dispatch", date(first.year, 3, 31), clerk)


def graded(review, clerk, score="95", grade="excellent", only=99):
    lines = list(review.lines.order_by("pk"))[:only]
    typed = [reviews.GradedLine(each.pk, reviews.stamp(each), score, grade, "", "") for each in lines]
    assert reviews.grade(review, typed, clerk) == (len(lines), [])


def test_a_score_is_proposed_from_exact_counts_and_what_cannot_be_known_leaves_it_open(county, dispatched, clerk):
    lines = {line.envoy_name: line for line in dispatched.lines.all()}
    one = lines["特派员一"].basis
    assert (one["filled"], one["villages"], one["missing"]) == ([1, 3], [1, 1], [2, 3])
    assert one["points"] == [5, 30]  # of 120 a year
    assert one["agreed"] == [1, 24 * 90 // 365]
    parts = Decimal(30) / 3 + Decimal(30 * 5) / 30 + Decimal(20) / 5 + 20
    assert lines["特派员一"].proposed == parts.quantize(Decimal("0.01"))
    assert lines["特派员二"].proposed == 0
    assert lines["特派员五"].proposed is None
    assert reviews.take_step(dispatched, reviews.MEASURE, clerk).lines.count() == 5
    with pytest.raises(NotPossible, match="已经建过"):
        reviews.make(county, "dispatch", dispatched.last, clerk)
    with pytest.raises(NotPossible, match="还没有结束"):
        reviews.make(county, "annual", date(TODAY.year, 12, 31), clerk)


def test_more_excellent_ones_than_the_rule_allows_need_a_reason_that_stays(county, dispatched, clerk, reviewer):
    with pytest.raises(NotPossible, match="还没有评定得分和等次"):
        reviews.take_step(dispatched, reviews.SETTLE, reviewer)
    graded(dispatched, clerk, "80", "good")
    graded(dispatched, clerk, only=2)
    with pytest.raises(
        NotPossible, match="评为优秀2人，参加考核5人，优秀不超过20%即1人，多1人；确需超过的，请写明理由"
    ):
        reviews.take_step(dispatched, reviews.SETTLE, reviewer)
    done = reviews.take_step(dispatched, reviews.SETTLE, reviewer, "两人并列第一")
    assert (done.state, done.over_share_why) == ("settled", "两人并列第一")
    assert not EnvoyAssessment.objects.exists()  # of months so far, not of a year
    with pytest.raises(NotPossible, match="要改的请先退回评定"):
        graded(dispatched, clerk)
    with pytest.raises(NotPossible, match="退回评定须写明原因"):
        reviews.take_step(done, reviews.REOPEN, reviewer)


def test_a_year_s_assessment_goes_into_the_ledger_and_opened_again_changes_the_same_rows(county, dispatched, clerk):
    year = dispatched.last.year
    annual = reviews.make(county, "annual", date(year, 12, 31), clerk)
    graded(annual, clerk, "85", "good")
    graded(annual, clerk, only=1)
    reviews.take_step(annual, reviews.SETTLE, clerk)
    period = Period.year_of(year)
    rates = [
        INDICATORS[slug].figure(county, period, TODAY).text for slug in ("envoy-excellent-rate", "envoy-pass-rate")
    ]
    assert rates == ["20%", "100%"]
    again = reviews.take_step(annual, reviews.REOPEN, clerk, "一人材料有误")
    graded(again, clerk, "55", "fail", only=1)
    reviews.take_step(again, reviews.SETTLE, clerk)
    assert EnvoyAssessment.objects.filter(year=year).count() == 5
    assert INDICATORS["envoy-pass-rate"].figure(county, period, TODAY).text == "80%"


def test_of_two_who_grade_one_line_the_later_is_told_and_nothing_is_overwritten(county, dispatched, clerk):
    line = dispatched.lines.order_by("pk").first()
    old = reviews.stamp(line)
    graded(dispatched, clerk, only=1)
    stale = reviews.GradedLine(line.pk, old, "70", "pass", "", "")
    done, faults = reviews.grade(dispatched, [stale], clerk)
    assert (done, len(faults)) == (0, 1)
    assert f"{clerk}刚刚改成了95.00分、优秀，没有覆盖" in faults[0]
    untouched = reviews.GradedLine(line.pk, old, "", "", "", "")
    assert reviews.grade(dispatched, [untouched], clerk) == (0, [])  # only shown, not changed
    line.refresh_from_db()
    assert line.score == 95
    for score, says in (("101", "得分应在0至100之间"), ("九十", "得分应为数字")):
        typed = [reviews.GradedLine(line.pk, reviews.stamp(line), score, "good", "", "")]
        assert says in reviews.grade(dispatched, typed, clerk)[1][0]


def test_a_rule_that_does_not_add_up_is_refused_in_sentences_and_a_limit_may_be_left_out(county, clerk):
    said = {name: str(value) for name, value in assessing_rule.as_words(assessing_rule.rule_of(county)).items()}
    with pytest.raises(assessing_rule.RuleFault, match="四项分值之和应为100，现在是40＋30＋20＋20"):
        assessing_rule.change(county, said | {"filled": "40"}, clerk)
    with pytest.raises(assessing_rule.RuleFault, match="优秀、良好、合格的分数线应依次降低"):
        assessing_rule.change(county, said | {"good_from": "95"}, clerk)
    with pytest.raises(assessing_rule.RuleFault, match="“优秀比例上限”：应为整数；不限的留空"):
        assessing_rule.change(county, said | {"excellent_share": "两成"}, clerk)
    assert assessing_rule.change(county, said | {"excellent_share": ""}, clerk).most_excellent(5) is None


def test_own_clerk_handles_own_director_looks_and_the_neighbour_sees_nothing(
    client, county, agreed, dispatched, clerk, director, neighbour_clerk
):
    group = add("envoy-groups", county, clerk)
    case = tenure.propose(renewal(agreed), None)
    base = f"/{county.code}/{TODAY}/submissions/envoys"
    term = f"{base}/terms/{agreed.pk}/"
    looked = (f"{base}/terms/", term, f"{base}/groups/", f"{base}/groups/{group.pk}/", f"{base}/reviews/",
              f"{base}/reviews/{dispatched.code}/", f"{base}/reviews/{dispatched.code}/assessment.xlsx")  # fmt: skip
    done = (f"{term}propose/", f"{term}{case.pk}/approve/", f"{base}/reviews/rule/",
            f"{base}/reviews/{dispatched.code}/grades/", f"{base}/reviews/{dispatched.code}/settle/")  # fmt: skip
    seen = {}
    for person in (director, neighbour_clerk, clerk):
        client.force_login(person)
        seen[person] = (
            [client.get(page).status_code for page in looked],
            [client.post(page).status_code for page in done],
        )
    assert seen[director] == ([*[200] * 6, 404], [404] * 5)
    assert seen[neighbour_clerk][1] == [404] * 5
    assert set(seen[neighbour_clerk][0]) == {404}
    assert seen[clerk] == ([200] * 7, [422, 302, 422, 302, 422])
    case.refresh_from_db()
    assert case.state == "done"
    assert EnvoyReview.objects.get(pk=dispatched.pk).state == "grading"  # nobody has graded it


def test_a_day_before_the_agreements_were_signed_says_how_many_have_been_since(client, county, agreed, clerk):
    client.force_login(clerk)
    page = client.get(f"/{county.code}/2024-06-30/submissions/envoys/terms/").content.decode()
    assert "截至2024-06-30没有特派员协议；之后签订的有2份" in page
    assert "之后签订的" not in client.get(f"/{county.code}/{TODAY}/submissions/envoys/terms/").content.decode()
