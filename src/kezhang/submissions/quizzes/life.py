"""答题活动的一生: drafted, published with everything frozen, closed into the ledger's row, regraded by two people, drawn."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import User
from kezhang.records import access
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.edge.router import database
from kezhang.submissions.quizzes import attempts, prize_draw, scoring
from kezhang.submissions.quizzes.models import OnlineQuiz, QuizQuestion
from kezhang.submissions.sending.numbers import new_code

#: Quizzes in the log of changes.
SUBJECT = "online-quizzes"
State = OnlineQuiz.State
PLATFORM = "科账线上答题"
#: The most that a paper may ask.
LONGEST_PAPER = 100


class QuizRefused(Exception):
    """The quiz does not go on so; the message says why, in Chinese."""


@dataclass(frozen=True)
class RegradedAttempt:
    """Whose points a mended key changes."""

    name: str
    before: int
    after: int


def make(quiz: OnlineQuiz, by: User | None) -> OnlineQuiz:
    """Raises QuizRefused."""
    if faults := faults_of(quiz):
        raise QuizRefused("；".join(faults))
    with chain.held(quiz.org):
        quiz.code, quiz.by = new_code(), by
        quiz.save()
        journal.note(quiz.org, SUBJECT, quiz.pk, {}, _told(quiz), Author(by=by))
    return quiz


def faults_of(quiz: OnlineQuiz) -> list[str]:
    """Everything that keeps it from being held."""
    found = []
    if not quiz.title.strip():
        found.append("请填写名称")
    if quiz.closes_at <= quiz.opens_at:
        found.append("结束时间要晚于开始时间")
    if not 1 <= quiz.size <= LONGEST_PAPER:
        found.append(f"一份卷子应有1至{LONGEST_PAPER}题，现在{quiz.size}题")
    if quiz.entry == OnlineQuiz.Entry.LIST and not quiz.codes:
        found.append("凭参赛码参加的，请先生成参赛码")
    if quiz.prizes and quiz.entry != OnlineQuiz.Entry.LIST:
        found.append("自报名称参加的不能抽奖：分不清一个人答了几次；请改为凭参赛码参加")
    if quiz.prizes and not quiz.draw_source.strip():
        found.append("要抽奖的，请在开始前写明用哪一期的公开随机数，如 体彩排列5第26330期")
    return found


def pool(quiz: OnlineQuiz) -> dict[str, dict[str, Any]]:
    """The bank's questions that may be drawn, as they are now."""
    found = {}
    for each in QuizQuestion.objects.filter(org=quiz.org, withdrawn_at__isnull=True):
        told = {
            "kind": each.kind,
            "text": each.text,
            "options": each.options,
            "topic": each.topic,
            "difficulty": each.difficulty,
        }
        if any(scoring.fits(told, stratum) for stratum in quiz.strata):
            found[str(each.pk)] = told
    return found


def publish(quiz: OnlineQuiz, by: User | None) -> OnlineQuiz:
    """发布: questions, key and rules are frozen; from here on only a regrade changes the key. Raises QuizRefused."""
    with chain.held(quiz.org):
        kept = OnlineQuiz.objects.select_for_update().get(pk=quiz.pk)
        if kept.state != State.DRAFT:
            raise QuizRefused(f"“{kept.title}”已经发布，不能再改。")
        if faults := faults_of(kept):
            raise QuizRefused("；".join(faults))
        frozen = pool(kept)
        for stratum in kept.strata:
            able = sum(scoring.fits(each, stratum) for each in frozen.values())
            if able < int(stratum["count"]):
                named = stratum.get("topic") or "不限知识点"
                raise QuizRefused(f"“{named}”要抽{stratum['count']}题，题库里只有{able}题。")
        keys = dict(QuizQuestion.objects.filter(pk__in=frozen).values_list("pk", "key"))
        before = _told(kept)
        kept.frozen, kept.key = frozen, {str(pk): key for pk, key in keys.items()}
        kept.digest, kept.state = _digest(kept), State.PUBLISHED
        kept.save()
        journal.note(kept.org, SUBJECT, kept.pk, before, _told(kept), Author(by=by))
    return kept


