"""线上答题: quizzes on the web, one row per quiz.

Those who took part (人) and the answers they gave in (人次) are two numbers.
"""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error
from kezhang.records.fields import QuantityField
from kezhang.records.models import Record, unique_key


class Quiz(Record):
    """线上答题活动; it counts on the day it began."""

    name = models.CharField("活动名称", max_length=120)
    platform = models.CharField("答题平台", max_length=60)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期")
    participants = models.PositiveIntegerField("参与人数")
    attempts = models.PositiveIntegerField("答题人次")
    passes = models.PositiveIntegerField("及格人次", null=True, blank=True)
    average_score = QuantityField("平均分", null=True, blank=True)
    prizes = models.PositiveIntegerField("获奖人数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "线上答题"
        verbose_name_plural = "线上答题"
        ordering: ClassVar = ["-started_on", "name"]
        constraints: ClassVar = [unique_key("name", "started_on")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_on}"


QUIZZES = Ledger(
    model=Quiz,
    slug="quizzes",
    chapter=Chapter.OUTREACH,
    about="线上答题活动的参与人数、答题人次和获奖情况，一次活动一行。",
    keys=(("name", "started_on"),),
    dated_by="started_on",
    list_columns=("name", "platform", "started_on", "ended_on", "participants", "attempts", "prizes"),
    search=("name", "platform"),
    headers={
        "name": ("答题名称", "答题活动"),
        "platform": ("平台",),
        "started_on": ("开始时间", "答题开始时间"),
        "ended_on": ("结束时间", "答题结束时间"),
        "participants": ("参与答题人数",),
        "attempts": ("答题次数",),
        "prizes": ("获奖数",),
    },
    rules=(
        error(
            "ends_after_it_starts",
            ("started_on", "ended_on"),
            lambda r: r.started_on <= r.ended_on,
            "结束日期早于开始日期。",
        ),
        error(
            "attempts_at_least_participants",
            ("participants", "attempts"),
            lambda r: r.attempts >= r.participants,
            "答题人次不能小于参与人数，请核对两列是否填反。",
        ),
        error(
            "passes_within_attempts",
            ("passes", "attempts"),
            lambda r: r.passes <= r.attempts,
            "及格人次不能大于答题人次。",
        ),
        error(
            "prizes_within_participants",
            ("prizes", "participants"),
            lambda r: r.prizes <= r.participants,
            "获奖人数不能大于参与人数。",
        ),
    ),
    informing=("average_score",),
    sample={
        "name": "科技活动周线上知识答题",
        "platform": "朔湖零距离",
        "started_on": "2024-05-25",
        "ended_on": "2024-06-01",
        "participants": "860",
        "attempts": "1240",
        "prizes": "60",
    },
)
