"""重述: an accepted figure worked out once more by a definition or a division that changed since; it stands beside the
figure, which stays as it was returned.
"""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from kezhang.collection.models.returns import ReturnedFigure
from kezhang.seals.sealed import SealedForGood


class Restatement(SealedForGood):
    """重述: what the same records, known as then, come to by the definition of now; neither ranked nor summed."""

    figure = models.ForeignKey(ReturnedFigure, on_delete=models.PROTECT, related_name="restatements")
    #: An exact decimal in the base unit; empty is unknown.
    value = models.CharField("重述值", max_length=60, blank=True)
    definition = models.JSONField("定义", default=dict)
    evidence = models.JSONField("依据", default=dict)
    reason = models.TextField("依据和原因")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("经办人", max_length=60)
    at = models.DateTimeField("时间", default=timezone.now)

    sealed_in = "figure.version.answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "重述"
        ordering: ClassVar = ["figure", "pk"]

    def __str__(self) -> str:
        written = self.figure.measured.unit.write(Decimal(self.value)) if self.value else "待核"
        return f"重述为{written}（{self.reason}）"
