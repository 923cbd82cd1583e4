"""报告: a document with its figures as they were known when it was made.

An issued report and its figures never change; a later truth is another report.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.dispatch import Signal

from kezhang.indicators.derived import Derived, Standing
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.units import PERCENT
from kezhang.records.history.heads import HeadsSeen, known_by
from kezhang.seals.sealed import Sealed, SealedForGood
from kezhang.targets.models import Target

FIGURES_VERIFIED = Derived(
    code="rep_figures_verified",
    label="报告数字核实率",
    unit=PERCENT,
    note="有台账依据的数字除以报告中全部数字；应为100%。",
    of=lambda standing: standing.value / standing.target if standing.value is not None and standing.target else None,
)

#: Reports in the log of changes.
SUBJECT = "reports"
#: Sent with a ``report`` that is about to be issued, before anything is locked: a receiver reads what it needs and
#: returns what is to be done with the report and its issuer once it is issued, inside the transaction. It stands here
#: and not with the steps, for whoever connects to it at start-up would load everything that opens documents.
issuing = Signal()


class Final(Exception):
    """An issued report was about to be changed; the message names it."""


class Report(Sealed):
    """报告: one version of one document, with its file."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OUT = "out", "发出修改"
        RETURNED = "returned", "已送回，未核对"
        CHECKED = "checked", "已核对"
        ISSUED = "issued", "已签发"
        SUPERSEDED = "superseded", "已被更正"
        WITHDRAWN = "withdrawn", "已撤回"

    number = models.CharField("报告编号", max_length=40, unique=True)
    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    period = models.CharField("期间", max_length=24)
    as_of = models.DateField("截至日期")
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    template = models.CharField("模板", max_length=80, blank=True)
    paragraphs = models.JSONField("模板文字", default=list)
    #: The bureau's own document that was filled; empty where the report was laid out by us.
    paper = models.FileField("模板文件", upload_to="reports/%Y", storage=default_storage, blank=True)
    notes = models.JSONField("起草时的提示", default=list)
    corrects = models.ForeignKey(
        "self", verbose_name="更正哪份", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    why = models.TextField("更正原因", blank=True)
    file = models.FileField("文件", upload_to="reports/%Y", storage=default_storage)
    sha256 = models.CharField("文件校验值", max_length=64)
    digest = models.CharField("数字校验值", max_length=64)
    text = models.JSONField("生成时的文字", default=list)
    #: 公文要素: what is put around the text when it is issued; empty for a plain report.
    official = models.JSONField("公文要素", default=dict)
    #: 发文字号, given when it is issued and never again.
    code_word = models.CharField("发文机关代字", max_length=20, blank=True)
    paper_year = models.PositiveIntegerField("发文年份", null=True)
    serial = models.PositiveIntegerField("发文序号", null=True)
    #: How far each bureau's log went when the figures were measured, by the bureau's key.
    heads = models.JSONField("所见链首", default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("签发时间", null=True)

    class Meta:
        verbose_name = "报告"
        verbose_name_plural = "报告"
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "code_word", "paper_year", "serial"], name="report_paper_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An issued report is refused any change but that it has been corrected by another."""
        kept = Report.objects.filter(pk=self.pk, state__in=FINAL).first() if self.pk else None
        if kept is not None:
            changed = [
                f.name for f in self._meta.concrete_fields if f.value_from_object(kept) != f.value_from_object(self)
            ]
            if changed not in ([], ["state"]) or self.state not in FINAL:
                raise Final(f"{kept.number} 已签发，不能再改")
        super().save(*args, **kwargs)

    @classmethod
    def may_follow(cls, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Issued, it stays as it is, but that it has been corrected by another."""
        changed = {name for name in after if before.get(name) != after[name]}
        return before.get("state") not in FINAL or (changed <= {"state"} and after.get("state") in FINAL)

    @property
    def known_on(self) -> HeadsSeen:
        """What was known when the figures were measured."""
        return known_by(self.heads)

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def paper_number(self) -> str:
        """发文字号: 朔科发〔2024〕3号; "" before it has one."""
        return f"{self.code_word}〔{self.paper_year}〕{self.serial}号" if self.serial else ""

    @property
    def round(self) -> int:
        """第几稿: how often it has been sent out for editing."""
        return self.revisions.filter(what=Revision.What.OUT).count()

    @property
    def verified(self) -> Decimal | None:
        """报告数字核实率: the share of its figures that rest on records, as frozen; None without figures."""
        rested = sum(bool(figure.evidence.get("rows") or figure.evidence.get("parts")) for figure in self.figures.all())
        return FIGURES_VERIFIED.of(Standing(value=Decimal(rested), target=Decimal(self.figures.count())))

    @property
    def span(self) -> Period:
        return Period.parse(self.period)

    @property
    def period_label(self) -> str:
        """期间: 2024年上半年."""
        return self.span.label


#: From here on a report never changes.
FINAL = frozenset({Report.State.ISSUED, Report.State.SUPERSEDED})


class Revision(SealedForGood):
    """往来: a file of a report that went out to be edited, or came back; kept with its digest and what was found in it.

    ``number`` is 第几稿: what comes back has the number of what went out.
    """

    class What(models.TextChoices):
        OUT = "out", "发出"
        BACK = "back", "送回"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField("第几稿")
    what = models.CharField("往来", max_length=4, choices=What)
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="reports/%Y", storage=default_storage)
    sha256 = models.CharField("文件校验值", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("说明", blank=True)
    findings = models.JSONField("核对结果", null=True)

    sealed_in = "report.org_id"

    class Meta:
        verbose_name = "往来"
        verbose_name_plural = "往来"
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report.number} 第{self.number}稿{self.get_what_display()}"


class Renewal(SealedForGood):
    """更新: the figures of a file after a refresh wrote in it, so that nothing it wrote is taken for a hand's.

    ``figures`` has every figure that a refresh of this file has measured, by its mark, with the day it was measured up to.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="renewals")
    as_of = models.DateField("截至日期")
    digest = models.CharField("数字校验值", max_length=64)
    figures = models.JSONField("更新后的数字")
    at = models.DateTimeField("时间", auto_now_add=True)

    sealed_in = "report.org_id"

    class Meta:
        verbose_name = "更新"
        verbose_name_plural = "更新"
        ordering: ClassVar = ["report", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "digest"], name="renewal_digest")]

    def __str__(self) -> str:
        return f"{self.report.number} 更新到{self.as_of}"


