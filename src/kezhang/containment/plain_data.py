"""朴素数据: values on their way out of a parser's process, as lines of JSON that come back exactly as they went.

Not pickles: a parser that a file has taken over can send nothing here but values.
"""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

_MAKERS = {
    "$moment": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$span": lambda parts: timedelta(*parts),
}


def written(value: Any) -> bytes:
    """One value as one line: None, truth, numbers, texts, days and times, lists and dictionaries of them.

    >>> read(written([1.0, "甲", date(2024, 6, 30), timedelta(hours=36), {"rows": []}]))
    [1.0, '甲', datetime.date(2024, 6, 30), datetime.timedelta(days=1, seconds=43200), {'rows': []}]
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_tagged)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def read(line: bytes) -> Any:
    return json.loads(line.decode("utf-8", "surrogatepass"), object_hook=_untagged)


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):  # a datetime is a date, too
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$span": [value.days, value.seconds, value.microseconds]}
    raise TypeError(f"{type(value).__name__} is no plain value")


def _untagged(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        ((tag, value),) = found.items()
        if (maker := _MAKERS.get(tag)) is not None:
            return maker(value)
    return found
