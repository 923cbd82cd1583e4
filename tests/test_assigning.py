"""Targets handed down: a table in three shapes, held against the whole, written as the counties' own targets."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kezhang.catalogue import INDICATORS
from kezhang.collection.assigning import issuing, sheet
from kezhang.collection.assigning.assigned_lines import NotATable
from kezhang.collection.assigning.issuing import AssignmentSaid
from kezhang.collection.assigning.proposal import propose
from kezhang.collection.assigning.table import read_table
from kezhang.collection.models import Assignment, Share
from kezhang.orgs import people
from kezhang.orgs.models import Post
from kezhang.orgs.scope import below
from kezhang.quantities.units import PROJECT
from kezhang.records.history import integrity
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.seals import rows as sealed_rows
from kezhang.targets.models import LEDGERS, TARGETS, Target
from kezhang.workflow.steps import NotPossible
from tests import single_records as records
from tests.command_line import invoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
RESULTS, TURNOVER = "achievements-registered", "technology-contract-turnover"


@pytest.fixture
def upper_director(prefecture):
    """州科技局领导."""
    return people.add("upper", prefecture, Post.Kind.DIRECTOR, full_name="赵局")


def book(*rows) -> bytes:
    """A workbook of these rows."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(prefecture, *rows):
    return read_table(book(*rows), "分解表.xlsx", below(prefecture))


def issue(prefecture, by, *rows, **said):
    found = issuing.checked(prefecture, read(prefecture, *rows).lines, AssignmentSaid(**({"year": 2024} | said)))
    return issuing.issue(
        prefecture, found, AssignmentSaid(**({"year": 2024} | said)), by, {c.code: c for c in below(prefecture)}
    )


def test_three_shapes_of_one_table_say_the_same(prefecture, county, neighbour):
    wide = read(prefecture, ["2024年任务分解 州科发〔2024〕8号"], ["指标", "单位", "总任务", "朔湖县", "临川县（652798）"],
                ["科技成果登记数", "项", 10, 6, 4], ["技术合同成交额", "万元", 2000, "1500万元", 500])  # fmt: skip
    long = read(prefecture, ["县（市、区）", "指标名称", "计量单位", "全年目标"], ["全州", "科技成果登记数", "项", 10],
                ["朔湖县", "科技成果登记数", "项", 6], ["652798", "科技成果登记数", "项", 4],
                ["合计", "技术合同成交额", "万元", 2000], ["朔湖县", "技术合同成交额", "万元", 1500], ["临川县", "技术合同成交额", "万元", 500])  # fmt: skip
    across = read(
        prefecture,
        ["县市区", "科技成果登记数", "技术合同成交额（万元）"],
        ["朔湖县", 6, 1500],
        ["临川县", 4, 500],
        ["合计", 10, 2000],
    )
    for table in (wide, long, across):
        assert table.faults == []
        said = {line.indicator.slug: (line.whole, line.unit, line.shares) for line in table.lines}
        assert said == {
            RESULTS: (10, "项", {"652799": 6, "652798": 4}),
            TURNOVER: (2000, "万元", {"652799": 1500, "652798": 500}),
        }
    assert (wide.lines[0].year, wide.lines[0].document_number) == (2024, "州科发〔2024〕8号")


def test_what_is_not_understood_is_told_with_its_place_all_at_once(prefecture, county, neighbour):
    table = read(prefecture, ["指标", "朔湖县", "临川州"], ["科技成果登纪", "6", 4], ["技术合同成交额", "很多", 1],
                 ["科技成果登记数", -3, None], ["科技成果登记数", 2, None])  # fmt: skip
    told = "\n".join(table.faults)
    for words in (
        "表头“临川州”不是本单位的下级单位",
        "没有“科技成果登纪”这个指标",
        "第3行“朔湖县”：“很多”应为数字",
        "任务数-3小于0",
        "出现了两次",
    ):
        assert words in told
    with pytest.raises(NotATable, match="应有“指标”列"):
        read(prefecture, ["姓名", "年龄"], ["李文", 3])


