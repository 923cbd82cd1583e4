"""结果计算: the matrix of a round in 报送口径, and what it comes to: totals with their coverage, rates, ranks, scores.

Only what was accepted counts; what was sent and not yet decided on, what was carried forward and what is missing each
say so and are neither ranked nor summed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from kezhang.collection.arithmetic.ranking import Placing, ranks
from kezhang.collection.arithmetic.rates import CoveredRate, rate_of_sums
from kezhang.collection.arithmetic.scoring import Method, Score, ScoredItem, ranked_scores
from kezhang.collection.assigning.sheet import issued
from kezhang.collection.models import (
    Assignment,
    Return,
    ReturnedFigure,
    ReturnVersion,
    Round,
    RoundItem,
    ScoreAdjustment,
)
from kezhang.indicators.indicator import AnyIndicator, Direction, OverPlaces
from kezhang.orgs.models import Org
from kezhang.targets.models import Target

#: A rate is printed with one decimal of a percent.
RATE_PLACES = 1


class CellStatus(Enum):
    """格子的状态: a value alone does not say what it is."""

    ACCEPTED = "已接收"
    CORRECTED = "已更正"
    TENTATIVE = "暂定"
    CARRIED = "估用"
    MISSING = "未报"
    EXEMPT = "免报"
    UNPUBLISHED = "未公布"
    HIDDEN = "隐去"
    NOT_ASKED = "不适用"

    @property
    def counts(self) -> bool:
        """Whether its value is summed and ranked."""
        return self in {CellStatus.ACCEPTED, CellStatus.CORRECTED}


_BY_FIGURE = {
    ReturnedFigure.Status.UNPUBLISHED: CellStatus.UNPUBLISHED,
    ReturnedFigure.Status.NOT_ASKED: CellStatus.NOT_ASKED,
    ReturnedFigure.Status.MASKED: CellStatus.HIDDEN,
}


@dataclass(frozen=True)
class MatrixCell:
    """One county and one indicator: value and status, and the returned figure they come from."""

    status: CellStatus
    figure: ReturnedFigure | None = None

    @property
    def value(self) -> Decimal | None:
        """What counts; None for everything that only looks like a number."""
        return self.figure.amount if self.figure is not None and self.status.counts else None

    @property
    def aim(self) -> Decimal | None:
        return self.figure.aim if self.figure is not None and self.status.counts else None

    @property
    def rate(self) -> Decimal | None:
        """完成率; what is better lower has none."""
        if self.figure is None or self.figure.measured.direction is Direction.DOWN:
            return None
        return self.value / self.aim if self.value is not None and self.aim else None


@dataclass(frozen=True)
class MatrixLine:
    """One indicator over all counties: cells, total, coverage, rate of sums, ranks."""

    item: RoundItem
    cells: Mapping[str, MatrixCell]  # by code
    obliged: int
    placings: Mapping[str, Placing]
    by_rate: bool  # ranked by the rate of completion, else by the value itself

    @property
    def indicator(self) -> AnyIndicator:
        return self.item.measured

    @cached_property
    def known(self) -> list[MatrixCell]:
        return [cell for cell in self.cells.values() if cell.value is not None]

    @property
    def coverage(self) -> str:
        """How many of the obliged a total rests on: 7/8县."""
        return f"{len(self.known)}/{self.obliged}县"

    @cached_property
    def rate(self) -> CoveredRate:
        """完成率 over all: sums over the counties that have both."""
        return rate_of_sums((cell.value, cell.aim) for cell in self.cells.values())

    @cached_property
    def total(self) -> Decimal | None:
        """What all come to, by how the indicator adds up over places; None where it does not."""
        if not self.known:
            return None
        match self.indicator.over_places:
            case OverPlaces.SUM:
                return self._adds
            case OverPlaces.QUERY:
                return self._distinct
            case OverPlaces.RATE:
                return rate_of_sums(_parts(cell.figure) for cell in self.known if cell.figure is not None).value
            case _:
                return None

    @property
    def _distinct(self) -> Decimal | None:
        """The bodies that stand in any county's list, once; None where a county's number came without its list."""
        lists = [cell.figure.evidence.get("identities") for cell in self.known if cell.figure is not None]
        if None in lists:
            return None
        return Decimal(len({each for names in lists for each in names}))

    @property
    def is_whole(self) -> bool:
        """Whether nobody is missing from the total."""
        return len(self.known) == self.obliged

    @property
    def total_text(self) -> str:
        """As a table writes it, with the coverage where somebody is missing."""
        unit, total = self.indicator.unit, self.total
        out = "" if self.is_whole else f"（已报{len(self.known)}/{self.obliged}）"
        if total is not None:
            return unit.write(total) + out
        if self.known and self.indicator.over_places is OverPlaces.QUERY and self._adds:
            return f"≤{unit.write(self._adds)}（未去重）"
        return "—"

    @property
    def _adds(self) -> Decimal:
        return sum((cell.value for cell in self.known if cell.value is not None), Decimal(0))


def _parts(figure: ReturnedFigure) -> tuple[Decimal | None, Decimal | None]:
    if len(figure.parts) != 2 or figure.override_reason:
        return None, None
    return Decimal(figure.parts[0]), Decimal(figure.parts[1])


@dataclass(frozen=True)
class RoundResults:
    """Everything a round comes to."""

    round: Round
    counties: Sequence[Org]
    answers: Mapping[str, Return]
    lines: Sequence[MatrixLine]
    scores: Mapping[str, Score] = field(default_factory=dict)

    @cached_property
    def placings(self) -> Mapping[str, Placing]:
        """The ranks of the scores; empty where no indicator has a weight."""
        return ranked_scores(dict(self.scores))

    def lagging(self) -> list[tuple[Org, list[str]]]:
        """未达进度名单: each county with the indicators in which it lags."""
        found = []
        for county in self.counties:
            behind = [line.indicator.label for line in self.lines if _lags(line.cells[county.code])]
            if behind:
                found.append((county, behind))
        return found


def _lags(cell: MatrixCell) -> bool:
    return cell.status.counts and cell.figure is not None and cell.figure.light == "behind"


def results(round_: Round) -> RoundResults:
    """The round as its accepted returns stand now; a handful of queries, however many counties."""
    answers = {a.org.code: a for a in round_.returns.select_related("org", "accepted").order_by("org__code")}
    items = list(round_.items.all())
    figures = _figures(answers.values())
    obliged = sum(answer.state != Return.State.EXEMPT for answer in answers.values())
    lines = []
    for item in items:
        cells = {code: _cell(answer, item, figures) for code, answer in answers.items()}
        lines.append(_line(item, cells, obliged))
    counties = [answer.org for answer in answers.values()]
    return RoundResults(round_, counties, answers, lines, _scores(round_, counties, lines))


def _figures(answers: Any) -> dict[tuple[int, int], tuple[ReturnedFigure, bool]]:
    """(Answer, item) -> the figure that stands for it and whether its version was accepted."""
    chosen: dict[int, tuple[int, bool]] = {}
    newest: dict[int, int] = {}
    sent = ReturnVersion.objects.filter(
        answer__in=[a.pk for a in answers], sent_at__isnull=False, withdrawn_at__isnull=True
    )
    for pk, answer_id in sent.order_by("number").values_list("pk", "answer_id"):
        newest[answer_id] = pk
    for answer in answers:
        if answer.accepted_id:
            chosen[answer.accepted_id] = (answer.pk, True)
        elif answer.pk in newest:
            chosen[newest[answer.pk]] = (answer.pk, False)
        elif answer.carried_from_id:
            chosen[answer.carried_from_id] = (answer.pk, False)
    found = {}
    rows = ReturnedFigure.objects.filter(version__in=chosen).select_related("item", "version")
    for figure in rows:
        answer_id, is_accepted = chosen[figure.version_id]
        found[answer_id, figure.item.indicator] = (figure, is_accepted)
    return found  # type: ignore[return-value]


def _cell(answer: Return, item: RoundItem, figures: Mapping[Any, tuple[ReturnedFigure, bool]]) -> MatrixCell:
    if answer.state == Return.State.EXEMPT:
        return MatrixCell(CellStatus.EXEMPT)
    held = figures.get((answer.pk, item.indicator))
    if held is None:
        return MatrixCell(CellStatus.MISSING)
    figure, is_accepted = held
    if not is_accepted:
        return MatrixCell(CellStatus.CARRIED if figure.version.answer_id != answer.pk else CellStatus.TENTATIVE, figure)
    if figure.amount is None:
        return MatrixCell(_BY_FIGURE.get(ReturnedFigure.Status(figure.status), CellStatus.UNPUBLISHED), figure)
    corrected = figure.version.kind == ReturnVersion.Kind.CORRECTION and figure.carried_id is None
    return MatrixCell(CellStatus.CORRECTED if corrected else CellStatus.ACCEPTED, figure)


def _line(item: RoundItem, cells: Mapping[str, MatrixCell], obliged: int) -> MatrixLine:
    """Ranked by the rate of completion where tasks were set, at the precision in which it is printed."""
    down = item.measured.direction is Direction.DOWN
    by_rate = not down and any(cell.rate is not None for cell in cells.values())
    unit = item.measured.unit
    if by_rate:
        values = {code: None if cell.rate is None else cell.rate * 100 for code, cell in cells.items()}
        placings = ranks(values, RATE_PLACES)
    else:
        values = {code: None if cell.value is None else cell.value / unit.factor for code, cell in cells.items()}
        placings = ranks(values, unit.places, lower_is_better=down)
    return MatrixLine(item, cells, obliged, placings, by_rate)


def _scores(round_: Round, counties: Sequence[Org], lines: Sequence[MatrixLine]) -> dict[str, Score]:
    """By the weights of the assignments in force; nobody is scored where none has one."""
    weighted = {slug: each for slug, each in issued(round_.org, round_.year).items() if each.weight}
    counted = [line for line in lines if line.item.indicator in weighted]
    if not counted:
        return {}
    added: dict[int, list[ScoreAdjustment]] = {}
    for adjustment in round_.adjustments.all():
        added.setdefault(adjustment.org_id, []).append(adjustment)
    return {
        county.code: _score(
            round_, [_scored(line, weighted[line.item.indicator], county) for line in counted], added.get(county.pk, [])
        )
        for county in counties
    }


def _score(round_: Round, items: Sequence[ScoredItem], added: Sequence[ScoreAdjustment]) -> Score:
    kinds = ScoreAdjustment.Kind

    def points(kind: str) -> Decimal:
        return sum((each.points or Decimal(0) for each in added if each.kind == kind), Decimal(0))

    vetoes = [each.reason for each in added if each.kind == kinds.VETO]
    return Score(
        items=items,
        bonus=points(kinds.BONUS),
        bonus_cap=round_.bonus_cap or Decimal(0),
        deduction=points(kinds.DEDUCTION),
        vetoed="；".join(vetoes),
    )


def _scored(line: MatrixLine, assignment: Assignment, county: Org) -> ScoredItem:
    """The aim is that of the returned figure, else the share; without either the item does not apply to the county."""
    cell, unit = line.cells[county.code], line.indicator.unit
    share = next((share for share in assignment.shares.all() if share.key == county.code), None)
    aim = cell.aim
    if aim is None and share is not None and share.value is not None:
        aim = assignment.stated_unit.to_base(share.value)
    methods = {"ratio": Method.RATIO, "met": Method.ALL_OR_NOTHING, "lower": Method.LOWER}
    down = line.indicator.direction is Direction.DOWN or assignment.comparator == Target.Comparator.AT_MOST
    return ScoredItem(
        label=line.indicator.label,
        weight=assignment.weight or Decimal(0),
        value=None if cell.value is None else cell.value / unit.factor,
        aim=None if aim is None else aim / unit.factor,
        applies=aim is not None and cell.status not in {CellStatus.EXEMPT, CellStatus.NOT_ASKED},
        method=Method.LOWER if down else methods[assignment.method],
        cap=assignment.cap or Decimal(1),
    )
