"""The list of checks, by their number. One that is not here does not exist."""

from datetime import date

from kezhang.controls.case import Case, Check, CheckOutcome, Found, Lacking
from kezhang.controls.records import RECORD_CHECKS
from kezhang.controls.targets import TARGET_CHECKS
from kezhang.controls.texts import TEXT_CHECKS
from kezhang.orgs.models import Org

CHECKS: tuple[Check, ...] = tuple(sorted((*TARGET_CHECKS, *RECORD_CHECKS, *TEXT_CHECKS), key=lambda c: c.number))


def inspect(org: Org, as_of: date) -> list[CheckOutcome]:
    """核查: every check for a bureau as of a date, in their order."""
    case = Case(org, as_of)
    outcomes = []
    for check in CHECKS:
        lacks = check.needs(case)
        said = [Lacking(lacks)] if lacks else list(check.judge(case))
        found = tuple(s for s in said if isinstance(s, Found))
        lacking = tuple(dict.fromkeys(s.what for s in said if isinstance(s, Lacking)))
        outcomes.append(CheckOutcome(check, found, lacking))
    return outcomes
