"""The targets app: what a bureau must reach."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "kezhang.targets"
    verbose_name = "任务"
