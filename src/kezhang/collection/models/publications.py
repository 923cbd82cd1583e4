"""调度结果、加减分: ranks, scores and totals as they were published once."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from kezhang.collection.models.assignments import AmountField
from kezhang.collection.models.returns import Sent
from kezhang.collection.models.rounds import Round
from kezhang.orgs.models import Org
from kezhang.records.fields import QuantityField
from kezhang.seals.sealed import SealedForGood

PERSON = settings.AUTH_USER_MODEL


class Publication(SealedForGood):
    """结果: ranks, scores and totals of a round as they were published once; a supplement makes the next number."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField("次数")
    content = models.JSONField("结果")
    digest = models.CharField("校验值", max_length=64)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    sealed_in = "round.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "调度结果"
        ordering: ClassVar = ["round", "number"]
        constraints: ClassVar = [UniqueConstraint(fields=["round", "number"], name="publication_number")]

    def __str__(self) -> str:
        return f"{self.round.title}第{self.number}次结果"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and Publication.objects.filter(pk=self.pk).exists():
            raise Sent(f"{self} 已公布，不能再改")
        super().save(*args, **kwargs)


class ScoreAdjustment(SealedForGood):
    """加减分: points added or taken for one bureau of a round, or its rank removed (一票否决), each with its reason."""

    class Kind(models.TextChoices):
        BONUS = "bonus", "加分"
        DEDUCTION = "deduction", "扣分"
        VETO = "veto", "一票否决"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="adjustments")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    points: AmountField = QuantityField("分值", null=True)
    reason = models.TextField("依据")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    sealed_in = "round.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "加减分"
        ordering: ClassVar = ["round", "org__code", "pk"]
