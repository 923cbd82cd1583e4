"""Fifty random honest days of a bureau, examined after each: nothing may be named.

    python -m bench.honest_days [--days 50] [--seed 1]

Edits, imports, undos, evidence, reports, returns, submissions, quizzes, people, backups, new keys, the clock over
midnight and now and then put back. On SQLite, or with DATABASE_URL in a database of its own on that server.
"""

import argparse
import json
import random
import sys
from pathlib import Path

from bench.throw_away import home


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.honest_days", description=__doc__)
    asked.add_argument("--days", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    with home("days") as folder:
        result = lived(folder, told.days, told.seed)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 1 if result["alarms"] else 0


def lived(folder: Path, days: int, seed: int) -> dict:
    from django.conf import settings

    from kezhang.records.history.leftovers import Leftover
    from kezhang.reports.background import examination_job
    from tests.honest_days import HonestBureau

    settings.KEZHANG_ANCHORS = str(folder / "anchors.jsonl")
    (folder / "backups").mkdir(exist_ok=True)
    bureau = HonestBureau(random.Random(seed), folder / "backups", backs_up=True)
    alarms: list[str] = []
    for day in range(days):
        bureau.day()
        found = [each for each in examination_job.findings() if not (isinstance(each, Leftover) and each.batch)]
        alarms += [f"day {day}: {each.subject}：{each.says}" for each in found]
        for each in alarms:
            print(each, file=sys.stderr, flush=True)
        if alarms:
            break
    return {"days": day + 1, "done": bureau.done, "alarms": alarms}


if __name__ == "__main__":
    sys.exit(main())
