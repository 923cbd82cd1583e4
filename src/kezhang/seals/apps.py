"""The seals app: the register of rows that are no ledger's records, and the anchors of all logs."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "kezhang.seals"
    verbose_name = "封签"
