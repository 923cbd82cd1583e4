"""A big import beside the site: planned, shown, confirmed and written by jobs; a small one at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.jobs import queue, running
from kezhang.jobs.models import Job, JobWorker
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs import people
from kezhang.records.background import import_job
from kezhang.records.models import Batch
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from tests.test_importing import HEADINGS, ROW, book

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/652799/2024-06-30/ledgers/technology-contracts"


@pytest.fixture
def big(monkeypatch, clerk, client):
    """Every workbook is big, and somebody is there to do the work."""
    monkeypatch.setattr(import_job, "BIG", 0)
    JobWorker.objects.create(name="甲机:1")
    client.force_login(clerk)


def upload(client):
    content = book(HEADINGS, ROW)
    return client.post(f"{PAGE}/import/", {"file": SimpleUploadedFile("合同.xlsx", content)}, follow=True)


def work():
    """What the worker does; the page that the person then finds."""
    job = queue.claim("甲机:1")
    running.run(job)
    job.refresh_from_db()
    return job


def previewed(client):
    upload(client)
    job = work()
    batch = Batch.objects.get()
    return batch, job, client.get(f"{PAGE}/import/{batch.pk}/")


def confirm(client, batch, page, **more):
    given = {"plan": page.context["digest"], "accepting": "已核对"} | more
    return client.post(f"{PAGE}/import/{batch.pk}/confirm/", given, follow=True)


def test_a_big_sheet_is_planned_shown_confirmed_and_written_by_jobs(big, client):
    page = upload(client)
    assert page.context["job"].kind == "preview"
    assert not TechnologyContract.objects.exists()
    job = work()
    assert job.state == "done"
    assert "将新增1条" in job.result["says"]
    page = client.get(client.get(f"/jobs/{job.pk}/").context["address"])
    batch = Batch.objects.get()
    page = confirm(client, batch, page)
    assert page.context["job"].kind == "import"
    assert not TechnologyContract.objects.exists()
    job = work()
    assert (job.state, job.result["says"]) == ("done", "已导入：新增1条，修改0条。")
    assert TechnologyContract.objects.count() == 1
    assert TechnologyContract.objects.get().org == batch.org


def test_the_page_of_a_big_sheet_shows_what_the_job_has_planned_and_plans_nothing_itself(big, client, monkeypatch):
    upload(client)
    work()
    monkeypatch.delattr("kezhang.records.background.preview.preview_of")
    monkeypatch.setattr("kezhang.records.web.import_pages.preview_of", None)
    page = client.get(f"{PAGE}/import/{Batch.objects.get().pk}/")
    assert "将新增" in page.content.decode()


def test_a_preview_is_planned_anew_once_the_ledger_has_moved(big, client, county, clerk):
    batch, _, _ = previewed(client)
    assert import_job.previewed(batch)
    with chain.held(county):
        journal.note(county, "reports", 1, {}, {"state": "draft"}, Author(by=clerk, reason="起草"))
    assert import_job.previewed(batch) is None
    assert "将新增" in client.get(f"{PAGE}/import/{batch.pk}/").content.decode()


def test_a_confirmation_that_no_longer_fits_is_told_and_nothing_is_written(big, client):
    batch, _, page = previewed(client)
    confirm(client, batch, page, plan="0" * 16)
    job = work()
    assert job.state == "failed"
    assert job.fault.startswith("预览之后台账有变动")
    assert "预览之后台账有变动" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert not TechnologyContract.objects.exists()
    assert Batch.objects.get().state == Batch.State.PLANNED


def test_what_was_said_under_a_preview_is_given_back_when_the_job_came_to_nothing(big, client, county):
    batch, _, page = previewed(client)
    assert page.context["accepting"] == ""
    confirm(client, batch, page, plan="0" * 16, accepting="与企业核对过", add_proposed="1")
    work()
    page = client.get(f"{PAGE}/import/{batch.pk}/")
    assert (page.context["accepting"], page.context["add_proposed"]) == ("与企业核对过", True)
    client.force_login(people.add("other", county, "clerk"))  # who has said nothing
    assert client.get(f"{PAGE}/import/{batch.pk}/").context["accepting"] == ""


def test_a_second_confirmation_finds_the_job_of_the_first(big, client):
    batch, _, page = previewed(client)
    first = confirm(client, batch, page).context["job"]
    assert confirm(client, batch, page).context["job"] == first
    work()
    assert queue.claim("甲机:1") is None
    assert "已经导入" in confirm(client, batch, page).content.decode()


def test_a_clerk_who_has_left_before_the_worker_came_writes_nothing(big, client, clerk):
    batch, _, page = previewed(client)
    confirm(client, batch, page)
    clerk.is_active = False
    clerk.save()
    assert work().state == "failed"
    assert not TechnologyContract.objects.exists()


def test_an_import_that_was_written_when_its_worker_died_is_told_done(big, client):
    batch, _, page = previewed(client)
    confirm(client, batch, page)
    job = queue.claim("甲机:1")
    import_job.IMPORT.run(job)
    queue.sweep(None)
    job.refresh_from_db()
    assert (job.state, job.result["says"]) == ("done", "已导入：新增1条，修改0条。")


def test_a_cancelled_import_leaves_the_batch_waiting(big, client):
    batch, _, page = previewed(client)
    job = confirm(client, batch, page).context["job"]
    client.post(f"/jobs/{job.pk}/cancel/")
    assert Batch.objects.get().state == Batch.State.PLANNED
    assert not TechnologyContract.objects.exists()


def test_a_small_sheet_and_a_site_without_worker_answer_at_once(client, clerk, monkeypatch):
    client.force_login(clerk)
    JobWorker.objects.create(name="甲机:1")
    assert "将新增" in upload(client).content.decode()
    JobWorker.objects.all().delete()
    monkeypatch.setattr(import_job, "BIG", 0)
    assert "将新增" in upload(client).content.decode()
    assert not Job.objects.exists()
