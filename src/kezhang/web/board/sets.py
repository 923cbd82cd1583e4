"""指标组: what of the board is looked at: what was set from above, what the bureau set itself, and campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass

from kezhang.targets.campaign_progress import CampaignProgress
from kezhang.targets.models import Target
from kezhang.targets.progress import Light, Progress

CAMPAIGNS = "campaigns"


@dataclass(frozen=True)
class IndicatorSet:
    """One of them: how an address calls it, how people do, and which kinds of target are in it."""

    code: str
    label: str
    types: tuple[str, ...] = ()


SETS = (
    IndicatorSet("assigned", "下达", (Target.Type.ASSIGNED, Target.Type.CONTRACT)),
    IndicatorSet("own", "自定", (Target.Type.OWN,)),
    IndicatorSet("plans", "规划和政府工作报告", (Target.Type.GOVERNMENT_REPORT, Target.Type.FIVE_YEAR_PLAN)),
    IndicatorSet(CAMPAIGNS, "专项行动"),
)


@dataclass(frozen=True)
class BoardView:
    """The board, and what of it an address chooses; without a choice all of it."""

    every: Sequence[Progress]
    goals: Sequence[CampaignProgress]
    chosen_set: str = ""
    chosen_light: str = ""

    @property
    def in_set(self) -> list[Progress]:
        types = next((each.types for each in SETS if each.code == self.chosen_set), None)
        return [line for line in self.every if types is None or line.target.type in types]

    @property
    def lines(self) -> list[Progress]:
        return [line for line in self.in_set if not self.chosen_light or line.light.code == self.chosen_light]

    @property
    def campaigns(self) -> list[CampaignProgress]:
        is_asked = self.chosen_set in ("", CAMPAIGNS)
        return [e for e in self.goals if is_asked and (not self.chosen_light or e.light.code == self.chosen_light)]

    @property
    def sets(self) -> list[tuple[IndicatorSet, int]]:
        """Those in which there is something, with how much."""
        counted = [
            (each, len(self.goals) if each.code == CAMPAIGNS else sum(x.target.type in each.types for x in self.every))
            for each in SETS
        ]
        return [(each, count) for each, count in counted if count]

    @property
    def counts(self) -> list[tuple[Light, int]]:
        counted = [(light, sum(line.light is light for line in self.in_set)) for light in Light]
        return [(light, count) for light, count in counted if count]
