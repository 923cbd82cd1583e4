"""The web app: what all pages share."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kezhang.web"
    verbose_name = "网站"
