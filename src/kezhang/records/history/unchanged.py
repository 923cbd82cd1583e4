"""不变则不重算: what was worked out of a bureau's records is kept as long as no log it rests on has gone further.

What is kept is found again only under the very heads it was worked out under, which every page asks for anew. It can
therefore never be older than what the database says, whichever process wrote.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

from kezhang.orgs.models import Org
from kezhang.records.history import past
from kezhang.records.models import ChainHead

Answer = TypeVar("Answer")
#: Answers that a process remembers; what was not asked for longest goes first.
KEPT = 1000
_answers: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def while_unchanged(org: Org, asked: Hashable, work: Callable[[], Answer]) -> Answer:
    """The answer to what is asked of a bureau and everything below it, worked out once for each state of the logs.

    ``asked`` has to name everything the answer depends on beside the logs: which question, which date. Whoever gets an
    answer reads it and changes nothing in it: others are given the same one. Inside a transaction nothing is kept,
    for it may see what others do not and may never come to be; nor while one looks into the past.
    """
    if _stands_apart() or not (heads := _heads(org)):
        return work()
    key = (org.pk, asked, heads)
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            found: Answer = _answers[key]
            return found
    # The heads were read before the work is done, so that what is kept is at least as new as they are.
    answer = work()
    with _lock:
        _answers[key] = answer
        while len(_answers) > KEPT:
            _answers.popitem(last=False)
    return answer


def _stands_apart() -> bool:
    """Whether what is read here and now is not what others read."""
    return connection.in_atomic_block or past.moment_seen() is not None


def _heads(org: Org) -> tuple:
    """How far the logs of the bureau and of everything below it go, and of those above it, whose own columns and
    indicators count here too; with the names that bureaus go by.

    Written down as a statement, because every page that is kept begins with this question.
    """
    above = org.prefixes
    with connection.cursor() as cursor:
        cursor.execute(_HEADS.format(above=", ".join(["%s"] * len(above)) or "NULL"), [f"{org.prefix}%", *above])
        return tuple(map(tuple, cursor.fetchall()))


_HEADS = f"""SELECT head.org_id, head.digest, bureau.name, bureau.full_name
FROM {ChainHead._meta.db_table} AS head JOIN {Org._meta.db_table} AS bureau ON bureau.id = head.org_id
WHERE bureau.prefix LIKE %s OR bureau.prefix IN ({{above}}) ORDER BY head.org_id"""  # noqa: S608 - names of our own
