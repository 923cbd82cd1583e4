"""What a number of things is of them: new, in stock, on balance, applied for, recognised or planned; and how sure."""

from decimal import Decimal

import pytest

from kezhang.indicators.names import names
from kezhang.reading.findings import Finding, GoverningVerb, Source
from kezhang.reading.output.json_data import as_data, from_data
from kezhang.reading.reader import read


def found(text: str) -> list[Finding]:
    return list(read(Source("a", text), names()).findings)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("全县高新技术企业达到46家。", GoverningVerb.STOCK),
        ("全年新认定高新技术企业7家。", GoverningVerb.NEW),
        ("全年净增高新技术企业3家。", GoverningVerb.NET),
        ("组织申报高新技术企业12家。", GoverningVerb.APPLIED),
        ("高新技术企业获批9家。", GoverningVerb.RECOGNISED),
        ("二、下半年计划\n建设示范基地4个。", GoverningVerb.PLANNED),
    ],
)
def test_the_verb_that_governs_a_number_is_told(text, verb):
    assert found(text)[-1].governs is verb


def test_what_is_new_or_applied_for_is_never_taken_for_the_stock():
    text = "全县高新技术企业达到46家。全年新认定高新技术企业7家，申报高新技术企业12家，培育高新技术企业5家。"
    stock, *others = [each.match.name if each.match else None for each in found(text)]
    assert stock == "high-tech-enterprises"
    assert stock not in others


def test_money_and_growth_have_no_such_verb():
    assert [each.governs for each in found("新增贷款3亿元，同比增长12%。")] == [None, None]


def test_what_told_the_role_is_kept():
    heading = "一、2024年工作总结\n培训农民300人次。\n二、2025年工作计划\n培训农民500人次。\n力争申报项目9项。"
    assert [each.cue for each in found(heading)] == ["heading", "heading", "words"]


def test_a_name_that_holds_a_clause_or_a_list_is_doubtful_and_none_more_so():
    sure, unsure = found("登记技术合同38项。开展种植、养殖及农机维修技术培训12期。")
    assert sure.confidence >= Decimal("0.9") > unsure.confidence
    assert found("。38项。")[0].confidence < unsure.confidence


def test_verb_and_cue_survive_the_way_to_json_and_back():
    text = "一、2024年工作总结\n新认定高新技术企业7家。"
    reading = read(Source("a", text), names())
    again = from_data(as_data(reading), text)
    assert [(f.governs, f.cue) for f in again.findings] == [(GoverningVerb.NEW, "heading")]
