"""The plug-in as Django knows it."""

from django.apps import AppConfig


class TechnologyDeputiesConfig(AppConfig):
    name = "technology_deputies"
    verbose_name = "科技副总"
    default_auto_field = "django.db.models.BigAutoField"
