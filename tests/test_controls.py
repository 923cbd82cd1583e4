"""The usual checks of the bureau above: for each, records that trip it and records that do not."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from kezhang.catalogue import CHECKS
from kezhang.controls.catalogue import inspect
from kezhang.ledgers.models import (
    Activity,
    ApplicationWindow,
    Document,
    Enterprise,
    EnvoyGroup,
    HighTechCertificate,
    IncentivePayment,
    Project,
    PublishedFigure,
    TechnologyContract,
    TechnologySme,
)
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
from kezhang.reports.document.docx_writer import write_docx
from kezhang.reports.models import Report
from kezhang.targets.models import ProgressEntry, Target
from tests.command_line import invoked
from tests.test_collection_pages import at
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 30)


def says(org, number: int, as_of=JUNE) -> list[str]:
    outcome = next(o for o in inspect(org, as_of) if o.check.number == number)
    return [found.says for found in outcome.found]


def lacking(org, number: int) -> tuple[str, ...]:
    return next(o for o in inspect(org, JUNE) if o.check.number == number).lacking


def target(org, indicator="achievements-registered", value=8, unit="项", **more):
    return Target.objects.create(
        org=org, indicator=indicator, year=2024, value=value, unit=unit, effective_on=date(2024, 2, 20),
        **({"type": "assigned", "assigner": "州科技局", "document_number": "州科发〔2024〕8号"} | more),
    )  # fmt: skip


def entry(org, month, cumulative, indicator="achievements-registered", unit="项", **more):
    return ProgressEntry.objects.create(
        org=org, indicator=indicator, year=2024, month=month, cumulative=cumulative, unit=unit,
        as_of=more.pop("as_of", date(2024, month, 28)), **more,
    )  # fmt: skip


def contract(org, number, amount=100_000, **more):
    given = {"seller": "甲公司", "buyer": "乙公司", "signed_on": date(2024, 3, 1), "registered_on": date(2024, 3, 8)}
    return TechnologyContract.objects.create(
        org=org, title=f"合同{number}", type="development", amount=Decimal(amount), technology_amount=Decimal(amount),
        **({"registration_number": f"2024{number:012}"} | given | more),
    )  # fmt: skip


def activity(org, name, **more):
    given = {"kind": "training", "held_on": date(2024, 3, 1), "place": name, "sessions": 1, "attendance_offline": 30}
    return Activity.objects.create(org=org, name=name, **(given | more))


def written(org, *sentences: str) -> Report:
    blocks = [Block(ParagraphLevel.BODY, (Text(sentence),)) for sentence in sentences]
    content = write_docx(blocks, title="总结", author="", properties={})
    report = Report(number="KZ-T", org=org, period="2024-H1", as_of=JUNE, title="总结", sha256="", digest="")
    report.file.save("KZ-T.docx", ContentFile(content), save=False)
    report.save()
    return report


def test_they_are_numbered_from_one_without_a_gap():
    assert list(CHECKS) == list(range(1, 26))


def test_1_a_reported_rate_is_done_by_target(county):
    target(county)
    entry(county, 5, 2, rate=25)
    assert says(county, 1) == []
    entry(county, 6, 2, rate=40)
    assert says(county, 1) == ["2024年6月科技成果登记数填报完成率40%，按2项÷8项应为25%。"]


def test_1_a_rate_on_a_masked_target_cannot_be_checked(county):
    target(county, value=None, is_masked=True)
    entry(county, 5, 2, rate=52)
    assert (says(county, 1), lacking(county, 1)) == ([], ("2024年5月科技成果登记数没有可对照的任务数",))


def test_2_a_target_counted_as_recognition_is_not_met_by_applications(county):
    target(county, "high-tech-applications", 10, "家", counted_as="申报")
    assert says(county, 2) == []
    target(county, "high-tech-applications", 10, "家", counted_as="认定", version=2)
    assert "按“申报”计" in says(county, 2)[0]


def test_3_several_targets_of_one_indicator_are_named(county):
    target(county)
    assert says(county, 3) == []
    target(county, value=10, type="own")
    assert says(county, 3) == ["2024年科技成果登记数有几个任务数：上级下达8项、自定目标10项。"]
    target(county, "contest-entrants", 25, "家", document_number="")
    assert any("没有写下达文件的文号" in s for s in says(county, 3))


def test_4_a_full_year_without_the_same_period_is_no_comparison(county):
    target(county, "technology-contract-turnover", 2000, "万元")
    assert lacking(county, 4) == ("技术合同成交额没有2023年的记录，不能算同比",)
    contract(county, 1, registered_on=date(2023, 10, 9), signed_on=date(2023, 10, 1))
    contract(county, 2)
    assert "2023年同期数为0" in says(county, 4)[0]
    contract(county, 3, registered_on=date(2023, 3, 9), signed_on=date(2023, 3, 1))
    assert says(county, 4) == []


def test_5_a_cumulated_value_does_not_fall_unless_said_why(county):
    entry(county, 4, 5)
    later = entry(county, 5, 3)
    assert says(county, 5) == ["科技成果登记数累计数由4月的5项降为5月的3项，没有说明原因。"]
    ProgressEntry.objects.filter(pk=later.pk).update(cause="4月误报2项，已更正")
    assert says(county, 5) == []


def test_6_what_was_reported_is_what_the_records_add_up_to(county):
    contract(county, 1, 1_000_000)
    entry(county, 5, 100, "technology-contract-turnover", "万元")
    assert says(county, 6) == []
    entry(county, 6, 120, "technology-contract-turnover", "万元")
    assert says(county, 6) == ["2024年6月技术合同成交额填报120万元，台账截至2024-06-28为100万元。"]


def test_7_one_event_and_one_group_are_counted_once(county):
    activity(county, "番茄栽培培训")
    assert says(county, 7) == []
    activity(county, "番茄栽培 培训", place="另一处")
    EnvoyGroup.objects.create(
        org=county,
        name="番茄团",
        level="provincial",
        leading_organisation="农大",
        filed_on=date(2024, 1, 5),
        project_title="番茄示范",
    )
    Project.objects.create(
        org=county,
        enterprise_name="甲公司",
        title="番茄示范",
        programme="provincial",
        level="provincial",
        applied_on=date(2024, 1, 5),
    )
    told = says(county, 7)
    assert "同一天同名的活动有2条" in told[0]
    assert told[-1] == "“番茄示范”同时在科技项目和科技特派团中。"


def test_8_a_contract_of_a_few_yuan_and_a_crowded_lesson_are_looked_at(county):
    contract(county, 1, 100_000)
    activity(county, "培训", attendance_offline=60)
    assert says(county, 8) == []
    contract(county, 2, 50)
    activity(county, "大培训", attendance_offline=267)
    assert ["成交额不足5000元" in says(county, 8)[0], "1场267人次" in says(county, 8)[1]] == [True, True]


def test_9_records_keep_to_the_rules_of_their_day(county):
    contract(county, 1)
    assert says(county, 9) == []
    contract(county, 2, registration_number="HT-1")
    assert "合同登记编号一般为16位数字" in says(county, 9)[0]


def test_10_what_is_counted_has_papers(county):
    assert says(county, 10) == []
    contract(county, 1)
    assert says(county, 10) == ["技术合同1条中有1条没有佐证材料。"]


def test_11_a_result_before_its_time_is_looked_at(county):
    TechnologySme.objects.create(
        org=county, enterprise_name="甲公司", evaluation_year=2024, pooled_on=date(2024, 6, 20), stage="in_pool"
    )
    [lacks] = lacking(county, 11)
    assert lacks.startswith("没有登记2024年“科技型中小企业评价”的开放日期")
    ApplicationWindow.objects.create(org=county, programme="technology_sme", year=2024, opens_on=date(2024, 6, 27))
    assert says(county, 11, date(2024, 6, 25)) == [
        "科技型中小企业入库数截至2024-06-25已有1家；2024年科技型中小企业评价2024-06-27才开放。"
    ]
    assert says(county, 11, date(2024, 6, 30)) == []


def test_12_a_certificate_counts_in_the_year_of_its_notice(county):
    given = {
        "org": county,
        "enterprise_name": "甲公司",
        "kind": "first",
        "issued_on": date(2023, 11, 1),
        "valid_to": date(2026, 10, 31),
    }
    HighTechCertificate.objects.create(certificate_number="GR1", recognition_year=2023, **given)
    assert says(county, 12) == []
    HighTechCertificate.objects.create(certificate_number="GR2", recognition_year=2021, **given)
    assert says(county, 12) == ["甲公司的认定年度为2021，发证日期为2023-11-01。"]


def test_13_a_firm_that_is_not_in_the_list_may_be_foreign(county):
    firm = Enterprise.objects.create(org=county, name="甲公司")
    given = {"org": county, "evaluation_year": 2024, "pooled_on": date(2024, 6, 28), "stage": "in_pool"}
    TechnologySme.objects.create(enterprise_name="甲公司", enterprise=firm, **given)
    assert says(county, 13) == []
    TechnologySme.objects.create(enterprise_name="外县公司", **given)
    assert says(county, 13) == ["科技型中小企业有1家不在本地企业名册中，如外县公司。"]


def test_14_contracts_of_one_day_between_the_same_parties_may_be_split(county):
    contract(county, 1)
    contract(county, 2, signed_on=date(2024, 3, 2))
    assert says(county, 14) == []
    contract(county, 3)
    assert says(county, 14) == ["甲公司与乙公司在2024-03-01签订了2份合同。"]
    contract(county, 4, buyer="甲公司")
    assert "买卖双方是同一单位" in says(county, 14)[0]


def test_15_incentives_unpaid_and_projects_overdue_are_arrears(county):
    given = {"org": county, "recognition_year": 2023, "level": "county", "policy_document": "政策", "kind": "first", "due_amount": Decimal(100_000), "listed_on": date(2024, 2, 1)}  # fmt: skip
    IncentivePayment.objects.create(
        enterprise_name="甲公司", paid_amount=Decimal(100_000), paid_on=date(2024, 5, 1), **given
    )
    assert says(county, 15) == []
    IncentivePayment.objects.create(enterprise_name="乙公司", **given)
    assert says(county, 15) == ["截至2024-06-30，1条奖补没有足额兑现。"]


def test_16_an_own_plan_names_its_owner_and_its_extent(county):
    target(county, type="own", section="成果股")
    assert says(county, 16) == []
    target(county, "contest-entrants", 25, "家", type="own", extent="unknown")
    assert says(county, 16) == ["1项自定目标没有写明范围（全年还是下半年）：创新创业大赛报名企业。", "1项自定目标没有写明责任股室：创新创业大赛报名企业。"]  # fmt: skip


def test_17_a_claim_stands_beside_its_number(county):
    assert lacking(county, 17) == ("2024年截至2024-06-30没有生成过报告",)
    written(county, "技术合同登记1062万元，取得新突破。", "在全市考核中位于前列。")
    assert says(county, 17) == ["“在全市考核中位于前列”说“前列”，句中没有数字。"]


def test_18_a_report_and_the_ledger_say_the_same(example, clerk):
    half_year_report(example, clerk)
    assert says(example, 18) == []
    contract(example, 999, 1_000_000)
    assert any("技术合同成交额在报告" in s and "现为1162万元" in s for s in says(example, 18))


def test_19_a_ratio_changes_by_points(county):
    written(county, "研发投入强度提高0.2个百分点。", "研发投入强度较上年提高了5.9%。")
    assert says(county, 19) == ["“强度较上年提高了5.9%”：比率的变化应以百分点计。"]


def test_20_document_numbers_are_written_as_on_the_document(county):
    given = {"org": county, "issuer": "州科技局", "dated_on": date(2024, 2, 20), "kind": "notice"}
    Document.objects.create(title="关于下达任务的通知", document_number="州科发〔2024〕8号", **given)
    assert says(county, 20) == []
    Document.objects.create(title="《关于申报的通知》", document_number="州科发[2024]9号", **given)
    assert len(says(county, 20)) == 2


def test_21_numbers_of_persons_stay_out_of_what_is_published(county):
    written(county, "联系人李文，电话见附件。")
    assert says(county, 21) == []
    contract(county, 1, remark="联系13912345678")
    assert says(county, 21) == ["技术合同有1条备注里写了身份证号或手机号。"]


def test_22_statistics_come_from_the_department_that_publishes_them(county):
    given = {"org": county, "subject": "research_intensity", "value": Decimal("1.45"), "unit": "%", "published_on": date(2023, 11, 1)}  # fmt: skip
    PublishedFigure.objects.create(data_year=2022, publisher="州统计局", **given)
    assert says(county, 22) == []
    PublishedFigure.objects.create(data_year=2021, publisher="某咨询公司", **given)
    assert len(says(county, 22)) == 1


def test_the_command_ends_with_1_when_something_is_found_and_0_when_not(county):
    def run(*more):
        return invoked(["check", "--org", county.code, "--as-of", "2024-06-30", *more])

    assert run().exit_code == 0
    contract(county, 1)
    found = run("--json")
    ten = json.loads(found.stdout)[9]
    assert (found.exit_code, ten["number"], ten["state"]) == (1, 10, "warning")
    assert ten["found"][0]["records"][0]["ledger"] == "technology-contracts"


def test_clerk_and_director_see_the_checks_and_the_neighbour_sees_his_own(
    client, county, clerk, director, neighbour_clerk
):
    contract(county, 1, buyer="甲公司")
    for person, there in ((clerk, True), (director, True), (neighbour_clerk, False)):
        client.force_login(person)
        page = client.get(f"/{person.org.code}/2024-06-30/board/checks/").content.decode()
        assert ("买卖双方是同一单位" in page) is there


def test_a_superior_sees_whose_each_finding_is_and_picks_and_sorts_by_it(
    prefecture, county, neighbour, superior, clerk, neighbour_clerk, tmp_path
):
    def run(*words):
        told = invoked(["check", "--org", "652700", "--as-of", "2024-06-30", *words])
        return told.exit_code, told.stdout

    for org in (county, neighbour, county):
        contract(org, f"{org.code}{TechnologyContract.objects.count()}")
    # The same contract in two counties is no double entry of either; twice in one it is.
    told = {each["number"]: each["found"] for each in json.loads(run("--json")[1])}
    assert {(each["org"], each["name"]) for each in told[7]} == {("652799", "朔湖县")}
    assert [(each["org"], each["says"]) for each in told[10]] == [
        ("652798", "技术合同1条中有1条没有佐证材料。"),
        ("652799", "技术合同2条中有2条没有佐证材料。"),
    ]
    sheet = tmp_path / "核查.xlsx"
    assert run("--county", "652798", "-o", str(sheet))[0] == 1
    rows = list(load_workbook(sheet).active.values)
    assert rows[0][2] == "单位"
    assert {row[2] for row in rows[1:] if row[3] == "需核对"} == {"临川县"}
    assert run("--county", "654000")[0] == 2

    down = at(superior, prefecture, "checks", "?order=-bureau")[1]
    assert down.index("技术合同2条") < down.index("技术合同1条")
    one = at(superior, prefecture, "checks", "?bureau=652798")[1]
    assert ("技术合同1条" in one, "技术合同2条" in one) == (True, False)
    assert at(superior, prefecture, "checks", "?bureau=110101")[0] == 422
    assert at(superior, prefecture, "checks-file", "?bureau=652701")[0] == 422
    own = at(clerk, county, "checks")[1]
    assert ("技术合同2条" in own, 'name="bureau"' in own) == (True, False)
    assert at(clerk, county, "checks", "?bureau=652798")[0] == 422
    assert at(neighbour_clerk, county, "checks")[0] == at(neighbour_clerk, prefecture, "checks-file")[0] == 404
