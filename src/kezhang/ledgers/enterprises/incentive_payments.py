"""高企奖补: incentives due and paid to recognised high-tech enterprises, one row per firm, year and policy."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.ledgers.levels import LEVEL_IN_TITLES, LEVEL_SPELLINGS, Level
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import LONGEST_CHOICE, YearField, YuanField
from kezhang.records.models import Record, unique_key


class IncentivePayment(FirmRecord):
    """高企奖补: what is due for a recognition year and what has been paid; the money of this year is last year's list."""

    class Kind(models.TextChoices):
        FIRST_AWARD = "first_award", "首次认定奖励"
        RENEWAL_AWARD = "renewal_award", "重新认定奖励"
        RD_SUBSIDY = "rd_subsidy", "研发补助"
        RD_PROJECT = "rd_project", "科技创新研发项目资金"

    recognition_year = YearField("对应认定年度")
    policy_document = models.CharField("政策依据", max_length=120)
    level = models.CharField("资金级次", max_length=12, choices=Level)
    kind = models.CharField("奖补类型", max_length=LONGEST_CHOICE, choices=Kind)
    due_amount = YuanField("应兑现金额")
    listed_on = models.DateField("名单核定日期", help_text="应兑现、未兑现按名单核定日期计")
    allotment_document = models.CharField("指标文号", max_length=60, blank=True)
    paid_amount = YuanField("已兑现金额", null=True, blank=True)
    paid_on = models.DateField("兑现日期", null=True, blank=True, help_text="已兑现按兑现日期计")
    arrears_reason = models.CharField("未兑现原因", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "高企奖补"
        verbose_name_plural = "高企奖补"
        ordering: ClassVar = ["-listed_on", "enterprise_name"]
        constraints: ClassVar = [unique_key("enterprise_name", "recognition_year", "level", "policy_document")]
        indexes: ClassVar = [models.Index(fields=["org", "listed_on"], name="incentivepayment_dated")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.recognition_year}年度奖补"


INCENTIVE_PAYMENTS = Ledger(
    model=IncentivePayment,
    slug="incentive-payments",
    chapter=Chapter.ENTERPRISES,
    about="高新技术企业奖补资金的应兑现与已兑现情况。",
    keys=(("enterprise_name", "recognition_year", "level", "policy_document"),),
    dated_by="listed_on",
    list_columns=("enterprise_name", "recognition_year", "level", "kind", "due_amount", "paid_amount", "paid_on"),
    search=("enterprise_name", "policy_document"),
    filters=("recognition_year", "level", "kind"),
    headers={
        "enterprise_name": (*FIRM_NAMES, "收款单位"),
        "credit_code": FIRM_CODES,
        "recognition_year": ("对应年度", "认定年度"),
        "policy_document": ("文件依据",),
        "level": ("资金级别",),
        "kind": ("项目名称",),
        "due_amount": ("应兑现", "奖补资金"),
        "listed_on": ("核定日期", "公示日期"),
        "paid_amount": ("已兑现",),
        "paid_on": ("拨付时间",),
        "arrears_reason": ("原因",),
    },
    spellings={"level": LEVEL_SPELLINGS},
    extendable=("kind",),
    whole_sheet=(
        SheetValue(column="recognition_year", year=True),
        SheetValue(column="policy_document"),
        SheetValue(column="level", words=LEVEL_IN_TITLES),
        SheetValue(column="kind"),
        SheetValue(column="listed_on"),
    ),
    links=(FIRM_LINK,),
    rules=(
        error("due_above_zero", ("due_amount",), lambda r: r.due_amount > 0, "应兑现金额应大于0。"),
        error(
            "paid_within_due",
            ("paid_amount", "due_amount"),
            lambda r: r.paid_amount <= r.due_amount,
            "已兑现金额不能大于应兑现金额。",
        ),
        warning(
            "payment_has_a_date",
            ("paid_amount",),
            lambda r: not r.paid_amount or r.paid_on is not None,
            "已兑现的应填写兑现日期，否则不计入已兑现。",
            basis="已兑现按兑现日期计",
        ),
    ),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "recognition_year": "2023",
        "policy_document": "州级高新技术企业发展扶持资金管理办法",
        "level": "州级",
        "kind": "科技创新研发项目资金",
        "due_amount": "10",
        "listed_on": "2024-02-26",
        "paid_amount": "10",
        "paid_on": "2024-05-11",
    },
)