class ReportFigure(SealedForGood):
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

    sealed_in = "report.org_id"

    class Meta:
        verbose_name = "报告数字"
        verbose_name_plural = "报告数字"
        ordering: ClassVar = ["report", "mark"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "mark"], name="reportfigure_mark")]


class Template(Sealed):
    """报告模板: a bureau's own template; what it says is in its versions."""

    org = models.ForeignKey(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "报告模板"
        verbose_name_plural = "报告模板"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="template_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"own-{self.pk}"

    @property
    def newest(self) -> "TemplateVersion":
        found = self.versions.last()
        assert found is not None  # a template begins with its first version
        return found


class TemplateVersion(SealedForGood):
    """模板版本: a template as uploaded once, understood then; never changed, a restored one is a version of its own."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    paragraphs = models.JSONField("文字")
    file = models.FileField("文件", upload_to="templates/%Y", storage=default_storage)
    sha256 = models.CharField("文件校验值", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)
    note = models.CharField("说明", max_length=200, blank=True)

    sealed_in = "template.org_id"

    class Meta:
        verbose_name = "模板版本"
        verbose_name_plural = "模板版本"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["template", "number"], name="templateversion_number")]

    def __str__(self) -> str:
        return f"{self.template.name} 第{self.number}版"


class PaperSettings(Sealed):
    """公文设置: what a bureau's official papers have in common."""

    org = models.OneToOneField(Org, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    code_word = models.CharField("发文机关代字", max_length=12, blank=True)
    letter_word = models.CharField("函的代字", max_length=12, blank=True)
    mark = models.CharField("发文机关标志", max_length=30, blank=True)
    letter_mark = models.CharField("信函的发文机关标志", max_length=30, blank=True)
    addressee = models.CharField("主送机关", max_length=300, blank=True)
    copied_to = models.CharField("抄送机关", max_length=300, blank=True)
    signer = models.CharField("签发人", max_length=100, blank=True)
    printed_by = models.CharField("印发机关", max_length=100, blank=True)

    class Meta:
        verbose_name = "公文设置"
        verbose_name_plural = "公文设置"

    def __str__(self) -> str:
        return f"{self.org.name}的公文设置"


class Promise(SealedForGood):
    """承诺: what an issued report said would be reached, as the target it is kept by."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="promises")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    sentence = models.TextField("原句")

    sealed_in = "report.org_id"

    class Meta:
        verbose_name = "承诺"
        verbose_name_plural = "承诺"
        ordering: ClassVar = ["report", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "target"], name="promise_target")]

    def __str__(self) -> str:
        return f"{self.report.number} {self.target}"
