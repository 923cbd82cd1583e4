"""考核办法: what the parts of a score weigh, from which score which grade is proposed, and how many may be excellent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhang.orgs.models import Org, User
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.envoy_terms.models import AssessmentRule

#: Rules in the log of changes.
SUBJECT = "envoy-assessing-rule"
#: A part of the score -> what it is called, and what is counted.
PARTS = {
    "filled": ("按月填报", "当月关账前有审核通过的日志的月数，除以在岗月数"),
    "points": ("积分", "按积分标准累计的积分，除以满分积分（按月折算）"),
    "agreed": ("协议履行", "服务记录次数，除以协议约定的次数（按天折算）"),
    "villages": ("结对村到访", "去过的结对村，除以全部结对村"),
}
LIMITS = ("excellent_from", "good_from", "pass_from")
NUMBERS = (*PARTS, "full_points", *LIMITS)
FULL = 100


class RuleFault(Exception):
    """The rule does not hold together; what is wrong, in sentences."""

    def __init__(self, says: Sequence[str]) -> None:
        super().__init__("；".join(says))
        self.says = tuple(says)


def rule_of(org: Org) -> AssessmentRule:
    """The bureau's own, else the usual one, which is stored nowhere."""
    return AssessmentRule.objects.filter(org=org).first() or AssessmentRule(org=org)


def as_words(rule: AssessmentRule) -> dict[str, Any]:
    """As it is frozen with a review."""
    return {name: getattr(rule, name) for name in (*NUMBERS, "excellent_share")}


def of_words(said: Mapping[str, Any]) -> AssessmentRule:
    """A rule as it was frozen."""
    return AssessmentRule(**said)


def change(org: Org, said: Mapping[str, str], by: User | None) -> AssessmentRule:
    """The bureau's rule from now on; reviews that were measured keep theirs. Raises RuleFault."""
    with chain.held(org):
        rule = rule_of(org)
        before = as_words(rule) if rule.pk else {}
        faults = _read(rule, said)
        if not faults and sum(getattr(rule, part) for part in PARTS) != FULL:
            parts = "＋".join(str(getattr(rule, part)) for part in PARTS)
            faults.append(f"四项分值之和应为100，现在是{parts}")
        if not faults and not FULL >= rule.excellent_from > rule.good_from > rule.pass_from:
            faults.append("优秀、良好、合格的分数线应依次降低，且不高于100")
        if faults:
            raise RuleFault(faults)
        rule.save()
        told = {"label": "特派员考核办法", **as_words(rule)}
        journal.note(org, SUBJECT, rule.pk, before, told, Author(by=by))
    return rule


def _read(rule: AssessmentRule, said: Mapping[str, str]) -> list[str]:
    faults = []
    labels = {field.name: str(field.verbose_name) for field in AssessmentRule._meta.fields}
    for name in NUMBERS:
        most = 10_000 if name == "full_points" else FULL
        try:
            setattr(rule, name, whole_number(said.get(name, ""), 1 if name == "full_points" else 0, most))
        except ValueError as fault:
            faults.append(f"“{labels[name]}”：{fault}")
    typed = said.get("excellent_share", "").strip()
    try:
        rule.excellent_share = whole_number(typed, 0, FULL) if typed else None
    except ValueError as fault:
        faults.append(f"“优秀比例上限”：{fault}；不限的留空")
    return faults


def score_of(rule: AssessmentRule, basis: Mapping[str, Any]) -> Decimal | None:
    """Out of a hundred; a part that cannot be known leaves the whole unknown, unless it weighs nothing."""
    total = Decimal(0)
    for part in PARTS:
        weight, (done, whole) = getattr(rule, part), basis[part]
        if not weight:
            continue
        if not whole:
            return None
        total += Decimal(weight * min(done, whole)) / whole
    return total.quantize(Decimal("0.01"))


def grades(rule: AssessmentRule, scores: Mapping[int, Decimal | None]) -> dict[int, str]:
    """等次 as they follow from the scores; where more would be excellent than may be, those who are equal at the limit are not."""
    known = sorted((score for score in scores.values() if score is not None), reverse=True)
    most = rule.most_excellent(len(scores))
    over = known[most] if most is not None and most < len(known) else None
    found = {}
    for key, score in scores.items():
        if score is None:
            found[key] = ""
        elif score >= rule.excellent_from and (over is None or score > over):
            found[key] = "excellent"
        else:
            found[key] = "good" if score >= rule.good_from else "pass" if score >= rule.pass_from else "fail"
    return found
