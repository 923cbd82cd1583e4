"""进度填报: what a bureau told the one above it each month, beside which the ledgers' own figure is held.

What was reported is kept as reported; where it differs from the ledger, the difference is
shown and explained, and neither is changed to fit the other.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.catalogue import INDICATORS
from kezhang.indicators.catalogue import indicator_choices, indicator_label, indicator_spellings
from kezhang.indicators.indicator import AnyIndicator
from kezhang.quantities.units import stated_unit, unit_of
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import QuantityField, YearField
from kezhang.records.models import Record, unique_key

#: What is reported; an entry that is due or was sent back is not.
REPORTED = Q(state__in=["submitted", "approved", "reported", "corrected"])
REVIEWED = "待填报、审核退回的不作为已报数；审核通过和退回由填报人以外的人填"


class ProgressEntry(Record):
    """进度填报: one indicator in one month. ``cumulative`` is in ``unit``; ``rate`` is in percent as reported.

    What is still due or was sent back is not reported; whether it was approved says somebody else than its writer.
    """

    class State(models.TextChoices):
        DUE = "due", "待填报"
        SUBMITTED = "submitted", "已填报"
        RETURNED = "returned", "审核退回"
        APPROVED = "approved", "审核通过"
        REPORTED = "reported", "已上报"
        CORRECTED = "corrected", "已更正"

    indicator = models.CharField("指标", max_length=60, choices=indicator_choices)
    year = YearField("年度")
    month = models.PositiveSmallIntegerField("月份")
    as_of = models.DateField("截至日期")
    unit = models.CharField("计量单位", max_length=12)
    in_month = QuantityField("本月完成", null=True, blank=True, help_text="累计数减上月累计数；更正后可以是负数")
    cumulative = QuantityField("累计完成")
    same_period = QuantityField("去年同期", null=True, blank=True)
    last_year = QuantityField("去年全年", null=True, blank=True)
    rate = QuantityField("完成率(%)", null=True, blank=True, help_text="按报送表填写的完成率；公文中也写作“占比”")
    rank = models.PositiveSmallIntegerField("排名", null=True, blank=True)
    rank_of = models.PositiveSmallIntegerField("参加排名数", null=True, blank=True)
    cause = models.TextField("未达进度原因", blank=True)
    next_step = models.TextField("下步措施", blank=True)
    state = models.CharField("填报状态", max_length=10, choices=State, default=State.SUBMITTED, help_text=REVIEWED)

    class Meta(Record.Meta):
        verbose_name = "进度填报"
        verbose_name_plural = "进度填报"
        ordering: ClassVar = ["-year", "-month", "indicator"]
        constraints: ClassVar = [unique_key("indicator", "year", "month")]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月{indicator_label(self.indicator)}"

    @property
    def measured(self) -> AnyIndicator:
        return INDICATORS[self.indicator]

    @property
    def base_value(self) -> Decimal:
        """The cumulated value in the indicator's base unit."""
        return self.in_base(self.cumulative)

    def in_base(self, amount: Decimal | int) -> Decimal:
        """An amount of this entry in the indicator's base unit."""
        return stated_unit(self.unit, self.measured.unit).to_base(Decimal(amount))


PROGRESS_ENTRIES = Ledger(
    model=ProgressEntry,
    slug="progress-entries",
    chapter=Chapter.DOCUMENTS,
    about="每月报给上级的调度数，一个指标一个月一行；与台账数不一致的会在“核查”中列出。",
    keys=(("indicator", "year", "month"),),
    dated_by="as_of",
    comparable_within=("indicator", "unit"),
    list_columns=("year", "month", "indicator", "cumulative", "unit", "rate", "rank", "as_of", "state"),
    search=("cause", "next_step"),
    filters=("year", "month", "state"),
    headers={
        "indicator": ("指标名称", "考核指标"),
        "month": ("调度月份", "期别"),
        "as_of": ("截至时间", "截止时间", "截止日期"),
        "unit": ("单位",),
        "in_month": ("本月新增", "当月完成"),
        "cumulative": ("累计完成数", "目前已完成", "完成数"),
        "same_period": ("上年同期",),
        "last_year": ("上年完成", "去年完成"),
        "rate": ("完成率", "完成比例", "占比", "完成占比", "进度(%)"),
        "rank": ("位次", "全市排名", "全州排名"),
        "rank_of": ("总数",),
        "cause": ("原因分析", "未达进度原因及下步措施"),
        "next_step": ("下一步措施",),
        "state": ("审核状态",),
    },
    spellings={"indicator": indicator_spellings},
    process=Process(
        state="state",
        dated=dict.fromkeys(ProgressEntry.State.values, ()),
        reviewed=(ProgressEntry.State.APPROVED, ProgressEntry.State.RETURNED),
    ),
    rules=(
        warning(
            "same_period_within_last_year",
            (
                "same_period",
                "last_year",
            ),
            lambda e: e.same_period <= e.last_year,
            "去年同期大于去年全年，请核对两列是否填反。",
            basis="调度表填报要求",
        ),
        error("month_of_the_year", ("month",), lambda e: 1 <= e.month <= 12, "月份应为1至12。"),
        error(
            "unit_is_the_indicators",
            ("unit", "indicator"),
            lambda e: (
                e.unit == e.measured.unit.label
                or ((known := unit_of(e.unit)) is not None and known.dimension == e.measured.unit.dimension)
            ),
            "计量单位与指标的单位不是一类。",
        ),
        error("rank_within", ("rank", "rank_of"), lambda e: 1 <= e.rank <= e.rank_of, "排名应在1和参加排名数之间。"),
        error(
            "as_of_not_after_the_month",
            ("as_of", "year", "month"),
            lambda e: (e.as_of.year, e.as_of.month) <= (e.year, e.month),
            "截至日期不能晚于填报月份。",
        ),
        warning(
            "as_of_in_the_year",
            ("as_of", "year"),
            lambda e: e.as_of.year == e.year,
            "截至日期不在填报年度内，请核对。",
            basis="调度表填报要求",
        ),
    ),
    sample={
        "indicator": "技术合同成交额",
        "year": "2024",
        "month": "5",
        "as_of": "2024-05-31",
        "unit": "万元",
        "in_month": "120",
        "cumulative": "870",
        "rate": "44",
        "rank": "3",
        "rank_of": "5",
        "state": "已上报",
    },
)
