"""科技型中小企业: registrations in the pool, one row per firm and evaluation year."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YearField, YuanField
from kezhang.records.models import Record, unique_key

RULE_OF_2017 = "国科发政〔2017〕115号"
LIMIT = Decimal(200_000_000)


class TechnologySme(FirmRecord):
    """科技型中小企业: a registration holds for one evaluation year and is earned anew every year."""

    class Stage(models.TextChoices):
        SUBMITTED = "submitted", "已提交"
        CONFIRMED = "confirmed", "省级确认"
        PUBLICITY = "publicity", "拟入库公示"
        IN_POOL = "in_pool", "已入库"
        REVOKED = "revoked", "已撤销"

    evaluation_year = YearField("评价年度")
    batch_number = models.PositiveSmallIntegerField("批次", null=True, blank=True)
    pool_number = models.CharField("入库登记编号", max_length=18, blank=True)
    pooled_on = models.DateField("入库日期", null=True, blank=True, help_text="入库数按公告日期计")
    staff = models.PositiveIntegerField("职工总数", null=True, blank=True)
    science_staff = models.PositiveIntegerField("科技人员数", null=True, blank=True)
    sales = YuanField("销售收入", null=True, blank=True)
    assets = YuanField("资产总额", null=True, blank=True)
    rd_expense = YuanField("研发费用", null=True, blank=True)
    score = models.PositiveSmallIntegerField("综合评价得分", null=True, blank=True)
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.IN_POOL)

    class Meta(Record.Meta):
        verbose_name = "科技型中小企业"
        verbose_name_plural = "科技型中小企业"
        ordering: ClassVar = ["-evaluation_year", "enterprise_name"]
        constraints: ClassVar = [
            unique_key("credit_code", "evaluation_year", when=~Q(credit_code="")),
            unique_key("enterprise_name", "evaluation_year"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "pooled_on"], name="technologysme_dated")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.evaluation_year}"


TECHNOLOGY_SMES = Ledger(
    model=TechnologySme,
    slug="technology-smes",
    chapter=Chapter.ENTERPRISES,
    about="科技型中小企业评价入库情况，按评价年度每年重新起算。",
    keys=(("credit_code", "evaluation_year"), ("enterprise_name", "evaluation_year")),
    dated_by="pooled_on",
    list_columns=(
        "enterprise_name",
        "credit_code",
        "evaluation_year",
        "batch_number",
        "pool_number",
        "pooled_on",
        "stage",
    ),
    search=("enterprise_name", "credit_code", "pool_number"),
    filters=("evaluation_year", "batch_number", "stage"),
    usual={"sales": (10_000, 100_000_000_000), "assets": (10_000, 100_000_000_000)},
    headers={
        **FIRM_HEADERS,
        "evaluation_year": ("年度",),
        "pool_number": ("登记编号", "入库编号"),
        "pooled_on": ("入库时间", "公告日期"),
        "score": ("得分",),
    },
    whole_sheet=(
        SheetValue(
            column="evaluation_year",
            year=True,
            of="pool_number",
            makes=lambda number: int(number[:4]) if number[:4].isdigit() else None,
            makes_label="登记编号前四位",
        ),
        SheetValue(column="batch_number", batch=True),
        SheetValue(column="pooled_on", needed=True),
    ),
    links=(FIRM_LINK,),
    rules=(
        error("score_within_a_hundred", ("score",), lambda r: 0 <= r.score <= 100, "综合评分应在0至100之间。"),
        warning(
            "staff_at_most_500", ("staff",), lambda r: r.staff <= 500, "职工总数应不超过500人。", basis=RULE_OF_2017
        ),
        warning(
            "sales_within_limit",
            ("sales",),
            lambda r: r.sales <= LIMIT,
            "年销售收入应不超过2亿元。",
            basis=RULE_OF_2017,
        ),
        warning(
            "assets_within_limit",
            ("assets",),
            lambda r: r.assets <= LIMIT,
            "资产总额应不超过2亿元。",
            basis=RULE_OF_2017,
        ),
        warning(
            "has_science_staff",
            ("science_staff",),
            lambda r: r.science_staff > 0,
            "科技人员指标得分不得为0。",
            basis=RULE_OF_2017,
        ),
        warning(
            "pool_number_starts_with_year",
            ("pool_number", "evaluation_year"),
            lambda r: len(r.pool_number) == 18 and r.pool_number.startswith(str(r.evaluation_year)),
            "入库登记编号一般为18位，前4位是评价年度。",
            basis="入库登记编号惯例",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "submitted": (),
            "confirmed": (),
            "publicity": (),
            "in_pool": ("pooled_on",),
            "revoked": (),
        },
    ),
    informing=("batch_number", "rd_expense"),
    sample={
        "enterprise_name": "朔湖金穗种业有限公司",
        "credit_code": "91652799MA7CD4563M",
        "evaluation_year": "2023",
        "batch_number": "2",
        "pool_number": "202365279908000012",
        "pooled_on": "2023-06-15",
        "staff": "38",
        "science_staff": "6",
        "sales": "2100",
        "stage": "已入库",
    },
)
