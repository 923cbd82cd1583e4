"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kezhang.jobs"
    verbose_name = "后台任务"
