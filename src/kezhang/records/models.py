"""What every record has, and the log of every write.

Rows of these tables are only ever added to; a record is voided, a change is followed
by another change, and nothing is deleted.
"""

import uuid
from collections.abc import Collection, Iterable
from copy import copy
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Cast
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.records.former import make_former
from kezhang.seals import register
from kezhang.seals.models import SignedHead
from kezhang.seals.sealed import Sealed, SealedForGood


class Record(models.Model):
    """记录: one row of a ledger, belonging to a bureau, counted unless it has been voided."""

    class Source(models.TextChoices):
        SYSTEM_EXPORT = "system_export", "系统导出"
        DOCUMENT = "document", "文件通知"
        LIST = "list", "公示名单"
        SELF_REPORT = "self_report", "企业自报"
        MANUAL = "manual", "手工"

    org = models.ForeignKey(Org, verbose_name="填报单位", on_delete=models.PROTECT, related_name="+", editable=False)
    source = models.CharField("数据来源", max_length=14, choices=Source, default=Source.MANUAL, blank=True)
    remark = models.TextField("备注", blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = models.TextField("作废原因", blank=True, editable=False)
    #: 自有列: what the bureau's own columns say, by their names, in exact form: scaled whole numbers, ISO dates, texts.
    own = models.JSONField("自有列", default=dict, editable=False)
    #: When the journal stored it: before that moment nobody knew of it.
    first_known = models.DateTimeField("录入时间", default=timezone.now, editable=False)

    bound_by = "变更链：每次写入的前后内容"

    class Meta:
        abstract = True

    #: The names and values this object was read or stored with: what whoever changes it has seen.
    _seen: tuple[Collection[str], tuple[Any, ...]] | None = None

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        """As read, and remembering it, so that no writer can forget what its change was based on."""
        record = super().from_db(db, field_names, values, **more)
        record._seen = (field_names, tuple(values))
        return record

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet | None = None,
    ) -> None:
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        if fields is None:
            self.remember()
        elif self._seen is not None:  # a value loaded late; what the writer has changed meanwhile stays his change
            loaded = set(fields)
            names = [f.attname for f in self._meta.concrete_fields if loaded & {f.name, f.attname}]
            seen = dict(zip(*self._seen, strict=True)) | {name: self.__dict__[name] for name in names}
            self._seen = (list(seen), tuple(seen.values()))

    def remember(self) -> None:
        """From now on the writer has seen the values as they stand; those not loaded stay unseen."""
        names = [f.attname for f in self._meta.concrete_fields if f.attname in self.__dict__]
        self._seen = (names, tuple([self.__dict__[name] for name in names]))

    def as_seen(self) -> Self | None:
        """This record as its writer saw it; None for one that was never read nor stored."""
        if self._seen is None:
            return None
        former = copy(self)
        former.__dict__.update(zip(*self._seen, strict=True))
        return former

    def saw_the_same_as(self, other: "Record") -> bool:
        return self._seen is not None and other._seen is not None and self._seen[1] == other._seen[1]


@receiver(class_prepared)
def with_former_versions(sender: type[models.Model], **kwargs: Any) -> None:  # noqa: ARG001 - Django's signature
    """Every ledger's model brings the table of its former versions along, wherever the ledger is declared."""
    if issubclass(sender, Record):
        make_former(sender)


def unique_key(*fields: str, when: Q | None = None) -> UniqueConstraint:
    """A ledger's key as the database keeps it: unique within a bureau among the rows that count.

    ``when`` narrows it to the rows that carry the key, for keys that only exist from some stage on.
    """
    return UniqueConstraint(
        fields=("org", *fields),
        condition=Q(voided_at__isnull=True) & (when or Q()),
        name="%(class)s_key_" + "_".join(fields),
        violation_error_message="台账中已有相同的记录。",
    )


