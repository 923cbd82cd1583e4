"""Deciding words: what stands beside a number, in a list or in a table, and says another thing when it is exchanged."""

import re
import zipfile

import pytest
from lxml import etree

from bench.hand_edits import Sheet, opened, saved
from bench.meaning_edits import worded
from kezhang.quantities.periods import Period
from kezhang.reports.document.docx_reader import W
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.proofreading.proof_result import Proof
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.templating.parsing import TemplateText
from tests.edited_reports import JUNE, content_of, small_report
from tests.test_every_number import story, with_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TEMPLATE = """〔标题〕【单位】2024年上半年工作总结
一、上半年工作情况
（一）报送。按时报送7个，一次通过率100%，居前的是朔湖县、临川县。
（二）企业。申报高新技术企业8家，其中第一批5家、第二批3家，自定目标高于下达任务，仍有7家正在帮扶。
（三）投入。列全市第2位，较上年增长5.9%，吸纳技术合同6.2亿元。
（四）服务。收集问题36项，其中技术类9项，由朔湖金穗种业有限公司、朔湖天工机械有限公司申报平台2个。
（五）合同。已立项2项，本季登记技术合同【技术合同登记数】。
二、下半年工作计划
【技术合同成交额|计划句】。保障资金按计划拨付，全年没有完成数。
【表|技术合同||合同登记编号,合同名称,合同成交额,登记日期】"""


@pytest.fixture
def report(county, neighbour):
    small_report(county)
    text = TemplateText("deciding", tuple(TEMPLATE.splitlines()))
    return freezing.write(county, Period.half(2024, 1), JUNE, None, text)


def exchanged(report: Report, *edits: tuple[str, str]) -> Proof:
    sheet = opened(content_of(report), 0)
    for old, new in edits:
        assert worded(sheet, re.compile(re.escape(old)), new) == old
    return proofread(saved(sheet), report)


COPIES = 4
#: Every fourth is made in one copy of the report, so that each copy has one edit of a sentence.
CHANGED = [
    ("按时报送", "逾期报送", "state"),
    ("通过率", "退回率", "verb"),
    ("居前的是朔湖县、临川县", "居前的是临川县、朔湖县", "name"),
    ("是朔湖县、临川县", "是朔湖县、博乐市", "name"),
    ("第一批5家、第二批3家", "第二批5家、第一批3家", "batch"),
    ("自定目标", "上级下达目标", "level"),
    ("高于下达任务", "低于下达任务", "direction"),
    ("正在帮扶", "完成帮扶", "state"),
    ("列全市第2位", "列全市前2位", "comparator"),
    ("列全市第2位", "列全市倒数第2位", "comparator"),
    ("列全市第2位", "并列全市第2位", "comparator"),
    ("较上年增长", "环比增长", "role"),
    ("6.2亿元", "6.2亿美元", "unit"),
    ("收集问题", "解决问题", "verb"),
    ("其中技术类", "另有技术类", "role"),
    ("朔湖金穗种业", "朔湖金穗农业", "name"),
    ("朔湖金穗种业有限公司、", "", "name"),
    ("已立项", "已全部立项", "claim"),
    ("居前的是", "居后的是", "comparator"),
    ("第二批3家，", "第二批3家（复审除外），", "level"),
    ("居前的是", "居后的是", "comparator"),
    ("8家，其中", "8家（复审除外），其中", "level"),
    ("本季登记", "上季登记", "period"),
    ("增长5.9%，", "增长5.9%，是三倍，", "claim"),
    ("增长5.9%，", "增长5.9%，三分之一来自企业，", "claim"),
]
HARMLESS = [
    ("按时报送", "按期报送"),
    ("收集问题", "征集问题"),
    ("高于下达任务", "高于州科技局下达任务"),
    ("仍有7家正在帮扶", "还有7家帮扶"),
    ("第2位", "第二位"),
    ("本季登记", "本季度登记"),
    ("保障资金", "确保资金"),
    ("没有完成数", "无完成数"),
    ("朔湖金穗种业有限公司、朔湖天工机械有限公司", "朔湖天工机械有限公司、朔湖金穗种业有限公司"),
    ("申报平台2个", "申报平台2件"),
]


def test_what_stands_beside_a_number_says_another_thing_when_it_is_exchanged(report):
    for copy in range(COPIES):
        made = CHANGED[copy::COPIES]
        proof = exchanged(report, *(edit[:2] for edit in made))
        told = {m.kind for m in proof.meanings if m.is_open}
        assert told == {kind for _, _, kind in made}, proof.meanings


def test_the_same_in_other_words_is_left_alone(report):
    proof = exchanged(report, *HARMLESS)
    assert not proof.open, proof.as_json()


def cells(sheet: Sheet) -> dict[str, etree._Element]:
    """What each cell of words says, and where."""
    found = {}
    for cell in sheet.root.iter(W + "tc"):
        pieces = list(cell.iter(W + "t"))
        found["".join(t.text or "" for t in pieces)] = pieces[0]
    return found


