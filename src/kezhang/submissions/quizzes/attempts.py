"""答卷: started, saved, submitted; each step one short write in the bursts' own file.

The server's clock alone decides. What is on its way when the time is over is judged by what was saved before, and the
time of finishing is then the deadline. A submit is final: sent again it gets the same result.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.edge.router import database
from kezhang.submissions.quizzes import scoring
from kezhang.submissions.quizzes.models import OnlineQuiz
from kezhang.submissions.sealing.seal import digest_of_secret
from kezhang.submissions.sending.numbers import ALPHABET, is_client_id, new_number

#: What was sent before the deadline may still arrive so much later.
GRACE = timedelta(seconds=60)
RESUME = 6
LONGEST_NAME = 40
#: One writer at a time in this process: fairer than the file's own lock, which lets the oldest wait longest.
_WRITING = Lock()


class NotAnswered(Exception):
    """The step is not taken; the message says why, in Chinese."""

    def __init__(self, says: str, status: int = 409) -> None:
        super().__init__(says)
        self.status = status


@contextmanager
def _writing() -> Iterator[None]:
    with _WRITING, transaction.atomic(using=database()):
        yield


@contextmanager
def _for_good() -> Iterator[None]:
    """Like ``_writing``, and on the disk before it is told: a power cut takes no submitted attempt."""
    with _WRITING:
        connection = connections[database()]
        is_sqlite = connection.vendor == "sqlite" and not connection.in_atomic_block
        if is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")
        try:
            with transaction.atomic(using=database()):
                yield
        finally:
            if is_sqlite:
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA synchronous=NORMAL")


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
        quiz=quiz.pk, client_id=client_id, secret=digest_of_secret(["attempt", secret]),
        resume_code="".join(secrets.choice(ALPHABET) for _ in range(RESUME)), entry=entry[:64],
        name=name.strip()[:LONGEST_NAME] or "未署名", entry_code=new_number(), seed=seed,
        drawn=scoring.paper(quiz.frozen, quiz.strata, seed), started_at=now,
        deadline=min(now + timedelta(minutes=quiz.minutes), quiz.closes_at),
    )  # fmt: skip
    try:
        with _writing():
            used = QuizAttempt.objects.filter(quiz=quiz.pk, entry=attempt.entry).exclude(client_id=client_id).count()
            if used >= quiz.attempts:
                raise NotAnswered(f"每人可答{quiz.attempts}次，已经用完。")
            attempt.save(force_insert=True)
    except IntegrityError:
        there = QuizAttempt.objects.filter(quiz=quiz.pk, client_id=client_id).first()
        if there is None:
            raise
        return _taken_over(there, secret), secret
    return attempt, secret


def resume(quiz: OnlineQuiz, code: str) -> tuple[QuizAttempt, str]:
    """续答: on another device, openly; the first one is told. Raises NotAnswered."""
    there = QuizAttempt.objects.filter(quiz=quiz.pk, resume_code=code.strip().upper()).first()
    if there is None:
        raise NotAnswered("续答码不对，请核对开始答题时显示的6位续答码。", 404)
    secret = secrets.token_urlsafe(24)
    return _taken_over(there, secret), secret


def _taken_over(attempt: QuizAttempt, secret: str) -> QuizAttempt:
    with _writing():
        locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        locked.secret, locked.turn = digest_of_secret(["attempt", secret]), locked.turn + 1
        locked.save(update_fields=["secret", "turn"])
    return locked


def by_secret(quiz: OnlineQuiz, secret: str) -> QuizAttempt | None:
    return QuizAttempt.objects.filter(quiz=quiz.pk, secret=digest_of_secret(["attempt", secret])).first()


def save(quiz: OnlineQuiz, attempt: QuizAttempt, came: Mapping[str, Any], now: datetime) -> QuizAttempt:
    """保存: merged question by question; after the deadline nothing more is taken. Raises NotAnswered."""
    clean = answers_in(attempt, came)
    with _writing():
        locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        if locked.finished_at is not None:
            raise NotAnswered("已经交卷，不能再改。")
        if now >= locked.deadline:
            _finish(locked, quiz, locked.deadline, by_time=True)
            return locked
        if clean:
            locked.answers = scoring.merged(locked.answers, clean)
            locked.save(update_fields=["answers"])
    return locked


def submit(quiz: OnlineQuiz, attempt: QuizAttempt, came: Mapping[str, Any], now: datetime) -> QuizAttempt:
    """交卷: final, scored by the server's own key; what comes after the deadline is judged by what was saved."""
    clean = answers_in(attempt, came)
    with _for_good():
        locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        if locked.finished_at is not None:
            return locked
        if now < locked.deadline:
            locked.answers = scoring.merged(locked.answers, clean)
            _finish(locked, quiz, now, by_time=False)
        else:
            _finish(locked, quiz, locked.deadline, by_time=True)
    return locked


def _finish(locked: QuizAttempt, quiz: OnlineQuiz, at: datetime, *, by_time: bool) -> None:
    locked.right, locked.points = scoring.score(locked.drawn, quiz.key, locked.answers)
    locked.finished_at, locked.is_by_time = at, by_time
    locked.save(update_fields=["answers", "right", "points", "finished_at", "is_by_time"])


def finish_overdue(quiz: OnlineQuiz, now: datetime) -> int:
    """到时收卷: those who left; done by the night's work and whenever somebody looks, as often as one likes."""
    left = QuizAttempt.objects.filter(quiz=quiz.pk, finished_at__isnull=True, deadline__lte=now - GRACE)
    done = 0
    for attempt in left:
        with _writing():
            locked = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
            if locked.finished_at is None:
                _finish(locked, quiz, locked.deadline, by_time=True)
                done += 1
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
    head = OnlineQuiz.objects.filter(code=code).exclude(state=OnlineQuiz.State.DRAFT)
    row = head.values("code", "digest", "state", "opens_at", "closes_at").first()
    if row is None:
        return None
    quiz = _held(row["code"], row["digest"])
    quiz.state, quiz.opens_at, quiz.closes_at = row["state"], row["opens_at"], row["closes_at"]
    return quiz


def stamp() -> datetime:
    """When a request came in; taken before any work."""
    return timezone.now()
