"""What the domain means by its words, where a plausible count would be a wrong one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest

from kezhang.catalogue import LEDGERS
from kezhang.controls.catalogue import inspect
from kezhang.ledgers.documents.task_items import TASK_ITEMS
from kezhang.ledgers.enterprises.zero_lists import ZERO_LISTS
from kezhang.ledgers.envoys.envoy_services import ENVOY_SERVICES
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import Envoy, EnvoyService, Project, TaskItem, Village, VillagePairing, ZeroListing
from kezhang.orgs import people
from kezhang.records import workbook_writer
from kezhang.records.declaration.startup_checks import faults
from kezhang.records.declaration.validation import problems
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import PROGRESS_ENTRIES, ProgressEntry
from kezhang.targets.progress import Light, board
from tests.single_records import JUNE, YEAR, contract, done, published, target, value

pytestmark = pytest.mark.django_db


def envoy(org, name="古丽娜尔", **more):
    given = {"started_on": date(2023, 1, 1), "due_on": date(2025, 12, 31), "level": "county", "dispatcher": "农技站"}
    return Envoy.objects.create(org=org, name=name, **(given | more))


def paired(org, village, served_by, **more):
    found = Village.objects.get_or_create(org=org, name=village, town="镇", listed_on=date(2020, 1, 1))[0]
    return VillagePairing.objects.create(
        org=org,
        village_name=village,
        village=found,
        envoy_name=served_by.name,
        envoy=served_by,
        started_on=date(2023, 1, 1),
        **more,
    )


def coverage(org, day):
    return value("village-coverage", org, YEAR, day)


def test_a_village_whose_only_envoy_has_left_is_not_covered(county):
    paired(county, "甲村", envoy(county, left_on=date(2024, 4, 1)))
    assert (coverage(county, date(2024, 3, 31)), coverage(county, date(2024, 4, 1))) == (1, 0)


def test_a_village_is_covered_while_one_of_its_envoys_is_on_duty(county):
    paired(county, "甲村", envoy(county, left_on=date(2024, 4, 1)))
    paired(county, "甲村", envoy(county, "买买提"))
    assert coverage(county, JUNE) == 1


@pytest.mark.parametrize(
    "more",
    [{"due_on": date(2024, 5, 31)}, {"stage": "nominated"}, {"stage": "exited"}, {"started_on": date(2024, 7, 1)}],
    ids=["term over", "only nominated", "left nobody knows when", "not yet begun"],
)
def test_a_village_is_not_covered_by_an_envoy_who_is_not_on_duty(county, more):
    paired(county, "甲村", envoy(county, **more))
    assert coverage(county, JUNE) == 0


def test_an_envoy_dispatched_anew_keeps_the_villages(county):
    paired(county, "甲村", envoy(county, due_on=date(2024, 3, 31)))
    envoy(county, started_on=date(2024, 4, 1), due_on=date(2026, 3, 31))
    assert coverage(county, JUNE) == 1


def test_a_namesake_in_the_next_county_covers_nothing_here(county, neighbour):
    paired(county, "甲村", envoy(county, left_on=date(2024, 4, 1)))
    envoy(neighbour)
    assert coverage(county, JUNE) == 0


def light(org, day):
    (line,) = board(org, day)
    return line.light, line.expected


def test_quarter_targets_move_the_light_every_day_as_the_profile_goes(county):
    """成果登记 is expected 前低后高: from 15 % in March to 40 % in June."""
    target(county, 8, first_quarter=Decimal(2), second_quarter=Decimal(6))
    done(county, 3, date(2024, 3, 15))
    assert light(county, date(2024, 3, 31))[1] == Decimal("0.25")
    middle = light(county, date(2024, 5, 16))
    assert round(middle[1], 9) == round(Decimal("0.25") + Decimal("0.5") * 46 / 91, 9)
    assert middle[0] is Light.BEHIND
    assert light(county, date(2024, 4, 1))[0] is Light.AHEAD
    assert light(county, JUNE)[1] == Decimal("0.75")


def test_after_the_last_quarter_stated_the_rest_is_owed_by_the_years_end(county):
    target(county, 8, second_quarter=Decimal(6))
    september = light(county, date(2024, 9, 30))[1]
    # The profile goes from 40 % to 65 % of the year: 25 of the 60 points that are left.
    assert september == Decimal("0.75") + Decimal("0.25") * (Decimal("0.25") / Decimal("0.60"))
    assert light(county, date(2024, 12, 31))[1] == 1


def test_a_milestone_with_quarters_owes_nothing_before_the_next_one(county):
    target(county, 4, "award-nominations", second_quarter=Decimal(2))
    assert [light(county, day)[1] for day in (date(2024, 6, 29), JUNE, date(2024, 9, 1))] == [
        0,
        Decimal("0.5"),
        Decimal("0.5"),
    ]


def task(org, number, due_on, **more):
    return TaskItem.objects.create(
        org=org,
        source="清单",
        number=number,
        task="任务",
        leader="本局",
        listed_on=date(2024, 1, 5),
        due_on=due_on,
        **more,
    )


def test_a_task_is_late_by_its_deadline_and_state_and_not_because_somebody_said_so(county):
    task(county, "1", date(2024, 5, 31), stage="doing")
    task(county, "2", date(2024, 12, 31), stage="behind")
    task(county, "3", date(2024, 5, 31), stage="continuous")
    task(county, "4", date(2024, 5, 31), stage="done", done_on=date(2024, 5, 30))
    assert value("tasks-behind", county) == 1


def test_a_task_done_after_the_cut_was_late_at_the_cut(county):
    task(county, "1", date(2024, 5, 31), stage="done", done_on=date(2024, 7, 10))
    cuts = (date(2024, 5, 31), JUNE, date(2024, 7, 10))
    assert [value("tasks-behind", county, YEAR, day) for day in cuts] == [0, 1, 0]
    assert [value("tasks-done", county, YEAR, day) for day in cuts] == [0, 0, 1]


def test_what_was_once_called_late_is_still_shown_so_and_chosen_no_more(county):
    column = TASK_ITEMS.column("stage")
    assert column.text(task(county, "1", date(2024, 5, 31), stage="behind")) == "滞后"
    assert "滞后" not in column.choices.values()
    assert column.reader()("滞后") == "doing"


def served(org, name="古丽娜尔"):
    return EnvoyService(
        org=org,
        envoy_name=name,
        served_on=date(2024, 4, 12),
        mode="onsite",
        place="甲村",
        content="指导番茄温室白粉虱绿色防控",
    )


def test_a_service_by_an_unknown_envoy_is_stored_with_a_reason_only(county, clerk):
    with pytest.raises(Refused, match="“科技特派员”台账中没有这个名称"):
        journal.save(ENVOY_SERVICES, served(county), Author(by=clerk))
    change = journal.save(ENVOY_SERVICES, served(county), Author(by=clerk, accepting="名册待补"))
    assert [each["rule"] for each in change.accepted] == ["envoy_name_is_registered"]


def test_a_service_by_an_envoy_in_the_register_is_stored_without_a_word(county, clerk):
    envoy(county)
    assert journal.save(ENVOY_SERVICES, served(county), Author(by=clerk)).accepted == []


def test_an_envoy_of_the_next_county_is_unknown_here(county, neighbour, clerk):
    envoy(neighbour)
    with pytest.raises(Refused, match="没有这个名称"):
        journal.save(ENVOY_SERVICES, served(county), Author(by=clerk))


def imported(ledger, org, **values):
    book = workbook_writer.template(replace(ledger, sample={**ledger.sample, **values}))
    return import_plan.plan(ledger, table_detection.read(ledger, BytesIO(book), "台账.xlsx"), org)


def test_an_import_warns_of_unknown_envoys_row_by_row(county):
    (warned,) = imported(ENVOY_SERVICES, county).warnings
    assert (warned.label, warned.found, warned.row is not None) == ("科技特派员", "古丽娜尔", True)
    envoy(county)
    assert imported(ENVOY_SERVICES, county).warnings == ()


def test_the_form_warns_of_an_unknown_envoy_and_not_of_a_known_one(client, county, clerk):
    client.force_login(clerk)
    form = {"envoy_name": "古丽娜尔", "served_on": "2024-04-12", "mode": "现场", "place": "甲村"}
    form |= {"content": "指导番茄温室白粉虱绿色防控", "is_on_platform": "是"}
    page = client.post("/ledgers/envoy-services/new/", form)
    assert "台账中没有这个名称" in page.content.decode()
    assert not EnvoyService.objects.exists()
    envoy(county)
    client.post("/ledgers/envoy-services/new/", form)
    assert EnvoyService.objects.get().envoy.name == "古丽娜尔"


def found(org, number, as_of=JUNE):
    outcome = next(o for o in inspect(org, as_of) if o.check.number == number)
    return [each.says for each in outcome.found]


def reported(org, month, cumulative, rank, **more):
    return ProgressEntry.objects.create(
        org=org, indicator="technology-contract-turnover", year=2024, month=month, as_of=date(2024, month, 28), unit="万元",
        cumulative=Decimal(cumulative), rank=rank, **({"rank_of": 5} | more),
    )  # fmt: skip


def test_ranks_that_the_figures_turn_round_are_told(prefecture, county, neighbour):
    reported(county, 5, 800, 2)
    reported(neighbour, 5, 500, 1)
    (says,) = found(prefecture, 23)
    assert "与各自的数不符" in says
    ProgressEntry.objects.filter(org=neighbour).update(rank=3)
    assert found(prefecture, 23) == []


def test_two_bureaus_with_different_figures_do_not_share_a_rank(prefecture, county, neighbour):
    reported(county, 5, 800, 1)
    reported(neighbour, 5, 500, 1)
    assert len(found(prefecture, 23)) == 1


def test_ranks_by_rate_are_as_good_as_ranks_by_amount(prefecture, county, neighbour):
    reported(county, 5, 800, 2, rate=Decimal(40))
    reported(neighbour, 5, 500, 1, rate=Decimal(60))
    assert found(prefecture, 23) == []


def test_a_county_alone_compares_its_ranks_with_its_own_months(county, neighbour):
    reported(neighbour, 5, 500, 1)
    reported(county, 4, 300, 2)
    outcome = next(o for o in inspect(county, JUNE) if o.check.number == 23)
    assert outcome.state_label == "无法核对"
    reported(county, 5, 800, 2, rank_of=14)
    (says,) = found(county, 23)
    assert says == "2024年4月技术合同成交额参加排名数为5，5月为14。"


def test_a_published_rank_goes_with_the_published_intensity(prefecture, county, neighbour):
    for org, intensity, rank in ((county, "1.2", 1), (neighbour, "1.5", 2)):
        published(org, "research_intensity", 2022, Decimal(intensity), "%")
        published(org, "research_rank", 2022, rank, "位")
    (says,) = found(prefecture, 23)
    assert says.startswith("2022年研发投入强度")


def test_a_contract_under_two_numbers_does_not_pass_check_seven(county):
    contract(county, "1", 1000, date(2024, 3, 1))
    contract(county, "2", 900, date(2024, 3, 1))
    assert found(county, 7) == []
    contract(county, "3", 1000, date(2024, 3, 1), state="cancelled")
    assert found(county, 7) == []
    contract(county, "4", 1000, date(2024, 3, 1))
    (says,) = found(county, 7)
    assert says.startswith("双方、成交额和签订日期都相同的技术合同有2份")


def test_a_contract_of_one_name_under_two_numbers_is_told_whatever_the_amount(county):
    contract(county, "1", 1000, date(2024, 3, 1))
    again = contract(county, "2", 900, date(2024, 4, 1))
    again.title = "　1 "
    again.save()
    (says,) = found(county, 7)
    assert says.startswith("名称和双方相同、编号不同的技术合同有2份")


@pytest.mark.parametrize(
    ("ledger", "state", "date_named"),
    [
        (ledger, state, name)
        for ledger in LEDGERS.values()
        if ledger.process
        for state, names in ledger.process.dated.items()
        for name in names
    ],
    ids=lambda each: getattr(each, "slug", each),
)
def test_a_state_without_its_date_is_refused_in_every_ledger(ledger, state, date_named, county):
    record = ledger.model(org=county, **{ledger.process.state: state, date_named: None})
    says = [p.says for p in problems(ledger, record) if p.rule == f"{date_named}_is_given"]
    label, day = ledger.column(ledger.process.state).choices[state], ledger.column(date_named).label
    assert len(says) == 1
    assert f"“{label}”" in says[0]
    assert says[0].endswith(f"应填写{day}。")
    setattr(record, date_named, date(2024, 5, 1))
    assert [p for p in problems(ledger, record) if p.rule == f"{date_named}_is_given"] == []


@pytest.mark.parametrize(
    ("ledger", "earlier", "later"),
    [
        (ledger, earlier, later)
        for ledger in LEDGERS.values()
        if ledger.process
        for names in ledger.process.order
        for earlier, later in pairwise(names)
    ],
    ids=lambda each: getattr(each, "slug", each),
)
def test_the_days_of_a_process_do_not_run_backwards(ledger, earlier, later, county):
    record = ledger.model(org=county, **{earlier: date(2024, 5, 2), later: date(2024, 5, 1)})
    rule = f"{later}_not_before_{earlier}"
    assert rule in [p.rule for p in problems(ledger, record)]
    setattr(record, later, date(2024, 5, 2))
    assert rule not in [p.rule for p in problems(ledger, record)]


def test_an_accepted_project_without_a_day_of_acceptance_is_refused(county, clerk):
    project = Project(
        org=county, enterprise_name="甲公司", title="示范", programme="county", level="county", stage="accepted",
        applied_on=date(2023, 3, 1), approved_on=date(2023, 6, 1),
    )  # fmt: skip
    with pytest.raises(Refused, match="“已验收”的应填写验收日期"):
        journal.save(PROJECTS, project, Author(by=clerk, accepting="核对过"))


def test_a_ledger_with_a_state_says_what_each_state_needs():
    silent = replace(PROJECTS, process=None)
    assert [fault.id for fault in faults(silent, "projects")] == ["ledgers.E005"]
    half = replace(PROJECTS, process=replace(PROJECTS.process, dated={"accepted": ("accepted_on",)}))
    assert "approved" in faults(half, "projects")[0].msg


def listed(org, **days):
    return ZeroListing(
        org=org, enterprise_name="甲公司", kind="no_input", year=2024, listed_on=date(2024, 1, 5),
        revenue=Decimal(200_000_000), **days,
    )  # fmt: skip


def test_a_firm_that_rebounded_can_be_cleared_again(county, clerk):
    days = {"cleared_on": date(2024, 3, 1), "rebounded_on": date(2024, 4, 1), "cleared_again_on": date(2024, 6, 10)}
    journal.save(ZERO_LISTS, listed(county, **days), Author(by=clerk))
    cuts = (date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1), date(2024, 6, 9), date(2024, 6, 10))
    assert [value("zero-remaining", county, YEAR, day) for day in cuts] == [1, 0, 1, 1, 0]
    assert value("zero-input-cleared", county) == 1


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"cleared_again_on": date(2024, 6, 1)}, "应填写反弹日期"),
        ({"rebounded_on": date(2024, 4, 1)}, "应填写清零日期"),
        (
            {
                "cleared_on": date(2024, 3, 1),
                "rebounded_on": date(2024, 4, 1),
                "cleared_again_on": date(2024, 3, 20),
            },
            "再清零日期不能早于反弹日期",
        ),
    ],
)
def test_a_second_clearing_comes_after_a_rebound_and_a_rebound_after_a_clearing(county, clerk, days, says):
    with pytest.raises(Refused, match=says):
        journal.save(ZERO_LISTS, listed(county, **days), Author(by=clerk))


def written_entry(org, author, **more):
    entry = ProgressEntry(
        org=org, indicator="technology-contract-turnover", year=2024, month=5, as_of=date(2024, 5, 31), unit="万元",
        cumulative=Decimal(800), **more,
    )  # fmt: skip
    journal.save(PROGRESS_ENTRIES, entry, Author(by=author))
    return entry


@pytest.fixture
def other(county):
    """A second person of the bureau who may review."""
    return people.add("other", county, "clerk", "reviewer", full_name="张兰")


def test_nobody_approves_what_he_reported_himself(county, clerk, other):
    entry = written_entry(county, clerk)
    entry.state = "approved"
    with pytest.raises(Refused, match="由填报人以外的人填写"):
        journal.save(PROGRESS_ENTRIES, entry, Author(by=clerk))
    journal.save(PROGRESS_ENTRIES, entry, Author(by=other))
    assert ProgressEntry.objects.get().state == "approved"


def test_a_clerk_who_is_no_reviewer_approves_nothing(county, clerk):
    entry = written_entry(county, clerk)
    entry.state = "approved"
    with pytest.raises(Refused, match="由本单位审核人填写"):
        journal.save(PROGRESS_ENTRIES, entry, Author(by=people.add("third", county, "clerk")))


def test_whoever_corrects_a_figure_has_written_it_and_does_not_approve_it(county, clerk, other):
    entry = written_entry(county, clerk)
    entry.cumulative = Decimal(900)
    journal.save(PROGRESS_ENTRIES, entry, Author(by=other))
    entry.state = "approved"
    with pytest.raises(Refused, match="由填报人以外的人填写"):
        journal.save(PROGRESS_ENTRIES, entry, Author(by=other))
    assert journal.save(PROGRESS_ENTRIES, entry, Author(by=clerk)) is not None


def test_an_entry_is_not_born_approved(county, clerk):
    with pytest.raises(Refused, match="由填报人以外的人填写"):
        written_entry(county, clerk, state="approved")


def test_what_is_due_or_was_sent_back_is_not_held_as_reported(county, clerk, other):
    entry = written_entry(county, clerk)
    assert found(county, 6) == ["2024年5月技术合同成交额填报800万元，台账截至2024-05-31为0万元。"]
    entry.state = "returned"
    journal.save(PROGRESS_ENTRIES, entry, Author(by=other))
    assert found(county, 6) == []


def test_a_planned_clearing_that_did_not_come_is_arrears(county, clerk):
    journal.save(ZERO_LISTS, listed(county, planned_on=date(2024, 5, 31)), Author(by=clerk))
    assert found(county, 15) == ["截至2024-06-30，1条计划清零日期已过仍未清零。"]
    assert found(county, 15, date(2024, 5, 31)) == []


def test_what_is_said_of_the_month_is_what_the_cumulated_value_rose_by(county):
    reported(county, 4, 300, 2)
    reported(county, 5, 800, 2, in_month=Decimal(500))
    assert found(county, 5) == []
    reported(county, 6, 900, 2, in_month=Decimal(400))
    (says,) = found(county, 5)
    assert says == "2024年6月技术合同成交额填报本月完成400万元，两个月累计数相差100万元。"
