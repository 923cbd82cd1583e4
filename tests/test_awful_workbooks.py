"""Thirty awful workbooks: no row is lost between a sheet and the ledger, and no 分 either."""

import json
from decimal import Decimal

import pytest
from django.db.models import Sum

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import TechnologyContract
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.importing.detection.row_kinds import RowKind
from kezhang.records.importing.workbooks import workbook_reader
from tests import awful_workbooks
from tests.awful_workbooks import BAD, GOOD, NOTE, OTHER, TOTAL
from tests.command_line import invoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]

WORKBOOKS = awful_workbooks.workbooks()


def test_there_are_thirty_or_more_and_none_repeats_another():
    assert len(WORKBOOKS) == len({each.name[2:] for each in WORKBOOKS}) >= 30


@pytest.mark.parametrize("each", WORKBOOKS, ids=lambda each: each.name)
def test_every_row_below_a_header_is_accounted_for(county, each):
    tables = recognise(each.content(), each.name, LEDGERS.values())
    plans = [import_plan.plan(table.ledger, table, county) for table in tables]
    found: dict[tuple[str, int], str] = {}
    for table, plan in zip(tables, plans, strict=True):
        rejected = {(problem.sheet, problem.row) for problem in plan.rejected}
        for part in table.parts:
            sheet = part.sheet if table.several_sheets else ""
            for row in part.left_out:
                found[part.sheet, row.number] = TOTAL if row.kind is RowKind.TOTAL else NOTE
            found |= {(part.sheet, number): BAD if (sheet, number) in rejected else GOOD for number, _ in part.rows}
        found |= {(sheet, number): OTHER for sheet, (number, _) in table.foreign}
        assert len(plan.new) == list(found.values()).count(GOOD)
    assert found == (
        {(each.name, number): kind for (_, number), kind in each.expected.items()} if each.encoding else each.expected
    )
    assert sum(row.record.amount for plan in plans for row in plan.new) == each.yuan
    heads = {
        (part.sheet, at + 1) for t in tables for part in t.parts for at in range(part.head.first, part.head.last + 1)
    }
    first = {sheet: min(number for name, number in heads if name == sheet) for sheet, _ in heads}
    for page in workbook_reader.pages(each.content(), each.name):
        filled = {(page.name, at + 1) for at, row in enumerate(page.rows) if not workbook_reader.is_blank(row)}
        below = {place for place in filled if page.name in first and place[1] > first[page.name]}
        assert below - heads == set(found) & {p for p in found if p[0] == page.name}


def test_the_folder_imports_as_a_whole_and_agrees_to_the_fen(county, tmp_path):
    made = awful_workbooks.write(tmp_path)
    options = [
        "--org",
        county.code,
        "--yes",
        "--json",
        "--accept",
        "已逐条核对",
        "--same",
        "new",
        "--part",
        "Sheet1=不读",
    ]
    found = invoked(["import", str(tmp_path), *options])
    told = {file["file"]: file["tables"] for file in json.loads(found.stdout)}
    assert set(told) == {each.name for each in made}
    assert found.exit_code == 1  # rows were refused, each with its reason
    for each in made:
        rejected = {(p["sheet"], p["row"]) for table in told[each.name] for p in table["rejected"]}
        assert len(rejected) == list(each.expected.values()).count(BAD), each.name
        assert all(p["says"] for table in told[each.name] for p in table["rejected"])
    stored = TechnologyContract.objects.aggregate(total=Sum("amount"))["total"]
    assert stored == sum((each.yuan for each in made), Decimal(0))
    assert TechnologyContract.objects.count() == sum(list(each.expected.values()).count(GOOD) for each in made)
