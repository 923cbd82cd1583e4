"""科技副总: one expert at one firm, one row per appointment."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error, warning
from kezhang.records.models import Record, unique_key


class TechnologyDeputy(FirmRecord):
    """科技副总: an appointment; it counts on the day it begins."""

    person = models.CharField("姓名", max_length=40)
    home_organisation = models.CharField("派出单位", max_length=80)
    field = models.CharField("专业领域", max_length=60, blank=True)
    batch = models.PositiveSmallIntegerField("选派批次", null=True, blank=True)
    appointed_on = models.DateField("到岗日期")
    ends_on = models.DateField("任期届满日期", null=True, blank=True)
    telephone = models.CharField("联系电话", max_length=20, blank=True)

    class Meta(Record.Meta):
        verbose_name = "科技副总"
        verbose_name_plural = "科技副总"
        ordering: ClassVar = ["-appointed_on", "person"]
        constraints: ClassVar = [unique_key("person", "enterprise_name", "appointed_on")]
        indexes: ClassVar = [models.Index(fields=["org", "appointed_on"], name="technologydeputy_dated")]

    def __str__(self) -> str:
        return f"{self.person}（{self.enterprise_name}）"


TECHNOLOGY_DEPUTIES = Ledger(
    model=TechnologyDeputy,
    slug="technology-deputies",
    chapter=Chapter.TALENT,
    about="州里从高校院所选派到企业任职的科技副总，一人一次任职一行。",
    keys=(("person", "enterprise_name", "appointed_on"),),
    dated_by="appointed_on",
    list_columns=("person", "home_organisation", "enterprise_name", "field", "appointed_on", "ends_on"),
    search=("person", "home_organisation", "enterprise_name"),
    filters=("batch",),
    headers={
        **FIRM_HEADERS,
        "person": ("科技副总",),
        "home_organisation": ("选派单位",),
        "appointed_on": ("任职日期",),
    },
    personal=("telephone",),
    links=(FIRM_LINK,),
    rules=(
        error(
            "ends_after_it_begins",
            ("ends_on", "appointed_on"),
            lambda r: r.ends_on > r.appointed_on,
            "任期届满日期应晚于到岗日期。",
        ),
        warning(
            "term_of_two_years",
            ("ends_on", "appointed_on"),
            lambda r: (r.ends_on - r.appointed_on).days <= 731,
            "任期一般不超过两年，请核对。",
            basis="州科技副总选派工作方案",
        ),
    ),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "person": "马向东",
        "home_organisation": "西北农业大学食品学院",
        "field": "果蔬保鲜",
        "batch": "1",
        "appointed_on": "2024-03-15",
        "ends_on": "2026-03-14",
    },
)
