"""The pages, as the three people see them."""

from copy import copy
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import TechnologyContract
from kezhang.records import access
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.models import Batch, Change, Evidence
from tests.linked_records import register
from tests.sample_records import applied, planned, template
from tests.stored_rows import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.slug, scope="module")
def ledger(request):
    return request.param


@pytest.fixture(autouse=True)
def registered(request, county):
    if "ledger" in request.fixturenames:
        ledger = request.getfixturevalue("ledger")
        remembered(f"what {ledger.slug} names", lambda: register(ledger, county))


@pytest.fixture
def record(ledger, county, clerk):
    remembered(f"record of {ledger.slug}", lambda: applied(planned(ledger, county), clerk))
    return access.records(ledger, county).get()


PAGES = ("", "new/", "{pk}/", "{pk}/edit/", "template.xlsx", "export.xlsx", "import/")


def statuses(client, ledger, record):
    return [client.get(f"/ledgers/{ledger.slug}/{page.format(pk=record.pk)}").status_code for page in PAGES]


def test_the_clerk_gets_every_page(client, clerk, ledger, record):
    client.force_login(clerk)
    assert statuses(client, ledger, record) == [200] * len(PAGES)


def test_the_director_reads_but_does_not_write(client, ledger, record, director):
    client.force_login(director)
    assert statuses(client, ledger, record) == [200, 404, 200, 404, 200, 200, 404]
    assert client.post(f"/ledgers/{ledger.slug}/{record.pk}/void/", {"reason": "x"}).status_code == 404


def test_the_neighbour_sees_nothing_of_it(client, ledger, record, neighbour_clerk):
    client.force_login(neighbour_clerk)
    assert statuses(client, ledger, record) == [200, 200, 404, 404, 200, 200, 200]
    page = client.get(f"/ledgers/{ledger.slug}/")
    assert page.context["listing"].page.paginator.count == 0
    (sheet,) = workbook_reader.pages(client.get(f"/ledgers/{ledger.slug}/export.xlsx").content, "x.xlsx")
    assert len(sheet.rows) == 1


def test_nobody_gets_a_page_without_logging_in(client, ledger, record):
    assert {client.get(f"/ledgers/{ledger.slug}/{p.format(pk=record.pk)}").status_code for p in PAGES} == {302}


def test_a_form_posted_back_as_it_is_changes_nothing(client, clerk, ledger, record):
    client.force_login(clerk)
    page = client.get(f"/ledgers/{ledger.slug}/{record.pk}/edit/")
    answers = {f.column.name: f.typed for f in page.context["fields"]} | {"seen": page.context["seen"]}
    assert client.post(f"/ledgers/{ledger.slug}/{record.pk}/edit/", answers).status_code == 302
    assert Change.objects.count() == 1


def test_a_form_saves_and_is_logged(client, clerk, ledger, record):
    client.force_login(clerk)
    page = client.get(f"/ledgers/{ledger.slug}/{record.pk}/edit/")
    answers = {f.column.name: f.typed for f in page.context["fields"]} | {"seen": page.context["seen"]}
    answers |= {"remark": "现场核对", "reason": "补充"}
    assert client.post(f"/ledgers/{ledger.slug}/{record.pk}/edit/", answers).status_code == 302
    change = Change.objects.latest("sequence")
    assert (change.after, change.reason, change.by) == ({"remark": "现场核对"}, "补充", clerk)


def test_a_form_opened_before_somebody_elses_change_is_not_saved_over_it(client, clerk, ledger, record):
    client.force_login(clerk)
    page = client.get(f"/ledgers/{ledger.slug}/{record.pk}/edit/")
    answers = {f.column.name: f.typed for f in page.context["fields"]} | {"remark": "甲", "seen": "0" * 16}
    answer = client.post(f"/ledgers/{ledger.slug}/{record.pk}/edit/", answers)
    assert "别人改过这条记录" in answer.content.decode()
    assert Change.objects.count() == 1


def test_an_empty_form_names_every_required_column(client, clerk, ledger, county):
    client.force_login(clerk)
    answer = client.post(f"/ledgers/{ledger.slug}/new/", {})
    assert answer.status_code == 422
    wrong = {f.column.name for f in answer.context["fields"] if f.errors}
    assert wrong >= {c.name for c in ledger.columns if c.required}
    assert not access.records(ledger, county).exists()


def test_a_list_and_its_export_cost_the_same_queries_for_three_rows_and_for_thirty(client, clerk, ledger, record):
    client.force_login(clerk)
    client.get(f"/ledgers/{ledger.slug}/")  # led to bureau and date once
    asked = {"order": f"-{ledger.dated_by}", "q": str(getattr(record, ledger.search[0]))[:2] if ledger.search else ""}
    copied(ledger, record, 2)
    few = queries_of(client, ledger, asked, rows=3)
    copied(ledger, record, 27, start=3)
    assert queries_of(client, ledger, asked, rows=30) == few


