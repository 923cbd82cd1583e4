"""The questions of an import as inputs of a page, and what was answered in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from kezhang.records.importing.asking.questions import Answers, Question
from kezhang.records.importing.import_plan import Plan
from kezhang.records.models import Batch


@dataclass(frozen=True)
class Asked:
    """One question on the page, with what is chosen in it beforehand."""

    question: Question
    chosen: str

    @property
    def is_list(self) -> bool:
        """Whether the proposals are too many to stand beside one another."""
        return len(self.question.proposals) > 6


def asked(plan: Plan) -> list[Asked]:
    """The questions of a plan, those that keep it from being applied first."""
    ordered = sorted(plan.questions, key=lambda each: each.default is not None)
    return [Asked(each, plan.answers.to(each.kind, each.key) or each.likeliest) for each in ordered]


def typed(posted: QueryDict, plan: Plan) -> dict[tuple[str, str], str]:
    """What the page's inputs answer; a value that is typed wins over the one chosen."""
    given = {}
    for each in plan.questions:
        answer = posted.get(f"{each.name}:typed", "").strip() or posted.get(each.name, "").strip()
        if answer and (each.free or answer in {proposal.value for proposal in each.proposals}):
            given[each.kind.value, each.key] = answer
    return given


def keep(batch: Batch, given: Mapping[tuple[str, str], str]) -> None:
    """The batch with these answers beside those it has."""
    both = {**Answers.of_batch(batch).given, **given}
    batch.answers = [[kind, key, answer] for (kind, key), answer in both.items()]
    batch.save(update_fields=["answers"])
