"""The list of all indicators, in the order of the report's chapters. One that is not here does not exist."""

from kezhang.indicators.cooperation import COOPERATION
from kezhang.indicators.envoys import ENVOY_INDICATORS
from kezhang.indicators.funding import FUNDING
from kezhang.indicators.high_tech_enterprises import HIGH_TECH_ENTERPRISES
from kezhang.indicators.indicator import AnyIndicator
from kezhang.indicators.outreach import OUTREACH
from kezhang.indicators.partnerships import PARTNERSHIPS
from kezhang.indicators.research import RESEARCH
from kezhang.indicators.results import RESULTS
from kezhang.indicators.super_deductions import SUPER_DEDUCTION_INDICATORS
from kezhang.indicators.talent import TALENT
from kezhang.indicators.technology_smes import TECHNOLOGY_SME_INDICATORS

INDICATORS: dict[str, AnyIndicator] = {
    indicator.slug: indicator
    for chapter in (
        FUNDING,
        HIGH_TECH_ENTERPRISES,
        TECHNOLOGY_SME_INDICATORS,
        SUPER_DEDUCTION_INDICATORS,
        RESEARCH,
        RESULTS,
        TALENT,
        ENVOY_INDICATORS,
        OUTREACH,
        PARTNERSHIPS,
        COOPERATION,
    )
    for indicator in chapter
}


def indicator_choices() -> list[tuple[str, str]]:
    """For forms and sheets: slug and label. Parts of a ratio stand on their own nowhere, so they have no target."""
    return [(i.slug, i.label) for i in INDICATORS.values() if i.code]


def find(name: str) -> AnyIndicator | None:
    """An indicator by label, other name, slug or dictionary code."""
    name = name.strip()
    if name in INDICATORS:
        return INDICATORS[name]
    return next((i for i in INDICATORS.values() if name and name in (i.label, i.code, *i.also_called)), None)
