"""数据体检: every night by itself, and whenever an administrator asks; told to those whom all bureaus concern."""

import os
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kezhang.jobs import queue, running
from kezhang.jobs.models import Job, JobWorker
from kezhang.ledgers.results.technology_contracts import TechnologyContract
from kezhang.orgs import people
from kezhang.records.history import leftovers
from kezhang.reports.background import examination_job

pytestmark = pytest.mark.django_db(transaction=True)
STATE = Job.State
NIGHT = datetime(2024, 7, 1, 2, 30)


@pytest.fixture
def administrator(prefecture):
    return people.add("administrator", prefecture, "administrator", password="Zhanghu-2024", full_name="周宁")


@pytest.fixture
def attended(db):
    return JobWorker.objects.create(name="甲机:1")


def done():
    job = queue.claim("甲机:1")
    running.run(job)
    job.refresh_from_db()
    return job


def test_what_is_due_at_night_begins_once_a_day_and_in_the_morning_where_nobody_was_about(db):
    assert queue.begin_nightly(NIGHT - timedelta(minutes=1)) == 0
    assert queue.begin_nightly(NIGHT) == 1
    assert queue.begin_nightly(NIGHT + timedelta(hours=8)) == 0
    assert queue.begin_nightly(NIGHT + timedelta(days=3, hours=6)) == 1
    assert set(Job.objects.values_list("kind", "owner_name")) == {("examination", "系统")}


def test_what_has_nothing_to_do_in_this_installation_does_not_begin(db, settings, tmp_path):
    assert queue.begin_nightly(NIGHT + timedelta(hours=2)) == 1
    settings.KEZHANG_BACKUPS = str(tmp_path)
    assert queue.begin_nightly(NIGHT + timedelta(hours=2)) == 1
    assert set(Job.objects.values_list("kind", flat=True)) == {"examination", "backup"}


def test_of_two_workers_that_see_the_same_due_one_begins_it(db, monkeypatch):
    assert queue.begin_nightly(NIGHT) == 1
    monkeypatch.setattr(queue, "_has_begun", lambda key: False)  # the other one looked before this one had begun
    assert queue.begin_nightly(NIGHT) == 0
    assert Job.objects.count() == 1


def test_a_sound_installation_is_said_to_be_sound(example):
    queue.begin_nightly(NIGHT)
    job = done()
    assert (job.state, job.result) == (STATE.DONE, {"says": examination_job.SOUND})


def test_what_was_altered_behind_the_log_is_found_by_the_examination_of_the_night(
    example, prefecture, administrator, client
):
    contract = TechnologyContract.objects.filter(org=example).first()
    TechnologyContract.objects.filter(pk=contract.pk).update(title="改过的名称")
    queue.begin_nightly(NIGHT)
    assert "发现1处问题" in done().result["says"]
    client.force_login(administrator)
    page = client.get("/examination/").content.decode()
    assert "朔湖县" in page
    assert "技术合同" in page


def test_the_administrator_of_the_topmost_bureau_asks_and_nobody_else(
    attended, example, administrator, clerk, director, neighbour_clerk, client
):
    for person in (clerk, director, neighbour_clerk):
        client.force_login(person)
        assert client.get("/examination/").status_code == 404
        assert client.post("/examination/").status_code == 404
        assert "数据体检" not in client.get("/jobs/").content.decode()
    client.force_login(administrator)
    assert "还没有体检过" in client.get("/examination/").content.decode()
    assert "数据体检" in client.get("/jobs/").content.decode()
    assert client.post("/examination/").status_code == 302
    job = done()
    assert job.owner_name == "周宁"
    assert examination_job.SOUND in client.get("/examination/").content.decode()


def test_an_administrator_of_one_bureau_of_many_sees_no_examination_of_all(example, county, neighbour, client):
    own = people.add("own", county, "administrator", password="Zhanghu-2024")
    client.force_login(own)
    assert client.get("/examination/").status_code == 404
    queue.begin_nightly(NIGHT)
    assert client.get(f"/jobs/{Job.objects.get().pk}/").status_code == 404


def test_nobody_waits_for_an_examination_that_no_worker_would_begin(example, administrator, client):
    client.force_login(administrator)
    answer = client.post("/examination/", follow=True)
    assert "没有后台程序在工作" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_examination_of_a_night_is_seen_as_a_job_of_no_bureau(example, administrator, client):
    queue.begin_nightly(NIGHT)
    job = done()
    client.force_login(administrator)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "每日自动" in page
    assert "/examination/" in page


def test_jobs_that_nobody_does_are_leftovers_and_are_called_off_when_asked(example, clerk):
    worker = JobWorker.objects.create(name="甲机:1")
    kind = examination_job.EXAMINATION
    job = queue.enqueue(kind, example, clerk, "一张表", {})
    assert list(leftovers.find(30)) == []
    Job.objects.update(created_at=timezone.now() - queue.STUCK - timedelta(minutes=1))
    assert list(leftovers.find(30)) == []  # it waits its turn
    worker.delete()
    (found,) = leftovers.find(30)
    assert found.job == job
    assert "没有后台程序在做" in found.says
    leftovers.clean(found)
    job.refresh_from_db()
    assert (job.state, job.fault) == (STATE.INTERRUPTED, "没有后台程序来做，已清理；请重新提交。")
    assert list(leftovers.find(30)) == []


def test_a_job_fallen_silent_is_a_leftover_and_its_broken_off_work_is_told(example, clerk):
    JobWorker.objects.create(name="甲机:1")
    queue.enqueue(examination_job.EXAMINATION, example, clerk, "一张表", {})
    job = queue.claim("甲机:1")
    Job.objects.update(heartbeat_at=timezone.now() - queue.STUCK - timedelta(minutes=1), attempts=queue.ATTEMPTS)
    (found,) = leftovers.find(30)
    leftovers.clean(found)
    job.refresh_from_db()
    assert job.state == STATE.INTERRUPTED


def test_a_job_s_file_is_no_leftover_while_its_row_is_being_stored_and_is_one_later(example, settings):
    folder = settings.MEDIA_ROOT / "jobs" / "given"
    folder.mkdir(parents=True)
    (folder / "a.docx").write_bytes(b"PK")
    assert list(leftovers.find(30)) == []
    long_ago = (timezone.now() - timedelta(hours=1)).timestamp()
    os.utime(folder / "a.docx", (long_ago, long_ago))
    assert [each.path for each in leftovers.find(30)] == ["jobs/given/a.docx"]
