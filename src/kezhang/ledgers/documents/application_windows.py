"""申报窗口: when a yearly programme opens and closes; each year brings new rows, not new code."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error
from kezhang.records.fields import YearField
from kezhang.records.models import Record, unique_key


class ApplicationWindow(Record):
    """申报窗口: from which day on a programme can have results in its year, as its notice says."""

    class Programme(models.TextChoices):
        TECHNOLOGY_SME = "technology_sme", "科技型中小企业评价"
        HIGH_TECH = "high_tech", "高新技术企业认定"
        SUPER_DEDUCTION = "super_deduction", "研发费用加计扣除申报"
        PROJECT = "project", "科技计划项目申报"
        CONTEST = "contest", "创新创业大赛报名"
        AWARD = "award", "科技奖励提名"

    programme = models.CharField("事项", max_length=20, choices=Programme)
    year = YearField("年度")
    opens_on = models.DateField("开放日期", help_text="这一天之前，本年度的结果不可能产生")
    closes_on = models.DateField("截止日期", null=True, blank=True)
    document_number = models.CharField("通知文号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "申报窗口"
        verbose_name_plural = "申报窗口"
        ordering: ClassVar = ["-year", "programme"]
        constraints: ClassVar = [unique_key("programme", "year")]
        indexes: ClassVar = [
            models.Index(fields=["org", "opens_on"], name="applicationwindow_opens"),
            models.Index(fields=["org", "closes_on"], name="applicationwindow_closes"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_programme_display()}"


APPLICATION_WINDOWS = Ledger(
    model=ApplicationWindow,
    slug="application-windows",
    chapter=Chapter.DOCUMENTS,
    about="每年各类申报、评价、认定的开放和截止日期，按当年通知登记；核查据此判断一个数当时可不可能有。",
    keys=(("programme", "year"),),
    dated_by="opens_on",
    list_columns=("programme", "year", "opens_on", "closes_on", "document_number"),
    search=("document_number", "note"),
    filters=("programme", "year"),
    rules=(
        error(
            "opens_before_it_closes",
            ("opens_on", "closes_on"),
            lambda row: row.opens_on <= row.closes_on,
            "截止日期不能早于开放日期",
        ),
    ),
    headers={
        "programme": ("申报事项", "项目"),
        "opens_on": ("开始日期", "开放时间"),
        "closes_on": ("结束日期", "截止时间"),
    },
    due=(
        Due(field="opens_on", ahead=15, says="申报窗口开放", todo="通知企业准备申报材料。"),
        Due(field="closes_on", ahead=30, says="申报窗口截止", todo="催促还没有申报的企业。"),
    ),
    sample={
        "programme": "科技型中小企业评价",
        "year": "2024",
        "opens_on": "2024-06-27",
        "closes_on": "2024-11-30",
        "note": "评价系统开放日期",
    },
)
