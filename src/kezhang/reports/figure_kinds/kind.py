"""数字种类: what one kind of number in a report is: from what it is worked out, how it is written, told and checked.

A kind is one declaration. Templates ask for it by its word, documents and frozen reports know its numbers by
its key, proofreading judges them by its arithmetic; none of them knows a kind by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.figure_kinds.evidence import Evidence, of_quarter, of_target, worked_out
from kezhang.reports.figure_kinds.formats import Style
from kezhang.targets.models import Target

#: What is said where a number cannot be known.
UNKNOWN = "待核"


class Ingredient(Enum):
    """What a number is worked out from."""

    FIGURE = "完成"
    TARGET = "任务"
    BEFORE = "上年数"
    QUARTER = "季度任务"


@dataclass(frozen=True)
class Basis:
    """From what one number is worked out: what was done, what was set, what was done a year before."""

    indicator: AnyIndicator
    figure: Figure | None = None
    target: Target | None = None
    before: Figure | None = None
    column: str = ""  # 其中: the field the figure is split by
    value: str = ""  # 其中: which of its values, as people read it
    quarter: int = 0  # 季度任务: up to the end of which quarter

    def known(self, ingredient: Ingredient) -> Decimal | None:
        """In the base of its unit; None where it is unknown, which is never zero."""
        if ingredient is Ingredient.TARGET:
            return self.target.base_value if self.target else None
        if ingredient is Ingredient.QUARTER:
            return self.target.due_by(self.quarter) if self.target else None
        figure = self.figure if ingredient is Ingredient.FIGURE else self.before
        return figure.value if figure else None

    def evidence(self, ingredient: Ingredient, of_figure: Callable[[Figure], Evidence]) -> Evidence:
        if ingredient is Ingredient.TARGET:
            assert self.target is not None
            return of_target(self.target)
        if ingredient is Ingredient.QUARTER:
            assert self.target is not None
            return of_quarter(self.target, self.quarter)
        figure = self.figure if ingredient is Ingredient.FIGURE else self.before
        assert figure is not None
        return of_figure(figure)


class Desk(Protocol):
    """Where numbers are drafted: for whom, for when, and what is known there."""

    org: Org
    period: Period
    as_of: date

    def measure(self, indicator: AnyIndicator, period: Period | None = None, as_of: date | None = None) -> Figure: ...
    def now(self, indicator: AnyIndicator) -> Figure:
        """The figure of the year that the indicator's first target speaks of, else of the year reported on."""
        ...

    def targets(self, indicator: AnyIndicator) -> Sequence[Target]:
        """The targets in force, the assigned one first."""
        ...


class Archive(Protocol):
    """Where frozen numbers are measured once more."""

    def figure_again(self, slug: str, evidence: Evidence) -> Figure | None: ...
    def target_again(self, pk: int) -> Target | None: ...


@dataclass(frozen=True, kw_only=True)
class FigureKind:
    """One kind of number. ``key`` begins the key of each frozen number of the kind and never changes."""

    key: str
    role: str  # beside the indicator's name: what the number is of it
    note: str  # 口径说明, for the people who read it
    sign: Callable[[Evidence], int] | None = None  # whether it rose or fell; for kinds whose words say a direction
    repeats: str = ""  # the key of the kind whose number it says again

    def named(self, key: str) -> bool:
        """Whether a frozen number's key is of this kind."""
        return key.partition("|")[0] == self.key

    def recomputed(self, evidence: Evidence) -> Decimal | None:
        """The number worked out again from its frozen evidence; None where that does not give one."""
        return worked_out(evidence)


def _itself(value: Decimal) -> Decimal:
    return value


def _silent(_: Any) -> str:
    return ""


#: From what a token's number is worked out, or the words that stand in its place.
Gathered = Basis | str


