"""成果发布: achievements presented at release meetings, one row per achievement and meeting."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.models import Record, unique_key


class ReleasedAchievement(Record):
    """成果发布: something offered for conversion; it is not converted yet."""

    class FollowUp(models.TextChoices):
        NONE = "none", "暂无"
        INTENT = "intent", "达成意向"
        CONTRACT = "contract", "已签约"

    title = models.CharField("成果名称", max_length=120)
    holder = models.CharField("持有单位", max_length=80)
    person = models.CharField("持有人", max_length=40, blank=True)
    event = models.CharField("发布活动", max_length=120)
    released_on = models.DateField("发布日期")
    follow_up = models.CharField("转化情况", max_length=10, choices=FollowUp, default=FollowUp.NONE)

    class Meta(Record.Meta):
        verbose_name = "成果发布"
        verbose_name_plural = "成果发布"
        ordering: ClassVar = ["-released_on", "title"]
        constraints: ClassVar = [unique_key("title", "event")]

    def __str__(self) -> str:
        return self.title


RELEASED_ACHIEVEMENTS = Ledger(
    model=ReleasedAchievement,
    slug="released-achievements",
    chapter=Chapter.COOPERATION,
    about="在成果发布会、路演上发布的成果，一项成果一行。",
    keys=(("title", "event"),),
    dated_by="released_on",
    list_columns=("title", "holder", "event", "released_on", "follow_up"),
    search=("title", "holder", "event"),
    filters=("follow_up",),
    headers={"holder": ("完成单位",), "event": ("发布会",), "released_on": ("发布时间",)},
    sample={
        "title": "膜下滴灌智能控制技术",
        "holder": "塞外农业大学",
        "event": "高校专家县域行成果发布会",
        "released_on": "2024-04-26",
    },
)
