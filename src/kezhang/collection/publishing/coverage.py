"""报送情况: how many of the obliged sent, in time, and were accepted at first."""

from django.db.models import QuerySet

from kezhang.collection.arithmetic.rates import Timeliness
from kezhang.collection.models import Return, ReturnVersion, Round


def timeliness_of(round_: Round) -> Timeliness:
    """The obliged are those asked at the opening less the exempt; the first valid sending counts for the deadline."""
    answers = list(round_.returns.exclude(state=Return.State.EXEMPT))
    versions: dict[int, list[ReturnVersion]] = {}
    for version in _standing(round_):
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


def newest_sent(round_: Round) -> dict[int, ReturnVersion]:
    """The last version of each answer, by its key, that was sent and not withdrawn."""
    return {version.answer_id: version for version in _standing(round_)}


def _standing(round_: Round) -> QuerySet[ReturnVersion]:
    sent = ReturnVersion.objects.filter(answer__round=round_, sent_at__isnull=False, withdrawn_at__isnull=True)
    return sent.order_by("answer", "number")


def _counts_as_sent(versions: list[ReturnVersion]) -> bool:
    """Sent within the round: a supplement after the closing does not make a missing one present."""
    return any(version.kind != ReturnVersion.Kind.LATE for version in versions)
