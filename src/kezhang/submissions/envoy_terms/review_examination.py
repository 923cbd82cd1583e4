"""考核体检: whether each score follows from its counts by the frozen rule, and what was settled is what still stands there."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kezhang.submissions.envoy_terms import assessing_rule, reviews
from kezhang.submissions.envoy_terms.models import AssessmentRule, EnvoyReview, EnvoyReviewLine

State = EnvoyReview.State


def faults_of(review: EnvoyReview) -> list[str]:
    """Everything that is wrong with one assessment, in words. A row corrected in the ledger since is no fault."""
    lines = list(review.lines.all())
    return [*_period(review), *_scores(review, lines), *_settled(review, lines)]


def _period(review: EnvoyReview) -> Iterator[str]:
    year = review.last.year
    if review.first != date(year, 1, 1) or (review.is_annual and review.last != date(year, 12, 31)):
        yield f"考核期{review.first}至{review.last}不是这类考核的考核期"


def _scores(review: EnvoyReview, lines: list[EnvoyReviewLine]) -> Iterator[str]:
    rule = _rule_of(review)
    if rule is None:
        yield "冻结的考核办法不完整，或各项分值之和不是100"
        return
    for line in lines:
        try:
            again = assessing_rule.score_of(rule, line.basis)
        except (KeyError, TypeError, ValueError, InvalidOperation):
            yield f"{line}的依据不完整，拟分无法重新计算"
            continue
        if again != line.proposed:
            told = ["待核" if score is None else str(score) for score in (again, line.proposed)]
            yield f"{line}按依据和冻结的办法算出的拟分是{told[0]}，存的是{told[1]}，可能被直接改动过"


def _rule_of(review: EnvoyReview) -> AssessmentRule | None:
    said: Any = review.rule
    names = {*assessing_rule.NUMBERS, "excellent_share"}
    if not isinstance(said, dict) or set(said) != names:
        return None
    whole = [said[name] for name in assessing_rule.NUMBERS]
    if any(type(value) is not int for value in whole) or type(said["excellent_share"]) not in (int, type(None)):
        return None
    rule = assessing_rule.of_words(said)
    return rule if sum(getattr(rule, part) for part in assessing_rule.PARTS) == assessing_rule.FULL else None


def _settled(review: EnvoyReview, lines: list[EnvoyReviewLine]) -> Iterator[str]:
    """What was settled stands in the log as it was; the lines must still say the same, and a limit passed its reason."""
    if review.state != State.SETTLED:
        if review.settled_at is not None:
            yield "没有审定，却有审定时间"
        return
    entry = reviews.settling_of(review)
    if entry is None:
        yield "状态是已审定，日志里没有审定这一步"
        return
    then = {name: (score, grade) for name, score, grade in entry.after.get("grades", [])}
    for line in lines:
        if line.envoy_name not in then:
            yield f"{line}审定时不在考核之列"
        elif _same(then[line.envoy_name][0]) != line.score or then[line.envoy_name][1] != line.grade:
            yield f"{line}的得分或等次与审定时的不符，可能被直接改动过"
    if gone := set(then) - {line.envoy_name for line in lines}:
        yield f"审定时有{'、'.join(sorted(gone))}，现在不见了"
    if _rule_of(review) is not None and bool(reviews.over_share(review)) != bool(review.over_share_why):
        yield "优秀是否超过上限与所写的理由不符"


def _same(score: str) -> Decimal | None:
    return None if score == "None" else Decimal(score)
