"""过程: the states a ledger's records go through, the days each state needs, and the order those days come in.

A ledger declares it once; the rules follow from it, so that no ledger types its own sentence for the same thing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from kezhang.records.declaration.rules import Rule, error


@dataclass(frozen=True, kw_only=True)
class Process:
    """What a state column promises: a record said to be accepted has a day of acceptance."""

    state: str = ""  # the state column; "" where the dates alone tell how far a record has come
    dated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # every state -> the dates it needs
    order: tuple[tuple[str, ...], ...] = ()  # dates that never run backwards, each group in its order
    reviewed: tuple[str, ...] = ()  # states that only somebody else than the record's writer may give it

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field it names."""
        return (*filter(None, (self.state,)), *self.dates, *(name for names in self.order for name in names))

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates that some state needs, each once."""
        return tuple(dict.fromkeys(name for names in self.dated.values() for name in names))

    def rules(self, labels: Mapping[str, str], states: Mapping[Any, str]) -> tuple[Rule, ...]:
        """The rules, in the words of the ledger's columns."""
        found = [self._dated(name, labels, states) for name in self.dates]
        pairs = dict.fromkeys(pair for names in self.order for pair in combinations(names, 2))
        return (*found, *(_in_order(earlier, later, labels) for earlier, later in pairs))

    def _dated(self, name: str, labels: Mapping[str, str], states: Mapping[Any, str]) -> Rule:
        within = {state for state, names in self.dated.items() if name in names}
        told = "".join(f"“{label}”" for state, label in states.items() if state in within)
        return error(
            f"{name}_is_given",
            (self.state,),
            _holds_a_date(self.state, within, name),
            f"{labels[self.state]}为{told}的应填写{labels[name]}。",
        )

    def undeclared(self, states: Sequence[Any]) -> list[str]:
        """States the column has and the process does not speak of, or the other way round."""
        return sorted({str(state) for state in states} ^ set(self.dated))


def _holds_a_date(state: str, within: set[str], name: str) -> Callable[[Any], bool]:
    return lambda record: getattr(record, state) not in within or getattr(record, name) is not None


def _in_order(earlier: str, later: str, labels: Mapping[str, str]) -> Rule:
    return error(
        f"{later}_not_before_{earlier}",
        (later, earlier),
        lambda record: getattr(record, later) >= getattr(record, earlier),
        f"{labels[later]}不能早于{labels[earlier]}。",
    )
