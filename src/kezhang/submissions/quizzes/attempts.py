"""答卷: started, saved, submitted; each step one short write in the bursts' own file.

The server's clock alone decides. What is on its way when the time is over is judged by what was saved before, and the
time of finishing is then the deadline. A submit is final: sent again it gets the same result.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from kezhang.submissions.edge import disk
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.edge.router import database
from kezhang.submissions.quizzes import scoring, statements
from kezhang.submissions.quizzes.models import OnlineQuiz
from kezhang.submissions.sealing.seal import digest_of_secret
from kezhang.submissions.sending.numbers import ALPHABET, is_client_id, new_number

#: What was sent before the deadline may still arrive so much later.
GRACE = timedelta(seconds=60)
RESUME = 6
#: Times that one tries to begin whose code, or whose number of an entry, somebody else has taken.
TRIES = 20
ELSEWHERE = "已在另一台设备继续，或还没有开始。"
LONGEST_NAME = 40
#: What an attempt becomes when it ends.
FINISHED = ("answers", "right", "points", "finished_at", "is_by_time")


class NotAnswered(Exception):
    """The step is not taken; the message says why, in Chinese."""

    def __init__(self, says: str, status: int = 409) -> None:
        super().__init__(says)
        self.status = status


def start(quiz: OnlineQuiz, client_id: str, entry: str, name: str, now: datetime) -> tuple[QuizAttempt, str]:
    """开始: the attempt and the secret of the device; started twice by one device it is the same one.

    Raises NotAnswered.
    """
    if not is_client_id(client_id):
        raise NotAnswered("请重新打开这一页再开始。", 422)
    if not quiz.is_running(now):
        raise NotAnswered("还没有开始。" if now < quiz.opens_at else "答题已经结束。", 410)
    if quiz.entry == OnlineQuiz.Entry.LIST and entry not in quiz.codes:
        raise NotAnswered("参赛码不对，请核对学校或单位发的参赛码。", 422)
    secret = secrets.token_urlsafe(24)
    seed = secrets.token_hex(16)
    attempt = QuizAttempt(
        quiz=quiz.pk, client_id=client_id, secret=_digest(secret), entry=entry[:64],
        name=name.strip()[:LONGEST_NAME] or "未署名", entry_code=new_number(), seed=seed,
        drawn=scoring.paper(quiz.frozen, quiz.strata, seed), started_at=now,
        deadline=min(now + timedelta(minutes=quiz.minutes), quiz.closes_at),
    )  # fmt: skip
    for _ in range(TRIES):
        attempt.resume_code = "".join(secrets.choice(ALPHABET) for _ in range(RESUME))
        if statements.add(attempt, quiz.attempts):
            return attempt, secret
        others = QuizAttempt.objects.filter(quiz=quiz.pk, entry=attempt.entry).exclude(client_id=client_id)
        if others.count() >= quiz.attempts:
            break
        if there := QuizAttempt.objects.filter(quiz=quiz.pk, client_id=client_id).first():
            return _taken_over(there, secret), secret
    else:
        raise NotAnswered("现在开始的人太多，这一次没有轮到，请再点一次开始。", 429)
    raise NotAnswered(f"每人可答{quiz.attempts}次，已经用完。")


def resume(quiz: OnlineQuiz, code: str) -> tuple[QuizAttempt, str]:
    """续答: on another device, openly; the first one is told. Raises NotAnswered."""
    there = QuizAttempt.objects.filter(quiz=quiz.pk, resume_code=code.strip().upper()).first()
    if there is None:
        raise NotAnswered("续答码不对，请核对开始答题时显示的6位续答码。", 404)
    secret = secrets.token_urlsafe(24)
    return _taken_over(there, secret), secret


def _taken_over(attempt: QuizAttempt, secret: str) -> QuizAttempt:
    with statements.alone(connections[database()]), transaction.atomic(using=database()):
        locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        locked.secret, locked.turn = _digest(secret), locked.turn + 1
        locked.save(update_fields=["secret", "turn"])
    return locked


def _digest(secret: str) -> str:
    return digest_of_secret(["attempt", secret])


def by_secret(quiz: OnlineQuiz, secret: str) -> QuizAttempt | None:
    return statements.by_secret(quiz.pk, _digest(secret))


def save(quiz: OnlineQuiz, attempt: QuizAttempt, came: Mapping[str, Any], now: datetime) -> QuizAttempt:
    """保存: merged question by question; after the deadline nothing more is taken. Raises NotAnswered."""
    clean = answers_in(attempt, came)
    while attempt.finished_at is None and now < attempt.deadline:
        merged = scoring.merged(attempt.answers, clean)
        if merged == attempt.answers:
            return attempt
        attempt.answers = merged
        if statements.put(attempt, ["answers"]):
            return attempt
        attempt = _as_it_is_now(attempt)
    if attempt.finished_at is not None:
        raise NotAnswered("已经交卷，不能再改。")
    return submit(quiz, attempt, {}, now)


def submit(quiz: OnlineQuiz, attempt: QuizAttempt, came: Mapping[str, Any], now: datetime) -> QuizAttempt:
    """交卷: final, scored by the server's own key; what comes after the deadline is judged by what was saved.

    It is told when it is on the disk, to whoever sends it again as well: a power cut takes no submitted attempt.
    Raises NotAnswered.
    """
    clean = answers_in(attempt, came)
    while attempt.finished_at is None:
        if now < attempt.deadline:
            attempt.answers = scoring.merged(attempt.answers, clean)
        if _finished(attempt, quiz, min(now, attempt.deadline)):
            break
        attempt = _as_it_is_now(attempt)
    disk.waited()
    return attempt


def _as_it_is_now(attempt: QuizAttempt) -> QuizAttempt:
    """Somebody was faster: the same device, the other one, or the clock. Raises NotAnswered."""
    now = statements.again(attempt)
    if now.secret != attempt.secret:
        raise NotAnswered(ELSEWHERE)
    return now


def _finished(attempt: QuizAttempt, quiz: OnlineQuiz, at: datetime) -> bool:
    """Whether it ended here: at its deadline by time, before it by hand."""
    attempt.right, attempt.points = scoring.score(attempt.drawn, quiz.key, attempt.answers)
    attempt.finished_at, attempt.is_by_time = at, at >= attempt.deadline
    return statements.put(attempt, FINISHED)


def finish_overdue(quiz: OnlineQuiz, now: datetime) -> int:
    """到时收卷: those who left; done by the night's work and whenever somebody looks, as often as one likes."""
    left = QuizAttempt.objects.filter(quiz=quiz.pk, finished_at__isnull=True, deadline__lte=now - GRACE)
    done = 0
    for attempt in left:
        there = statements.again(attempt)
        done += there.finished_at is None and _finished(there, quiz, there.deadline)
    return done


