"""调度、调度项、调度清单: what a bureau asks those below it for, as of when, by when."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.list_tables.declared import LIST_TABLES, table_choices
from kezhang.collection.list_tables.table import ListTable
from kezhang.collection.models.assignments import AmountField
from kezhang.indicators.catalogue import indicator_choices
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.records.fields import QuantityField
from kezhang.seals.sealed import Sealed, SealedForGood

PERSON = settings.AUTH_USER_MODEL


class Round(Sealed):
    """调度: a bureau asks those below it for figures as of a date, until a deadline."""

    class State(models.TextChoices):
        OPEN = "open", "开放"
        CLOSED = "closed", "已关闭"
        PUBLISHED = "published", "已通报"

    number = models.CharField("调度编号", max_length=24, unique=True)
    org = models.ForeignKey(Org, verbose_name="发起单位", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=120)
    as_of = models.DateField("截至日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    document_number = models.CharField("文号", max_length=60, blank=True)
    asks_reasons = models.BooleanField("欠进度须说明", default=True)
    opened_at = models.DateTimeField("开放时间", default=timezone.now)
    opened_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateTimeField("截止时间")
    former_deadlines = models.JSONField("原截止时间", default=list)
    bonus_cap: AmountField = QuantityField("加分上限", default=Decimal(5))
    closed_at = models.DateTimeField("关闭时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "调度"
        ordering: ClassVar = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    @property
    def year(self) -> int:
        return self.as_of.year

    @property
    def is_closed(self) -> bool:
        return self.state != self.State.OPEN

    def is_closing(self, at: datetime | None = None) -> bool:
        """收尾: past the deadline and not closed: what was begun may still be sent, nothing new is begun."""
        return not self.is_closed and (at or timezone.now()) > self.deadline

    @property
    def phase(self) -> str:
        """Its state as people read it."""
        return "收尾" if self.is_closing() else self.get_state_display()


class RoundItem(SealedForGood):
    """调度项: one indicator that a round asks for."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="items")
    indicator = models.CharField("指标", max_length=60, choices=indicator_choices)
    order = models.PositiveIntegerField("序号")

    sealed_in = "round.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "调度项"
        ordering: ClassVar = ["round", "order"]
        constraints: ClassVar = [UniqueConstraint(fields=["round", "indicator"], name="round_item_once")]

    def __str__(self) -> str:
        return self.measured.label

    @property
    def measured(self) -> AnyIndicator:
        return INDICATORS[self.indicator]


class RoundTable(SealedForGood):
    """调度清单: one list table that a round asks for; it is answered with rows."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tables")
    table = models.CharField("清单", max_length=60, choices=table_choices)
    order = models.PositiveIntegerField("序号")

    sealed_in = "round.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "调度清单"
        ordering: ClassVar = ["round", "order"]
        constraints: ClassVar = [UniqueConstraint(fields=["round", "table"], name="round_table_once")]

    def __str__(self) -> str:
        return self.declared.label

    @property
    def declared(self) -> ListTable:
        return LIST_TABLES[self.table]
