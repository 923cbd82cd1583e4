"""考核的一生: measured and frozen as of a day, graded by people line by line, settled into the ledger; opened again with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.envoys.envoy_assessments import EnvoyAssessment
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, holders, may
from kezhang.quantities.typed_numbers import exact_number
from kezhang.records import access
from kezhang.records.models import Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.envoy_terms import assessing_basis, assessing_rule
from kezhang.submissions.envoy_terms.agreements import ASSESSMENTS
from kezhang.submissions.envoy_terms.models import EnvoyReview, EnvoyReviewLine
from kezhang.submissions.sending.numbers import new_code
from kezhang.workflow.steps import NotPossible, Step, Workflow

#: Assessments in the log of changes.
SUBJECT = "envoy-reviews"
State, Kind = EnvoyReview.State, EnvoyReview.Kind
FULL = Decimal(100)
#: The ledger's grades, in words.
GRADES = dict(EnvoyAssessment.Grade.choices)

MEASURE = Step("measure", "重新取数", frozenset({State.GRADING}), Verb.WRITE, ledger=ASSESSMENTS)
SETTLE = Step("settle", "审定", frozenset({State.GRADING}), Verb.REVIEW, (State.SETTLED,), ledger=ASSESSMENTS)
REOPEN = Step(
    "reopen", "退回评定", frozenset({State.SETTLED}), Verb.REVIEW, (State.GRADING,), note="写明原因", ledger=ASSESSMENTS
)
STEPS = {step.name: step for step in (MEASURE, SETTLE, REOPEN)}
LIFE = Workflow(
    label="特派员考核",
    subject=SUBJECT,
    things=EnvoyReview,
    steps=STEPS,
    begins=State.GRADING,
    states=dict(State.choices),
)


@dataclass(frozen=True)
class GradedLine:
    """What somebody typed for one line, and what stood there when the page was made."""

    key: int
    was: str
    score: str
    grade: str
    result: str
    why: str


def make(org: Org, kind: str, last: date, by: User | None) -> EnvoyReview:
    """An assessment of the year that ends on a day, or of its months up to a day. Raises NotPossible."""
    review = EnvoyReview(org=org, kind=kind, first=date(last.year, 1, 1), last=last, by=by)
    _require_may(by, review)
    if kind == Kind.ANNUAL and (last.month, last.day) != (12, 31):
        raise NotPossible("年度考核的考核期到12月31日为止。")
    if last >= timezone.localdate():
        raise NotPossible(f"考核期到{last}为止，还没有结束；没有过完的月份请用调度考核，截至日选已经过去的一天。")
    with chain.held(org):
        if EnvoyReview.objects.filter(org=org, kind=kind, last=last).exists():
            raise NotPossible(f"{review}已经建过。")
        review.code = new_code()
        review.save()
        told = _measured(review)
        journal.note(org, SUBJECT, review.pk, {}, {"state": review.state, "step": "新建", **told}, Author(by=by))
    return review


def _require_may(by: User | None, review: EnvoyReview) -> None:
    if by is not None and not may(by, Verb.WRITE, access.matter(LEDGERS[ASSESSMENTS], review.org)):
        raise NotPossible(f"特派员考核由{holders(Verb.WRITE)}办理，{by}不能办理。")


def _measured(review: EnvoyReview) -> dict[str, Any]:
    """The basis as it is now; what people have graded stays."""
    rule = assessing_rule.rule_of(review.org)
    found = assessing_basis.measure(review.org, review.first, review.last, rule)
    if not found:
        raise NotPossible(f"{review.last}没有在岗的科技特派员，无从考核。")
    there = {line.envoy_name: line for line in review.lines.all()}
    EnvoyReviewLine.objects.filter(review=review).exclude(envoy_name__in=found).delete_sealed()
    for name, basis in found.items():
        line = there.get(name) or EnvoyReviewLine(review=review, envoy_name=name)
        line.basis, line.proposed = basis, assessing_rule.score_of(rule, basis)
        line.save()
    review.rule, review.measured_at = assessing_rule.as_words(rule), timezone.now()
    review.save()
    return {"label": str(review), "envoys": len(found)}


def take_step(review: EnvoyReview, step: Step, by: User | None, says: str = "") -> EnvoyReview:
    """One step of its life. Raises NotPossible; Refused where a row of the ledger cannot be written."""
    with LIFE.under_way(review, step, by, says) as kept:
        author = Author(by=by, reason=says.strip())
        told = {MEASURE.name: _again, SETTLE.name: _settled, REOPEN.name: _reopened}[step.name](kept, author)
        LIFE.move(kept, (step.ends or (kept.state,))[0], step, author, label=str(kept), **told)
    found: EnvoyReview = kept
    return found


def _again(review: EnvoyReview, _: Author) -> dict[str, Any]:
    return {"envoys": _measured(review)["envoys"]}


def _reopened(review: EnvoyReview, _: Author) -> dict[str, Any]:
    review.settled_at, review.over_share_why = None, ""
    return {}


def over_share(review: EnvoyReview) -> str:
    """How many more are excellent than the bureau's rule allows, in words; "" where it is kept."""
    lines = list(review.lines.all())
    most = assessing_rule.of_words(review.rule).most_excellent(len(lines))
    count = sum(line.grade == EnvoyAssessment.Grade.EXCELLENT for line in lines)
    if most is None or count <= most:
        return ""
    share = review.rule["excellent_share"]
    return f"评为优秀{count}人，参加考核{len(lines)}人，优秀不超过{share}%即{most}人，多{count - most}人"


