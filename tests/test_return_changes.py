"""What a return says otherwise than the one sent before: late entry, correction, void, restore, each with who and when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.list_tables.declared import LIST_TABLES
from kezhang.collection.models import Return
from kezhang.collection.returning import changes, deciding, life
from kezhang.collection.rounds import opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from tests import single_records as records
from tests.test_collection_pages import at
from tests.test_list_tables import PROJECT_LIST, project, told
from tests.test_returns import now, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TURNOVER, COUNT = "technology-contract-turnover", "technology-contracts"


@pytest.fixture
def answer(prefecture, county, neighbour, liaison) -> Return:
    asked = RoundAsked(
        as_of=date(2024, 6, 30), indicators=[INDICATORS[TURNOVER], INDICATORS[COUNT]],
        tables=[LIST_TABLES[PROJECT_LIST]], deadline=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    return opening.open_round(prefecture, asked, liaison).returns.get(org=county)


def contract(org, number, amount, by=None):
    return records.contract(org, number, amount, date(2024, 3, 20), by)


def corrected(record, amount: str, by) -> None:
    record.amount = Decimal(amount)
    journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=by, reason="补正", accepting="已核对"))


@pytest.fixture
def returned(answer, county, clerk, reviewer, director, liaison) -> Return:
    """Sent with two contracts and one project, all returned; then the ledgers moved in four ways."""
    first, second = contract(county, "2024650000000001", "1000000"), contract(county, "2024650000000002", "500000")
    kept = project(county, "甲项目", "300000", date(2024, 5, 1))
    sent(answer, clerk, reviewer, director)
    deciding.send_back(answer, liaison, [], "请核对")
    corrected(first, "1200000", clerk)
    journal.void(TECHNOLOGY_CONTRACTS, second, Author(by=clerk, reason="合同解除"))
    contract(county, "2024650000000003", "70000", clerk)
    kept.granted_amount = Decimal(250000)
    journal.save(PROJECTS, kept, Author(by=clerk, reason="按批复", accepting="已核对"))
    project(county, "乙项目")
    life.make(answer, clerk)
    return now(answer)


def by_slug(found) -> dict:
    return {each.slug: each for each in found}


def test_a_new_version_names_record_by_record_what_moved_and_who_did_it(returned, clerk):
    version = returned.newest
    former = changes.last_sent_before(version)
    found = by_slug(changes.between(former, version))
    (moved,) = found[TURNOVER].movements
    causes = {cause.what: cause for cause in moved.causes}
    assert (found[TURNOVER].before, found[TURNOVER].after) == ("150万元", "127万元")
    assert {what: cause.difference for what, cause in causes.items()} == {
        "更正": 200000,
        "作废": -500000,
        "补录": 70000,
    }
    assert sum(cause.difference for cause in moved.causes) == Decimal(1270000) - Decimal(1500000)
    assert ("成交额", "1000000.00", "1200000.00") in [
        (label.removeprefix("合同"), old, new) for label, old, new in causes["更正"].fields
    ]
    assert {cause.change.by for cause in moved.causes} == {clerk}
    assert causes["作废"].change.reason == "合同解除"


def test_what_came_and_went_without_moving_the_sum_is_told_too(returned):
    version = returned.newest
    found = by_slug(changes.between(changes.last_sent_before(version), version))
    (moved,) = found[COUNT].movements
    assert (found[COUNT].before, found[COUNT].after) == ("2项", "2项")
    assert sorted((cause.what, cause.difference) for cause in moved.causes) == [("作废", -1), ("补录", 1)]


def test_rows_of_a_list_that_came_or_say_something_else_are_named_with_their_fields(returned, clerk):
    version = returned.newest
    rows = by_slug(changes.between(changes.last_sent_before(version), version))[PROJECT_LIST].rows
    told_ = {row.what: row for row in rows}
    assert set(told_) == {"更正", "补录"}
    assert told_["更正"].fields == (("立项资金(万元)", "30", "25"),)
    assert (told_["更正"].change.by, told_["更正"].change.reason) == (clerk, "按批复")


def test_a_voided_and_restored_record_is_told_as_it_stands(answer, county, clerk, reviewer, director, liaison):
    record = contract(county, "2024650000000001", "1000000")
    journal.void(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="误登"))
    sent(answer, clerk, reviewer, director)
    deciding.send_back(answer, liaison, [TURNOVER], "请核对")
    record.refresh_from_db()
    journal.restore(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="误作废"))
    life.make(answer, clerk)
    version = now(answer).newest
    found = changes.between(changes.last_sent_before(version), version)
    assert [each.slug for each in found] == [TURNOVER]  # the count was accepted and stays
    assert [cause.what for cause in found[0].movements[0].causes] == ["恢复"]


def test_nothing_is_told_where_nothing_moved(answer, county, clerk, reviewer, director, liaison):
    contract(county, "2024650000000001", "1000000")
    sent(answer, clerk, reviewer, director)
    assert changes.since_sent(now(answer).newest) == []
    deciding.send_back(answer, liaison, [TURNOVER], "请核对")
    life.make(answer, clerk)
    version = now(answer).newest
    assert changes.between(changes.last_sent_before(version), version) == []


@pytest.mark.django_db(transaction=True)
def test_what_moved_after_an_accepted_return_is_told_and_the_return_stays(
    answer, county, clerk, reviewer, director, liaison
):
    record = contract(county, "2024650000000001", "1000000")
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    corrected(record, "1500000", clerk)
    found = by_slug(changes.since_sent(now(answer).accepted))
    assert (found[TURNOVER].before, found[TURNOVER].after) == ("100万元", "150万元")
    assert now(answer).accepted.figures.get(item__indicator=TURNOVER).value == "1000000"
    text = at(liaison, county, "return-since", pk=answer.pk)[1]
    assert "100万元 → 150万元" in text
    assert "更正" in text


def test_the_page_of_the_return_lists_it_for_the_bureau_and_for_the_liaison_once_sent(
    returned, county, clerk, liaison, neighbour, neighbour_clerk
):
    text = at(clerk, county, "return", pk=returned.pk)[1]
    assert "与第1稿" in text
    assert "150万元 → 127万元" in text
    assert "合同解除" in text
    assert "立项资金(万元)：30 → 25" in text
    assert "合同解除" not in at(liaison, county, "return", pk=returned.pk)[1]  # not sent yet
    for name in ("return", "return-since"):
        assert at(neighbour_clerk, neighbour, name, pk=returned.pk)[0] == 404


def test_the_command_tells_the_same_with_exact_numbers(returned, county):
    found = told("return", "since", "--org", county.code, "--json")
    assert found["since"] == 1
    turnover = next(each for each in found["changed"] if each["slug"] == TURNOVER)
    parts = turnover["movements"][0]["parts"]
    assert sorted(part["difference"] for part in parts) == ["-500000", "200000", "70000"]
