"""The orgs app: bureaus and their people."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "kezhang.orgs"
    verbose_name = "单位与人员"
