"""签到: one event at which people sign in; who did stands sealed among the submissions of its form."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed


class SignInSheet(Sealed):
    """签到表: an event's code, and how many heads somebody counted beside it."""

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey("submissions.OpenForm", on_delete=models.PROTECT, related_name="sheets")
    code = models.CharField("地址", max_length=12, unique=True)
    title = models.CharField("活动", max_length=80)
    held_on = models.DateField("日期")
    takes_printed = models.BooleanField("也可扫打印的固定码", default=False)
    head_count = models.PositiveIntegerField("现场清点人数", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "签到表"
        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title
