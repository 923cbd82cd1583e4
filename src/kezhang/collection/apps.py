"""The collection app: targets handed down, figures collected, ranked and published."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "kezhang.collection"
    verbose_name = "上下级"
