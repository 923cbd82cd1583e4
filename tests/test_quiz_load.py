"""Many at a quiz: few statements for each, no lock while Python thinks, and nothing told that is not on the disk."""

import json
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kezhang.submissions.edge import disk
from kezhang.submissions.edge.disk import SharedWait
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.edge.router import database
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.quizzes import attempts, statements
from kezhang.submissions.quizzes.attempts import NotAnswered
from tests.made_quizzes import running_quiz, started

DATA = {"Accept": "application/json"}


def at_once(work: Callable[[int], object], count: int) -> list[object]:
    """What so many threads came to that begin at one moment, each with connections of its own; a fault is one, too."""
    ready = threading.Barrier(count)

    def one(number: int) -> object:
        ready.wait(10)
        try:
            return work(number)
        except NotAnswered as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def asked_by(work: Callable[[], object]) -> int:
    """How many statements a request takes, in all databases."""
    with ExitStack() as stack:
        aliases = {"default", database()}
        counted = [stack.enter_context(CaptureQueriesContext(connections[each])) for each in aliases]
        work()
        said = [each["sql"] for one in counted for each in one.captured_queries]
    return len([each for each in said if not each.startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.django_db
def test_an_answer_takes_a_handful_of_statements(county, clerk):
    quiz = running_quiz(county, clerk)
    browser = started(quiz)
    paper, names = f"/open/quiz/{quiz.code}/paper/", QuizAttempt.objects.get().drawn
    said = {"answers": json.dumps({name: ["A", 1] for name in names}), "go": "save"}
    fresh = {"id": fresh_id(), "name": "乙"}
    is_one = database() == "default"  # one database: what is read is read at once
    assert asked_by(lambda: Client().post(f"/open/quiz/{quiz.code}/start/", fresh, headers=DATA)) <= 3
    assert asked_by(lambda: browser.post(paper, said, headers=DATA)) <= 4 - is_one
    assert asked_by(lambda: browser.post(paper, {**said, "go": "submit"}, headers=DATA)) <= 4 - is_one
    assert QuizAttempt.objects.filter(finished_at__isnull=False).count() == 1


@pytest.mark.django_db
def test_a_row_read_by_hand_is_what_the_orm_reads(county, clerk):
    quiz = running_quiz(county, clerk)
    attempt, secret = attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now())
    attempts.save(quiz, attempt, {attempt.drawn[0]: ["B", 1]}, timezone.now())
    by_hand, by_orm = attempts.by_secret(quiz, secret), QuizAttempt.objects.get()
    fields = [field.attname for field in QuizAttempt._meta.concrete_fields]
    assert {each: getattr(by_hand, each) for each in fields} == {each: getattr(by_orm, each) for each in fields}
    head = statements.head(quiz.code)
    told, at_once = attempts.under_way(quiz.code, secret)
    assert (told.pk, {each: getattr(at_once, each) for each in fields}) == (
        quiz.pk,
        {each: getattr(by_orm, each) for each in fields},
    )
    assert attempts.under_way(quiz.code, "another")[1] is None
    assert attempts.under_way("nobody99", secret) == (None, None)
    assert head == {each: getattr(quiz, each) for each in ("id", "digest", "state", "opens_at", "closes_at")}


@pytest.mark.django_db(transaction=True)
def test_what_several_save_and_submit_at_once_is_all_there_and_ends_once(county, clerk):
    quiz = running_quiz(county, clerk)
    _, secret = attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now())
    mine = attempts.by_secret(quiz, secret)

    def save(number: int) -> QuizAttempt:
        return attempts.save(quiz, attempts.by_secret(quiz, secret), {mine.drawn[number]: ["B", 1]}, timezone.now())

    at_once(save, 8)
    there = QuizAttempt.objects.get()
    assert there.answers == {name: ["B", 1] for name in mine.drawn[:8]}

    def submit(number: int) -> QuizAttempt:
        found = attempts.by_secret(quiz, secret)
        return attempts.submit(quiz, found, {mine.drawn[8 + number]: ["A", 1]}, timezone.now())

    told = at_once(submit, 6)
    there = QuizAttempt.objects.get()
    assert {(each.points, each.finished_at) for each in told} == {(there.points, there.finished_at)}
    assert len(there.answers) == 9  # of the six that came at once one counts; the others are told its result