def test_issuing_writes_each_countys_target_which_it_cannot_change(
    prefecture, county, neighbour, clerk, upper_director
):
    rows = (["指标", "总任务", "朔湖县", "临川县", "文号"], ["科技成果登记数", 10, 6, 4, "州科发〔2024〕8号"])
    (made,) = issue(prefecture, upper_director, *rows)
    held = Target.objects.get(org=county)
    assert (held.base_value, held.type, held.set_by, held.version) == (6, "assigned", prefecture, 1)
    assert (held.assigner, held.document_number) == (prefecture.bureau, "州科发〔2024〕8号")
    held.value = Decimal(2)
    with pytest.raises(Refused, match="由博尔塔拉蒙古自治州科学技术局下达，本单位不能修改或作废"):
        journal.save(TARGETS, held, Author(by=clerk, accepting="改"))
    with pytest.raises(Refused, match="本单位不能修改或作废"):
        journal.void(TARGETS, Target.objects.get(org=county), Author(by=clerk, reason="不要"))
    assert Target.objects.get(org=county).base_value == 6
    assert (made.version, Share.objects.count()) == (1, 2)
    assert list(integrity.examine(LEDGERS)) == []
    assert list(sealed_rows.examine()) == []  # amounts are sealed alike, as typed and as read again


def test_issuing_twice_or_beside_a_target_typed_already_doubles_nothing(prefecture, county, neighbour, upper_director):
    typed = records.target(county, 6, RESULTS, document_number="州科发〔2024〕8号", assigner="州科技局")
    rows = (["指标", "总任务", "朔湖县", "临川县", "文号"], ["科技成果登记数", 10, 6, 4, "州科发〔2024〕8号"])
    issue(prefecture, upper_director, *rows)
    issue(prefecture, upper_director, *rows)
    assert Target.objects.filter(org=county).count() == Target.objects.filter(org=neighbour).count() == 1
    share = Share.objects.get(org=county)
    assert (share.target, share.is_adopted) == (typed, True)
    with pytest.raises(Refused, match="不能修改或作废"):
        journal.void(TARGETS, Target.objects.get(pk=typed.pk), Author(by=None, reason="不要"))
    assert Assignment.objects.count() == 1
    assert list(integrity.examine(LEDGERS)) == []


def test_another_typed_target_becomes_a_version_beside_and_an_adjustment_the_next(
    prefecture, county, neighbour, upper_director
):
    records.target(county, 5, RESULTS, document_number="州科发〔2024〕1号", assigner="州科技局")
    issue(
        prefecture,
        upper_director,
        ["指标", "总任务", "朔湖县"],
        ["科技成果登记数", 6, 6],
        document_number="州科发〔2024〕8号",
    )
    issue(
        prefecture,
        upper_director,
        ["指标", "总任务", "朔湖县"],
        ["科技成果登记数", 7, 7],
        document_number="州科发〔2024〕20号",
    )
    assert list(Target.objects.filter(org=county).order_by("version").values_list("value", flat=True)) == [5, 6, 7]
    assert set(Assignment.objects.values_list("version", "state")) == {(1, "replaced"), (2, "issued")}


