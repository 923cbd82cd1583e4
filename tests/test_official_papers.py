"""Official papers: head, number, signer, addressee, attachments and imprint around a report whose figures stay what they were."""

import io
import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kezhang.records.models import Change
from kezhang.reports import workflow
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_edit import rewritten
from kezhang.reports.document.docx_reader import read_numbers, read_properties, visible_paragraphs
from kezhang.reports.document.official import dressing, room
from kezhang.reports.document.official.elements import PaperElements, PaperForm, PaperKind
from kezhang.reports.drafting.previous_words import carried
from kezhang.reports.frozen import freezing, official_paper
from kezhang.reports.models import PaperSettings, Report
from kezhang.reports.proofreading.proof_result import FigureState
from kezhang.reports.proofreading.proofread import proofread
from kezhang.seals import rows
from kezhang.workflow.steps import NotPossible
from tests.command_line import invoked
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2024, 6, 30), date(2024, 7, 5)
SAID = {
    "kind": "报告", "code_word": "朔科发", "addressee": "州科学技术局", "signer": "张建国", "signed_on": "2024-07-05",
    "attachments": "2024年上半年科技项目清单\n技术合同登记情况", "copied_to": "县委办公室，县政府办公室",
}  # fmt: skip


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


@pytest.fixture
def no_office(monkeypatch):
    """Nobody can show the pages; where the imprint stands is another test's matter."""
    monkeypatch.setattr(room, "measured", lambda *_: None)


def issued(report, clerk, director, **told) -> Report:
    workflow.set_paper(report, clerk, official_paper.said(report, SAID | told))
    return workflow.issue(report, director)


def read(report) -> list[str]:
    return [text for text in visible_paragraphs(io.BytesIO(content(report))) if text.strip()]


def content(report) -> bytes:
    with report.file.open("rb") as file:
        return file.read()


def test_a_report_is_issued_with_its_head_its_elements_and_its_imprint(report, clerk, director, no_office):
    before = [number.text for number in read_numbers(io.BytesIO(content(report)))]
    text = read(issued(report, clerk, director))
    assert text[:2] == ["朔湖县科学技术局文件", "　朔科发〔2024〕1号\t签发人：张建国"]
    assert text[4] == "州科学技术局："
    end = text.index("附件：1.2024年上半年科技项目清单")
    assert text[end : end + 4] == [
        "附件：1.2024年上半年科技项目清单", "2.技术合同登记情况", "朔湖县科学技术局", "2024年7月5日",
    ]  # fmt: skip
    assert text[-2:] == ["抄送：县委办公室，县政府办公室。", "朔湖县科学技术局办公室\t2024年7月5日印发"]
    assert [number.text for number in read_numbers(io.BytesIO(content(report)))] == before
    assert faults(io.BytesIO(content(report))) == []


def test_the_day_it_is_signed_is_not_the_day_its_figures_were_measured_up_to(report, clerk, director, no_office):
    text = read(issued(report, clerk, director))
    assert "2024年7月5日" in text
    assert any("截至2024年6月30日" in paragraph for paragraph in text)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"signer": ""}, "报告是上行文，须写明签发人"),
        ({"kind": "请示", "signer": ""}, "请示是上行文，须写明签发人"),
        ({"form": "信函式"}, "报告不能用信函式"),
        ({"kind": "请示", "form": "信函式"}, "请示不能用信函式"),
        ({"kind": "请示", "addressee": "州科技局、州财政局"}, "请示只写一个主送机关"),
        ({"addressee": ""}, "报告须写明主送机关"),
        ({"code_word": "朔科发〔2024〕"}, "代字“朔科发〔2024〕”里不能有括号、数字和空格"),
        ({"code_word": ""}, "缺少发文机关代字"),
        ({"signed_on": "2024-06-29"}, "成文日期2024-06-29早于正文的截至日期2024-06-30"),
        ({"signed_on": "七月"}, "成文日期没有读懂"),
        ({"printed_on": "2024-07-04"}, "印发日期2024-07-04早于成文日期2024-07-05"),
        ({"serial": "0"}, "发文序号“0”应是1到9999的整数"),
        ({"serial": "１２"}, "发文序号“１２”应是1到9999的整数"),
        ({"kind": "公告"}, "没有“公告”这个文种；可以是报告、请示、函、通知、通报"),
        ({"form": "横排"}, "没有“横排”这个版式；可以是文件式、信函式"),
        ({"mark": "科" * 31}, "太长，最多30个字"),
    ],
)
def test_what_breaks_the_rules_for_its_kind_is_said_in_a_sentence(report, told, says):
    with pytest.raises(official_paper.NotSaidRight, match=r"^.+。$") as fault:
        official_paper.said(report, SAID | told)
    assert says in str(fault.value)


def test_every_fault_is_said_at_once(report):
    with pytest.raises(official_paper.NotSaidRight) as fault:
        official_paper.said(report, SAID | {"signer": "", "form": "信函式", "addressee": ""})
    assert str(fault.value).count("；") >= 2


