"""The web app: what all pages share. It stands on top of everything, so it has the catalogue judged at start-up."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kezhang.web"
    verbose_name = "网站"

    def ready(self) -> None:
        from django.core.checks import register
        from django.db.backends.signals import connection_created

        from kezhang.web.database import prepare_connection
        from kezhang.web.start_up import TAG, judge

        register(judge, TAG)
        connection_created.connect(prepare_connection)
