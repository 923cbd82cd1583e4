"""疑为同一条: rows that are a stored record but for their number, found by looking up and never by going through each."""

import pytest

from kezhang.records.importing import import_plan
from kezhang.records.importing.asking import likely_same
from kezhang.records.models import Batch
from kezhang.records.writing.journal import Author
from tests.test_sheet_files import HEAD, contract, planned, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
MANY = 120


@pytest.fixture
def looked_at(monkeypatch):
    """How many records' words were asked for."""
    asked, words = [], likely_same._words

    def counted(ledger, record, names):
        asked.append(record)
        return words(ledger, record, names)

    monkeypatch.setattr(likely_same, "_words", counted)
    return asked


def numbered(number, n):
    """The contract of this ``n``, under another number."""
    return [contract(number)[0], *contract(n)[1:]]


def stored(county, rows):
    plan = planned(county, workbook(rows, head=HEAD))
    batch = Batch.objects.create(org=county, ledger="technology-contracts", file_name="合同.xlsx", sha256="")
    import_plan.apply(plan, batch, Author(by=None, accepting="已核对"))


def asked_of(county, rows):
    plan = planned(county, workbook(rows, head=HEAD))
    return [(question.key, question.found) for question in plan.questions]


def test_a_row_that_differs_by_its_number_alone_is_asked_about(county):
    stored(county, [contract(1), contract(2)])
    ((key, found),) = asked_of(county, [numbered(8, 1), contract(9)])
    assert (key, found.count("滴灌带回收1"), "滴灌带回收9" in found) == ("key", 1, False)


def test_of_two_rows_alike_one_is_the_stored_one_and_the_other_a_new_one(county):
    stored(county, [contract(1)])
    ((key, found),) = asked_of(county, [numbered(8, 1), numbered(9, 1)])
    assert (key, found.startswith("第2行与"), "第3行" in found) == ("key", True, False)


def test_two_stored_alike_are_found_by_a_row_each(county):
    stored(county, [contract(1), numbered(2, 1)])
    ((_, found),) = asked_of(county, [numbered(8, 1), numbered(9, 1), numbered(7, 1)])
    assert [f"第{row}行与" in found for row in (2, 3, 4)] == [True, True, False]


@pytest.mark.parametrize("alike", [False, True], ids=["all other ones", "all the same but for their numbers"])
def test_a_register_of_one_day_is_looked_up_row_by_row_and_not_gone_through_for_each(county, looked_at, alike):
    stored(county, [contract(n) for n in range(1, MANY + 1)])
    looked_at.clear()
    rows = [numbered(MANY + n, n if alike else MANY + n) for n in range(1, MANY + 1)]
    asked = asked_of(county, rows)
    assert bool(asked) == alike
    assert len(looked_at) <= 2 * (MANY + MANY)
