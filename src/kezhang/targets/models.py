"""任务: targets as a ledger of their own, so that they import, export, change and are logged like any record.

A new version never overwrites an old one; which one holds is decided by date.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from kezhang.catalogue import INDICATORS
from kezhang.indicators.catalogue import indicator_choices, indicator_label, indicator_spellings
from kezhang.indicators.indicator import AnyIndicator, Direction
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.units import Unit, stated_unit, unit_of
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error, warning
from kezhang.records.declaration.versions import Versions
from kezhang.records.fields import QuantityField, YearField
from kezhang.records.models import Record, unique_key
from kezhang.targets.progress_entries import PROGRESS_ENTRIES, ProgressEntry

__all__ = ["LEDGERS", "PROGRESS_ENTRIES", "TARGETS", "ProgressEntry", "Target"]


class Target(Record):
    """任务: what a bureau must reach for one indicator and year: who set it, in which document, which version.

    ``value`` is in ``unit``; ``base_value`` is in the indicator's base unit. A masked target has no
    value and is not zero.
    """

    class Type(models.TextChoices):
        ASSIGNED = "assigned", "上级下达"
        OWN = "own", "自定目标"
        GOVERNMENT_REPORT = "government_report", "政府工作报告"
        FIVE_YEAR_PLAN = "five_year_plan", "五年规划"
        CONTRACT = "contract", "目标责任书"

    class Comparator(models.TextChoices):
        AT_LEAST = "at_least", "不少于"
        EQUAL = "equal", "等于"
        AT_MOST = "at_most", "不超过"
        RANGE = "range", "介于"

    class Extent(models.TextChoices):
        FULL_YEAR = "full_year", "全年"
        SECOND_HALF = "second_half", "下半年"
        UNKNOWN = "unknown", "未说明"

    indicator = models.CharField("指标", max_length=60, choices=indicator_choices)
    year = YearField("年度", help_text="任务考核的年度；培育储备可为下一年度")
    value = QuantityField("目标值", null=True, blank=True, help_text="文件中隐去的填“是否隐去”，此处留空")
    upper_value = QuantityField("目标上限", null=True, blank=True, help_text="比较方式为“介于”时填写")
    unit = models.CharField("计量单位", max_length=12, help_text="与文件一致，如 家、项、万元")
    is_masked = models.BooleanField("是否隐去", default=False, help_text="文件以 * 代替数字时填“是”")
    type = models.CharField("目标类型", max_length=20, choices=Type)
    assigner = models.CharField("下达单位", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    document_title = models.CharField("依据文件", max_length=200, blank=True)
    comparator = models.CharField("比较方式", max_length=10, choices=Comparator, default=Comparator.AT_LEAST)
    counted_as = models.CharField("统计口径", max_length=60, blank=True, help_text="如 申报、认定、登记、支出")
    extent = models.CharField("范围", max_length=12, choices=Extent, default=Extent.FULL_YEAR)
    first_quarter = QuantityField("一季度目标", null=True, blank=True)
    second_quarter = QuantityField("二季度目标", null=True, blank=True, help_text="累计数")
    third_quarter = QuantityField("三季度目标", null=True, blank=True, help_text="累计数")
    section = models.CharField("责任股室", max_length=40, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    effective_on = models.DateField("生效日期", help_text="文件成文日期；新版本不覆盖旧版本")
    set_by = models.ForeignKey(
        Org, verbose_name="由上级写入", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        verbose_name = "任务"
        verbose_name_plural = "任务"
        ordering: ClassVar = ["-year", "indicator", "type", "-version"]
        constraints: ClassVar = [unique_key("indicator", "year", "type", "version")]

    def __str__(self) -> str:
        return f"{self.year}年{indicator_label(self.indicator)}{self.get_type_display()}"

    @property
    def measured(self) -> AnyIndicator:
        return INDICATORS[self.indicator]

    @property
    def base_value(self) -> Decimal | None:
        """The target in the indicator's base unit; None when masked."""
        return None if self.value is None else self.stated_unit.to_base(Decimal(self.value))

    def due_by(self, quarter: int) -> Decimal | None:
        """What is to be done by the end of a quarter, in the base unit; None where the document does not say."""
        stated = {1: self.first_quarter, 2: self.second_quarter, 3: self.third_quarter}
        if quarter not in stated:
            return self.base_value
        value = stated[quarter]
        return None if value is None else self.stated_unit.to_base(Decimal(value))

    @property
    def stated_unit(self) -> Unit:
        """The unit the document writes."""
        return stated_unit(self.unit, self.measured.unit)

    @property
    def is_ceiling(self) -> bool:
        """Whether it is kept by staying below it."""
        return self.measured.direction is Direction.DOWN or self.comparator == self.Comparator.AT_MOST

    @property
    def period(self) -> Period:
        """The period whose figure is held against this target."""
        return Period.half(self.year, 2) if self.extent == self.Extent.SECOND_HALF else Period.year_of(self.year)

    @property
    def text(self) -> str:
        """The value as people read it: 8项, or 隐去."""
        value, unit = self.base_value, self.measured.unit
        if value is None:
            return "隐去"
        return f"{unit.number(value)}—{unit.write(self.upper)}" if self.upper is not None else unit.write(value)

    @property
    def upper(self) -> Decimal | None:
        """The upper end of a range, in the indicator's base unit; None for a target that is no range."""
        return None if self.upper_value is None else self.stated_unit.to_base(Decimal(self.upper_value))