class Upload(Sealed):
    """一起上传的文件: workbooks that were dropped together, each of which became batches or was not read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Org, verbose_name="填报单位", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="导入人", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField("上传时间", auto_now_add=True)
    #: The files of which nothing was read: name and reason.
    unread = models.JSONField("没有读的文件", default=list)

    class Meta:
        verbose_name = "一起上传的文件"
        verbose_name_plural = "一起上传的文件"
        ordering: ClassVar = ["-at"]


class Batch(Sealed):
    """批次: what one import did, so that it can be undone as a whole."""

    class State(models.TextChoices):
        PLANNED = "planned", "待确认"
        APPLIED = "applied", "已导入"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Org, verbose_name="填报单位", on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PLANNED)
    file_name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="imports/%Y/%m", blank=True)
    sha256 = models.CharField("文件校验值", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="导入人", null=True, on_delete=models.PROTECT)
    #: How far the bureau's chain went when the sheet was exported, else when it was uploaded.
    basis = models.PositiveBigIntegerField("底表序号", null=True)
    #: What was answered of this sheet: kind, what it is about, answer. Confirming plans it again with them.
    answers = models.JSONField("回答", default=list)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="batches")
    #: The rejected rows of another batch, kept until they are mended, downloaded or given up; by their keys.
    rest_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="rests")
    only = models.JSONField("只导入的行", null=True)
    taken_at = models.DateTimeField("下载待改行的时间", null=True)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("修改", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    rejected = models.PositiveIntegerField("没有导入的行", default=0)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering: ClassVar = ["-uploaded_at"]


class RememberedAnswer(Sealed):
    """导入时记住的: what a bureau has answered of its sheets, kept so that it is asked once, until somebody withdraws it.

    A heading that is none of the ledger's columns has an empty answer and need not be asked again.
    """

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    kind = models.CharField("种类", max_length=10, default="header")
    subject = models.CharField("写法", max_length=160)
    answer = models.CharField("读作", max_length=160, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        verbose_name = "导入时记住的"
        verbose_name_plural = "导入时记住的"
        ordering: ClassVar = ["-confirmed_at", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["org", "ledger", "kind", "subject"],
                condition=Q(withdrawn_at__isnull=True),
                name="remembered_answer",
            )
        ]

    @staticmethod
    def of(org: Org, ledger: str) -> dict[tuple[str, str], str]:
        """(Kind, what it is about) -> answer, as this bureau has confirmed them."""
        held = RememberedAnswer.objects.filter(org=org, ledger=ledger, withdrawn_at__isnull=True)
        return {(kind, subject): answer for kind, subject, answer in held.values_list("kind", "subject", "answer")}

    @staticmethod
    def confirm(org: Org, ledger: str, kind: str, subject: str, answer: str, by: Any = None) -> None:
        """Keep an answer; an earlier one to the same is withdrawn, not lost. The bureau is held by whoever imports."""
        same = RememberedAnswer.objects.filter(org=org, ledger=ledger, kind=kind, subject=subject[:160])
        same.filter(withdrawn_at__isnull=True).update_sealed(withdrawn_at=timezone.now(), withdrawn_by=by)
        RememberedAnswer.objects.create(
            org=org, ledger=ledger, kind=kind, subject=subject[:160], answer=answer[:160], by=by
        )

    def withdraw(self, by: Any) -> None:
        self.withdrawn_at, self.withdrawn_by = timezone.now(), by
        self.save(update_fields=["withdrawn_at", "withdrawn_by"])


class OwnColumn(Sealed):
    """自有列: a column that a bureau has added to a ledger, for itself and for everything below it.

    It is never deleted: withdrawn it is neither asked for nor shown, while records and log keep what it said.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "文字"
        NUMBER = "number", "数"
        AMOUNT = "amount", "金额"
        DATE = "date", "日期"
        CHOICE = "choice", "选项"

    org = models.ForeignKey(Org, verbose_name="设置单位", on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    label = models.CharField("列名", max_length=30)
    kind = models.CharField("类型", max_length=8, choices=Kind)
    choices = models.JSONField("选项", default=list)
    unit = models.CharField("金额单位", max_length=8, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField("设置时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "自有列"
        verbose_name_plural = "自有列"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["org", "ledger", "label"], condition=Q(withdrawn_at__isnull=True), name="own_column_label"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What forms, the log and the records call it."""
        return f"own_{self.pk}"


class OwnOption(Sealed):
    """自有选项: a choice that a bureau has added to a column whose list differs by region; for everything below it too.

    Records store its label. Never deleted: withdrawn it is offered no more, and records keep what they say.
    """

    org = models.ForeignKey(Org, verbose_name="设置单位", on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    column = models.CharField("列", max_length=60)
    label = models.CharField("选项", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField("设置时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "自有选项"
        verbose_name_plural = "自有选项"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["org", "ledger", "column", "label"],
                condition=Q(withdrawn_at__isnull=True),
                name="own_option_label",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Change(models.Model):
    """变更: what one write changed, who did it, when and why; chained by digest within a bureau."""

    class Kind(models.TextChoices):
        CREATE = "create", "新增"
        UPDATE = "update", "修改"
        VOID = "void", "作废"
        RESTORE = "restore", "恢复"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField("序号")
    ledger = models.CharField("台账", max_length=60)
    record_id = models.BigIntegerField("记录")
    kind = models.CharField("操作", max_length=8, choices=Kind)
    before = models.JSONField("变更前")
    after = models.JSONField("变更后")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("操作人", max_length=60)
    at = models.DateTimeField("时间")
    reason = models.TextField("原因", blank=True)
    accepted = models.JSONField("已说明的提醒", default=list)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="changes")
    #: Of the request or the job that wrote it; "" for a command, and for what is older than these ids.
    request = models.CharField("请求编号", max_length=16, blank=True, default="")
    previous = models.CharField("上一条校验值", max_length=64)
    digest = models.CharField("校验值", max_length=64)

    bound_by = "变更链自己的链"

    class Meta:
        verbose_name = "变更"
        verbose_name_plural = "变更"
        ordering: ClassVar = ["org", "sequence"]
        constraints: ClassVar = [UniqueConstraint(fields=["org", "sequence"], name="change_sequence")]
        indexes: ClassVar = [models.Index(fields=["ledger", "record_id"], name="change_record")]


class ChainHead(SignedHead):
    """链首: where a bureau's chain of changes stands; whoever writes for the bureau locks it first."""

    org = models.OneToOneField(Org, on_delete=models.PROTECT, primary_key=True, related_name="+")

    log, log_label = "changes", "变更链"

    class Meta:
        verbose_name = verbose_name_plural = "变更链首"

    @property
    def chain(self) -> str:
        return str(self.org_id)

    @classmethod
    def entries(cls) -> Any:
        return Change.objects.annotate(chain=Cast("org_id", models.CharField()))

    @classmethod
    def entries_of(cls, chain: str) -> Any:
        """By the bureau's key, which has an index; its text has none."""
        found = super().entries_of(chain)
        return found.filter(org__pk=int(chain)) if chain.isdecimal() else found.none()

    def moment(self) -> datetime:
        """Now, but later than the last entry: a clock set back must not let the chain run backwards."""
        now = timezone.now()
        register.tell_clock(str(self.org_id), self.at, now)
        return now if self.at is None or now > self.at else self.at + timedelta(microseconds=1)


class Evidence(SealedForGood):
    """佐证材料: a file that shows a record to be true; kept under its digest."""

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    record_id = models.BigIntegerField("记录")
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="evidence/%Y/%m")
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering: ClassVar = ["added_at"]
        indexes: ClassVar = [models.Index(fields=["ledger", "record_id"], name="evidence_record")]

    @property
    def ending(self) -> str:
        """What kind of file it was taken for; its first bytes were held against it."""
        return self.name.rsplit(".", 1)[-1].lower()

    @property
    def is_picture(self) -> bool:
        return self.ending in ("png", "jpg", "jpeg")
