"""The app of kept forms."""

from django.apps import AppConfig


class FormDraftsConfig(AppConfig):
    name = "kezhang.form_drafts"
    verbose_name = "表单暂存"
