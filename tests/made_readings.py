"""Readings built by hand, for what is done with a reading once there is one.

The one rule: a finding is named by the words it stands on, so that its offsets are right by construction.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from kezhang.reading.findings import ArithmeticCheck, Finding, Match, Reading, ReportSpan, Role

TEXT = """朔湖县科技局2024年上半年工作总结

一、主要工作
（一）技术合同。全年任务2000万元，上半年技术合同成交额1062万元，完成任务的60%。
（二）高新技术企业。新认定高新技术企业7家，培训农民380余人次。财政科技投入*万元。
二、下半年计划
力争全年新认定高新技术企业10家；下半年登记科技成果8项；建好<示范>基地3个。
"""
DIRECT = {
    "2000万元": ("20000000", "元", Role.TARGET, "技术合同成交额", "2024", "technology-contract-turnover"),
    "1062万元": ("10620000", "元", Role.ACTUAL, "技术合同成交额", "2024H1", "technology-contract-turnover"),
    "60%": ("60", "%", Role.COMPLETION_RATE, "技术合同成交额", "2024H1", "technology-contract-turnover"),
    "7家": ("7", "家", Role.ACTUAL, "新认定高新技术企业", "2024H1", "high-tech-enterprises-recognised"),
    "380余人次": ("380", "人次", Role.ACTUAL, "培训农民", "2024H1", None),
    "*万元": (None, "元", Role.ACTUAL, "财政科技投入", "2024H1", "fiscal-science-expenditure"),
    "10家": ("10", "家", Role.PLAN, "新认定高新技术企业", "2024", "high-tech-enterprises-recognised"),
    "8项": ("8", "项", Role.PLAN, "登记科技成果", "2024H2", "achievements-registered"),
    "3个": ("3", "个", Role.PLAN, "示范基地", "2024H2", None),
}


def finding(text: str, words: str, **given: Any) -> Finding:
    value, unit, role, metric, period, slug = DIRECT[words]
    start = text.index(words)
    found = Finding(
        start=start,
        end=start + len(words),
        text=words,
        value=None if value is None else Decimal(value),
        unit=unit,
        role=role,
        metric=metric,
        period=period,
        masked=value is None,
        comparator=">" if "余" in words else "=",
        organisation="县科技局",
        group=1 if slug == "technology-contract-turnover" else None,
        match=Match(slug, Decimal("0.95"), "achievements-registered", Decimal("0.2")) if slug else None,
    )
    return found._replace(**given)


def reading(
    document: str = "总结.txt", text: str = TEXT, organisation: str | None = "朔湖县科技局", **given: Any
) -> Reading:
    findings = tuple(finding(text, words) for words in DIRECT if words in text)
    made = Reading(
        document=document,
        text=text,
        findings=findings,
        reports=(ReportSpan(0, len(text), text.split("\n", maxsplit=1)[0], organisation, "2024H1"),),
        checks=(
            ArithmeticCheck("rate", False, "1062万元为2000万元的53.1%，文中写60%", (0, 1, 2)),
            ArithmeticCheck("bound", None, "财政科技投入不能核对", (5,), Decimal("1.5"), None),
        ),
    )
    return replace(made, **given)
