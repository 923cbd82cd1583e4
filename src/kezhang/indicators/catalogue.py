"""The list of all indicators, in the order of the report's chapters. One that is not here does not exist."""

from kezhang.indicators.chapters.cooperation import COOPERATION
from kezhang.indicators.chapters.envoys import ENVOY_INDICATORS
from kezhang.indicators.chapters.funding import FUNDING
from kezhang.indicators.chapters.high_tech_enterprises import HIGH_TECH_ENTERPRISES
from kezhang.indicators.chapters.outreach import OUTREACH
from kezhang.indicators.chapters.partnerships import PARTNERSHIPS
from kezhang.indicators.chapters.research import RESEARCH
from kezhang.indicators.chapters.results import RESULTS
from kezhang.indicators.chapters.super_deductions import SUPER_DEDUCTION_INDICATORS
from kezhang.indicators.chapters.talent import TALENT
from kezhang.indicators.chapters.technology_smes import TECHNOLOGY_SME_INDICATORS
from kezhang.indicators.indicator import AnyIndicator

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
