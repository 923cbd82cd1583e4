"""报告印记: the number of a report in the numbers of its content controls.

A control that was copied into another document keeps its number, and so tells which report it was made in; Word
gives controls numbers of its own where two are alike, so a stamp is believed only if a report has it.
"""

import zlib

#: A control's number is below 2³¹: the stamp, then four digits for the control.
PLACES, STAMPS, FIRST = 10_000, 200_000, 10_001


def stamp_of(report: str) -> int:
    """
    >>> stamp_of("KZ-652799-2024H1-0001") == stamp_of("KZ-652799-2024H1-0002")
    False
    """
    return FIRST + zlib.crc32(report.encode()) % (STAMPS - 1)


def stamped(control: int, report: str) -> int:
    """The number of a report's control, by its place among them."""
    return stamp_of(report) * PLACES + control % PLACES


def stamp_in(number: int) -> int:
    """The stamp in a control's number; 0 where it can be none."""
    stamp = number // PLACES
    return stamp if FIRST <= stamp < FIRST + STAMPS else 0