def queries_of(client, ledger, asked: dict, rows: int) -> tuple[int, int]:
    """How many queries the list and the export make, both of which must show so many rows."""
    with CaptureQueriesContext(connection) as for_list:
        page = client.get(f"/ledgers/{ledger.slug}/", asked)
    with CaptureQueriesContext(connection) as for_export:
        book = client.get(f"/ledgers/{ledger.slug}/export.xlsx", asked).content
    shown = page.content.decode()
    keys = ledger.model.objects.values_list("pk", flat=True)
    assert len(keys) == rows
    assert all(f"/ledgers/{ledger.slug}/{pk}/" in shown for pk in keys)
    (sheet,) = workbook_reader.pages(book, "x.xlsx")
    assert len(sheet.rows) == 1 + rows
    return len(for_list), len(for_export)


def copied(ledger, record, count: int, start: int = 1) -> None:
    """Records like this one under keys of their own, each linked to a firm or person of its own."""
    by_model = {each.model: each for each in LEDGERS.values()}
    for number in range(start, start + count):
        another = varied(ledger, record, number)
        for link in ledger.links:
            target = by_model[ledger.model._meta.get_field(link.field).related_model]
            linked = target.model(
                org=record.org,
                **{c.name: c.reader()(target.sample[c.name]) for c in target.columns if c.name in target.sample},
            )
            linked = varied(target, linked, number)
            linked.save()
            setattr(another, link.field, linked)
        another.save()


def varied(ledger, record, number: int):
    """A record with each key's columns counted on, where their type lets them."""
    another = copy(record)
    another._state = copy(record._state)
    another.pk, another._state.adding = None, True
    for name in {name for key in ledger.keys for name in key}:
        field, value = ledger.column(name).model_field, getattr(record, name)
        if field.flatchoices or isinstance(value, bool) or value is None:
            continue
        if isinstance(value, date):
            setattr(another, name, value + timedelta(days=number))
        elif isinstance(value, str):
            setattr(another, name, value[: (field.max_length or 100) - 3] + f"{number:03}")
        else:
            setattr(another, name, value + number)
    return another


def test_import_previews_then_writes_then_undoes(client, clerk, ledger, county):
    client.force_login(clerk)
    book = SimpleUploadedFile("台账.xlsx", template(ledger))
    shown = client.post(f"/ledgers/{ledger.slug}/import/", {"file": book}, follow=True)
    assert not access.records(ledger, county).exists()
    batch = Batch.objects.get()
    done = client.post(
        f"/ledgers/{ledger.slug}/import/{batch.pk}/confirm/", {"plan": shown.context["digest"]}, follow=True
    )
    assert "新增1条" in done.content.decode()
    assert access.records(ledger, county).count() == 1
    client.post(f"/ledgers/{ledger.slug}/import/{batch.pk}/undo/", follow=True)
    assert not access.records(ledger, county).exists()


def test_evidence_is_kept_by_digest_and_only_downloaded(client, clerk, ledger, record, neighbour_clerk):
    client.force_login(clerk)
    picture = SimpleUploadedFile("签到表.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
    client.post(f"/ledgers/{ledger.slug}/{record.pk}/evidence/", {"files": picture})
    kept = Evidence.objects.get()
    answer = client.get(f"/ledgers/{ledger.slug}/{record.pk}/evidence/{kept.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    client.force_login(neighbour_clerk)
    assert client.get(f"/ledgers/{ledger.slug}/{record.pk}/evidence/{kept.pk}/").status_code == 404


def test_a_program_dressed_as_a_picture_is_refused(client, clerk, ledger, record):
    client.force_login(clerk)
    client.post(f"/ledgers/{ledger.slug}/{record.pk}/evidence/", {"files": SimpleUploadedFile("a.png", b"MZ\x90")})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("name", ["home", "board", "ledgers", "reports", "administration", "search", "board-trends"])
def test_the_sites_own_pages_answer(client, clerk, director, neighbour_clerk, name):
    for person in (clerk, director, neighbour_clerk):
        client.force_login(person)
        assert client.get(reverse(name)).status_code == 200


def test_a_filtered_list_puts_a_short_address_into_the_bar(client, clerk, ledger, record):
    client.force_login(clerk)
    asked = {"q": "朔湖", "first": "", "column": list(ledger.list_columns)}
    answer = client.get(f"/ledgers/{ledger.slug}/", asked, headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == f"/ledgers/{ledger.slug}/?q=%E6%9C%94%E6%B9%96"
    assert "<html" not in answer.content.decode()


def test_a_record_leads_to_its_firm_and_the_firm_back_to_it(client, example, clerk):
    client.force_login(clerk)
    contract = TechnologyContract.objects.exclude(seller_enterprise=None).first()
    page = client.get(f"/ledgers/technology-contracts/{contract.pk}/").content.decode()
    assert f"/ledgers/enterprises/{contract.seller_enterprise_id}/" in page
    back = client.get(f"/ledgers/enterprises/{contract.seller_enterprise_id}/").content.decode()
    assert f"/ledgers/technology-contracts/{contract.pk}/" in back
