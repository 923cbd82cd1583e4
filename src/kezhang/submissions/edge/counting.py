"""计数: in the bursts' own file, one statement for a request or for a few; what is an hour old is forgotten."""

import time
from collections.abc import Mapping, Sequence
from threading import Lock

from django.db import connections

from kezhang.submissions.edge.models import RequestCount
from kezhang.submissions.edge.router import database

MINUTE = 60
KEPT = 60
#: One in so many requests clears away what is old.
CLEARED = 200
LONGEST_SUBJECT = 80
#: Numbers are taken in blocks of a so-manieth of what is allowed.
SHARE = 200


def counted_now(subjects: Sequence[str], steps: Sequence[int] | None = None) -> list[int]:
    """Count one more of each of these in this minute, or as many as ``steps`` say, in one statement; how many there are
    of each now.

    Whoever counts the same two must name them in the same order, or they wait for one another.
    """
    minute, table, steps = _minute(), RequestCount._meta.db_table, steps or [1] * len(subjects)
    with connections[database()].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (subject, minute, count) VALUES {', '.join(['(%s, %s, %s)'] * len(subjects))} "  # noqa: S608 - the table is ours
            f"ON CONFLICT (subject, minute) DO UPDATE SET count = {table}.count + excluded.count RETURNING subject, count",
            [
                value
                for subject, step in zip(subjects, steps, strict=True)
                for value in (subject[:LONGEST_SUBJECT], minute, step)
            ],
        )
        found = dict(cursor.fetchall())
    counts = [int(found[subject[:LONGEST_SUBJECT]]) for subject in subjects]
    if any(count // CLEARED > (count - step) // CLEARED for count, step in zip(counts, steps, strict=True)):
        RequestCount.objects.filter(minute__lt=minute - KEPT).delete()
    return counts


class Numbers:
    """号: every request of a subject has a number of its own in its minute, whichever process answers it.

    Where a limit is wide this process takes several numbers with one statement and hands them out one by one: no number
    is handed out twice, so never more than the limit pass. What a process has taken and not needed by the end of the
    minute is at most a so-manieth of the limit, the ``share``.
    """

    def __init__(self, share: int = SHARE) -> None:
        self._lock, self._share = Lock(), share
        self.forget()

    def forget(self) -> None:
        """As a process does that is started anew."""
        self._minute, self._taken, self._before = 0, dict[str, list[list[int]]](), dict[str, int]()

    def next_of(self, limits: Mapping[str, int]) -> list[int]:
        """The number of this request among those of each subject, by how many are allowed."""
        minute = _minute()
        with self._lock:
            if minute != self._minute:
                self._minute, self._taken, self._before = minute, {}, {}
            found = {subject: number for subject in limits if (number := self._handed_out(subject))}
        missing = {subject: max(1, most // self._share) for subject, most in limits.items() if subject not in found}
        if not missing:
            return [found[subject] for subject in limits]
        counts = counted_now(list(missing), list(missing.values()))
        with self._lock:
            for (subject, step), count in zip(missing.items(), counts, strict=True):
                found[subject] = count - step + 1
                if step > 1 and minute == self._minute:
                    self._taken.setdefault(subject, []).append([count - step + 2, count])
        return [found[subject] for subject in limits]

    def next_of_two_minutes(self, limits: Mapping[str, int]) -> list[int]:
        """The same, with those of the minute before, of which no more come: they are asked for once."""
        numbers = self.next_of(limits)
        with self._lock:
            minute = self._minute
            known = {subject: self._before[subject] for subject in limits if subject in self._before}
        if missing := [subject for subject in limits if subject not in known]:
            stored = RequestCount.objects.filter(
                subject__in=[each[:LONGEST_SUBJECT] for each in missing], minute=minute - 1
            )
            counts = dict(stored.values_list("subject", "count"))
            asked = {subject: counts.get(subject[:LONGEST_SUBJECT], 0) for subject in missing}
            known |= asked
            with self._lock:
                if minute == self._minute:
                    self._before |= asked
        return [number + known[subject] for subject, number in zip(limits, numbers, strict=True)]

    def _handed_out(self, subject: str) -> int:
        """The next of those that were taken; 0 where there is none."""
        blocks = self._taken.get(subject)
        if not blocks:
            return 0
        number, last = blocks[0]
        if number == last:
            blocks.pop(0)
        else:
            blocks[0][0] += 1
        return number


def _minute() -> int:
    return int(time.time()) // MINUTE
