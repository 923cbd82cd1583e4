"""科技奖励申报: nominations for science and technology awards, one row per nomination."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.fields import OrganisationNameField, YearField
from kezhang.records.models import Record, unique_key


class AwardNomination(Record):
    """科技奖励申报: a nomination; it is not an award until it is won (申报 ≠ 获奖)."""

    class Grade(models.TextChoices):
        SPECIAL = "special", "特等奖"
        FIRST = "first", "一等奖"
        SECOND = "second", "二等奖"
        THIRD = "third", "三等奖"

    class Stage(models.TextChoices):
        NOMINATED = "nominated", "已提名"
        FORM_CHECKED = "form_checked", "形式审查通过"
        REVIEW = "review", "评审中"
        AWARDED = "awarded", "已授奖"
        NOT_AWARDED = "not_awarded", "未获奖"

    title = models.CharField("项目名称", max_length=200)
    award = models.CharField("奖项名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level)
    year = YearField("申报年度")
    organisation = OrganisationNameField("完成单位")
    people = models.CharField("完成人", max_length=200, blank=True)
    nominator = models.CharField("提名单位", max_length=60, blank=True)
    achievement_number = models.CharField("成果登记号", max_length=20, blank=True)
    nominated_on = models.DateField("提名日期")
    awarded_on = models.DateField("授奖日期", null=True, blank=True)
    grade = models.CharField("获奖等级", max_length=10, choices=Grade, blank=True)
    stage = models.CharField("状态", max_length=14, choices=Stage, default=Stage.NOMINATED)

    class Meta(Record.Meta):
        verbose_name = "科技奖励申报"
        verbose_name_plural = "科技奖励申报"
        ordering: ClassVar = ["-nominated_on", "title"]
        constraints: ClassVar = [unique_key("title", "award", "year")]
        indexes: ClassVar = [models.Index(fields=["org", "nominated_on"], name="awardnomination_dated")]

    def __str__(self) -> str:
        return self.title


AWARD_NOMINATIONS = Ledger(
    model=AwardNomination,
    slug="award-nominations",
    chapter=Chapter.RESULTS,
    about="科学技术奖励的提名与获奖情况；申报不等于获奖。",
    keys=(("title", "award", "year"),),
    dated_by="nominated_on",
    list_columns=("title", "award", "level", "year", "organisation", "nominated_on", "grade", "stage"),
    search=("title", "organisation", "people"),
    filters=("year", "level", "stage"),
    headers={
        "award": ("奖种",),
        "year": ("年度",),
        "organisation": ("第一完成单位",),
        "nominator": ("提名者", "推荐单位"),
        "nominated_on": ("申报时间", "提名时间"),
        "stage": ("结果",),
    },
    spellings={"level": LEVEL_SPELLINGS},
    process=Process(
        state="stage",
        dated={
            "nominated": (),
            "form_checked": (),
            "review": (),
            "awarded": ("awarded_on",),
            "not_awarded": (),
        },
        order=(("nominated_on", "awarded_on"),),
    ),
    people=("people",),
    sample={
        "title": "绿洲玉米密植高产技术研究与应用",
        "award": "自治区科学技术进步奖",
        "level": "自治区级",
        "year": "2023",
        "organisation": "朔湖金穗种业有限公司",
        "nominated_on": "2023-08-10",
        "stage": "未获奖",
    },
)
