"""Forms and submissions: sent once however often it comes, seen by a clerk, counted only when accepted, erased by term."""

import json
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import TechnologyDemand
from kezhang.orgs import people
from kezhang.records.models import Change
from kezhang.submissions import erasure, examination
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.form_making import FormRefused
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm, Submission, SubmissionMove
from kezhang.submissions.open.form_pages import fresh_id, held_token
from kezhang.submissions.sealing.seal import Unsealable, phrase_of
from kezhang.submissions.sending import moving, proof_of_work, receiving
from kezhang.submissions.sending.moving import NotMovable
from tests.command_line import invoked
from tests.opened_forms import DEMAND, follow, opened, send, sent

pytestmark = pytest.mark.django_db


def test_a_form_is_filled_in_and_sent_without_a_script_an_account_or_a_cookie(county, clerk):
    form, browser = opened(county, clerk), Client(enforce_csrf_checks=True)
    page = browser.get(f"/open/{form.code}/")
    told = page.content.decode()
    assert (page.status_code, "企业技术需求征集" in told, 'name="description"' in told) == (200, True, True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    answer = send(form, browser)
    submission = Submission.objects.get()
    receipt = answer.content.decode()
    assert answer.status_code == 201
    assert submission.shown_number in receipt
    assert phrase_of(submission.number) in receipt
    assert not answer.cookies
    assert (form.sent, OpenForm.objects.get().sent) == (0, 1)


def test_the_same_sent_ten_times_is_one_submission_with_one_number(county, clerk):
    form, same = opened(county, clerk), fresh_id()
    answers = [send(form, id=same) for _ in range(10)]
    assert [a.status_code for a in answers] == [201] + [200] * 9
    number = Submission.objects.get().shown_number
    assert all(number in a.content.decode() for a in answers)
    assert OpenForm.objects.get().sent == 1


def test_the_same_id_with_other_words_is_told_and_both_are_kept_and_become_a_revision(county, clerk):
    form, same = opened(county, clerk), fresh_id()
    send(form, id=same)
    other = send(form, id=same, title="番茄分选设备")
    assert (other.status_code, "先前的一份不变" in other.content.decode()) == (409, True)
    submission = Submission.objects.get()
    assert handling.content_of(submission)["answers"]["title"] == DEMAND["title"]
    assert submission.revisions.filter(is_aside=True).count() == 1
    assert send(form, id=same, title="番茄分选设备").status_code == 200
    answer = follow(submission, act="revise", **{**DEMAND, "title": "番茄分选设备"})
    assert answer.status_code == 200
    assert handling.content_of(Submission.objects.get())["answers"]["title"] == "番茄分选设备"


def test_what_cannot_be_right_is_said_line_by_line_and_nothing_typed_is_lost(county, clerk):
    form = opened(county, clerk)
    answer = send(form, credit_code="91652799", planned_input="很多", title="", contact_phone="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Submission.objects.count() == 0
    for says in ("有4处需要修改", "应为金额", "必填", 'value="很多"', "采后三天损耗一成半"):
        assert says in page
    no_consent = Client().post(f"/open/{form.code}/", {**DEMAND, "id": fresh_id()})
    assert (no_consent.status_code, "请阅读并勾选同意" in no_consent.content.decode()) == (422, True)


def test_nothing_counts_before_a_clerk_accepts_and_accepting_twice_is_one_record(county, clerk):
    submission = sent(opened(county, clerk))
    assert TechnologyDemand.objects.count() == 0
    reason = "来件人已提供营业执照"
    done = handling.accept(submission, clerk, accepting=reason)
    again = handling.accept(submission, clerk, accepting=reason)
    record = TechnologyDemand.objects.get()
    assert (done.record_id, again.record_id) == (record.pk, record.pk)
    assert (record.title, record.collected_on) == (DEMAND["title"], timezone.localdate())
    assert Change.objects.filter(ledger="technology-demands").count() == 1
    assert handling.record_of(again) == record
    assert list(examination.examine()) == []


def test_the_record_leads_to_its_submission_and_the_log_names_it(client, county, clerk):
    submission = sent(opened(county, clerk))
    handling.accept(submission, clerk, accepting="已核")
    client.force_login(clerk)
    record = TechnologyDemand.objects.get()
    page = client.get(f"/ledgers/technology-demands/{record.pk}/").content.decode()
    assert submission.shown_number in page
    assert f"受理来件 {submission.shown_number}" in page


def test_a_clerk_sees_corrects_and_accepts_the_director_looks_and_the_neighbour_sees_nothing(
    county, clerk, director, neighbour_clerk
):
    submission = sent(opened(county, clerk))
    seen = []
    for person in (clerk, director, neighbour_clerk):
        browser = Client()
        browser.force_login(person)
        root = f"/{county.code}/{timezone.localdate()}" if person is not neighbour_clerk else ""
        there = browser.get(f"{root}/submissions/inbox/{submission.number}/", follow=True)
        listed = browser.get("/submissions/inbox/", follow=True).content.decode()
        text = there.content.decode()
        deed = browser.post(f"{root}/submissions/inbox/{submission.number}/take/").status_code
        seen.append((there.status_code, DEMAND["contact_phone"] in text, submission.shown_number in listed, deed))
    assert seen == [(200, True, True, 302), (200, False, True, 404), (404, False, False, 404)]


def test_the_page_accepts_with_corrections_and_asks_a_reason_for_warnings(client, county, clerk):
    submission = sent(opened(county, clerk))
    client.force_login(clerk)
    page = f"/{county.code}/{timezone.localdate()}/submissions/inbox/{submission.number}/"
    assert DEMAND["description"] in client.get(page).content.decode()
    wrong = client.post(f"{page}accept/", {"title": "", "enterprise_name": DEMAND["enterprise_name"]})
    assert (wrong.status_code, "必填" in wrong.content.decode()) == (422, True)
    good = client.post(f"{page}accept/", {"title": "番茄保鲜", "accepting": "电话核实"})
    assert good.status_code == 302
    assert TechnologyDemand.objects.get().title == "番茄保鲜"


def test_returned_with_a_question_answered_with_a_revision_then_accepted(county, clerk):
    submission = sent(opened(county, clerk))
    with pytest.raises(NotMovable, match="请写明"):
        handling.send_back(submission, clerk, " ")
    handling.send_back(submission, clerk, "希望什么时候见效？")
    assert "希望什么时候见效" in follow(submission).content.decode()
    answer = follow(submission, act="revise", **{**DEMAND, "description": "今年十月前见效，损耗降到百分之五"})
    assert "补充已收到" in answer.content.decode()
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == ("received", 2)
    handling.accept(submission, clerk, accepting="已核")
    assert TechnologyDemand.objects.get().description.startswith("今年十月前")
    assert follow(submission, act="withdraw").status_code == 409


def test_refused_with_a_reason_from_the_list_and_withdrawn_by_its_sender(county, clerk):
    form = opened(county, clerk)
    first, second = sent(form), sent(form, title="别的难题")
    with pytest.raises(NotMovable, match="请选择"):
        handling.refuse(first, clerk, "不想办")
    with pytest.raises(NotMovable, match="写明原因"):
        handling.refuse(first, clerk, "other")
    handling.refuse(first, clerk, "not_ours")
    assert "不属受理范围" in follow(first).content.decode()
    assert "已撤回" in follow(second, act="withdraw").content.decode()
    counts = handling.counts(OpenForm.objects.get())
    assert counts == {
        "received": 0, "in_hand": 0, "returned": 0, "accepted": 0, "refused": 1, "withdrawn": 1, "sent": 2
    }  # fmt: skip
    with pytest.raises(NotMovable, match="不能受理"):
        handling.accept(first, clerk, accepting="x")


def test_another_clerk_is_told_who_has_it_in_hand_and_takes_over_after_half_an_hour(county, clerk):
    colleague = people.add("colleague", county, "clerk", full_name="周敏")
    submission = sent(opened(county, clerk))
    handling.take(submission, clerk)
    with pytest.raises(NotMovable, match="李文正在办理"):
        handling.take(submission, colleague)
    Submission.objects.update(claimed_at=timezone.now() - handling.HELD)
    assert handling.take(submission, colleague).claimed_by == colleague


def test_a_wrong_phrase_and_an_unknown_number_get_one_answer_and_five_tries_lock_the_number(county, clerk):
    submission = sent(opened(county, clerk))
    browser = Client()
    wrong = browser.post("/open/follow/", {"number": submission.shown_number, "phrase": "红柳 红柳 红柳 红柳"})
    unknown = browser.post("/open/follow/", {"number": "234-567-89A-BCD-G", "phrase": "红柳 红柳 红柳 红柳"})
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    for _ in range(4):
        browser.post("/open/follow/", {"number": submission.shown_number, "phrase": "错"})
    assert follow(submission).status_code == 429
    other = sent(OpenForm.objects.get(), title="另一件")
    assert follow(other).status_code == 200  # nobody else at the address is locked out


def test_after_the_closing_day_only_what_was_held_before_is_taken_and_then_nothing(county, clerk):
    yesterday = timezone.localdate() - timedelta(days=1)
    form = opened(county, clerk, closes_on=yesterday)
    refused = send(form)
    assert (refused.status_code, "已经截止" in refused.content.decode()) == (410, True)
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() - timedelta(days=2)):
        held = held_token(form)
    assert send(form, held=held).status_code == 201
    OpenForm.objects.update(closes_on=timezone.localdate() - timedelta(days=30))
    assert send(form, held=held, title="再来").status_code == 410


def test_the_last_place_goes_to_one_and_the_others_wait_in_order_and_move_up(county, clerk):
    form = opened(county, clerk, key="training", places=1)
    said = {"question_1": "阿依努尔", "question_2": "红柳村", "question_3": ""}
    first, second, third = (sent(form, **said, contact_name=str(n)) for n in range(3))
    assert "有名额" in receiving.place_in_words(first)
    assert "候补第2位" in receiving.place_in_words(third)
    follow(first, act="withdraw")
    assert "有名额" in receiving.place_in_words(second)
    assert "候补第1位" in receiving.place_in_words(third)


def test_a_flood_from_one_address_has_to_prove_work_once_for_each_and_is_not_refused(county, clerk, monkeypatch):
    monkeypatch.setattr(proof_of_work, "CALM_ADDRESS", 3)
    form, browser = opened(county, clerk), Client()
    codes = [send(form, browser, title=f"难题{n}").status_code for n in range(4)]
    assert codes == [201, 201, 429, 429]
    asked = proof_of_work.challenge(form.code, 12)
    found = next(str(n) for n in range(10**6) if proof_of_work._is_solved(asked.text, str(n), 12))
    proof = {"challenge": asked.text, "proof": found}
    assert send(form, browser, title="难题9", **proof).status_code == 201
    assert send(form, browser, title="难题10", **proof).status_code == 429  # spent
    other = opened(county, clerk, key="concerns")
    stray = proof_of_work.challenge(other.code, 12)
    assert not proof_of_work.is_proved(form.code, 12, stray.text, "", "")
    page = send(form, browser, title="难题11").content.decode()
    assert "等于几" in page
    assert "难题11" in page


def test_a_form_that_cannot_be_is_refused_in_sentences_and_a_shipped_one_is_open_once(county, clerk):
    form = opened(county, clerk)
    with pytest.raises(FormRefused, match="没有“telephone”这一列"):
        form_making.change(form, {"columns": ["telephone"]}, clerk)
    with pytest.raises(FormRefused, match="已经有一张"):
        opened(county, clerk)
    changed = form_making.change(form, {"consent": "新的告知文本"}, clerk)
    assert (changed.version, changed.consent_version) == (form.version + 1, form.consent_version + 1)


def test_the_command_lists_what_is_open_with_its_address(county, clerk, neighbour):
    form = opened(county, clerk)
    told = invoked(["forms", "--org", "652799", "--json"])
    (listed,) = json.loads(told.output)
    assert told.exit_code == 0
    assert listed["address"].endswith(f"/open/{form.code}/")
    assert listed["title"] == "企业技术需求征集"
    assert json.loads(invoked(["forms", "--org", neighbour.code, "--json"]).output) == []
    assert invoked(["forms", "--org", "000000"]).exit_code == 2


def test_what_was_sent_is_nowhere_in_plain_and_after_its_term_nowhere_at_all(county, clerk):
    form = opened(county, clerk, key="talents")
    said = {
        "category": "基层科技骨干人才",
        "name": "古丽娜尔",
        "organisation": "农技站",
        "specialty": "蔬菜",
        "phone": "13811112222",
    }
    submission = sent(form, **said)
    handling.accept(submission, clerk, accepting="已核")
    (record,) = LEDGERS["talent-candidates"].model.objects.all()
    assert record.phone.startswith(handling.SEALED)
    for change in Change.objects.all():
        assert "13811112222" not in json.dumps([change.before, change.after], ensure_ascii=False)
    Submission.objects.update(
        decided_at=timezone.now() - timedelta(days=4000), received_at=timezone.now() - timedelta(days=4000)
    )
    assert erasure.erase(erasure.due()) == 1
    submission.refresh_from_db()
    with pytest.raises(Unsealable):
        handling.content_of(submission)
    assert submission.key is None
    assert LEDGERS["talent-candidates"].model.objects.count() == 1
    assert list(examination.examine()) == []
    assert "已经清除" in follow(submission).content.decode()


def test_the_examination_sees_a_state_that_was_changed_by_hand_and_a_row_that_was_lost(county, clerk):
    form = opened(county, clerk)
    first, second = sent(form), sent(form, title="二")
    Submission.objects.filter(pk=first.pk).update(state="refused")
    assert [f.says for f in examination.examine()] == ["状态与步骤不符，可能被直接改动过"]
    Submission.objects.filter(pk=first.pk).update(state="received")
    SubmissionMove.objects.filter(submission=second).delete()
    second.revisions.all().delete()
    second.delete()
    assert any("收到2件，各状态相加1件" in f.says for f in examination.examine())


def test_the_eight_conditions_tell_the_firm_what_it_lacks(county, clerk):
    form = opened(county, clerk, key="high-tech")
    said = {f"question_{n}": "符合" for n in range(1, 9)} | {"question_2": "不符合", "question_5": "不清楚"}
    answer = send(form, application_year="2026", **said)
    page = answer.content.decode()
    assert answer.status_code == 201
    assert "还差1项，1项不清楚" in page
    assert "还差：拥有核心技术的知识产权" in page
    submission = Submission.objects.get()
    handling.accept(submission, clerk, accepting="已核")
    assert LEDGERS["high-tech-pipeline"].model.objects.get().gaps == "拥有核心技术的知识产权"


def test_every_move_that_is_not_in_the_table_is_refused_in_words(county, clerk):
    submission = sent(opened(county, clerk))
    for state in Submission.State.values:
        for move in moving.MOVES.values():
            submission.state = state
            if state in move.starts:
                moving.require(submission, move)
            else:
                with pytest.raises(NotMovable, match="现在是"):
                    moving.require(submission, move)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("needs", {}),
        ("contest", {"group": "成长企业组", "project": "残膜回收一体机", "question_1": "一次收净"}),
        ("achievements", {"holder": "塞外农业大学", "person": "孙立群", "question_1": "节水两成"}),
        ("high-tech", {"application_year": "2026", **{f"question_{n}": "符合" for n in range(1, 9)}}),
        (
            "talents",
            {"category": "基层科技骨干人才", "name": "古丽娜尔", "organisation": "农技站", "specialty": "蔬菜"},
        ),
        ("training", {"question_1": "阿依努尔", "question_2": "红柳村"}),
        ("concerns", {"issue": "政策", "content": "研发费用归集口径不清楚，想请人上门讲一次"}),
    ],
)
def test_every_shipped_form_is_opened_sent_and_accepted_into_its_ledger(county, clerk, key, said):
    form = opened(county, clerk, key=key)
    assert Client().get(f"/open/{form.code}/").status_code == 200
    done = handling.accept(sent(form, **said), clerk, accepting="已核")
    assert done.state == "accepted"
    assert (handling.record_of(done) is not None) is form.makes_record
    assert list(examination.examine()) == []


