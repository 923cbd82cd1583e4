"""The movement of a frozen figure: what has become of it since, by whose change, adding up exactly."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.units import WAN_YUAN
from kezhang.records import access
from kezhang.records.history.one_state import one_state
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports import workflow
from kezhang.reports.frozen.differences import differences
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.frozen.movement import LISTED, Cause, Movement, moved_since
from kezhang.reports.frozen.tracing import records_of
from kezhang.targets.models import TARGETS, Target
from tests.edited_reports import small_report
from tests.single_records import contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(county):
    return small_report(county)


def numbered(number: str) -> TechnologyContract:
    return TechnologyContract.objects.get(registration_number=number)


def correct(record, by, reason="更正", **values):
    for name, value in values.items():
        setattr(record, name, value)
    journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=by, reason=reason, accepting="已核对"))


def actual(found):
    return next(each for each in found if each.figure.label == "技术合同成交额" and each.figure.role == "实绩")


def test_a_report_nobody_wrote_behind_has_not_moved(report):
    assert moved_since(report) == []


def test_it_keeps_how_far_the_log_went_and_its_beginning_is_logged_with_it(report, county):
    begun = access.changes(county).get(ledger="reports", record_id=report.pk)
    assert begun.after["heads"] == report.heads == {str(county.pk): begun.sequence - 1}


def test_the_causes_of_every_movement_add_up_to_it(report, county, clerk, director):
    correct(numbered("1"), clerk, amount=Decimal(6_000_000))
    journal.void(TECHNOLOGY_CONTRACTS, numbered("2"), Author(by=director, reason="重复登记"))
    contract(county, "9", 1_500_000, date(2024, 6, 1), by=clerk)
    moved = moved_since(report)
    told = actual(moved)
    assert [(c.what, c.difference, c.change.by_name) for m in told.movements for c in m.causes] == [
        ("更正", Decimal(1_000_000), "李文"), ("作废", Decimal(-3_000_000), "王建国"), ("补录", Decimal(1_500_000), "李文"),
    ]  # fmt: skip
    assert {each.figure.role for each in moved} >= {"实绩", "完成率", "同比"}
    for each in moved:
        for movement in each.movements:
            assert sum(c.difference for c in movement.causes) == movement.after - movement.before, each.figure.role


def test_the_person_named_is_who_changed_what_counts_and_not_who_touched_it_last(report, clerk, director):
    correct(numbered("1"), clerk, "合同变更", amount=Decimal(6_000_000))
    correct(numbered("1"), director, "改错别字", title="改名")
    (cause,) = actual(moved_since(report)).movements[0].causes
    assert (cause.change.by_name, cause.change.reason, cause.fields) == (
        "李文", "合同变更", (("合同成交额", "5000000.00", "6000000.00"),),
    )  # fmt: skip


def test_a_new_version_of_a_target_moves_the_rate_and_is_named(report, county, clerk):
    old = Target.objects.get(indicator="technology-contract-turnover")
    made = Target(
        **{f.name: getattr(old, f.name) for f in Target._meta.concrete_fields if f.name not in {"id", "first_known"}}
    )
    made.version, made.value, made.effective_on = 2, Decimal(3000), date(2024, 6, 1)
    journal.save(TARGETS, made, Author(by=clerk, reason="调整任务", accepting="已核对"))
    rate = next(each for each in moved_since(report) if each.figure.role == "完成率")
    (movement,) = rate.movements
    assert (movement.before, movement.after) == (Decimal(20_000_000), Decimal(30_000_000))
    assert sum(cause.difference for cause in movement.causes) == Decimal(10_000_000)
    assert "李文" in {cause.change.by_name for cause in movement.causes if cause.change}


def test_the_records_of_a_frozen_figure_stand_as_they_stood(report, clerk):
    correct(numbered("1"), clerk, title="后来改的名")
    journal.void(TECHNOLOGY_CONTRACTS, numbered("2"), Author(by=clerk, reason="重复登记"))
    figure = report.figures.filter(label="技术合同成交额", role="实绩").first()
    assert [(each.then.title, each.then.is_void, each.since) for each in records_of(figure)] == [
        ("3", False, ""), ("2", False, "已作废"), ("1", False, "已更正"),
    ]  # fmt: skip
    assert "后来改的名".encode() not in evidence_workbook(report)


def test_a_correction_tells_each_cause_and_what_a_later_day_adds(report, county, clerk, director):
    workflow.issue(report, director)
    contract(county, "8", 700_000, date(2024, 7, 3), by=clerk)
    correct(numbered("1"), clerk, amount=Decimal(6_000_000))
    made = workflow.correct(report, clerk, "金额有误", date(2024, 7, 31))
    found = next(d for d in differences(report, made) if d.label == "技术合同成交额" and d.role == "实绩")
    (movement,) = found.movements
    assert [(c.what, c.difference) for c in movement.causes] == [
        ("更正", Decimal(1_000_000)), ("截至日期由2024-06-30改为2024-07-31", Decimal(700_000)),
    ]  # fmt: skip
    assert "技术合同“1 1”由5000000改为6000000（" in found.because
    # What is corrected after the correction was drafted is none of its causes.
    correct(numbered("3"), clerk, amount=Decimal(9_000_000))
    assert next(d for d in differences(report, made) if d.mark == found.mark) == found


def test_the_page_lists_them_for_the_bureau_and_for_nobody_else(client, report, clerk, director, neighbour_clerk):
    address = f"/reports/{report.number}/since/"
    client.force_login(clerk)
    assert "个数字都与生成时相同" in client.get(address).content.decode()
    correct(numbered("1"), director, "合同变更", amount=Decimal(6_000_000))
    for person, status in ((clerk, 200), (director, 200), (neighbour_clerk, 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.force_login(clerk)
    page = client.get(address).content.decode()
    for words in ("1062万元 → 1162万元", "+100万元", "王建国", "合同变更", "5000000.00 → 6000000.00"):
        assert words in page
    mark = report.figures.filter(label="技术合同成交额", role="实绩").first().mark
    panel = client.get(f"/reports/{report.number}/figures/{mark}/").content.decode()
    assert "已更正" in panel


@pytest.mark.django_db(transaction=True)
def test_reading_one_state_takes_no_lock_and_ends_with_its_block(county):
    with one_state():
        with one_state():  # what asks for it within another adds nothing
            assert not TechnologyContract.objects.exists()
        assert not TechnologyContract.objects.exists()
    contract(county, "1", 1_000_000, date(2024, 3, 1))
    assert TechnologyContract.objects.count() == 1


def test_the_panel_shows_a_figure_as_known_on_a_moment_and_what_came_since(client, county, clerk, neighbour_clerk):
    contract(county, "1", 1_000_000, date(2024, 3, 1), by=clerk)
    moment = timezone.now()
    correct(numbered("1"), clerk, "合同变更", amount=Decimal(1_200_000))
    client.force_login(clerk)
    address = "/figures/technology-contract-turnover/"
    asked = {"year": "2024", "known_on": timezone.localtime(moment).isoformat()}
    page = client.get(f"/652799/2024-06-30{address}", asked).content.decode()
    for words in ("100万元", "现在120万元", "与现在相比", "+20万元", "合同变更", "李文"):
        assert words in page
    assert "与现在相比" not in client.get(f"/652799/2024-06-30{address}", {"year": "2024"}).content.decode()
    before = client.get(
        f"/652799/2024-06-30{address}", {"year": "2024", "known_on": "2020-01-01T08:00"}
    ).content.decode()
    assert "补录" in before
    wrong = client.get(f"/652799/2024-06-30{address}", {"known_on": "昨天"})
    assert (wrong.status_code, "时刻“昨天”应为 ISO 8601" in wrong.content.decode()) == (422, True)
    client.force_login(neighbour_clerk)
    assert "120万元" not in client.get(address, asked).content.decode()


def test_a_long_list_of_causes_ends_with_what_the_rest_come_to():
    causes = tuple(Cause("补录", Decimal(10_000)) for _ in range(LISTED + 2))
    moved = Movement("成交额", Decimal(0), Decimal(10_000 * (LISTED + 2)), WAN_YUAN, causes)
    assert (len(moved.listed), moved.listed[0][1], moved.unlisted) == (LISTED, "+1万元", (2, "+2万元"))
