"""The intake app: other people's reports, and what became of their figures."""

from typing import Any

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kezhang.intake"
    verbose_name = "读报告"

    def ready(self) -> None:
        from kezhang.reports.models import issuing

        issuing.connect(_promises_of, dispatch_uid="promises")


def _promises_of(sender: object, **what: Any) -> Any:
    """The reader of texts is slow to load, and most programs issue nothing."""
    from kezhang.intake.promise_registration import prepare

    return prepare(sender, **what)
