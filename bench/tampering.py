"""Two thousand random changes by hands behind the program, and how many of them the examination did not name.

    python -m bench.tampering [--count 2000] [--seed 1]

Any column of any row of any table that the log vouches for, rows slipped in and removed, files altered, exchanged,
removed: each made in a home with something in every table, looked for, and taken back. On SQLite, or with DATABASE_URL
on that PostgreSQL server in a database of its own.
"""

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path

from bench.throw_away import home


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.tampering", description=__doc__)
    asked.add_argument("--count", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    with home("tampering") as folder:
        result = tampered(folder, told.count, told.seed)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 1 if result["unnamed"] or result["alarms_before"] else 0


def tampered(folder: Path, count: int, seed: int) -> dict:
    """Changes that the database itself refuses, or that come to nothing, are not counted."""
    from kezhang.reports.background import examination_job
    from tests import full_homes, whole_homes
    from tests.random_changes import KINDS, RandomChange, made, undone

    chance = random.Random(seed)
    kinds: Counter[str] = Counter()
    unnamed: list[str] = []
    with whole_homes.standing(folder, str(folder / "anchors.jsonl")) as (whole, files):
        full_homes.fill(whole)
        alarms = [f"{each.subject}：{each.says}" for each in examination_job.findings()]
        while kinds.total() < count:
            change = RandomChange(chance.choice(KINDS), *(chance.randrange(2**24) for _ in range(3)))
            with undone(files):
                if not (said := made(change, files)):
                    continue
                kinds[change.kind] += 1
                if next(iter(examination_job.findings()), None) is None:
                    unnamed.append(said)
                    print(f"unnamed: {said}", file=sys.stderr, flush=True)
    return {"changes": kinds.total(), "kinds": dict(kinds), "alarms_before": alarms, "unnamed": unnamed}


if __name__ == "__main__":
    sys.exit(main())
