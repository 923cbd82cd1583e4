"""进度页的数字: what the page of progress measures, alike for everybody who looks at a bureau as of a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kezhang.indicators import own_indicators
from kezhang.indicators.indicator import Figure
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records.history.unchanged import while_unchanged
from kezhang.targets.campaign_progress import CampaignProgress, campaigns_under_way
from kezhang.targets.causes import latest_causes
from kezhang.targets.models import ProgressEntry
from kezhang.targets.progress import Progress, board


def tasks_measured(org: Org, as_of: date) -> list[Progress]:
    """The tasks with how far each is, the dearest part of the board and of the workbench alike; measured once for both."""
    return while_unchanged(org, ("tasks", as_of), lambda: board(org, as_of))


@dataclass(frozen=True)
class MeasuredBoard:
    """The tasks, the campaigns, why tasks are where they are, and the bureau's own indicators."""

    lines: list[Progress]
    campaigns: list[CampaignProgress]
    causes: Mapping[str, ProgressEntry]
    own: list[Figure]

    @classmethod
    def of(cls, org: Org, as_of: date) -> "MeasuredBoard":
        """Measured again only when something was written."""
        return while_unchanged(org, ("board", as_of), lambda: cls._measured(org, as_of))

    @classmethod
    def _measured(cls, org: Org, as_of: date) -> "MeasuredBoard":
        year = Period.year_of(as_of.year)
        return cls(
            lines=tasks_measured(org, as_of),
            campaigns=campaigns_under_way(org, as_of),
            causes=latest_causes(org, as_of),
            own=[each.figure(org, year, as_of) for each in own_indicators.of(org)],
        )
