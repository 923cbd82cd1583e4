"""What failed steps and closed browsers leave: files that go with their step, and a doctor who names and cleans the rest."""

import hashlib
import json
import logging
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from kezhang.records.history import leftovers
from kezhang.records.models import Batch, Change
from kezhang.records.writing import chain, journal, stored_files
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.proofreading import returned_file
from tests.command_line import invoked

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 30)


def files() -> list[str]:
    return sorted(path for folder in ("imports", "reports") for path in leftovers._files_below(folder))


def noted(order: list[str], name: str, act):
    """The same act, which says when it is done."""

    def noting(*given, **more):
        order.append(name)
        return act(*given, **more)

    return noting


def doctor(*words: str):
    return invoked(["doctor", *words])


@pytest.fixture
def stale(county, clerk):
    """An import that nobody confirmed for forty days."""
    batch = Batch(org=county, ledger="technology-contracts", file_name="旧表.xlsx", by=clerk)
    batch.sha256 = hashlib.sha256(b"x").hexdigest()
    batch.file.save("旧表.xlsx", ContentFile(b"x"), save=True)
    Batch.objects.filter(pk=batch.pk).update_sealed(uploaded_at=timezone.now() - timedelta(days=40))
    return batch


@pytest.fixture
def orphan():
    """A file whose row was never stored."""
    return default_storage.save("reports/2024/KZ-652799-2024H1-0009.docx", ContentFile(b"x"))


def test_a_file_of_a_step_that_fails_goes_with_it(county, clerk, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("power cut")

    monkeypatch.setattr(journal, "note", fail)
    with pytest.raises(RuntimeError):
        freezing.half_year(county, JUNE, clerk)
    assert (files(), Report.objects.count()) == ([], 0)


def test_a_file_of_an_inner_step_goes_when_the_outer_one_fails(county, clerk):
    def outer():
        with chain.held(county):
            freezing.half_year(county, JUNE, clerk)
            assert len(files()) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        outer()
    assert (files(), Report.objects.count()) == ([], 0)


def test_a_number_follows_the_greatest_there_is_not_the_count(county, clerk):
    first, second = (freezing.half_year(county, JUNE, clerk) for _ in range(2))
    Report.objects.filter(pk=second.pk).update(number="KZ-652799-2024H1-10000")
    first.figures.all().delete()
    first.delete()
    assert freezing.half_year(county, JUNE, clerk).number == "KZ-652799-2024H1-10001"


def test_the_draft_a_returned_file_replaces_is_removed_once_that_is_certain(
    county, clerk, django_capture_on_commit_callbacks
):
    report = freezing.half_year(county, JUNE, clerk)
    before = report.file.name
    workflow.send(report, clerk)
    with report.file.open("rb") as file:
        workflow.take_back(report, clerk, "改.docx", file.read())
    with django_capture_on_commit_callbacks(execute=True):
        accepted = workflow.accept(report, clerk, "核对过")
    assert not default_storage.exists(before)
    assert default_storage.exists(accepted.file.name)


def test_a_returned_file_is_converted_and_checked_before_the_bureau_is_locked(county, clerk, monkeypatch):
    report = freezing.half_year(county, JUNE, clerk)
    workflow.send(report, clerk)
    order = []
    for module, name in ((returned_file, "as_text"), (returned_file, "check"), (workflow, "as_docx"), (chain, "lock")):
        monkeypatch.setattr(module, name, noted(order, name, getattr(module, name)))
    with report.file.open("rb") as file:
        workflow.take_back(report, clerk, "改.docx", file.read())
    assert order[:3] == ["as_text", "check", "lock"]
    order.clear()
    workflow.accept(report, clerk, "核对过")
    assert order[:2] == ["as_docx", "lock"]


@pytest.mark.django_db(transaction=True)
def test_doctor_names_orphans_and_stale_previews_and_cleans_them(county, stale, orphan, caplog):
    found = doctor("--json")
    told = {each["subject"]: each["says"] for each in json.loads(found.stdout[found.stdout.index("[") :])}
    assert set(told) == {f"文件 {orphan}", "导入批次“旧表.xlsx”"}
    assert "超过30天没有确认" in told["导入批次“旧表.xlsx”"]
    assert found.exit_code == 1
    assert len(files()) == 2
    with caplog.at_level(logging.WARNING, "kezhang.doctor"):
        assert doctor("--clean").exit_code == 0
    assert [orphan in line for line in caplog.messages] == [True, False]
    assert files() == []
    stale.refresh_from_db()
    assert stale.state == Batch.State.DROPPED
    assert Change.objects.get(batch=stale).after == {"state": "dropped"}
    assert doctor().exit_code == 0


def test_a_preview_of_today_and_a_confirmed_import_are_no_leftovers(county, stale):
    Batch.objects.update(uploaded_at=timezone.now())
    assert list(leftovers.find(30)) == []
    Batch.objects.update(uploaded_at=timezone.now() - timedelta(days=40), state=Batch.State.APPLIED)
    assert list(leftovers.find(30)) == []


def test_one_bureaus_doctor_names_its_own_previews_alone(county, neighbour, stale, orphan):
    assert [each.batch for each in leftovers.find(30, [county])] == [stale]
    assert list(leftovers.find(30, [neighbour])) == []


def test_a_preview_given_up_can_no_longer_be_confirmed(client, clerk, stale):
    doctor("--clean")
    client.force_login(clerk)
    url = f"/ledgers/technology-contracts/import/{stale.pk}/"
    page = client.get(url)
    assert (page.status_code, "已放弃" in page.content.decode(), "第0号" in page.content.decode()) == (200, True, False)
    assert client.get(f"{url}rejected.xlsx").status_code == 404
    assert "这个批次已放弃，请重新上传" in client.post(f"{url}confirm/", follow=True).content.decode()


def test_a_file_written_outside_a_step_is_kept_as_it_is(county, clerk):
    batch = Batch(org=county, ledger="technology-contracts", file_name="a.xlsx", sha256="a", by=clerk)
    stored_files.keep(batch.file, "a.xlsx", b"x")
    assert files() == [batch.file.name]
