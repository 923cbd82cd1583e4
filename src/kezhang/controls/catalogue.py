"""The list of our checks, and a bureau held against all there are."""

from datetime import date

from kezhang import catalogue
from kezhang.controls.case import Case, Check, CheckOutcome, Found, Lacking
from kezhang.controls.demands import DEMAND_CHECKS
from kezhang.controls.group_funds import GROUP_FUND_CHECKS
from kezhang.controls.ranks import RANK_CHECKS
from kezhang.controls.records import RECORD_CHECKS
from kezhang.controls.sizes import SIZE_CHECKS
from kezhang.controls.targets import TARGET_CHECKS
from kezhang.controls.texts import TEXT_CHECKS
from kezhang.orgs.models import Org

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (*TARGET_CHECKS, *RECORD_CHECKS, *SIZE_CHECKS, *TEXT_CHECKS, *RANK_CHECKS, *DEMAND_CHECKS, *GROUP_FUND_CHECKS),
        key=lambda check: check.number,
    )
)


def inspect(org: Org, as_of: date) -> list[CheckOutcome]:
    """核查: every check for a bureau as of a date, in their order."""
    case = Case(org, as_of)
    outcomes = []
    for check in catalogue.CHECKS.values():
        lacks = check.needs(case)
        said = [Lacking(lacks)] if lacks else list(check.judge(case))
        found = tuple(s for s in said if isinstance(s, Found))
        lacking = tuple(dict.fromkeys(s.what for s in said if isinstance(s, Lacking)))
        outcomes.append(CheckOutcome(check, found, lacking))
    return outcomes
