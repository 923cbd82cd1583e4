"""计数和凭证: how often an address has sent, and which proofs of work are spent. No content, and nothing of anybody."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint


class RequestCount(models.Model):
    """How many requests of a kind came in one minute: by address, or in all."""

    subject = models.CharField(max_length=80)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    free_because = "几分钟后作废的计数"

    class Meta:
        verbose_name = verbose_name_plural = "请求计数"
        constraints: ClassVar = [UniqueConstraint(fields=["subject", "minute"], name="request_count")]


class SpentProof(models.Model):
    """A proof of work that has been used; it opens nothing a second time."""

    nonce = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    free_because = "几分钟后作废的计数"

    class Meta:
        verbose_name = verbose_name_plural = "已用的凭证"


class QuizAttempt(models.Model):
    """答卷: one row from the start to the score; no row per answer, and nothing of it in the records' file.

    It names its quiz by number: no database keeps a link across two files.
    """

    quiz = models.BigIntegerField()
    #: Made by the device before it starts: started twice, it is one.
    client_id = models.CharField(max_length=32)
    secret = models.CharField(max_length=64, unique=True)  # a digest of what the device holds
    resume_code = models.CharField("续答码", max_length=8)
    entry = models.CharField("参赛码或设备", max_length=64)
    #: Which of this entry's it is: of two that begin at once one has the number. Older ones have none.
    nth = models.PositiveSmallIntegerField(null=True)
    name = models.CharField("名称", max_length=40)
    entry_code = models.CharField("抽奖码", max_length=13)
    seed = models.CharField(max_length=32)
    drawn = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    #: Counts up when another device takes over: the first is told so.
    turn = models.PositiveSmallIntegerField(default=1)
    finished_at = models.DateTimeField(null=True)
    is_by_time = models.BooleanField(default=False)
    right = models.PositiveSmallIntegerField(null=True)
    points = models.PositiveSmallIntegerField(null=True)
    voided_why = models.CharField(max_length=120, blank=True)

    #: The answers as the database has them, where the row was read to be changed; no column.
    answers_read: str | None = None

    free_because = "收卷后汇成台账记录和证据，随记录入链"

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        constraints: ClassVar = [
            UniqueConstraint(fields=["quiz", "client_id"], name="attempt_client_id"),
            UniqueConstraint(fields=["quiz", "resume_code"], name="attempt_resume_code"),
            UniqueConstraint(fields=["quiz", "entry", "nth"], name="attempt_of_entry"),
        ]

    @property
    def seconds(self) -> int:
        """Whole seconds that were used."""
        return int(((self.finished_at or self.deadline) - self.started_at).total_seconds())
