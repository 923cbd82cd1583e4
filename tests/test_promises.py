"""Promises: the plan of an issued report kept as targets, and what became of them."""

import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from kezhang.quantities.periods import Period
from kezhang.records.models import Change
from kezhang.reports import workflow
from kezhang.reports.drafting.draft import draft
from kezhang.reports.drafting.promises import PromiseOutcome, promised
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.targets.models import Target
from tests.command_line import invoked
from tests.documents import replaced

pytestmark = pytest.mark.django_db
JUNE, DECEMBER = date(2024, 6, 30), date(2024, 12, 31)
TEMPLATE = TemplateText(
    "试验",
    (
        "〔标题〕【单位】【期间】总结",
        "一、情况",
        "登记合同【技术合同成交额】，任务【技术合同成交额|任务】。",
        "二、下半年工作计划",
        "（一）抓合同。【技术合同成交额|计划句】。",
        "（二）建载体。力争全年新建双创载体不少于5个。",
        "三、建议",
        "请予支持，力争明年科技成果登记20项。",
    ),
)


@pytest.fixture
def report(example, clerk):
    return freezing.write(example, Period.half(2024, 1), JUNE, clerk, TEMPLATE)


def own_targets() -> set[tuple[str, Decimal]]:
    return {
        (t.indicator, Decimal(t.value)) for t in Target.objects.filter(document_number__startswith="KZ-")
    }  # fmt: skip


def test_a_plan_figure_that_is_a_target_already_is_promised_by_it_and_not_doubled(report, director):
    targets = Target.objects.count()
    workflow.issue(report, director)
    (promise,) = [p for p in report.promises.all() if p.target.indicator == "technology-contract-turnover"]
    assert promise.sentence.startswith("确保全年技术合同成交额不少于2000万元")
    assert Target.objects.filter(indicator="technology-contract-turnover").count() == 1
    assert Target.objects.count() - targets == len(own_targets())


def test_a_number_people_wrote_in_the_plan_becomes_a_target_of_their_own_with_its_source(report, director):
    workflow.issue(report, director)
    (made,) = Target.objects.filter(document_number=report.number)
    assert (made.indicator, made.value, made.year, made.type, made.effective_on) == (
        "incubators-new", 5, 2024, "own", JUNE,
    )  # fmt: skip
    assert made.remark == "原句：力争全年新建双创载体不少于5个。"
    change = Change.objects.get(ledger="targets", record_id=made.pk)
    assert (change.by_name, report.number in change.reason) == ("王建国", True)


def test_what_stands_after_the_plan_is_no_promise(report, director):
    workflow.issue(report, director)
    assert not Target.objects.filter(value=20, document_number=report.number).exists()


def test_a_plan_figure_changed_by_hand_is_a_promise_of_its_own_beside_the_assigned_target(report, clerk, director):
    plan = report.figures.get(role="计划")
    document = _with_number(report.file.read(), plan.mark, "2000", "2500")
    workflow.send(report, clerk)
    workflow.take_back(report, clerk, "改.docx", document)
    workflow.accept(report, clerk, "领导定的数")
    workflow.issue(Report.objects.get(pk=report.pk), director)
    made = Target.objects.get(indicator="technology-contract-turnover", document_number=report.number)
    assert (made.type, made.text, made.extent) == ("own", "2500万元", "full_year")
    assert made.pk in report.promises.values_list("target", flat=True)


def _with_number(content: bytes, mark: str, old: str, new: str) -> bytes:
    document = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    control = re.search(rf'<w:sdt>(?:(?!</w:sdt>).)*n:{mark}"(?:(?!</w:sdt>).)*</w:sdt>', document)[0]
    return replaced(content, control, control.replace(f"<w:t>{old}</w:t>", f"<w:t>{new}</w:t>")).getvalue()


def test_a_promise_is_under_way_until_its_year_ends_and_then_kept_or_broken(report, director, example):
    workflow.issue(report, director)
    told = {k.target.indicator: k.outcome for k in promised(example, JUNE)}
    assert told["technology-contract-turnover"] is PromiseOutcome.UNDER_WAY
    told = {k.target.indicator: k.outcome for k in promised(example, DECEMBER)}
    assert told["technology-contract-turnover"] is PromiseOutcome.BROKEN
    Target.objects.filter(indicator="technology-contract-turnover").update(value=1000)
    told = {k.target.indicator: k.outcome for k in promised(example, DECEMBER)}
    assert told["technology-contract-turnover"] is PromiseOutcome.KEPT


def test_the_next_report_tells_each_promise_with_its_outcome_and_traced_figures(report, director, example):
    workflow.issue(report, director)
    made = draft(read_template(["【承诺】"]), example, Period.year_of(2024), DECEMBER)
    text = "\n".join(block.text for block in made.blocks)
    assert "技术合同成交额：承诺2024年不少于2000万元，截至2024年12月31日实际1062万元，完成率53%，未兑现。" in text
    assert {f.role for f in made.figures} == {"承诺", "实绩", "完成率"}


def test_without_an_issued_report_there_is_no_promise(report, example):
    made = draft(read_template(["【承诺】"]), example, Period.year_of(2024), DECEMBER)
    assert made.blocks == ()
    assert promised(example, DECEMBER) == []


def test_a_corrections_promises_take_the_place_of_the_corrected(report, clerk, director, example):
    workflow.issue(report, director)
    first = len(promised(example, DECEMBER))
    workflow.issue(workflow.correct(Report.objects.get(pk=report.pk), clerk, "更正"), director)
    told = promised(example, DECEMBER)
    assert len(told) == first
    assert {k.promise.report.corrects for k in told} == {report}


def test_the_command_lists_them(report, director, example):
    workflow.issue(report, director)
    found = invoked(["promises", "--org", "652799", "--as-of", "2024-12-31", "--json"])
    told = {each["indicator"]: each for each in json.loads(found.stdout)}
    assert found.exit_code == 0
    assert (told["technology-contract-turnover"]["outcome"], told["technology-contract-turnover"]["report"]) == (
        "broken", report.number,
    )  # fmt: skip
    shown = invoked(["promises", "--org", "652799", "--as-of", "2024-12-31"])
    assert "未兑现" in shown.output


def test_the_page_is_the_bureaus_and_those_above_it(client, report, clerk, director, superior, neighbour_clerk):
    workflow.issue(report, director)
    for person in (clerk, director):
        client.force_login(person)
        page = client.get("/652799/2024-12-31/reports/promises/").content.decode()
        assert "未兑现" in page
        assert report.number in page
    client.force_login(superior)
    assert report.number in client.get("/652799/2024-12-31/reports/promises/").content.decode()
    client.force_login(neighbour_clerk)
    assert client.get("/652799/2024-12-31/reports/promises/").status_code == 404
    assert report.number not in client.get("/652798/2024-12-31/reports/promises/").content.decode()


def test_the_half_years_plan_promises_fifteen_targets_and_makes_none(example, clerk, director):
    before = Target.objects.count()
    made = workflow.issue(freezing.half_year(example, JUNE, clerk), director)
    assert (made.promises.count(), Target.objects.count()) == (15, before)
