"""到期: what is declared on the ledgers is what lists, checks and start-up go by."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import (
    ApplicationWindow,
    EnterpriseVisit,
    HighTechCertificate,
    NamedProblem,
    Project,
    TaskItem,
    ZeroListing,
)
from kezhang.records import due_list
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.startup_checks import faults
from kezhang.targets.models import Target

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 30)


def project(org, title="番茄提质增效", **more):
    given = {"programme": "prefecture_plan", "level": "prefecture", "applied_on": date(2023, 3, 1), "approved_on": date(2023, 5, 1), "due_on": date(2024, 7, 31), "stage": "in_progress"}  # fmt: skip
    return Project.objects.create(org=org, title=title, enterprise_name="朔湖绿源农业科技有限公司", **given | more)


def certificate(org, number, valid_to, **more):
    return HighTechCertificate.objects.create(
        org=org, enterprise_name="朔湖天工机械有限公司", certificate_number=number, issued_on=date(2021, 10, 28),
        valid_to=valid_to, recognition_year=2021, kind="first", **more,
    )  # fmt: skip


def told(found):
    return [(item.says, str(item.record), item.days) for item in found]


def test_what_is_due_soon_is_told_with_its_name_and_the_days_left(county):
    project(county)
    certificate(county, "GR202165000101", date(2024, 10, 27))
    assert told(due_list.upcoming(county, JUNE)) == [
        ("项目到期验收", "番茄提质增效", 31),
        ("高企证书到期", "GR202165000101 朔湖天工机械有限公司", 119),
    ]


def test_each_declaration_is_told_as_far_ahead_as_it_says(county):
    project(county, due_on=date(2024, 9, 28))
    project(county, "戈壁温室", due_on=date(2024, 9, 29))
    assert told(due_list.upcoming(county, JUNE)) == [("项目到期验收", "番茄提质增效", 90)]


def test_what_is_settled_is_not_due_and_was_due_before_it_was_settled(county):
    project(county, accepted_on=date(2024, 6, 20), stage="accepted")
    project(county, "已终止的项目", stage="terminated")
    project(county, "未立项的项目", approved_on=None, stage="applied")
    assert told(due_list.upcoming(county, JUNE)) == []
    assert told(due_list.upcoming(county, date(2024, 6, 19))) == [("项目到期验收", "番茄提质增效", 42)]


def test_what_has_passed_is_late_only_where_passing_is_a_fault(county):
    project(county, due_on=date(2024, 5, 31))
    certificate(county, "GR202165000101", date(2024, 5, 31))
    ApplicationWindow.objects.create(org=county, programme="contest", year=2024, opens_on=date(2024, 3, 1), closes_on=date(2024, 5, 31))  # fmt: skip
    assert told(due_list.late(county, JUNE)) == [("项目到期未验收", "番茄提质增效", -30)]


def test_what_passed_last_is_told_first_of_what_is_late(county):
    project(county, "早的", due_on=date(2022, 5, 31))
    project(county, "近的", due_on=date(2024, 5, 31))
    assert [str(item.record) for item in due_list.late(county, JUNE)] == ["近的", "早的"]
    assert [str(item.record) for item in due_list.late(county, JUNE, most=1)] == ["近的"]
    assert due_list.late(county, JUNE, most=1).is_cut


def test_the_last_day_is_not_late_yet(county):
    project(county, due_on=JUNE)
    assert told(due_list.late(county, JUNE)) == []
    assert told(due_list.upcoming(county, JUNE)) == [("项目到期验收", "番茄提质增效", 0)]


def test_a_voided_record_is_not_due(county):
    made = project(county)
    Project.objects.filter(pk=made.pk).update(voided_at="2024-06-01T00:00:00Z")
    assert not due_list.upcoming(county, JUNE)


def test_tasks_visits_zero_lists_windows_and_problems_are_due(county):
    TaskItem.objects.create(org=county, source="清单", number="1", task="登记技术合同", leader="县科技局", listed_on=date(2024, 2, 1), due_on=date(2024, 7, 1))  # fmt: skip
    TaskItem.objects.create(org=county, source="清单", number="2", task="长期任务", leader="县科技局", listed_on=date(2024, 2, 1), due_on=date(2024, 7, 1), stage="continuous")  # fmt: skip
    EnterpriseVisit.objects.create(org=county, enterprise_name="甲公司", visited_on=date(2024, 6, 1), visitor="李文", issue="funds", stage="open", due_on=date(2024, 7, 2))  # fmt: skip
    EnterpriseVisit.objects.create(org=county, enterprise_name="乙公司", visited_on=date(2024, 6, 1), visitor="李文", due_on=date(2024, 7, 2))  # fmt: skip
    ZeroListing.objects.create(org=county, enterprise_name="丙公司", kind="no_input", year=2024, listed_on=date(2024, 1, 1), revenue=1, planned_on=date(2024, 7, 3))  # fmt: skip
    ApplicationWindow.objects.create(org=county, programme="contest", year=2024, opens_on=date(2024, 7, 4), closes_on=date(2024, 7, 30))  # fmt: skip
    NamedProblem.objects.create(org=county, category="input", statement="投入偏小", stated_on=date(2024, 6, 1), due_on=date(2024, 7, 5))  # fmt: skip
    assert [(item.says, str(item.record)) for item in due_list.upcoming(county, JUNE)] == [
        ("分工任务到期", "登记技术合同"),
        ("企业问题办理到期", "甲公司 2024-06-01"),
        ("计划清零日期到期", f"丙公司 {ZeroListing.objects.get().get_kind_display()}"),
        ("申报窗口开放", "2024年创新创业大赛报名"),
        ("问题整改到期", "投入偏小"),
        ("申报窗口截止", "2024年创新创业大赛报名"),
    ]


def test_an_own_target_is_due_at_the_end_of_its_year_in_its_newest_version(county):
    given = {"org": county, "indicator": "technology-contract-turnover", "unit": "万元", "year": 2024}
    Target.objects.create(type="own", value=1, version=1, effective_on=date(2024, 1, 5), **given)
    Target.objects.create(type="own", value=2, version=2, effective_on=date(2024, 7, 5), **given)
    Target.objects.create(type="assigned", value=3, version=1, effective_on=date(2024, 1, 5), **given)
    for day, version in ((date(2024, 6, 30), 1), (date(2024, 12, 1), 2)):
        (item,) = due_list.due_between(county, day, date(2024, 12, 31), day)
        assert (item.day, item.record.version) == (date(2024, 12, 31), version)
    assert not due_list.due_between(county, date(2024, 12, 1), date(2024, 12, 30), JUNE)
    assert not due_list.due_between(county, date(2025, 1, 1), date(2025, 12, 31), JUNE)


def test_three_people_see_what_is_due_as_far_as_they_see(county, neighbour, prefecture, clerk, director, neighbour_clerk, superior):  # fmt: skip
    project(county)
    project(neighbour, "邻县项目")
    seen = {person.username: [str(i.record) for i in due_list.upcoming(person, JUNE)] for person in (clerk, director, neighbour_clerk, superior)}  # fmt: skip
    assert seen == {"clerk": ["番茄提质增效"], "director": ["番茄提质增效"], "neighbour": ["邻县项目"], "superior": ["番茄提质增效", "邻县项目"]}  # fmt: skip


def test_a_list_costs_the_same_queries_for_two_records_and_for_thirty(county):
    def cost(count: int) -> int:
        for number in range(count):
            project(county, f"项目{count}-{number}")
            certificate(county, f"GR{count:06}{number:06}", date(2024, 10, 27))
        with CaptureQueriesContext(connection) as queries:
            assert due_list.upcoming(county, JUNE)
        return len(queries)

    used = [due for ledger, due in due_list.declared() if ledger.slug in {"projects", "high-tech-certificates"}]
    assert cost(2) == cost(30) == 1 + len(used)


def test_every_query_of_a_county_goes_by_the_index_of_its_day(county):
    for ledger, due in due_list.declared():
        found = due_list.open_records(ledger, due, county, JUNE).filter(due.within(ledger.model, JUNE, JUNE))
        way = found.order_by(*due.order()).explain()
        if connection.vendor == "sqlite" and due.field != "year":
            assert f"(org_id=? AND {due.field}>" in way, (ledger.slug, way)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"field": "title"}, "“title”不是日期"),
        ({"field": "paid_on"}, "“paid_on”没有索引"),
        ({"until": ("leader",)}, "“leader”不是日期"),
        ({"unless": {"stage": ("refused",)}}, "没有选项“refused”"),
        ({"ahead": -1}, "提前-1天"),
    ],
)
def test_start_up_stops_at_a_day_that_cannot_be_due(wrong, says):
    ledger = LEDGERS["projects"]
    (fault,) = faults(replace(ledger, due=(replace(ledger.due[0], **wrong),)), "台账 projects")
    assert fault.id == "ledgers.E006"
    assert says in fault.msg
    assert "projects.py" in fault.msg


def test_start_up_names_a_field_that_is_misspelt():
    ledger = LEDGERS["projects"]
    (fault,) = faults(replace(ledger, due=(Due(field="due_onn", ahead=1, says="到期"),)), "台账 projects")
    assert (fault.id, fault.hint.startswith("是否应为“due_on”？")) == ("ledgers.E001", True)
