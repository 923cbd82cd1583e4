"""对接: talks about a demand, which is named by its number, as in the log; the agreement that comes of them is a record."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed


class DemandTalk(Sealed):
    """对接洽谈: who talked with whom about a demand, and what came of it."""

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    demand = models.BigIntegerField("需求", db_index=True)
    partner = models.CharField("对接单位或专家", max_length=80)
    held_on = models.DateField("日期")
    says = models.TextField("情况", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "对接洽谈"
        ordering: ClassVar = ["held_on", "pk"]