def answers_in(attempt: QuizAttempt, came: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What a device sends, as far as it is of this paper: {question: [letters, count]}; everything else is nothing."""
    found: dict[str, list[Any]] = {}
    for name in attempt.drawn:
        said = came.get(name)
        if not isinstance(said, list | tuple) or len(said) != 2:
            continue
        choice, count = said
        if isinstance(choice, str) and isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**31:
            found[name] = [scoring.letters(choice), count]
    return found


@lru_cache(maxsize=16)
def _held(code: str, digest: str) -> OnlineQuiz:  # noqa: ARG001 - what was frozen is another by another digest
    return OnlineQuiz.objects.select_related("org").get(code=code)


def running(code: str) -> OnlineQuiz | None:
    """The quiz of an address; what was frozen with its publication is read once by each process, times and state anew."""
    row = statements.head(code)
    return None if row is None else _running(code, row)


def under_way(code: str, secret: str) -> tuple[OnlineQuiz | None, QuizAttempt | None]:
    """The quiz of an address, and the attempt of the device that holds a secret."""
    row, attempt = statements.head_and_attempt(code, _digest(secret))
    return (None, None) if row is None else (_running(code, row), attempt)


def _running(code: str, row: Mapping[str, Any]) -> OnlineQuiz:
    quiz = _held(code, row["digest"])
    quiz.state, quiz.opens_at, quiz.closes_at = row["state"], row["opens_at"], row["closes_at"]
    return quiz


def stamp() -> datetime:
    """When a request came in; taken before any work."""
    return timezone.now()