def test_a_second_language_has_its_own_words_and_runs_from_right_to_left(county, clerk):
    second = {"lang": "ug", "dir": "rtl", "name": "ئۇيغۇرچە", "title": "تېخنىكا ئېھتىياجى", "send": "يوللاش",
              "labels": {"title": "ئېھتىياج نامى"}, "agree": "قوشۇلىمەن"}  # fmt: skip
    form = opened(county, clerk, second=second)
    page = Client().get(f"/open/{form.code}/?lang=ug").content.decode()
    assert '<html lang="ug" dir="rtl">' in page
    for words in ("تېخنىكا ئېھتىياجى", "ئېھتىياج نامى", "يوللاش", "قوشۇلىمەن"):
        assert words in page
    assert '<html lang="zh-CN">' in Client().get(f"/open/{form.code}/").content.decode()


def test_only_the_open_pages_exist_where_only_they_are_served(county, clerk, settings):
    form = opened(county, clerk)
    settings.ROOT_URLCONF = "kezhang.web.open_urls"
    browser = Client()
    assert browser.get(f"/open/{form.code}/").status_code == 200
    for path in (
        "/",
        "/login/",
        "/home/",
        "/ledgers/",
        "/administration/",
        f"/{county.code}/2024-06-30/board/",
        "/submissions/inbox/",
    ):
        answer = browser.get(path)
        assert (answer.status_code, "没有这个页面" in answer.content.decode()) == (404, True), path
    browser.force_login(clerk)
    assert browser.get("/submissions/inbox/").status_code == 404


