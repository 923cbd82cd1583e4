"""研发费用加计扣除: super-deductions taken by firms, one row per firm, tax year and filing."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YearField, YuanField
from kezhang.records.models import Record, unique_key


class SuperDeduction(FirmRecord):
    """加计扣除: what a firm deducted for a tax year. The annual settlement replaces its prepayments.

    加计扣除额 is neither the R&D expense it rests on nor the tax it saves.
    """

    class Filing(models.TextChoices):
        PREPAYMENT_Q2 = "prepayment_q2", "二季度预缴"
        PREPAYMENT_Q3 = "prepayment_q3", "三季度预缴"
        ANNUAL = "annual", "汇算清缴"

    tax_year = YearField("所属年度")
    filing = models.CharField("申报类型", max_length=14, choices=Filing)
    filed_on = models.DateField("申报日期")
    expense = YuanField("可加计研发费用")
    rate = models.PositiveSmallIntegerField("加计比例(%)", default=100)
    deduction = YuanField("加计扣除额")
    tax_saved = YuanField("减免税额", null=True, blank=True)
    industry = models.CharField("所属行业", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "研发费用加计扣除"
        verbose_name_plural = "研发费用加计扣除"
        ordering: ClassVar = ["-tax_year", "enterprise_name"]
        constraints: ClassVar = [unique_key("enterprise_name", "tax_year", "filing")]
        indexes: ClassVar = [models.Index(fields=["org", "tax_year"], name="superdeduction_dated")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.tax_year}年度"


SUPER_DEDUCTIONS = Ledger(
    model=SuperDeduction,
    slug="super-deductions",
    chapter=Chapter.ENTERPRISES,
    about="企业享受研发费用加计扣除情况，按所属年度计；数据由税务部门提供。",
    keys=(("enterprise_name", "tax_year", "filing"),),
    dated_by="filed_on",
    list_columns=("enterprise_name", "tax_year", "filing", "expense", "deduction", "tax_saved", "filed_on"),
    search=("enterprise_name", "credit_code"),
    filters=("tax_year", "filing"),
    headers={
        "enterprise_name": (*FIRM_NAMES, "纳税人名称"),
        "credit_code": (*FIRM_CODES, "纳税人识别号"),
        "tax_year": ("税款所属期",),
        "filed_on": ("申报时间",),
        "expense": ("研发费用", "允许加计扣除的研发费用"),
        "rate": ("加计比例",),
        "deduction": ("加计扣除金额",),
        "industry": ("行业",),
    },
    links=(FIRM_LINK,),
    rules=(
        error(
            "deduction_is_expense_times_rate",
            ("deduction", "expense", "rate"),
            lambda r: abs(r.deduction - r.expense * r.rate / 100) <= 1,
            "加计扣除额应等于可加计研发费用乘以加计比例。",
        ),
        warning(
            "full_rate_from_2023",
            ("rate", "tax_year"),
            lambda r: r.tax_year < 2023 or r.rate in {100, 120},
            "2023年度起加计比例一般为100%（集成电路和工业母机企业120%）。",
            basis="财政部 税务总局公告2023年第7号、第44号",
        ),
    ),
    informing=("tax_saved",),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "tax_year": "2023",
        "filing": "汇算清缴",
        "filed_on": "2024-05-22",
        "expense": "186.4",
        "rate": "100",
        "deduction": "186.4",
        "tax_saved": "27.96",
    },
)
