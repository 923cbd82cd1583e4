"""财政科技支出: payments of the budget for science and technology, one row per payment."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import OrganisationNameField, YearField, YuanField
from kezhang.records.models import Record, unique_key


class FiscalExpenditure(Record):
    """财政科技支出: one payment from an item of function class 206; it counts when it is paid."""

    budget_year = YearField("预算年度")
    function_code = models.CharField("支出功能科目", max_length=7, help_text="科学技术支出为206开头")
    function_name = models.CharField("科目名称", max_length=60, blank=True)
    item_name = models.CharField("项目名称", max_length=120)
    fund_level = models.CharField("资金来源级次", max_length=12, choices=Level, help_text="本级投入只计县区级资金")
    budget_amount = YuanField("年初预算数", null=True, blank=True)
    adjusted_amount = YuanField("调整预算数", null=True, blank=True)
    paid_amount = YuanField("支出数")
    paid_on = models.DateField("支付日期", help_text="以支付日期确定计入哪一期")
    payee = OrganisationNameField("收款单位", blank=True)
    document_number = models.CharField("文号", max_length=60, help_text="预算指标文件的文号")

    class Meta(Record.Meta):
        verbose_name = "财政科技支出"
        verbose_name_plural = "财政科技支出"
        ordering: ClassVar = ["-paid_on", "item_name"]
        constraints: ClassVar = [
            unique_key("document_number", "item_name", "payee", "paid_on"),
            unique_key("document_number", "item_name", "paid_on", when=models.Q(payee="")),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "paid_on"], name="fiscalexpenditure_dated")]

    def __str__(self) -> str:
        return f"{self.item_name} {self.paid_on}"


FISCAL_EXPENDITURES = Ledger(
    model=FiscalExpenditure,
    slug="fiscal-expenditures",
    chapter=Chapter.FUNDING,
    about="财政科技支出按笔登记，按支付日期计入各期；数据由财政部门提供。",
    keys=(("document_number", "item_name", "payee", "paid_on"), ("document_number", "item_name", "paid_on")),
    dated_by="paid_on",
    list_columns=("item_name", "function_code", "fund_level", "paid_amount", "paid_on", "payee", "document_number"),
    search=("item_name", "payee", "document_number"),
    filters=("budget_year", "fund_level"),
    headers={
        "budget_year": ("年度",),
        "function_code": ("科目编码", "功能分类"),
        "item_name": ("资金用途",),
        "fund_level": ("资金级次", "资金来源"),
        "budget_amount": ("预算数",),
        "paid_amount": ("已拨付", "完成数", "支出金额"),
        "paid_on": ("拨付时间", "支付时间"),
        "document_number": ("指标文号",),
    },
    spellings={"fund_level": LEVEL_SPELLINGS},
    rules=(
        warning(
            "paid_in_the_budget_year",
            (
                "paid_on",
                "budget_year",
            ),
            lambda r: 0 <= r.paid_on.year - r.budget_year <= 1,
            "支付日期一般在预算年度内，结转的在下一年。",
            basis="预算执行惯例",
        ),
        error("paid_above_zero", ("paid_amount",), lambda r: r.paid_amount > 0, "支出数应大于0。"),
        warning(
            "within_adjusted_budget",
            ("paid_amount", "adjusted_amount"),
            lambda r: r.paid_amount <= r.adjusted_amount,
            "支出数大于调整预算数。",
            basis="预算执行数不超过调整预算数",
        ),
        warning(
            "function_class_206",
            ("function_code",),
            lambda r: r.function_code.startswith("206"),
            "科学技术支出的功能科目一般以206开头。",
            basis="政府收支分类科目",
        ),
    ),
    informing=("budget_amount",),
    mentions=(Mention(column="item_name", of="projects"),),
    sample={
        "budget_year": "2024",
        "function_code": "2060404",
        "function_name": "科技成果转化与扩散",
        "item_name": "县级科技计划项目经费",
        "fund_level": "县级",
        "adjusted_amount": "60",
        "paid_amount": "25.5",
        "paid_on": "2024-04-18",
        "payee": "朔湖绿源农业科技有限公司",
        "document_number": "朔财教〔2024〕12号",
    },
)
