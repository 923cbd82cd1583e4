"""考核表: an assessment as a workbook: scores with what they were counted from, the rule as it was frozen, and who settled it."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from kezhang.records import workbook_writer
from kezhang.records.workbook_writer import Sheet
from kezhang.submissions.envoy_terms import assessing_basis, assessing_rule, reviews
from kezhang.submissions.envoy_terms.models import EnvoyReview, EnvoyReviewLine

UNKNOWN = "待核"


def book(review: EnvoyReview) -> bytes:
    return workbook_writer.workbook([_lines(review), _rule(review)])


def _lines(review: EnvoyReview) -> Sheet:
    """What was done and what should have been stand in columns of their own, so that each is a number to reckon with."""
    heads = ["科技特派员"]
    for label, _ in assessing_rule.PARTS.values():
        heads += [f"{label}完成", f"{label}应完成"]
    heads += ["没有填报的月份", "没有去过的村", "拟分", "拟等次", "得分", "等次", "结果运用", "说明", "评定人"]
    lines = list(review.lines.select_related("graded_by"))
    rule = assessing_rule.of_words(review.rule)
    proposed = assessing_rule.grades(rule, {line.pk: line.proposed for line in lines})
    rows = [_row(line, proposed[line.pk]) for line in sorted(lines, key=_order)]
    widths = (14, *(9 for _ in assessing_rule.PARTS for _ in "ab"), 18, 24, 9, 9, 9, 9, 12, 24, 12)
    return Sheet("考核", heads, rows, above=_about(review), widths=widths, frozen_columns=1)


def _order(line: EnvoyReviewLine) -> tuple[bool, Decimal, str]:
    """As they follow each other on the page, by what was given in the end where it is given."""
    score = line.proposed if line.score is None else line.score
    return score is None, -(score or Decimal(0)), line.envoy_name


def _row(line: EnvoyReviewLine, grade: str) -> list[Any]:
    counted: list[Any] = []
    for part in assessing_rule.PARTS:
        done, whole = line.basis[part]
        counted += [done, whole or UNKNOWN]
    return [
        line.envoy_name, *counted, assessing_basis.months_in_words(line.basis["missing"]), "、".join(line.basis["unvisited"]),
        UNKNOWN if line.proposed is None else line.proposed, reviews.GRADES.get(grade, UNKNOWN),
        UNKNOWN if line.score is None else line.score, reviews.GRADES.get(line.grade, UNKNOWN), line.get_result_display(),
        line.why, str(line.graded_by or ""),
    ]  # fmt: skip


def _about(review: EnvoyReview) -> list[str]:
    measured = timezone.localtime(review.measured_at)
    found = [
        f"{review.org.name}科技特派员{review}",
        f"考核期{review.first}至{review.last}，{measured:%Y-%m-%d %H:%M}取数",
    ]
    settled = reviews.settling_of(review)
    if settled is None:
        found.append("还没有审定，得分和等次可能再改")
    else:
        found.append(f"{settled.by_name or '命令行'}{timezone.localtime(settled.at):%Y-%m-%d %H:%M}审定")
    if over := reviews.over_share(review):
        found.append(f"{over}" + (f"；理由：{review.over_share_why}" if review.over_share_why else ""))
    return [*found, *reviews.changed_since(review)]


def _rule(review: EnvoyReview) -> Sheet:
    rule = assessing_rule.of_words(review.rule)
    rows: list[tuple[Any, ...]] = [
        (label, getattr(rule, part), "分", about) for part, (label, about) in assessing_rule.PARTS.items()
    ]
    rows += [
        ("全年满分积分", rule.full_points, "分", "考核期不满一年的按月折算"),
        ("优秀，不低于", rule.excellent_from, "分", ""),
        ("良好，不低于", rule.good_from, "分", ""),
        ("合格，不低于", rule.pass_from, "分", ""),
        ("优秀比例上限", "不限" if rule.excellent_share is None else rule.excellent_share,
         "" if rule.excellent_share is None else "%", "人数按参加考核的人数折算，舍去小数"),
    ]  # fmt: skip
    above = [f"{review}用的考核办法", "取数时的办法；以后改了办法，这次考核不变"]
    return Sheet("考核办法", ("项", "数", "单位", "怎么算"), rows, above=above, widths=(20, 10, 8, 60))
