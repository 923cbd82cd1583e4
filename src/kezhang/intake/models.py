"""读报告: a document as it was read, and its promises as proposals that a person accepts or rejects.

What was read is kept with the text it was read from; a later reader never changes what
somebody has decided on.
"""

from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models

from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import scope_of
from kezhang.reading.findings import Finding, Reading
from kezhang.reading.output.annotation import contradictions
from kezhang.reading.output.json_data import from_data
from kezhang.seals.sealed import Sealed
from kezhang.targets.models import Target


class ReadDocument(Sealed):
    """读过的报告: one file, kept under its digest, with its text and everything read out of it."""

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="read/%Y/%m")
    sha256 = models.CharField("文件校验值", max_length=64)
    text = models.TextField("文字")
    data = models.JSONField("读数")
    finding_count = models.PositiveIntegerField("数字个数", default=0)
    odd_count = models.PositiveIntegerField("矛盾的数字", default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField("阅读时间", auto_now_add=True)

    class Meta:
        verbose_name = "读过的报告"
        verbose_name_plural = "读过的报告"
        ordering: ClassVar = ["-read_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "sha256"], name="readdocument_file")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def seen_by(cls, viewer: User | Org) -> models.QuerySet["ReadDocument"]:
        """What lies within the viewer's scope."""
        return cls.objects.filter(scope_of(viewer).query()).select_related("org", "by")

    @cached_property
    def reading(self) -> Reading:
        return from_data(self.data, self.text)

    @cached_property
    def odd(self) -> set[int]:
        """The findings that contradict others."""
        return contradictions(self.reading.checks)

    @property
    def notes(self) -> list[str]:
        return self.data.get("notes", [])


class Proposal(Sealed):
    """建议任务: a target or plan figure of a document, waiting for a person's word."""

    class State(models.TextChoices):
        OPEN = "open", "待定"
        ACCEPTED = "accepted", "已接受"
        REJECTED = "rejected", "不采用"

    document = models.ForeignKey(ReadDocument, on_delete=models.PROTECT, related_name="proposals")
    finding_number = models.PositiveIntegerField("第几个读数")
    org = models.ForeignKey(
        Org, verbose_name="谁的任务", null=True, on_delete=models.PROTECT, related_name="+",
        help_text="报告属于别的单位时为空，不能接受",
    )  # fmt: skip
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    reason = models.TextField("理由", blank=True)

    sealed_in = "document.org_id"

    class Meta:
        verbose_name = "建议任务"
        verbose_name_plural = "建议任务"
        ordering: ClassVar = ["document", "finding_number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "finding_number"], name="proposal_finding")
        ]

    @property
    def finding(self) -> Finding:
        return self.document.reading.findings[self.finding_number]
