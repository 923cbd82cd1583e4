"""报送、报送稿、报送数、解锁: what a bureau answers, version by version; a version that was sent never changes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from kezhang.collection.models.decisions import DecidedOn
from kezhang.collection.models.rounds import Round, RoundItem
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed, SealedForGood

if TYPE_CHECKING:
    from kezhang.collection.models.returned_tables import ReturnedTable

PERSON = settings.AUTH_USER_MODEL


class Sent(Exception):
    """What was sent was about to be changed; the message names it."""


class Return(Sealed):
    """报送: what one bureau owes a round; made when the round opens, so that the obliged are counted from then on."""

    class State(models.TextChoices):
        DUE = "due", "待报"
        FILLING = "filling", "填报中"
        REVIEWING = "reviewing", "待审"
        SIGNING = "signing", "待签"
        SENT = "sent", "已报送"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已接收"
        MISSING = "missing", "未报"
        EXEMPT = "exempt", "免报"

    class Channel(models.TextChoices):
        SYSTEM = "system", "系统"
        SHEET = "sheet", "表格"
        DOCUMENT = "document", "文稿"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="returns")
    org = models.ForeignKey(Org, verbose_name="报送单位", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DUE)
    channel = models.CharField("渠道", max_length=10, choices=Channel, default=Channel.SYSTEM)
    accepted = models.ForeignKey("ReturnVersion", null=True, on_delete=models.PROTECT, related_name="+")
    exempt_reason = models.CharField("免报依据", max_length=200, blank=True)
    one_person = models.BooleanField("一人办理", default=False)
    taken_at = models.DateTimeField("开始审定时间", null=True)
    revise_by = models.DateTimeField("修改期限", null=True)
    #: What became of it when the round was closed: 未报, 免报, 沿用上期; empty for what was sent.
    disposition = models.CharField("关闭时处理", max_length=20, blank=True)
    carried_from = models.ForeignKey("ReturnVersion", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        ordering: ClassVar = ["round", "org__code"]
        constraints: ClassVar = [UniqueConstraint(fields=["round", "org"], name="return_once")]

    def __str__(self) -> str:
        return f"{self.org.name}{self.round.title}"

    @property
    def newest(self) -> "ReturnVersion | None":
        return self.versions.order_by("-number").first()

    @property
    def newest_sent(self) -> "ReturnVersion | None":
        return self.versions.filter(sent_at__isnull=False, withdrawn_at__isnull=True).order_by("-number").first()

    @property
    def accepted_before(self) -> "models.QuerySet[Return]":
        """What the bureau was accepted with in earlier rounds of the same one above, the newest first."""
        earlier = Return.objects.filter(
            org=self.org_id, round__org=self.round.org_id, round__as_of__lt=self.round.as_of, accepted__isnull=False
        )
        return earlier.select_related("accepted", "round").order_by("-round__as_of")


class ReturnVersion(Sealed):
    """报送稿: one version of a return, with its figures; never changed once it was sent."""

    class Kind(models.TextChoices):
        FIRST = "first", "首报"
        REVISED = "revised", "修改"
        LATE = "late", "补报"
        CORRECTION = "correction", "更正"

    answer = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("稿次")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    heads = models.JSONField("所见链首", default=dict)
    measured_at = models.DateTimeField("取数时间", null=True)
    #: How far the bureau's log went when it was sent, signed: what the bureau above holds against the log later.
    head = models.JSONField("报送时的链首", default=dict)
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("审核时间", null=True)
    signed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("报送时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    by_deadline = models.BooleanField("按时", null=True)
    #: The findings of the usual checks as they stood, each with the word that was given for it.
    checks = models.JSONField("核查", default=list)
    file = models.FileField("来源文件", upload_to="returns/%Y", storage=default_storage, blank=True)
    file_name = models.CharField("来源文件名", max_length=200, blank=True)
    sha256 = models.CharField("来源文件校验值", max_length=64, blank=True)
    digest = models.CharField("数字校验值", max_length=64, blank=True)
    note = models.TextField("说明", blank=True)

    sealed_in = "answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "报送稿"
        ordering: ClassVar = ["answer", "number"]
        constraints: ClassVar = [UniqueConstraint(fields=["answer", "number"], name="return_version_number")]

    def __str__(self) -> str:
        return f"{self.answer}（第{self.number}稿，{self.get_kind_display()}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What was sent changes in nothing but that it was withdrawn before anybody above looked at it."""
        kept = ReturnVersion.objects.filter(pk=self.pk, sent_at__isnull=False).first() if self.pk else None
        if kept is not None:
            changed = [f.name for f in self._meta.concrete_fields if _said(f, kept) != _said(f, self)]
            if changed not in ([], ["withdrawn_at"]) or kept.withdrawn_at is not None:
                raise Sent(f"{kept} 已报送，不能再改")
        super().save(*args, **kwargs)

    @property
    def judged(self) -> "models.QuerySet[ReturnedFigure]":
        """Its figures with what was decided on each, in a handful of queries."""
        return self.figures.select_related("item", "carried").prefetch_related("decisions", "carried__decisions")

    @property
    def judged_tables(self) -> "models.QuerySet[ReturnedTable]":
        """Its lists with what was decided on each."""
        return self.tables.select_related("asked", "carried").prefetch_related("decisions", "carried__decisions")

    @classmethod
    def may_follow(cls, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """A sent version is only ever withdrawn."""
        same = all(after.get(name) == value for name, value in before.items() if name != "withdrawn_at")
        return not before.get("sent_at") or same


def _said(field: models.Field, thing: models.Model) -> str:
    return str(field.value_from_object(thing))


def require_unsent(version: int, content: str) -> None:
    """What belongs to a version moves until it is sent. Raises Sent."""
    sent = ReturnVersion.objects.filter(pk=version, sent_at__isnull=False).first()
    if sent is not None:
        raise Sent(f"{sent} 已报送，其中的{content}不能再改")


class ReturnedFigure(Sealed, DecidedOn):
    """报送数: one number of a version: what the ledger came to, what is stated, and everything it was held against."""

    class Status(models.TextChoices):
        KNOWN = "known", "有数"
        UNPUBLISHED = "unpublished", "未公布"
        NOT_ASKED = "inapplicable", "不适用"
        MASKED = "masked", "隐去"

    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="figures")
    item = models.ForeignKey(RoundItem, on_delete=models.PROTECT, related_name="+")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.KNOWN)
    #: Exact decimals in the base unit; empty is unknown.
    value = models.CharField("报送值", max_length=60, blank=True)
    ledger_value = models.CharField("台账值", max_length=60, blank=True)
    target_value = models.CharField("任务", max_length=60, blank=True)
    target_text = models.CharField("任务文字", max_length=60, blank=True)
    expected = models.CharField("应达", max_length=60, blank=True)
    light = models.CharField("进度", max_length=12, blank=True)
    same_period = models.CharField("上年同期", max_length=60, blank=True)
    parts = models.JSONField("分子分母", default=list)
    evidence = models.JSONField("依据", default=dict)
    definition = models.JSONField("定义", default=dict)
    explanation = models.TextField("原因", blank=True)
    next_step = models.TextField("下步措施", blank=True)
    override_reason = models.TextField("手工数原因", blank=True)
    override_evidence = models.TextField("手工数依据", blank=True)
    sentence = models.TextField("来源原文", blank=True)
    carried = models.ForeignKey("self", verbose_name="沿用", null=True, on_delete=models.PROTECT, related_name="+")

    sealed_in = "version.answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "报送数"
        ordering: ClassVar = ["version", "item__order"]
        constraints: ClassVar = [UniqueConstraint(fields=["version", "item"], name="returned_figure_once")]

    def __str__(self) -> str:
        return f"{self.item}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_unsent(self.version_id, "数字")
        super().save(*args, **kwargs)

    @property
    def slug(self) -> str:
        return self.item.indicator

    @property
    def label(self) -> str:
        return self.measured.label

    @property
    def measured(self) -> AnyIndicator:
        return self.item.measured

    @property
    def amount(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None

    @property
    def aim(self) -> Decimal | None:
        return Decimal(self.target_value) if self.target_value else None

    @property
    def text(self) -> str:
        """As it is printed everywhere: a number stated by hand says what the ledger came to."""
        if self.amount is None:
            return self.get_status_display() if self.status != self.Status.KNOWN else "待核"
        written = self.measured.unit.write(self.amount)
        if not self.override_reason:
            return written
        ledger = self.measured.unit.write(Decimal(self.ledger_value)) if self.ledger_value else "待核"
        return f"{written}（台账值{ledger}，{self.override_reason}）"


class Unlocking(SealedForGood):
    """解锁: a dated exception that lets a bureau correct some figures or lists of an accepted return."""

    answer = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="unlockings")
    indicators = models.JSONField("指标")
    reason = models.TextField("原因")
    granted_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField("时间", default=timezone.now)
    until = models.DateField("至")

    sealed_in = "answer.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "解锁"
        ordering: ClassVar = ["answer", "pk"]
