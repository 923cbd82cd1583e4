"""自有列: a bureau's own columns behave like declared ones, on every page and in every sheet."""

import io
from copy import copy
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records import access, workbook_writer
from kezhang.records.declaration import own_columns
from kezhang.records.history import integrity
from kezhang.records.history.past import known_on
from kezhang.records.importing import batch_undo, import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.models import Batch, Change, OwnColumn
from kezhang.records.web.listing import listing
from kezhang.records.writing import journal, own_settings
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from tests.contract_sheets import HEADINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
PAGE = "/ledgers/technology-contracts/"


def contract(org, number, **more):
    return TechnologyContract(
        org=org, registration_number=number, title=f"合同{number}", type="service", seller="甲", buyer="乙",
        amount=Decimal(120), technology_amount=Decimal(1), signed_on=date(2024, 3, 2), registered_on=date(2024, 3, 2),
        **more,
    )  # fmt: skip


def add(org, label, kind, by=None, **more):
    return own_settings.add(TECHNOLOGY_CONTRACTS, org, label, kind, Author(by=by, reason="设置"), **more)


@pytest.fixture
def author(clerk):
    return Author(by=clerk, reason="登记", accepting="已核对")


@pytest.fixture
def five(county, clerk):
    """One own column of each kind."""
    add(county, "配套资金", "amount", clerk, unit="万元")
    add(county, "带动户数", "number", clerk)
    add(county, "验收日", "date", clerk)
    add(county, "牵头科室", "text", clerk)
    add(county, "评价", "choice", clerk, choices=["优", "良"])
    return own_columns.view(TECHNOLOGY_CONTRACTS, county)


def columns_of(ledger):
    return {column.label: column for column in ledger.own}


@pytest.fixture
def stored(five, county, author):
    """Two records that say something in the own columns, and one that says nothing."""
    said = [
        {"配套资金": Decimal("380000.01"), "带动户数": Decimal("9.5"), "验收日": date(2024, 6, 5), "牵头科室": "成果科", "评价": "优"},
        {"配套资金": Decimal("1000000"), "带动户数": Decimal("12"), "验收日": date(2023, 1, 2), "牵头科室": "高新科", "评价": "良"},
        {},
    ]  # fmt: skip
    made = []
    for place, values in enumerate(said, start=1):
        record = contract(county, f"C{place}")
        for label, value in values.items():
            columns_of(five)[label].put(record, value)
        journal.save(TECHNOLOGY_CONTRACTS, record, author)
        made.append(TechnologyContract.objects.get(pk=record.pk))
    return made


def numbers(five, county, address):
    return [r.registration_number for r in listing(five, access.records(five, county), QueryDict(address), county).page]


def book(headings, *rows):
    buffer = io.BytesIO()
    made = openpyxl.Workbook()
    made.active.append(headings)
    for row in rows:
        made.active.append(row)
    made.save(buffer)
    return buffer.getvalue()


def row(number, *more):
    return [number, f"合同{number}", "技术服务", "甲", "乙", 12, 1, "2024.3.2", "2024.3.2", *more]


def test_values_come_back_from_the_database_exactly_as_they_were_given(five, stored):
    texts = {label: column.text(stored[0]) for label, column in columns_of(five).items()}
    assert texts == {
        "配套资金": "38.000001",
        "带动户数": "9.5",
        "验收日": "2024-06-05",
        "牵头科室": "成果科",
        "评价": "优",
    }
    assert {type(value) for value in stored[0].own.values()} == {int, str}
    assert [column.text(stored[2]) for column in five.own] == [""] * 5
    assert stored[2].own == {}


def test_the_log_tells_what_an_own_column_said_before_and_after(five, stored, author):
    record = copy(stored[0])
    columns_of(five)["配套资金"].put(record, Decimal("500000"))
    change = journal.save(TECHNOLOGY_CONTRACTS, record, author)
    name = columns_of(five)["配套资金"].name
    assert (change.before, change.after) == ({name: "380000.01"}, {name: "500000.00"})
    assert TechnologyContract.objects.get(pk=record.pk).own == {**stored[0].own, name: 50000000}


