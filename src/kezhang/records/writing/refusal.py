"""不予写入: why a write did not happen, as a value with every reason in it."""

from collections.abc import Sequence

from kezhang.records.declaration.rules import Problem


class Refused(Exception):
    """The write did not happen. ``problems`` says why, for a person to mend."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("；".join(f"{p.label}：{p.says}" for p in problems[:5]))
        self.problems = tuple(problems)


class AlreadyDone(Refused):
    """What was asked for has been done before; nothing was written, and nothing has to be mended."""
