"""命令行: a command as somebody types it, run in this process.

As ``kezhang`` does: of all commands the one that is named is built. Building every one of them takes longer than most
of them run.
"""

from collections.abc import Sequence
from typing import Any

from typer.testing import CliRunner, Result

from kezhang.cli.main import application


def invoked(words: Sequence[str], **given: Any) -> Result:
    """What a command line of these words says, writes and ends with."""
    return CliRunner().invoke(application(words[0]), list(words), **given)