@pytest.mark.django_db(transaction=True)
def test_saves_and_a_submit_at_once_keep_what_was_told(county, clerk):
    quiz = running_quiz(county, clerk)
    attempt, secret = attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now())

    def step(number: int) -> str:
        found, said = attempts.by_secret(quiz, secret), {attempt.drawn[number]: ["B", 1]}
        (attempts.submit if number == 3 else attempts.save)(quiz, found, said, timezone.now())
        return attempt.drawn[number]

    told = [each for each in at_once(step, 6) if isinstance(each, str)]
    there = QuizAttempt.objects.get()
    assert attempt.drawn[3] in told
    assert set(told) == set(there.answers)


@pytest.mark.django_db(transaction=True)
def test_who_was_taken_over_between_reading_and_writing_writes_nothing(county, clerk):
    quiz = running_quiz(county, clerk)
    first, secret = attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now())
    read = attempts.by_secret(quiz, secret)
    attempts.resume(quiz, first.resume_code)
    for step in (attempts.save, attempts.submit):
        with pytest.raises(NotAnswered, match="另一台设备"):
            step(quiz, read, {first.drawn[0]: ["B", 1]}, timezone.now())
    there = QuizAttempt.objects.get()
    assert (there.answers, there.finished_at, there.turn) == ({}, None, 2)


@pytest.mark.django_db(transaction=True)
def test_of_one_entry_no_more_begin_at_once_than_may(county, clerk):
    quiz = running_quiz(county, clerk, attempts=2)
    told = at_once(lambda _: attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now()), 8)
    assert [len([each for each in told if isinstance(each, NotAnswered)]), QuizAttempt.objects.count()] == [6, 2]
    QuizAttempt.objects.update(nth=None)  # as they were stored before they had a number
    with pytest.raises(NotAnswered, match="已经用完"):
        attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now())
    same = fresh_id()
    at_once(lambda _: attempts.start(quiz, same, "设备乙", "乙", timezone.now()), 4)
    assert QuizAttempt.objects.filter(client_id=same).count() == 1


def test_nobody_is_told_before_a_wait_that_began_after_his_own_commit_and_many_share_one():
    began: list[float] = []

    def work() -> None:
        began.append(time.perf_counter())
        time.sleep(0.02)

    shared = SharedWait(work)

    def one(number: int) -> bool:
        time.sleep(number * 0.003)
        committed = time.perf_counter()
        shared.wait()
        told = time.perf_counter()
        return any(committed <= at and at + 0.02 <= told for at in began)

    assert at_once(one, 30) == [True] * 30
    assert len(began) < 15


def test_a_wait_that_failed_is_told_to_all_who_waited_for_it_and_to_nobody_else():
    entered, go, faults = threading.Event(), threading.Event(), [False, True, False]

    def work() -> None:
        entered.set()
        go.wait(10)
        if faults.pop(0):
            raise OSError(5, "Input/output error")

    shared, told = SharedWait(work), []

    def one() -> None:
        try:
            shared.wait()
            told.append("there")
        except OSError as fault:
            told.append(fault.errno)

    first, others = threading.Thread(target=one), [threading.Thread(target=one) for _ in range(3)]
    first.start()
    assert entered.wait(10)
    for each in others:  # they come while the first one runs, and share the second
        each.start()
    while len(shared._turn._waiters) < 3:
        time.sleep(0.01)
    go.set()
    for each in (first, *others):
        each.join(10)
    assert sorted(told, key=str) == [5, 5, 5, "there"]
    shared.wait()  # the next one is another


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits by itself")
@pytest.mark.django_db(transaction=True)
def test_a_submit_is_told_after_the_log_was_synced_that_has_it(county, clerk, monkeypatch):
    quiz = running_quiz(county, clerk)
    synced: list[tuple[int, bool]] = []

    def sync() -> None:
        log = Path(f"{connections['edge'].settings_dict['NAME']}-wal")
        synced.append((log.stat().st_size, QuizAttempt.objects.filter(finished_at__isnull=False).exists()))
        disk._sync_log()

    monkeypatch.setattr(disk, "_SYNCED", SharedWait(sync))
    browser = started(quiz)
    paper = f"/open/quiz/{quiz.code}/paper/"
    browser.post(paper, {"answers": "{}", "go": "save"}, headers=DATA)
    assert synced == []
    told = browser.post(paper, {"answers": "{}", "go": "submit"}, headers=DATA)
    assert (told.json()["finished"], synced[0][1], synced[0][0] > 0) == (True, True, True)
    browser.post(paper, {"answers": "{}", "go": "submit"}, headers=DATA)
    assert len(synced) == 2  # whoever sends it again is told no sooner


