"""科技金融: applications for equity-like support and funds, one row per application."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import warning
from kezhang.records.fields import YuanField
from kezhang.records.models import Record, unique_key


class ScienceFinanceApplication(FirmRecord):
    """科技金融申报: 先投后股, 成果转化基金, 同心科创: from application to conversion or exit."""

    class Programme(models.TextChoices):
        GRANT_TO_EQUITY = "grant_to_equity", "先投后股"
        CONVERSION_FUND = "conversion_fund", "科技成果转化基金"
        TONGXIN = "tongxin", "同心科创"

    class Stage(models.TextChoices):
        APPLIED = "applied", "已申报"
        DUE_DILIGENCE = "due_diligence", "尽职调查"
        FUNDED = "funded", "已支持"
        CONVERTED = "converted", "已转股"
        EXITED = "exited", "已退出"
        WRITTEN_OFF = "written_off", "已核销"
        REJECTED = "rejected", "未通过"

    programme = models.CharField("计划类别", max_length=16, choices=Programme)
    project = models.CharField("项目名称", max_length=120)
    applied_on = models.DateField("申报日期")
    applied_amount = YuanField("申请金额", null=True, blank=True)
    approved_amount = YuanField("批准金额", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    equity_holder = models.CharField("持股主体", max_length=80, blank=True)
    conversion_condition = models.CharField("转股条件", max_length=200, blank=True)
    converted_on = models.DateField("转股日期", null=True, blank=True)
    stage = models.CharField("进展", max_length=14, choices=Stage, default=Stage.APPLIED)

    class Meta(Record.Meta):
        verbose_name = "科技金融申报"
        verbose_name_plural = "科技金融申报"
        ordering: ClassVar = ["-applied_on", "project"]
        constraints: ClassVar = [unique_key("programme", "enterprise_name", "project")]

    def __str__(self) -> str:
        return self.project


SCIENCE_FINANCE = Ledger(
    model=ScienceFinanceApplication,
    slug="science-finance",
    chapter=Chapter.COOPERATION,
    about="先投后股、科技成果转化基金、同心科创等的申报和支持情况。",
    keys=(("programme", "enterprise_name", "project"),),
    dated_by="applied_on",
    list_columns=(
        "project",
        "enterprise_name",
        "programme",
        "applied_on",
        "applied_amount",
        "approved_amount",
        "stage",
    ),
    search=("project", "enterprise_name"),
    filters=("programme", "stage"),
    headers={**FIRM_HEADERS, "programme": ("项目类别",), "applied_on": ("申报时间",)},
    links=(FIRM_LINK,),
    rules=(
        warning(
            "approved_within_applied",
            ("approved_amount", "applied_amount"),
            lambda r: r.approved_amount <= r.applied_amount,
            "批准金额大于申请金额。",
            basis="申报管理惯例",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "applied": (),
            "due_diligence": (),
            "funded": ("approved_on",),
            "converted": ("approved_on", "converted_on"),
            "exited": (),
            "written_off": (),
            "rejected": (),
        },
        order=(("applied_on", "approved_on", "converted_on"),),
    ),
    mentions=(Mention(column="project", of="projects"),),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "programme": "先投后股",
        "project": "残膜回收一体机产业化",
        "applied_on": "2024-05-08",
        "applied_amount": "100",
    },
)
