"""排名: means over the sheets that are in, places within a group; exact, and the same whoever counts again.

What is ranked is what is shown: means rounded to two places. A missing sheet is missing and never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class RankedSheet:
    """One sheet that is in: its points by criterion."""

    parts: Sequence[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.parts, Decimal(0))


@dataclass(frozen=True)
class JudgedProject:
    """What is known of one project: the sheets that are in, and how many are still missing."""

    project: int
    number: int
    group: str
    sheets: Sequence[RankedSheet]
    missing: int
    recused: int


@dataclass(frozen=True)
class RankingRules:
    """What was declared before opening."""

    quorum: int
    drops_extremes: bool
    by_criteria: bool


def mean(values: Sequence[Decimal]) -> Decimal:
    """Rounded half up to two places.

    >>> mean([Decimal("80"), Decimal("80"), Decimal("81")]), mean([Decimal("1"), Decimal("1.01")])
    (Decimal('80.33'), Decimal('1.01'))
    """
    with localcontext(prec=40):
        return (sum(values, Decimal(0)) / len(values)).quantize(CENT, ROUND_HALF_UP)


def counted(totals: Sequence[Decimal], *, drops_extremes: bool) -> tuple[list[Decimal], list[Decimal]]:
    """The totals that count, and those dropped.

    >>> counted([Decimal(90), Decimal(70), Decimal(80), Decimal(90)], drops_extremes=True)
    ([Decimal('80'), Decimal('90')], [Decimal('70'), Decimal('90')])
    """
    ordered = sorted(totals)
    if not drops_extremes:
        return ordered, []
    return ordered[1:-1], [ordered[0], ordered[-1]]


def score(project: JudgedProject, rules: RankingRules) -> dict[str, Any] | None:
    """得分 of one project; None below the quorum."""
    if len(project.sheets) < rules.quorum:
        return None
    kept, dropped = counted([sheet.total for sheet in project.sheets], drops_extremes=rules.drops_extremes)
    columns = zip(*(sheet.parts for sheet in project.sheets), strict=True)
    return {
        "project": project.project, "number": project.number, "group": project.group, "mean": str(mean(kept)),
        "parts": [str(mean(column)) for column in columns], "sheets": len(project.sheets),
        "dropped": [str(each) for each in dropped], "missing": project.missing, "recused": project.recused,
    }  # fmt: skip


def ranked(projects: Sequence[JudgedProject], rules: RankingRules) -> list[dict[str, Any]]:
    """Every project with its place in its group; all of them have their quorum."""
    scored = [found for each in projects if (found := score(each, rules)) is not None]
    return placed(scored, by_criteria=rules.by_criteria)


def placed(scored: Sequence[dict[str, Any]], *, by_criteria: bool) -> list[dict[str, Any]]:
    """Places by what was scored: 1, 1, 3; asked again when somebody has dropped out."""
    found = []
    for group in sorted({each["group"] for each in scored}):
        rows = [each for each in scored if each["group"] == group]
        marks = {each["project"]: _marks(each, by_criteria=by_criteria) for each in rows}
        for each in rows:
            place = 1 + sum(other > marks[each["project"]] for other in marks.values())
            found.append({**each, "place": place})
    return sorted(found, key=lambda each: (each["group"], each["place"], each["number"]))


def _marks(scored: dict[str, Any], *, by_criteria: bool) -> tuple[Decimal, ...]:
    parts = (Decimal(each) for each in scored["parts"]) if by_criteria else ()
    return (Decimal(scored["mean"]), *parts)