def _unit_fits(target: Target) -> bool:
    known = target.unit == target.measured.unit.label or unit_of(target.unit) is not None
    return known and target.stated_unit.dimension == target.measured.unit.dimension


TARGETS = Ledger(
    model=Target,
    slug="targets",
    chapter=Chapter.DOCUMENTS,
    about="上级下达和本局自定的年度任务；同一指标可以有几项任务、几个版本，旧版本保留。",
    keys=(("indicator", "year", "type", "version"),),
    dated_by="effective_on",
    comparable_within=("indicator", "unit"),
    kept_by="set_by",
    list_columns=("indicator", "year", "value", "unit", "type", "assigner", "document_number", "version"),
    search=("document_number", "document_title", "assigner"),
    filters=("year", "type", "extent"),
    headers={
        "indicator": ("指标名称", "考核指标", "主要指标", "任务名称"),
        "year": ("年份",),
        "value": ("全年目标", "目标任务", "任务数", "年度计划", "考核目标"),
        "unit": ("单位",),
        "type": ("目标来源",),
        "assigner": ("下达机关",),
        "document_number": ("依据文号", "发文字号"),
        "counted_as": ("口径说明",),
    },
    spellings={"indicator": indicator_spellings},
    rules=(
        error(
            "second_quarter_not_below_the_first",
            ("first_quarter", "second_quarter"),
            lambda t: t.first_quarter <= t.second_quarter,
            "二季度目标是累计数，不能小于一季度目标。",
        ),
        error(
            "third_quarter_not_below_the_second",
            ("second_quarter", "third_quarter"),
            lambda t: t.second_quarter <= t.third_quarter,
            "三季度目标是累计数，不能小于二季度目标。",
        ),
        error(
            "value_or_masked",
            ("is_masked",),
            lambda t: (t.value is None) == t.is_masked,
            "目标值和“是否隐去”应填且只填一项：有数字就不是隐去，隐去就没有数字。",
        ),
        error("unit_fits_indicator", ("unit", "indicator"), _unit_fits, "计量单位与指标的单位不是一类，请按文件核对。"),
        error(
            "range_has_both_ends",
            ("comparator",),
            lambda t: (t.comparator == Target.Comparator.RANGE) == (t.upper_value is not None),
            "比较方式为“介于”时填写目标上限，其他比较方式不填。",
        ),
        error(
            "range_in_order", ("value", "upper_value"), lambda t: t.value <= t.upper_value, "目标上限不能小于目标值。"
        ),
        error("value_not_negative", ("value",), lambda t: t.value >= 0, "目标值不能小于0。"),
        warning(
            "assigned_names_its_document",
            ("type",),
            lambda t: t.type != Target.Type.ASSIGNED or bool(t.assigner and t.document_number),
            "上级下达的任务应写明下达单位和文号。",
            basis="目标任务台账填报要求",
        ),
    ),
    versions=Versions(
        number="version",
        since="effective_on",
        document=("document_number", "document_title"),
        fixed=(
            "indicator",
            "year",
            "type",
            "value",
            "upper_value",
            "unit",
            "is_masked",
            "comparator",
            "counted_as",
            "extent",
            "first_quarter",
            "second_quarter",
            "third_quarter",
            "version",
            "effective_on",
        ),
    ),
    due=(
        Due(
            field="year",
            ahead=60,
            says="自定目标（承诺）年度期满",
            since="effective_on",
            unless={"type": tuple(kind for kind in Target.Type if kind != Target.Type.OWN)},
            version="version",
            todo="对照进度，写明完成情况。",
        ),
    ),
    sample={
        "indicator": "科技成果登记数",
        "year": "2024",
        "value": "8",
        "unit": "项",
        "type": "上级下达",
        "assigner": "州科学技术局",
        "document_number": "州科发〔2024〕8号",
        "document_title": "关于下达2024年度科技工作目标任务的通知",
        "version": "1",
        "effective_on": "2024-02-20",
    },
)

#: Targets, and what was reported on them, are ledgers like any other.
LEDGERS = (TARGETS, PROGRESS_ENTRIES)
