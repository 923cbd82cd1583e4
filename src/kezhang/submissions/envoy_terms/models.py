"""特派员聘期的表: whether somebody stays or leaves as it was proposed and decided; an assessment with its lines; the bureau's rule for it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils import timezone

from kezhang.ledgers.envoys.envoy_assessments import EnvoyAssessment
from kezhang.ledgers.envoys.envoys import Envoy
from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed


class TenureCase(Sealed):
    """去留: that an envoy is kept on, or leaves and who takes over each village; proposed by one, decided by another."""

    class Kind(models.TextChoices):
        RENEW = "renew", "续聘"
        EXIT = "exit", "退出"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        DONE = "done", "已办结"
        REFUSED = "refused", "未批准"
        WITHDRAWN = "withdrawn", "已撤回"

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    agreement = models.BigIntegerField("协议", db_index=True)
    envoy_name = models.CharField("科技特派员", max_length=60)
    kind = models.CharField("去留", max_length=8, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    #: Renewed: when the next agreement is signed; leaving: the first day on which the envoy is not there any more.
    takes_effect_on = models.DateField("生效日期")
    until = models.DateField("续聘至", null=True)
    number = models.CharField("新协议编号", max_length=40, blank=True)
    exit_reason = models.CharField("退出原因", max_length=10, choices=Envoy.ExitReason, blank=True)
    #: [{"pairing", "village", "successor"}], of every village served then; "" where nobody takes over.
    successors = models.JSONField("接替", default=list)
    why = models.CharField("说明", max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("办理时间", null=True)
    decided_why = models.CharField("办理说明", max_length=300, blank=True)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "特派员去留"
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["agreement"], condition=Q(state="proposed"), name="one_open_tenure_case")
        ]

    def __str__(self) -> str:
        return f"{self.envoy_name}的{self.get_kind_display()}"

    @property
    def takers(self) -> list[str]:
        """Who takes over, each once, in the order of the villages."""
        return list(dict.fromkeys(each["successor"] for each in self.successors if each["successor"]))


class AssessmentRule(Sealed):
    """考核办法: how a bureau makes a score of what envoys have done, and how many may be excellent."""

    org = models.OneToOneField(Org, on_delete=models.PROTECT, related_name="+")
    filled = models.PositiveSmallIntegerField("按月填报", default=30)
    points = models.PositiveSmallIntegerField("积分", default=30)
    agreed = models.PositiveSmallIntegerField("协议履行", default=20)
    villages = models.PositiveSmallIntegerField("结对村到访", default=20)
    full_points = models.PositiveIntegerField("全年满分积分", default=120)
    excellent_from = models.PositiveSmallIntegerField("优秀", default=90)
    good_from = models.PositiveSmallIntegerField("良好", default=80)
    pass_from = models.PositiveSmallIntegerField("合格", default=60)
    excellent_share = models.PositiveSmallIntegerField("优秀比例上限", null=True, default=20)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "特派员考核办法"

    def most_excellent(self, assessed: int) -> int | None:
        """How many of so many may be excellent, rounded down; None where the bureau has set no limit."""
        return None if self.excellent_share is None else assessed * self.excellent_share // 100


class EnvoyReview(Sealed):
    """特派员考核: of a year, into the ledger; or 调度考核, of the year's months so far. Its basis is frozen as of a day."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", "年度考核"
        DISPATCH = "dispatch", "调度考核"

    class State(models.TextChoices):
        GRADING = "grading", "评定中"
        SETTLED = "settled", "已审定"

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    code = models.CharField("地址", max_length=12, unique=True)
    kind = models.CharField("类型", max_length=8, choices=Kind)
    state = models.CharField("状态", max_length=8, choices=State, default=State.GRADING)
    first = models.DateField("考核期起")
    last = models.DateField("考核期止")
    rule = models.JSONField("考核办法", default=dict)  # as it was when the basis was measured
    measured_at = models.DateTimeField("取数时间", default=timezone.now)
    settled_at = models.DateTimeField("审定时间", null=True)
    over_share_why = models.CharField("优秀超过上限的理由", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间", default=timezone.now)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "特派员考核"
        ordering: ClassVar = ["-last", "-pk"]
        constraints: ClassVar = [UniqueConstraint(fields=["org", "kind", "last"], name="one_envoy_review")]

    def __str__(self) -> str:
        if self.kind == self.Kind.ANNUAL:
            return f"{self.last.year}年度考核"
        return f"{self.last.year}年调度考核（截至{self.last.month}月{self.last.day}日）"

    @property
    def is_annual(self) -> bool:
        return self.kind == self.Kind.ANNUAL


class EnvoyReviewLine(Sealed):
    """考核的一行: what one envoy has done in the period, the score that follows, and what a person made of it."""

    review = models.ForeignKey(EnvoyReview, on_delete=models.PROTECT, related_name="lines")
    envoy_name = models.CharField("科技特派员", max_length=60)
    #: {part: [done, whole]}; a whole of nought cannot be known. Exact counts, never shares.
    basis = models.JSONField("依据", default=dict)
    proposed = models.DecimalField("拟分", max_digits=5, decimal_places=2, null=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    grade = models.CharField("等次", max_length=10, choices=EnvoyAssessment.Grade, blank=True)
    result = models.CharField("结果运用", max_length=10, choices=EnvoyAssessment.Result, blank=True)
    why = models.CharField("说明", max_length=200, blank=True)
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    sealed_in = "review.org_id"
    may_go = True  # measured again, whoever was not on duty after all is no line any more

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "特派员考核的一行"
        ordering: ClassVar = ["envoy_name"]
        constraints: ClassVar = [UniqueConstraint(fields=["review", "envoy_name"], name="envoy_review_line")]

    def __str__(self) -> str:
        return self.envoy_name

    def told(self) -> dict[str, Any]:
        """What the log keeps."""
        return {"label": self.envoy_name, "score": str(self.score), "grade": self.grade, "result": self.result}
