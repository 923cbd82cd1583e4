"""当地时间: a moment as people read it. What the database keeps is UTC, eight hours behind the clock on the wall."""

from datetime import datetime

from django.utils import timezone


def moment_text(at: datetime) -> str:
    """Date and minute: 2024-07-01 01:00."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def day_text(at: datetime) -> str:
    """The day alone: 2024-07-01."""
    return f"{timezone.localtime(at):%Y-%m-%d}"


def aware(at: datetime) -> datetime:
    """A moment as typed; without a zone it is of the clock on the wall."""
    return timezone.make_aware(at) if timezone.is_naive(at) else at