def test_what_is_too_large_is_turned_away_by_its_length_alone(county, clerk):
    form = opened(county, clerk)
    answer = Client().post(f"/open/{form.code}/", b"x", content_type="text/plain", CONTENT_LENGTH="999999999")
    assert answer.status_code == 413
    assert Submission.objects.count() == 0


def test_a_form_of_ones_own_is_made_in_the_browser_and_filled_in(client, county, clerk, director, neighbour_clerk):
    said = {"ledger": "introductions", "title": "新品种引进登记", "opens_on": str(timezone.localdate()),
            "columns": ["name", "kind", "introducer", "introduced_on"], "question_1": "种植面积", "question_1_kind": "number",
            "question_1_needed": "1", "question_2": "满意吗", "question_2_kind": "choice",
            "question_2_choices": "满意、一般", "term_days": "100"}  # fmt: skip
    for person, code in ((neighbour_clerk, 404), (director, 404), (clerk, 302)):
        client.force_login(person)
        root = f"/{county.code}/{timezone.localdate()}" if person != neighbour_clerk else f"/{county.code}/2024-06-30"
        assert client.post(f"{root}/submissions/forms/new/", said).status_code == code
    form = OpenForm.objects.get()
    assert client.post(f"/submissions/forms/{form.code}/open/").status_code == 302
    answers = {"name": "樱桃番茄", "kind": "新品种", "introducer": "绿源公司", "introduced_on": "2024.3.1"}
    wrong = send(form, **answers, question_1="很大", question_2="还行")
    assert wrong.status_code == 422
    submission = sent(form, **answers, question_1="12.5", question_2="满意")
    handling.accept(submission, clerk, accepting="已核")
    assert LEDGERS["introductions"].model.objects.get().name == "樱桃番茄"
    bad = client.post(
        "/submissions/forms/new/",
        {**said, "title": "", "columns": [], "question_1": "", "question_2": "", "closes_on": "昨天"},
    )
    assert bad.status_code == 422
    assert "截止日期“昨天”没有读懂" in bad.content.decode()
