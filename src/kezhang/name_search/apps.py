"""The app of the index of names."""

from django.apps import AppConfig


class NameSearchConfig(AppConfig):
    name = "kezhang.name_search"
    verbose_name = "名称索引"
