"""The edge app."""

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "kezhang.submissions.edge"
    verbose_name = "边库"
