"""典型案例: practices and projects worth telling, one row per case."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.models import Record, unique_key


class CaseStudy(Record):
    """典型案例: what was done, by whom, with what effect."""

    class Kind(models.TextChoices):
        PROJECT = "project", "项目"
        PRACTICE = "practice", "做法"

    title = models.CharField("案例名称", max_length=120)
    holder = models.CharField("主体", max_length=80)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    practice = models.TextField("做法")
    effect = models.TextField("成效")
    told_on = models.DateField("整理日期")

    class Meta(Record.Meta):
        verbose_name = "典型案例"
        verbose_name_plural = "典型案例"
        ordering: ClassVar = ["-told_on", "title"]
        constraints: ClassVar = [unique_key("title", "holder")]

    def __str__(self) -> str:
        return self.title


CASE_STUDIES = Ledger(
    model=CaseStudy,
    slug="case-studies",
    chapter=Chapter.DOCUMENTS,
    about="可写入报告的典型案例。",
    keys=(("title", "holder"),),
    dated_by="told_on",
    list_columns=("title", "holder", "kind", "effect", "told_on"),
    search=("title", "holder"),
    filters=("kind",),
    headers={"practice": ("主要做法",), "effect": ("做法与成效",)},
    sample={
        "title": "戈壁温室番茄提质增效",
        "holder": "朔湖绿源农业科技有限公司",
        "kind": "项目",
        "practice": "引进基质栽培和水肥一体化",
        "effect": "亩均增产两成",
        "told_on": "2024-06-10",
    },
)
