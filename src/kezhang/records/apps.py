"""The records app: changes, batches and evidence files."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kezhang.records"
    verbose_name = "记录"
