"""股室任务: what the offices of this person have to reach of the bureau's targets, beside where the bureau stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from kezhang.collection.assigning.offices import shares_of_offices
from kezhang.collection.models import Share
from kezhang.orgs.models import Org, User
from kezhang.targets.progress import Progress


@dataclass(frozen=True)
class OfficeTask:
    """One share of one office, and the bureau's progress on the whole; records name no office, so it has none of its own."""

    share: Share
    line: Progress | None


def office_tasks(person: User, org: Org, year: int, lines: Sequence[Progress]) -> list[OfficeTask]:
    """For whoever works for some offices only; nobody else is asked for anything."""
    offices = {office.pk for post in person.posts_in_force if post.org == org for office in post.narrowed_to}
    if not offices:
        return []
    held = shares_of_offices(org, year).filter(office__in=offices)
    whole = {(line.target.indicator, line.target.year): line for line in reversed(lines)}
    return [
        OfficeTask(share, whole.get((share.assignment.indicator, year))) for share in held.order_by("office_name", "pk")
    ]
