"""The list of figure kinds, in the order that templates are offered them. One that is not here does not exist."""

from kezhang.reports.figure_kinds.actuals import ACTUALS
from kezhang.reports.figure_kinds.aims import AIMS, QUARTERS
from kezhang.reports.figure_kinds.below import OF_BELOW
from kezhang.reports.figure_kinds.changes import CHANGES
from kezhang.reports.figure_kinds.kind import FigureKind, IndicatorKind
from kezhang.reports.figure_kinds.records import OF_RECORDS
from kezhang.reports.figure_kinds.returned import OF_RETURNS

KINDS: tuple[FigureKind, ...] = (*ACTUALS, *AIMS, *QUARTERS, *CHANGES, *OF_RECORDS, *OF_RETURNS, *OF_BELOW)
#: What a template may ask of an indicator: 口径 → kind.
BY_WORD: dict[str, IndicatorKind] = {kind.word: kind for kind in KINDS if isinstance(kind, IndicatorKind) and kind.word}
_BY_KEY: dict[str, FigureKind] = {kind.key: kind for kind in reversed(KINDS)}


def kind_of(key: str) -> FigureKind:
    """The kind of a frozen number, by its key. Where several words ask for one kind, the first declared."""
    return _BY_KEY[key.partition("|")[0]]