def _settled(review: EnvoyReview, author: Author) -> dict[str, Any]:
    """Every line has a score and a grade; too many excellent ones need a reason; of a year it goes into the ledger."""
    lines = list(review.lines.all())
    if bare := [line.envoy_name for line in lines if line.score is None or not line.grade]:
        raise NotPossible(f"{'、'.join(bare[:10])}{'等' if len(bare) > 10 else ''}还没有评定得分和等次。")
    if (over := over_share(review)) and not author.reason:
        raise NotPossible(f"{over}；确需超过的，请写明理由。")
    if review.is_annual:
        _into_ledger(review, lines, author)
    review.settled_at, review.over_share_why = timezone.now(), author.reason[:300] if over else ""
    return {"grades": [[line.envoy_name, str(line.score), line.grade] for line in lines], "over": over}


def _into_ledger(review: EnvoyReview, lines: list[EnvoyReviewLine], author: Author) -> None:
    ledger, year = LEDGERS[ASSESSMENTS], review.last.year
    there = {row.envoy_name: row for row in access.records(ledger, review.org).filter(org=review.org, year=year)}
    rows = []
    for line in lines:
        row = there.get(line.envoy_name) or ledger.model(org=review.org, envoy_name=line.envoy_name, year=year)
        row.assessed_on, row.assessor = timezone.localdate(), review.org.name[:60]
        row.score, row.grade, row.result = line.score, line.grade, line.result
        rows.append(row)
    reason = f"{review}审定"
    journal.save_many(ledger, review.org, rows, Author(by=author.by, reason=reason, accepting=author.reason or reason))


def settling_of(review: EnvoyReview) -> Change | None:
    """The log's entry of its last settling; None where it is not settled."""
    if review.state != State.SETTLED:
        return None
    steps = Change.objects.filter(org=review.org, ledger=SUBJECT, record_id=review.pk, after__step=SETTLE.label)
    return steps.order_by("-sequence").first()


def changed_since(review: EnvoyReview) -> list[str]:
    """Where the ledger now says something else than was settled, in words: somebody has corrected it there since."""
    if not review.is_annual or review.state != State.SETTLED:
        return []
    rows = access.records(LEDGERS[ASSESSMENTS], review.org).filter(org=review.org, year=review.last.year)
    there, found = {row.envoy_name: row for row in rows}, []
    for line in review.lines.all():
        row = there.get(line.envoy_name)
        if row is None:
            found.append(f"审定以后台账有变：{line.envoy_name}的{review.last.year}年度考核已经不在台账中")
        elif (row.score, row.grade) != (line.score, line.grade):
            found.append(
                f"审定以后台账有变：{line.envoy_name}审定{_in_words(line.score, line.grade)}，"
                f"台账中现在是{_in_words(row.score, row.grade)}"
            )
    return found


