"""Conflicts as people meet them: a form opened too early, a sheet exported too early, a batch undone twice."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs import people
from kezhang.records import workbook_writer
from kezhang.records.importing import exported_basis
from kezhang.records.models import Batch, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from tests.test_importing import HEADINGS, ROW, book, changed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
PAGE = "/ledgers/technology-contracts"


@pytest.fixture
def other(clerk, county):
    return people.add("other", county, "clerk", "reviewer", full_name="张兰")


@pytest.fixture
def record(client, clerk, county):
    """One contract of 120万元, imported on the site by the clerk, who is logged in."""
    client.force_login(clerk)
    confirm(client, uploaded(client, book(HEADINGS, ROW)))
    return TechnologyContract.objects.get()


def uploaded(client, content: bytes, name: str = "合同.xlsx"):
    return client.post(f"{PAGE}/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client, preview, **more):
    batch = preview.context["batch"]
    return client.post(f"{PAGE}/import/{batch.pk}/confirm/", {"plan": preview.context["digest"]} | more, follow=True)


def opened(client, record) -> dict[str, str]:
    """The form as it is posted when nothing is touched."""
    page = client.get(f"{PAGE}/{record.pk}/edit/")
    return {f.column.name: f.typed for f in page.context["fields"]} | {"seen": page.context["seen"]}


def post(client, record, answers):
    return client.post(f"{PAGE}/{record.pk}/edit/", answers)


def elsewhere(record, other, **values):
    """What somebody else does to the record meanwhile."""
    theirs = TechnologyContract.objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(theirs, name, value)
    journal.save(TECHNOLOGY_CONTRACTS, theirs, Author(by=other, reason="更正"))


def now(record):
    return TechnologyContract.objects.get(pk=record.pk)


def test_a_form_opened_before_somebody_changed_another_field_is_merged(client, record, other):
    answers = opened(client, record)
    elsewhere(record, other, amount=Decimal(1_300_000))
    assert post(client, record, answers | {"remark": "我写的"}).status_code == 302
    assert (now(record).amount, now(record).remark) == (Decimal(1_300_000), "我写的")
    assert Change.objects.latest("sequence").after == {"remark": "我写的"}


def test_a_form_on_a_field_somebody_changed_shows_both_values_and_gives_back_what_was_typed(client, record, other):
    answers = opened(client, record)
    elsewhere(record, other, amount=Decimal(1_300_000))
    answer = post(client, record, answers | {"amount": "140", "remark": "我写的", "reason": "核对后改"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "冲突：您打开之后，别人改过这条记录" in text
    for shown in ("张兰于", "采用他人的</span><strong>130<", "采用我填的</span><strong>140<", "您打开时：120"):
        assert shown in text
    shown = {f.column.name: f.typed for f in answer.context["fields"]}
    assert (shown["amount"], shown["remark"]) == ("140", "我写的")
    assert 'value="核对后改"' in text
    assert now(record).amount == Decimal(1_300_000)


@pytest.mark.parametrize(("take", "amount"), [("mine", 1_400_000), ("theirs", 1_300_000)])
def test_either_value_can_be_taken_field_by_field(client, record, other, take, amount):
    answers = opened(client, record) | {"amount": "140", "remark": "我写的"}
    elsewhere(record, other, amount=Decimal(1_300_000), title="张兰改的名称")
    again = post(client, record, answers)
    shown = {f.column.name: f.typed for f in again.context["fields"]} | {"seen": again.context["seen"]}
    assert shown["title"] == "张兰改的名称"
    decided = shown | {"conflict": "amount", "before_amount": "120", "take_amount": take}
    assert post(client, record, decided).status_code == 302
    assert (now(record).amount, now(record).remark, now(record).title) == (Decimal(amount), "我写的", "张兰改的名称")


def test_a_conflict_left_undecided_is_asked_again_and_nothing_is_written(client, record, other):
    answers = opened(client, record) | {"amount": "140"}
    elsewhere(record, other, amount=Decimal(1_300_000))
    again = post(client, record, answers)
    shown = {f.column.name: f.typed for f in again.context["fields"]} | {"seen": again.context["seen"]}
    third = post(client, record, shown | {"conflict": "amount", "before_amount": "120"})
    assert third.status_code == 409
    assert "您打开时：120" in third.content.decode()
    assert now(record).amount == Decimal(1_300_000)


def test_a_record_voided_while_its_form_was_open_says_so_and_gives_the_answers_back(client, record, other):
    answers = opened(client, record) | {"remark": "我写的"}
    journal.void(TECHNOLOGY_CONTRACTS, now(record), Author(by=other, reason="重复登记"))
    answer = post(client, record, answers)
    assert answer.status_code == 409
    assert re.search("冲突：张兰于.*已作废这条记录（重复登记）", answer.content.decode())
    assert "我写的" in answer.content.decode()
    assert now(record).is_void


def test_an_amount_left_as_shown_is_not_rewritten_in_fewer_digits(client, record, other):
    elsewhere(record, other, amount=Decimal("1200000.01"))
    answers = opened(client, record) | {"remark": "只改备注"}
    assert post(client, record, answers).status_code == 302
    assert now(record).amount == Decimal("1200000.01")


def exported(client) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}/export.xlsx").content))


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def cell(workbook, heading: str):
    sheet = workbook.active
    return next(sheet.cell(2, c.column) for c in sheet[1] if c.value and c.value.startswith(heading))


def test_an_export_says_how_new_it_is_and_keeps_saying_so_through_another_program(client, record, county, neighbour):
    content = saved(exported(client))
    assert exported_basis.of(content, county) == 1
    assert exported_basis.of(content, neighbour) is None
    assert exported_basis.of(workbook_writer.template(TECHNOLOGY_CONTRACTS), county) is None


@pytest.mark.parametrize("damage", ["altered", "locked", "packed some other way"])
def test_an_export_whose_basis_cannot_be_read_says_nothing(client, record, county, damage):
    content = bytearray(saved(exported(client)))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = package.getinfo("docProps/custom.xml")
    listed = content.rindex(b"docProps/custom.xml") - 46  # where the zip's list of parts tells of it
    start = part.header_offset + 30 + len(part.filename)
    if damage == "altered":
        content[start : start + 20] = b"\xff" * 20
    elif damage == "locked":
        content[listed + 8] |= 1
    else:
        content[listed + 10] = 99
    assert exported_basis.of(bytes(content), county) is None


def test_an_old_export_lists_what_was_changed_since_and_asks(client, record, other):
    sheet = exported(client)
    cell(sheet, "备注").value = "表里写的"
    elsewhere(record, other, amount=Decimal(1_300_000))
    preview = uploaded(client, saved(sheet))
    assert re.search("在您的底表之后被张兰于.*改过：120→130，将改回120", preview.content.decode())
    answer = confirm(client, preview)
    assert answer.status_code == 409
    assert "请选择怎么办" in answer.content.decode()
    assert now(record).remark == ""


@pytest.mark.parametrize(("later", "amount"), [("keep", 1_300_000), ("overwrite", 1_200_000)])
def test_what_was_changed_since_is_kept_or_overwritten_as_asked(client, record, other, later, amount):
    sheet = exported(client)
    cell(sheet, "备注").value = "表里写的"
    elsewhere(record, other, amount=Decimal(1_300_000))
    confirm(client, uploaded(client, saved(sheet)), later=later)
    assert (now(record).amount, now(record).remark) == (Decimal(amount), "表里写的")
    assert ("仍按本表改" in Change.objects.latest("sequence").reason) == (later == "overwrite")


def test_a_row_voided_since_the_export_is_not_brought_back_unasked(client, record, other):
    sheet = saved(exported(client))
    journal.void(TECHNOLOGY_CONTRACTS, now(record), Author(by=other, reason="重复登记"))
    preview = uploaded(client, sheet)
    assert re.search("在您的底表之后被张兰于.*作废，将重新新增", preview.content.decode())
    confirm(client, preview, later="keep")
    assert TechnologyContract.objects.filter(voided_at__isnull=True).count() == 0


def test_a_change_between_preview_and_confirm_is_shown_before_anything_is_written(client, record, other):
    preview = uploaded(client, book(HEADINGS, changed(ROW, c5=150)))
    elsewhere(record, other, amount=Decimal(1_300_000))
    again = confirm(client, preview)
    assert again.status_code == 409
    assert re.search("被张兰于.*改过：120→130，将改为150", again.content.decode())
    confirm(client, again, later="overwrite")
    assert now(record).amount == Decimal(1_500_000)


def test_a_second_confirm_and_a_second_undo_log_nothing_and_say_so(client, record):
    batch, logged = Batch.objects.get(), Change.objects.count()
    url = f"{PAGE}/import/{batch.pk}"
    assert "这个批次已经导入" in client.post(f"{url}/confirm/", {"plan": "x"}, follow=True).content.decode()
    client.post(f"{url}/undo/", follow=True)
    assert "这个批次已撤销" in client.post(f"{url}/undo/", follow=True).content.decode()
    assert "这个批次已撤销" in client.post(f"{url}/confirm/", {"plan": "x"}, follow=True).content.decode()
    assert Change.objects.count() == logged + 1


def test_an_undone_batch_is_redone_with_the_same_records(client, record):
    batch = Batch.objects.get()
    client.post(f"{PAGE}/import/{batch.pk}/undo/")
    page = client.post(f"{PAGE}/import/{batch.pk}/redo/", follow=True)
    assert "已重做这个批次" in page.content.decode()
    assert not now(record).is_void
    assert TechnologyContract.objects.count() == 1
    assert "这个批次已经导入" in client.post(f"{PAGE}/import/{batch.pk}/redo/", follow=True).content.decode()


def test_batches_are_undone_last_in_first_out_and_the_one_in_the_way_is_named(client, record):
    first = Batch.objects.get()
    confirm(client, uploaded(client, book(HEADINGS, changed(ROW, c5=150)), "第二张.xlsx"))
    second = Batch.objects.exclude(pk=first.pk).get()

    def act(batch, verb: str) -> str:
        return client.post(f"{PAGE}/import/{batch.pk}/{verb}/", follow=True).content.decode()

    assert "“第二张.xlsx”：这个批次在后面改过同样的记录，请先撤销它" in act(first, "undo")
    assert "已撤销" in act(second, "undo")
    assert now(record).amount == Decimal(1_200_000)
    assert "已撤销" in act(first, "undo")
    assert now(record).is_void
    assert "“合同.xlsx”：这个批次是后撤销的，请先重做它" in act(second, "redo")
    assert "已重做" in act(first, "redo")
    assert "已重做" in act(second, "redo")
    assert (now(record).amount, now(record).is_void) == (Decimal(1_500_000), False)


def test_redoing_a_batch_whose_key_was_imported_again_names_the_other_batch(client, record):
    first = Batch.objects.get()
    client.post(f"{PAGE}/import/{first.pk}/undo/")
    confirm(client, uploaded(client, book(HEADINGS, ROW), "又一次.xlsx"))
    page = client.post(f"{PAGE}/import/{first.pk}/redo/", follow=True)
    assert "批次“又一次.xlsx”又导入了相同的记录，请先撤销那个批次" in page.content.decode()


def test_three_people_only_the_bureaus_clerk_undoes_and_redoes(client, record, director, neighbour_clerk):
    batch = Batch.objects.get()
    for person in (director, neighbour_clerk):
        client.force_login(person)
        answers = [client.post(f"{PAGE}/import/{batch.pk}/{verb}/").status_code for verb in ("confirm", "undo", "redo")]
        assert answers == [404, 404, 404]
    assert not now(record).is_void
