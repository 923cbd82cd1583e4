"""Tables that are returned as rows: what stands in each, frozen with the version, decided above, summed over counties."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.list_tables.declared import LIST_TABLES, find_table
from kezhang.collection.list_tables.frozen_rows import rows_of
from kezhang.collection.models import Return, ReturnedTable, Round, Sent
from kezhang.collection.publishing.collated_tables import asked_table, collate
from kezhang.collection.publishing.list_workbooks import collated_workbook, returned_workbook
from kezhang.collection.publishing.publication import publish
from kezhang.collection.returning import deciding, life, taking_in
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.ledgers.documents.task_items import TASK_ITEMS
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS
from kezhang.ledgers.enterprises.research_reports import RESEARCH_REPORTS
from kezhang.ledgers.enterprises.zero_lists import ZERO_LISTS
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import IncentivePayment, Project, ResearchReport, TaskItem, ZeroListing
from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.workflow.steps import NotPossible
from tests import single_records as records
from tests.test_cli import run
from tests.test_collection_pages import at, send_to
from tests.test_returns import explained, now, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
AS_OF = date(2024, 6, 30)
PROJECT_LIST, TURNOVER = "list-projects", "technology-contract-turnover"


def project(org: Org, title: str, granted: str | None = None, approved: date | None = None, **more) -> Project:
    given = {
        "enterprise_name": "朔湖绿源农业科技有限公司", "programme": "prefecture_plan", "level": "prefecture",
        "applied_on": date(2024, 3, 12), "stage": "approved" if approved else "applied", "approved_on": approved,
        "granted_amount": None if granted is None else Decimal(granted),
    } | more  # fmt: skip
    return records.written(PROJECTS, Project(org=org, title=title, **given))


@pytest.fixture
def asked(prefecture, county, neighbour, liaison) -> Round:
    """A round of one indicator and one list, owed by two counties."""
    chosen = RoundAsked(
        as_of=AS_OF, indicators=[INDICATORS[TURNOVER]], tables=[LIST_TABLES[PROJECT_LIST]],
        deadline=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    return opening.open_round(prefecture, chosen, liaison)


@pytest.fixture
def answer(asked, county) -> Return:
    return asked.returns.get(org=county)


def list_of(answer: Return) -> ReturnedTable:
    return now(answer).newest.tables.get()


def titles(answer: Return) -> list[str]:
    return sorted(row[2] for row in list_of(answer).frozen.texts)


def test_no_list_is_called_like_an_indicator_and_none_shows_personal_data():
    assert not set(LIST_TABLES) & set(INDICATORS)
    assert [table.code for table in LIST_TABLES.values()] == ["T5", "T6", "T7", "T9", "T11", "T12", "T13", "T15"]
    for table in LIST_TABLES.values():
        for source in table.sources:
            named = [each for each in source.says if isinstance(each, str)]
            assert [source.ledger.column(name).name for name in named] == named
            assert not set(named) & set(source.ledger.personal), table.code


def test_every_list_is_drawn_from_the_ledgers_it_names(county, example):
    for table in LIST_TABLES.values():
        found = rows_of(table, county, AS_OF)
        assert all(len(row.cells) == len(table.heads) for row in found.rows)
        assert {row.ledger for row in found.rows} <= {source.ledger.slug for source in table.sources}


def test_a_list_has_what_counts_by_the_day_and_says_nothing_of_later_days(county):
    project(county, "已立项", "300000", date(2024, 5, 1), paid_amount=Decimal(100000), paid_on=date(2024, 6, 1))
    project(county, "七月立项", "500000", date(2024, 7, 15))
    project(county, "去年申报今年立项", None, date(2024, 4, 1), applied_on=date(2023, 9, 1))
    project(county, "去年的", "900000", date(2023, 5, 1), applied_on=date(2023, 2, 1))
    project(county, "下半年申报", applied_on=date(2024, 8, 1))
    found = rows_of(LIST_TABLES[PROJECT_LIST], county, AS_OF)
    rows = {row[2]: row for row in found.texts}
    assert set(rows) == {"去年申报今年立项", "已立项", "七月立项"}
    assert rows["已立项"][6:10] == ["2024-05-01", "", "30", "10"]
    assert rows["七月立项"][6:10] == ["", "", "", ""]
    assert rows["去年申报今年立项"][8] == "待核"
    assert found.sum_texts[0] == "合计（3条）"
    assert found.sum_texts[8] == "30（另有1条待核）"


def test_a_cleared_firm_that_rebounded_is_not_cleared(county):
    given = {
        "org": county, "kind": "no_input", "year": 2024, "listed_on": date(2024, 1, 10), "revenue": Decimal(126000000)
    }  # fmt: skip
    for name, days in {
        "甲": {"cleared_on": date(2024, 5, 1)},
        "乙": {"cleared_on": date(2024, 2, 1), "rebounded_on": date(2024, 4, 1)},
        "丙": {"cleared_on": date(2024, 7, 5)},
        "丁": {"removed_on": date(2024, 3, 1)},
    }.items():
        records.written(ZERO_LISTS, ZeroListing(enterprise_name=name, **given, **days))
    found = rows_of(find_table("T6"), county, AS_OF)
    assert {row[0]: row[8:] for row in found.texts} == {
        "甲": ["是", "2024-05-01"], "乙": ["反弹", "2024-02-01"], "丙": ["否", ""], "丁": ["已移出", ""],
    }  # fmt: skip


def test_incentives_owed_are_what_was_not_paid_by_the_day(county):
    given = {
        "org": county, "recognition_year": 2023, "policy_document": "新科规〔2023〕1号", "level": "prefecture",
        "kind": "first_time", "due_amount": Decimal(200000),
    }  # fmt: skip
    kinds = [value for value, _ in IncentivePayment.Kind.choices]
    given["kind"] = kinds[0]
    for name, more in {
        "去年欠": {"listed_on": date(2023, 6, 1)},
        "去年清": {"listed_on": date(2023, 6, 1), "paid_amount": Decimal(200000), "paid_on": date(2023, 9, 1)},
        "今年部分": {"listed_on": date(2024, 2, 1), "paid_amount": Decimal(50000), "paid_on": date(2024, 5, 1)},
        "七月付": {"listed_on": date(2024, 2, 1), "paid_amount": Decimal(200000), "paid_on": date(2024, 7, 1)},
    }.items():
        records.written(INCENTIVE_PAYMENTS, IncentivePayment(enterprise_name=name, **given, **more))
    found = rows_of(find_table("T13"), county, AS_OF)
    assert {row[0]: row[3:6] for row in found.texts} == {
        "去年欠": ["20", "", "20"], "今年部分": ["20", "5", "15"], "七月付": ["20", "", "20"]
    }  # fmt: skip
    assert found.sum_texts[3:6] == ["60", "5", "55"]


def test_research_reports_stand_beside_those_of_the_year_before_and_growth_on_nothing_is_not_told(county):
    def report(firm: str, year: int, amount: str) -> None:
        row = ResearchReport(
            org=county,
            enterprise_name=firm,
            year=year,
            reported_on=date(year + 1, 3, 1),
            reported_amount=Decimal(amount),
        )
        records.written(RESEARCH_REPORTS, row)

    report("甲", 2022, "1000000")
    report("甲", 2023, "1250000")
    report("乙", 2023, "300000")
    found = rows_of(find_table("T5"), county, AS_OF)
    assert {row[0]: row[5:8] for row in found.texts} == {"甲": ["100", "125", "25%"], "乙": ["待核", "30", ""]}
    assert found.sum_texts[5] == "100（另有1条待核）"


def test_a_task_done_last_year_is_not_on_the_list_and_one_still_open_is(county):
    for number, task, done in (
        ("1", "上年办结", date(2023, 12, 1)),
        ("2", "长期", None),
        ("3", "今年办结", date(2024, 3, 1)),
    ):
        row = TaskItem(
            org=county, source="政府工作报告", number=number, task=task, leader="科技局", listed_on=date(2023, 2, 1),
            due_on=date(2024, 12, 31), done_on=done, stage="done" if done else "doing",
        )  # fmt: skip
        records.written(TASK_ITEMS, row)
    assert [row[0] for row in rows_of(find_table("T15"), county, AS_OF).texts] == ["长期", "今年办结"]


def test_rows_are_frozen_with_the_version_whatever_the_ledger_does(answer, county, clerk, reviewer, director, liaison):
    kept = project(county, "温室番茄提质", "300000", date(2024, 5, 1))
    sent(answer, clerk, reviewer, director)
    before, digest = list_of(answer).rows, now(answer).newest.digest
    deciding.accept_all(answer, liaison)
    kept.granted_amount = Decimal(900000)
    journal.save(PROJECTS, kept, Author(by=clerk, accepting="更正"))
    project(county, "新项目", "100000", date(2024, 6, 1))
    journal.void(PROJECTS, kept, Author(by=clerk, reason="重复"))
    frozen = list_of(answer)
    assert (frozen.rows, titles(answer)) == (before, ["温室番茄提质"])
    assert frozen.frozen.sum_texts[8] == "30"
    assert life.digest_of(now(answer).accepted) == digest
    frozen.rows = []
    with pytest.raises(Sent, match="其中的清单不能再改"):
        frozen.save()
    with pytest.raises(NotPossible):
        life.explain_table(answer, clerk, PROJECT_LIST, "改")
    with pytest.raises(NotPossible):
        life.make(answer, clerk)


def test_the_digest_of_a_version_covers_its_rows(answer, county, clerk, reviewer, director):
    project(county, "甲项目")
    sent(answer, clerk, reviewer, director)
    version = now(answer).newest
    ReturnedTable.objects.filter(version=version).update(rows=[])
    assert life.digest_of(version) != version.digest


def test_a_returned_list_is_drawn_again_and_what_was_accepted_stays(answer, county, clerk, reviewer, director, liaison):
    project(county, "甲项目", "100000", date(2024, 5, 1))
    records.contract(county, "2024650000000001", "1000000", date(2024, 3, 20))
    sent(answer, clerk, reviewer, director)
    with pytest.raises(NotPossible, match="还有1项没有审定：科技计划项目申报立项及资金调度表"):
        deciding.decide(answer, liaison, {TURNOVER: (True, "")})
    with pytest.raises(NotPossible, match="退回须写明意见"):
        deciding.decide(answer, liaison, {TURNOVER: (True, ""), PROJECT_LIST: (False, "")})
    deciding.send_back(answer, liaison, [PROJECT_LIST], "缺立项文号")
    records.contract(county, "2024650000000002", "500000", date(2024, 3, 20))
    life.make(answer, clerk)
    assert now(answer).newest.figures.get().value == "1000000"  # accepted, so it stays
    with pytest.raises(NotPossible, match="被退回（缺立项文号），清单没有变，请写明答复"):
        life.submit(answer, clerk)
    explained(answer, clerk)
    life.explain_table(answer, clerk, PROJECT_LIST, "文号待州局印发")
    life.submit(answer, clerk)
    life.turn_back(answer, reviewer, "请补录新项目")
    project(county, "乙项目", "200000", date(2024, 6, 1))
    life.make(answer, clerk)
    assert (titles(answer), list_of(answer).explanation) == (["乙项目", "甲项目"], "文号待州局印发")
    explained(answer, clerk)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    life.send(answer, director)
    deciding.accept_all(answer, liaison)
    assert now(answer).accepted.number == 2


def test_an_exception_for_a_list_opens_the_list_alone(answer, county, clerk, reviewer, director, liaison):
    project(county, "甲项目")
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    project(county, "乙项目")
    records.contract(county, "2024650000000001", "1000000", date(2024, 3, 20))
    deciding.unlock(answer, liaison, [PROJECT_LIST], "漏报1项", timezone.localdate())
    life.make(answer, clerk)
    assert titles(answer) == ["乙项目", "甲项目"]
    assert now(answer).newest.figures.get().value == "0"
    assert collate(asked_table(answer.round, PROJECT_LIST), lambda _: True).count == 1


def test_a_withdrawn_list_stands_in_the_next_version(answer, county, clerk, reviewer, director):
    project(county, "甲项目")
    sent(answer, clerk, reviewer, director)
    life.withdraw(answer, director)
    assert (now(answer).newest.number, titles(answer)) == (2, ["甲项目"])


def test_a_sheet_brings_the_rows_of_a_county_without_the_system(answer, county, liaison):
    lines = (
        "科技项目调度表", "填报单位：朔湖县,,,单位：元", "序号,项目级别,项目名称,承担单位,申报时间,立项资金,到位资金（万元）",
        "1,州市级,甲项目,甲公司,2024.3.1,300000,10", "2,州市级,乙项目,乙公司,2024年4月2日,*,", "合计,,,,,300000,10",
    )  # fmt: skip
    with pytest.raises(NotPossible, match=r"没有读出本次调度要报的指标.*清单应有它的表头"):
        taking_in.take_in(answer, liaison, "表.csv", "别的,列\n1,2\n".encode())
    bad = "\n".join(lines).replace("300000,10\n2", "三十万,10\n2")
    with pytest.raises(NotPossible, match="第4行“立项资金”的“三十万”应为数字，请改正后再录"):
        taking_in.take_in(answer, liaison, "项目表.csv", bad.encode())
    version = taking_in.take_in(answer, liaison, "项目表.csv", "\n".join(lines).encode())
    table = version.tables.get()
    rows = [[row[2], row[4], row[8], row[9]] for row in table.frozen.texts]
    assert rows == [["甲项目", "2024-03-01", "30", "10"], ["乙项目", "2024-04-02", "待核", "待核"]]
    assert taking_in.told(version) == "0个数字、1份清单"


@pytest.mark.parametrize("line", ["单位：元、个", "金额单位：人民币元", "单 位: 元"])
def test_the_unit_of_a_list_is_read_as_sheets_of_ledgers_say_it(answer, liaison, line):
    sheet = f"科技项目调度表\n填报单位：朔湖县,,,{line}\n序号,项目级别,项目名称,承担单位,申报时间,立项资金\n1,州市级,甲项目,甲公司,2024.3.1,300000\n"
    with pytest.raises(NotPossible, match=r"金额单位没有读懂.*只写一个"):
        taking_in.take_in(answer, liaison, "项目表.csv", sheet.replace(line, "单位：元、万元").encode())
    version = taking_in.take_in(answer, liaison, "项目表.csv", sheet.encode())
    assert version.tables.get().frozen.texts[0][8] == "30"  # 万元


LIST_LINES = [
    "科技项目调度表",
    "单位：元",
    "项目级别,项目名称,承担单位,申报时间,立项资金",
    "州市级,合计法测定,甲公司,2024.3.1,300000",
]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({1: "填报单位：朔湖县"}, "第4行“立项资金”的“300000”没有写明金额单位；请写在表头里，如 立项资金\\(万元\\)"),
        ({4: ",乙项目,,,300000"}, "第5行没有写“项目级别”；是合计的请写上合计"),
        ({4: ",,,,300000"}, "第5行只写了“300000”"),
        ({4: "州市级"}, "第5行只写了“州市级”"),
        ({3: "州市级,合计法测定,甲公司,2024.3.1,30万美元"}, "“30万美元”应为数字"),
    ],
)
def test_a_row_of_a_list_that_cannot_be_told_is_refused_and_never_passed_over(answer, liaison, changed, says):
    lines = [*LIST_LINES, "合计,,,,300000"]
    sheet = "\n".join(changed.get(at, line) for at, line in enumerate(lines))
    with pytest.raises(NotPossible, match=says):
        taking_in.take_in(answer, liaison, "项目表.csv", sheet.encode())


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        ([], "第5行说明文字"),
        (
            ["小计,,,,300000", "一、续建项目,,,,", "填报人：李文,审核人：王明", "注：含续建项目"],
            "第5行合计、第6行分节标题、第7行落款、第8行说明文字、第9行说明文字",
        ),
    ],
)
def test_a_list_has_its_rows_and_no_sums_notes_or_signatures(answer, liaison, lines, left_out):
    sheet = "\n".join([*LIST_LINES, *lines]).replace("单位：元", "").replace("300000\n", "300000元\n")
    version = taking_in.take_in(answer, liaison, "项目表.csv", f"{sheet}\n注：金额单位为元".encode())
    assert [(row[2], row[8]) for row in version.tables.get().frozen.texts] == [("合计法测定", "30")]
    assert version.tables.get().counted == f"来文所列；不作记录：{left_out}"


def accepted(answer: Return) -> set[str]:
    return {figure.slug for figure in now(answer).newest.judged if figure.is_accepted}


def test_paper_without_a_list_says_so_and_is_no_list_without_rows(answer, liaison, prefecture):
    sheet = "指标,计量单位,累计完成\n技术合同成交额,万元,300\n".encode()
    version = taking_in.take_in(answer, liaison, "表.csv", sheet)
    assert (version.tables.get().is_given, version.tables.get().text) == (False, "未报")
    deciding.accept_all(answer, liaison)
    collated = collate(asked_table(answer.round, PROJECT_LIST), lambda _: True)
    assert (collated.coverage, collated.parts[1].status) == ("0/2县", "未报")


def test_sums_over_counties_rest_on_accepted_lists_and_carry_their_coverage(
    asked, county, neighbour, clerk, reviewer, director, liaison, neighbour_clerk
):
    project(county, "甲项目", "300000", date(2024, 5, 1))
    project(neighbour, "丙项目", "700000", date(2024, 5, 1))
    sent(asked.returns.get(org=county), clerk, reviewer, director)
    deciding.accept_all(asked.returns.get(org=county), liaison)
    other = asked.returns.get(org=neighbour)
    sent(other, neighbour_clerk, people.add("nr", neighbour, "reviewer"), people.add("nd", neighbour, "director"))
    table = asked_table(asked, PROJECT_LIST)
    found = collate(table, lambda _: True)
    assert [(part.answer.org, part.status, len(part.rows)) for part in found.parts] == [
        (neighbour, "暂定", 1), (county, "已接收", 1),
    ]  # fmt: skip
    assert (found.sum_texts[0], found.sum_texts[9]) == ("合计（1条，1/2县）", "30")
    hidden = collate(table, lambda _: False)
    assert [(part.status, part.rows == ()) for part in hidden.parts] == [("已报待审", True), ("已接收", False)]
    deciding.accept_all(other, liaison)
    book = openpyxl.load_workbook(io.BytesIO(collated_workbook(collate(table, lambda _: True))))
    rows = list(book.active.iter_rows(values_only=True))
    cells = {row[4]: (row[0], row[1], row[10]) for row in rows if row[4] in {"甲项目", "丙项目"}}
    assert cells == {"甲项目": (county.name, "已接收", 30), "丙项目": (neighbour.name, "已接收", 70)}
    assert next(row for row in rows if row[0] == "合计")[10] == 100


def test_a_round_may_ask_for_lists_alone(prefecture, county, neighbour, clerk, reviewer, director, liaison):
    made = opening.open_round(prefecture, RoundAsked(as_of=AS_OF, tables=[LIST_TABLES[PROJECT_LIST]]), liaison)
    answer = made.returns.get(org=county)
    project(county, "甲项目")
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    closing.close(made, liaison)
    assert publish(made, liaison).number == 1
    assert made.items.count() == 0
    assert at(liaison, prefecture, "round", number=made.number)[0] == 200


def test_rows_of_an_unsent_list_are_its_bureaus_alone_sent_the_liaisons_accepted_everybodys_above(
    asked, answer, county, prefecture, neighbour, clerk, reviewer, director, superior, liaison, neighbour_clerk
):
    project(county, "甲项目")
    life.make(answer, clerk)
    one, all_ = {"pk": answer.pk, "table": PROJECT_LIST}, {"number": asked.number, "table": PROJECT_LIST}
    assert "甲项目" in at(clerk, county, "return-list", **one)[1]
    assert at(clerk, county, "round-list", **all_)[0] == 404
    for person in (superior, liaison):
        assert at(person, county, "return-list", **one)[0] == 404
        assert "甲项目" not in at(person, prefecture, "round-list", **all_)[1]
    for name in ("return-list", "return-list-sheet"):
        assert at(neighbour_clerk, neighbour, name, **one)[0] == 404
    explained(answer, clerk)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    life.send(answer, director)
    assert "甲项目" in at(liaison, county, "return-list", **one)[1]
    assert "甲项目" in at(liaison, prefecture, "round-list", **all_)[1]
    assert at(superior, county, "return-list", **one)[0] == 404
    assert "甲项目" not in at(superior, prefecture, "round-list", **all_)[1]
    deciding.accept_all(answer, liaison)
    assert "甲项目" in at(superior, county, "return-list", **one)[1]
    assert "甲项目" in at(superior, prefecture, "round-list", **all_)[1]
    assert at(liaison, prefecture, "round-list-sheet", **all_)[0] == 200
    assert at(clerk, county, "return-list-sheet", **one)[0] == 200


def test_a_list_is_explained_and_decided_on_the_page(answer, county, clerk, reviewer, director, liaison):
    project(county, "甲项目")
    given = {"pk": answer.pk}
    send_to(clerk, county, "return-step", {}, step="make", **given)
    assert "1条" in at(clerk, county, "return", **given)[1]
    send_to(clerk, county, "return-words", {f"why-{PROJECT_LIST}": "另有2项待公示"}, **given)
    assert list_of(answer).explanation == "另有2项待公示"
    explained(answer, clerk)
    for person, step in ((clerk, "submit"), (reviewer, "review"), (director, "send")):
        send_to(person, county, "return-step", {}, step=step, **given)
    said = {f"decision-{PROJECT_LIST}": "return", f"note-{PROJECT_LIST}": "缺文号"}
    assert "已退回" in send_to(liaison, county, "return-step", said, step="decide", **given)[1]
    assert "退回：缺文号" in at(clerk, county, "return", **given)[1]
    assert accepted(answer) == {TURNOVER}


def test_the_liaison_asks_for_lists_on_the_page_that_opens_a_round(prefecture, county, neighbour, liaison):
    said = {"indicators": [TURNOVER], "tables": [PROJECT_LIST, "list-achievements"], "counties": [county.code]}
    send_to(liaison, prefecture, "rounds", said)
    assert [each.table for each in Round.objects.get().tables.all()] == [PROJECT_LIST, "list-achievements"]


def test_the_workbook_of_a_list_has_its_rows_sums_and_whose_it_is(answer, county, clerk):
    project(county, "甲项目", "300000", date(2024, 5, 1))
    project(county, "乙项目", None, date(2024, 5, 2))
    life.make(answer, clerk)
    book = openpyxl.load_workbook(io.BytesIO(returned_workbook(list_of(answer))))
    rows = list(book.active.iter_rows(values_only=True))
    assert "填报单位：" + county.name in rows[1][0]
    assert {row[2]: row[8] for row in rows if row[2] in {"甲项目", "乙项目"}} == {"甲项目": 30, "乙项目": "待核"}
    assert any(row[8] == "30（另有1条待核）" for row in rows)


def test_lists_are_asked_for_shown_and_decided_on_the_command_line(prefecture, county, neighbour, tmp_path):
    project(county, "甲项目", "300000", date(2024, 5, 1))
    own, above = ("--org", county.code), ("--org", prefecture.code)
    opened = told("round", "open", *above, "--as-of", "2024-06-30", "--indicator", TURNOVER, "--table", "T7", "--deadline",
                  "2099-01-01", "--json")  # fmt: skip
    assert opened["tables"] == ["T7"]
    run("return", "make", *own)
    rows = told("return", "table", *own, "--table", "T7", "--json")
    assert (rows["count"], rows["sums"]["立项资金"]) == (1, {"value": "300000", "unknown": 0})
    assert rows["rows"][0]["cells"][2] == "甲项目"
    assert "甲项目" in run("return", "table", *own, "--table", "T7").output
    book = tmp_path / "清单.xlsx"
    run("return", "table", *own, "--table", LIST_TABLES[PROJECT_LIST].label, "-o", str(book))
    assert book.exists()
    for name, says in (("T8", "没有“T8”这份清单"), ("T9", "没有 T9")):
        found = run("return", "table", *own, "--table", name)
        assert (found.exit_code, says in found.output) == (2, True)
    run("return", "explain", *own, "--table", "T7", "--reason", "另有2项待公示")
    assert told("return", "show", *own, "--json")["tables"][0]["explanation"] == "另有2项待公示"
    assert run("return", "explain", *own, "--reason", "没有写哪一项").exit_code == 2
    over_all = told("round", "table", "1", *above, "--table", "T7", "--json")
    assert (over_all["count"], over_all["coverage"]) == (0, "0/2县")
    assert "合计（0条，0/2县）" in run("round", "table", *above, "--table", "T7").output


def told(*words: str):
    found = run(*words)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_who_decides_is_written_beside_the_list(answer, county, clerk, reviewer, director, liaison: User):
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    decided = list_of(answer).decided
    assert (decided.is_accepted, decided.by) == (True, liaison)
