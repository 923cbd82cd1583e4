"""The targets app: what a bureau must reach."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "kezhang.targets"
    verbose_name = "任务"

    def ready(self) -> None:
        from kezhang.records.declaration.startup_checks import check_at_start_up
        from kezhang.targets.models import TARGETS

        check_at_start_up([TARGETS])
