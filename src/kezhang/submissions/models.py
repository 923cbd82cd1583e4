"""表单、来件: a form over a ledger's columns, what was sent by it, and every move of what was sent.

What people wrote stands sealed; here are only numbers, dates, states and counts, which outlive the erasure.
"""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed
from kezhang.submissions.contests.models import ContestJudge, ContestProject, JudgedContest, ScoreSheet
from kezhang.submissions.envoy_terms.models import AssessmentRule, EnvoyReview, EnvoyReviewLine, TenureCase
from kezhang.submissions.matching.models import DemandTalk
from kezhang.submissions.quizzes.models import OnlineQuiz, QuizQuestion
from kezhang.submissions.sealing.models import SealingKey
from kezhang.submissions.sealing.seal import seal_of
from kezhang.submissions.signins.models import SignInSheet

__all__ = [
    "AssessmentRule", "ContestJudge", "ContestProject", "DemandTalk", "EnvoyReview", "EnvoyReviewLine", "JudgedContest",
    "OnlineQuiz", "OpenForm", "PersonalLink", "PointRule", "QuizQuestion", "ScoreSheet", "SealingKey", "SignInSheet",
    "Submission", "SubmissionMove", "SubmissionRevision", "SubmittedFile", "TenureCase", "VisitConfirmation",
]  # fmt: skip


