"""The list of our indicators, in the order of the report's chapters; and what forms and sheets ask of all there are."""

from kezhang import catalogue
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

INDICATORS: tuple[AnyIndicator, ...] = (
    *FUNDING,
    *HIGH_TECH_ENTERPRISES,
    *TECHNOLOGY_SME_INDICATORS,
    *SUPER_DEDUCTION_INDICATORS,
    *RESEARCH,
    *RESULTS,
    *TALENT,
    *ENVOY_INDICATORS,
    *OUTREACH,
    *PARTNERSHIPS,
    *COOPERATION,
)


def indicator_choices() -> list[tuple[str, str]]:
    """For forms and sheets: slug and label. Parts of a ratio stand on their own nowhere, so they have no target."""
    return [(i.slug, i.label) for i in catalogue.INDICATORS.values() if i.code]


def indicator_label(slug: str) -> str:
    """What people call it; the slug of one that left with its plug-in, whose voided targets can still be read."""
    known = catalogue.INDICATORS.get(slug)
    return known.label if known else slug


def indicator_spellings() -> dict[str, str]:
    """For sheets: every name of an indicator, and the label that stands for it."""
    return {name: indicator.label for name, indicator in catalogue.named().items()}