def in_cells(report: Report, words: dict[str, str]) -> Proof:
    sheet = opened(content_of(report), 0)
    for piece, now in [(cells(sheet)[was], now) for was, now in words.items()]:
        piece.text = now
    return proofread(saved(sheet), report)


def test_the_head_of_a_column_and_the_name_of_a_row_are_what_its_numbers_are(report):
    amount = "合同成交额(万元)"
    for words in ({amount: "完成率(%)"}, {amount: "登记日期", "登记日期": amount}):
        proof = in_cells(report, words)
        assert {m.was for m in proof.meanings if m.is_open} >= {amount}, words
    assert not in_cells(report, {amount: "成交额(万元)"}).open
    assert [m.kind for m in in_cells(report, {amount: "合同成交额(亿元)"}).meanings if m.is_open]


def test_words_struck_through_or_hidden_are_told_as_numbers_are(report):
    for tag, kind in (("strike", "struck"), ("vanish", "hidden")):
        sheet = opened(content_of(report), 0)
        run = next(t for t in sheet.root.iter(W + "t") if "下半年工作计划" in (t.text or "")).getparent()
        if (properties := run.find(W + "rPr")) is None:
            properties = etree.Element(W + "rPr")
            run.insert(0, properties)
        etree.SubElement(properties, W + tag)
        proof = proofread(saved(sheet), report)
        assert [(m.kind, m.was) for m in proof.meanings if m.is_open] == [(kind, "二、下半年工作计划")]


def beside(report: Report, words: str) -> Proof:
    text = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    return proofread(with_part(content_of(report), "own.xml", "footer", story("ftr", text)), report)


def test_a_footer_repeats_the_title_with_its_year_and_tells_pages_and_telephones(report):
    title = next(line["text"] for line in report.text if "工作总结" in line["text"])
    assert "period" in {m.kind for m in beside(report, title.replace("2024", "2023")).meanings}
    for words in (title, "第1页 共6页", "联系人：李文，电话0909-2231234"):
        assert not beside(report, words).open, words
    assert beside(report, "第7次调度").numbers or beside(report, "成交额7").numbers


def test_an_embedded_file_that_was_not_read_leaves_the_report_to_be_looked_at(report):
    proof = proofread(with_part(content_of(report), "own.rtf", "aFChunk", b"{\\rtf1 27}"), report)
    assert proof.open
    assert proof.warnings
    assert zipfile.is_zipfile(report.file.open("rb"))


THINGS = """〔标题〕【单位】2024年上半年工作总结
（一）考核。在岗科技特派员102人，考核合格率100%。
（二）机构。规上企业设立研发机构5家。
（三）收入。高新技术企业营业收入6.2亿元。
（四）基地。建成科普教育基地3个。
（五）人才。引进高层次创新人才7名。
（六）清零。尚有7家企业没有清零。
（七）项目。组织申报国家、自治区、州三级项目5项。
（八）成果。办理成果登记12项，保障有力。
（九）合同。登记技术合同【技术合同登记数】。
【表|技术合同||合同登记编号,合同名称,合同成交额,登记日期】"""


@pytest.fixture
def of_things(county):
    small_report(county)
    text = TemplateText("things", tuple(THINGS.splitlines()))
    return freezing.write(county, Period.half(2024, 1), JUNE, None, text)


def test_another_thing_is_counted_with_every_digit_in_place(of_things):
    edits = [
        ("考核合格率", "考核优秀率", "verb"),
        ("设立研发机构", "开展研发投入", "indicator"),
        ("营业收入", "研发投入", "indicator"),
        ("科普教育基地", "科普示范基地", "indicator"),
        ("高层次创新人才", "实用技术人才", "indicator"),
        ("尚有7家", "仅有7家", "state"),
        ("国家、自治区、州三级", "国家、省、市三级", "level"),
        ("保障有力", "保障有力，其中Ⅻ项", "claim"),
    ]
    told = {m.kind: m for m in exchanged(of_things, *(edit[:2] for edit in edits)).meanings if m.is_open}
    by_words = exchanged(of_things, *(edit[:2] for edit in edits)).meanings
    assert set(told) >= {kind for *_, kind in edits}
    assert sum(m.kind == "indicator" and m.is_open for m in by_words) == 4


def test_the_same_things_in_other_words_are_left_alone(of_things):
    proof = exchanged(
        of_things, ("考核合格率100%", "考核合格率为100%[1]"), ("高层次创新人才", "高层次人才"), ("尚有7家", "仍有7家"),
        ("营业收入", "主营业务收入"), ("保障有力", "做到四个到位"),
    )  # fmt: skip
    assert not proof.open, proof.as_json()


def test_a_row_that_is_moved_whole_says_what_it_said(of_things):
    sheet = opened(content_of(of_things), 0)
    rows = list(sheet.root.iter(W + "tr"))
    rows[1].addprevious(rows[-1])
    assert [m for m in proofread(saved(sheet), of_things).meanings if m.is_open] == []
