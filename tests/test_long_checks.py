"""Checks over many bureaus and the figures of a large bureau's return: done beside the site, told, cancelled, begun anew."""

import html
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.models import Return, ReturnVersion
from kezhang.collection.returning import life, measuring_job
from kezhang.collection.rounds import opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.controls import bureaus, checking_job
from kezhang.controls.bureaus import inspect_bureaus
from kezhang.jobs import progress, queue, running
from kezhang.jobs.models import Job, JobWorker
from kezhang.jobs.progress import JobCancelled
from kezhang.orgs.models import Post
from kezhang.records.models import Change
from tests import single_records as records

pytestmark = pytest.mark.django_db(transaction=True)
STATE, DAY = Job.State, date(2024, 6, 30)
TURNOVER = "technology-contract-turnover"
HERE = "/652700/2024-06-30/"
CHECKS = f"{HERE}board/checks/"


@pytest.fixture
def attended(db, monkeypatch):
    """A worker is about, and nothing is small."""
    monkeypatch.setattr(checking_job, "MANY", 2)
    monkeypatch.setattr(measuring_job, "BIG", 0)
    return JobWorker.objects.create(name="甲机:1")


@pytest.fixture
def two_counties(prefecture, county, neighbour):
    """One has records without any paper, which a check finds in each of its ledgers."""
    records.contract(county, "HT-1", 5_000_000, date(2024, 3, 1))
    records.done(county, 3, date(2024, 5, 1))
    return prefecture


def as_(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def the_job(answer) -> Job:
    job = Job.objects.latest("created_at")
    assert answer.headers["Location"].endswith(f"/jobs/{job.pk}/")
    return job


def done(job: Job) -> Job:
    running.run(queue.claim("甲机:1"))
    job.refresh_from_db()
    return job


def heard(deed, listener=lambda *_: None) -> list[tuple[int, int, str]]:
    """What is told while something is done."""
    told = []

    class Listener:
        def tell(self, done, total, words):
            told.append((done, total, words))
            listener(done, total, words)

    with progress.heard_by(Listener()):
        deed()
    return told


def test_many_bureaus_are_checked_beside_the_site_and_the_page_shows_what_was_found(attended, two_counties, superior):
    browser = as_(superior)
    page = browser.get(CHECKS).content.decode()
    assert ("核查全部" in page, Job.objects.exists()) == (True, False)
    job = the_job(browser.post(CHECKS))
    assert the_job(browser.post(CHECKS)) == job  # pressed twice it is one
    assert "正在核查3个单位" in browser.get(CHECKS).content.decode()
    assert done(job).state == STATE.DONE
    checked = inspect_bureaus(two_counties, DAY)
    assert checked.found
    assert job.result["says"] == f"核查了3个单位，{len(checked.found)}处发现。"
    then = checking_job.checked_then(job, two_counties)
    assert then.found == checked.found
    page = browser.get(CHECKS).content.decode()
    assert ("重新核查" in page, all(found.says in page for _, found in checked.found)) == (True, True)
    made = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"{HERE}jobs/{job.pk}/file/").streaming_content)))
    rows = list(made["核查"].iter_rows(values_only=True))
    assert sum(row[4] in {found.says for _, found in checked.found} for row in rows) == len(checked.found)
    later = browser.get(f"/652700/2024-12-31/jobs/{job.pk}/").content.decode()
    (address,) = re.findall(r'href="([^"]*as_of=2024-06-30[^"]*)"', later)
    assert browser.get(html.unescape(address), follow=True).request["PATH_INFO"] == CHECKS
    assert "重新核查" not in browser.get("/652700/2024-05-31/board/checks/").content.decode()  # of another day


def test_one_bureau_is_checked_at_once_and_so_are_all_where_nobody_would_do_it(attended, two_counties, superior):
    browser = as_(superior)
    assert "核查全部" not in browser.get(f"{CHECKS}?bureau=652799").content.decode()
    file = f"{CHECKS}checks.xlsx"
    assert "3个单位逐个核对" in browser.get(file).content.decode()
    assert browser.get(f"{CHECKS}?order=错").status_code == 422
    JobWorker.objects.all().delete()
    assert browser.get(file).headers["Content-Type"].endswith("sheet")
    assert "核查全部" not in browser.get(CHECKS).content.decode()


def test_a_long_list_of_findings_is_kept_in_part_and_the_rest_is_counted(attended, two_counties, superior, monkeypatch):
    monkeypatch.setattr(checking_job, "LISTED", 1)
    monkeypatch.setattr(checking_job, "NAMED", 1)
    job = done(the_job(as_(superior).post(CHECKS)))
    checked, then = inspect_bureaus(two_counties, DAY), checking_job.checked_then(job, two_counties)
    assert then.unlisted == len(checked.found) - len(then.found) > 0
    counts = {(check.number, found.says): found.count for check, found in checked.found}
    assert all(found.count == counts[check.number, found.says] for check, found in then.found)
    assert f"另有{then.unlisted}处发现没有列出" in as_(superior).get(CHECKS).content.decode()


