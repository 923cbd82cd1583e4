"""``make bench-reading``: how right, how quick and how steady the reader of reports is, beside number-only peers.

The one rule: the text is our own (the sentences of ``reading/cases``); annotated texts of a folder beside the
repository are scored where they are there, and nothing fails where they, or a peer, are not.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.clock import timed
from bench.reading import workers
from bench.reading.made_texts import cases, prose, report
from kezhang.reading.findings import Source
from kezhang.reading.reader import read

#: Where the annotated texts lie, unless told otherwise.
FOLDER = os.environ.get("KEZHANG_READING_FOLDER", "../shared/reading")
SETS = (("seed", ["seed.jsonl"]), ("dev", ["dev.jsonl", "dev_real.jsonl"]))
SHOWN = ("span F1", "role", "metric", "period", "org", "link F1", "right", "n")
LENGTH, SHORT, LONG = 400_000, 40_000, 4_000_000
#: Peers are slow; they read this much.
PEER_LENGTH = 40_000
DOCUMENTS, AT_EACH_END = 1_000, 100
HOSTILE = ("(", "第", "1,", "从", "一", "\n", " ", "\n ", "|")
HOSTILE_LENGTH = 2_000_000
LINEAR, STEADY = 1.5, 1.05

Found = list[tuple[int, int, Decimal]]
Peer = Callable[[str], Found]


def scores(folder: Path, console: Console) -> None:
    """Of the annotated texts, by their own scorer."""
    scorer = folder / "score.py"
    if not scorer.exists():
        console.print(f"no annotated texts in {folder}: not scored")
        return
    table = Table("texts", *SHOWN)
    command = f"{Path(sys.executable).with_name('kezhang')} read --json"
    for name, parts in SETS:
        gold = [str(folder / part) for part in parts if (folder / part).exists()]
        if not gold:
            console.print(f"{name}: none of {', '.join(parts)} there, not scored")
            continue
        done = subprocess.run(
            [sys.executable, str(scorer), *gold, "--json", "--run", command],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            console.print(f"{name}: {done.stderr[-300:]}")
            continue
        told = json.loads(done.stdout.splitlines()[0])
        table.add_row(name, *(f"{told[key]:.1f}" if key != "n" else str(told[key]) for key in SHOWN))
    console.print(table)


def ours(text: str) -> Found:
    return [(f.start, f.end, f.value) for f in read(Source("a", text), ()).findings if f.value is not None]


def peers() -> Iterator[tuple[str, Peer | str]]:
    """Each peer, or why it is not there. They find numbers; none tells what a number means."""
    try:
        from recognizers_number import Culture, NumberRecognizer

        model = NumberRecognizer(Culture.Chinese).get_number_model()
        yield "Microsoft Recognizers-Text, numbers", lambda text: _microsoft(model, text)
    except Exception as fault:
        yield "Microsoft Recognizers-Text, numbers", f"not there: {fault!r}"
    try:
        from jionlp.algorithm.ner.money_extractor import MoneyExtractor

        extractor = MoneyExtractor()
        extractor("1万元", with_parsing=True)
        yield "jionlp, money", lambda text: _jionlp(extractor, text)
    except Exception as fault:
        yield "jionlp, money", f"not there: {fault!r}"


def _microsoft(model: Any, text: str) -> Found:
    found = [(each.start, each.end + 1, _decimal(each.resolution["value"])) for each in model.parse(text)]
    return [(start, end, value) for start, end, value in found if value is not None]


def _jionlp(extractor: Any, text: str) -> Found:
    found = [(*each["offset"], _decimal(each["detail"]["num"])) for each in extractor(text, with_parsing=True)]
    return [(start, end, value) for start, end, value in found if value is not None]


def _decimal(said: Any) -> Decimal | None:
    try:
        return Decimal(str(said[0] if isinstance(said, list) else said))
    except (InvalidOperation, IndexError):
        return None


def values(peer: Peer) -> tuple[float, float]:
    """Precision and recall over the cases: a value is right when it is equal and overlaps the words it stands in."""
    right = found_all = said_all = 0
    for case in cases():
        said, place = [], 0
        for each in case["findings"]:
            place = case["text"].index(each["text"], place)
            if "value" in each:
                said.append((place, place + len(each["text"]), Decimal(each["value"])))
            place += len(each["text"])
        found = peer(case["text"])
        right += sum(any(a < d and c < b and v == w for c, d, w in found) for a, b, v in said)
        found_all, said_all = found_all + len(found), said_all + len(said)
    return 100 * right / max(1, found_all), 100 * right / said_all


def _speed(reader: Peer, text: str) -> float:
    """Characters a second of one core: the median of five, after a warm-up."""
    reader(text[:PEER_LENGTH])
    return len(text) / statistics.median(timed(lambda: reader(text)).cpu for _ in range(5))


def speeds(console: Console) -> None:
    """Characters a second of one core's time, the median of five after a warm-up, and the values found right."""
    table = Table(
        "reader", "characters", "characters/s of one core", "ours is quicker by", "values: precision", "recall"
    )
    text, dense = report(LENGTH), prose(LENGTH)
    own = _speed(ours, text)
    table.add_row("kezhang, all fields", f"{LENGTH:,}", f"{own:,.0f}", "", *(f"{each:.1f}" for each in values(ours)))
    crowded = _speed(ours, dense)
    table.add_row("kezhang, a number in every clause", f"{LENGTH:,}", f"{crowded:,.0f}", "", "", "")
    for name, peer in peers():
        if isinstance(peer, str):
            console.print(f"{name}: {peer}")
            continue
        speed = _speed(peer, text[:PEER_LENGTH])
        told = [f"{each:.1f}" for each in values(peer)]
        table.add_row(name, f"{PEER_LENGTH:,}", f"{speed:,.0f}", f"{own / speed:.1f} ×", *told)
    console.print(table)


