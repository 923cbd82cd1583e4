"""The submissions app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "kezhang.submissions"
    verbose_name = "表单和来件"
