"""What is done beside the site: asked for on a page, done by a worker, and found again by who asked for it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.intake.background import reading_job
from kezhang.intake.models import ReadDocument
from kezhang.jobs import job_files, queue, running
from kezhang.jobs.job_files import JobFile
from kezhang.jobs.models import Job, JobWorker
from kezhang.orgs.models import Post
from kezhang.records import access
from kezhang.records.background import export_job
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.reports import workflow
from kezhang.reports.background import draft_job, printing_job, returned_file_job
from kezhang.reports.models import Report
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db(transaction=True)
STATE, DAY, CONTRACTS = Job.State, date(2024, 6, 30), LEDGERS["technology-contracts"]
EXPORT = "/652799/2024-06-30/ledgers/technology-contracts/export.xlsx"


@pytest.fixture(autouse=True)
def attended(db, monkeypatch):
    """A worker is about, and nothing is small."""
    monkeypatch.setattr(export_job, "BIG", 3)
    monkeypatch.setattr(draft_job, "BIG", 0)
    monkeypatch.setattr(returned_file_job, "BIG", 0)
    monkeypatch.setattr(reading_job, "BIG", 0)
    return JobWorker.objects.create(name="甲机:1")


def the_job(answer):
    """The job a page has put down; the answer leads to it."""
    job = Job.objects.latest("created_at")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/jobs/{job.pk}/")
    return job


def done(job):
    running.run(queue.claim("甲机:1"))
    job.refresh_from_db()
    return job


def rows_in(content):
    (page,) = workbook_reader.pages(content, "清单.xlsx")
    return [[str(cell) for cell in cells] for cells in page.rows]


def test_a_long_list_is_offered_then_written_beside_the_site_and_holds_what_was_picked(example, clerk, client):
    client.force_login(clerk)
    page = client.get(EXPORT + "?first=2024-01-01")
    count = access.records(CONTRACTS, example).filter(**{f"{CONTRACTS.dated_by}__gte": "2024-01-01"}).count()
    assert count > 3
    assert f"这张清单有{count}条" in page.content.decode()
    assert not Job.objects.exists()
    job = done(the_job(client.post(EXPORT + "?first=2024-01-01")))
    assert (job.state, job.result) == (STATE.DONE, {"says": f"已导出{count}条。"})
    fetched = client.get(f"/jobs/{job.pk}/file/")
    assert "attachment" in fetched.headers["Content-Disposition"]
    JobWorker.objects.all().delete()
    at_once = client.get(EXPORT + "?first=2024-01-01")
    assert rows_in(b"".join(fetched.streaming_content)) == rows_in(at_once.content)


def test_a_short_list_is_there_at_once_and_a_condition_nobody_can_read_is_told_before_anything_is_begun(
    example, clerk, client
):
    client.force_login(clerk)
    assert client.get(EXPORT + "?first=2031-01-01").headers["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer = client.post(EXPORT + "?first=去年")
    assert answer.status_code == 422
    assert "起始日期“去年”没有读懂" in answer.content.decode()
    assert not Job.objects.exists()


def test_what_a_job_has_made_is_for_its_owner_alone(example, clerk, director, neighbour_clerk, client):
    client.force_login(clerk)
    job = done(the_job(client.post(EXPORT)))
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 200
    for person in (director, neighbour_clerk):
        client.force_login(person)
        assert client.get(f"/jobs/{job.pk}/file/").status_code == 404
        assert client.get(f"/jobs/{job.pk}/").status_code == 404


def test_a_director_exports_without_what_is_personal_beside_the_site_too(example, clerk, director, client, monkeypatch):
    monkeypatch.setattr(export_job, "BIG", -1)
    ledger = next(ledger for ledger in LEDGERS.values() if ledger.personal)
    personal, heads = {ledger.by_name[name].heading for name in ledger.personal}, {}
    for person in (clerk, director):
        client.force_login(person)
        job = done(the_job(client.post(f"/652799/2024-06-30/ledgers/{ledger.slug}/export.xlsx")))
        heads[person] = set(rows_in(b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content))[0])
    assert personal <= heads[clerk]
    assert not personal & heads[director]


def test_who_has_lost_sight_of_a_bureau_gets_no_list_of_it(example, clerk, neighbour, client):
    client.force_login(clerk)
    job = the_job(client.post(EXPORT))
    Post.objects.filter(person=clerk).update(org=neighbour)
    assert done(job).fault == "您已看不到这个单位的台账，没有导出。"
    assert not job.made


def test_files_of_jobs_go_after_some_days_and_the_page_says_so(example, clerk, client):
    client.force_login(clerk)
    job = done(the_job(client.post(EXPORT)))
    assert job_files.remove_old() == 0
    Job.objects.update(ended_at=timezone.now() - job_files.KEPT - timedelta(hours=1))
    assert job_files.remove_old() == 1
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404
    assert "文件保留7天，已经删除" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert not job.made.storage.exists(job.made.name)


def test_a_file_made_by_who_was_given_up_is_not_left_lying(example, clerk, client, monkeypatch):
    client.force_login(clerk)
    job = the_job(client.post(EXPORT))
    claimed = queue.claim("甲机:1")
    queue.sweep(None)
    running.run(claimed)  # it had not heard
    job.refresh_from_db()
    assert (job.state, job.made.name) == (STATE.WAITING, "")
    assert job.made.storage.listdir("jobs/made")[1] == []


def drafting(client):
    return client.post("/652799/2024-06-30/reports/new/", {"as_of": "2024-06-30", "template": "half_year"})


def test_a_report_over_much_is_drafted_beside_the_site_and_the_job_leads_to_it(example, clerk, client):
    client.force_login(clerk)
    job = the_job(drafting(client))
    assert not Report.objects.exists()
    assert the_job(drafting(client)) == job  # pressed twice, drafted once
    done(job)
    report = Report.objects.get()
    assert job.result["says"] == f"已生成 {report.number}，{report.figures.count()}个数字可追溯。"
    assert report.made_by == clerk
    assert f"/reports/{report.number}/" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_who_may_no_longer_write_gets_no_report_drafted(example, clerk, client):
    client.force_login(clerk)
    job = the_job(drafting(client))
    clerk.is_active = False
    clerk.save()
    assert done(job).state == STATE.FAILED
    assert "没有生成" in job.fault
    assert not Report.objects.exists()


def test_a_worker_that_died_after_a_report_was_kept_is_told_to_have_made_it(example, clerk, client):
    client.force_login(clerk)
    job = the_job(drafting(client))
    report = half_year_report(example, clerk, DAY)
    Job.objects.update(state=STATE.RUNNING, worker="甲机:1", attempts=1, started_at=report.made_at)
    queue.sweep(None)
    job.refresh_from_db()
    assert job.state == STATE.DONE
    assert report.number in job.result["says"]


def test_a_worker_that_died_before_a_report_was_kept_is_told_to_have_made_none(example, clerk, client):
    half_year_report(example, clerk, DAY)
    client.force_login(clerk)
    job = the_job(drafting(client))
    queue.claim("甲机:1")
    queue.sweep(None)
    job.refresh_from_db()
    assert (job.state, job.fault) == (STATE.INTERRUPTED, queue.BROKEN_OFF)


@pytest.fixture
def out(example, clerk, monkeypatch):
    """A report that has gone out to be edited, and its file."""
    report = half_year_report(example, clerk, DAY)
    workflow.send(report, clerk)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        return report, file.read()


def test_a_long_file_comes_back_beside_the_site_and_is_checked(out, clerk, client):
    report, content = out
    client.force_login(clerk)
    address = f"/652799/2024-06-30/reports/{report.number}/steps/return/"
    job = done(the_job(client.post(address, {"file": SimpleUploadedFile("总结.docx", content), "note": "改了措辞"})))
    assert job.result["says"] == "已收下第1稿送回的文件，核对无出入。"
    report.refresh_from_db()
    assert report.state == Report.State.CHECKED
    assert "改了措辞" in report.revisions.last().note
    again = the_job(client.post(address, {"file": SimpleUploadedFile("总结.docx", b"PK no document")}))
    assert done(again).state == STATE.FAILED
    assert "总结.docx" in again.fault
    assert report.revisions.count() == 2


def test_a_correction_over_much_is_drafted_beside_the_site(example, clerk, director, client):
    report = half_year_report(example, clerk, DAY)
    workflow.issue(report, director)
    client.force_login(clerk)
    address = f"/652799/2024-06-30/reports/{report.number}/steps/correct/"
    refused = client.post(address, {"note": ""}, follow=True)
    assert "请写明更正的原因" in refused.content.decode()
    job = done(the_job(client.post(address, {"note": "数字有变", "redraft": "1"})))
    made = report.corrections.get()
    assert made.number in job.result["says"]
    assert f"/reports/{made.number}/" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_report_that_an_office_program_prints_is_printed_beside_the_site(example, clerk, client, monkeypatch):
    report = half_year_report(example, clerk, DAY)
    client.force_login(clerk)
    address = f"/652799/2024-06-30/reports/{report.number}/report.pdf"
    assert client.get(address).headers["Content-Type"] == "application/pdf"
    monkeypatch.setattr(printing_job, "takes_a_while", lambda content: True)
    assert "约十几秒" in client.get(address).content.decode()
    job = done(the_job(client.post(address)))
    assert job.made_name == f"{report.title}.pdf"
    assert b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content).startswith(b"%PDF")


def test_a_long_document_is_read_beside_the_site_and_the_job_leads_to_what_was_read(county, clerk, client):
    client.force_login(clerk)
    text = "2024年上半年，全县技术合同成交额1062万元，认定高新技术企业7家。".encode()
    address = "/652799/2024-06-30/reading/"
    job = done(the_job(client.post(address, {"file": SimpleUploadedFile("总结.txt", text)})))
    document = ReadDocument.objects.get()
    assert (document.name, document.by, job.state) == ("总结.txt", clerk, STATE.DONE)
    assert f"/reading/{document.pk}/" in client.get(f"/jobs/{job.pk}/").content.decode()
    again = client.post(address, {"file": SimpleUploadedFile("总结.txt", text)})
    assert again.headers["Location"].endswith(f"/reading/{document.pk}/")
    broken = done(the_job(client.post(address, {"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04nothing")})))
    assert (broken.state, ReadDocument.objects.count()) == (STATE.FAILED, 1)
    assert "坏.docx" in broken.fault


def test_a_file_is_named_on_disk_by_the_program_and_to_the_person_by_its_name(county, clerk):
    assert JobFile("总结.DOCX", b"").ending == ".docx"
    for name in ("总结", "总结.", "a.b/../../c", "总结.docx:stream", "x.abcdefgh"):
        assert JobFile(name, b"").ending == "", name
