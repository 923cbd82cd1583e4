"""博士后工作站: post-doctoral stations, one row per station."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error
from kezhang.records.models import Record, unique_key


class PostdoctoralStation(FirmRecord):
    """博士后工作站: a station approved for a host; it stands until revoked."""

    class Stage(models.TextChoices):
        APPLIED = "applied", "已申报"
        APPROVED = "approved", "已批准"
        OPERATING = "operating", "运行中"
        REVOKED = "revoked", "已撤销"

    level = models.CharField("级别", max_length=12, choices=Level)
    applied_on = models.DateField("申报日期", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True, help_text="存量按批准日期起计")
    approval_document = models.CharField("批准文号", max_length=60, blank=True)
    partner_station = models.CharField("联合培养单位", max_length=80, blank=True)
    entered_total = models.PositiveSmallIntegerField("累计进站", null=True, blank=True)
    departed_total = models.PositiveSmallIntegerField("累计出站", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    stage = models.CharField("状态", max_length=10, choices=Stage)

    class Meta(Record.Meta):
        verbose_name = "博士后工作站"
        verbose_name_plural = "博士后工作站"
        ordering: ClassVar = ["-approved_on", "enterprise_name"]
        constraints: ClassVar = [unique_key("enterprise_name", "level")]

    def __str__(self) -> str:
        return f"{self.enterprise_name}博士后工作站"


POSTDOCTORAL_STATIONS = Ledger(
    model=PostdoctoralStation,
    slug="postdoctoral-stations",
    chapter=Chapter.TALENT,
    about="博士后科研工作站及其分站，已批准且未撤销的计入存量。",
    keys=(("enterprise_name", "level"),),
    dated_by="approved_on",
    list_columns=("enterprise_name", "level", "approved_on", "approval_document", "partner_station", "stage"),
    search=("enterprise_name", "approval_document"),
    filters=("level", "stage"),
    headers={"enterprise_name": (*FIRM_NAMES, "设站单位"), "credit_code": FIRM_CODES},
    spellings={"level": LEVEL_SPELLINGS},
    links=(FIRM_LINK,),
    rules=(
        error(
            "departed_within_entered",
            ("departed_total", "entered_total"),
            lambda r: r.departed_total <= r.entered_total,
            "累计出站不能大于累计进站。",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "applied": (),
            "approved": ("approved_on",),
            "operating": ("approved_on",),
            "revoked": ("revoked_on",),
        },
        order=(("applied_on", "approved_on", "revoked_on"),),
    ),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "level": "省级",
        "approved_on": "2022-11-18",
        "approval_document": "新人社发〔2022〕66号",
        "stage": "运行中",
    },
)
