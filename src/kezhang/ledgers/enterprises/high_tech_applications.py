"""高企申报: applications for recognition as a high-tech enterprise, one row per firm and year."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kezhang.ledgers.enterprises.high_tech_fields import HighTechField
from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YearField, YuanField
from kezhang.records.models import Record, unique_key

RULE_OF_2016 = "国科发火〔2016〕32号、195号"
#: Sales of the last year in yuan, and the share of three years' sales that R&D must reach.
RD_TIERS = ((Decimal(50_000_000), Decimal("0.05")), (Decimal(200_000_000), Decimal("0.04")))
RD_ABOVE = Decimal("0.03")


class HighTechApplication(FirmRecord):
    """高企申报: an application in a batch. It is not a recognition (申报 ≠ 认定)."""

    class Kind(models.TextChoices):
        FIRST = "first", "首次认定"
        RENEWAL = "renewal", "重新认定"
        RELOCATION = "relocation", "整体迁入"

    class Stage(models.TextChoices):
        APPLIED = "applied", "已申报"
        RECOMMENDED = "recommended", "已推荐"
        REVIEW = "review", "评审中"
        PUBLICITY = "publicity", "拟认定公示"
        RECOGNISED = "recognised", "已认定"
        REJECTED = "rejected", "未通过"

    application_year = YearField("申报年度")
    batch_number = models.PositiveSmallIntegerField("申报批次", help_text="1为第一批")
    kind = models.CharField("申报类型", max_length=10, choices=Kind)
    high_tech_field = models.CharField("技术领域", max_length=20, choices=HighTechField, blank=True)
    registered_on = models.DateField("注册日期", null=True, blank=True)
    applied_on = models.DateField("申报日期", help_text="申报数按申报日期计")
    rd_expense = YuanField("近三年研发费用合计", null=True, blank=True)
    sales = YuanField("近三年销售收入合计", null=True, blank=True)
    last_year_sales = YuanField("上年销售收入", null=True, blank=True)
    science_staff = models.PositiveIntegerField("科技人员数", null=True, blank=True)
    staff = models.PositiveIntegerField("职工总数", null=True, blank=True)
    high_tech_income = YuanField("高新技术产品收入", null=True, blank=True)
    total_income = YuanField("总收入", null=True, blank=True)
    own_score = models.PositiveSmallIntegerField("自评得分", null=True, blank=True)
    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.APPLIED)

    class Meta(Record.Meta):
        verbose_name = "高企申报"
        verbose_name_plural = "高企申报"
        ordering: ClassVar = ["-applied_on", "enterprise_name"]
        constraints: ClassVar = [
            unique_key("credit_code", "application_year", when=~Q(credit_code="")),
            unique_key("enterprise_name", "application_year"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "applied_on"], name="hightechapplication_dated")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.application_year}年申报"


def _spends_enough(application: Any) -> bool:
    """The tier goes by last year's sales, the share by three years' sums."""
    needed = next((share for limit, share in RD_TIERS if application.last_year_sales <= limit), RD_ABOVE)
    return application.rd_expense >= needed * application.sales


HIGH_TECH_APPLICATIONS = Ledger(
    model=HighTechApplication,
    slug="high-tech-applications",
    chapter=Chapter.ENTERPRISES,
    about="高新技术企业申报情况，一家企业一个年度一行；申报不等于认定。",
    keys=(("credit_code", "application_year"), ("enterprise_name", "application_year")),
    dated_by="applied_on",
    list_columns=("enterprise_name", "credit_code", "application_year", "batch_number", "kind", "applied_on", "stage"),
    search=("enterprise_name", "credit_code"),
    filters=("application_year", "batch_number", "kind", "stage"),
    usual={
        "sales": (10_000, 100_000_000_000),
        "last_year_sales": (10_000, 100_000_000_000),
        "high_tech_income": (10_000, 100_000_000_000),
        "total_income": (10_000, 100_000_000_000),
    },
    headers={
        **FIRM_HEADERS,
        "batch_number": ("批次",),
        "kind": ("认定类型",),
        "high_tech_field": ("所属领域",),
        "registered_on": ("注册时间",),
        "applied_on": ("申报时间",),
        "science_staff": ("科技人员",),
        "high_tech_income": ("高新技术产品(服务)收入",),
        "stage": ("是否通过", "进展"),
    },
    spellings={
        "kind": {"新认定": "首次认定", "首次": "首次认定", "迁入": "整体迁入"},
        "batch_number": {"第一批": "1", "第二批": "2", "第三批": "3"},
    },
    titled="(?:拟认定|拟推荐|推荐|申报).{0,12}(?:高新技术企业|高企)|(?:高新技术企业|高企).{0,6}(?:拟认定|申报)",
    whole_sheet=(
        SheetValue(column="application_year", year=True),
        SheetValue(column="batch_number", batch=True),
        SheetValue(column="kind", words={"重新认定": "重新认定", "首次认定": "首次认定"}),
        SheetValue(column="applied_on"),
        SheetValue(column="stage", words={"拟认定": "拟认定公示", "推荐": "已推荐", "申报": "已申报"}),
    ),
    links=(FIRM_LINK,),
    rules=(
        error(
            "staff_covers_science_staff",
            ("science_staff", "staff"),
            lambda r: r.science_staff <= r.staff,
            "科技人员数不能大于职工总数。",
        ),
        warning(
            "registered_a_year",
            ("registered_on", "applied_on"),
            lambda r: (r.applied_on - r.registered_on).days >= 365,
            "申报时注册应满365天。",
            basis=RULE_OF_2016,
        ),
        warning(
            "science_staff_a_tenth",
            ("science_staff", "staff"),
            lambda r: r.science_staff * 10 >= r.staff,
            "科技人员占比不足10%。",
            basis=RULE_OF_2016,
        ),
        warning(
            "rd_share_by_tier",
            ("rd_expense", "sales", "last_year_sales"),
            _spends_enough,
            "近三年研发费用占比未达到5%、4%、3%分档要求。",
            basis=RULE_OF_2016,
        ),
        warning(
            "high_tech_income_share",
            ("high_tech_income", "total_income"),
            lambda r: r.high_tech_income * 10 >= r.total_income * 6,
            "高新技术产品收入占比不足60%。",
            basis=RULE_OF_2016,
        ),
        warning(
            "score_above_70",
            ("own_score",),
            lambda r: r.own_score > 70,
            "自评得分应超过70分，70分不通过。",
            basis=RULE_OF_2016,
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "applied": (),
            "recommended": (),
            "review": (),
            "publicity": (),
            "recognised": (),
            "rejected": (),
        },
    ),
    informing=("batch_number",),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "application_year": "2024",
        "batch_number": "第一批",
        "kind": "首次认定",
        "high_tech_field": "生物与新医药",
        "registered_on": "2019-05-16",
        "applied_on": "2024-05-20",
        "science_staff": "9",
        "staff": "46",
        "stage": "已推荐",
    },
)
