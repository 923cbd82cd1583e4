"""高企培育库: enterprises being prepared for an application, one row per firm and application year."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error
from kezhang.records.fields import YearField
from kezhang.records.models import Record, unique_key


class HighTechCandidate(FirmRecord):
    """培育企业: a firm in the pool for the year in which it shall apply, which is usually the next one."""

    class Tier(models.TextChoices):
        KEY = "key", "重点培育"
        LONG_TERM = "long_term", "中长期培育"

    class LeavingReason(models.TextChoices):
        APPLIED = "applied", "已申报"
        GIVEN_UP = "given_up", "放弃"
        MOVED = "moved", "迁出"
        CLOSED = "closed", "注销"

    application_year = YearField("拟申报年度")
    tier = models.CharField("培育梯队", max_length=10, choices=Tier, blank=True)
    entered_on = models.DateField("入库日期")
    left_on = models.DateField("出库日期", null=True, blank=True)
    leaving_reason = models.CharField("出库原因", max_length=10, choices=LeavingReason, blank=True)
    gaps = models.CharField("条件短板", max_length=200, blank=True, help_text="如 知识产权、研发占比、科技人员")
    coaching = models.TextField("辅导记录", blank=True)

    class Meta(Record.Meta):
        verbose_name = "高企培育库"
        verbose_name_plural = "高企培育库"
        ordering: ClassVar = ["-application_year", "enterprise_name"]
        constraints: ClassVar = [
            unique_key("credit_code", "application_year", when=~Q(credit_code="")),
            unique_key("enterprise_name", "application_year"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "entered_on"], name="hightechcandidate_dated")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.application_year}"


HIGH_TECH_PIPELINE = Ledger(
    model=HighTechCandidate,
    slug="high-tech-pipeline",
    chapter=Chapter.ENTERPRISES,
    about="拟申报高新技术企业的培育名单，按拟申报年度计数。",
    keys=(("credit_code", "application_year"), ("enterprise_name", "application_year")),
    dated_by="entered_on",
    list_columns=("enterprise_name", "credit_code", "application_year", "tier", "entered_on", "gaps"),
    search=("enterprise_name", "credit_code"),
    filters=("application_year", "tier"),
    headers={
        **FIRM_HEADERS,
        "application_year": ("培育年度", "拟申报年份"),
        "tier": ("培育类别",),
        "entered_on": ("入库时间",),
        "gaps": ("存在短板", "差距"),
        "coaching": ("帮扶情况",),
    },
    links=(FIRM_LINK,),
    rules=(
        error(
            "left_after_entering",
            ("left_on", "entered_on"),
            lambda r: r.left_on >= r.entered_on,
            "出库日期不能早于入库日期。",
        ),
    ),
    sample={
        "enterprise_name": "朔湖金穗种业有限公司",
        "credit_code": "91652799MA7CD4563M",
        "application_year": "2025",
        "tier": "重点培育",
        "entered_on": "2024-04-09",
        "gaps": "知识产权",
    },
)
