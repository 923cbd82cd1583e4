"""报告: a document with its figures as they were known when it was made.

The one rule: an issued report and its figures never change; a later truth is another report.
"""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models

from kezhang.indicators.derived import Derived, Standing
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.units import PERCENT

FIGURES_VERIFIED = Derived(
    code="rep_figures_verified",
    label="报告数字核实率",
    unit=PERCENT,
    note="有台账依据的数字除以报告中全部数字；应为100%。",
    of=lambda standing: standing.value / standing.target if standing.value is not None and standing.target else None,
)


class Report(models.Model):
    """报告: one version of one document, with its file."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已签发"

    number = models.CharField("报告编号", max_length=40, unique=True)
    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    period = models.CharField("期间", max_length=24)
    as_of = models.DateField("截至日期")
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    file = models.FileField("文件", upload_to="reports/%Y", storage=default_storage)
    sha256 = models.CharField("文件校验值", max_length=64)
    digest = models.CharField("数字校验值", max_length=64)
    text = models.JSONField("生成时的文字", default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("签发时间", null=True)

    class Meta:
        verbose_name = "报告"
        verbose_name_plural = "报告"
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def verified(self) -> Decimal | None:
        """报告数字核实率: the share of its figures that rest on records, as frozen; None without figures."""
        rested = sum(bool(figure.evidence.get("rows") or figure.evidence.get("parts")) for figure in self.figures.all())
        return FIGURES_VERIFIED.of(Standing(value=Decimal(rested), target=Decimal(self.figures.count())))

    @property
    def period_label(self) -> str:
        """期间: 2024年上半年."""
        return Period.parse(self.period).label


class ReportFigure(models.Model):
    """报告数字: one number of a report as frozen: what it was, what it meant, which records it rested on."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="figures")
    mark = models.CharField("标记", max_length=8)
    key = models.CharField("同一数字", max_length=200)
    slug = models.CharField("指标代码", max_length=60)
    label = models.CharField("指标", max_length=80)
    role = models.CharField("角色", max_length=10)
    value = models.CharField("准确值", max_length=60)
    display = models.CharField("文中数字", max_length=40)
    unit = models.CharField("文中单位", max_length=20)
    definition = models.JSONField("定义")
    evidence = models.JSONField("依据")

    class Meta:
        verbose_name = "报告数字"
        verbose_name_plural = "报告数字"
        ordering: ClassVar = ["report", "mark"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "mark"], name="reportfigure_mark")]
