"""Four people at the same records at the same moment, as threads; as processes of their own ``make trials`` has them.

Each scene is raced once, on a database of its own: a file on SQLite, a database beside the test's on PostgreSQL.
``make bench-races`` races each twenty times; KEZHANG_RACES says how often it is here.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).parent.parent
RUNS = int(os.environ.get("KEZHANG_RACES", "1"))


def test_nothing_is_lost_nothing_is_done_twice_and_every_conflict_is_told():
    race("--threads")


def race(*how: str) -> None:
    """Every scene, of which none may lose, double or hide anything."""
    words = [sys.executable, "-m", "bench.races", "--runs", str(RUNS), "--json", *how]
    run = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.startswith("["), run.stderr[-3000:]
    scenes = {told.pop("scene"): told for told in json.loads(run.stdout)}
    clean = {"lost": 0, "double": 0, "odd": [], "doctor": []}
    assert {name: {key: told[key] for key in clean} for name, told in scenes.items()} == dict.fromkeys(scenes, clean)
    assert run.returncode == 0
    # Of four at one field one is told saved, and each run tells the three others.
    told = [scenes[name]["conflicts"] for name in ("two edits, one field", "edit and import")]
    assert told == [3 * RUNS] * 2
    assert scenes["two edits, different fields"]["conflicts"] == 0
    assert set(scenes) == {
        "two edits, one field",
        "two edits, different fields",
        "edit and import",
        "undo and edit",
        "undo twice",
        "confirm twice",
        "draft twice",
        "draft among writers",
        "issue twice",
        "number papers",
        "void and restore",
        "send twice",
        "send and close",
        "accept twice",
        "withdraw and take up",
        "publish twice",
        "hand down twice",
        "divide twice",
        "submit twice",
        "take in twice",
        "withdraw and accept",
        "last place",
        "keep on or not",
        "let go or not",
        "propose twice",
        "grade and settle",
        "sign lines",
    }
