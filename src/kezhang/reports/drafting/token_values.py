"""标签: every token a template may use, with what it would say now.

What is offered here is what a template understands; each is read by the same reader.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kezhang.catalogue import INDICATORS
from kezhang.indicators import own_indicators
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.drafting.draft import values
from kezhang.reports.figure_kinds.actuals import ACTUAL, PART
from kezhang.reports.templating.tokens import ASKED, Setting, Token, read, splittable


@dataclass(frozen=True)
class TokenValue:
    """A token as it is typed, and what it says now."""

    written: str
    says: str


def indicators(query: str, org: Org) -> list[AnyIndicator]:
    """The indicators, the bureau's own last, whose label, other name or code has the words; all without any."""
    known = [*(indicator for indicator in INDICATORS.values() if indicator.code), *own_indicators.of(org)]
    wanted = query.strip().strip("【】").split("|")[0].lower()
    return [i for i in known if any(wanted in name.lower() for name in (i.label, i.code, i.slug, *i.also_called))]


def of_indicator(indicator: AnyIndicator) -> list[Token]:
    """Every token of an indicator: each reading that fits it, and 其中 by each of its columns."""
    words = [word for word, asked in ASKED.items() if asked is not ACTUAL and asked is not PART]
    names = [indicator.label, *(f"{indicator.label}|{word}" for word in words)]
    names += [f"{indicator.label}|{PART.word}|{label}" for label in splittable(indicator).values()]
    understood = (read(name, 1, name, {indicator.label: indicator}) for name in names)
    return [token for token in understood if isinstance(token, Token)]


def settings(query: str) -> list[Token]:
    """The tokens that name no indicator; those that draw on an earlier report are told of, not filled in."""
    plain = [s for s in Setting if s is not Setting.CARRIED and query.strip().strip("【】") in s.value]
    return [Token(setting.value, setting=setting) for setting in plain]


def entries(tokens: Sequence[Token], org: Org, period: Period, as_of: date) -> Iterator[TokenValue]:
    """Each token with what it would be filled with now."""
    for token, says in zip(tokens, values(tokens, org, period, as_of), strict=True):
        yield TokenValue(f"【{token.written}】", says)
