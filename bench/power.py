"""What ``synchronous=FULL`` costs over ``NORMAL``, at the records' own journal, each figure a ratio within the same run.

    python -m bench.power [--saves 300] [--rows 2000]

FULL waits for the disk at every commit, so that no answered save is lost when the power goes; NORMAL waits at checkpoints
only. One record at a time, as a person saves, and one batch of many, as an import does; by turns, so that a busy
machine slows both alike.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

from bench.throw_away import home

MODES = ("NORMAL", "FULL")
ROUNDS = 6


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.power", description=__doc__)
    asked.add_argument("--saves", type=int, default=300)
    asked.add_argument("--rows", type=int, default=2000)
    told = asked.parse_args()
    with home("power"):
        result = measured(told.saves, told.rows)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


def measured(saves: int, rows: int) -> dict:
    from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
    from kezhang.ledgers.models import Enterprise
    from kezhang.orgs.models import Org
    from kezhang.records.writing import journal
    from kezhang.records.writing.journal import Author

    org = Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY)
    names = iter(f"朔湖{number}号公司" for number in range(10**9))

    def one() -> None:
        journal.save(ENTERPRISES, Enterprise(org=org, name=next(names)), Author(by=None))

    def many() -> None:
        made = [Enterprise(org=org, name=next(names)) for _ in range(rows)]
        journal.save_many(ENTERPRISES, org, made, Author(by=None))

    one()  # the chain and its key
    each: dict[str, list[float]] = {mode: [] for mode in MODES}
    batch: dict[str, list[float]] = {mode: [] for mode in MODES}
    for _ in range(ROUNDS):
        for mode in MODES:
            each[mode] += _times(one, saves // ROUNDS, mode)
            batch[mode] += _times(many, 1, mode)
    return {
        "one record, FULL ÷ NORMAL": _ratio(each),
        "one batch, FULL ÷ NORMAL": _ratio(batch),
        "milliseconds of one record": {mode: round(statistics.median(found) * 1000, 2) for mode, found in each.items()},
        "rows of a batch": rows,
    }


def _times(work: Callable[[], None], times: int, mode: str) -> list[float]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={mode}")
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return found


def _ratio(found: dict[str, list[float]]) -> float:
    usual, full = (statistics.median(found[mode]) for mode in MODES)
    return round(full / usual, 2)


if __name__ == "__main__":
    sys.exit(main())
