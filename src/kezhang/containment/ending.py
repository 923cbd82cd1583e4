"""结束: a process with all that it has started, ended as one group and waited for."""

import os
import signal
import subprocess
import sys
from typing import Any

#: How a process is started so that it and its children can be ended together, without a window.
APART: dict[str, Any]
if sys.platform == "win32":
    APART = {"creationflags": subprocess.CREATE_NO_WINDOW}
else:
    APART = {"start_new_session": True}


def end(started: subprocess.Popen) -> None:
    """End it and its group if it still runs; on Windows its job ends what it has started."""
    if started.poll() is None:
        if sys.platform == "win32":
            started.kill()
        else:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
