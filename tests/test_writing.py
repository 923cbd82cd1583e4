"""Writing that loses nothing: merged where people changed different things, a conflict where they changed the same."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs import people
from kezhang.records.history.integrity import examine
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused
from tests.single_records import contract

pytestmark = pytest.mark.django_db
PAGE = "/ledgers/technology-contracts"
STALE = timezone.now()


@pytest.fixture
def other(clerk, county):
    return people.add("other", county, "clerk", "reviewer", full_name="张兰")


@pytest.fixture
def stored(county, clerk):
    """A contract of 20万元, written through the journal."""
    return contract(county, "2024652799000001", 200_000, timezone.now().date(), by=clerk)


def read(record):
    return type(record)._default_manager.get(pk=record.pk)


def change(record, by, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=by, reason="改", accepting="已核对"))


def whole() -> bool:
    return list(examine([TECHNOLOGY_CONTRACTS, ENTERPRISES])) == []


def test_two_people_changing_different_fields_both_keep_their_change(stored, clerk, other):
    mine, theirs = read(stored), read(stored)
    change(theirs, other, remark="张兰写的")
    change(mine, clerk, title="李文写的")
    kept = read(stored)
    assert (kept.title, kept.remark) == ("李文写的", "张兰写的")
    assert (mine.title, mine.remark) == ("李文写的", "张兰写的")
    assert Change.objects.latest("sequence").after == {"title": "李文写的"}


def test_two_people_changing_one_field_are_told_of_each_other(stored, clerk, other):
    mine, theirs = read(stored), read(stored)
    change(theirs, other, amount=Decimal(250_000))
    with pytest.raises(Conflicted) as told:
        change(mine, clerk, amount=Decimal(300_000), title="也改了")
    (conflict,) = told.value.conflicts
    assert (conflict.column.name, conflict.before, conflict.theirs, conflict.mine, conflict.by_name) == (
        "amount", "20", "25", "30", "张兰",
    )  # fmt: skip
    assert "冲突：张兰于" in str(told.value)
    assert (read(stored).amount, read(stored).title) == (Decimal(250_000), stored.title)
    assert whole()


def test_the_same_value_from_two_people_is_no_conflict_and_no_second_change(stored, clerk, other):
    mine, theirs = read(stored), read(stored)
    change(theirs, other, amount=Decimal(250_000))
    assert change(mine, clerk, amount=Decimal("250000.00")) is None
    assert Change.objects.count() == 2


def test_a_record_voided_meanwhile_is_a_conflict_and_stays_voided(stored, clerk, other):
    mine = read(stored)
    journal.void(TECHNOLOGY_CONTRACTS, read(stored), Author(by=other, reason="重复登记"))
    with pytest.raises(Conflicted, match=r"张兰于.*已作废这条记录（重复登记）"):
        change(mine, clerk, remark="晚了")
    assert read(stored).is_void


def test_a_write_from_before_a_restore_does_not_void_again(stored, clerk, other):
    journal.void(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="误作废"))
    stale = read(stored)
    journal.restore(TECHNOLOGY_CONTRACTS, read(stored), Author(by=other, reason="恢复"))
    change(stale, clerk, remark="补充")
    assert not read(stored).is_void


def test_rules_are_judged_on_what_two_people_wrote_together(stored, clerk, other):
    """Each change alone keeps 技术交易额 within 成交额; both together do not."""
    mine, theirs = read(stored), read(stored)
    change(theirs, other, amount=Decimal(50_000))
    with pytest.raises(Refused, match="技术交易额不能大于合同成交额"):
        change(mine, clerk, technology_amount=Decimal(100_000))


def test_a_column_loaded_late_does_not_hide_what_its_writer_changed(stored, clerk):
    mine = TechnologyContract.objects.only("id", "org", "title").get(pk=stored.pk)
    mine.title = "新名称"
    assert mine.remark == ""
    change(mine, clerk)
    assert read(stored).title == "新名称"


def test_a_second_void_and_a_second_restore_log_nothing(stored, clerk):
    journal.void(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="重复"))
    with pytest.raises(AlreadyDone, match="已经作废"):
        journal.void(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="重复"))
    journal.restore(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="恢复"))
    with pytest.raises(AlreadyDone, match="没有作废"):
        journal.restore(TECHNOLOGY_CONTRACTS, stored, Author(by=clerk, reason="恢复"))
    assert [c.kind for c in Change.objects.order_by("sequence")] == ["create", "void", "restore"]


def test_moments_never_run_backwards_even_when_the_clock_does(stored, clerk, county):
    ahead = timezone.now() + timedelta(hours=1)
    ChainHead.objects.filter(org=county).update(at=ahead)
    made = change(read(stored), clerk, remark="钟走回去了")
    assert made.at == ahead + timedelta(microseconds=1)
    assert ChainHead.objects.get(org=county).at == made.at


def test_a_link_is_logged_and_a_log_from_before_links_is_still_whole(county, clerk):
    firm = Enterprise(org=county, name="朔湖甲公司")
    journal.save(ENTERPRISES, firm, Author(by=clerk))
    made = contract(county, "2024652799000002", 1000, timezone.now().date(), seller="朔湖甲公司")
    created = Change.objects.latest("sequence")
    assert created.after["seller_enterprise"] == firm.pk
    moved = change(read(made), clerk, seller="别家公司")
    assert (moved.before["seller_enterprise"], moved.after["seller_enterprise"]) == (firm.pk, None)
    assert whole()
    TechnologyContract.objects.filter(pk=made.pk).update(seller_enterprise=firm)
    assert [f.subject for f in examine([TECHNOLOGY_CONTRACTS])] == [f"技术合同第{made.pk}号"]


def test_a_bureau_is_locked_inside_a_transaction_only(county):
    from django.db import connection, transaction

    if connection.in_atomic_block:  # the test's own transaction; what is asked for is that one is needed
        connection.in_atomic_block = False
        try:
            with pytest.raises(transaction.TransactionManagementError):
                chain.lock(county)
        finally:
            connection.in_atomic_block = True