def test_a_form_reads_shows_and_logs_own_columns(client, clerk, five, stored):
    client.force_login(clerk)
    record = stored[0]
    form = client.get(f"{PAGE}{record.pk}/edit/")
    answers = {field.column.name: field.typed for field in form.context["fields"]} | {"seen": form.context["seen"]}
    own = columns_of(five)
    answers |= {own["配套资金"].name: "40万元", own["验收日"].name: "2024年7月1日", own["评价"].name: "差"}
    refused = client.post(f"{PAGE}{record.pk}/edit/", answers)
    assert refused.status_code == 422
    assert "应为" in refused.content.decode()
    answers |= {own["评价"].name: "良", "accepting": "已核对"}
    assert client.post(f"{PAGE}{record.pk}/edit/", answers).status_code == 302
    page = client.get(f"{PAGE}{record.pk}/").content.decode()
    assert "<dt>配套资金(万元)</dt>" in page
    assert "<td>配套资金</td><td><del>38.000001</del></td><td>40</td>" in page
    assert "<td>验收日</td><td><del>2024-06-05</del></td><td>2024-07-01</td>" in page


def test_a_list_is_searched_filtered_sorted_and_summed_by_own_columns(five, county, stored):
    own = {label: column.name for label, column in columns_of(five).items()}
    assert numbers(five, county, "q=高新") == ["C2"]
    assert numbers(five, county, f"{own['评价']}=优") == ["C1"]
    assert numbers(five, county, f"{own['验收日']}=2023-01-02") == ["C2"]
    assert numbers(five, county, f"order={own['带动户数']}") == ["C1", "C2", "C3"]
    assert numbers(five, county, f"order=-{own['配套资金']}") == ["C2", "C1", "C3"]
    shown = listing(five, access.records(five, county), QueryDict(), county)
    assert shown.totals[own["配套资金"]] == Decimal("1380000.01")
    for each in shown.filters:
        for value, _ in each.options:
            if each.column.name in own.values():
                assert numbers(five, county, f"{each.column.name}={value}"), value


def test_a_filter_over_an_own_column_that_cannot_be_read_picks_nothing(five, county, stored):
    name = columns_of(five)["验收日"].name
    shown = listing(five, access.records(five, county), QueryDict(f"{name}=昨天"), county)
    assert shown.faults
    assert not list(shown.page)


def test_an_export_comes_back_and_changes_nothing(five, county, stored):
    content = workbook_writer.export(five, access.records(five, county))
    table = table_detection.read(five, io.BytesIO(content), "合同.xlsx")
    plan = import_plan.plan(five, table, county)
    assert (len(plan.new), len(plan.changed), plan.unchanged, plan.rejected) == (0, 0, 3, ())
    assert not table.unknown


def test_the_template_has_the_own_columns(five):
    book = openpyxl.load_workbook(io.BytesIO(workbook_writer.template(five)))
    assert {"配套资金(万元)", "带动户数", "验收日", "牵头科室", "评价"} <= {
        cell.value for cell in book.worksheets[0][1]
    }


def test_a_sheet_is_read_by_the_readers_of_declared_columns(five, county, clerk):
    content = book(
        [*HEADINGS, "配套资金(元)", "带动户数", "验收日", "评价"],
        row("C1", "380000", "约12", "2024.6.5", "优"),
        row("C2", "", "", "昨天", "优"),
    )
    plan = import_plan.plan(five, table_detection.read(five, io.BytesIO(content), "合同.xlsx"), county)
    (new,) = plan.new
    own = columns_of(five)
    assert own["配套资金"].of(new.record) == Decimal(380000)
    assert own["验收日"].of(new.record) == date(2024, 6, 5)
    assert [p.label for p in plan.rejected] == ["验收日"]


