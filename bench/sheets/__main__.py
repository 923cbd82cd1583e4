"""``python -m bench.sheets``: two hundred generated sheets, and whether any comes in wrong without a sign.

Each is right without help, asked about, refused, or silently wrong. Answered truly, what was asked must be right as well.
Exits 1 if one is silently wrong or fewer than four of five need no help. ``python -m bench.sheets 500 7`` makes other ones.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from random import Random

HOME = tempfile.mkdtemp(prefix="kezhang-bench-")
os.environ["KEZHANG_HOME"] = HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhang.web.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench.sheets.habits import make  # noqa: E402
from bench.sheets.layouts import LAYOUTS  # noqa: E402
from bench.sheets.outcomes import Outcome, outcome_of  # noqa: E402
from kezhang.orgs.models import Org  # noqa: E402

SHEETS, SEED = 200, 2024
RIGHT = 0.8
CONSOLE = Console(width=200)


def main(count: int = SHEETS, seed: int = SEED) -> int:
    call_command("migrate", verbosity=0)
    org = Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY)
    counts: dict[str, Counter[Outcome]] = {}
    wrong = []
    for n in range(count):
        made = make(Random(f"{seed}-{n}"), LAYOUTS[n % len(LAYOUTS)])
        found = outcome_of(made, org)
        counts.setdefault(made.layout.slug, Counter())[found.outcome] += 1
        if found.outcome is not Outcome.RIGHT:
            wrong.append((n, made, found))
    _print(counts, wrong)
    together = sum(counts.values(), Counter())
    return 0 if not together[Outcome.WRONG] and together[Outcome.RIGHT] >= RIGHT * count else 1


def _print(counts: dict[str, Counter[Outcome]], others: list) -> None:
    table = Table("ledger", *(outcome.value for outcome in Outcome))
    for slug, counted in counts.items():
        table.add_row(slug, *(str(counted[outcome]) for outcome in Outcome))
    together = sum(counts.values(), Counter())
    table.add_row("all", *(str(together[outcome]) for outcome in Outcome), style="bold")
    CONSOLE.print(table)
    for n, made, found in others:
        CONSOLE.print(
            f"{n} {made.name} [{'、'.join(made.habits)}] {found.outcome.value}: {found.says}",
            highlight=False,
            markup=False,
        )


if __name__ == "__main__":
    try:
        code = main(*map(int, sys.argv[1:3]))
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
