"""Real processes: a site, its worker killed in the middle of imports, and what the next worker makes of it."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]


def test_an_import_whose_worker_is_killed_is_whole_or_not_there_and_told():
    words = [sys.executable, "-m", "bench.beside", "--rows", "1600", "--killed", "2"]
    seen = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "half-applied or not told: 0; faults of the log: 0" in seen.stdout


@pytest.mark.parametrize("kind", ["check", "measure"])
def test_what_is_measured_or_checked_when_the_worker_is_killed_is_begun_anew_or_told_and_never_half_made(kind):
    words = [sys.executable, "-m", "bench.beside", "--kind", kind, "--rows", "400", "--killed", "2"]
    seen = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "half-applied or not told: 0; found by the doctor: 0" in seen.stdout
