"""Work beside the site: put down, taken up by one, heard of, called off, given up; and who sees it."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from kezhang.jobs import kinds as job_kinds
from kezhang.jobs import queue, running
from kezhang.jobs.kinds import Audience, JobKind, JobRefused, JobResult
from kezhang.jobs.models import SILENCE, Job, JobWorker
from kezhang.jobs.progress import counted, tell

pytestmark = pytest.mark.django_db(transaction=True)
STATE = Job.State


def _count(job):
    return JobResult(f"数了{sum(1 for _ in counted(range(job.arguments['to']), '数数', job.arguments['to']))}个。")


def _refuse(job):
    raise JobRefused("表里没有可以数的东西，请换一个文件。")


def _break(job):
    raise ZeroDivisionError


COUNT = JobKind(slug="count", label="数数", run=_count, leads_to=lambda job: reverse("home"))
OURS = (
    COUNT,
    JobKind(slug="again", label="再数", run=_count, leads_to=lambda job: "", repeatable=True),
    JobKind(slug="secret", label="自己数", run=_count, leads_to=lambda job: "", audience=Audience.OWNER),
    JobKind(slug="steady", label="数到底", run=_count, leads_to=lambda job: "", cancellable=False),
    JobKind(slug="refuse", label="不数", run=_refuse, leads_to=lambda job: ""),
    JobKind(slug="break", label="数坏", run=_break, leads_to=lambda job: ""),
    JobKind(slug="settled", label="早数好", run=_count, leads_to=lambda job: "", outcome=lambda job: "已经数好。"),
)


@pytest.fixture(autouse=True)
def our_kinds(monkeypatch):
    """Kinds of this test's own; nothing here reads a sheet."""
    for kind in OURS:
        monkeypatch.setitem(job_kinds.kinds(), kind.slug, kind)


@pytest.fixture
def attended(db):
    return JobWorker.objects.create(name="甲机:1")


def put_down(kind, org, owner, *, to=10, key=""):
    return queue.enqueue(next(k for k in OURS if k.slug == kind), org, owner, "一张表", {"to": to}, key=key)


def done(job):
    running.run(queue.claim("甲机:1"))
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_says_what_came_of_it(attended, county, clerk):
    job = done(put_down("count", county, clerk, to=1000))
    assert (job.state, job.result, job.owner_name) == (STATE.DONE, {"says": "数了1000个。"}, "李文")
    assert job.started_at
    assert job.ended_at
    assert (job.done, job.total, job.words) == (999, 1000, "数数")


def test_without_a_worker_no_job_is_put_down(db, county, clerk):
    JobWorker.objects.create(name="乙机:1", heartbeat_at=timezone.now() - SILENCE - timedelta(seconds=1))
    assert put_down("count", county, clerk) is None
    assert not Job.objects.exists()


def test_a_job_of_a_step_that_is_taken_back_is_never_put_down(attended, county, clerk):
    with transaction.atomic():
        put_down("count", county, clerk)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_two_jobs_never_work_on_the_same(attended, county, clerk):
    first = put_down("count", county, clerk, key="batch")
    assert put_down("count", county, clerk, key="batch") == first
    assert put_down("count", county, clerk, key="another") != first
    done(first)
    assert put_down("count", county, clerk, key="batch") != first


def test_one_job_is_taken_up_by_one_of_many_workers(attended, county, clerk):
    put_down("count", county, clerk)
    taken, start = [], threading.Barrier(4)

    def take():
        try:
            start.wait()
            while True:
                try:
                    taken.append(queue.claim(threading.current_thread().name))
                    return
                except DatabaseError:  # a database in memory does not wait for another's lock; a worker looks again
                    continue
        finally:
            connections.close_all()

    workers = [threading.Thread(target=take) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(taken) == 4
    assert len([job for job in taken if job]) == 1


def test_what_is_refused_is_told_and_what_breaks_is_told_without_a_traceback(attended, county, clerk):
    job = done(put_down("refuse", county, clerk))
    assert (job.state, job.fault) == (STATE.FAILED, "表里没有可以数的东西，请换一个文件。")
    job = done(put_down("break", county, clerk))
    assert job.state == STATE.FAILED
    assert "程序出错" in job.fault
    assert "Traceback" not in job.fault


def test_a_waiting_job_is_cancelled_at_once(attended, county, clerk):
    job = put_down("count", county, clerk)
    queue.ask_to_cancel(job)
    job.refresh_from_db()
    assert job.state == STATE.CANCELLED
    assert queue.claim("甲机:1") is None


def test_a_running_job_stops_at_the_next_chance_and_its_progress_is_seen_meanwhile(
    attended, county, clerk, monkeypatch
):
    monkeypatch.setattr(running, "GLANCE", 0.02)
    seen = []

    def long(job):
        for at in range(1, 100_000):
            tell(at, 100_000, "数数")
            threading.Event().wait(0.005)
            if at == 20:
                seen.append(Job.objects.get(pk=job.pk).done)
                queue.ask_to_cancel(job)
        return JobResult("数完了。")

    monkeypatch.setitem(job_kinds.kinds(), "count", JobKind(slug="count", label="", run=long, leads_to=lambda job: ""))
    job = done(put_down("count", county, clerk))
    assert job.state == STATE.CANCELLED
    assert 20 <= job.done < 100_000
    assert seen[0] > 0


def test_a_job_whose_worker_is_silent_is_interrupted_and_told(attended, county, clerk):
    job = put_down("count", county, clerk)
    queue.claim("甲机:1")
    assert queue.sweep() == 0
    Job.objects.update(heartbeat_at=timezone.now() - SILENCE - timedelta(seconds=1))
    assert queue.sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.fault) == (STATE.INTERRUPTED, queue.BROKEN_OFF)