def test_undoing_a_batch_gives_own_columns_back(five, county, clerk, stored, author):
    content = book([*HEADINGS, "牵头科室"], row("C1", "办公室"))
    plan = import_plan.plan(five, table_detection.read(five, io.BytesIO(content), "合同.xlsx"), county)
    batch = Batch.objects.create(org=county, ledger=five.slug, file_name="合同.xlsx", sha256="", by=clerk)
    import_plan.apply(plan, batch, author)
    column = columns_of(five)["牵头科室"]
    said = lambda: column.of(TechnologyContract.objects.get(pk=stored[0].pk))  # noqa: E731
    assert said() == "办公室"
    batch_undo.undo(TECHNOLOGY_CONTRACTS, batch, author, LEDGERS.values())
    assert said() == "成果科"


def test_two_writers_of_different_own_columns_go_together_and_of_one_collide(five, stored, author):
    own = columns_of(five)
    mine, theirs, third = (copy(stored[0]) for _ in range(3))
    own["牵头科室"].put(theirs, "办公室")
    journal.save(TECHNOLOGY_CONTRACTS, theirs, author)
    own["评价"].put(mine, "良")
    journal.save(TECHNOLOGY_CONTRACTS, mine, author)
    now = TechnologyContract.objects.get(pk=stored[0].pk)
    assert (own["牵头科室"].of(now), own["评价"].of(now)) == ("办公室", "良")
    own["牵头科室"].put(third, "农村科")
    with pytest.raises(Conflicted) as collided:
        journal.save(TECHNOLOGY_CONTRACTS, third, author)
    assert "牵头科室" in str([c.column.label for c in collided.value.conflicts])


def test_a_former_moment_shows_what_was_said_then(five, county, stored, author):
    before, column = timezone.now(), columns_of(five)["评价"]
    record = copy(stored[0])
    column.put(record, "良")
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    assert numbers(five, county, f"{column.name}=优") == []
    with known_on(before):
        assert numbers(five, county, f"{column.name}=优") == ["C1"]


def test_the_records_are_what_the_log_says_of_own_columns(five, county, stored):
    assert list(integrity.examine([TECHNOLOGY_CONTRACTS], [county])) == []
    TechnologyContract.objects.filter(pk=stored[0].pk).update(own={})
    (fault,) = integrity.examine([TECHNOLOGY_CONTRACTS], [county])
    assert "配套资金" in fault.says


def test_a_withdrawn_column_is_gone_from_the_pages_and_kept_by_records_and_log(
    client, clerk, county, five, stored, author
):
    own = OwnColumn.objects.get(label="牵头科室")
    own_settings.withdraw(own, author)
    now = own_columns.view(TECHNOLOGY_CONTRACTS, county)
    assert "牵头科室" not in columns_of(now)
    record = copy(stored[0])
    columns_of(now)["评价"].put(record, "良")
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    assert TechnologyContract.objects.get(pk=record.pk).own[own.name] == "成果科"
    assert list(integrity.examine([TECHNOLOGY_CONTRACTS], [county])) == []
    add(county, "牵头科室", "text")  # the label is free again


def test_the_clerk_sets_a_column_the_director_only_reads_and_the_neighbour_sees_nothing_of_it(
    client, clerk, director, neighbour_clerk
):
    client.force_login(director)
    assert client.get(f"{PAGE}columns/").status_code == 200
    assert client.post(f"{PAGE}columns/", {"label": "配套", "kind": "amount"}).status_code == 404
    client.force_login(clerk)
    assert client.post(f"{PAGE}columns/", {"label": "配套", "kind": "amount", "unit": "元"}).status_code == 302
    own = OwnColumn.objects.get()
    assert "配套" in client.get(f"{PAGE}new/").content.decode()
    client.force_login(director)
    assert "配套" in client.get(f"{PAGE}columns/").content.decode()
    assert client.post(f"{PAGE}columns/{own.pk}/withdraw/").status_code == 404
    client.force_login(neighbour_clerk)
    assert "配套" not in client.get(f"{PAGE}columns/").content.decode()
    assert "配套" not in client.get(f"{PAGE}new/").content.decode()
    assert client.post(f"{PAGE}columns/{own.pk}/withdraw/").status_code == 404
    assert Change.objects.filter(ledger="own-column", record_id=own.pk).count() == 1


