"""单位的一天: what a workbench shows to everybody of a bureau alike, worked out of its records and its log alone."""

from dataclasses import dataclass
from datetime import date

from kezhang.orgs.models import Org
from kezhang.records import access, due_list
from kezhang.records.due_list import DueList
from kezhang.targets.progress import Progress, board
from kezhang.web.workbench.log_lines import LogLine, log_lines
from kezhang.web.workbench.waiting import Unproved, unproved

#: Rows of each kind that the workbench shows.
SHOWN = 8


@dataclass(frozen=True)
class BureauDay:
    """The board, what is late and what becomes due, what has no paper, and what was written last."""

    lines: list[Progress]
    late: DueList
    upcoming: DueList
    unproved: list[Unproved]
    changes: list[LogLine]

    @classmethod
    def of(cls, org: Org, as_of: date, *, with_unproved: bool) -> "BureauDay":
        return cls(
            lines=board(org, as_of),
            late=due_list.late(org, as_of, SHOWN),
            upcoming=due_list.upcoming(org, as_of, SHOWN),
            unproved=unproved(org, as_of) if with_unproved else [],
            changes=log_lines(access.latest_changes(org, SHOWN), org),
        )
