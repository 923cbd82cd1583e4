"""Meaning: sentences of an edited report that say something else than when it was made, with every digit in place."""

import json
import re
from functools import cache

import pytest
from lxml import etree

from bench.hand_edits import opened, saved
from bench.meaning_edits import controls, worded
from kezhang.quantities.periods import Period
from kezhang.reports.document.docx_reader import W
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.proofreading.meanings.closed_words import words as closed_words
from kezhang.reports.proofreading.proof_result import Proof, Strength
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.templating.parsing import TemplateText
from tests.command_line import invoked
from tests.edited_reports import JUNE, content_of, edited, edited_content, mark_of, moved_to_the_end, small_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TURNOVER = "技术合同成交额"
#: What a template may say in its own words beside the figures.
TEMPLATE = """〔标题〕【单位】2024年上半年工作总结
一、上半年工作情况
现将截至2024年6月30日的工作情况报告如下。
（一）创新主体。第一批高新技术企业申报工作已经完成，共申报科技成果【科技成果登记数】，其中获省级认定2个。
（二）研发投入。2021年全社会研发投入强度列全市第2位，5家亿元以上企业实现研发投入清零。
（三）技术合同。【技术合同成交额|句】共登记技术合同【技术合同登记数】，成交额【技术合同成交额|同比】。
（四）人才。在岗科技特派员12名，在研项目3个，配备专职统计人员5人。
二、下半年工作计划
【技术合同成交额|计划句】。"""


@pytest.fixture
def report(county):
    small_report(county)
    return freezing.write(
        county, Period.half(2024, 1), JUNE, None, TemplateText("meanings", tuple(TEMPLATE.splitlines()))
    )


def proof_of(report: Report, old: str, new: str) -> Proof:
    return proofread(edited_in_place(report, old, new), report)


def edited_in_place(report: Report, old: str, new: str) -> bytes:
    """The words around figures exchanged, every control left where it is."""
    sheet = opened(content_of(report), 0)
    assert worded(sheet, re.compile(re.escape(old)), new) == old
    return saved(sheet)


def told(proof: Proof) -> list[tuple[str, str, str]]:
    return [(m.kind, m.was, m.now) for m in proof.meanings if m.is_open]


CHANGED = [
    ("完成率53%", "完成率53‰", "unit"),
    ("完成率53%", "完成率53个百分点", "unit"),
    ("技术合同3项", "技术合同3家", "unit"),
    ("已实现1062万元", "已实现1062亿元", "unit"),
    ("共登记技术合同", "共吸纳技术合同", "verb"),
    ("共申报科技成果", "共认定科技成果", "verb"),
    ("共登记技术合同", "共输出技术合同", "verb"),
    ("获省级认定2个", "获省级推荐2个", "verb"),
    ("不少于2000万元", "不超过2000万元", "comparator"),
    ("已实现1062万元", "已实现突破1062万元", "comparator"),
    ("已实现1062万元", "已实现近1062万元", "comparator"),
    ("技术合同3项", "技术合同3余项", "comparator"),
    ("技术合同3项", "技术合同至少3项", "comparator"),
    ("同比增长18", "同比下降18", "direction"),
    ("快于序时进度", "慢于序时进度", "direction"),
    ("2021年全社会", "2022年全社会", "period"),
    ("截至2024年6月30日", "截至2024年5月31日", "period"),
    ("局2024年上半年", "局2023年上半年", "period"),
    ("下半年还需完成", "第三季度还需完成", "period"),
    ("第一批高新", "第二批高新", "batch"),
    ("5家亿元以上", "5家千万元以上", "threshold"),
    ("在岗科技特派员", "科技特派员", "scope"),
    ("科技特派员12名，在研", "离岗科技特派员12名，在研", "scope"),
    ("在研项目", "在建项目", "scope"),
    ("专职统计", "专兼职统计", "scope"),
    ("列全市第2", "列全省第2", "level"),
    ("获省级认定", "获国家级认定", "level"),
    (
        "下达全年技术合同成交额任务2000万元，截至目前已实现1062",
        "下达全年技术合同成交额已实现2000万元，截至目前任务1062",
        "role",
    ),
    ("还需完成938万元", "已完成938万元", "role"),
    ("完成率53%", "占比53%", "role"),
    ("申报工作已经完成", "申报工作已经完成，数量翻一番", "claim"),
    ("清零。", "清零，九成以上企业达标。", "claim"),
    ("清零。", "清零。研发投入居前列。", "claim"),
    ("下达全年技术合同成交额", "下达全年技术交易额", "indicator"),
    ("申报工作已经完成", "申报工作尚未完成", "negation"),
]


@pytest.mark.parametrize(("old", "new", "kind"), CHANGED)
def test_a_sentence_that_says_something_else_is_told_with_what_it_said(report, old, new, kind):
    proof = proof_of(report, old, new)
    assert kind in {meaning[0] for meaning in told(proof)}, proof.meanings
    assert proof.open


HARMLESS = [
    ("截至目前已实现", "到目前为止已完成"),
    ("不少于2000万元", "不低于2000万元"),
    ("共登记技术合同", "累计登记技术合同"),
    ("快于序时进度", "领先于序时进度"),
    ("还需完成938", "仍需完成938"),
    ("确保全年", "保证全年"),
    ("报告如下", "汇报如下"),
    ("企业实现研发投入清零", "企业已经实现研发投入清零"),
    ("第一批高新技术企业申报工作已经完成", "首批高新技术企业申报工作已完成"),
]


