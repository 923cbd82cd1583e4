"""对接活动: events that bring firms and universities together, one row per event."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.models import Record, unique_key


class MatchingEvent(Record):
    """对接活动: one event; a release meeting is counted among the matching events by the city's definition."""

    class Kind(models.TextChoices):
        MATCHING = "matching", "对接会"
        RELEASE = "release", "成果发布会"
        ROADSHOW = "roadshow", "路演"
        TRAINING = "training", "培训会"
        VISIT = "visit", "参观"

    name = models.CharField("活动名称", max_length=120)
    kind = models.CharField("活动类型", max_length=10, choices=Kind)
    held_on = models.DateField("活动日期")
    place = models.CharField("地点", max_length=80, blank=True)
    universities = models.CharField("参加院校", max_length=200, blank=True)
    firms = models.PositiveSmallIntegerField("参加企业数", null=True, blank=True)
    experts = models.PositiveSmallIntegerField("专家数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "技术对接活动"
        verbose_name_plural = "技术对接活动"
        ordering: ClassVar = ["-held_on", "name"]
        constraints: ClassVar = [unique_key("name", "held_on")]

    def __str__(self) -> str:
        return self.name


MATCHING_EVENTS = Ledger(
    model=MatchingEvent,
    slug="matching-events",
    chapter=Chapter.COOPERATION,
    about="技术对接会、成果发布会、路演、培训会等，一次活动一行。",
    keys=(("name", "held_on"),),
    dated_by="held_on",
    list_columns=("name", "kind", "held_on", "place", "universities", "firms", "experts"),
    search=("name", "universities"),
    filters=("kind",),
    headers={"held_on": ("时间",), "kind": ("类型",), "firms": ("企业数",)},
    informing=("firms", "experts"),
    sample={
        "name": "设施农业技术对接会",
        "kind": "对接会",
        "held_on": "2024-04-26",
        "universities": "塞外农业大学",
        "firms": "12",
        "experts": "5",
    },
)
