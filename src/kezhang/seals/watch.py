"""值守: what a worker sees to between two jobs: that the logs are anchored in time, and that the clock has not jumped."""

import logging
import time
from datetime import UTC, datetime

from django.conf import settings

from kezhang.seals import anchors, register
from kezhang.seals.stamping import time_stamps

_log = logging.getLogger(__name__)
#: Seconds between two looks, and by how many a clock may be put right without being told.
PAUSE, TOLERATED = 30.0, 60.0


class Watch:
    """Of one worker."""

    def __init__(self) -> None:
        self.next = 0.0
        self.offset = _offset()

    def look(self) -> None:
        """Cheap where it was looked a moment ago."""
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + PAUSE
        self._clock()
        anchors.write_due()
        if settings.KEZHANG_ANCHOR_MINUTES and anchors.is_due(settings.KEZHANG_ANCHOR_MINUTES):
            anchors.take("定时")
        try:
            time_stamps.stamp_due()
        except time_stamps.NotStamped as fault:
            _log.warning("%s", fault)  # tried again at the next look; an office may be without a line for days

    def _clock(self) -> None:
        """时钟跳变: wall time has moved otherwise than time has passed; a machine that slept shows it too."""
        now = _offset()
        if abs(now - self.offset) > TOLERATED:
            moved = datetime.now(UTC)
            before = datetime.fromtimestamp(moved.timestamp() - (now - self.offset), UTC)
            register.add(register.NOWHERE, [register.clock(before, moved)])
        self.offset = now


def _offset() -> float:
    return time.time() - time.monotonic()
