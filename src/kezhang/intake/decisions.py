"""决定: a person accepts a proposal or does not.

An accepted proposal is a target written through the journal, with the document and the
sentence it rests on; a decision is made once, in one transaction, and both sides of it can be found.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils import timezone

from kezhang.intake.models import Proposal
from kezhang.intake.proposals import suggest
from kezhang.orgs.models import User
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.web import forms
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import TARGETS, Target

#: What a person may change before accepting; the rest follows from the document.
ASKED = (
    "indicator", "year", "value", "upper_value", "unit", "comparator", "type", "extent", "assigner", "document_number",
    "effective_on",
)  # fmt: skip


def answers(proposal: Proposal, typed: Mapping[str, str]) -> dict[str, str]:
    """The whole form: the suggestion as it stands, with what the person typed over it."""
    given = forms.typed(TARGETS, suggest(proposal).target)
    return given | {name: typed[name] for name in ASKED if name in typed}


def judged(proposal: Proposal, typed: Mapping[str, str]) -> tuple[Target, list[Problem]]:
    """The target as it would be written, and everything that speaks against it."""
    made, found = forms.read(TARGETS, suggest(proposal).target, answers(proposal, typed))
    assert isinstance(made, Target)
    return made, found


def accept(proposal: Proposal, person: User, typed: Mapping[str, str], accepting: str) -> Target:
    """Write the target. Raises Refused with what has to be mended or explained."""
    with _held(proposal) as found:
        _require_open(found)
        target, faults = judged(found, typed)
        _refuse(faults, accepting)
        reason = f"读报告“{found.document.name}”"
        journal.save(TARGETS, target, Author(by=person, reason=reason, accepting=accepting))
        _close(found, Proposal.State.ACCEPTED, person, accepting, target)
    return target


def reject(proposal: Proposal, person: User, reason: str) -> None:
    with _held(proposal) as found:
        _require_open(found)
        _close(found, Proposal.State.REJECTED, person, reason, None)


def reopen(proposal: Proposal) -> None:
    """Think again about what was not taken; what was accepted is voided in its ledger, not here."""
    with _held(proposal) as found:
        if found.state == Proposal.State.REJECTED:
            found.state, found.decided_by, found.decided_at, found.reason = Proposal.State.OPEN, None, None, ""
            found.save()


@contextmanager
def _held(proposal: Proposal) -> Iterator[Proposal]:
    """The proposal read again, with the bureau locked whose target it would be."""
    with chain.held(proposal.org or proposal.document.org):
        yield Proposal.objects.select_related("document__org", "org").get(pk=proposal.pk)


def _require_open(found: Proposal) -> None:
    if found.state != Proposal.State.OPEN:
        raise Refused([Problem("", "建议", "", f"这一条刚刚已由{found.decided_by}定为“{found.get_state_display()}”")])


def _refuse(found: list[Problem], accepting: str) -> None:
    blocking = [p for p in found if p.severity is Severity.ERROR or not accepting.strip()]
    if blocking:
        raise Refused(blocking)


def _close(proposal: Proposal, state: str, person: User, reason: str, target: Target | None) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, person, timezone.now()
    proposal.reason, proposal.target = reason, target
    proposal.save()
