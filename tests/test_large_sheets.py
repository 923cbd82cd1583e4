"""Sheets of many rows, written to do harm or not: what is in them is found, or they are refused, in time that grows with
their rows. Times are of the processor, and far above what each takes.
"""

import time

import pytest

from kezhang.ledgers.models import LEDGERS, TECHNOLOGY_CONTRACTS
from kezhang.records.importing.detection import recognition, table_detection
from kezhang.records.importing.detection.headers import MOST_HEADS
from kezhang.records.importing.workbooks import workbook_parsing, workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import FORM_ROWS, Page, UnreadableWorkbook
from kezhang.submissions.quizzes import bank
from kezhang.web.administration import people_sheet

HEAD = [column.label for column in TECHNOLOGY_CONTRACTS.columns]
ROW = [str(TECHNOLOGY_CONTRACTS.sample.get(column.name, "")) for column in TECHNOLOGY_CONTRACTS.columns]
REFUSED = {
    "words": ([[f"额{row}", "甲乙", f"名{row}称", "李明华", f"金{row}额", "企业"] for row in range(40_000)], "表头与任何一个台账都对不上"),
    "numbers": ([[str(row * 7 + at) for at in range(6)] for row in range(40_000)], "表头与任何一个台账都对不上"),
    "halves of names": ([[f"{name}{row}）" for name in HEAD[:6]] for row in range(12_000)], "表头与任何一个台账都对不上"),
    "one column": ([[f"字{row}"] for row in range(100_000)], "表头与任何一个台账都对不上"),
    "wide rows": ([["项目", "序号"] * 8000] * 20, "表头与任何一个台账都对不上"),
    "headers alone": ([HEAD] * 12_000, f"反复出现表头，超过{MOST_HEADS}次"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def soon():
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 5


def recognised(monkeypatch, rows, **of_page):
    monkeypatch.setattr(recognition, "pages", lambda content, name: [Page("表", rows, **of_page)])
    return recognition.recognise(b"", "表.csv", LEDGERS)


@pytest.mark.parametrize("shape", REFUSED)
def test_a_sheet_of_many_rows_that_is_no_ledger_is_refused_soon(monkeypatch, shape):
    rows, says = REFUSED[shape]
    with pytest.raises(UnreadableWorkbook, match=says):
        recognised(monkeypatch, rows)


def test_a_sheet_with_its_header_on_every_page_is_read_whole_and_soon(monkeypatch):
    rows = [each for _ in range(200) for each in (HEAD, *[ROW] * 20)]
    merged = [((at, 0), (at + 1, 0)) for at in range(1, len(rows), 3)]
    (table,) = recognised(monkeypatch, rows, merged=merged)
    assert (table.ledger, sum(len(part.rows) for part in table.parts)) == (TECHNOLOGY_CONTRACTS, 4000)


def test_rows_that_happen_to_hold_names_of_columns_are_no_headers():
    """Thousands of cells may say what some column is called; the header is where most of them stand together."""
    rows = [HEAD, *[[*ROW[:-1], HEAD[0]] for _ in range(MOST_HEADS + 500)]]
    table = table_detection.find(TECHNOLOGY_CONTRACTS, [Page("表", rows)])
    assert [(part.head.first, len(part.rows)) for part in table.parts] == [(0, MOST_HEADS + 500)]


@pytest.mark.parametrize(
    ("row", "says"), [([b"1"] * 20_000, "有20000列"), ([b"ab"] * 7, "填了0万格以上")], ids=["columns", "cells"]
)
def test_more_than_whoever_asked_could_hold_is_refused(monkeypatch, row, says):
    monkeypatch.setattr(workbook_parsing, "FILLED_LIMIT", 1000)
    with pytest.raises(UnreadableWorkbook, match=says):
        list(workbook_parsing.parse(b"\n".join([b",".join(row)] * 200), "表.csv"))


def test_a_form_of_more_rows_than_forms_have_is_refused():
    with pytest.raises(UnreadableWorkbook, match=f"有{FORM_ROWS + 1}行，这样的表最多{FORM_ROWS}行"):
        workbook_reader.form_pages(b"1,2\n" * (FORM_ROWS + 1), "表.csv")


@pytest.mark.django_db
def test_more_persons_or_questions_than_one_sheet_may_bring_are_refused_before_they_are_looked_up(
    county, django_assert_max_num_queries
):
    people = [["登录名", "姓名"], *([f"p{row}", f"甲{row}"] for row in range(FORM_ROWS - 1))]
    with django_assert_max_num_queries(people_sheet.MOST + 5), pytest.raises(people_sheet.Unread) as refused:
        people_sheet.read([Page("人员", people)], county)
    assert refused.value.faults == ["一次最多500人，表里不止500人，请分成几张表。"]
    questions = [["题目", "答案"], *([f"题{row}", "没有"] for row in range(FORM_ROWS - 1))]
    with pytest.raises(bank.BankRefused, match="一次最多5000题，表里不止5000题"):
        bank.read([Page("题库", questions)])
