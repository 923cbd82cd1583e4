"""The indicators app: the indicators that bureaus have set themselves."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "kezhang.indicators"
    verbose_name = "指标"
