"""What is kept of jobs and of the workers that do them.

A job may lie in another database than bureaus and people, so it names them by value and points to no row.
"""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from kezhang.orgs.models import User

#: Whoever has not been heard of for so long is dead.
SILENCE = timedelta(seconds=60)


class Job(models.Model):
    """后台任务: one piece of work, whose it is, how far it is, what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"
        INTERRUPTED = "interrupted", "中断"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=40)
    subject = models.CharField("对象", max_length=200)
    #: What it works on; no two jobs of a kind work on the same at once.
    key = models.CharField("对象标识", max_length=80, blank=True)
    org_id = models.BigIntegerField("单位")
    org_prefix = models.CharField("单位代码前缀", max_length=6)
    owner_id = models.BigIntegerField("发起人")
    owner_name = models.CharField("发起人姓名", max_length=150)
    state = models.CharField("状态", max_length=12, choices=State, default=State.WAITING)
    arguments = models.JSONField("内容", default=dict)
    #: What it works on, where that is a file nobody has kept yet.
    given = models.FileField("交来的文件", upload_to="jobs/given", max_length=200, blank=True)
    #: What came of it, where that is a file; for its owner alone.
    made = models.FileField("做成的文件", upload_to="jobs/made", max_length=200, blank=True)
    made_name = models.CharField("文件名", max_length=200, blank=True)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("共", default=0)
    words = models.CharField("正在做", max_length=60, blank=True)
    result = models.JSONField("结果", default=dict)
    fault = models.TextField("问题", blank=True)
    worker = models.CharField("后台程序", max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    heartbeat_at = models.DateTimeField("最近响应", null=True)
    cancel_asked_at = models.DateTimeField("要求取消", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    free_because = "办事的过程，不是数据；办成的事各有记录"

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["state", "created_at"], name="job_state"),
            models.Index(fields=["owner_id", "created_at"], name="job_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def owner(self) -> User:
        """Whoever asked for it, as they are now; none of what begins by itself has one."""
        return User.objects.get(pk=self.owner_id)

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class JobWorker(models.Model):
    """后台程序: a process that does jobs, and when it was last heard of."""

    name = models.CharField("名称", max_length=120, primary_key=True)
    started_at = models.DateTimeField("启动时间", default=timezone.now)
    heartbeat_at = models.DateTimeField("最近响应", default=timezone.now)

    free_because = "正在工作的程序，停下就没有"

    class Meta:
        verbose_name = verbose_name_plural = "后台程序"

    def __str__(self) -> str:
        return self.name
