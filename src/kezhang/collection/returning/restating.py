"""重述: where a definition or a division changed, the accepted figure by the present one, beside what was returned.

The records are those that were known when the return was measured: what the ledgers say since is no restatement but
a correction (更正), which needs an exception.
"""

from datetime import date

from kezhang.collection.models import Restatement, Return, ReturnedFigure
from kezhang.collection.returning import measuring
from kezhang.collection.returning.life import LIFE, RESTATE, State, under_way
from kezhang.orgs.models import User
from kezhang.quantities.periods import Period
from kezhang.records.history.heads import known_by
from kezhang.records.history.one_state import one_state
from kezhang.records.writing.journal import Author
from kezhang.reports.drafting.figures import define
from kezhang.workflow.steps import NotPossible


def restate(answer: Return, by: User | None, indicator: str, reason: str) -> Restatement:
    """Raises NotPossible, also where the figure comes to what stands there already."""
    figure = _accepted(LIFE.ready(answer, RESTATE, by), indicator)
    made = _worked_out(figure)
    with under_way(answer, RESTATE, by, reason) as locked:
        if _accepted(locked, indicator).pk != figure.pk:
            raise NotPossible(f"“{figure.label}”刚刚更正过，请重新办理重述。")
        author = Author(by=by, reason=reason)
        made.reason, made.by, made.by_name = reason.strip(), by, author.by_name
        made.save()
        LIFE.move(locked, State.ACCEPTED, RESTATE, author, indicator=indicator, value=made.value)
    return made


def _accepted(answer: Return, indicator: str) -> ReturnedFigure:
    figures = answer.accepted.figures.select_related("item", "version__answer__org") if answer.accepted else None
    figure = figures.filter(item__indicator=indicator).first() if figures is not None else None
    if figure is None:
        raise NotPossible(f"{answer} 没有“{indicator}”这一项。")
    if not figure.evidence:
        raise NotPossible(f"“{figure.label}”是按来文代录的，没有台账记录，不能重述。")
    return figure


def _worked_out(figure: ReturnedFigure) -> Restatement:
    version, evidence = figure.version, figure.evidence
    source = figure.carried or figure
    with one_state():
        period, day = Period.parse(evidence["period"]), date.fromisoformat(evidence["as_of"])
        known = known_by(source.version.heads)
        now = figure.measured.figure(version.answer.org, period, day, known)
        made = Restatement(
            figure=figure, value=measuring.text_of(now.value), evidence=measuring.evidence_of(now),
            definition=define(figure.measured),
        )  # fmt: skip
    last = figure.restatements.order_by("-pk").first()
    stands = (last.value, last.definition) if last else (figure.ledger_value, figure.definition)
    if (made.value, made.definition) == stands:
        raise NotPossible(f"“{figure.label}”的口径和单位划分没有变，没有要重述的；数字有误的请解锁更正。")
    return made
