"""询问: what an import cannot decide by itself, and what people have answered.

Whoever reads a sheet and is not sure makes a ``Question``; planning collects them all, and a plan with an open one
cannot be applied. A new kind is a line in ``QuestionKind``, a ``Question`` where the doubt arises, and a look into the
``Answers`` at the same place: page, command and memory work for every kind alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from kezhang.orgs.models import Org
from kezhang.records.models import Batch, RememberedAnswer

#: What answers that unknown words become a choice of the bureau's own, where the list differs by region.
ADDED = "加为本单位的选项"


class QuestionKind(Enum):
    """What is asked; the value names it in pages, in the log and as the command's option."""

    HEADER = "header"  # which column a heading means
    UNIT = "unit"  # what unit a column's amounts are in
    SET = "set"  # what holds for the whole sheet and stands nowhere in it
    CHOICE = "choice"  # which choice other words mean
    CLEAR = "clear"  # whether blank cells erase what is stored
    ROWS = "rows"  # whether a row that looks like a total or a note is a record
    PART = "part"  # whether what of a sheet was not read may be left
    CELL = "cell"  # what a cell of a row that was refused should say
    SAME = "same"  # whether rows are records that are already stored under another key

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_remembered(self) -> bool:
        """Whether the answer holds for the bureau's next sheet too."""
        return self in (QuestionKind.HEADER, QuestionKind.UNIT, QuestionKind.CHOICE)


_LABELS = {
    QuestionKind.HEADER: "列名",
    QuestionKind.UNIT: "金额单位",
    QuestionKind.SET: "整表同值",
    QuestionKind.CHOICE: "选项写法",
    QuestionKind.CLEAR: "空格子",
    QuestionKind.ROWS: "行的性质",
    QuestionKind.PART: "没有读完的表",
    QuestionKind.CELL: "改好的格子",
    QuestionKind.SAME: "疑为同一条",
}


@dataclass(frozen=True)
class ProposedAnswer:
    """One answer that may be right, with what the sheet would then say."""

    value: str
    label: str
    sample: str = ""
    is_likely: bool = True  # False for a way out, which is offered and never chosen beforehand


@dataclass(frozen=True)
class Question:
    """One thing to be asked of a sheet before it can be imported."""

    kind: QuestionKind
    key: str  # what it is about; unique among the questions of its kind in one table
    column: str  # the label of the column it is about, or what else it is about
    found: str
    why: str
    proposals: tuple[ProposedAnswer, ...] = ()  # the likeliest first
    default: str | None = None  # what holds unless somebody says otherwise; such a question is not open
    free: bool = False  # whether another value than those proposed may be typed

    @property
    def name(self) -> str:
        """How the page's inputs call it."""
        return f"{self.kind.value}:{self.key}"

    @property
    def likeliest(self) -> str:
        """What the page chooses beforehand."""
        if self.default is not None:
            return self.default
        return self._likely or ""

    @property
    def _likely(self) -> str | None:
        """The first answer that is no mere way out."""
        return next((each.value for each in self.proposals if each.is_likely), None)

    @property
    def option(self) -> str:
        """What answers it on the command line."""
        likely = "…" if self._likely is None else self._likely
        if self.kind is QuestionKind.CLEAR:
            return "--clear"
        if self.kind is QuestionKind.SAME:
            return f"--{self.kind.value} {likely}"
        return f"--{self.kind.value} {self.key}={likely}"

    def allows(self, answer: str) -> bool:
        return self.free or answer in {each.value for each in self.proposals}

    @property
    def says(self) -> str:
        """The question in one sentence, for the command."""
        listed = "、".join(each.label for each in self.proposals[:12])
        return f"{self.why}{f'可选：{listed}。' if listed else ''}请加 {self.option}"


@dataclass(frozen=True)
class Answers:
    """What people have answered: for this sheet, and before for this bureau and ledger."""

    given: Mapping[tuple[str, str], str] = field(default_factory=dict)
    remembered: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, org: Org, ledger: str, given: Mapping[tuple[str, str], str] | None = None) -> "Answers":
        return cls(given or {}, RememberedAnswer.of(org, ledger))

    @classmethod
    def of_batch(cls, batch: Batch) -> "Answers":
        return cls.of(batch.org, batch.ledger, {(kind, key): value for kind, key, value in batch.answers})

    def to(self, kind: QuestionKind, *keys: str) -> str | None:
        """The answer under the first of the keys that has one; what is said of this sheet wins over the memory."""
        for known in (self.given, self.remembered):
            for key in keys:
                if (answer := known.get((kind.value, key))) is not None:
                    return answer
        return None

    @property
    def both(self) -> dict[tuple[str, str], str]:
        """Everything that holds for this sheet."""
        return {**self.remembered, **self.given}

    def all(self, kind: QuestionKind) -> dict[str, str]:
        return {key: answer for (name, key), answer in self.both.items() if name == kind.value}

    def given_of(self, kind: QuestionKind) -> list[tuple[str, str]]:
        """What was said of this sheet alone."""
        return [(key, answer) for (name, key), answer in self.given.items() if name == kind.value]

    def was_remembered(self, kind: QuestionKind, key: str) -> bool:
        return (kind.value, key) not in self.given and (kind.value, key) in self.remembered

    def keep(self, org: Org, ledger: str, by: Any = None) -> None:
        """Remember for the bureau what was answered of this sheet and holds for the next one too."""
        for (kind, key), value in self.given.items():
            if value == ADDED and kind == QuestionKind.CHOICE.value:
                continue  # the bureau has the choice itself from now on
            if QuestionKind(kind).is_remembered and self.remembered.get((kind, key)) != value:
                RememberedAnswer.confirm(org, ledger, kind, key, value, by)


def headers_of(org: Org) -> dict[str, dict[str, str]]:
    """What a bureau has confirmed its headers to mean, for every ledger at once: slug -> bare header -> column."""
    held = RememberedAnswer.objects.filter(org=org, kind=QuestionKind.HEADER.value, withdrawn_at__isnull=True)
    found: dict[str, dict[str, str]] = {}
    for ledger, header, column in held.values_list("ledger", "subject", "answer"):
        found.setdefault(ledger, {})[header] = column
    return found


def still_open(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions that keep a table from being imported."""
    return tuple(each for each in questions if each.default is None)


def told(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions for programs."""
    return [
        {
            "kind": each.kind.value,
            "key": each.key,
            "column": each.column,
            "found": each.found,
            "why": each.why,
            "proposals": [{"value": p.value, "label": p.label, "sample": p.sample} for p in each.proposals],
            "option": each.option,
            "open": each.default is None,
        }
        for each in questions
    ]
