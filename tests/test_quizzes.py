"""The online quiz: papers by strata, answers kept, time by the server's clock, the key never leaving it, one ledger row."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kezhang.ledgers.models import Quiz
from kezhang.orgs import people
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.quizzes import attempts, life, prize_draw, scoring
from kezhang.submissions.quizzes.attempts import NotAnswered
from kezhang.submissions.quizzes.life import QuizRefused
from kezhang.submissions.quizzes.models import OnlineQuiz, QuizQuestion
from tests.made_quizzes import TOPICS, filled_bank, made_quiz, running_quiz, started

pytestmark = pytest.mark.django_db


def begun(quiz, entry="设备甲", now=None):
    attempt, _ = attempts.start(quiz, fresh_id(), entry, "甲", now or timezone.now())
    return attempt


def right_answers(quiz, attempt, count=None):
    names = attempt.drawn[: count if count is not None else len(attempt.drawn)]
    return {name: [quiz.key[name], 1] for name in names}


def ended(quiz):
    OnlineQuiz.objects.filter(pk=quiz.pk).update(
        opens_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(minutes=2)
    )
    quiz.refresh_from_db()
    return quiz


def test_a_quiz_of_twenty_questions_is_answered_without_a_script_to_the_certificate(county, clerk):
    quiz = running_quiz(county, clerk)
    browser = started(quiz)
    page = f"/open/quiz/{quiz.code}/paper/"
    attempt = QuizAttempt.objects.get()
    for at, name in enumerate(attempt.drawn, start=1):
        told = browser.get(f"{page}?n={at}").content.decode()
        assert quiz.frozen[name]["text"] in told
        go = "submit" if at == 20 else "next"
        answer = browser.post(page, {"at": at, f"shown_{name}": "1", f"q_{name}": list(quiz.key[name]), "go": go})
    assert answer.headers["Location"].endswith("/result/")
    result = browser.get(answer.headers["Location"]).content.decode()
    assert "100分" in result
    made = browser.get(f"/open/quiz/{quiz.code}/certificate.pdf")
    assert (made.status_code, made.content[:4]) == (200, b"%PDF")
    assert Client().get(f"/open/quiz/{quiz.code}/certificate.pdf").status_code == 404


def test_what_is_held_of_a_quiz_is_held_by_its_address(county, clerk):
    quiz = running_quiz(county, clerk)
    assert attempts.running(quiz.code).code == quiz.code
    OnlineQuiz.objects.filter(pk=quiz.pk).update(code="anders99")
    assert attempts.running("anders99").code == "anders99"  # or the page would send whoever starts to no quiz at all


def test_a_paper_is_drawn_by_strata_each_question_once_and_the_same_seed_makes_the_same(county, clerk):
    strata = [{"topic": TOPICS[0], "difficulty": 0, "count": 5}, {"topic": "", "difficulty": 3, "count": 4}]
    quiz = running_quiz(county, clerk, strata=strata)
    for seed in ("a", "b"):
        drawn = scoring.paper(quiz.frozen, strata, seed)
        assert len(set(drawn)) == 9
        assert sum(quiz.frozen[n]["topic"] == TOPICS[0] for n in drawn) >= 5
        assert drawn == scoring.paper(quiz.frozen, strata, seed)
    assert scoring.paper(quiz.frozen, strata, "a") != scoring.paper(quiz.frozen, strata, "b")


def test_saves_in_reverse_and_doubled_leave_the_last_choice_and_submit_twice_is_one_result(county, clerk):
    quiz = running_quiz(county, clerk)
    attempt, now = begun(quiz), timezone.now()
    name = attempt.drawn[0]
    for choice, count in (("B", 3), ("A", 1), ("B", 3), ("D", 2)):
        attempts.save(quiz, attempt, {name: [choice, count]}, now)
    attempt.refresh_from_db()
    assert attempt.answers == {name: ["B", 3]}
    first = attempts.submit(quiz, attempt, right_answers(quiz, attempt, 10), now)
    second = attempts.submit(quiz, attempt, right_answers(quiz, attempt), now)
    assert (second.points, second.finished_at) == (first.points, first.finished_at)
    with pytest.raises(NotAnswered, match="已经交卷"):
        attempts.save(quiz, attempt, {name: ["A", 9]}, now)


@pytest.mark.parametrize(("after", "counts"), [(-1, True), (1, False), (59, False), (61, False)])
def test_at_the_deadline_what_was_saved_counts_and_the_finish_is_never_after_it(county, clerk, after, counts):
    quiz = running_quiz(county, clerk)
    attempt = begun(quiz)
    attempts.save(quiz, attempt, right_answers(quiz, attempt, 10), timezone.now())
    at = attempt.deadline + timedelta(seconds=after)
    done = attempts.submit(quiz, attempt, right_answers(quiz, attempt), at)
    assert done.points == (100 if counts else 50)
    assert done.finished_at <= attempt.deadline
    assert done.is_by_time is not counts


def test_who_left_is_closed_by_time_as_often_as_one_looks(county, clerk):
    quiz = running_quiz(county, clerk)
    attempt = begun(quiz)
    attempts.save(quiz, attempt, right_answers(quiz, attempt, 4), timezone.now())
    later = attempt.deadline + timedelta(minutes=2)
    assert [attempts.finish_overdue(quiz, later) for _ in range(2)] == [1, 0]
    attempt.refresh_from_db()
    assert (attempt.points, attempt.finished_at) == (20, attempt.deadline)


def test_no_page_and_no_answer_tells_the_key_and_posted_scores_are_nothing(county, clerk):
    quiz = running_quiz(county, clerk)
    browser = started(quiz)
    page = f"/open/quiz/{quiz.code}/paper/"
    attempt = QuizAttempt.objects.get()
    forged = {
        "go": "stay",
        "points": "100",
        "right": "20",
        "drawn": "[]",
        "answers": json.dumps({"999": ["A", 1], attempt.drawn[0]: "A"}),
    }
    told = browser.post(page, forged, headers={"Accept": "application/json"})
    pages = [told.content, browser.get(page).content, browser.get(f"/open/quiz/{quiz.code}/result/").content]
    for content in pages:
        assert b'"key"' not in content
        assert quiz.digest.encode() not in content
    attempt.refresh_from_db()
    assert (attempt.points, attempt.answers, len(attempt.drawn)) == (None, {}, 20)


def test_a_second_device_takes_over_openly_by_the_resume_code(county, clerk):
    quiz = running_quiz(county, clerk)
    first = started(quiz)
    code = QuizAttempt.objects.get().resume_code
    second = Client()
    assert second.post(f"/open/quiz/{quiz.code}/resume/", {"resume": "XXXXXX"}).status_code == 404
    assert second.post(f"/open/quiz/{quiz.code}/resume/", {"resume": code.lower()}).status_code == 302
    assert second.get(f"/open/quiz/{quiz.code}/paper/").status_code == 200
    told = first.post(f"/open/quiz/{quiz.code}/paper/", {"go": "stay"}, headers={"Accept": "application/json"})
    assert (told.status_code, "已在另一台设备继续" in told.json()["says"]) == (409, True)


def test_whom_others_were_faster_than_each_time_is_asked_to_come_again_and_not_told_that_it_is_used_up(
    county, clerk, monkeypatch
):
    monkeypatch.setattr(attempts.statements, "add", lambda *_: False)
    with pytest.raises(NotAnswered, match="再点一次开始") as told:
        begun(running_quiz(county, clerk, attempts=1))
    assert told.value.status == 429


def test_attempts_are_counted_and_nothing_begins_before_or_after(county, clerk):
    quiz = running_quiz(county, clerk, attempts=2)
    begun(quiz)
    begun(quiz)
    with pytest.raises(NotAnswered, match="已经用完"):
        begun(quiz)
    with pytest.raises(NotAnswered, match="还没有开始"):
        begun(quiz, now=quiz.opens_at - timedelta(seconds=1))
    with pytest.raises(NotAnswered, match="已经结束"):
        begun(quiz, now=quiz.closes_at)
    same = fresh_id()
    one, _ = attempts.start(quiz, same, "设备乙", "乙", timezone.now())
    again, _ = attempts.start(quiz, same, "设备乙", "乙", timezone.now())
    assert one.pk == again.pk


def test_a_browser_is_one_device_from_its_first_start_on(county, clerk):
    quiz = running_quiz(county, clerk, attempts=1)
    browser = started(quiz)
    again = browser.post(f"/open/quiz/{quiz.code}/start/", {"id": fresh_id(), "name": "甲"})
    assert (again.status_code, "已经用完" in again.content.decode()) == (409, True)
    started(quiz)
    assert [QuizAttempt.objects.values("entry").distinct().count(), QuizAttempt.objects.count()] == [2, 2]


def test_attempts_that_a_browser_may_repeat_are_of_one_person(county, clerk):
    quiz = running_quiz(county, clerk, attempts=2, minutes=21)  # other rules: a process holds a quiz by its digest
    browser = started(quiz)
    assert browser.post(f"/open/quiz/{quiz.code}/start/", {"id": fresh_id(), "name": "甲"}).status_code == 302
    assert [QuizAttempt.objects.values("entry").distinct().count(), QuizAttempt.objects.count()] == [1, 2]


def test_the_end_writes_one_row_with_people_attempts_and_passes_and_again_the_same(county, clerk):
    quiz = running_quiz(county, clerk, attempts=3)
    for entry, right in (("甲", 20), ("甲", 4), ("乙", 12)):
        attempt = begun(quiz, entry)
        attempts.submit(quiz, attempt, right_answers(quiz, attempt, right), timezone.now())
    with pytest.raises(QuizRefused, match="还没有结束"):
        life.close(quiz, clerk)
    quiz = ended(quiz)
    for _ in range(2):
        quiz = life.close(quiz, clerk)
    row = Quiz.objects.get()
    assert (row.participants, row.attempts, row.passes, str(row.average_score)) == (2, 3, 2, "60.0000")
    assert "按设备计" in row.remark
    assert [(n, a.entry) for n, a in life.ranking(quiz)] == [(1, "甲"), (2, "乙")]


def test_a_wrong_key_is_mended_by_two_people_and_every_figure_follows(county, clerk):
    quiz = running_quiz(county, clerk)
    attempt = begun(quiz)
    name = attempt.drawn[0]
    answers = {**right_answers(quiz, attempt), name: ["D", 1]}
    attempts.submit(quiz, attempt, answers, timezone.now())
    quiz = life.close(ended(quiz), clerk)
    assert Quiz.objects.get().average_score == 95
    assert [(r.before, r.after) for r in life.regraded(quiz, name, "D")] == [(95, 100)]
    with pytest.raises(QuizRefused, match="原因"):
        life.propose_regrade(quiz, name, "D", "", clerk)
    quiz = life.propose_regrade(quiz, name, "D", "答案印错", clerk)
    with pytest.raises(QuizRefused, match="另一个人"):
        life.confirm_regrade(quiz, clerk)
    life.confirm_regrade(quiz, people.add("second", county, "clerk"))
    assert QuizAttempt.objects.get().points == 100
    assert Quiz.objects.get().average_score == 100


def test_the_draw_follows_from_the_list_and_the_digits_and_a_changed_entry_shows(county, clerk):
    codes = [f"CODE{n}" for n in range(6)]
    quiz = running_quiz(county, clerk, entry="list", codes=codes, prizes=2, draw_source="体彩排列5第26330期")
    for code in codes:
        attempt = begun(quiz, code)
        attempts.submit(quiz, attempt, right_answers(quiz, attempt), timezone.now())
    with pytest.raises(NotAnswered, match="参赛码不对"):
        begun(quiz, "别人")
    quiz = life.close(ended(quiz), clerk)
    with pytest.raises(QuizRefused, match="数字"):
        life.draw(quiz, "三零五", clerk)
    quiz = life.draw(quiz, "3 0 5 1 7", clerk)
    told = dict(quiz.drawing)
    assert (len(told["winners"]), prize_draw.faults_of(told)) == (2, [])
    assert prize_draw.faults_of({**told, "codes": [*told["codes"][1:], "ZZZ"]}) != []
    assert prize_draw.faults_of({**told, "winners": told["reserves"][:2]}) != []
    with pytest.raises(QuizRefused, match="已经抽过"):
        life.draw(quiz, "11111", clerk)


def test_prizes_need_a_list_and_a_future_source_and_enough_questions(county, clerk):
    with pytest.raises(QuizRefused, match="不能抽奖"):
        made_quiz(county, clerk, prizes=3, draw_source="体彩")
    with pytest.raises(QuizRefused, match="公开随机数"):
        made_quiz(county, clerk, prizes=3, entry="list", codes=["A"])
    quiz = made_quiz(county, clerk)
    with pytest.raises(QuizRefused, match="题库里只有0题"):
        life.publish(quiz, clerk)


def sheet(rows) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in [
        ("科技活动周题库",),
        ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "正确答案", "知识点", "难度"),
        *rows,
    ]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("题库.xlsx", out.getvalue())


def test_a_bank_is_imported_as_a_whole_and_each_question_once(client, county, clerk, director, neighbour_clerk):
    good = [("单选题", "几月举办？", "3月", "5月", "9月", "12月", "B", "活动", "易"), ("判断", "有效期三年", None, None, None, None, "√", "高企", 2),
            (None, "哪些是", "甲", "乙", "丙", None, "a、c", None, None)]  # fmt: skip
    bad = [
        *good,
        ("单选", "坏题", "甲", "乙", None, None, "D", None, None),
        ("填空", "题型", "甲", "乙", None, None, "A", None, None),
    ]
    client.force_login(clerk)
    page = client.post("/submissions/quizzes/bank/", {"file": sheet(bad)})
    told = page.content.decode()
    assert page.status_code == 422
    assert "第6行：答案是D，选项只到B" in told
    assert "第7行：题型“填空”没有认出" in told
    assert QuizQuestion.objects.count() == 0
    for _ in range(2):
        client.post("/submissions/quizzes/bank/", {"file": sheet(good)})
    found = list(QuizQuestion.objects.values_list("kind", "key", "difficulty"))
    assert found == [("single", "B", 1), ("judgement", "A", 2), ("multiple", "AC", 2)]
    for person in (director, neighbour_clerk):
        client.force_login(person)
        assert client.get(f"/{county.code}/{timezone.localdate()}/submissions/quizzes/bank/").status_code == 404


def test_a_clerk_makes_publishes_and_closes_the_director_looks_and_the_neighbour_sees_nothing(
    client, county, clerk, director, neighbour_clerk
):
    filled_bank(county, clerk)
    client.force_login(clerk)
    said = {
        "title": "答题",
        "opens_at": "2024-05-25T10:00",
        "closes_at": "2024-05-25T18:00",
        "count_1": "20",
        "codes": "3",
    }
    made = client.post("/submissions/quizzes/new/", said)
    quiz = OnlineQuiz.objects.get()
    assert (made.status_code, len(quiz.codes)) == (302, 3)
    assert client.post(f"/submissions/quizzes/{quiz.code}/publish/").status_code == 302
    client.post(f"/submissions/quizzes/{quiz.code}/close/")
    quiz.refresh_from_db()
    assert (quiz.state, Quiz.objects.count()) == ("ended", 0)  # nobody took part
    root = f"/{county.code}/{timezone.localdate()}/submissions/quizzes/{quiz.code}"
    seen = []
    for person in (clerk, director, neighbour_clerk):
        client.force_login(person)
        codes = [client.get(f"{root}/", follow=True).status_code, client.get(f"{root}/results.xlsx").status_code]
        seen.append((*codes, client.post(f"{root}/draw/").status_code))
    assert seen == [(200, 200, 302), (200, 404, 404), (404, 404, 404)]
