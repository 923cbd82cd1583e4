"""大赛评审的表: a contest with its declared rules, its projects, its judges, and every sheet they have handed in."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils import timezone

from kezhang.ledgers.cooperation.contest_entries import ContestEntry
from kezhang.orgs.models import Org
from kezhang.seals.sealed import Sealed


class JudgedContest(Sealed):
    """评审的大赛: what counts is declared before it opens; its ranking, once frozen, stands here as it was announced."""

    class State(models.TextChoices):
        CHECKING = "checking", "资格审查"
        JUDGING = "judging", "评审中"
        FROZEN = "frozen", "排名已冻结"
        ANNOUNCED = "announced", "公示中"
        AWARDED = "awarded", "已授奖"

    class Ties(models.TextChoices):
        CRITERIA = "criteria", "依次比较各项平均分，仍相同的并列"
        EQUAL = "equal", "总分相同的并列"

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    form = models.OneToOneField("submissions.OpenForm", on_delete=models.PROTECT, related_name="contest")
    code = models.CharField("地址", max_length=12, unique=True)
    title = models.CharField("名称", max_length=80)
    criteria = models.JSONField("评分标准", default=list)  # [{"name", "most"}]
    quorum = models.PositiveSmallIntegerField("最少几份评分", default=3)
    drops_extremes = models.BooleanField("去掉一个最高分和一个最低分", default=False)
    ties = models.CharField("同分", max_length=8, choices=Ties, default=Ties.CRITERIA)
    awards = models.JSONField("各组奖项名额", default=dict)  # {award: places}
    promoted = models.PositiveSmallIntegerField("各组推荐名额", default=0)
    is_blind = models.BooleanField("匿名评审", default=False)
    notice_days = models.PositiveSmallIntegerField("公示天数", default=7)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHECKING)
    #: As it was frozen: [{"project", "number", "group", "place", "mean", "parts", "sheets", "dropped", "missing"}].
    ranking = models.JSONField("冻结的排名", default=list)
    frozen_at = models.DateTimeField("冻结时间", null=True)
    announced_on = models.DateField("公示日期", null=True)
    awarded_on = models.DateField("授奖日期", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间", default=timezone.now)

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "大赛评审"
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"“{self.title}”"

    @property
    def most(self) -> Decimal:
        """Full marks."""
        return sum((Decimal(str(each["most"])) for each in self.criteria), Decimal(0))


class ContestProject(Sealed):
    """参赛项目: an accepted sign-up that was checked; it takes part, or a reason says why not."""

    class End(models.TextChoices):
        GIVEN_UP = "given_up", "弃权"
        DISQUALIFIED = "disqualified", "取消资格"

    contest = models.ForeignKey(JudgedContest, on_delete=models.PROTECT, related_name="projects")
    submission = models.OneToOneField("submissions.Submission", on_delete=models.PROTECT, related_name="project")
    number = models.PositiveSmallIntegerField("参赛号")
    group = models.CharField("组", max_length=40)
    is_eligible = models.BooleanField("资格审查通过")
    reason = models.CharField("不通过的理由", max_length=200, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("审查时间", default=timezone.now)
    end = models.CharField("退出", max_length=12, choices=End, blank=True)
    end_why = models.CharField("退出的理由", max_length=200, blank=True)
    place = models.PositiveSmallIntegerField("名次", null=True)
    award = models.CharField("奖项", max_length=12, choices=ContestEntry.Award, blank=True)

    sealed_in = "contest.org_id"

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "参赛项目"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [UniqueConstraint(fields=["contest", "number"], name="contest_project_number")]

    def __str__(self) -> str:
        return f"{self.number}号"

    @property
    def takes_part(self) -> bool:
        return self.is_eligible and not self.end


class ContestJudge(Sealed):
    """评委: who judges which groups, and by which personal link."""

    contest = models.ForeignKey(JudgedContest, on_delete=models.PROTECT, related_name="judges")
    link = models.OneToOneField("submissions.PersonalLink", on_delete=models.PROTECT, related_name="judge")
    name = models.CharField("姓名", max_length=60)
    groups = models.JSONField("评哪些组", default=list)  # none: all
    ended_at = models.DateTimeField("退出时间", null=True)

    sealed_in = "contest.org_id"
    sealed_as_digest = frozenset({"name"})

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "评委"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [UniqueConstraint(fields=["contest", "name"], name="contest_judge_name")]

    def __str__(self) -> str:
        return self.name

    def judges(self, project: ContestProject) -> bool:
        return not self.groups or project.group in self.groups


class ScoreSheet(Sealed):
    """评分表: of one judge for one project; what was opened again stays as it was, beside the one that counts."""

    class State(models.TextChoices):
        DECLARED = "declared", "已承诺无利害关系"
        RECUSED = "recused", "回避"
        SCORING = "scoring", "打分中"
        SUBMITTED = "submitted", "已提交"

    judge = models.ForeignKey(ContestJudge, on_delete=models.PROTECT, related_name="sheets")
    project = models.ForeignKey(ContestProject, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField("状态", max_length=10, choices=State)
    why = models.CharField("回避事由", max_length=200, blank=True)
    #: One for each criterion, as typed and read exactly; null where none was given yet.
    scores = models.JSONField("各项得分", default=list)
    total = models.DecimalField("总分", max_digits=7, decimal_places=2, null=True)
    words = models.TextField("评语", blank=True)
    declared_at = models.DateTimeField("承诺时间", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True)
    replaced_at = models.DateTimeField("重开时间", null=True)
    replaced_why = models.CharField("重开的理由", max_length=200, blank=True)

    sealed_in = "judge.contest.org_id"

    class Meta:
        app_label = "submissions"
        verbose_name = verbose_name_plural = "评分表"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["judge", "project"], condition=Q(replaced_at__isnull=True), name="score_sheet")
        ]

    @property
    def is_in(self) -> bool:
        return self.state == self.State.SUBMITTED

    def parts(self) -> list[Decimal]:
        """The points by criterion of a sheet that is in."""
        return [Decimal(each) for each in self.scores]

    def told(self) -> dict[str, Any]:
        """What the log keeps: that it is in, and nothing of what it says."""
        return {"label": f"{self.judge.name} {self.project}", "state": str(self.state)}
