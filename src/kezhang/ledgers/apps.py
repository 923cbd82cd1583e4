"""The ledgers app: records of all kinds."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "kezhang.ledgers"
    verbose_name = "台账"
