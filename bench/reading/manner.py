"""``python -m bench.reading.manner FOLDER``: learn from unannotated reports how a plan sounds and how a report does.

A report is cut where it first looks ahead; what stands before was done, what follows is planned. To them come our
own ``summaries.txt`` and ``plans.txt``, in the manner of small bureaus. The weights go to the lexicons of the reader;
the same texts give the same file.
"""

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kezhang.reading.discourse.moods import manner, sentences
from kezhang.reading.discourse.outline import outline
from kezhang.reading.quantities.normalisation import clean

HERE = Path(__file__).parent
WEIGHTS = HERE.parent.parent / "src" / "kezhang" / "reading" / "lexicons" / "manner.tsv"
#: Kept apart, so that the reader can be measured on texts it never learned from.
KEPT_APART = frozenset(
    [*(f"county-{name}" for name in ("003-2021", "017-2013", "027-2023", "030-2010", "058-2013", "085-2021")),
     *(f"county-{name}" for name in ("111-2020", "134-2025", "150-2024", "159-2024")),
     "province-河南省-2026", "province-青海省-2026"]
)  # fmt: skip
_NOTES = re.compile(
    r"\n\s*(?:名词解释|注释|名词注释|有关用语说明|附件|附录|《?政府工作报告》?(?:中)?(?:有关|相关|部分)?名词)"
)
LONGEST, SEEN_IN, KEPT = 4, 5, 6_000
#: Own texts are few and the nearest to what is read: each of their sentences counts as so many.
OWN_COUNTS = 3
ROUNDS, STEP, DECAY = 12, 0.2, 3.3

Labelled = tuple[str, int]  # a sentence's manner, and whether it plans


def labelled(folder: Path) -> Iterator[Labelled]:
    """Sentences of the folder's reports that could be cut, then our own."""
    for file in sorted(folder.glob("*.txt")):
        if file.stem not in KEPT_APART:
            yield from _cut(clean(file.read_text(encoding="utf-8")).text)
    for name, plans in (("summaries", 0), ("plans", 1)):
        text = clean((HERE / f"{name}.txt").read_text(encoding="utf-8")).text
        for start, end in sentences(text):
            yield from [(manner(text[start:end]), plans)] * OWN_COUNTS


def _cut(text: str) -> Iterator[Labelled]:
    """The sentences of one report by the kind of the part they stand in, if it has both kinds."""
    parts = outline(text)
    ahead = next((p.start for p in parts.parts if p.kind == "plan" and p.level < 2), None)
    if ahead is None or not 0.12 < ahead / len(text) < 0.8:
        return
    notes = _NOTES.search(text, ahead)
    for start, end in sentences(text[: notes.start() if notes else len(text)]):
        yield manner(text[start:end]), int(start >= ahead)


def stretches(sentence: str) -> set[str]:
    return {
        sentence[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(sentence) - length + 1)
    }


def chosen(told: list[tuple[set[str], int]]) -> list[str]:
    """The stretches that tell the two kinds apart best, by chi²."""
    plans = sum(kind for _, kind in told)
    reports = len(told) - plans
    in_all = Counter(stretch for found, _ in told for stretch in found)
    in_plans = Counter(stretch for found, kind in told if kind for stretch in found)

    def telling(stretch: str) -> float:
        both, ahead = in_all[stretch], in_plans[stretch]
        expected = both * plans / len(told)
        return (ahead - expected) ** 2 / expected + (both - ahead - both + expected) ** 2 / (both * reports / len(told))

    frequent = [stretch for stretch, count in in_all.items() if count >= SEEN_IN]
    return sorted(sorted(frequent, key=lambda stretch: (-telling(stretch), stretch))[:KEPT])


def learned(told: list[tuple[set[str], int]], kept: list[str]) -> tuple[list[float], float]:
    """Logistic regression by steps that grow shorter where much was learned; the order is that of the texts, dealt out."""
    place = {stretch: index for index, stretch in enumerate(kept)}
    rows = [(sorted(place[s] for s in found if s in place), kind) for found, kind in told]
    seen = Counter(index for row, _ in rows for index in row)
    decay = [DECAY / seen[index] for index in range(len(kept))]
    weights, moved, bias = [0.0] * len(kept), [1.0] * len(kept), 0.0
    stride = next(s for s in range(7919, 8100) if math.gcd(s, len(rows)) == 1)
    for turn in range(ROUNDS):
        at = turn
        for _ in range(len(rows)):
            at = (at + stride) % len(rows)
            row, kind = rows[at]
            score = bias + sum(weights[index] for index in row)
            error = kind - 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            bias += STEP * 0.01 * error
            for index in row:
                slope = error - decay[index] * weights[index]
                moved[index] += slope * slope
                weights[index] += STEP * slope / math.sqrt(moved[index])
    return weights, bias


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="unannotated reports, one .txt each")
    folder = options.parse_args().folder
    if not folder.is_dir():
        print(f"no folder {folder}: the weights stay as they are", file=sys.stderr)
        return 2
    told = [(stretches(sentence), kind) for sentence, kind in labelled(folder)]
    kept = chosen(told)
    weights, bias = learned(told, kept)
    lines = [
        "# How a plan sounds (above zero) and how a report does, in hundredths: made by bench/reading/manner.py, not by hand."
    ]
    lines.append(f"\t{round(bias * 100)}")
    lines += [
        f"{stretch}\t{round(weight * 100)}"
        for stretch, weight in zip(kept, weights, strict=True)
        if abs(weight) >= 0.03
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(told)} sentences, {len(lines) - 2} stretches")
    return 0


if __name__ == "__main__":
    sys.exit(main())
