"""审定: what the liaison above decided on a returned figure or list; the last decision counts."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from kezhang.seals.sealed import SealedForGood

PERSON = settings.AUTH_USER_MODEL


class Decision(SealedForGood):
    """审定: accepted, or returned with a note."""

    is_accepted = models.BooleanField("接收")
    note = models.TextField("意见", blank=True)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("审定人", max_length=60)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        abstract = True


class FigureDecision(Decision):
    """数字审定."""

    figure = models.ForeignKey("ReturnedFigure", on_delete=models.PROTECT, related_name="decisions")

    sealed_in = "figure.version.answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "审定"
        ordering: ClassVar = ["figure", "pk"]


class TableDecision(Decision):
    """清单审定."""

    table = models.ForeignKey("ReturnedTable", on_delete=models.PROTECT, related_name="decisions")

    sealed_in = "table.version.answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "清单审定"
        ordering: ClassVar = ["table", "pk"]


class DecidedOn(models.Model):
    """What is decided on: it has ``decisions``, and where it repeats an accepted one, that one as ``carried``."""

    decisions: Any
    carried: Any

    class Meta:
        abstract = True

    @property
    def decided(self) -> Any:
        """The last decision on it; one that is carried over keeps that of the one it repeats."""
        own = max(self.decisions.all(), key=lambda decision: decision.pk, default=None)
        return own or (self.carried.decided if self.carried else None)

    @property
    def is_accepted(self) -> bool:
        decided = self.decided
        return decided is not None and decided.is_accepted