def steadiness(console: Console) -> bool:
    """Time for each character in a short and a long text, and memory over a thousand documents."""
    table = Table("measure", "small", "large", "ratio", "bound", "holds")
    held = True

    def line(name: str, small: float, large: float, bound: float, unit: str) -> None:
        nonlocal held
        held = held and large / small <= bound
        ratio = f"{large / small:.2f}"
        told = "yes" if large / small <= bound else "NO"
        table.add_row(name, f"{small:.2f} {unit}", f"{large:.2f} {unit}", ratio, f"≤ {bound}", told)

    sizes = _resident()  # first, while no long text has left the process large
    if sizes is None:
        console.print("resident memory: not told by this system")
    else:
        line(f"memory over {DOCUMENTS:,} documents, first and last {AT_EACH_END}", *sizes, STEADY, "MB")
    small, large = prose(SHORT), prose(LONG)
    first = statistics.median(timed(lambda: ours(small)).cpu for _ in range(5))
    line(f"{SHORT:,} and {LONG:,} characters", first / SHORT * 1e6, timed(lambda: ours(large)).cpu / LONG * 1e6, LINEAR, "µs/character")  # fmt: skip
    for piece in HOSTILE:
        text = piece * (HOSTILE_LENGTH // len(piece))
        tenth = text[: HOSTILE_LENGTH // 10]
        small_time, large_time = timed(lambda: ours(tenth)).cpu, timed(lambda: ours(text)).cpu  # noqa: B023
        line(f"{len(text):,} characters of “{piece}” and a tenth", small_time * 1e6 / len(tenth), large_time * 1e6 / len(text), LINEAR, "µs/character")  # fmt: skip
    console.print(table)
    return held


def _resident() -> tuple[float, float] | None:
    """Megabytes held while the first and the last hundred of a thousand documents were read."""
    told = Path("/proc/self/statm")
    if not told.exists():
        return None
    sizes = []
    for number in range(DOCUMENTS):
        ours(prose(3_000, seed=number))
        sizes.append(int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
    return statistics.mean(sizes[:AT_EACH_END]), statistics.mean(sizes[-AT_EACH_END:])


def clusters(console: Console) -> bool:
    """What a worker of a cluster reads, beside a process of the pool of this machine."""
    pool, cluster = workers.measure()
    table = Table("read by", "documents/s of each worker", "ratio", "bound", "holds")
    held = cluster / pool >= workers.AT_LEAST
    table.add_row("the pool of this machine", f"{pool:.1f}", "", "", "")
    told = "yes" if held else "NO"
    table.add_row(
        "a Dask cluster of two workers", f"{cluster:.1f}", f"{cluster / pool:.2f}", f"≥ {workers.AT_LEAST}", told
    )
    console.print(table)
    return held


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(FOLDER), help="where annotated texts and score.py lie")
    options.add_argument("--only", choices=("scores", "speed", "steadiness", "cluster"), help="one part of it")
    chosen = options.parse_args()
    console = Console(width=140)
    began, held = time.perf_counter(), True
    if chosen.only in {None, "scores"}:
        scores(chosen.folder, console)
    if chosen.only in {None, "steadiness"}:  # before the peers, whose libraries take memory of their own
        held = steadiness(console)
    if chosen.only in {None, "speed"}:
        speeds(console)
    if chosen.only in {None, "cluster"}:
        held = clusters(console) and held
    console.print(f"{time.perf_counter() - began:.0f} s")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
