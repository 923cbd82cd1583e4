"""The list of all indicators, in the order of the report's chapters. One that is not here does not exist."""

from kezhang.indicators.cooperation import COOPERATION
from kezhang.indicators.enterprises import ENTERPRISES
from kezhang.indicators.funding import FUNDING
from kezhang.indicators.indicator import AnyIndicator
from kezhang.indicators.outreach import OUTREACH
from kezhang.indicators.results import RESULTS
from kezhang.indicators.talent import TALENT

INDICATORS: dict[str, AnyIndicator] = {
    indicator.slug: indicator
    for chapter in (FUNDING, ENTERPRISES, RESULTS, TALENT, OUTREACH, COOPERATION)
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
