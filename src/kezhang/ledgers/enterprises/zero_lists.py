"""两清零: firms without R&D input or institution that are to be brought to it, one row per firm, kind and year."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YearField, YuanField
from kezhang.records.models import Record, unique_key

THRESHOLDS = {"no_input": Decimal(100_000_000), "no_institution": Decimal(500_000_000)}


class ZeroListing(FirmRecord):
    """清零企业: a firm on a list that shrinks, grows and rebounds; a count of cleared firms says nothing alone."""

    class Kind(models.TextChoices):
        NO_INPUT = "no_input", "亿元以上无研发投入"
        NO_INSTITUTION = "no_institution", "5亿元以上无研发机构"

    class Origin(models.TextChoices):
        BASE = "base", "年初基数"
        ENTERED = "entered", "新进"

    kind = models.CharField("清零类型", max_length=16, choices=Kind)
    year = YearField("列入年度")
    origin = models.CharField("来源", max_length=10, choices=Origin, default=Origin.BASE)
    listed_on = models.DateField("列入日期")
    revenue = YuanField("营业收入")
    owner = models.CharField("帮扶责任人", max_length=40, blank=True)
    measure = models.CharField("工作措施", max_length=200, blank=True)
    planned_on = models.DateField("计划清零日期", null=True, blank=True)
    cleared_on = models.DateField("清零日期", null=True, blank=True)
    rebounded_on = models.DateField("反弹日期", null=True, blank=True)
    cleared_again_on = models.DateField("再清零日期", null=True, blank=True, help_text="反弹后又清零的填写")
    removed_on = models.DateField("移出日期", null=True, blank=True, help_text="退规、停产等")

    class Meta(Record.Meta):
        verbose_name = "两清零企业"
        verbose_name_plural = "两清零企业"
        ordering: ClassVar = ["-year", "kind", "enterprise_name"]
        constraints: ClassVar = [unique_key("enterprise_name", "kind", "year")]
        indexes: ClassVar = [models.Index(fields=["org", "planned_on"], name="zerolisting_due")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.get_kind_display()}"


ZERO_LISTS = Ledger(
    model=ZeroListing,
    slug="zero-lists",
    chapter=Chapter.ENTERPRISES,
    about="“两清零”销号台账：基数、新进、清零、反弹分开登记。",
    keys=(("enterprise_name", "kind", "year"),),
    dated_by="listed_on",
    list_columns=("enterprise_name", "kind", "year", "origin", "revenue", "owner", "planned_on", "cleared_on"),
    search=("enterprise_name", "owner"),
    filters=("kind", "year", "origin"),
    usual={"revenue": (10_000, 100_000_000_000)},
    headers={
        **FIRM_HEADERS,
        "kind": ("类型",),
        "year": ("年度", "年份"),
        "planned_on": ("计划清零时间",),
        "cleared_on": ("清零时间",),
        "cleared_again_on": ("再次清零日期", "再清零时间"),
        "owner": ("责任人",),
    },
    links=(FIRM_LINK,),
    rules=(
        error(
            "rebounds_from_being_cleared",
            ("rebounded_on",),
            lambda r: r.cleared_on is not None,
            "填写了反弹日期的，应填写清零日期。",
        ),
        error(
            "cleared_again_after_a_rebound",
            ("cleared_again_on",),
            lambda r: r.rebounded_on is not None,
            "填写了再清零日期的，应填写反弹日期；第一次清零填写清零日期。",
        ),
        warning(
            "revenue_reaches_threshold",
            ("revenue", "kind"),
            lambda r: r.revenue >= THRESHOLDS[r.kind],
            "营业收入没有达到这类清零的门槛。",
            basis="“两清零”工作方案",
        ),
    ),
    process=Process(order=(("listed_on", "cleared_on", "rebounded_on", "cleared_again_on"),)),
    due=(
        Due(
            field="planned_on",
            ahead=30,
            says="计划清零日期到期",
            since="listed_on",
            until=("cleared_on", "removed_on"),
            late="计划清零日期已过仍未清零",
            todo="督促落实，或写明新的计划清零日期。",
        ),
    ),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "kind": "亿元以上无研发投入",
        "year": "2023",
        "origin": "年初基数",
        "listed_on": "2023-01-10",
        "revenue": "12600",
        "owner": "李文",
        "cleared_on": "2023-05-30",
    },
)