def test_a_sum_that_misses_the_whole_is_issued_with_a_reason_only(prefecture, county, neighbour, upper_director):
    rows = (["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 10, 5, 4])
    with pytest.raises(NotPossible, match="合计9，比总任务10少1；请改正，或写明原因"):
        issue(prefecture, upper_director, *rows)
    assert not Target.objects.exists()
    (made,) = issue(prefecture, upper_director, *rows, reason="预留1项机动")
    assert made.reason == "预留1项机动"


def test_a_hidden_share_makes_the_sum_impossible_to_check_which_is_no_gap(
    prefecture, county, neighbour, upper_director
):
    found = issuing.checked(
        prefecture,
        read(prefecture, ["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 10, "*", 4]).lines,
        AssignmentSaid(2024),
    )
    assert found[0].check.says == "无法核对（1个隐去）"
    issuing.issue(prefecture, found, AssignmentSaid(2024), upper_director, {c.code: c for c in below(prefecture)})
    assert Target.objects.get(org=county).is_masked


def test_the_whole_is_the_bureaus_own_target_where_the_table_says_none(prefecture, county, neighbour, upper_director):
    records.target(prefecture, 10, RESULTS)
    lines = read(prefecture, ["指标", "朔湖县", "临川县"], ["科技成果登记数", 6, 3]).lines
    (found,) = issuing.checked(prefecture, lines, AssignmentSaid(2024))
    assert (found.whole, found.check.says) == (10, "合计9，比总任务10少1")
    lines = read(prefecture, ["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 9, 6, 3]).lines
    assert "总任务9与本级任务10不一致" in issuing.checked(prefecture, lines, AssignmentSaid(2024))[0].faults[0]


def test_shares_are_proposed_by_last_year_and_an_increase_alone_is_divided(
    prefecture, county, neighbour, upper_director
):
    records.done(county, 6, date(2023, 5, 1))
    for number in range(2):
        records.achievement(neighbour, f"邻县成果{number}", date(2023, 6, 1))
    asked = (prefecture, INDICATORS[RESULTS], PROJECT, 2024)
    counties = below(prefecture)
    assert propose(*asked, Decimal(10), counties).shares == {"652799": 8, "652798": 2}
    issue(prefecture, upper_director, ["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 10, 7, 3])
    found = propose(*asked, Decimal(14), counties)
    assert found.shares == {"652799": 10, "652798": 4}
    assert "分配增量" in found.says


def test_the_table_goes_out_and_comes_back_unchanged(prefecture, county, neighbour, upper_director):
    records.target(prefecture, 10, RESULTS)
    records.done(county, 3, date(2023, 5, 1))
    proposed = sheet.write_table(prefecture, 2024)
    (line,) = read_table(proposed, "表.xlsx", below(prefecture)).lines
    assert (line.year, line.shares) == (2024, {"652799": 10, "652798": 0})
    issue(
        prefecture,
        upper_director,
        ["指标", "总任务", "朔湖县", "临川县", "权重", "得分上限"],
        ["科技成果登记数", 10, 7, 3, 20, 1.2],
    )
    back = read_table(sheet.write_table(prefecture, 2024), "表.xlsx", below(prefecture))
    found = issuing.checked(prefecture, back.lines, AssignmentSaid())
    issuing.issue(prefecture, found, AssignmentSaid(), upper_director, {c.code: c for c in below(prefecture)})
    assert found[0].is_unchanged
    assert (back.lines[0].weight, back.lines[0].cap) == (20, Decimal("1.2"))


def test_a_county_signs_or_objects_and_nobody_else_does(
    prefecture, county, neighbour, clerk, director, neighbour_clerk, superior, upper_director
):
    issue(prefecture, upper_director, ["指标", "总任务", "朔湖县"], ["科技成果登记数", 6, 6])
    share = Share.objects.get(org=county)
    for person in (neighbour_clerk, superior):
        with pytest.raises(NotPossible, match="由本单位填报人或审核人或领导办理"):
            issuing.sign(share, person)
    issuing.sign(share, director)
    issuing.sign(share, clerk)
    assert Share.objects.get(pk=share.pk).signed_by == director  # signed once
    with pytest.raises(NotPossible, match="须写明理由"):
        issuing.object_to(share, clerk, " ")
    assert issuing.object_to(share, clerk, "去年只有2项").state_label == "有异议"
    issue(prefecture, upper_director, ["指标", "总任务", "朔湖县"], ["科技成果登记数", 5, 5])
    with pytest.raises(NotPossible, match="已有新版本"):
        issuing.sign(share, clerk)


def test_only_reviewer_and_director_of_the_bureau_issue(prefecture, county, neighbour, clerk, director, superior):
    for person in (clerk, director):
        with pytest.raises(NotPossible, match="下达任务由"):
            issue(prefecture, person, ["指标", "总任务", "朔湖县"], ["科技成果登记数", 6, 6])
    assert issue(prefecture, superior, ["指标", "总任务", "朔湖县"], ["科技成果登记数", 6, 6])


def test_the_command_tells_what_it_did_and_ends_as_it_should(prefecture, county, neighbour, tmp_path):
    def run(*words):
        return invoked(words)

    file = tmp_path / "table.xlsx"
    file.write_bytes(book(["2024年度任务分解表"], ["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 10, 6, 4]))
    done = run("assign", str(file), "--org", "652700", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["issued"], told["lines"][0]["says"]) == (0, 1, "合计10，与总任务相符")
    assert [share["value"] for share in told["lines"][0]["shares"]] == ["6", "4"]
    again = json.loads(run("assign", str(file), "--org", "652700", "--json").stdout)
    assert (again["issued"], again["unchanged"]) == (0, 1)
    file.write_bytes(book(["2024年度任务分解表"], ["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 10, 6, 1]))
    assert run("assign", str(file), "--org", "652700").exit_code == 1
    file.write_bytes(book(["姓名"], ["李文"]))
    assert run("assign", str(file), "--org", "652700").exit_code == 2
    assert run("assign", str(file), "--org", "652799").exit_code == 2
    assert run("assign", str(tmp_path / "none.xlsx"), "--org", "652700").exit_code == 2
    assert Target.objects.filter(org=county).count() == 1
