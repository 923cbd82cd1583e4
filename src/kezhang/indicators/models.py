"""自有指标 as they are stored; what they measure is worked out by ``own_indicators``."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed


class OwnIndicator(Sealed):
    """自有指标: a count or a sum that a bureau has set over a ledger, for itself and everything below it; never deleted."""

    org = models.ForeignKey(Org, verbose_name="设置单位", on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    label = models.CharField("指标名称", max_length=30)
    column = models.CharField("相加的列", max_length=60, blank=True)  # "" counts the records
    conditions = models.JSONField("条件", default=list)  # column, sign, value as typed
    unit = models.CharField("计量单位", max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField("设置时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "自有指标"
        verbose_name_plural = "自有指标"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def slug(self) -> str:
        """In addresses and frozen reports."""
        return f"own-{self.pk}"