@pytest.mark.skipif(connection.vendor != "sqlite" or os.name == "nt", reason="PostgreSQL waits by itself")
@pytest.mark.django_db(transaction=True)
def test_after_a_sync_that_failed_the_log_is_written_back_before_anybody_is_told(county, clerk, monkeypatch, tmp_path):
    quiz, sync, faults = running_quiz(county, clerk), os.fdatasync, [OSError(5, "Input/output error")]

    def once_broken(log: int) -> None:
        if faults:
            raise faults.pop()
        sync(log)

    monkeypatch.setattr(os, "fdatasync", once_broken)
    attempt, secret = attempts.start(quiz, fresh_id(), "设备甲", "甲", timezone.now())
    with pytest.raises(OSError, match="Input/output"):
        attempts.submit(quiz, attempt, {}, timezone.now())
    attempts.submit(quiz, attempts.by_secret(quiz, secret), {}, timezone.now())
    edge = Path(connections["edge"].settings_dict["NAME"])
    subprocess.run(["cp", str(edge), str(tmp_path / "left.sqlite3")], check=True)  # without its log
    with closing(sqlite3.connect(tmp_path / "left.sqlite3")) as left:
        assert left.execute("SELECT finished_at FROM edge_quizattempt").fetchone()[0] is not None
    assert not disk._DOUBTED.is_set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits by itself")
@pytest.mark.django_db(transaction=True)
def test_a_submit_that_the_disk_refuses_is_told_to_nobody(county, clerk, monkeypatch):
    quiz = running_quiz(county, clerk)

    def full() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disk, "_SYNCED", SharedWait(full))
    browser = started(quiz)
    browser.raise_request_exception = False
    told = browser.post(f"/open/quiz/{quiz.code}/paper/", {"answers": "{}", "go": "submit"}, headers=DATA)
    assert told.status_code >= 500


@pytest.mark.skipif(connection.vendor != "sqlite" or os.name == "nt", reason="PostgreSQL waits by itself")
@pytest.mark.django_db(transaction=True)
def test_what_is_told_stands_in_what_a_power_cut_leaves(county, clerk, monkeypatch, tmp_path):
    """What a sync that has ended found in the files is what the disk holds; every submit must be told after one with it."""
    quiz = running_quiz(county, clerk)
    begun = [attempts.start(quiz, fresh_id(), f"设备{n}", "甲", timezone.now())[1] for n in range(8)]
    edge, held = Path(connections["edge"].settings_dict["NAME"]), [0]

    def sync() -> None:
        folder = tmp_path / str(held[0] + 1)
        folder.mkdir()
        # By another process: closing a file of its database here would give up SQLite's locks.
        subprocess.run(["cp", str(edge), f"{edge}-wal", str(folder)], check=True)
        held[0] += 1

    monkeypatch.setattr(disk, "_SYNCED", SharedWait(sync))

    def submit(number: int) -> tuple[int, int]:
        done = attempts.submit(quiz, attempts.by_secret(quiz, begun[number]), {}, timezone.now())
        return done.pk, held[0]

    told = at_once(submit, 8)
    for pk, last in told:
        with closing(sqlite3.connect(tmp_path / str(last) / edge.name)) as left:
            found = left.execute("SELECT finished_at FROM edge_quizattempt WHERE id = ?", [pk]).fetchone()
        assert found[0] is not None
    assert held[0] <= 8
