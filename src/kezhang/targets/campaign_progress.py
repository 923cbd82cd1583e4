"""专项行动进度: a campaign's goal held against its base and against where its number stands: how far of the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import Figure
from kezhang.ledgers.documents.campaigns import CAMPAIGNS, Campaign
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.targets.progress import Light, pace_light

#: What a campaign speaks of -> the indicator that counts it; of others only base and goal are known.
COUNTED: Mapping[str, str] = {
    Campaign.Subject.HIGH_TECH: "high-tech-enterprises",
    Campaign.Subject.TECHNOLOGY_SME: "technology-smes",
}


@dataclass(frozen=True)
class CampaignProgress:
    """One goal of a campaign as of a date; None is unknown, not zero."""

    campaign: Campaign
    figure: Figure | None
    as_of: date

    @property
    def done(self) -> Decimal | None:
        """The share of the way from base to goal."""
        if self.figure is None or self.figure.value is None or self.campaign.goal_value == self.campaign.base_value:
            return None
        way = Decimal(self.campaign.goal_value) - Decimal(self.campaign.base_value)
        return (self.figure.value - Decimal(self.campaign.base_value)) / way

    @property
    def expected(self) -> Decimal:
        """The share of the way by now, evenly from the end of the base year to the end of the goal year."""
        start, end = date(self.campaign.base_year, 12, 31), date(self.campaign.goal_year, 12, 31)
        gone = Decimal((self.as_of - start).days) / Decimal((end - start).days)
        return min(max(gone, Decimal(0)), Decimal(1))

    @property
    def missing(self) -> Decimal | None:
        if self.figure is None or self.figure.value is None:
            return None
        return max(Decimal(self.campaign.goal_value) - self.figure.value, Decimal(0))

    @property
    def light(self) -> Light:
        if self.done is None:
            return Light.UNKNOWN
        return Light.DONE if self.done >= 1 else pace_light(self.done, self.expected)


def campaigns_under_way(org: Org, as_of: date) -> list[CampaignProgress]:
    """The goals of campaigns that have begun and whose goal year is not over; each figure is measured once."""
    rows = access.records(CAMPAIGNS, org).filter(org=org, started_on__lte=as_of, goal_year__gte=as_of.year)
    figures: dict[str, Figure] = {}
    found = []
    for campaign in rows.order_by("name", "goal_year", "subject"):
        slug = COUNTED.get(campaign.subject)
        if slug and slug not in figures:
            figures[slug] = INDICATORS[slug].figure(org, Period.year_of(as_of.year), as_of)
        found.append(CampaignProgress(campaign, figures[slug] if slug else None, as_of))
    return found
