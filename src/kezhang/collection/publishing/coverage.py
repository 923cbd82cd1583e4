"""报送情况: how many of the obliged sent, in time, and were accepted at first."""

from datetime import datetime

from kezhang.collection.arithmetic.rates import Timeliness, completeness
from kezhang.collection.models import Return, ReturnVersion, Round


def timeliness_of(round_: Round) -> Timeliness:
    """The obliged are those asked at the opening less the exempt; the first valid sending counts for the deadline."""
    answers = list(round_.returns.exclude(state=Return.State.EXEMPT))
    versions: dict[int, list[ReturnVersion]] = {}
    sent = ReturnVersion.objects.filter(answer__round=round_, sent_at__isnull=False, withdrawn_at__isnull=True)
    for version in sent.order_by("answer", "number"):
        versions.setdefault(version.answer_id, []).append(version)
    at_first = sum(
        answer.accepted_id is not None and versions[answer.pk][0].pk == answer.accepted_id
        for answer in answers
        if answer.pk in versions
    )
    return Timeliness(
        obliged=len(answers),
        sent=sum(_counts_as_sent(versions.get(answer.pk, [])) for answer in answers),
        on_time=sum(bool(versions[a.pk][0].by_deadline) for a in answers if a.pk in versions),
        accepted=sum(answer.accepted_id is not None for answer in answers),
        accepted_at_first=at_first,
    )


def _counts_as_sent(versions: list[ReturnVersion]) -> bool:
    """Sent within the round: a supplement after the closing does not make a missing one present."""
    return any(version.kind != ReturnVersion.Kind.LATE for version in versions)


def completeness_of(version: ReturnVersion) -> str:
    """完整率 of one version, as a percentage in words."""
    figures = list(version.figures.all())
    answered = sum(bool(figure.value or figure.explanation) for figure in figures)
    share = completeness(answered, len(figures))
    return "—" if share is None else f"{share * 100:.1f}%"


def first_sent_at(answer: Return) -> datetime | None:
    first = answer.versions.filter(sent_at__isnull=False, withdrawn_at__isnull=True).order_by("number").first()
    return first.sent_at if first else None