def _in_words(score: Decimal | None, grade: str) -> str:
    told = "得分待核" if score is None else f"{score.normalize():f}分"
    return f"{told}、{GRADES.get(grade, '等次待核')}"


def stamp(line: EnvoyReviewLine) -> str:
    """What stands in a line, so that a page that is older is found out."""
    return "|".join((str(line.score if line.score is not None else ""), line.grade, line.result, line.why))


def grade(review: EnvoyReview, typed: list[GradedLine], by: User | None) -> tuple[int, list[str]]:
    """What was changed on a page: how many lines, and what could not be taken. Raises NotPossible."""
    _require_may(by, review)
    with chain.held(review.org):
        kept = EnvoyReview.objects.select_for_update().select_related("org").get(pk=review.pk)
        if kept.state != State.GRADING:
            raise NotPossible(f"{kept}现在是“{kept.get_state_display()}”，不能改评定；要改的请先退回评定。")
        lines = {line.pk: line for line in kept.lines.select_related("graded_by")}
        done, faults = 0, []
        for each in typed:
            if (line := lines.get(each.key)) is None:
                faults.append("有一位已不在岗，没有存")
                continue
            before = line.told()
            try:
                changed = _read(line, each)
            except ValueError as fault:
                faults.append(f"{line.envoy_name}：{fault}")
                continue
            if changed:
                line.graded_by = by
                line.save()
                told = {"state": kept.state, "step": "评定", **line.told()}
                journal.note(kept.org, SUBJECT, kept.pk, before, told, Author(by=by))
                done += 1
    return done, faults


def _read(line: EnvoyReviewLine, typed: GradedLine) -> bool:
    """Into the line; whether anything changed. Raises ValueError in words."""
    score = _score(typed.score)
    grades, results = EnvoyAssessment.Grade, EnvoyAssessment.Result
    grade_ = typed.grade if typed.grade in grades.values else ""
    result = typed.result if typed.result in results.values else ""
    if grade_ == grades.FAIL and result == results.EXTEND:
        raise ValueError("考核不合格的不能续派")
    new = EnvoyReviewLine(score=score, grade=grade_, result=result, why=typed.why.strip()[:200])
    if stamp(new) == stamp(line):
        return False
    if stamp(new) == typed.was:  # only shown, not changed: what others have stored meanwhile stays
        return False
    if typed.was != stamp(line):
        who = line.graded_by or "别人"
        raise ValueError(
            f"{who}刚刚改成了{line.score}分、{line.get_grade_display() or '未定等次'}，没有覆盖，请核对后再存"
        )
    line.score, line.grade, line.result, line.why = new.score, new.grade, new.result, new.why
    return True


def _score(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        score = exact_number(text, 2)
    except ValueError as fault:
        raise ValueError(f"得分{fault}，填的是“{text.strip()[:20]}”") from None
    if not 0 <= score <= FULL:
        raise ValueError(f"得分应在0至100之间，填的是{text.strip()[:20]}")
    return score.quantize(Decimal("0.01"))


def typed_lines(posted: Mapping[str, str]) -> list[GradedLine]:
    """The lines of a page, by their keys."""
    keys = [name.removeprefix("was_") for name in posted if name.startswith("was_")]
    return [
        GradedLine(int(key), posted.get(f"was_{key}", ""), posted.get(f"score_{key}", ""), posted.get(f"grade_{key}", ""),
                   posted.get(f"result_{key}", ""), posted.get(f"why_{key}", ""))
        for key in keys if key.isascii() and key.isdigit() and len(key) < 18
    ]  # fmt: skip
