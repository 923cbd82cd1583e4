"""``make bench``: every figure with its bound, times as ratios. Exits 1 when one is beyond it.

``python -m bench proofreading`` runs the edits of reports alone, ``python -m bench past`` the figures of the past, ``python -m bench pages`` the pages,
``python -m bench matrix`` the matrix of a province (PostgreSQL).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="kezhang-bench-")
os.environ["KEZHANG_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import boards, documents, imports, lists, matrix, pages, past, proofreading  # noqa: E402
from bench.clock import Timed  # noqa: E402
from kezhang.cli.demo import EXAMPLES, import_examples  # noqa: E402
from kezhang.orgs.divisions import add_county  # noqa: E402
from kezhang.orgs.models import Org  # noqa: E402
from kezhang.reports.frozen import freezing  # noqa: E402
from kezhang.reports.templating.parsing import TemplateText  # noqa: E402

Line = tuple[str, float, float, float, str]
CONSOLE = Console(width=170)


def main(chosen: list[str]) -> int:
    """All of it, or with ``proofreading`` or ``past`` that alone."""
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the peer's tables point to ours, so ours come first
    if chosen[:1] == ["past"]:
        return 0 if _print([_ratio(*measured, "≤ 3") for measured in past.measure(*map(int, chosen[1:]))]) else 1
    if chosen[:1] == ["matrix"]:
        return 0 if _print([_ratio(*measured, "≤ 3") for measured in matrix.measure(*map(int, chosen[1:]))]) else 1
    if chosen[:1] == ["pages"]:
        return 0 if _print([_ratio(*measured, "≤ 2") for measured in pages.measure()]) else 1
    lines: list[Line] = [] if chosen == ["proofreading"] else list(_machinery())
    county, district = (_example(example.code, example.name, example.folder) for example in EXAMPLES)
    if not chosen:
        lines += [_ratio(*measured) for measured in documents.measure(county)]
    reports = [
        freezing.half_year(org, example.as_of, None, TemplateText.shipped(example.template))
        for org, example in zip((county, district), EXAMPLES, strict=True)
    ]
    name, mine, bare = proofreading.timing(reports[0])
    lines.append((name, mine.wall, bare.wall, mine.wall / bare.wall, f"s ≤ {proofreading.SECONDS}"))
    held = _print(lines)
    worded = _print_words(proofreading.score_words(reports))
    scored = _print_scores(list(proofreading.measure(reports)))
    apart = chosen or _apart("past", "pages")
    return 0 if scored and worded and held and apart else 1


def _machinery() -> Iterator[Line]:
    for (name, first, second, rows, other_rows), bound in zip(imports.measure(), ("≤ 4", "≥ 20", "≤ 2"), strict=True):
        yield name, first.wall, second.wall, (first.wall / rows) / (second.wall / other_rows), bound
    yield _ratio(*boards.measure(), "≤ 3")
    for measured in lists.measure():
        yield _ratio(*measured, "≤ 3")


def _apart(*names: str) -> bool:
    """Each in a process and a database of its own: its bound is for the records it makes, not for what others leave beside them."""
    codes = [subprocess.run([sys.executable, "-m", "bench", name], check=False).returncode for name in names]
    return not any(codes)


def _ratio(name: str, first: Timed, second: Timed, bound: str) -> Line:
    return name, first.wall, second.wall, first.wall / second.wall, bound


def _example(code: str, name: str, folder: str) -> Org:
    org = add_county(code, name)
    import_examples(org, sorted(Path("examples", folder).glob("*.xlsx")))
    return org


def _print(lines: list[Line]) -> bool:
    table = Table("measure", "seconds", "baseline, seconds", "ratio", "bound", "holds")
    held = True
    for name, first, second, ratio, bound in lines:
        limit, value = float(bound.split()[-1]), first if bound.startswith("s") else ratio
        holds = value >= limit if "≥" in bound else value <= limit
        held = held and holds
        table.add_row(name, f"{first:.3f}", f"{second:.3f}", f"{ratio:.2f}", bound, "yes" if holds else "NO")
    CONSOLE.print(table)
    return held


def _print_scores(scores: list[proofreading.Score]) -> bool:
    table = Table(
        "report", "marks", "edits", "altered: reported", "mapped: wrong", "unaltered: false alarms", "written: listed",
        "holds", title=f"hand edits, wrong ≤ {proofreading.WRONG:.1%}, false alarms ≤ {proofreading.FALSE:.0%}",
    )  # fmt: skip
    for s in scores:
        table.add_row(
            s.report, s.marks, str(s.edits.total()), f"{s.altered}: {s.reported}", f"{s.mapped}: {s.wrong}",
            f"{s.unaltered}: {s.alarms}", f"{s.written}: {s.listed}", "yes" if s.holds else "NO",
        )  # fmt: skip
    CONSOLE.print(table)
    CONSOLE.print("edits of each:", ", ".join(f"{kind} {times}" for kind, times in sorted(scores[0].edits.items())))
    return all(s.holds for s in scores)


def _print_words(scores: list[proofreading.WordScore]) -> bool:
    table = Table("kind", "edits", "told", "noticed", "missed", title="edits that leave every digit in place")
    for s in scores:
        missed = "" if s.kind == proofreading.SAME else "；".join(dict.fromkeys(s.missed))
        table.add_row(s.kind, str(s.edits), str(s.told), str(s.noticed), missed)
    CONSOLE.print(table)
    by_kind = {s.kind: s for s in scores}
    kept, other, same = (by_kind.pop(name) for name in (proofreading.KEPT, proofreading.OTHERS, proofreading.SAME))
    CONSOLE.print(f"other things named: {other.told} told and {other.noticed} noticed of {other.edits}")
    listed, told = (sum(getattr(s, name) for s in by_kind.values()) for name in ("edits", "told"))
    untouched, alarms = (sum(getattr(s, name) for s in scores) for name in ("untouched", "alarms"))
    shares = (
        ("listed kinds told", told, listed, told >= proofreading.FOUND * listed),
        ("kept back: told", kept.told, kept.edits, kept.told >= proofreading.FOUND_KEPT * kept.edits),
        ("reworded: called changed", same.told, same.edits, same.told <= proofreading.CALLED * same.edits),
        ("reworded: noticed", same.noticed, same.edits, same.noticed <= proofreading.NOTICED * same.edits),
        ("untouched: told", alarms, untouched, alarms <= proofreading.UNTOUCHED * untouched),
    )
    for name, part, whole, holds in shares:
        CONSOLE.print(f"{name}: {part} of {whole}", "holds" if holds else "DOES NOT HOLD")
    return all(holds for *_, holds in shares)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
