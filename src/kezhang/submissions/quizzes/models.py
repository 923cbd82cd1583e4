"""题库和答题活动: questions as they are kept, and a quiz with everything that was frozen when it was published."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed


class QuizQuestion(Sealed):
    """题目: never changed; a mended one is another, and the former is withdrawn."""

    class Kind(models.TextChoices):
        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        JUDGEMENT = "judgement", "判断"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("题型", max_length=10, choices=Kind)
    text = models.TextField("题目")
    options = models.JSONField("选项", default=list)
    key = models.CharField("答案", max_length=8)  # letters, in their order
    topic = models.CharField("知识点", max_length=40, blank=True)
    difficulty = models.PositiveSmallIntegerField("难度", default=2)  # 1 easy, 2 middling, 3 hard
    digest = models.CharField("校验", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("入库时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "题目"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [UniqueConstraint(fields=["org", "digest"], name="quiz_question_digest")]

    def __str__(self) -> str:
        return self.text[:40]


class OnlineQuiz(Sealed):
    """答题活动: its rules, and from its publication on the questions and the key as they were then."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        ENDED = "ended", "已结束"
        ANNOUNCED = "announced", "已公布"

    class Entry(models.TextChoices):
        NAME = "name", "自报名称，按设备计人"
        LIST = "list", "凭参赛码，按名单计人"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("地址", max_length=12, unique=True)
    title = models.CharField("名称", max_length=80)
    about = models.TextField("说明", blank=True)
    strata = models.JSONField("组卷", default=list)  # [{"topic", "difficulty", "count"}], empty meaning any
    minutes = models.PositiveSmallIntegerField("时限(分)", default=20)
    attempts = models.PositiveSmallIntegerField("每人次数", default=1)
    pass_score = models.PositiveSmallIntegerField("及格分", default=60)
    entry = models.CharField("参加方式", max_length=4, choices=Entry, default=Entry.NAME)
    codes = models.JSONField("参赛码", default=list)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("结束时间")
    prizes = models.PositiveSmallIntegerField("抽奖名额", default=0)
    draw_source = models.CharField("抽奖的公开随机数来源", max_length=120, blank=True)
    #: From its publication on: {question: {"kind", "text", "options", "topic", "difficulty"}}, and the key by itself.
    frozen = models.JSONField("题目", default=dict)
    key = models.JSONField("答案", default=dict)
    digest = models.CharField("题目和答案的校验", max_length=64, blank=True)
    regrades = models.JSONField("改判", default=list)
    result = models.JSONField("结果", default=dict)
    drawing = models.JSONField("抽奖", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    record_id = models.BigIntegerField("台账记录", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间", default=timezone.now)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "答题活动"
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def is_running(self, now: datetime) -> bool:
        return self.state == self.State.PUBLISHED and self.opens_at <= now < self.closes_at

    @property
    def size(self) -> int:
        """How many questions a paper has."""
        return sum(int(each.get("count", 0)) for each in self.strata)

    @property
    def waiting_regrade(self) -> dict[str, Any] | None:
        """The proposed regrade that nobody has confirmed: the very one of the list, to be confirmed in its place."""
        return next((each for each in self.regrades if "confirmed_by" not in each), None)

    def question(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = self.frozen[number]
        return found
