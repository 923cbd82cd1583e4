"""青少年科技赛事: works that pupils entered, one row per work.

Pupils are minors; their names are personal data and are masked wherever they leave the bureau.
"""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error, warning
from kezhang.records.models import Record, unique_key


class YouthContest(Record):
    """青少年科技赛事参赛作品; it counts on the day it was entered."""

    class Contest(models.TextChoices):
        INNOVATION = "innovation", "青少年科技创新大赛"
        MAKERS = "makers", "创客大赛"
        PROGRAMMING = "programming", "人工智能编程"
        ROBOTS = "robots", "机器人竞赛"
        OTHER = "other", "其他"

    class Award(models.TextChoices):
        FIRST = "first", "一等奖"
        SECOND = "second", "二等奖"
        THIRD = "third", "三等奖"
        EXCELLENCE = "excellence", "优秀奖"

    contest = models.CharField("赛事名称", max_length=12, choices=Contest)
    edition = models.PositiveSmallIntegerField("届次")
    level = models.CharField("级别", max_length=12, choices=Level)
    school = models.CharField("学校", max_length=60)
    work = models.CharField("作品名称", max_length=120)
    students = models.CharField("学生", max_length=120, blank=True, help_text="未成年人，导出时自动隐去")
    teacher = models.CharField("辅导教师", max_length=60, blank=True)
    entered_on = models.DateField("报名日期")
    award = models.CharField("获奖等级", max_length=12, choices=Award, blank=True)

    class Meta(Record.Meta):
        verbose_name = "青少年科技赛事"
        verbose_name_plural = "青少年科技赛事"
        ordering: ClassVar = ["-entered_on", "work"]
        constraints: ClassVar = [unique_key("contest", "edition", "level", "work", "school")]

    def __str__(self) -> str:
        return f"{self.work}（{self.school}）"


YOUTH_CONTESTS = Ledger(
    model=YouthContest,
    slug="youth-contests",
    chapter=Chapter.OUTREACH,
    about="青少年科技创新大赛、创客大赛、人工智能编程等赛事的参赛作品，一件一行。",
    keys=(("contest", "edition", "level", "work", "school"),),
    dated_by="entered_on",
    list_columns=("contest", "edition", "level", "school", "work", "entered_on", "award"),
    search=("work", "school", "teacher"),
    filters=("contest", "level", "award"),
    headers={
        "contest": ("赛事",),
        "level": ("赛事级别",),
        "school": ("学校名称", "参赛学校"),
        "work": ("作品", "参赛作品"),
        "students": ("学生姓名", "参赛学生"),
        "teacher": ("指导教师",),
        "entered_on": ("报名时间", "参赛时间"),
        "award": ("奖项",),
    },
    spellings={
        "contest": {
            "科技创新大赛": "青少年科技创新大赛",
            "青少年创客大赛": "创客大赛",
            "编程": "人工智能编程",
            "机器人": "机器人竞赛",
        },
        "level": LEVEL_SPELLINGS,
    },
    personal=("students", "teacher"),
    rules=(
        error("edition_above_zero", ("edition",), lambda r: r.edition >= 1, "届次至少为1。"),
        warning(
            "edition_is_no_year",
            ("edition",),
            lambda r: r.edition < 200,
            "届次像是年份，请填第几届。",
            basis="青少年科技赛事报名表填报要求",
        ),
    ),
    sample={
        "contest": "科技创新大赛",
        "edition": "38",
        "level": "县级",
        "school": "朔湖县中学",
        "work": "盐碱地滴灌自动控制装置",
        "students": "阿依努尔",
        "teacher": "马志强",
        "entered_on": "2024-03-20",
    },
)
