"""进度曲线: what share of a year's target may be expected by a date.

Half the year is not half the work for everything; a profile without points has no
expectation, and then none is invented.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Pace:
    """One profile: shares at dates of the year, straight lines between them."""

    code: str
    label: str
    points: tuple[tuple[tuple[int, int], Decimal], ...]

    def expected(self, year: int, as_of: date) -> Decimal | None:
        """The share expected by ``as_of`` of the target for ``year``; None where nothing may be expected."""
        if not self.points or as_of.year < year:
            return None
        if as_of.year > year:
            return Decimal(1)
        before, share = date(year, 1, 1), Decimal(0)
        for (month, day), reached in self.points:
            at = date(year, month, day)
            if as_of <= at:
                elapsed = Decimal((as_of - before).days) / Decimal(max(1, (at - before).days))
                return share + (reached - share) * elapsed
            before, share = at, reached
        return share


@cache
def profiles() -> dict[str, Pace]:
    """The bureau's own profiles if it keeps some, else the shipped ones."""
    own = Path(settings.KEZHANG_HOME) / "pace.toml"
    source = own if own.exists() else Path(__file__).with_name("pace.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return {code: _profile(code, entry) for code, entry in table.items()}


def _profile(code: str, entry: dict) -> Pace:
    points = [((int(day[:2]), int(day[3:])), Decimal(share)) for day, share in sorted(entry.get("points", {}).items())]
    return Pace(code, entry["label"], tuple(points))