class OpenForm(Sealed):
    """表单: chosen columns of a ledger, opened to people without an account."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OPEN = "open", "开放"
        CLOSING = "closing", "收尾"
        CLOSED = "closed", "关闭"

    class Audience(models.TextChoices):
        ANYONE = "anyone", "任何人"
        LINK = "link", "持个人链接的人"

    class Minors(models.TextChoices):
        NONE = "", "不面向未成年人"
        NO_DATA = "no_data", "不收个人信息，只填学校、班级和代码"
        GUARDIAN = "guardian", "未满14周岁的由监护人填写并单独同意"

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    key = models.CharField("样式", max_length=40, blank=True)  # the shipped form it was made of
    code = models.CharField("地址", max_length=12, unique=True)
    title = models.CharField("名称", max_length=80)
    about = models.TextField("说明", blank=True)
    columns = models.JSONField("列", default=list)
    needed = models.JSONField("必填的列", default=list)
    questions = models.JSONField("另问", default=list)
    fixed = models.JSONField("固定内容", default=dict)
    helps = models.JSONField("填写提示", default=dict)
    purpose = models.CharField("收集目的", max_length=200, blank=True)
    consent = models.TextField("告知同意文本", blank=True)
    consent_version = models.PositiveIntegerField("文本版本", default=1)
    term_days = models.PositiveIntegerField("保存天数", default=365)
    audience = models.CharField("谁能填", max_length=8, choices=Audience, default=Audience.ANYONE)
    minors = models.CharField("未成年人", max_length=8, choices=Minors, blank=True, default="")
    takes_files = models.BooleanField("收附件", default=False)
    #: Whether what is accepted becomes a record; a sign-up is a place in a list.
    makes_record = models.BooleanField("受理后记入台账", default=True)
    places = models.PositiveIntegerField("名额", null=True, blank=True)
    opens_on = models.DateField("开放日期")
    closes_on = models.DateField("截止日期", null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField("收尾天数", default=3)
    second = models.JSONField("第二语言", default=dict, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    #: How many submissions were ever taken: added up beside the rows, so that a lost row shows.
    sent = models.PositiveIntegerField("来件数", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间", default=timezone.now)

    unsealed = frozenset({"sent"})  # counted against its submissions

    class Meta:
        verbose_name = verbose_name_plural = "表单"
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["org", "key"], condition=~models.Q(key="") & ~models.Q(state="closed"), name="one_shipped_form"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def state_on(self, day: date) -> "OpenForm.State":
        """What it is on a day: dates move it on by themselves, nobody has to remember."""
        state = self.State(self.state)
        if state is not self.State.OPEN:
            return state
        if day < self.opens_on:
            return self.State.DRAFT
        if self.closes_on is None or day <= self.closes_on:
            return self.State.OPEN
        return self.State.CLOSING if day <= self.closes_on + timedelta(days=self.grace_days) else self.State.CLOSED

    @property
    def state_now(self) -> "OpenForm.State":
        return self.state_on(timezone.localdate())


class Submission(Sealed):
    """来件: one thing that somebody sent; it counts nowhere before a clerk has accepted it."""

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        IN_HAND = "in_hand", "办理中"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已受理"
        REFUSED = "refused", "不予受理"
        WITHDRAWN = "withdrawn", "已撤回"

    class Refusal(models.TextChoices):
        REPEATED = "repeated", "与已有来件重复"
        NOT_OURS = "not_ours", "不属受理范围"
        UNTRUE = "untrue", "信息不实"
        INCOMPLETE = "incomplete", "材料不全且未补正"
        OTHER = "other", "其他"

    form = models.ForeignKey(OpenForm, verbose_name="表单", on_delete=models.PROTECT, related_name="submissions")
    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField("台账", max_length=60)
    number = models.CharField("编号", max_length=13, unique=True)
    #: Made by the sender's device before the first byte: however often it is sent, it is one.
    client_id = models.CharField("发件编号", max_length=32)
    link = models.ForeignKey(
        "submissions.PersonalLink", null=True, on_delete=models.PROTECT, related_name="submissions"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVED)
    revision = models.PositiveSmallIntegerField("第几稿", default=1)
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    written_at = models.DateTimeField("填写时间", null=True)  # by the sender's own clock
    clock_ahead = models.IntegerField("对方时钟快多少秒", null=True)
    consent_version = models.PositiveIntegerField("同意的文本版本", default=1)
    form_version = models.PositiveIntegerField("表单版本", default=1)
    is_filed_for = models.BooleanField("代填", default=False)
    is_of_minor = models.BooleanField("未满14周岁", default=False)  # counted in the yearly audit; outlives the erasure
    sheet = models.ForeignKey(SignInSheet, null=True, on_delete=models.PROTECT, related_name="submissions")
    trust = models.CharField("签到方式", max_length=10, blank=True)
    device = models.CharField("设备", max_length=64, blank=True)  # a digest: two are the same, and nothing else
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField("接手时间", null=True)
    decided_at = models.DateTimeField("办结时间", null=True)
    refusal = models.CharField("不予受理的理由", max_length=12, choices=Refusal, blank=True)
    record_id = models.BigIntegerField("记录", null=True)
    key = models.OneToOneField(SealingKey, null=True, on_delete=models.SET_NULL, related_name="+")
    erased_at = models.DateTimeField("清除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "来件"
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [UniqueConstraint(fields=["form", "client_id"], name="submission_client_id")]
        indexes: ClassVar = [
            models.Index(fields=["org", "state", "received_at"], name="submission_waiting"),
            models.Index(fields=["ledger", "record_id"], name="submission_record"),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """As it is read aloud: in threes."""
        return "-".join(self.number[start : start + 3] for start in range(0, len(self.number), 3))


class SubmissionRevision(Sealed):
    """来件的一稿: what was sent once, sealed; ``is_aside`` where the same id came with other words, kept beside."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("第几稿")
    is_aside = models.BooleanField("旁存", default=False)
    content = models.BinaryField("密封内容")
    token = models.CharField("内容校验", max_length=32)
    sent_at = models.DateTimeField("送达时间", default=timezone.now)

    sealed_in = "submission.org_id"
    may_go = True  # where what was kept aside is sent as the next one
    unsealed = frozenset({"content"})  # held against its token

    class Meta:
        verbose_name = verbose_name_plural = "来件的一稿"
        ordering: ClassVar = ["submission", "number"]
        constraints: ClassVar = [UniqueConstraint(fields=["submission", "number"], name="submission_revision")]


