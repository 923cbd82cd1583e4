"""柔性引进团队: teams that work for the county without moving, one row per agreement."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.rules import error
from kezhang.records.models import Record, unique_key


class FlexibleTeam(FirmRecord):
    """柔性引进团队: a team under an agreement with a host enterprise; recognition by a level is a subset."""

    class Mode(models.TextChoices):
        CONSULTANT = "consultant", "顾问"
        PROJECT = "project", "项目合作"
        PART_TIME = "part_time", "兼职"
        STATION = "station", "工作站"

    name = models.CharField("团队名称", max_length=80)
    leader = models.CharField("带头人", max_length=40)
    home_organisation = models.CharField("派出单位", max_length=80)
    mode = models.CharField("引进方式", max_length=12, choices=Mode)
    started_on = models.DateField("协议开始日期", help_text="引进数按协议开始日期计")
    ended_on = models.DateField("协议结束日期")
    days_on_site = models.PositiveSmallIntegerField("年在岗天数", null=True, blank=True)
    level = models.CharField("认定级别", max_length=12, choices=Level, default=Level.NONE)
    recognised_on = models.DateField("认定日期", null=True, blank=True)
    recognition_document = models.CharField("认定文号", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "柔性引进团队"
        verbose_name_plural = "柔性引进团队"
        ordering: ClassVar = ["-started_on", "name"]
        constraints: ClassVar = [unique_key("leader", "enterprise_name", "started_on")]
        indexes: ClassVar = [
            models.Index(fields=["org", "started_on"], name="flexibleteam_dated"),
            models.Index(fields=["org", "ended_on"], name="flexibleteam_due"),
        ]

    def __str__(self) -> str:
        return self.name


FLEXIBLE_TEAMS = Ledger(
    model=FlexibleTeam,
    slug="flexible-teams",
    chapter=Chapter.TALENT,
    about="柔性引进的高层次人才团队；获上级认定的是其中一部分。",
    keys=(("leader", "enterprise_name", "started_on"),),
    dated_by="started_on",
    list_columns=("name", "leader", "home_organisation", "enterprise_name", "mode", "started_on", "ended_on", "level"),
    search=("name", "leader", "home_organisation", "enterprise_name"),
    filters=("mode", "level"),
    headers={
        "enterprise_name": (*FIRM_NAMES, "引进单位", "服务企业"),
        "credit_code": FIRM_CODES,
        "leader": ("领衔人",),
        "home_organisation": ("所在院校",),
        "days_on_site": ("来岗工作时间",),
        "level": ("是否省级认定",),
    },
    spellings={"level": LEVEL_SPELLINGS},
    links=(FIRM_LINK,),
    rules=(
        error(
            "ended_after_started",
            ("ended_on", "started_on"),
            lambda r: r.ended_on >= r.started_on,
            "协议结束日期不能早于开始日期。",
        ),
        error("days_within_a_year", ("days_on_site",), lambda r: r.days_on_site <= 366, "年在岗天数不能超过366天。"),
    ),
    due=(Due(field="ended_on", ahead=60, says="柔性引进协议期满", since="started_on", todo="商续签或总结成效。"),),
    mentions=(Mention(column="home_organisation", of="enterprises"),),
    people=("leader",),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "name": "设施园艺创新团队",
        "leader": "孙立群",
        "home_organisation": "西北农业大学园艺学院",
        "mode": "项目合作",
        "started_on": "2023-05-08",
        "ended_on": "2026-05-07",
    },
)
