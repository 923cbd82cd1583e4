"""分解到股室: a bureau's own target among its offices, by sheet and by page, signed for or objected to by whom it concerns."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from kezhang.catalogue import INDICATORS
from kezhang.collection.assigning import issuing, sheet
from kezhang.collection.assigning.issuing import AssignmentSaid
from kezhang.collection.assigning.offices import offices_of, propose_to_offices
from kezhang.collection.assigning.table import read_table
from kezhang.collection.models import Assignment, Share
from kezhang.collection.publishing import results
from kezhang.orgs import people
from kezhang.orgs.models import Office, Org, Post, User
from kezhang.orgs.people import Appointment
from kezhang.orgs.scope import below
from kezhang.records.history import integrity
from kezhang.seals import rows as sealed_rows
from kezhang.targets.models import LEDGERS, Target
from kezhang.workflow.steps import NotPossible
from tests import single_records as records
from tests.command_line import invoked
from tests.test_assigning import book
from tests.test_collection_pages import at, send_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
RESULTS, TURNOVER = "achievements-registered", "technology-contract-turnover"
DOCUMENT = "州科发〔2024〕8号"


@pytest.fixture
def office(county) -> Office:
    return Office.objects.create(org=county, name="成果股", indicators=[RESULTS])


@pytest.fixture
def other_office(county) -> Office:
    return Office.objects.create(org=county, name="高新股", ledgers=["technology-contracts"])


def member(county: Org, office: Office, name: str) -> User:
    """Somebody who fills in for one office only."""
    made = people.add(name, county, full_name=name)
    people.appoint(made, [Appointment(Post.Kind.CLERK, county, (office,))])
    return User.objects.get(pk=made.pk)


@pytest.fixture
def own_clerk(county, office) -> User:
    return member(county, office, "成果股张三")


@pytest.fixture
def other_clerk(county, other_office) -> User:
    return member(county, other_office, "高新股李四")


@pytest.fixture
def aim(county) -> Target:
    return records.target(county, 10, RESULTS, document_number=DOCUMENT)


def read(org, *rows):
    return read_table(book(*rows), "分解表.xlsx", below(org), offices_of(org))


def divide(org, by, *rows, **said):
    told = AssignmentSaid(**({"year": 2024} | said))
    table = read(org, *rows)
    assert table.faults == []
    found = issuing.checked(org, table.lines, told)
    counties, offices = {c.code: c for c in below(org)}, {each.name: each for each in offices_of(org)}
    return issuing.issue(org, found, told, by, counties, offices)


TEN = (["指标", "总任务", "成果股", "高新股"], ["科技成果登记数", 10, 6, 4])


def test_a_bureau_divides_its_own_target_and_no_office_gets_a_target_beside_it(
    county, office, other_office, aim, director
):
    (made,) = divide(county, director, *TEN)
    assert (made.is_among_offices, made.version, made.whole, made.target) == (True, 1, 10, aim)
    held = {share.office_name: (share.org, share.office, share.value, share.target) for share in made.shares.all()}
    assert held == {"成果股": (county, office, 6, None), "高新股": (county, other_office, 4, None)}
    assert list(Target.objects.all()) == [aim]
    assert list(integrity.examine(LEDGERS)) == []
    assert list(sealed_rows.examine()) == []


def test_issued_twice_it_is_one_and_another_number_is_the_next_version(county, office, other_office, aim, director):
    divide(county, director, *TEN)
    divide(county, director, *TEN)
    assert Assignment.objects.count() == 1
    divide(county, director, TEN[0], ["科技成果登记数", 10, 7, 3])
    assert set(Assignment.objects.values_list("version", "state")) == {(1, "replaced"), (2, "issued")}


def test_two_who_have_both_checked_issue_one_after_the_other_and_nothing_is_doubled(
    county, office, other_office, aim, director
):
    """As two at once are: the second has read the table before the first has issued it."""
    said = AssignmentSaid(2024)
    both = [issuing.checked(county, read(county, *TEN).lines, said) for _ in range(2)]
    for found in both:
        issuing.issue(county, found, said, director, {}, {each.name: each for each in offices_of(county)})
    assert (Assignment.objects.count(), Share.objects.count()) == (1, 2)
    assert both[1][0].is_unchanged


def test_what_moved_between_the_check_and_the_lock_is_told_and_nothing_written(
    county, office, other_office, aim, director
):
    said, offices = AssignmentSaid(2024), {each.name: each for each in offices_of(county)}
    found = issuing.checked(county, read(county, *TEN).lines, said)
    records.target(county, 12, RESULTS, document_number=DOCUMENT, version=2)
    with pytest.raises(NotPossible, match="本级任务刚才有变动"):
        issuing.issue(county, found, said, director, {}, offices)
    found = issuing.checked(county, read(county, TEN[0], ["科技成果登记数", 12, 8, 4]).lines, said)
    other_office.delete()
    with pytest.raises(NotPossible, match="高新股已撤销"):
        issuing.issue(county, found, said, director, {}, offices)
    assert not Assignment.objects.exists()


def test_the_database_holds_each_bearer_once_with_an_office_and_without(county, office, aim):
    made = Assignment.objects.create(
        org=county, indicator=RESULTS, year=2024, unit="项", effective_on=date(2024, 1, 1), is_among_offices=True
    )
    for office_of, name in ((None, ""), (office, office.name)):
        Share.objects.create(assignment=made, org=county, office=office_of, office_name=name)
        with pytest.raises(IntegrityError), transaction.atomic():
            Share.objects.create(assignment=made, org=county, office=office_of, office_name=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.create(assignment=made, org=county, office=office, office_name="")


def test_a_sum_beyond_the_whole_needs_a_reason_and_a_hidden_one_cannot_be_checked(
    county, office, other_office, aim, director
):
    rows = (TEN[0], ["科技成果登记数", None, 8, 4])
    with pytest.raises(NotPossible, match="合计12，比总任务10加码20%；请改正，或写明原因"):
        divide(county, director, *rows)
    (made,) = divide(county, director, *rows, reason="留有余地")
    assert (made.whole, made.reason) == (10, "留有余地")
    found = issuing.checked(county, read(county, TEN[0], ["科技成果登记数", 10, "*", 4]).lines, AssignmentSaid(2024))
    assert (found[0].check.says, found[0].faults) == ("无法核对（1个隐去）", [])


def test_a_hidden_target_is_divided_without_a_sum(county, office, other_office, director):
    records.target(county, None, RESULTS)
    (made,) = divide(county, director, TEN[0], ["科技成果登记数", None, 6, 4])
    assert (made.whole, made.is_masked) == (None, True)
    assert "无法核对" in at(director, county, "assignments")[1]


def test_without_a_target_of_its_own_a_bureau_divides_nothing(county, office, other_office, director):
    with pytest.raises(NotPossible, match="本单位这一年没有这项任务，不能分解到股室"):
        divide(county, director, *TEN)


def test_cells_with_units_and_quarters_one_below_another_are_read_and_nested(county, office, other_office, director):
    records.target(county, 2000, TURNOVER, unit="万元", second_quarter=Decimal(900))
    head = ["股室", "指标", "计量单位", "任务数", "一季度", "二季度"]
    (made,) = divide(
        county,
        director,
        head,
        ["成果股", "技术合同成交额", "万元", "0.05亿元", 100, 200],
        ["高新股", "技术合同成交额", "万元", "1500万元", 300, 700],
    )
    shares = {s.office_name: (s.value, s.first_quarter, s.second_quarter) for s in made.shares.all()}
    assert shares == {"成果股": (500, 100, 200), "高新股": (1500, 300, 700)}
    for quarters, says in (
        ((300, 200), "成果股的二季度目标200小于一季度目标300"),
        ((100, 600), "成果股的全年目标500小于二季度目标600"),
        ((100, 150), "二季度目标合计850，比本单位目标900少50"),
    ):
        with pytest.raises(NotPossible, match=says):
            divide(
                county,
                director,
                head,
                ["成果股", "技术合同成交额", "万元", 500, *quarters],
                ["高新股", "技术合同成交额", "万元", 1500, 300, 700],
            )
    (again,) = divide(
        county,
        director,
        head[:4],
        ["成果股", "技术合同成交额", "万元", 500],
        ["高新股", "技术合同成交额", "万元", 1500],
    )
    assert again == made  # a table that speaks of no quarters leaves them
    (moved,) = divide(
        county,
        director,
        head,
        ["成果股", "技术合同成交额", "万元", 500, 150, 200],
        ["高新股", "技术合同成交额", "万元", 1500, 300, 700],
    )
    assert (moved.version, moved.shares.get(office=office).first_quarter) == (2, 150)


def test_the_whole_goes_to_the_office_that_looks_after_it_alone_else_equal_shares(county, office, other_office):
    offices = offices_of(county)

    def proposed(slug, whole):
        return propose_to_offices(INDICATORS[slug], whole, offices).shares

    assert proposed(RESULTS, Decimal(10)) == {"成果股": 10}
    assert proposed(TURNOVER, Decimal("12.5")) == {"高新股": Decimal("12.5")}
    office.ledgers = ["technology-contracts"]
    office.save()
    offices = offices_of(county)
    assert proposed(TURNOVER, Decimal(5)) == {"成果股": 3, "高新股": 2}
    for each in offices:
        each.ledgers, each.indicators = [], []
    assert proposed(TURNOVER, Decimal(5)) == {"成果股": 3, "高新股": 2}
    assert proposed(TURNOVER, None) == proposed(TURNOVER, Decimal("0.5")) == {}


def test_the_sheet_goes_out_and_comes_back(county, office, other_office, aim, director):
    proposed = sheet.write_table(county, 2024)
    assert openpyxl.load_workbook(io.BytesIO(proposed)).sheetnames == ["分解到股室"]
    (line,) = read_table(proposed, "表.xlsx", [], offices_of(county)).lines
    assert (line.is_among_offices, line.year, line.shares) == (True, 2024, {"成果股": 10})
    divide(county, director, *TEN)
    back = read_table(sheet.write_table(county, 2024), "表.xlsx", [], offices_of(county))
    found = issuing.checked(county, back.lines, AssignmentSaid())
    issuing.issue(county, found, AssignmentSaid(), director, {}, {each.name: each for each in offices_of(county)})
    assert found[0].is_unchanged


def test_counties_and_offices_stand_in_two_sheets_or_side_by_side(prefecture, county, neighbour, superior):
    own = Office.objects.create(org=prefecture, name="综合科")
    records.target(prefecture, 10, RESULTS)
    written = sheet.write_table(prefecture, 2024)
    assert openpyxl.load_workbook(io.BytesIO(written)).sheetnames == ["任务分解表", "分解到股室"]
    lines = read_table(written, "表.xlsx", below(prefecture), [own]).lines
    assert [(line.is_among_offices, line.shares) for line in lines] == [
        (False, {"652798": 5, "652799": 5}),
        (True, {"综合科": 10}),
    ]
    made = divide(
        prefecture, superior, ["指标", "总任务", "朔湖县", "临川县", "综合科"], ["科技成果登记数", 10, 6, 4, 10]
    )
    assert [(each.is_among_offices, each.shares.count()) for each in made] == [(False, 2), (True, 1)]
    strange = read(prefecture, ["指标", "总任务", "朔湖县", "综合可"], ["科技成果登记数", 10, 6, 10])
    assert "表头“综合可”不是本单位的下级单位" in strange.faults[0]


def test_nobody_above_counts_an_offices_share(prefecture, county, neighbour, office, other_office, superior, director):
    divide(prefecture, superior, ["指标", "总任务", "朔湖县", "临川县", "权重"], ["科技成果登记数", 10, 10, 0, 20])
    divide(county, director, *TEN)
    Office.objects.create(org=prefecture, name="综合科")
    records.target(prefecture, 10, RESULTS)
    divide(prefecture, superior, ["指标", "总任务", "综合科", "权重"], ["科技成果登记数", 10, 10, 99])
    held = results.issued(prefecture, 2024)[RESULTS]
    assert (held.is_among_offices, held.weight) == (False, 20)
    assert {share.org.code: share.value for share in held.shares.all()} == {"652799": 10, "652798": 0}
    handed = at(director, county, "assignments")[1].split("上级下达</div>")[1].split("</section>")[0]
    assert (handed.count("科技成果登记数"), "成果股" in handed) == (1, False)
    assert "1项待签收" in at(director, county, "home")[1]  # the county's own; the offices' are for their people


def test_its_people_sign_and_object_and_another_office_only_looks(
    county, office, other_office, aim, director, reviewer, own_clerk, other_clerk, neighbour_clerk, neighbour
):
    divide(county, director, *TEN)
    share = Share.objects.get(office=office)
    for person in (own_clerk, other_clerk, director):
        status, page = at(person, county, "assignments")
        may = f"shares/{share.pk}/" in page
        assert (status, "成果股" in page, may) == (200, True, person == own_clerk)
    assert at(neighbour_clerk, county, "assignments")[0] == 404
    assert "成果股" not in at(neighbour_clerk, neighbour, "assignments")[1]
    for person in (other_clerk, director, neighbour_clerk):
        assert send_to(person, county, "share-answer", {}, pk=share.pk)[0] == 404
        with pytest.raises(NotPossible, match="签收由成果股的人员或本单位审核人办理"):
            issuing.sign(share, person)
    assert "已签收" in send_to(own_clerk, county, "share-answer", {}, pk=share.pk)[1]
    assert Share.objects.get(pk=share.pk).signed_by == own_clerk
    said = {"object": "1", "objection": "去年只有2项"}
    assert "有异议" in send_to(own_clerk, county, "share-answer", said, pk=share.pk)[1]
    assert "成果股提出异议：去年只有2项" in at(director, county, "home")[1]
    divide(county, director, TEN[0], ["科技成果登记数", 10, 5, 5])
    with pytest.raises(NotPossible, match="已有新版本"):
        issuing.sign(share, own_clerk)
    newest = Share.objects.get(office=office, assignment__state="issued")
    assert issuing.sign(newest, reviewer).state_label == "已签收"
    assert list(sealed_rows.examine()) == []


def test_it_stands_on_its_peoples_workbench_and_on_the_panel(
    county, office, other_office, aim, director, own_clerk, other_clerk
):
    divide(county, director, *TEN)
    records.done(county, 3, date(2024, 5, 1))
    page = at(own_clerk, county, "home")[1]
    assert "分解到成果股的任务" in page
    assert "分解到高新股的任务" not in page
    table = page.split("股室任务 ")[1].split("</section>")[0]
    assert ("6项" in table, "3项" in table, "4项" in table) == (True, True, False)
    assert "股室任务" not in at(director, county, "home")[1]
    panel = at(other_clerk, county, "figure", "?year=2024", slug=RESULTS)[1]
    assert "分解到股室：成果股 <strong>6项</strong>（待签收）" in panel


def test_it_is_divided_on_the_page_and_what_was_typed_is_never_lost(
    county, office, other_office, aim, director, own_clerk
):
    fields = {f"share-{RESULTS}-{office.pk}": "6", f"share-{RESULTS}-{other_office.pk}": "很多"}
    status, page = send_to(director, county, "assignments", {"typed": "1"} | fields)
    assert (status, "科技成果登记数“高新股”：“很多”应为数字" in page, 'value="很多"' in page) == (422, True, True)
    fields[f"share-{RESULTS}-{other_office.pk}"] = "3"
    assert "合计9，比总任务10少1" in send_to(director, county, "assignments", {"typed": "1"} | fields)[1]
    fields[f"share-{RESULTS}-{other_office.pk}"] = "4项"
    assert "已下达1项指标" in send_to(director, county, "assignments", {"typed": "1"} | fields)[1]
    assert {s.office: s.value for s in Share.objects.all()} == {office: 6, other_office: 4}
    assert Assignment.objects.get().document_number == DOCUMENT
    assert "1项没有变化" in send_to(director, county, "assignments", {"typed": "1"} | fields)[1]
    assert send_to(own_clerk, county, "assignments", {"typed": "1"} | fields)[0] == 404
    emptied = dict.fromkeys(fields, "")
    assert "不能全部留空" in send_to(director, county, "assignments", {"typed": "1"} | emptied)[1]
    file = SimpleUploadedFile("分解表.xlsx", book(TEN[0], ["科技成果登记数", 10, 7, 3]))
    assert "已下达1项指标" in send_to(director, county, "assignments", {"file": file})[1]


def test_quarters_are_typed_checked_given_back_and_cleared_on_the_page(county, office, other_office, aim, director):
    own, other = f"share-{RESULTS}-{office.pk}", f"share-{RESULTS}-{other_office.pk}"
    fields = {
        "typed": "1",
        own: "6",
        f"{own}-q1": "4",
        f"{own}-q2": "三",
        f"{own}-q3": "",
        other: "4",
        f"{other}-q1": "",
    }
    status, page = send_to(director, county, "assignments", fields)
    assert (status, "科技成果登记数“成果股”二季度：“三”应为数字" in page, 'value="三"' in page) == (422, True, True)
    assert not Share.objects.exists()
    for typed, says in (
        ({f"{own}-q2": "3"}, "成果股的二季度目标3小于一季度目标4；季度目标是累计数"),
        ({f"{own}-q2": "7"}, "成果股的全年目标6小于二季度目标7"),
        ({f"{own}-q2": "-1"}, "目标-1小于0"),
        ({f"{own}-q2": "", other: "", f"{other}-q1": "1"}, "“高新股”：填了季度目标，没有填全年任务数"),
    ):
        status, page = send_to(director, county, "assignments", fields | typed)
        assert (status, says in page, f'name="{own}-q1" value="4"' in page) == (422, True, True)
    assert "已下达1项指标" in send_to(director, county, "assignments", fields | {f"{own}-q2": "5项"})[1]
    assert Share.objects.get(office=office).quarters == (4, 5, None)
    page = at(director, county, "assignments")[1]
    assert (f'name="{own}-q2" value="5"' in page, page.count('<details class="quarters" open>')) == (True, 1)
    assert "1项没有变化" in send_to(director, county, "assignments", fields | {f"{own}-q2": "5"})[1]
    without = {"typed": "1", own: "5", other: "5"}  # as a page without these fields sends it
    assert "已下达1项指标" in send_to(director, county, "assignments", without)[1]
    newest = Share.objects.filter(assignment__state=Assignment.State.ISSUED)
    assert newest.get(office=office).quarters == (4, 5, None)
    assert "全年目标3小于二季度目标5" in send_to(director, county, "assignments", without | {own: "3", other: "7"})[1]
    cleared = without | {f"{own}-q1": "", f"{own}-q2": "", f"{own}-q3": ""}
    assert "已下达1项指标" in send_to(director, county, "assignments", cleared)[1]
    assert newest.get(office=office).quarters == (None, None, None)


def test_a_table_that_says_nothing_of_quarters_keeps_them_when_it_moves_a_share(
    county, office, other_office, aim, director
):
    head = ["股室", "指标", "任务数", "一季度"]
    divide(county, director, head, ["成果股", "科技成果登记数", 6, 2], ["高新股", "科技成果登记数", 4, 1])
    (moved,) = divide(county, director, head[:3], ["成果股", "科技成果登记数", 5], ["高新股", "科技成果登记数", 5])
    assert {share.office_name: share.first_quarter for share in moved.shares.all()} == {"成果股": 2, "高新股": 1}
    with pytest.raises(NotPossible, match="成果股的全年目标1小于一季度目标2；季度目标是累计数。请把季度目标一并写明"):
        divide(county, director, head[:3], ["成果股", "科技成果登记数", 1], ["高新股", "科技成果登记数", 9])


def test_proposals_are_filled_in_when_asked_for(county, office, other_office, aim, director):
    name = f'name="share-{RESULTS}-{office.pk}" value="{{}}"'
    assert name.format("") in at(director, county, "assignments")[1]
    assert name.format("10") in at(director, county, "assignments", "?fill=1")[1]


def test_when_the_target_moves_the_division_says_that_it_is_out_of_date(county, office, other_office, aim, director):
    divide(county, director, *TEN)
    assert "请重新分解" not in at(director, county, "assignments")[1]
    records.target(county, 12, RESULTS, document_number=DOCUMENT, version=2)
    assert "本单位任务为12项，与分解时的总任务不同，请重新分解" in at(director, county, "assignments")[1]


def test_a_closed_offices_share_keeps_its_name_and_nobody_signs_for_it(
    county, office, other_office, aim, director, reviewer, clerk
):
    divide(county, director, *TEN)
    admin = people.add("admin", county, Post.Kind.ADMINISTRATOR)
    assert "已撤销成果股" in send_to(admin, county, "office-close", {}, pk=office.pk)[1]
    share = Share.objects.get(office_name="成果股")
    assert (share.office, share.value, str(share)) == (None, 6, "朔湖县成果股2024年科技成果登记数任务")
    page = at(director, county, "assignments")[1]
    assert "成果股（已撤销）" in page
    assert "合计10，与总任务相符" in page
    with pytest.raises(NotPossible, match="成果股已撤销，请重新分解"):
        issuing.sign(share, reviewer)
    home = at(reviewer, county, "home")[1]
    assert ("分解到高新股的任务" in home, "成果股" in home) == (True, False)
    Office.objects.create(org=county, name="成果股")
    assert divide(county, director, *TEN)[0].version == 2  # another office of that name is another office
    assert list(sealed_rows.examine()) == []


def test_the_command_divides_among_offices_too(county, office, other_office, aim, tmp_path):
    file = tmp_path / "table.xlsx"
    file.write_bytes(book(["2024年度任务分解到股室表"], *TEN))

    def run(*words):
        return invoked(words)

    done = run("assign", str(file), "--org", "652799", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["issued"], told["lines"][0]["says"]) == (0, 1, "合计10，与总任务相符")
    assert [(s["office"], s["value"], s["target"]) for s in told["lines"][0]["shares"]] == [
        ("成果股", "6", None),
        ("高新股", "4", None),
    ]
    assert json.loads(run("assign", str(file), "--org", "652799", "--json").stdout)["unchanged"] == 1
    out = tmp_path / "out.xlsx"
    assert run("assign", "--org", "652799", "--year", "2024", "--out", str(out)).exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames == ["分解到股室"]
