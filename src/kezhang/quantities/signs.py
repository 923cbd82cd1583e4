"""标记: an outcome with a code for programs, a sign and a word for people.

No outcome is told by colour alone.
"""

from enum import Enum


class Signed(Enum):
    """An outcome as (code, sign, label): ``("done", "✓", "已完成")``."""

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def sign(self) -> str:
        return self.value[1]

    @property
    def label(self) -> str:
        return self.value[2]
