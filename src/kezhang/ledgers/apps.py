"""The ledgers app. It hands the list of ledgers to the start-up checks."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "kezhang.ledgers"
    verbose_name = "台账"

    def ready(self) -> None:
        from kezhang.ledgers.models import LEDGERS
        from kezhang.records.declaration.startup_checks import check_at_start_up

        check_at_start_up(LEDGERS)
