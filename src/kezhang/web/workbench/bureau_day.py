"""单位的一天: what a workbench shows to everybody of a bureau alike, worked out of its records and its log alone."""

from dataclasses import dataclass
from datetime import date

from kezhang.orgs.models import Org
from kezhang.records import access, due_list
from kezhang.records.due_list import DueList
from kezhang.targets.models import ProgressEntry
from kezhang.targets.progress import Progress
from kezhang.web.board.measured import tasks_measured
from kezhang.web.workbench.log_lines import LogLine, log_lines
from kezhang.web.workbench.waiting import Unproved, entries_to_fill, unproved

#: Rows of each kind that the workbench shows.
SHOWN = 8


@dataclass(frozen=True)
class BureauDay:
    """The board, what is late and what becomes due, what is to be filled in or has no paper, and what was written last."""

    lines: list[Progress]
    late: DueList
    upcoming: DueList
    entries: list[ProgressEntry]
    unproved: list[Unproved]
    changes: list[LogLine]

    @classmethod
    def of(cls, org: Org, as_of: date, *, for_writers: bool) -> "BureauDay":
        return cls(
            lines=tasks_measured(org, as_of),
            late=due_list.late(org, as_of, SHOWN),
            upcoming=due_list.upcoming(org, as_of, SHOWN),
            entries=entries_to_fill(org) if for_writers else [],
            unproved=unproved(org, as_of) if for_writers else [],
            changes=log_lines(access.latest_changes(org, SHOWN), org),
        )