class SubmittedFile(Sealed):
    """来件的附件: sealed like the words, under a name that says nothing."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    name = models.BinaryField("密封文件名")
    ending = models.CharField("类型", max_length=6)
    token = models.CharField("内容校验", max_length=32)
    size = models.PositiveBigIntegerField("大小")
    file = models.FileField("文件", upload_to="submissions/%Y/%m")
    sha256 = models.CharField("校验值", max_length=64, default="")  # of the file as it lies there, sealed
    sent_at = models.DateTimeField("送达时间", default=timezone.now)

    sealed_in = "submission.org_id"
    may_go = True  # when its term is over
    unsealed = frozenset({"name"})

    class Meta:
        verbose_name = verbose_name_plural = "来件的附件"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [UniqueConstraint(fields=["submission", "token"], name="submitted_file")]


class SubmissionMove(Sealed):
    """来件的一步: from where to where, who, when, and what was said."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField("操作", max_length=12)
    before = models.CharField("原状态", max_length=10, blank=True)
    after = models.CharField("新状态", max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("操作人", max_length=60)
    says = models.TextField("说明", blank=True)
    at = models.DateTimeField("时间", default=timezone.now)

    sealed_in = "submission.org_id"
    unsealed = frozenset({"says"})  # may repeat what was sent, and goes with it

    class Meta:
        verbose_name = verbose_name_plural = "来件的一步"
        ordering: ClassVar = ["pk"]

    def more_sealed(self) -> dict[str, Any]:
        """What was said, as a token that tells nothing once the submission's key is gone."""
        of = self.submission
        return {"said": seal_of(of.key, of.number).token(self.says.encode()) if self.says else ""}


class PersonalLink(Sealed):
    """个人链接: by which a known person comes in without an account: a secret address and six digits, until withdrawn."""

    class Role(models.TextChoices):
        ENVOY = "envoy", "科技特派员"
        CADRE = "cadre", "村干部"
        JUDGE = "judge", "评委"

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("身份", max_length=8, choices=Role)
    name = models.CharField("姓名", max_length=60)
    about = models.CharField("村或事项", max_length=120, blank=True)
    record_id = models.BigIntegerField("名册中的记录", null=True)
    secret = models.CharField(
        "链接校验", max_length=64, unique=True
    )  # a digest: whoever reads the table cannot come in
    pin = models.CharField("口令", max_length=160)
    #: Counts up with every new PIN: what came in by an older one is asked again.
    turn = models.PositiveIntegerField("第几个口令", default=1)
    wrong = models.PositiveIntegerField("连续输错", default=0)
    wrong_at = models.DateTimeField("最近输错", null=True)
    last_at = models.DateTimeField("最近使用", null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField("发放时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("停用时间", null=True)

    unsealed = frozenset({"wrong", "wrong_at", "last_at"})
    sealed_as_digest = frozenset({"name", "about", "secret", "pin"})

    class Meta:
        verbose_name = verbose_name_plural = "个人链接"
        ordering: ClassVar = ["role", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None


class VisitConfirmation(Sealed):
    """村里确认: that somebody of the village says an envoy was there; a second signature, and no state."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="confirmations")
    link = models.ForeignKey(PersonalLink, on_delete=models.PROTECT, related_name="+")
    is_same_device = models.BooleanField("与特派员同一台设备")
    at = models.DateTimeField("时间", default=timezone.now)

    sealed_in = "submission.org_id"

    class Meta:
        verbose_name = verbose_name_plural = "村里确认"
        constraints: ClassVar = [UniqueConstraint(fields=["submission", "link"], name="visit_confirmed_once")]


class PointRule(Sealed):
    """积分标准: what the bureau gives for what an envoy has done; where it has set nothing, the usual holds."""

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    act = models.CharField("事项", max_length=20)
    points = models.PositiveSmallIntegerField("分")

    class Meta:
        verbose_name = verbose_name_plural = "积分标准"
        constraints: ClassVar = [UniqueConstraint(fields=["org", "act"], name="point_rule")]
