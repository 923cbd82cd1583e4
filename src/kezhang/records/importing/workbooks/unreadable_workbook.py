"""读不了的工作簿: the refusal of a file that cannot be taken in at all."""

from kezhang.containment.refused_file import RefusedFile


class UnreadableWorkbook(RefusedFile):
    """The message says why, in Chinese, and what would be right."""
