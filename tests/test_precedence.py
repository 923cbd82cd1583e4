"""Who steps back on the processor: the jobs for the pages, the open pages apart for the bureau's."""

import subprocess
import sys
from pathlib import Path

import pytest

from kezhang.cli import installation

TOLD = """
import os
from pathlib import Path
from kezhang.precedence import step_back
group = Path("/proc/self/autogroup")
before = group.read_text() if group.exists() else ""
step_back(7)
after = group.read_text() if group.exists() else ""
print(os.nice(0), before.split()[1:], after.split()[1:])
"""


def told(*, own_session: bool) -> str:
    return subprocess.run(
        [sys.executable, "-c", TOLD], capture_output=True, text=True, check=True, start_new_session=own_session
    ).stdout.strip()


def test_who_leads_a_session_steps_back_with_it_and_leaves_that_of_others_alone():
    by_session = Path("/proc/self/autogroup").exists()
    assert told(own_session=True) == f"7 {['nice', '0'] if by_session else []} {['nice', '7'] if by_session else []}"
    nice, before, after = told(own_session=False).partition(" ")
    assert nice == "7"
    first, last = after.split("] [") if "] [" in after else (before, before)
    assert first.strip("[]") == last.strip("[]")


@pytest.mark.parametrize("is_open_only", [False, True], ids=["whole", "open only"])
def test_the_open_pages_apart_step_back_and_the_whole_site_does_not(monkeypatch, settings, is_open_only):
    back: list[int] = []
    monkeypatch.setattr(installation, "step_back", back.append)
    monkeypatch.setenv("KEZHANG_OPEN_ONLY", "")
    settings.ROOT_URLCONF = settings.ROOT_URLCONF  # what serving sets is set back
    installation._serving(is_secure=False, is_open_only=is_open_only)
    assert bool(back) is is_open_only
