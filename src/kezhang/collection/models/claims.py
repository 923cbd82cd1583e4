"""归属: of a firm, certificate or group that several bureaus count, by which one it is counted; decided by the bureau above."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.seals.sealed import SealedForGood


class Claim(SealedForGood):
    """归属: a decision for one body, indicator and year. The newest counts; one that names nobody takes the last back.

    The figures of the others stay as they are and say so.
    """

    org = models.ForeignKey(Org, verbose_name="决定单位", on_delete=models.PROTECT, related_name="claims")
    indicator = models.CharField("指标", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    #: By what the body is known: its code, else its name; as the indicator tells bodies apart.
    identity = models.CharField("主体", max_length=200)
    name = models.CharField("名称", max_length=200)
    counted_by = models.ForeignKey(
        Org, verbose_name="计入单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The codes of the bureaus that had it when this was decided.
    found_at = models.JSONField("涉及单位", default=list)
    reason = models.TextField("依据和原因")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("经办人", max_length=60)
    at = models.DateTimeField("时间", default=timezone.now)

    sealed_in = "org_id"

    class Meta:
        verbose_name = verbose_name_plural = "归属"
        ordering: ClassVar = ["org", "indicator", "year", "pk"]
        indexes: ClassVar = [models.Index(fields=["indicator", "year", "identity"], name="claim_of_body")]

    def __str__(self) -> str:
        return f"“{self.name}”归{self.counted_by.name}计" if self.counted_by else f"“{self.name}”的归属已撤销"
