"""Real processes: a site that is killed takes its web processes and its worker with it, at whatever moment."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes where Linux lists them"),
]
#: Seconds for a site to come up, and for what it leaves to end; both on a machine with much else to do.
UP, GONE = 120, 60


@pytest.fixture
def site(tmp_path):
    """``kezhang serve`` on an SQLite home of its own; nothing of it outlives the test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "KEZHANG_OPEN_ONLY"}}
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kezhang", "serve", "--port", str(port)], stdout=log, stderr=log, start_new_session=True,
            env=given | {"KEZHANG_HOME": str(tmp_path)},
        )  # fmt: skip
        family: set[int] = set()
        try:
            yield process, family, port
        finally:
            process.kill()
            process.wait()
            for each in family:
                if _lives(each):
                    os.kill(each, signal.SIGKILL)


def test_a_site_killed_while_its_worker_comes_up_leaves_nothing_running(site):
    process, family, _ = site
    _until(lambda: len(_children(process.pid, family)) == 2, UP)
    process.kill()
    process.wait()
    _until(lambda: not any(map(_lives, family)), GONE)


def test_a_site_killed_at_rest_leaves_nothing_running_and_its_port_to_the_next(site):
    process, family, port = site
    _until(lambda: _answers(port) and len(_children(process.pid, family)) == 2, UP)
    process.kill()
    process.wait()
    _until(lambda: not any(map(_lives, family)), GONE)
    with socket.create_server(("127.0.0.1", port)):
        pass


def _children(pid: int, family: set[int]) -> set[int]:
    """Those it has now; they are kept in ``family``, for what has lost its parent is nobody's child."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        family.update(map(int, (thread / "children").read_text().split()))
    return family


def _lives(pid: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
