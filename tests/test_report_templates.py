"""Templates that a bureau owns: downloaded, edited, uploaded, checked at once, kept in versions, looked at before use."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.catalogue import TEMPLATES
from kezhang.quantities.periods import Period
from kezhang.reading.sources.opening import open_source
from kezhang.records.writing import chain
from kezhang.reports import workflow
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.drafting.draft import draft
from kezhang.reports.drafting.previous_words import SUGGESTED
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report, Template
from kezhang.reports.templating import library
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.reports.templating.tokens import FaultyTemplate
from tests.command_line import invoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE = date(2024, 6, 30)
GOOD = "〔标题〕【单位】【期间】调度\n一、情况\n登记额【登记额】。\n二、打算\n【上期|本节】\n抓紧办理。"


def test_every_shipped_template_has_a_name_and_is_understood():
    folder = Path(library.__file__).parent / "templates"
    assert {template.name for template in library.TEMPLATES} == {file.stem for file in folder.glob("*.txt")}
    assert all(template.label and library.understand(template.paragraphs) for template in TEMPLATES.values())


@pytest.mark.parametrize("name", [template.name for template in library.TEMPLATES])
def test_a_shipped_template_goes_to_word_and_back_unchanged(name, county, tmp_path):
    content = library.as_docx(TemplateText.shipped(name), county.bureau)
    (tmp_path / "a.docx").write_bytes(content)
    assert faults(tmp_path / "a.docx") == []
    back = library.opened(content, "模板.docx", "模板", county).paragraphs
    assert list(back) == [p.strip() for p in TEMPLATES[name].paragraphs if p.strip()]


@pytest.mark.parametrize("name", [template.name for template in library.TEMPLATES])
@pytest.mark.parametrize("period", ["2024", "2024H1", "2024Q1"])
def test_every_shipped_template_is_drafted_for_a_county_with_and_without_data(example, neighbour, name, period):
    span = Period.parse(period)
    for org in (example, neighbour):
        made = draft(TemplateText.shipped(name).lines, org, span, span.last, name, evidence=False)
        text = "\n".join(block.text for block in made.blocks)
        assert "None" not in text
        assert "【" not in text.replace(SUGGESTED, "")
        assert made.title


def test_every_fault_is_named_at_once_with_its_paragraph_and_the_nearest_names(county, clerk):
    text = "总结\n登记额【登记额数】。\n〔若 没有的指标〕文字\n【登记额|怎样】【登记额"
    with pytest.raises(FaultyTemplate) as faulty:
        library.keep(county, "季报", text.encode(), "季报.txt", clerk)
    told = [str(fault) for fault in faulty.value.faults]
    assert len(told) == 5
    assert told[0].startswith("第1段“总结”中的〔标题〕：缺少标题")
    assert any("第2段" in words and "“登记额”" in words for words in told)
    assert any("没有成对" in words for words in told)
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("登记额>1>2", "一个条件只能比一次；写法是〔若 指标〕、〔若 指标|口径≥数〕或〔若 指标＞指标|口径〕"),
        (">1", "写法是〔若 指标〕、〔若 指标|口径≥数〕或〔若 指标＞指标|口径〕"),
        ("登记额|升降", "“升降”只用于增速类指标；其他指标请写“同比”"),
        ("登记额数", "没有“登记额数”这个指标，相近的有登记额、技术合同登记额、技术合同认定登记额"),
        ("登记额>登记额数", "没有“登记额数”这个指标，相近的有登记额、技术合同登记额、技术合同认定登记额"),
    ],
)
def test_a_condition_that_says_nothing_is_told_what_is_wrong_and_only_a_name_what_is_like_it(condition, says):
    with pytest.raises(FaultyTemplate) as faulty:
        read_template([f"〔若 {condition}〕文字"])
    assert [fault.says for fault in faulty.value.faults] == [says]


def test_a_version_is_kept_forever_and_an_older_one_comes_back_as_a_new_one(county, clerk):
    first = library.keep(county, "季报", GOOD.encode(), "季报.txt", clerk)
    second = library.keep(county, "季报", GOOD.replace("抓紧", "尽快").encode(), "季报.txt", clerk, "改措辞")
    third = library.restore(first, clerk)
    assert [v.number for v in first.template.versions.all()] == [1, 2, 3]
    assert (third.paragraphs, third.note) == (first.paragraphs, "恢复第1版")
    assert second.paragraphs != first.paragraphs
    assert library.find(county, "季报").paragraphs == tuple(first.paragraphs)
    assert chain.first_fault(county) is None


def test_a_bureaus_template_is_not_its_neighbours(county, neighbour, clerk):
    made = library.keep(county, "季报", GOOD.encode(), "季报.txt", clerk)
    assert library.find(neighbour, "季报") is None
    assert library.find(neighbour, f"own-{made.template.pk}") is None


@pytest.mark.parametrize(
    ("name", "file_name", "content", "says"),
    [
        ("", "a.txt", GOOD.encode(), "模板名称"),
        ("half_year", "a.txt", GOOD.encode(), "另起一个名称"),
        ("季报", "a.xlsx", b"PK", "不是文档"),
        ("季报", "a.docx", b"nothing", "不是 Word 文档"),
    ],
)
def test_what_cannot_be_a_template_is_refused_with_a_sentence(county, clerk, name, file_name, content, says):
    with pytest.raises(library.TemplateRefused, match=says):
        library.keep(county, name, content, file_name, clerk)


def test_a_text_beyond_the_limit_is_refused_unread_and_one_within_it_is_read_once(county, clerk, settings, monkeypatch):
    read = []
    monkeypatch.setattr(library, "open_source", lambda *asked: read.append(asked) or open_source(*asked))
    settings.KEZHANG_EVIDENCE_LIMIT = len(GOOD.encode()) - 1
    with pytest.raises(library.TemplateRefused, match="上限"):
        library.keep(county, "季报", GOOD.encode(), "季报.txt", clerk)
    assert read == []
    settings.KEZHANG_EVIDENCE_LIMIT += 1
    library.keep(county, "季报", GOOD.encode(), "季报.txt", clerk)
    assert len(read) == 1


def test_last_times_words_come_forward_under_the_same_heading_marked_and_without_identity(example, clerk, director):
    template = TemplateText("季报", tuple(GOOD.splitlines()))
    first = freezing.write(example, Period.quarter(2024, 1), date(2024, 3, 31), clerk, template)
    workflow.issue(first, director)
    second = freezing.write(example, Period.quarter(2024, 2), JUNE, clerk, template)
    paragraphs = visible_paragraphs(second.file.path)
    assert f"{SUGGESTED}抓紧办理。" in paragraphs
    assert sum(SUGGESTED in p for p in paragraphs) == 1
    with pytest.raises(workflow.NotPossible, match="还有1段"):
        workflow.issue(second, director)


def test_carried_numbers_are_plain_words(example, clerk, director):
    template = TemplateText("季报", ("〔标题〕季报", "一、情况", "登记额【登记额】。", "【上期|本节】"))
    workflow.issue(freezing.write(example, Period.quarter(2024, 1), date(2024, 3, 31), clerk, template), director)
    made = draft(template.lines, example, Period.quarter(2024, 2), JUNE, "季报")
    assert made.blocks[-1].text == f"{SUGGESTED}登记额418万元。"
    assert len(made.figures) == 1


def test_this_periods_part_is_told_beside_the_year_to_date(example):
    made = draft(read_template(["【登记额】，本季【登记额|本期】"]), example, Period.quarter(2024, 2), JUNE)
    assert made.blocks[0].text == "1062万元，本季644万元"
    with pytest.raises(FaultyTemplate, match="按日期累计"):
        read_template(["【高新技术企业数|本期】"])


def upload(client, **data):
    file = SimpleUploadedFile("季报.txt", data.pop("text", GOOD).encode())
    return client.post("/652799/2024-06-30/reports/templates/", {"name": "季报", "file": file, **data})


def test_on_the_pages_a_clerk_uploads_and_restores_and_others_only_look(
    client, example, clerk, director, superior, neighbour_clerk
):
    for person in (director, superior):
        client.force_login(person)
        assert upload(client).status_code == 404
    client.force_login(clerk)
    assert upload(client).status_code == 302
    template = Template.objects.get()
    page = f"/reports/templates/own-{template.pk}/"
    assert upload(client, text=GOOD.replace("抓紧", "尽快")).status_code == 302
    assert client.post(page + "restore/", {"version": 1}).status_code == 302
    for person, status in ((clerk, 200), (director, 200), (neighbour_clerk, 404)):
        client.force_login(person)
        there = f"/{person.org.code}/2024-06-30{page}"
        answers = [client.get(there), client.get(there + "template.docx"), client.get(there + "?version=1")]
        assert [a.status_code for a in answers] == [status] * 3
    client.force_login(director)
    shown = client.get(f"/652799/2024-06-30{page}?period=2024H1").content.decode()
    assert "1062" in shown
    assert "恢复第1版" in shown
    assert client.post(page + "restore/", {"version": 1}).status_code == 404
    assert Report.objects.count() == 0


def test_a_faulty_upload_shows_all_its_faults_and_keeps_nothing(client, clerk, county):
    client.force_login(clerk)
    answer = upload(client, text="总结\n登记额【登记额数】【没有的】")
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("缺少标题", "没有“登记额数”这个指标", "没有“没有的”这个指标"):
        assert words in page
    assert not Template.objects.exists()


def test_a_report_is_made_on_the_page_from_any_template_for_any_period(client, example, clerk):
    library.keep(example, "季报", GOOD.encode(), "季报.txt", clerk)
    client.force_login(clerk)
    key = f"own-{Template.objects.get().pk}"
    answer = client.post("/reports/new/", {"template": key, "period": "2024Q1", "as_of": "2024-03-31"}, follow=True)
    assert "个数字可追溯" in answer.content.decode()
    made = Report.objects.get()
    assert (made.title, made.template, made.period) == ("朔湖县科学技术局2024年第一季度调度", "季报", "2024-Q1")
    for wrong in ({"template": "nothing"}, {"period": "2024Q9"}):
        assert client.post("/reports/new/", {"as_of": "2024-03-31", **wrong}).status_code == 422


def test_the_page_of_tokens_shows_values_of_the_bureau_in_view_and_finds(
    client, example, neighbour, clerk, neighbour_clerk
):
    client.force_login(clerk)
    page = client.get("/652799/2024-06-30/reports/tokens/?q=登记额&period=2024H1").content.decode()
    for words in (
        "【技术合同成交额】",
        "1062万元",
        "【技术合同成交额|完成率】",
        "53%",
        'data-copy="【技术合同成交额】"',
    ):
        assert words in page
    assert '<option value="2024-H1" selected>2024年上半年</option>' in page, "a period is chosen by its name"
    assert "【科技特派员人数】" not in page
    assert "没有找到" in client.get("/reports/tokens/?q=没有这样的").content.decode()
    client.force_login(neighbour_clerk)
    page = "/reports/tokens/?q=登记额&period=2024H1"
    assert "1062万元" not in client.get(f"/652799/2024-06-30{page}").content.decode()
    assert "1062万元" not in client.get(f"/652798/2024-06-30{page}").content.decode()


def run(*words: str):
    return invoked(["report", *words])


def test_the_commands_list_write_and_use_templates(example, clerk, tmp_path):
    library.keep(example, "季报", GOOD.encode(), "季报.txt", clerk)
    listed = run("templates", "--org", "652799").output
    assert "季报" in listed
    assert "quarterly" in listed
    out = tmp_path / "季度.docx"
    assert run("templates", "quarterly", "-o", str(out)).exit_code == 0
    made = tmp_path / "报告.docx"
    for template in (str(out), "季报", "季度科技工作调度情况"):
        found = run("draft", "--org", "652799", "--template", template, "--period", "2024Q1", "-o", str(made))
        assert found.exit_code == 0, found.output
    assert run("draft", "--org", "652799", "--template", "没有", "--period", "2024Q1", "-o", str(made)).exit_code == 2


@pytest.mark.parametrize(("figures", "said"), [("good", "已完成任务"), ("poor", "慢于序时进度"), ("empty", "")])
def test_a_template_is_looked_at_with_good_poor_and_no_figures(client, example, clerk, figures, said):
    text = GOOD.replace(
        "登记额【登记额】。",
        "登记额【登记额】。\n【列举|登记额|句】\n〔若 登记额|同比≥0%〕同比向好。〔否则〕同比回落。",
    )
    library.keep(example, "季报", text.encode(), "季报.txt", clerk)
    client.force_login(clerk)
    key = f"own-{Template.objects.get().pk}"
    page = client.get(f"/652799/2024-06-30/reports/templates/{key}/?period=2024H1&figures={figures}")
    shown = page.content.decode()
    assert "不是本单位的数" in shown
    assert said in shown
    assert ("同比向好" in shown, "同比回落" in shown) == (figures == "good", figures == "poor")
    assert Report.objects.count() == 0
