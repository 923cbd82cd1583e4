"""任务的版本: a new one by one button with reason and document; an old one is not rewritten without a word."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from kezhang.form_drafts.models import FormDraft
from kezhang.records.models import Batch, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import TARGETS, Target
from kezhang.targets.progress import targets_in_force
from tests.single_records import target
from tests.test_importing import book

pytestmark = pytest.mark.django_db
DOCUMENT = {"document_number": "州科发〔2024〕21号", "effective_on": "2024-06-01", "assigner": "州科学技术局"}


@pytest.fixture
def first(county):
    return target(county, 30000, assigner="州科学技术局", document_number="州科发〔2024〕8号")


def page(record, name="version"):
    return f"/ledgers/targets/{record.pk}/{name}/"


def opened(client, address) -> dict[str, str]:
    form = client.get(address)
    assert form.status_code == 200
    return {f.column.name: f.typed for f in form.context["fields"]} | {"seen": form.context["seen"]}


def test_a_new_version_begins_with_what_the_newest_says_and_keeps_the_old_one(client, clerk, county, first):
    client.force_login(clerk)
    answers = opened(client, page(first))
    assert (answers["value"], answers["version"], answers["document_number"]) == ("30000", "2", "")
    sent = answers | DOCUMENT | {"value": "8", "reason": "州局调减任务"}
    assert client.post(page(first), sent).status_code == 302
    newest = Target.objects.get(version=2)
    assert (newest.value, Target.objects.get(version=1).value) == (8, 30000)
    assert [t.pk for t in targets_in_force(county, date(2024, 6, 30))] == [newest.pk]
    assert [t.pk for t in targets_in_force(county, date(2024, 5, 1))] == [first.pk]
    shown = client.get(f"/ledgers/targets/{first.pk}/").content.decode()
    assert "版本对照" in shown
    assert "州局调减任务" in shown


@pytest.mark.parametrize(
    ("left_out", "says"),
    [("reason", "请写明为什么有新版本"), ("document_number", "新版本须写明依据：文号、依据文件至少填一项")],
)
def test_a_new_version_needs_its_reason_and_its_document(client, clerk, first, left_out, says):
    client.force_login(clerk)
    sent = opened(client, page(first)) | DOCUMENT | {"value": "8", "reason": "州局调减任务", left_out: ""}
    answer = client.post(page(first), sent)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert Target.objects.count() == 1


def test_a_version_asked_for_from_an_old_one_follows_the_newest(client, clerk, county, first):
    client.force_login(clerk)
    target(county, 12, version=2)
    assert opened(client, page(first))["value"] == "12"
    assert opened(client, page(first))["version"] == "3"


def test_two_people_who_make_the_same_version_do_not_both_store_it(client, clerk, county, first):
    client.force_login(clerk)
    sent = opened(client, page(first)) | DOCUMENT | {"value": "8", "reason": "调减"}
    target(county, 12, version=2)
    answer = client.post(page(first), sent)
    assert answer.status_code == 422
    assert Target.objects.get(version=2).value == 12


def test_an_old_version_is_not_rewritten_without_a_reason(client, clerk, first):
    client.force_login(clerk)
    answers = opened(client, page(first, "edit")) | {"value": "8"}
    refused = client.post(page(first, "edit"), answers)
    assert refused.status_code == 422
    assert "原为30000，已经登记的不能不写原因就改" in refused.content.decode()
    assert Target.objects.get().value == 30000
    assert client.post(page(first, "edit"), answers | {"reason": "录入时多打了几个0"}).status_code == 302
    assert Target.objects.get().value == 8
    assert Change.objects.latest("sequence").reason == "录入时多打了几个0"


def test_a_remark_needs_no_reason(client, clerk, first):
    client.force_login(clerk)
    answers = opened(client, page(first, "edit")) | {"remark": "已电话核对"}
    assert client.post(page(first, "edit"), answers).status_code == 302


def test_the_journal_refuses_it_whatever_the_way_in(clerk, first):
    first.value = Decimal(8)
    with pytest.raises(Refused, match="不写原因"):
        journal.save(TARGETS, first, Author(by=clerk))
    journal.save(TARGETS, first, Author(by=clerk, reason="更正"))


def test_a_sheet_that_rewrites_a_version_is_imported_with_a_reason_only(client, clerk, first):
    client.force_login(clerk)
    head = ["指标", "年度", "目标值", "计量单位", "目标类型", "版本", "生效日期"]
    sheet = book(head, ["科技成果登记数", 2024, 8, "项", "上级下达", 1, "2024-02-01"])
    shown = client.post("/ledgers/targets/import/", {"file": SimpleUploadedFile("任务.xlsx", sheet)}, follow=True)
    assert "原为30000" in shown.content.decode()
    batch, digest = Batch.objects.get(), shown.context["digest"]
    confirm = f"/ledgers/targets/import/{batch.pk}/confirm/"
    assert client.post(confirm, {"plan": digest}).status_code == 422
    assert Target.objects.get().value == 30000
    client.post(confirm, {"plan": digest, "accepting": "原表有误"})
    assert Target.objects.get().value == 8


def test_the_director_and_the_neighbour_make_no_version(client, director, neighbour_clerk, first):
    client.force_login(director)
    assert "登记新版本" not in client.get(f"/ledgers/targets/{first.pk}/").content.decode()
    assert client.get(page(first)).status_code == 404
    client.force_login(neighbour_clerk)
    assert client.get(page(first)).status_code == 404
    assert client.post(page(first), {"value": "1"}).status_code == 404


def test_a_version_half_filled_in_is_offered_again_by_its_own_name(client, clerk, county, first):
    client.force_login(clerk)
    typed = QueryDict("indicator=科技成果登记数&value=8")
    FormDraft.keep(clerk.pk, f"{county.code}{page(first)}", typed)
    home = client.get("/home/").content.decode()
    assert "登记新版本" in home
    assert f"{page(first)}?draft=1" in home
    again = client.get(f"{page(first)}?draft=1")
    assert {f.column.name: f.typed for f in again.context["fields"]}["value"] == "8"