@dataclass(frozen=True, kw_only=True)
class IndicatorKind(FigureKind):
    """A number of an indicator, worked out from its figure, its target, its figure a year before."""

    word: str = ""  # 口径, as templates write it; "" for what no token asks for by itself
    ingredients: tuple[Ingredient, ...] = (Ingredient.FIGURE,)  # in the order of its evidence
    of: Callable[..., Decimal | None] = _itself  # of the ingredients, all of them known
    gather: Callable[[Desk, AnyIndicator], Gathered] | None = None
    identity: Callable[[Basis], tuple[str, ...]] | None = None  # what of it is the same number; by default everything
    fits: Callable[[AnyIndicator], str] = _silent  # why an indicator has no such number
    style: Style | None = None  # written so whatever the token says
    counted_in: str = ""  # the word after the digits, where it is another than the indicator's unit
    how: str = ""  # the arithmetic as evidence keeps it, where there are several ingredients
    in_words: str = ""  # the same for people, {} for each ingredient: {} ÷ {}
    lead: Callable[[Basis], str] = _silent  # the words before the number
    instead: Callable[[Basis], str] = _silent  # the words in place of a number that is known
    absent: str = UNKNOWN  # the words in place of one that is not
    direction: Callable[[Basis], int] | None = None  # 1 or -1 for a number that is written without its sign
    narrowed: Callable[[Figure, Sequence[str]], Basis | None] | None = None  # to the part that a frozen key names
    #: What proofreading says when a hand has changed the number or one that it comes from and they no longer agree:
    #: {own}, {figure}, {target} as they stand, {came} as it would be.
    at_odds: str = ""
    contradiction: str = ""  # how programs are told of that

    def styled(self, style: Style) -> Style:
        """How a number of this kind is written where the token asks for that."""
        return self.style or (replace(style, label=self.counted_in) if self.counted_in else style)

    def value(self, basis: Basis) -> Decimal | None:
        """In the base of its unit, shares as fractions; None where an ingredient is unknown."""
        known = [basis.known(each) for each in self.ingredients]
        return None if None in known else self.of(*known)

    def compared(self, basis: Basis) -> Decimal | None:
        """The value as conditions compare it: what fell is below zero, though it is written without a sign."""
        value = self.value(basis)
        if value is None or self.direction is None:
            return value
        return value * self.direction(basis)

    def role_of(self, basis: Basis) -> str:
        return basis.value or self.role

    def key_of(self, basis: Basis) -> tuple[str, ...]:
        """The same number told again has the same key."""
        return (self.key, *(self.identity or everything)(basis))

    def evidence(self, basis: Basis, of_figure: Callable[[Figure], Evidence]) -> Evidence:
        parts = [basis.evidence(each, of_figure) for each in self.ingredients]
        return parts[0] if len(parts) == 1 else {"how": self.how, "parts": parts}

    def parts_of(self, evidence: Evidence) -> Sequence[Evidence]:
        """The evidence of each ingredient."""
        return [evidence] if len(self.ingredients) == 1 else evidence["parts"]

    def recomputed(self, evidence: Evidence) -> Decimal | None:
        known = [worked_out(part) for part in self.parts_of(evidence)]
        return None if None in known else self.of(*known)

    def again(self, archive: Archive, indicator: AnyIndicator, key: str, evidence: Evidence) -> Basis | None:
        """The basis of a frozen number as it is now; None where it is gone: a target withdrawn, a value no longer split."""
        found: dict[str, Any] = {}
        for ingredient, part in zip(self.ingredients, self.parts_of(evidence), strict=True):
            if ingredient in (Ingredient.TARGET, Ingredient.QUARTER):
                found["target"] = archive.target_again(part["rows"][0][0])
                found |= {"quarter": part["quarter"]} if ingredient is Ingredient.QUARTER else {}
            else:
                name = "figure" if ingredient is Ingredient.FIGURE else "before"
                found[name] = archive.figure_again(indicator.slug, part)
        if None in found.values():
            return None
        if self.narrowed is not None:
            return self.narrowed(found["figure"], key.split("|")[1:])
        return Basis(indicator, **found)


def everything(basis: Basis) -> tuple[str, ...]:
    """The usual identity of a number: the target, the indicator, the period and the day it was counted to."""
    told = (str(basis.target.pk),) if basis.target else ()
    figure = basis.figure or basis.before
    return (*told, basis.indicator.slug, *((figure.period.code, figure.as_of.isoformat()) if figure else ()))


def sign_of_change(evidence: Evidence) -> int:
    """1 where the later value is the greater, -1 where it is the less, 0 where they are the same or one is unknown."""
    values = [part.get("value") for part in evidence.get("parts", ())]
    if len(values) != 2 or None in values:
        return 0
    now, before = map(Decimal, values)
    return int(now > before) - int(now < before)


#: A number's definition as it is frozen beside it.
Definition = Mapping[str, str]