def test_a_letter_has_the_form_of_a_letter_and_no_signer(report, clerk, director, no_office):
    text = read(issued(report, clerk, director, kind="函", code_word="朔科函"))
    assert text[0] == "朔科函〔2024〕1号"
    assert not any("签发人" in paragraph or "印发" in paragraph for paragraph in text)
    assert text[-1] == "抄送：县委办公室，县政府办公室。"
    assert faults(io.BytesIO(content(report))) == []


def test_numbers_run_on_per_bureau_word_and_year_and_none_is_given_twice(
    example, neighbour, clerk, director, no_office
):
    made = [issued(half_year_report(example, clerk), clerk, director).paper_number for _ in range(3)]
    letter = issued(half_year_report(example, clerk), clerk, director, kind="函", code_word="朔科函")
    later = issued(half_year_report(example, clerk), clerk, director, signed_on="2025-01-06")
    theirs = issued(freezing.half_year(neighbour, JUNE, None), None, None)
    assert made == ["朔科发〔2024〕1号", "朔科发〔2024〕2号", "朔科发〔2024〕3号"]
    assert (letter.paper_number, later.paper_number) == ("朔科函〔2024〕1号", "朔科发〔2025〕1号")
    assert theirs.paper_number == "朔科发〔2024〕1号"


def test_a_number_asked_for_is_given_and_the_next_follows_it(example, clerk, director, no_office):
    assert issued(half_year_report(example, clerk), clerk, director, serial="12").paper_number == "朔科发〔2024〕12号"
    again = half_year_report(example, clerk)
    with pytest.raises(NotPossible, match="朔科发〔2024〕12号已用于 KZ-652799-2024H1-0001；下一个号是13"):
        issued(again, clerk, director, serial="12")
    again.refresh_from_db()
    assert (again.state, again.serial) == (Report.State.DRAFT, None)
    assert issued(again, clerk, director).paper_number == "朔科发〔2024〕13号"


def test_the_database_itself_refuses_a_number_twice(example, clerk, director, no_office):
    issued(half_year_report(example, clerk), clerk, director)
    other = half_year_report(example, clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=other.pk).update(code_word="朔科发", paper_year=2024, serial=1)


def test_an_issued_paper_proofreads_clean_and_a_changed_figure_is_still_found(report, clerk, director, no_office):
    made = content(issued(report, clerk, director))
    proof = proofread(made, report)
    assert {each.state for each in proof.figures} == {FigureState.SAME}
    assert (list(proof.numbers), list(proof.meanings), list(proof.contradictions)) == ([], [], [])
    text = dressing.open_document(made)
    changed = dressing.serialised(text.root).replace(b">1062<", b">1082<")
    spoilt = proofread(rewritten(made, {"word/document.xml": changed}), report)
    assert [each.found for each in spoilt.figures if each.state is FigureState.CHANGED] == ["1082"]


def test_a_draft_that_went_out_dressed_and_came_back_is_dressed_once(report, clerk, director, reviewer, no_office):
    made = official_paper.said(report, SAID)
    workflow.set_paper(report, clerk, made)
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "改.docx", official_paper.preview(report, content(report), made))
    assert back.findings["open"] is False
    workflow.accept(report, reviewer)
    text = read(workflow.issue(Report.objects.get(pk=report.pk), director))
    for words in ("朔湖县科学技术局文件", "州科学技术局：", "2.技术合同登记情况", "2024年7月5日"):
        assert text.count(words) == 1, words


def test_undressed_it_is_the_report_again(report):
    before = content(report)
    made = official_paper.said(report, SAID)
    for form, kind in ((PaperForm.FILE, PaperKind.REPORT), (PaperForm.LETTER, PaperKind.LETTER)):
        paper = PaperElements.of(made.told() | {"kind": kind.value, "form": form.value})
        again = dressing.undressed(dressing.dressed(before, paper, report.title, 400))
        told = [p for p in visible_paragraphs(io.BytesIO(before)) if p != "2024年6月30日"]
        assert [p for p in visible_paragraphs(io.BytesIO(again)) if p != "2024年7月5日"] == told
        assert as_written(again) is not None  # so that the page still shows where each number comes from
    assert read_properties(io.BytesIO(again))["KezhangReport"] == report.number


def test_a_correction_takes_the_elements_along_and_gets_a_number_of_its_own(report, clerk, director, no_office):
    issued(report, clerk, director)
    again = workflow.correct(report, clerk, "补登", JUNE)
    assert again.official["addressee"] == "州科学技术局"
    assert (again.official["serial"], again.serial) == (None, None)
    assert "朔湖县科学技术局文件" not in read(again)
    year = again.official["signed_on"][:4]
    assert workflow.issue(again, director).paper_number == f"朔科发〔{year}〕{2 if year == '2024' else 1}号"
    report.refresh_from_db()
    assert report.paper_number == "朔科发〔2024〕1号"


