"""Two hundred seeded faults at writers of one bureau; prints how much was lost, doubled, left half done or left unclear.

    python -m bench.faults [--count 200] [--seed 1]

A writer is a process that saves a record and then says so on its output. It is killed, finds the disk full between a
file and its row, finds the folder read-only, loses its connection, or finds the database taken away, at a moment that
the seed decides. Lost is what was said to be saved and is not there; doubled is what is there twice; half done is what
the examination names; unclear is a fault that is told by no sentence.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WRITER = "bench.faults.writer"
KINDS = ("kill", "kill", "kill", "full", "read-only", "connection", "locked")


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="kezhang-faults-") as folder:
        home = Path(folder) / "home"
        if run(home, "prepare").returncode:
            return 2
        result = faults(home, told.count, random.Random(told.seed))
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 1 if any(result[name] for name in ("lost", "doubled", "half", "unclear")) else 0


def faults(home: Path, count: int, chance: random.Random) -> dict:
    kinds: Counter[str] = Counter()
    said: list[str] = []
    unclear: list[str] = []
    for number in range(count):
        kind = chance.choice(KINDS)
        kinds[kind] += 1
        writer = subprocess.Popen(
            [sys.executable, "-m", WRITER, "write", str(number), kind], env=environment(home), cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "begun"
        if kind == "kill":
            time.sleep(chance.uniform(0.0, 0.25))
            writer.send_signal(signal.SIGKILL)
        out, err = writer.communicate(timeout=120)
        said += [line for line in out.splitlines() if line.startswith("saved ")]
        told = [line for line in out.splitlines() if line.startswith("refused ")]
        if kind != "kill" and (writer.returncode or not told or "Traceback" in err):
            unclear.append(f"{number} {kind}: {(err or out)[-300:]}")
    looked = run(home, "look", *[line.removeprefix("saved ") for line in said])
    found = json.loads(looked.stdout)
    return {"faults": count, "kinds": dict(kinds), "saved": len(said), "lost": found["lost"], "doubled": found["doubled"],
            "half": found["half"], "unclear": unclear}  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"KEZHANG_HOME": str(home), "PYTHONPATH": str(ROOT)}


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", WRITER, *words],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
