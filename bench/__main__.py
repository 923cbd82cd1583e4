"""``make bench``: every figure as a ratio, with its bound. Exits 1 when one is beyond it."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="kezhang-bench-")
os.environ["KEZHANG_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import boards, documents, imports, lists  # noqa: E402
from kezhang.cli.demonstration import COUNTY, import_examples  # noqa: E402
from kezhang.orgs.divisions import add_county  # noqa: E402


def main() -> int:
    call_command("migrate", run_syncdb=True, verbosity=0)
    (name, mine, base, rows, base_rows), (peer_name, peer, ours, peer_rows, our_rows) = imports.measure()
    lines = [(name, mine.wall, base.wall, (mine.wall / rows) / (base.wall / base_rows), "≤ 4")]
    lines.append((peer_name, peer.wall, ours.wall, (peer.wall / peer_rows) / (ours.wall / our_rows), "≥ 20"))
    board_name, board, bare = boards.measure()
    lines.append((board_name, board.wall, bare.wall, board.wall / bare.wall, "≤ 3"))
    for list_name, page, bare_page in lists.measure():
        lines.append((list_name, page.wall, bare_page.wall, page.wall / bare_page.wall, "≤ 3"))
    county = add_county(COUNTY.code, COUNTY.name)
    import_examples(county, sorted(Path("examples/county").glob("*.xlsx")))
    report_name, report, plain = documents.measure(county)
    lines.append((report_name, report.wall, plain.wall, report.wall / plain.wall, "≤ 1.5"))
    table = Table("measure", "seconds", "baseline, seconds", "ratio", "bound", "holds")
    held = True
    for name, first, second, ratio, bound in lines:
        limit = float(bound.split()[1])
        holds = ratio <= limit if bound.startswith("≤") else ratio >= limit
        held = held and holds
        table.add_row(name, f"{first:.3f}", f"{second:.3f}", f"{ratio:.2f}", bound, "yes" if holds else "NO")
    Console(width=140).print(table)
    return 0 if held else 1


if __name__ == "__main__":
    try:
        code = main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
