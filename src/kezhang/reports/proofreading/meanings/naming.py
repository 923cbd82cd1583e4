"""名称: the indicators that a sentence names, and what the ledgers say of the ones it names now."""

import re
from collections.abc import Sequence
from functools import lru_cache

from kezhang.catalogue import find
from kezhang.reading.findings import Name
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.proofreading.proof_result import Compared

#: Shorter names are words of other names and of any sentence.
SHORTEST = 4


class Naming:
    """The names of the catalogue, looked for in sentences."""

    def __init__(self, known: Sequence[Name]) -> None:
        self._pattern, self._of = _compiled(tuple(known))

    def named(self, sentence: str) -> dict[str, str]:
        """Indicator → what it is called there."""
        found: dict[str, str] = {}
        for match in self._pattern.finditer(sentence):
            found.setdefault(self._of[match[0]], match[0])
        return found

    def changed(self, was: str, now: str) -> tuple[list[str], list[str]]:
        """The names of indicators that are gone and those that came."""
        before, after = self.named(was), self.named(now)
        gone = [text for name, text in before.items() if name not in after and text not in now]
        return gone, [text for name, text in after.items() if name not in before and text not in was]

    def told(self, name: str, compared: Compared) -> str:
        indicator = find(name)
        if indicator is None:
            return ""
        report = compared.report
        figure = Figures(report.org, report.span, report.as_of, with_evidence=False).measure(indicator)
        return f"按台账，{indicator.label}为{figure.text}。" if figure.value is not None else ""


@lru_cache(maxsize=4)
def _compiled(known: tuple[Name, ...]) -> tuple["re.Pattern[str]", dict[str, str]]:
    of: dict[str, str] = {}
    for name in known:
        for text in (name.label, name.label.rstrip("数额"), *name.aliases):
            if len(text) >= SHORTEST:
                of.setdefault(text, name.name)
    return re.compile("|".join(map(re.escape, sorted(of, key=lambda text: -len(text)))) or r"(?!)"), of
