"""创新创业大赛报名: entries for the innovation contest, one row per entrant and project."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.quantities.units import YUAN
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YuanField
from kezhang.records.models import Record, unique_key


class ContestEntry(FirmRecord):
    """大赛报名: a project entered; firms are counted once however many projects they enter."""

    class Group(models.TextChoices):
        START_UP = "start_up", "初创企业组"
        GROWTH = "growth", "成长企业组"
        TEAM = "team", "团队组"

    class Award(models.TextChoices):
        FIRST = "first", "一等奖"
        SECOND = "second", "二等奖"
        THIRD = "third", "三等奖"
        EXCELLENCE = "excellence", "优秀奖"

    edition = models.PositiveSmallIntegerField("届次")
    level = models.CharField("赛区级别", max_length=12, choices=Level)
    group = models.CharField("组别", max_length=10, choices=Group)
    field = models.CharField("行业领域", max_length=40, blank=True)
    project = models.CharField("参赛项目", max_length=120)
    entered_on = models.DateField("报名日期", help_text="报名数按报名日期计，企业不重复计")
    is_promoted = models.BooleanField("是否推荐上级赛事", null=True, blank=True)
    award = models.CharField("获奖情况", max_length=12, choices=Award, blank=True)
    awarded_on = models.DateField("获奖日期", null=True, blank=True)
    prize = YuanField("奖金", unit=YUAN, null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "创新创业大赛报名"
        verbose_name_plural = "创新创业大赛报名"
        ordering: ClassVar = ["-entered_on", "enterprise_name"]
        constraints: ClassVar = [unique_key("edition", "level", "enterprise_name", "project")]
        indexes: ClassVar = [models.Index(fields=["org", "entered_on"], name="contestentry_dated")]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.project}"


CONTEST_ENTRIES = Ledger(
    model=ContestEntry,
    slug="contest-entries",
    chapter=Chapter.COOPERATION,
    about="创新创业大赛报名、推荐和获奖情况。",
    keys=(("edition", "level", "enterprise_name", "project"),),
    dated_by="entered_on",
    list_columns=("enterprise_name", "project", "edition", "level", "group", "entered_on", "is_promoted", "award"),
    search=("enterprise_name", "project"),
    filters=("edition", "level", "group", "award"),
    headers={
        "enterprise_name": (*FIRM_NAMES, "团队名称"),
        "credit_code": FIRM_CODES,
        "project": ("项目名称",),
        "entered_on": ("报名时间",),
        "is_promoted": ("是否推荐",),
        "award": ("奖项",),
    },
    spellings={"level": {**LEVEL_SPELLINGS, "县赛": "县区级", "州赛": "州市级", "赛区": "省级"}},
    links=(FIRM_LINK,),
    rules=(
        error("edition_above_zero", ("edition",), lambda r: r.edition >= 1, "届次至少为1。"),
        warning(
            "award_has_a_date",
            ("award",),
            lambda r: r.awarded_on is not None,
            "获奖的应填写获奖日期，否则不计入获奖数。",
            basis="获奖数按获奖日期计",
        ),
    ),
    informing=("prize",),
    mentions=(Mention(column="project", of="projects"),),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "edition": "3",
        "level": "县赛",
        "group": "成长企业组",
        "project": "残膜回收一体机",
        "entered_on": "2023-07-10",
    },
)