def _digest(quiz: OnlineQuiz) -> str:
    said = json.dumps([quiz.frozen, quiz.key, quiz.strata, quiz.minutes], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def finished(quiz: OnlineQuiz, *, with_answers: bool = False) -> list[QuizAttempt]:
    """What counts: attempts that came to an end and were not voided, the best first; papers only where they are read."""
    rows = QuizAttempt.objects.filter(quiz=quiz.pk, finished_at__isnull=False, voided_why="")
    if not with_answers:
        rows = rows.defer("drawn", "answers")
    return sorted(rows, key=lambda each: (-(each.points or 0), each.seconds, each.pk))


def ranking(quiz: OnlineQuiz) -> list[tuple[int, QuizAttempt]]:
    """名次: points, then whole seconds, then equal; of everybody the best attempt."""
    best: dict[str, QuizAttempt] = {}
    for each in finished(quiz):
        best.setdefault(each.entry, each)
    standing = list(best.values())
    places = scoring.ranks([(each.points or 0, each.seconds) for each in standing])
    return sorted(zip(places, standing, strict=True), key=lambda pair: (pair[0], pair[1].pk))


def passed(quiz: OnlineQuiz, standing: Iterable[tuple[int, QuizAttempt]]) -> list[str]:
    """抽奖名单: the codes of those in a ranking who have passed."""
    return [each.entry_code for _, each in standing if (each.points or 0) >= quiz.pass_score]


def statistics(quiz: OnlineQuiz) -> list[dict[str, Any]]:
    """每题: asked how often, right how often."""
    asked: dict[str, list[int]] = {}
    for attempt in finished(quiz, with_answers=True):
        for name in attempt.drawn:
            count = asked.setdefault(name, [0, 0])
            count[0] += 1
            count[1] += scoring.letters(scoring.choice(attempt.answers, name)) == quiz.key[name]
    return [
        {
            "question": name,
            "text": quiz.frozen[name]["text"],
            "asked": n,
            "right": right,
            "share": round(100 * right / n),
        }
        for name, (n, right) in sorted(asked.items(), key=lambda pair: pair[1][1] / pair[1][0])
    ]


def summary(quiz: OnlineQuiz) -> dict[str, Any]:
    """人次 are submitted attempts, 人 are entries of the list, or devices, and are called so."""
    done = finished(quiz)
    points = [each.points or 0 for each in done]
    return {
        "attempts": len(done),
        "participants": len({each.entry for each in done}),
        "counted_by": "名单" if quiz.entry == OnlineQuiz.Entry.LIST else "设备",
        "passes": sum(each >= quiz.pass_score for each in points),
        "average": str((Decimal(sum(points)) / len(points)).quantize(Decimal("0.1"))) if points else None,
    }


def close(quiz: OnlineQuiz, by: User | None) -> OnlineQuiz:
    """结束: what was left is closed, and the ledger gets its one row; again, it is brought up to date. Raises QuizRefused."""
    if timezone.now() < quiz.closes_at + attempts.GRACE:
        raise QuizRefused(f"“{quiz.title}”还没有结束；结束一分钟后才能收卷。")
    attempts.finish_overdue(quiz, timezone.now())
    with chain.held(quiz.org):
        kept = OnlineQuiz.objects.select_for_update().get(pk=quiz.pk)
        if kept.state == State.DRAFT:
            raise QuizRefused(f"“{kept.title}”还没有发布。")
        before = _told(kept)
        kept.result = summary(kept)
        kept.record_id = _written(kept, by)
        kept.state = State.ENDED if kept.state == State.PUBLISHED else kept.state
        kept.save()
        journal.note(kept.org, SUBJECT, kept.pk, before, _told(kept), Author(by=by))
    return kept


def _written(quiz: OnlineQuiz, by: User | None) -> int | None:
    """The row of the quiz ledger; nobody took part, nothing is written."""
    told, ledger = quiz.result, LEDGERS["quizzes"]
    if not told["attempts"]:
        return quiz.record_id
    record = None
    if quiz.record_id is not None:
        record = access.by_number(ledger, quiz.org, [quiz.record_id]).get(quiz.record_id)
    record = record or ledger.model(org=quiz.org)
    record.name, record.platform = quiz.title, PLATFORM
    record.started_on = timezone.localtime(quiz.opens_at).date()
    record.ended_on = timezone.localtime(quiz.closes_at).date()
    record.participants, record.attempts, record.passes = told["participants"], told["attempts"], told["passes"]
    record.average_score = Decimal(told["average"])
    record.prizes = len(quiz.drawing.get("winners", [])) or None
    record.remark = f"人数按{told['counted_by']}计"
    journal.save(ledger, record, Author(by=by, reason=f"线上答题“{quiz.title}”收卷"))
    return int(record.pk)


def regraded(quiz: OnlineQuiz, name: str, key: str) -> list[RegradedAttempt]:
    """改判试算: who rises and who falls by another key; nothing is changed. Raises QuizRefused."""
    if name not in quiz.frozen:
        raise QuizRefused(f"这次答题里没有第{name}题。")
    wanted = scoring.letters(key)
    options = quiz.frozen[name]["options"]
    if not wanted or any(letter not in scoring.LETTERS[: len(options)] for letter in wanted):
        raise QuizRefused(f"答案应为{scoring.LETTERS[0]}至{scoring.LETTERS[len(options) - 1]}中的字母。")
    new = {**quiz.key, name: wanted}
    found = []
    for attempt in finished(quiz, with_answers=True):
        _, points = scoring.score(attempt.drawn, new, attempt.answers)
        if points != attempt.points:
            found.append(RegradedAttempt(attempt.name, attempt.points or 0, points))
    return found


def propose_regrade(quiz: OnlineQuiz, name: str, key: str, why: str, by: User) -> OnlineQuiz:
    """One person proposes, with the reason; another confirms. Raises QuizRefused."""
    regraded(quiz, name, key)
    if not why.strip():
        raise QuizRefused("请写明改判的原因。")
    with transaction.atomic():
        kept = OnlineQuiz.objects.select_for_update().get(pk=quiz.pk)
        proposed = {"question": name, "key": scoring.letters(key), "why": why.strip(), "by": by.pk, "by_name": str(by)}
        kept.regrades = [*kept.regrades, proposed]
        kept.save(update_fields=["regrades"])
    return kept


def confirm_regrade(quiz: OnlineQuiz, by: User) -> OnlineQuiz:
    """改判: by a second person, all attempts at once; the ledger's row follows. Raises QuizRefused."""
    with chain.held(quiz.org):
        kept = OnlineQuiz.objects.select_for_update().get(pk=quiz.pk)
        waiting = kept.waiting_regrade
        if waiting is None:
            raise QuizRefused("没有等待确认的改判。")
        if waiting["by"] == by.pk:
            raise QuizRefused("改判须由另一个人确认。")
        before = _told(kept)
        kept.key = {**kept.key, waiting["question"]: waiting["key"]}
        waiting |= {"confirmed_by": by.pk, "confirmed_by_name": str(by), "former": quiz.key.get(waiting["question"])}
        kept.digest = _digest(kept)
        _score_again(kept)
        if kept.record_id is not None:
            kept.result = summary(kept)
            kept.record_id = _written(kept, by)
        kept.save()
        journal.note(kept.org, SUBJECT, kept.pk, before, _told(kept), Author(by=by, reason=waiting["why"]))
    return kept


def _score_again(quiz: OnlineQuiz) -> None:
    with transaction.atomic(using=database()):
        for attempt in QuizAttempt.objects.select_for_update().filter(quiz=quiz.pk, finished_at__isnull=False):
            attempt.right, attempt.points = scoring.score(attempt.drawn, quiz.key, attempt.answers)
            attempt.save(update_fields=["right", "points"])


def draw(quiz: OnlineQuiz, digits: str, by: User | None) -> OnlineQuiz:
    """抽奖: once, with the digits of the source that was named before; what is told can be recomputed by anyone."""
    said = "".join(digits.split())
    if not said.isdecimal() or not said.isascii():
        raise QuizRefused("公开随机数应为数字，如 30517。")
    with chain.held(quiz.org):
        kept = OnlineQuiz.objects.select_for_update().get(pk=quiz.pk)
        if kept.state in (State.PUBLISHED, State.DRAFT):
            raise QuizRefused("收卷以后才能抽奖。")
        if not kept.prizes:
            raise QuizRefused("这次答题没有设抽奖。")
        if kept.drawing.get("digits"):
            raise QuizRefused("已经抽过，结果不能再变。")
        codes = passed(kept, ranking(kept))
        before = _told(kept)
        kept.drawing = prize_draw.drawn(codes, said, kept.prizes, kept.prizes * prize_draw.RESERVES)
        kept.drawing["source"] = kept.draw_source
        kept.save()
        journal.note(kept.org, SUBJECT, kept.pk, before, _told(kept), Author(by=by))
    return kept


def _told(quiz: OnlineQuiz) -> dict[str, Any]:
    return {
        "label": quiz.title, "state": str(quiz.state), "digest": quiz.digest, "result": quiz.result,
        "record": quiz.record_id, "list": quiz.drawing.get("digest", ""), "digits": quiz.drawing.get("digits", ""),
    }  # fmt: skip