def test_what_stands_around_an_issued_paper_is_not_carried_into_the_next_report(
    report, county, clerk, director, no_office
):
    plain = freezing.half_year(county, JUNE, clerk)
    workflow.issue(plain, director)
    before = carried(county, date(2024, 12, 31), plain.template, "（五）广科普、惠民生。")
    assert before
    issued(report, clerk, director)
    assert carried(county, date(2024, 12, 31), report.template, "（五）广科普、惠民生。") == [
        "2024年7月5日" if text == "2024年6月30日" else text for text in before
    ]


def test_an_issued_paper_keeps_its_elements(report, clerk, director, no_office):
    issued(report, clerk, director)
    with pytest.raises(NotPossible, match="已签发"):
        workflow.set_paper(report, clerk, None)


def test_elements_and_settings_are_sealed_and_logged(report, county, clerk):
    official_paper.set_settings(county, clerk, {"code_word": "朔科发", "signer": "张建国"})
    workflow.set_paper(report, clerk, official_paper.said(report, SAID))
    assert list(rows.examine()) == []
    assert Change.objects.filter(ledger=official_paper.SUBJECT).get().after["code_word"] == "朔科发"
    assert Change.objects.filter(ledger="reports", record_id=report.pk).last().after["paper"] == "报告，文件式"
    PaperSettings.objects.filter(org=county).update(code_word="假发")
    assert any("发文机关代字" in fault.says for fault in rows.examine())


def test_what_the_bureau_has_set_is_used_where_nothing_is_said(report, county, clerk):
    official_paper.set_settings(county, clerk, {"code_word": "朔科发", "signer": "张建国", "addressee": "州科技局"})
    made = official_paper.said(report, {"kind": "报告", "signed_on": "2024-07-05"})
    assert (made.code_word, made.signer, made.addressee) == ("朔科发", "张建国", "州科技局")
    assert (made.mark, made.printed_by) == ("朔湖县科学技术局文件", "朔湖县科学技术局办公室")
    assert official_paper.said(report, {"kind": "函", "signed_on": "2024-07-05"}).mark == "朔湖县科学技术局"


def test_the_clerk_fills_in_the_page_and_the_director_and_the_neighbour_do_not(
    client, report, county, clerk, director, neighbour_clerk
):
    address = f"/{county.code}/2024-06-30/reports/{report.number}/paper/"
    client.force_login(clerk)
    assert client.get(address).status_code == 200
    refused = client.post(address, SAID | {"signer": ""})
    assert refused.status_code == 422
    assert "须写明签发人" in refused.content.decode()
    assert client.post(address, SAID | {"code_word": "朔科发"}).status_code == 422  # the word is the bureau's setting
    assert client.post(f"/{county.code}/2024-06-30/reports/papers/", {"code_word": "朔科发"}).status_code == 302
    assert client.post(address, SAID).status_code == 302
    assert "朔科发〔2024〕" in client.get(address).content.decode()
    preview = client.get(f"{address[:-1]}.docx")
    assert "朔湖县科学技术局文件" in visible_paragraphs(io.BytesIO(b"".join(preview.streaming_content)))
    report.refresh_from_db()
    assert report.serial is None  # looking gives no number
    client.force_login(neighbour_clerk)
    assert client.get(address).status_code == 404
    assert client.post(address, SAID).status_code == 404


def test_the_command_line_sets_shows_and_issues(report, county, no_office, tmp_path):
    said = ["--kind", "报告", "--to", "州科学技术局", "--signer", "张建国", "--signed-on", "2024-07-05"]
    refused = invoked(["report", "paper", report.number, *said])
    assert (refused.exit_code, "缺少发文机关代字" in refused.output) == (1, True)
    settings = invoked(["report", "paper-settings", "--org", county.code, "--code-word", "朔科发", "--json"])
    assert json.loads(settings.output)["code_word"] == "朔科发"
    made = invoked(["report", "paper", report.number, *said, "-o", str(tmp_path / "预览.docx"), "--json"])
    assert made.exit_code == 0
    assert "朔湖县科学技术局文件" in visible_paragraphs(tmp_path / "预览.docx")
    done = invoked(["report", "issue", report.number, "--json"])
    assert json.loads(done.output)["paper_number"] == "朔科发〔2024〕1号"
    assert invoked(["report", "paper", "KZ-0", "--json"]).exit_code == 2


def test_a_report_is_issued_as_a_paper_in_one_command(report, county, clerk, no_office):
    official_paper.set_settings(county, clerk, {"code_word": "朔科发"})
    said = ["--paper", "报告", "--to", "州科技局", "--signer", "张建国", "--signed-on", "2024-07-05", "--serial", "7"]
    made = invoked(["report", "issue", report.number, *said, "--json"])
    assert json.loads(made.output)["paper_number"] == "朔科发〔2024〕7号"