def test_a_superior_sets_a_column_for_all_below_who_see_who_set_it_and_cannot_remove_it(
    client, superior, clerk, neighbour_clerk, county, prefecture
):
    client.force_login(superior)
    assert client.post(f"{PAGE}columns/", {"label": "州级配套", "kind": "amount", "unit": "万元"}).status_code == 302
    own = OwnColumn.objects.get()
    for below in (clerk, neighbour_clerk):
        client.force_login(below)
        page = client.get(f"{PAGE}columns/").content.decode()
        assert "州级配套" in page
        assert prefecture.name in page
        assert "州级配套" in client.get(f"{PAGE}new/").content.decode()
        assert client.post(f"{PAGE}columns/{own.pk}/withdraw/").status_code == 404
    with pytest.raises(Refused, match="同名"):
        add(county, "州级配套", "text")
    client.force_login(superior)
    assert client.post(f"{PAGE}columns/{own.pk}/withdraw/").status_code == 302
    assert own_columns.view(TECHNOLOGY_CONTRACTS, county) is TECHNOLOGY_CONTRACTS


@pytest.mark.parametrize(
    ("label", "kind", "more", "says"),
    [
        ("", "text", {}, "1至30个字"),
        ("成交(金额)", "text", {}, "不能含有"),
        ("项目名称", "text", {}, "已有这一列"),
        ("评价", "choice", {"choices": ["优"]}, "2至60个选项"),
        ("配套", "amount", {"unit": "公斤"}, "应为元、万元或亿元"),
        ("配套", "picture", {}, "应为：文字"),
    ],
)
def test_a_column_that_cannot_be_is_refused_with_what_would_be_right(county, label, kind, more, says):
    with pytest.raises(Refused, match=says):
        add(county, label, kind, **more)
    assert not OwnColumn.objects.exists()


def test_an_unknown_heading_becomes_an_own_column_while_it_is_imported(client, clerk, county):
    client.force_login(clerk)
    content = book([*HEADINGS, "配套资金(元)"], row("C1", 380000), row("C2", 20000))
    there = client.post(f"{PAGE}import/", {"file": SimpleUploadedFile("合同.xlsx", content)}).headers["Location"]
    preview = client.get(there)
    ((header, chosen, own),) = preview.context["asked"]
    assert (header, chosen, own["label"], own["kinds"][0]) == ("配套资金(元)", "", "配套资金", ("amount", "金额，元"))
    client.post(f"{there}names/", {"header": header, "column": "own:amount"})
    preview = client.get(there)
    assert not preview.context["asked"]
    client.post(f"{there}confirm/", {"plan": preview.context["digest"], "accepting": "已核对"})
    view = own_columns.view(TECHNOLOGY_CONTRACTS, county)
    (column,) = view.own
    assert [column.of(each) for each in TechnologyContract.objects.order_by("registration_number")] == [380000, 20000]


def test_values_of_few_words_become_a_choice(client, clerk, county):
    client.force_login(clerk)
    content = book([*HEADINGS, "评价等次"], row("C1", "优"), row("C2", "良"), row("C3", "优"))
    there = client.post(f"{PAGE}import/", {"file": SimpleUploadedFile("合同.xlsx", content)}).headers["Location"]
    client.post(f"{there}names/", {"header": "评价等次", "column": "own:choice"})
    (column,) = own_columns.view(TECHNOLOGY_CONTRACTS, county).own
    assert list(column.choices) == ["优", "良"]
