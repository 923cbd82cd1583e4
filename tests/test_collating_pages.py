"""汇总的页面: several reports taken at once, ticked, and collated into one workbook; many of them beside the site."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.intake.background import collation_job
from kezhang.intake.models import ReadDocument
from kezhang.jobs import queue, running
from kezhang.jobs.models import Job, JobWorker
from kezhang.orgs.models import Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("opened_here")]
PAGE = "/652700/2024-06-30/reading/"
COLLATION = PAGE + "collation/"
TEXTS = {
    "朔湖县.txt": "朔湖县科技局2024年上半年工作总结\n2024年上半年，技术合同成交额1062万元，认定高新技术企业7家。\n",
    "临川县.txt": "临川县科技局2024年上半年工作总结\n2024年上半年，技术合同成交额380万元。\n",
}


@pytest.fixture
def taken(client, superior, county, neighbour):
    """Both counties' reports, read by the prefecture."""
    client.force_login(superior)
    files = [SimpleUploadedFile(name, text.encode()) for name, text in TEXTS.items()]
    answer = client.post(PAGE, {"file": files})
    assert answer.headers["Location"].endswith("/reading/")
    return list(ReadDocument.objects.order_by("pk"))


def table_of(content):
    return list(openpyxl.load_workbook(io.BytesIO(content))["汇总"].iter_rows(values_only=True))


def turnover_in(content):
    rows = table_of(content)
    heads = next(row for row in rows if row[0] == "指标")
    return dict(zip(heads[2:], next(row for row in rows if row[0] == "技术合同成交额")[2:], strict=True))


WANTED = {"朔湖县科技局 2024年上半年": 1062, "临川县科技局 2024年上半年": 380}


def test_several_reports_are_taken_at_once_and_those_that_are_ticked_become_one_table(client, taken):
    assert [each.name for each in taken] == list(TEXTS)
    page = client.get(PAGE).content.decode()
    assert all(f'name="document" value="{each.pk}"' in page for each in taken)
    made = client.post(COLLATION, {"document": [each.pk for each in taken]})
    assert turnover_in(b"".join(made.streaming_content)) == WANTED
    one = client.post(COLLATION, {"document": [taken[1].pk]})
    assert turnover_in(b"".join(one.streaming_content)) == {"临川县科技局 2024年上半年": 380}


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_taken(client, superior, county):
    client.force_login(superior)
    files = [SimpleUploadedFile("朔湖县.txt", TEXTS["朔湖县.txt"].encode()), SimpleUploadedFile("坏.txt", b"\x00\x01")]
    page = client.post(PAGE, {"file": files})
    assert (page.status_code, ReadDocument.objects.count()) == (422, 1)
    assert "“坏.txt”" in page.content.decode()
    assert "其余1份已收下。" in page.content.decode()


@pytest.mark.parametrize("ticked", [[], ["²"], ["999999"], ["9" * 30]])
def test_ticking_nothing_that_is_there_is_said(client, taken, ticked):
    answer = client.post(COLLATION, {"document": ticked}, follow=True)
    assert "请先在左边勾选要汇总的报告。" in answer.content.decode()


def test_many_reports_are_collated_beside_the_site_and_only_while_their_owner_may_see_them(
    client, taken, superior, monkeypatch
):
    monkeypatch.setattr(collation_job, "MANY", 1)
    JobWorker.objects.create(name="甲机:1")
    ticked = {"document": [each.pk for each in taken]}
    client.post(COLLATION, ticked)
    job = Job.objects.get()
    running.run(queue.claim("甲机:1"))
    job.refresh_from_db()
    assert job.result["says"] == "已汇总2份文件中的2份报告，0处矛盾。"
    assert turnover_in(b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content)) == WANTED
    client.post(COLLATION, ticked)
    late = Job.objects.exclude(pk=job.pk).get()
    Post.objects.filter(person=superior).delete()
    running.run(queue.claim("甲机:1"))
    late.refresh_from_db()
    assert (late.state, late.made) == (Job.State.FAILED, "")
    assert "没有汇总" in late.fault


def test_the_county_collates_its_own_reports_alone_and_the_neighbour_none(
    client, taken, clerk, director, neighbour_clerk
):
    for person, root in ((clerk, "/652799"), (director, "/652799"), (neighbour_clerk, "/652798")):
        client.force_login(person)
        answer = client.post(
            f"{root}/2024-06-30/reading/collation/", {"document": [each.pk for each in taken]}, follow=True
        )
        assert "请先在左边勾选要汇总的报告。" in answer.content.decode(), person
    client.force_login(neighbour_clerk)
    assert client.post(COLLATION, {"document": [taken[0].pk]}).status_code == 404
