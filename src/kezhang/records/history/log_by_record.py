"""逐条日志: the log read record by record, some at a time, and since when each of a record's versions was known."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

#: Records looked at together.
TOGETHER = 500


def batches(pairs: Iterable[tuple[int, list[Any]]]) -> Iterator[Sequence[tuple[int, list[Any]]]]:
    """Some records at a time, each with its changes."""
    found: list[tuple[int, list[Any]]] = []
    for pair in pairs:
        found.append(pair)
        if len(found) == TOGETHER:
            yield found
            found = []
    if found:
        yield found


def moments(first: datetime, changes: Sequence[Any]) -> list[datetime]:
    """When each version began; strictly one after the other, which the log's clock was not always."""
    moments = [first]
    for change in changes:
        moments.append(max(change.at, moments[-1] + timedelta(microseconds=1)))
    return moments


def said(value: Any) -> Any:
    """A value as the log keeps it when a record is made, where nothing and an empty text are left out; 0 and no are kept."""
    return "" if value is None else value
