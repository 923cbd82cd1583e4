"""考核得分: items by named methods, rounded and then summed, so that the printed column adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kezhang.collection.arithmetic.ranking import Placing, ranks
from kezhang.collection.arithmetic.rounding import plain, printed

ZERO, ONE = Decimal(0), Decimal(1)
PLACES = 2


class Method(Enum):
    """How an item is scored."""

    RATIO = "比例"
    ALL_OR_NOTHING = "达标"
    LOWER = "越少越好"


@dataclass(frozen=True, kw_only=True)
class ScoredItem:
    """One item for one bureau: what was reached and aimed at, and by which rule it counts."""

    label: str
    weight: Decimal
    value: Decimal | None  # None: nothing was sent
    aim: Decimal | None
    applies: bool = True  # False: no target was set, so the item is left out for this bureau
    method: Method = Method.RATIO
    cap: Decimal = ONE
    floor: Decimal = ZERO

    @property
    def points(self) -> Decimal | None:
        """None where the item does not apply; a missing number scores nothing."""
        if not self.applies:
            return None
        return ZERO if self.value is None else printed(self.weight * self._share(self.value), PLACES)

    def _share(self, value: Decimal) -> Decimal:
        aim = self.aim if self.aim is not None else ZERO
        if self.method is Method.LOWER:
            return ONE if value <= aim else max(ZERO, ONE - (value - aim) / max(aim, ONE))
        if self.method is Method.ALL_OR_NOTHING:
            return ONE if value >= aim else ZERO
        return min(max(value / aim, self.floor), self.cap) if aim else self.floor

    @property
    def says(self) -> str:
        """The arithmetic of the item, as the opened score shows it."""
        if not self.applies:
            return f"{self.label}：无任务，不计入"
        if self.value is None:
            return f"{self.label}：未报，计0.00分"
        sign = "≤" if self.value <= (self.aim or ZERO) else ">"
        if self.method is Method.LOWER:
            how = f"{plain(self.value)} {sign} {plain(self.aim or ZERO)}"
        elif self.method is Method.ALL_OR_NOTHING:
            how = f"{plain(self.value)} 对 {plain(self.aim or ZERO)}，{'达标' if self.value >= (self.aim or ZERO) else '未达标'}"
        else:
            how = f"{plain(self.value)} ÷ {plain(self.aim or ZERO)}（上限{plain(self.cap)}）"
        return f"{self.label}：{how} × {plain(self.weight)} = {self.points}"


@dataclass(frozen=True, kw_only=True)
class Score:
    """A bureau's score, with everything it came from."""

    items: Sequence[ScoredItem]
    bonus: Decimal = ZERO
    bonus_cap: Decimal = ZERO
    deduction: Decimal = ZERO
    vetoed: str = ""  # 一票否决: what for; removes the rank, never the score

    @property
    def is_silent(self) -> bool:
        """Nothing that applies has a number yet: it scores by the rule of what is missing, but has no place."""
        return all(item.value is None for item in self.items if item.applies)

    @property
    def subtotal(self) -> Decimal:
        return sum((item.points for item in self.items if item.points is not None), ZERO)

    @property
    def applicable(self) -> Decimal:
        return sum((item.weight for item in self.items if item.applies), ZERO)

    @property
    def total(self) -> Decimal | None:
        """None where no item applies."""
        if not self.applicable:
            return None
        whole = sum((item.weight for item in self.items), ZERO)
        raised = self.subtotal if self.applicable == whole else printed(self.subtotal * 100 / self.applicable, PLACES)
        return printed(raised + min(self.bonus, self.bonus_cap) - self.deduction, PLACES)

    @property
    def says(self) -> list[str]:
        """The opened arithmetic, line by line."""
        lines = [item.says for item in self.items]
        whole = sum((item.weight for item in self.items), ZERO)
        lines.append(f"小计 {self.subtotal}（适用权重{plain(self.applicable)}）")
        if self.applicable and self.applicable != whole:
            raised = printed(self.subtotal * 100 / self.applicable, PLACES)
            lines.append(f"按适用权重折算：{self.subtotal} × 100 ÷ {plain(self.applicable)} = {raised}")
        if self.bonus:
            lines.append(
                f"加分{plain(self.bonus)}，上限{plain(self.bonus_cap)}，计{plain(min(self.bonus, self.bonus_cap))}"
            )
        if self.deduction:
            lines.append(f"扣分{plain(self.deduction)}")
        if self.is_silent and self.applicable:
            lines.append("没有一项已接收的数字，不参加排名")
        if self.vetoed:
            lines.append(f"一票否决：{self.vetoed}，不参加排名")
        return lines


def ranked_scores(scores: dict[str, Score]) -> dict[str, Placing]:
    """Places by total; the vetoed and those of whom nothing is known have none."""
    unplaced = {code for code, score in scores.items() if score.vetoed or score.is_silent}
    return ranks({code: None if code in unplaced else score.total for code, score in scores.items()}, PLACES)
