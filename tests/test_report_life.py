"""The life of a report: out for editing and back, checked, accepted, issued, corrected; by the right people only."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.models import Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import read_properties, visible_paragraphs
from kezhang.reports.frozen.differences import differences
from kezhang.reports.models import Final, Report
from kezhang.reports.proofreading.proof_result import FigureState
from kezhang.reports.proofreading.proofread import proofread
from tests.command_line import invoked
from tests.documents import replaced
from tests.written_reports import half_year_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE = date(2024, 6, 30)


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


def edited(report, old="<w:t>1062</w:t>", new="<w:t>1082</w:t>") -> bytes:
    return replaced(report.file.read(), old, new).getvalue()


def state(report) -> str:
    report.refresh_from_db()
    return report.get_state_display()


def test_a_draft_goes_out_comes_back_is_accepted_and_issued(report, clerk, director):
    frozen = report.digest
    out = workflow.send(report, clerk, "送分管领导")
    assert (out.number, state(report)) == (1, "发出修改")
    back = workflow.take_back(report, clerk, "改.docx", edited(report, "稳定财政科技投入", "稳步增加财政科技投入"))
    assert (back.findings["open"], state(report)) == (False, "已核对")
    workflow.accept(report, clerk)
    assert "稳步增加财政科技投入" in "".join(visible_paragraphs(Report.objects.get(pk=report.pk).file.path))
    workflow.issue(report, director)
    assert state(report) == "已签发"
    assert (report.issued_by, report.digest, report.round) == (director, frozen, 1)


def test_every_step_leaves_a_change_in_the_chain(report, clerk, director, county):
    workflow.send(report, clerk, "送分管领导")
    workflow.take_back(report, clerk, "改.docx", edited(report))
    workflow.recall(report, clerk, "改错了")
    workflow.issue(report, director)
    told = [
        (c.by_name, c.after.get("step"), c.after["state"], c.reason)
        for c in Change.objects.filter(ledger="reports", record_id=report.pk).order_by("sequence")
    ]
    assert told == [
        ("李文", None, "draft", "起草"),
        ("李文", "发出修改", "out", "送分管领导"),
        ("李文", "收下送回的文件", "checked", ""),
        ("李文", "收回", "draft", "改错了"),
        ("王建国", "签发", "issued", ""),
        ("王建国", "登记承诺", "issued", told[-1][3]),
    ]
    assert told[-1][3].startswith("登记承诺15项")
    assert chain.first_fault(county) is None


def test_a_changed_figure_is_found_and_needs_a_reason_to_be_accepted(report, clerk):
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "改.docx", edited(report))
    (turnover,) = (f for f in back.findings["figures"] if f["state"] == "changed")
    assert (turnover["generated"], turnover["found"], back.findings["open"]) == ("1062", "1082", True)
    with pytest.raises(workflow.NotPossible, match="写明采用的理由"):
        workflow.accept(report, clerk)
    workflow.accept(report, clerk, "以统计数为准")
    assert state(report) == "草稿"


def test_what_came_back_can_go_out_again_as_the_next_round(report, clerk):
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "改.docx", edited(report))
    again = workflow.send(report, clerk, "1082有误，请改回")
    assert (again.number, again.sha256, state(report)) == (2, back.sha256, "发出修改")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("改.xlsx", b"PK\x03\x04", "不是文档"),
        ("改.docx", b"nothing", "内容不是 .docx"),
        ("改.docx", b"PK\x03\x04nothing", "打不开"),
        ("改.doc", b"PK\x03\x04", "内容不是 .doc"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_moves(report, clerk, name, content, says):
    workflow.send(report, clerk)
    with pytest.raises(workflow.NotPossible, match=says):
        workflow.take_back(report, clerk, name, content)
    assert (state(report), report.revisions.count()) == ("发出修改", 1)


def test_another_reports_file_is_refused_by_its_number(report, example, clerk):
    other = half_year_report(example, clerk)
    workflow.send(report, clerk)
    with pytest.raises(workflow.NotPossible, match=f"是报告 {other.number} 的文件"):
        workflow.take_back(report, clerk, "改.docx", other.file.read())


def test_a_file_that_is_too_large_is_refused(report, clerk, settings):
    settings.KEZHANG_READ_LIMIT = 1000
    workflow.send(report, clerk)
    with pytest.raises(workflow.NotPossible, match="上限"):
        workflow.take_back(report, clerk, "改.docx", report.file.read())


def test_an_old_kind_of_file_is_kept_unchecked_where_libreoffice_is_not(report, clerk, monkeypatch):
    monkeypatch.setattr("kezhang.reading.sources.conversion.program", lambda: None)
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "改.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert (back.findings, "需要安装 LibreOffice" in back.note) == (None, True)
    assert state(report) == "已送回，未核对"
    with pytest.raises(workflow.NotPossible, match="不能采用"):
        workflow.accept(report, clerk)


def test_a_step_out_of_turn_is_refused_with_what_can_be_done(report, clerk, director):
    with pytest.raises(
        workflow.NotPossible, match="现在是“草稿”，不能采用为新草稿；可以办“发出修改”、“撤回草稿”、“签发”"
    ):
        workflow.accept(report, clerk)
    workflow.send(report, clerk)
    with pytest.raises(workflow.NotPossible, match="现在是“发出修改”，不能签发"):
        workflow.issue(report, director)


def test_the_wrong_person_is_refused_by_name(report, clerk, director, neighbour_clerk, superior):
    with pytest.raises(workflow.NotPossible, match="签发由本单位领导办理，李文不能办理"):
        workflow.issue(report, clerk)
    for person in (director, superior, neighbour_clerk):
        with pytest.raises(workflow.NotPossible, match="由本单位填报人办理"):
            workflow.send(report, person)


def test_an_issued_report_cannot_be_changed_by_any_way(report, clerk, director):
    workflow.issue(report, director)
    for step in (workflow.send, workflow.recall):
        with pytest.raises(workflow.NotPossible, match="已签发，不能"):
            step(report, clerk)
    report.refresh_from_db()
    report.title = "另一个标题"
    with pytest.raises(Final, match="不能再改"):
        report.save()


def test_a_file_altered_behind_our_back_is_not_issued(report, director):
    with open(report.file.path, "ab") as file:
        file.write(b"x")
    with pytest.raises(workflow.NotPossible, match="校验值不符"):
        workflow.issue(report, director)


def test_a_correction_is_another_report_and_lists_each_difference_with_its_records(report, clerk, director):
    workflow.issue(report, director)
    before = (report.number, Report.objects.get(pk=report.pk).sha256, report.file.read())
    contract = TechnologyContract.objects.order_by("pk").first()
    contract.amount += Decimal(10_000_00)
    journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="更正金额"))
    made = workflow.correct(report, clerk, "更正合同金额")
    assert (made.corrects, made.why, made.number != report.number, state(report)) == (
        report, "更正合同金额", True, "已签发",
    )  # fmt: skip
    turnover = next(d for d in differences(report, made) if d.label == "技术合同成交额" and d.role == "实绩")
    assert (turnover.before, turnover.after) == ("1062万元", "1162万元")
    assert f"技术合同“{contract}”由180000改为1180000（" in turnover.because
    assert {d.kind for d in differences(report, made)} == {"改动"}
    with pytest.raises(workflow.NotPossible, match="已有更正稿"):
        workflow.correct(report, clerk, "又一处")
    workflow.issue(made, director)
    assert (state(report), state(made)) == ("已被更正", "已签发")
    kept = Report.objects.get(pk=report.pk)
    assert (kept.number, kept.sha256, kept.file.read()) == before
    with pytest.raises(workflow.NotPossible, match=f"已被{made.number}更正"):
        workflow.correct(report, clerk, "再来")


def test_a_correction_keeps_the_words_people_wrote_and_measures_the_digits_they_left(report, clerk, director):
    workflow.send(report, clerk)
    wording = replaced(report.file.read(), "规范技术合同登记服务", "把技术合同登记服务做细")
    hand = replaced(wording.getvalue(), "<w:t>27</w:t>", "<w:t>28</w:t>")
    workflow.take_back(report, clerk, "改.docx", hand.getvalue())
    workflow.issue(workflow.accept(report, clerk, "以统计数为准"), director)
    contract = TechnologyContract.objects.order_by("pk").first()
    contract.amount += Decimal(10_000_00)
    journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="更正金额"))
    made = workflow.correct(report, clerk, "更正合同金额")
    text = "".join(visible_paragraphs(made.file.path))
    assert "把技术合同登记服务做细" in text
    assert ("1162万元" in text, "技术合同28项" in text, "技术合同27项" in text) == (True, True, False)
    assert read_properties(made.file.path)["KezhangReport"] == made.number
    proof = proofread(made.file.open().read(), made)
    assert {f.state for f in proof.figures} == {FigureState.SAME}


def test_a_correction_can_be_drafted_again_from_the_template(report, clerk, director):
    workflow.send(report, clerk)
    wording = replaced(report.file.read(), "规范技术合同登记服务", "把技术合同登记服务做细")
    workflow.take_back(report, clerk, "改.docx", wording.getvalue())
    workflow.issue(workflow.accept(report, clerk, "文字"), director)
    made = workflow.correct(report, clerk, "重写", redraft=True)
    assert "规范技术合同登记服务" in "".join(visible_paragraphs(made.file.path))


def test_a_correction_of_another_year_says_what_can_be_done(report, clerk, director):
    workflow.issue(report, director)
    with pytest.raises(workflow.NotPossible, match="按模板重新起草"):
        workflow.correct(report, clerk, "日期有误", date(2025, 1, 31))


def test_a_correction_without_a_reason_is_refused(report, clerk, director):
    workflow.issue(report, director)
    with pytest.raises(workflow.NotPossible, match="更正的原因"):
        workflow.correct(report, clerk, " ")


def post(client, report, step, **data):
    return client.post(f"/reports/{report.number}/steps/{step}/", data).status_code


def test_on_the_pages_clerk_and_director_do_their_steps_and_others_none(
    client, report, clerk, director, superior, neighbour_clerk
):
    for person, sends, issues in ((superior, 404, 404), (neighbour_clerk, 404, 404), (director, 404, 302)):
        client.force_login(person)
        assert (post(client, report, "send"), person) == (sends, person)
        if person is not director:
            assert (post(client, report, "issue"), person) == (issues, person)
    client.force_login(clerk)
    assert (post(client, report, "issue"), post(client, report, "nothing"), post(client, report, "send")) == (
        404, 404, 302,
    )  # fmt: skip
    file = SimpleUploadedFile("改.docx", edited(report))
    assert post(client, report, "return", file=file) == 302
    page = client.get(f"/reports/{report.number}/").content.decode()
    for words in ("核对结果：第1稿送回的 改.docx", "1062万元", "1082", "采用为新草稿", "退回再改", "发出修改"):
        assert words in page
    back = report.revisions.last()
    address = f"/reports/{report.number}/revisions/{back.pk}/file"
    assert "attachment" in client.get(address).headers["Content-Disposition"]
    marked = client.get(address.replace("/file", "/marked.docx"))
    with zipfile.ZipFile(io.BytesIO(b"".join(marked.streaming_content))) as package:
        assert "由1062改为1082" in package.read("word/comments.xml").decode()
    client.force_login(neighbour_clerk)
    assert client.get(address).status_code == 404
    assert client.get(address.replace("/file", "/marked.docx")).status_code == 404


def test_the_page_of_a_correction_shows_the_differences(client, report, clerk, director, county):
    workflow.issue(report, director)
    client.force_login(clerk)
    assert post(client, report, "correct", note="截至日期有误", as_of="2024-03-31") == 302
    made = report.corrections.get()
    page = client.get(f"/reports/{made.number}/").content.decode()
    assert f"与 {report.number} 的差异" in page
    assert "截至日期由2024-06-30改为2024-03-31" in page


def run(*words: str):
    return invoked(["report", *words])


def test_the_commands_walk_the_whole_way(report, clerk, director, tmp_path):
    out = tmp_path / "稿.docx"
    sent = run("send", report.number, "-o", str(out), "--note", "送审", "--by", "clerk", "--json")
    assert (sent.exit_code, json.loads(sent.stdout)["state"]) == (0, "out")
    out.write_bytes(replaced(out.read_bytes(), "<w:t>1062</w:t>", "<w:t>1082</w:t>").getvalue())
    back = run("return", report.number, str(out), "--json")
    assert (back.exit_code, json.loads(back.stdout)["findings"]["open"]) == (1, True)
    refused = run("accept", report.number)
    assert (refused.exit_code, "理由" in refused.output) == (1, True)
    assert run("accept", report.number, "--note", "以统计数为准").exit_code == 0
    assert run("issue", report.number, "--by", "clerk").exit_code == 1
    assert run("issue", report.number, "--by", "director").exit_code == 0
    made = run("correct", report.number, "--note", "改回", "--json")
    assert (made.exit_code, json.loads(made.stdout)["corrects"]) == (0, report.number)
    listed = json.loads(run("list", "--org", "652799", "--json").stdout)
    assert [each["state"] for each in listed] == ["draft", "issued"]


@pytest.mark.parametrize(
    ("words", "says"),
    [(("send", "KZ-0"), "没有编号为 KZ-0 的报告"), (("issue", "KZ-0"), "没有编号为 KZ-0 的报告")],
)
def test_an_unknown_number_ends_with_2(db, words, says):
    found = run(*words)
    assert (found.exit_code, says in found.output) == (2, True)


def test_any_period_is_drafted_by_a_template_of_ones_own(example, tmp_path):
    template, out = tmp_path / "季报.txt", tmp_path / "季报.docx"
    template.write_text("〔标题〕【单位】【期间】调度\n登记额【登记额】。", encoding="utf-8")
    made = run("draft", "--org", "652799", "--template", str(template), "--period", "2024Q1", "-o", str(out))
    assert made.exit_code == 0, made.output
    assert visible_paragraphs(out)[0] == "朔湖县科学技术局2024年第一季度调度"
    assert Report.objects.get().as_of == date(2024, 3, 31)
    wrong = run("draft", "--org", "652799", "--template", "half_year", "--period", "2024H3", "-o", str(out))
    assert (wrong.exit_code, "不是期间" in wrong.output) == (2, True)


def test_doctor_names_a_report_whose_file_or_figures_are_not_what_was_kept(report, clerk, director):
    workflow.send(report, clerk)
    workflow.recall(report, clerk)
    with TestCase.captureOnCommitCallbacks(execute=True):  # what it was before goes once the step is certain
        workflow.issue(report, director)
    doctor = invoked(["doctor"])
    assert doctor.exit_code == 0, doctor.output
    with open(report.file.path, "ab") as file:
        file.write(b"x")
    report.figures.filter(mark="k001").update(value="1")
    told = invoked(["doctor", "--json"])
    says = [each["says"] for each in json.loads(told.stdout[told.stdout.index("[") :])]
    assert (told.exit_code, says[:3]) == (
        1,
        ["“准确值”与登记不符，可能被直接改动过", "文件内容与校验值不符", "数字与冻结时的校验值不符"],
    )
    assert "按所依据的记录重算为" in says[3]
