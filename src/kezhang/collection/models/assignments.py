"""下达、分解: one target divided among the bureaus below or the bureau's own offices, and what each has to reach of it."""

from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.arithmetic.rounding import plain
from kezhang.indicators.catalogue import indicator_choices
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Office, Org
from kezhang.orgs.permissions import Matter
from kezhang.quantities.units import Unit, stated_unit
from kezhang.records.fields import QuantityField, YearField
from kezhang.seals.sealed import Sealed
from kezhang.targets.models import Target

PERSON = settings.AUTH_USER_MODEL
#: What a QuantityField takes and gives back.
AmountField: TypeAlias = "models.Field[Any, Decimal | None]"


class Assignment(Sealed):
    """下达: one indicator of one year divided among the bureaus below, in one version of one document.

    Among its own offices a bureau divides the same whole once more; these are versions of their own, and nobody above
    or below counts them.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "拟定"
        ISSUED = "issued", "已下达"
        REPLACED = "replaced", "已调整"

    class Method(models.TextChoices):
        RATIO = "ratio", "比例"
        ALL_OR_NOTHING = "met", "达标"
        LOWER = "lower", "越少越好"

    org = models.ForeignKey(Org, verbose_name="下达单位", on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField("指标", max_length=60, choices=indicator_choices)
    year = YearField("年度")
    is_among_offices = models.BooleanField("分解到股室", default=False)
    version = models.PositiveIntegerField("版本", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREPARED)
    whole: AmountField = QuantityField("总任务", null=True)
    upper: AmountField = QuantityField("总任务上限", null=True)
    is_masked = models.BooleanField("总任务隐去", default=False)
    unit = models.CharField("计量单位", max_length=12)
    comparator = models.CharField(
        "比较方式", max_length=10, choices=Target.Comparator, default=Target.Comparator.AT_LEAST
    )
    target = models.ForeignKey(Target, verbose_name="本级任务", null=True, on_delete=models.PROTECT, related_name="+")
    document_number = models.CharField("文号", max_length=60, blank=True)
    document_title = models.CharField("依据文件", max_length=200, blank=True)
    effective_on = models.DateField("生效日期")
    reason = models.TextField("合计与总任务不符的原因", blank=True)
    weight: AmountField = QuantityField("考核权重", null=True)
    cap: AmountField = QuantityField("得分上限", null=True)
    method = models.CharField("计分办法", max_length=8, choices=Method, default=Method.RATIO)
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("拟定时间", default=timezone.now)
    issued_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("下达时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务下达"
        ordering: ClassVar = ["-year", "indicator", "-version"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["org", "indicator", "year", "is_among_offices", "version"], name="assignment_version"
            )
        ]

    def __str__(self) -> str:
        among = "到股室" if self.is_among_offices else ""
        return f"{self.year}年{self.measured.label}任务分解{among}（第{self.version}版）"

    @property
    def measured(self) -> AnyIndicator:
        return INDICATORS[self.indicator]

    @property
    def stated_unit(self) -> Unit:
        """The unit the document writes."""
        return stated_unit(self.unit, self.measured.unit)


class Share(Sealed):
    """分解: what one bureau, or one office of the bureau itself, has to reach, and whether it was signed for.

    An office has no target of its own beside its bureau's. It may be closed; the share keeps its name.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="shares")
    org = models.ForeignKey(Org, verbose_name="承担单位", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, verbose_name="承担股室", null=True, on_delete=models.PROTECT, related_name="+")
    office_name = models.CharField("股室名称", max_length=40, blank=True)  # "" where the bureau bears it as a whole
    value: AmountField = QuantityField("任务数", null=True)
    is_masked = models.BooleanField("隐去", default=False)
    first_quarter: AmountField = QuantityField("一季度目标", null=True)
    second_quarter: AmountField = QuantityField("二季度目标", null=True)
    third_quarter: AmountField = QuantityField("三季度目标", null=True)
    base: AmountField = QuantityField("上年数", null=True)
    is_by_hand = models.BooleanField("手工填写", default=True)
    target = models.ForeignKey(Target, verbose_name="任务记录", null=True, on_delete=models.PROTECT, related_name="+")
    is_adopted = models.BooleanField("沿用已有任务", default=False)
    signed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签收时间", null=True)
    objection = models.TextField("异议", blank=True)
    objected_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    objected_at = models.DateTimeField("提出异议时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务分解"
        ordering: ClassVar = ["assignment", "org__code", "office_name"]
        constraints: ClassVar = [
            # By the name, which is never null: a null is equal to no other null, and would let a bureau in twice.
            UniqueConstraint(fields=["assignment", "org", "office_name"], name="share_once"),
            UniqueConstraint(fields=["assignment", "office"], name="share_of_office_once"),
            CheckConstraint(condition=Q(office__isnull=True) | ~Q(office_name=""), name="share_of_office_named"),
        ]

    def __str__(self) -> str:
        return f"{self.org.name}{self.office_name}{self.assignment.year}年{self.assignment.measured.label}任务"

    @property
    def key(self) -> str:
        """By what a table names who bears it; an office that is closed stands in no table."""
        if not self.office_name:
            return self.org.code
        return self.office.name if self.office is not None else f"{self.office_name}（已撤销）"

    @property
    def quarters(self) -> tuple[Decimal | None, ...]:
        """Of the first three, cumulative; None where nothing is said."""
        return self.first_quarter, self.second_quarter, self.third_quarter

    @property
    def matter(self) -> Matter:
        """Whom signing for it concerns: the bureau, or one office of it."""
        return Matter(self.org, office=self.office_id)

    @property
    def text(self) -> str:
        return "隐去" if self.value is None else f"{plain(self.value)}{self.assignment.unit}"

    @property
    def state_label(self) -> str:
        return "有异议" if self.objection else "已签收" if self.signed_at else "待签收"
