"""备注对话和保存的视图: beside the records, never part of what they say; a record's facts stand in the journal alone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.seals.sealed import Sealed

#: A comment is a remark, not a report.
LONGEST = 1000


class Comment(Sealed):
    """留言: what somebody says about a record; taken back by its writer, it is shown no more."""

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    record_id = models.BigIntegerField("记录")
    subject = models.CharField("记录名称", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    text = models.TextField("内容", max_length=LONGEST)
    withdrawn_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "留言"
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["ledger", "record_id"], name="comment_record")]

    def __str__(self) -> str:
        return f"{self.by}：{self.text[:40]}"


class CalledPerson(models.Model):
    """@提到的人: somebody a comment calls; it waits on his workbench until he has opened the record."""

    free_because = "只是提醒，随留言而来"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="called")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("已看时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "提到的人"
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "person"], name="called_once")]
        indexes: ClassVar = [models.Index(fields=["person", "seen_at"], name="called_waiting")]


class SavedView(models.Model):
    """视图: a list as somebody looks at it: its conditions, columns and order; one's own, or the bureau's."""

    free_because = "只是列表的看法，不改变任何记录"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("地址中的条件", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField("本单位共用", default=False)
    at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "视图"
        ordering: ClassVar = ["-is_shared", "name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "ledger", "by", "name"], name="savedview_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, person: User, org: Org, ledger: str) -> models.QuerySet["SavedView"]:
        """Those a person may choose in a bureau: their own and what is shared there."""
        held = cls.objects.filter(org=org, ledger=ledger)
        return held.filter(models.Q(by=person) | models.Q(is_shared=True)).select_related("by")

    @classmethod
    def keep(cls, person: User, org: Org, ledger: str, name: str, query: str, *, is_shared: bool) -> "SavedView":
        """Store it in place of the one of that name, if there is one."""
        said = {"query": query, "is_shared": is_shared}
        kept, _ = cls.objects.update_or_create(org=org, ledger=ledger, by=person, name=name, defaults=said)
        return kept
