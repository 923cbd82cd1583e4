"""The intake app: other people's reports, and what became of their figures."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kezhang.intake"
    verbose_name = "读报告"

    def ready(self) -> None:
        from kezhang.intake.promise_registration import prepare
        from kezhang.reports.workflow import issuing

        issuing.connect(prepare, dispatch_uid="promises")
