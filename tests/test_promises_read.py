"""A county's own half-year report, read from the file as it was sent, becomes proposed targets.

The one rule: the real reader reads here; nothing is built by hand.
"""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.intake import upload
from kezhang.intake.comparison import Verdict, compare
from kezhang.intake.proposals import suggest
from kezhang.reading.findings import Role
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db

REPORT = """朔湖县科技局2024年上半年工作总结和下半年工作计划
今年以来，县科技局围绕中心工作，各项任务有序推进。现将情况汇报如下：
一、上半年工作总结
（一）技术合同。根据州科技局任务指标，2024年技术合同成交额2000万元，目前已完成1062万元，占比53%。
（二）科技成果。根据州科技局任务指标，2024年科技成果登记8项，目前已完成2项。
（三）高新技术企业。全县现有高新技术企业27家，目前已申报第一批高新技术企业11家。
二、下半年工作计划
（一）壮大企业队伍。力争年内备案科技型中小企业达到20家以上，实现全年高新技术企业新增10家，培育储备2025年高新技术企业12家以上。
（二）用好政策。争取企业享受研发费用加计扣除不少于3000万元，完成技术合同登记额不少于2000万元，完成科技成果登记不少于8项，助力申报科技进步奖不少于2项。
（三）建好平台。争取新认定自治区级工程技术研究中心1家，力争新建双创载体1家，引进新产品、新技术不少于30项。
（四）抓好培训。开展农牧民课程培训、实训不少于700场次，制作发放科普资料不少于3万份，受益人次不少于3万人次。
（五）办好赛事。组织报名参赛企业不少于25家。
"""
#: What the plan promises: the indicator, the value in its unit, the year, and how much of it.
PROMISED = {
    "20家": ("technology-smes", 20, 2024, "full_year"),
    "10家": ("high-tech-enterprises-recognised", 10, 2024, "full_year"),
    "12家": ("high-tech-pipeline", 12, 2025, "full_year"),
    "3000万元": ("super-deduction-amount", 3000, 2024, "second_half"),
    "2000万元": ("technology-contract-turnover", 2000, 2024, "second_half"),
    "8项": ("achievements-registered", 8, 2024, "second_half"),
    "2项": ("award-nominations", 2, 2024, "second_half"),
    "工程技术研究中心1家": ("engineering-centres-recognised", 1, 2024, "second_half"),
    "双创载体1家": ("incubators-new", 1, 2024, "second_half"),
    "30项": ("introductions", 30, 2024, "second_half"),
    "700场次": ("training-sessions", 700, 2024, "second_half"),
    "3万份": ("outreach-materials", 30000, 2024, "second_half"),
    "3万人次": ("outreach-attendance", 30000, 2024, "second_half"),
    "25家": ("contest-entrants", 25, 2024, "second_half"),
}


@pytest.fixture
def document(county, clerk):
    return upload.keep("总结.txt", REPORT.encode(), county, clerk)[0]


def test_the_fourteen_promises_of_the_plan_are_proposed_with_their_scope(document):
    proposed = {}
    for proposal in document.proposals.all():
        if proposal.finding.role is Role.PLAN:
            target = suggest(proposal).target
            said = document.text[: proposal.finding.end]
            words = next(words for words in PROMISED if said.endswith(words))
            proposed[words] = (target.indicator, target.value, target.year, target.extent)
    assert proposed == {words: (slug, Decimal(value), *scope) for words, (slug, value, *scope) in PROMISED.items()}


def test_what_was_set_from_above_is_proposed_as_assigned_for_the_year(document):
    assigned = [suggest(p).target for p in document.proposals.all() if p.finding.role is Role.TARGET]
    assert [(t.indicator, t.value, t.type, t.extent) for t in assigned] == [
        ("technology-contract-turnover", Decimal(2000), "assigned", "full_year"),
        ("achievements-registered", Decimal(8), "assigned", "full_year"),
    ]


def test_what_was_done_is_laid_beside_the_ledger(example, clerk):
    document = upload.keep("总结.txt", REPORT.encode(), example, clerk)[0]
    said = {c.finding.text: c.verdict for c in compare(document.reading, example, [example], date(2024, 6, 30))}
    assert said["1062万元"] is Verdict.AGREES
    assert said["11家"] is Verdict.AGREES


def test_the_report_we_wrote_is_read_back_without_a_contradiction(example, clerk):
    report = half_year_report(example, clerk)
    with report.file.open() as file:
        document = upload.keep("总结.docx", file.read(), example, clerk)[0]
    assert [check.message for check in document.reading.checks if check.holds is False] == []
    assert sum(check.holds is True for check in document.reading.checks) > 5
    compared = compare(document.reading, example, [example], date(2024, 6, 30))
    differing = [(c.finding.text, c.finding.metric, c.difference) for c in compared if c.verdict is Verdict.DIFFERS]
    assert differing == []
    assert sum(c.verdict is Verdict.AGREES for c in compared) >= 20
