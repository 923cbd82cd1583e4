"""步骤: who may move something from which state to which, and how the move is made: locked, judged, stored, logged.

A thing's states move by its declared steps alone. A step is judged twice: before anything that takes long is begun,
and once more under the lock of the bureau that acts, which decides.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Matter, Verb, holders, may
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author


class NotPossible(Exception):
    """The thing does not move; the message says why, in Chinese."""


def _own(thing: Any) -> Org:
    found: Org = thing.org
    return found


@dataclass(frozen=True)
class Step:
    """One move: its name in addresses and commands, its Chinese, where it starts and ends, who may make it.

    ``of`` is the bureau that acts, ``whose`` in words: its people may, its chain is locked and logs it. ``ends`` are
    the states it may lead to; ``note`` says what has to be written where a reason is needed. With a ``ledger`` it
    concerns that ledger alone, and whoever works for the office that looks after it may make it too.
    """

    name: str
    label: str
    starts: frozenset[str]
    verb: Verb
    ends: tuple[str, ...] = ()  # none: it stays in the state it is in
    of: Callable[[Any], Org] = _own
    whose: str = "本单位"
    note: str = ""
    ledger: str = ""

    @property
    def holders(self) -> str:
        """Who may make it, as a refusal and the documentation say it."""
        return holders(self.verb).replace("本单位", self.whose)

    def allows(self, person: User, thing: Any) -> bool:
        return may(person, self.verb, Matter(self.of(thing), self.ledger))

    def is_open(self, thing: Any, person: User | None) -> bool:
        """Whether the person may make this move now; None is the command line of the machine itself."""
        return thing.state in self.starts and (person is None or self.allows(person, thing))


@dataclass(frozen=True)
class Workflow:
    """一生: the steps of one kind of thing, which has a ``state``."""

    label: str
    subject: str  # in the log of changes
    things: Any  # their model
    steps: Mapping[str, Step]
    related: tuple[str, ...] = ()  # read with the thing
    named: Callable[[Any], str] = str  # how a refusal names a thing
    refusal: Callable[[Any, Step], str] = lambda *_: ""  # better words than the usual ones, "" for those
    begins: str = ""  # the state in which a thing is made
    states: Mapping[str, str] = field(default_factory=dict)  # state -> what people call it

    def ready(self, thing: Any, step: Step, by: User | None, *, locked: bool = False) -> Any:
        """The thing as it is now, if this move can be made. Raises NotPossible.

        Asked before a file is opened or a figure measured, which takes long; and again under the lock, which decides.
        """
        rows = self.things.objects.select_related("org", *self.related)
        found = (rows.select_for_update(of=("self",)) if locked else rows).get(pk=thing.pk)
        if by is not None and not step.allows(by, found):
            raise NotPossible(f"{step.label}由{step.holders}办理，{by}不能办理。")
        if found.state not in step.starts:
            raise NotPossible(self.refusal(found, step) or self._usual_refusal(found, step))
        return found

    @contextmanager
    def under_way(self, thing: Any, step: Step, by: User | None, note: str = "") -> Iterator[Any]:
        """The move itself: the acting bureau locked, the thing locked and read again; what fails takes its files with it."""
        if step.note and not note.strip():
            raise NotPossible(f"{step.label}须{step.note}。")
        with chain.held(step.of(thing)):
            yield self.ready(thing, step, by, locked=True)

    def move(self, thing: Any, state: str, step: Step, author: Author, **after: Any) -> None:
        """Store the new state and log it in the chain of the bureau that acts; inside ``under_way``."""
        before = {"state": thing.state}
        thing.state = state
        thing.save()
        journal.note(
            step.of(thing), self.subject, thing.pk, before, {"state": state, "step": step.label, **after}, author
        )

    def _usual_refusal(self, thing: Any, step: Step) -> str:
        can = "、".join(f"“{each.label}”" for each in self.steps.values() if thing.state in each.starts)
        says = f"{self.named(thing)} 现在是“{thing.get_state_display()}”，不能{step.label}"
        return f"{says}；可以办{can}。" if can else f"{says}。"