def test_the_job_of_a_worker_known_to_be_dead_is_given_up_at_once(attended, county, clerk):
    job = put_down("count", county, clerk)
    queue.claim("甲机:1")
    assert queue.sweep(["乙机:1"]) == 0
    assert queue.sweep(["甲机:1"]) == 1
    job.refresh_from_db()
    assert job.state == STATE.INTERRUPTED


def test_a_repeatable_job_waits_again_but_not_for_ever(attended, county, clerk):
    job = put_down("again", county, clerk)
    states = []
    for _ in range(queue.ATTEMPTS):
        queue.claim("甲机:1")
        queue.sweep(None)
        job.refresh_from_db()
        states.append(job.state)
    assert states == [STATE.WAITING] * (queue.ATTEMPTS - 1) + [STATE.INTERRUPTED]


def test_a_job_that_had_come_to_its_end_when_its_worker_died_is_told_done(attended, county, clerk):
    job = put_down("settled", county, clerk)
    queue.claim("甲机:1")
    queue.sweep(None)
    job.refresh_from_db()
    assert (job.state, job.result) == (STATE.DONE, {"says": "已经数好。"})


def test_who_was_given_up_by_mistake_does_not_end_what_another_has_begun(attended, county, clerk):
    job = put_down("again", county, clerk)
    first = queue.claim("甲机:1")
    queue.sweep(None)
    second = queue.claim("乙机:1")
    assert not queue.end(first, STATE.DONE)
    assert queue.end(second, STATE.DONE)
    job.refresh_from_db()
    assert job.worker == "乙机:1"


def page_of(client, person, job):
    client.force_login(person)
    return client.get(f"/jobs/{job.pk}/")


def test_own_clerk_and_own_director_see_a_job_and_the_neighbour_does_not(
    attended, county, clerk, director, neighbour_clerk, superior, client
):
    job = put_down("count", county, clerk)
    assert page_of(client, clerk, job).status_code == 200
    assert page_of(client, director, job).status_code == 200
    assert page_of(client, superior, job).status_code == 200
    assert page_of(client, neighbour_clerk, job).status_code == 404
    secret = put_down("secret", county, clerk)
    assert page_of(client, clerk, secret).status_code == 200
    assert page_of(client, director, secret).status_code == 404


def test_only_the_person_whose_job_it_is_calls_it_off(attended, county, clerk, director, neighbour_clerk, client):
    job = put_down("count", county, clerk)
    for person in (director, neighbour_clerk):
        client.force_login(person)
        assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert "取消任务" not in page_of(client, director, job).content.decode()
    assert "取消任务" in page_of(client, clerk, job).content.decode()
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == STATE.CANCELLED
    assert "已经已取消" not in client.post(f"/jobs/{job.pk}/cancel/", follow=True).content.decode()
    steady = put_down("steady", county, clerk)
    assert client.post(f"/jobs/{steady.pk}/cancel/").status_code == 404


def test_the_list_shows_ones_own_jobs_and_says_when_there_are_none(attended, county, clerk, director, client):
    client.force_login(clerk)
    assert "没有后台任务" in client.get("/jobs/").content.decode()
    put_down("count", county, clerk)
    assert "数数" in client.get("/jobs/").content.decode()
    client.force_login(director)
    assert "没有后台任务" in client.get("/jobs/").content.decode()


def test_a_waiting_page_asks_again_with_script_and_without_and_a_finished_one_no_more(attended, county, clerk, client):
    job = put_down("count", county, clerk)
    page = page_of(client, clerk, job).content.decode()
    assert 'http-equiv="refresh"' in page
    assert 'hx-trigger="every 1s"' in page
    JobWorker.objects.all().delete()
    assert "没有后台程序在工作" in page_of(client, clerk, job).content.decode()
    done(job)
    page = page_of(client, clerk, job).content.decode()
    assert "数了10个。" in page
    assert "refresh" not in page
    assert 'hx-trigger="every' not in page
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_a_page_that_only_shows_writes_nothing(attended, county, clerk, client, example):
    client.force_login(clerk)
    job = put_down("count", county, clerk)
    written = []

    def watch(execute, sql, params, many, context):
        if sql.lstrip().split(" ")[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            written.append(sql)
        return execute(sql, params, many, context)

    pages = ["home/", "board/", "ledgers/", "ledgers/technology-contracts/", "reports/", "jobs/", f"jobs/{job.pk}/"]
    with connections["default"].execute_wrapper(watch):
        for page in pages:
            assert client.get(f"/652799/2024-06-30/{page}").status_code == 200
    assert written == []