def test_who_has_lost_sight_of_the_bureaus_gets_no_checks_and_nobody_sees_anothers(
    attended, two_counties, neighbour, superior, liaison
):
    job = the_job(as_(superior).post(CHECKS))
    assert as_(liaison).get(f"{HERE}jobs/{job.pk}/").status_code == 404
    Post.objects.filter(person=superior).update(org=neighbour)
    assert done(job).fault == "您已看不到这个单位的台账，没有核查。"


def test_checking_tells_county_by_county_and_stops_when_it_is_called_off(two_counties):
    told = heard(lambda: inspect_bureaus(two_counties, DAY))
    assert told == [(0, 3, "核查博尔塔拉蒙古自治州"), (1, 3, "核查临川县"), (2, 3, "核查朔湖县"), (3, 3, "核查完成")]

    def call_off(done, *_):
        if done == 1:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        heard(lambda: inspect_bureaus(two_counties, DAY), call_off)


def test_a_check_that_broke_off_is_begun_again_and_one_that_is_cancelled_ends(
    attended, two_counties, superior, monkeypatch
):
    job = the_job(as_(superior).post(CHECKS))
    queue.claim("甲机:1")  # and killed
    queue.sweep(["甲机:1"])
    job.refresh_from_db()
    assert job.state == STATE.WAITING
    inspect = bureaus.inspect

    def slow(org, as_of):
        running_job = Job.objects.get(pk=job.pk)
        queue.ask_to_cancel(running_job)
        until = timezone.now() + timedelta(seconds=20)
        while pulse_is_deaf() and timezone.now() < until:
            pass
        return inspect(org, as_of)

    told = []
    original = running.Pulse.tell

    def tell(self, *words):
        told.append(self)
        return original(self, *words)

    def pulse_is_deaf():
        return not told[-1].cancelled.wait(0.1)

    monkeypatch.setattr(running.Pulse, "tell", tell)
    monkeypatch.setattr(bureaus, "inspect", slow)
    assert done(job).state == STATE.CANCELLED
    assert (job.result, bool(job.made)) == ({}, False)


@pytest.fixture
def answer(prefecture, county, neighbour) -> Return:
    asked = RoundAsked(as_of=DAY, indicators=[INDICATORS[TURNOVER]], deadline=timezone.now() + timedelta(days=7))
    return opening.open_round(prefecture, asked, None).returns.get(org=county)


def test_a_large_bureaus_figures_are_measured_beside_the_site(attended, answer, county, clerk):
    records.contract(county, "HT-1", 5_000_000, date(2024, 3, 1))
    browser = as_(clerk)
    make = f"/652799/2024-06-30/collection/returns/{answer.pk}/steps/make/"
    job = the_job(browser.post(make))
    assert not ReturnVersion.objects.exists()
    assert the_job(browser.post(make)) == job
    assert done(job).result == {"says": "第1稿已从台账取数，请核对并说明。"}
    assert job.words == "送前核对"
    assert ReturnVersion.objects.get().figures.get().value == "5000000"
    assert measuring_job.MEASURE.leads_to(job).endswith(f"/returns/{answer.pk}/")


def test_what_may_not_be_measured_is_told_before_anybody_waits_and_once_more_when_it_is_done(
    attended, answer, county, clerk, reviewer, director
):
    records.contract(county, "HT-1", 5_000_000, date(2024, 3, 1))
    browser = as_(clerk)
    make = f"/652799/2024-06-30/collection/returns/{answer.pk}/steps/make/"
    job = the_job(browser.post(make))
    Post.objects.filter(person=clerk).delete()
    assert "不能" in done(job).fault
    assert not ReturnVersion.objects.exists()
    Return.objects.filter(pk=answer.pk).update(state=Return.State.ACCEPTED)
    page = as_(reviewer).post(make, follow=True).content.decode()
    assert ("已由" in page, Job.objects.count()) == (True, 1)


def test_begun_in_time_it_is_measured_although_the_deadline_passed_in_the_queue(attended, answer, county, clerk):
    records.contract(county, "HT-1", 5_000_000, date(2024, 3, 1))
    job = the_job(as_(clerk).post(f"/652799/2024-06-30/collection/returns/{answer.pk}/steps/make/"))
    answer.round.deadline = timezone.now()
    answer.round.save()
    assert done(job).state == STATE.DONE


def test_measuring_that_is_called_off_or_breaks_off_leaves_nothing_and_says_what_there_is(
    attended, answer, county, clerk
):
    records.contract(county, "HT-1", 5_000_000, date(2024, 3, 1))
    entries = Change.objects.count()

    def call_off(done, total, words):
        if words == "送前核对":
            raise JobCancelled

    with pytest.raises(JobCancelled):
        heard(lambda: life.make(answer, clerk), call_off)
    answer.refresh_from_db()
    assert (answer.state, ReturnVersion.objects.count(), Change.objects.count()) == (Return.State.DUE, 0, entries)
    job = the_job(as_(clerk).post(f"/652799/2024-06-30/collection/returns/{answer.pk}/steps/make/"))
    taken = queue.claim("甲机:1")
    queue.sweep(["甲机:1"])
    job.refresh_from_db()
    assert (job.state, job.fault) == (STATE.INTERRUPTED, queue.BROKEN_OFF)
    assert measuring_job.MEASURE.outcome(taken) == ""
    life.make(answer, clerk)
    assert measuring_job.MEASURE.outcome(taken) == "第1稿已从台账取数，请核对并说明。"
