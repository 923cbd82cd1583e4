"""The reports app: documents and their frozen figures."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "kezhang.reports"
    verbose_name = "报告"
