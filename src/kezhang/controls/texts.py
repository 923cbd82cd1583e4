"""核查（报告文字）: claims without numbers, agreement with what was reported, points and percents, privacy.

Only the newest report of the year is read, as people see it; without one that is said.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.controls.case import Case, Check, Found, Lacking, report
from kezhang.controls.records import personal
from kezhang.quantities.periods import Period
from kezhang.records.declaration.rules import Severity
from kezhang.reports.figure_kinds.actuals import ACTUAL

#: Words that claim a result; a superior asks for the number behind them.
CLAIMS = ("前列", "新突破", "任务过半", "显著", "明显", "大幅", "突出成效", "走在", "率先", "名列前茅", "超额")
_POINTS = re.compile(
    r"((?:强度|占比|比重|覆盖率|完成率|享受面|通过率)[^，。；]{0,12}(?:提高|提升|上升|下降|增长|增加|降低)了?)(\d+(?:\.\d+)?)%"
)
_PERMILLE = re.compile(r"\d‰|%[oO〇]|℅")
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def claims(case: Case) -> Iterator[Found | Lacking]:
    """17: a claim stands beside its number."""
    for sentence in case.sentences:
        said = [word for word in CLAIMS if word in sentence]
        if said and not re.search(r"\d", sentence):
            yield Found(
                f"“{sentence[:60]}”说“{'、'.join(said)}”，句中没有数字。",
                "补上支撑的数字和位次，或改为平实的说法。",
                "报告文字",
            )


def consistency(case: Case) -> Iterator[Found | Lacking]:
    """18: the report, the reported progress and the ledgers say the same."""
    assert case.report is not None  # the check is not judged without one
    told: dict[str, str] = {}
    for figure in case.report.figures.filter(role=ACTUAL.role):
        indicator = INDICATORS.get(figure.slug)
        period = figure.evidence.get("period")
        as_of = figure.evidence.get("as_of")
        if indicator is None or period is None or as_of != case.report.as_of.isoformat() or figure.key in told:
            continue
        told[figure.key] = figure.slug
        now = case.figure(indicator, Period.parse(period), case.report.as_of)
        if now.value is not None and now.value != Decimal(figure.value):
            says = f"{figure.label}在报告{case.report.number}中为{figure.display}{figure.unit}，台账按同一截至日现为{now.text}。"
            yield Found(says, "查看之后补录、更正或作废的记录；已签发的报告另出更正说明。", figure.label)
    if not told:
        yield Lacking(f"报告 {case.report.number} 中没有截至{case.report.as_of}的完成数")
    by_slug = {figure.slug: figure for figure in case.report.figures.filter(role=ACTUAL.role)}
    for entry in case.entries:
        told_as = by_slug.get(entry.indicator)
        if told_as is None or entry.as_of != case.report.as_of or Decimal(told_as.value) == entry.base_value:
            continue
        stated = entry.measured.unit.write(entry.base_value)
        says = f"{told_as.label}在报告中为{told_as.display}{told_as.unit}，同日调度表填报{stated}。"
        yield Found(says, "总结、调度表和台账应为同一个数。", told_as.label)


def points(case: Case) -> Iterator[Found | Lacking]:
    """19: a change of a ratio is in percentage points; % is not ‰."""
    for sentence in case.sentences:
        for match in _POINTS.finditer(sentence):
            yield Found(
                f"“{match[0]}”：比率的变化应以百分点计。",
                f"改为“{match[1]}{match[2]}个百分点”，或改说数值的增长。",
                "报告文字",
            )
        if _PERMILLE.search(sentence):
            yield Found(f"“{sentence[:40]}”中的百分号可能是扫描或输入错误。", "核对是%还是‰。", "报告文字")


def privacy(case: Case) -> Iterator[Found | Lacking]:
    """21: no identity or telephone numbers in what will be published."""
    for sentence in case.sentences:
        if _PERSONAL.search(sentence):
            yield Found(f"“{sentence[:12]}…”所在的句子里有身份证号或手机号。", "公开前删去或隐去中间数位。", "报告文字")
    yield from personal(case)


TEXT_CHECKS = (
    Check(number=17, title="说法有数支撑", rule="前列、新突破、任务过半等旁边要有数字", needs=report, judge=claims),
    Check(
        number=18,
        title="各处数字一致",
        rule="总结、调度表与台账",
        needs=report,
        judge=consistency,
        severity=Severity.ERROR,
    ),
    Check(number=19, title="百分点与百分号", rule="比率的变化用百分点；%与‰不混", needs=report, judge=points),
    Check(
        number=21,
        title="个人信息",
        rule="身份证号、手机号不进公开材料",
        needs=report,
        judge=privacy,
        severity=Severity.ERROR,
    ),
)