@pytest.mark.parametrize(("old", "new"), HARMLESS)
def test_the_same_said_in_other_words_is_no_other_meaning(report, old, new):
    proof = proof_of(report, old, new)
    assert told(proof) == []
    assert not proof.open


def test_a_report_that_nobody_touched_has_no_meaning_changed_with_its_marks_and_without(report):
    for stripped in (False, True):
        assert proofread(edited_content(report, stripped=stripped), report).meanings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("清零。", "清零，"),
        ("已经完成，共申报", "已经完成。共申报"),
        ("共登记", "另共登记"),
        ("合同3项，", "合同3项。"),
    ],
)
def test_sentences_run_into_one_or_cut_in_two_say_what_they_said(report, old, new):
    assert told(proof_of(report, old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("共申报科技成果", "共申报农业品种"), ("登记技术合同", "登记著作权利"), ("研发投入清零", "安全事故清零")],
)
def test_other_things_named_by_other_words_are_to_be_looked_at(report, old, new):
    assert [m.strength for m in proof_of(report, old, new).meanings]


def test_a_paragraph_that_was_moved_says_what_it_said(report):
    proof = proofread(saved(moved_to_the_end(edited(small_again(report)))), small_again(report))
    assert (proof.meanings, proof.open) == ((), False)


def small_again(report: Report) -> Report:
    """The report of the small template, which has a paragraph to move."""
    return Report.objects.exclude(pk=report.pk).get()


def exchanged(report: Report, one: str, other: str) -> Proof:
    sheet = opened(content_of(report), 0)
    found = controls(sheet)
    a, b = found[one], found[other]
    keeper = etree.Element("keeper")
    a.getparent().replace(a, keeper)
    b.getparent().replace(b, a)
    keeper.getparent().replace(keeper, b)
    return proofread(saved(sheet), report)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((TURNOVER, "任务"), (TURNOVER, "实绩")),
        ((TURNOVER, "实绩"), (TURNOVER, "还差")),
        ((TURNOVER, "完成率"), ("技术合同登记数", "实绩")),
        (("科技成果登记数", "实绩"), ("技术合同登记数", "实绩")),
    ],
)
def test_two_figures_in_each_others_place_are_both_told(report, one, other):
    marks = {mark_of(report, *one), mark_of(report, *other)}
    proof = exchanged(report, *sorted(marks))
    assert {m.mark for m in proof.meanings if m.kind == "order"} == marks
    assert proof.open


@pytest.mark.parametrize("tag", ["strike", "dstrike", "vanish"])
def test_a_figure_that_is_struck_through_or_hidden_is_told_as_that(report, tag):
    mark = mark_of(report, TURNOVER)
    sheet = opened(content_of(report), 0)
    run = next(controls(sheet)[mark].iter(W + "r"))
    properties = etree.Element(W + "rPr")
    run.insert(0, properties)
    etree.SubElement(properties, W + tag)
    proof = proofread(saved(sheet), report)
    assert [(m.mark, m.kind) for m in proof.meanings] == [(mark, "hidden" if tag == "vanish" else "struck")]
    etree.SubElement(properties, W + tag)
    properties[0].set(W + "val", "0")
    properties.remove(properties[1])
    assert proofread(saved(sheet), report).meanings == ()


def test_a_changed_wording_is_a_notice_and_leaves_nothing_open(report):
    proof = proof_of(report, "技术合同3项", "技术合同3个")
    assert [(m.kind, m.strength) for m in proof.meanings] == [("unit", Strength.WORDING)]
    assert not proof.open


def test_the_command_tells_programs_what_was_said_and_what_is_said_now(report, tmp_path):
    file = tmp_path / "改.docx"
    file.write_bytes(edited_in_place(report, "不少于2000万元", "不超过2000万元"))
    ran = invoked(["proofread", str(file), "--json"])
    (meaning,) = json.loads(ran.stdout)["meanings"]
    assert ran.exit_code == 1
    assert {name: meaning[name] for name in ("id", "kind", "was", "now", "strength")} == {
        "id": mark_of(report, TURNOVER, "计划"),
        "kind": "comparator",
        "was": "不少于",
        "now": "不超过",
        "strength": "意思变了",
    }
    assert "由“不少于”改为“不超过”" in invoked(["proofread", str(file)]).stdout


def test_a_notice_ends_with_nothing_to_do(report, tmp_path):
    file = tmp_path / "改.docx"
    file.write_bytes(edited_in_place(report, "技术合同3项", "技术合同3个"))
    ran = invoked(["proofread", str(file), "--json"])
    assert ran.exit_code == 0
    assert [m["strength"] for m in json.loads(ran.stdout)["meanings"]] == ["措辞动了"]


@cache
def senses(sentence: str) -> tuple[tuple[str, str], ...]:
    return tuple((word.kind, word.sense) for word in closed_words(sentence))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("至少8家", "不低于8家"),
        ("2021年度", "2021年"),
        ("1—6月", "1至6月"),
        ("首批", "第一批"),
        ("去年同期", "上年同期"),
    ],
)
def test_two_ways_of_saying_one_thing_have_one_sense(one, other):
    assert senses(one) == senses(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("第一批", "第二批"), ("1—6月", "1—9月"), ("全市", "全省"), ("突破8家", "近8家"), ("任务8家", "完成8家")],
)
def test_two_things_have_two_senses(one, other):
    assert senses(one) != senses(other)
