"""研发投入填报: what above-scale firms report of their R&D, one row per firm and statistical year."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YearField, YuanField
from kezhang.records.models import Record, unique_key


class ResearchReport(FirmRecord):
    """研发投入填报: reported (填报) is not what the statistics accept (R&D经费内部支出)."""

    class Filing(models.TextChoices):
        NONE = "none", "未填报"
        ZERO = "zero", "零填报"
        FILLED = "filled", "已填报"
        RETURNED = "returned", "退回修改"

    year = YearField("统计年度", help_text="数据所属年度，不是填报年度")
    reported_on = models.DateField("填报日期")
    revenue = YuanField("营业收入", null=True, blank=True)
    reported_amount = YuanField("研发费用填报额")
    accepted_amount = YuanField("研发经费内部支出", null=True, blank=True)
    research_staff = models.PositiveIntegerField("研发人员", null=True, blank=True)
    institutions = models.PositiveSmallIntegerField("研发机构数", default=0)
    filing = models.CharField("填报状态", max_length=10, choices=Filing, default=Filing.FILLED)

    class Meta(Record.Meta):
        verbose_name = "研发投入填报"
        verbose_name_plural = "研发投入填报"
        ordering: ClassVar = ["-year", "enterprise_name"]
        constraints: ClassVar = [unique_key("enterprise_name", "year")]
        indexes: ClassVar = [models.Index(fields=["org", "year"], name="researchreport_year")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.year}年"


RESEARCH_REPORTS = Ledger(
    model=ResearchReport,
    slug="research-reports",
    chapter=Chapter.ENTERPRISES,
    about="规上企业研发投入填报情况，按统计年度计；填报额不等于统计认定数。",
    keys=(("enterprise_name", "year"),),
    dated_by="reported_on",
    list_columns=("enterprise_name", "year", "revenue", "reported_amount", "institutions", "filing"),
    search=("enterprise_name", "credit_code"),
    filters=("year", "filing"),
    usual={"revenue": (10_000, 100_000_000_000)},
    headers={
        **FIRM_HEADERS,
        "year": ("年度", "报表年度"),
        "reported_amount": ("研发费用", "研发投入"),
        "accepted_amount": ("R&D经费内部支出",),
        "institutions": ("研发机构",),
    },
    whole_sheet=(SheetValue(column="year", year=True), SheetValue(column="reported_on")),
    links=(FIRM_LINK,),
    rules=(
        error(
            "reported_not_negative", ("reported_amount",), lambda r: r.reported_amount >= 0, "研发费用填报额不能小于0。"
        ),
        error(
            "zero_filing_is_zero",
            ("filing", "reported_amount"),
            lambda r: r.filing != "zero" or r.reported_amount == 0,
            "零填报的研发费用应为0。",
        ),
        warning(
            "reported_within_three_tenths",
            ("reported_amount", "revenue"),
            lambda r: r.reported_amount * 10 <= r.revenue * 3,
            "研发费用超过营业收入的30%，请核对单位。",
            basis="研发投入填报常用核对区间",
        ),
    ),
    informing=("accepted_amount", "research_staff"),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "year": "2023",
        "reported_on": "2024-03-05",
        "revenue": "8600",
        "reported_amount": "320.5",
        "research_staff": "18",
        "institutions": "1",
        "filing": "已填报",
    },
)
