"""``python -m bench.races``: four workers at the same records at the same moment, on a database made for it.

On SQLite, or with DATABASE_URL on that PostgreSQL server in a database of its own, dropped
afterwards. Exits 1 when anything was lost or done twice, a page broke, or the log is not whole.
"""

import argparse
import json
import sys

from bench.throw_away import home


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.races", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="races of each scene")
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="NAME", help="the scenes whose name has one of these in it"
    )
    parser.add_argument("--threads", action="store_true", help="threads of one process instead of four processes")
    parser.add_argument("--json", action="store_true", help="one object for a program to read")
    asked = parser.parse_args()
    with home("races"):
        return _race(asked.runs, asked.only, threads=asked.threads, as_json=asked.json)


def _race(runs: int, only: list[str], *, threads: bool, as_json: bool) -> int:
    from django.db import connection
    from rich.console import Console
    from rich.table import Table

    from bench.races.all_scenes import BY_NAME
    from bench.races.crews import Crew, Processes, Threads
    from bench.races.scenes import CODE, CREW, PASSWORD, Outcome
    from kezhang.catalogue import LEDGERS
    from kezhang.orgs import people
    from kezhang.orgs.models import Org
    from kezhang.records.history import leftovers
    from kezhang.records.history.integrity import examine
    from kezhang.reports.frozen import integrity

    parent = Org.objects.create(code="652700", name="博州", level=Org.Level.PREFECTURE)
    org = Org.objects.create(code=CODE, name="朔湖县", level=Org.Level.COUNTY, parent=parent)
    for name, kinds in (("clerk", ("clerk", "reviewer")), ("director", ("director",))):
        people.add(name, org, *kinds, password=PASSWORD, full_name=name)
    crew: Crew = Threads(CREW) if threads else Processes(CREW)
    told = []
    try:
        for scene in (scene for scene in BY_NAME.values() if any(each in scene.name for each in only)):
            total, unwell = Outcome(), []
            for _ in range(runs):
                given = scene.prepare(org)
                outcomes = sorted(crew.race(scene.name, given), key=lambda each: each.number)
                total += scene.judge(given, outcomes)
                faults = [*examine(LEDGERS.values(), [org]), *integrity.examine([org]), *leftovers.find(30)]
                unwell += [f"{fault.subject} {fault.says}" for fault in faults]
            told.append((scene.name, total, unwell))
            wrong = (
                f"{total.lost} lost, {total.double} double, {len(total.odd)} broken, {len(unwell)} found by the doctor"
            )
            print(f"{scene.name}: {wrong}", file=sys.stderr, flush=True)  # it may be a long way to the table
    finally:
        crew.close()
        connection.close()
    held = not any(total.lost or total.double or total.odd or unwell for _, total, unwell in told)
    if as_json:
        keys = ("scene", "lost", "double", "conflicts", "odd", "doctor")
        rows = [(name, t.lost, t.double, t.conflicts, t.odd, unwell) for name, t, unwell in told]
        json.dump([dict(zip(keys, row, strict=True)) for row in rows], sys.stdout, ensure_ascii=False, indent=1)
        return 0 if held else 1
    title = f"{connection.vendor}, {CREW} {'threads' if threads else 'processes'}, {runs} runs of each"
    table = Table("scene", "lost", "double", "conflicts told", "pages that broke", "doctor", title=title)
    console = Console(width=140)
    for name, t, unwell in told:
        table.add_row(
            name, str(t.lost), str(t.double), str(t.conflicts), str(len(t.odd)), "; ".join(unwell[:2]) or "green"
        )
    console.print(table)
    for name, t, _ in told:
        for each in t.odd[:5]:
            console.print(f"{name}: {each}", style="red", highlight=False, markup=False)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
