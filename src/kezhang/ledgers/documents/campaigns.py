"""专项行动: campaigns such as doubling plans, one row per goal with its base and aim."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error
from kezhang.records.fields import QuantityField, YearField
from kezhang.records.models import Record, unique_key


class Campaign(Record):
    """专项行动目标: what a campaign wants of one number, from a base year to a goal year."""

    class Subject(models.TextChoices):
        HIGH_TECH = "high_tech", "高新技术企业"
        TECHNOLOGY_SME = "technology_sme", "科技型中小企业"
        OTHER = "other", "其他"

    name = models.CharField("行动名称", max_length=80)
    document_number = models.CharField("文号", max_length=60, blank=True)
    lead = models.CharField("牵头单位", max_length=80, blank=True)
    subject = models.CharField("目标对象", max_length=16, choices=Subject)
    base_year = YearField("基期")
    base_value = QuantityField("基数")
    goal_year = YearField("目标年度")
    goal_value = QuantityField("目标数")
    started_on = models.DateField("开始日期")

    class Meta(Record.Meta):
        verbose_name = "专项行动"
        verbose_name_plural = "专项行动"
        ordering: ClassVar = ["-started_on", "name"]
        constraints: ClassVar = [unique_key("name", "subject", "goal_year")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_subject_display()}"


CAMPAIGNS = Ledger(
    model=Campaign,
    slug="campaigns",
    chapter=Chapter.DOCUMENTS,
    about="双倍增等专项行动的基数和目标，一个目标一行。",
    keys=(("name", "subject", "goal_year"),),
    dated_by="started_on",
    list_columns=("name", "subject", "base_year", "base_value", "goal_year", "goal_value"),
    search=("name", "document_number"),
    filters=("subject",),
    rules=(
        error(
            "goal_after_base", ("goal_year", "base_year"), lambda r: r.goal_year > r.base_year, "目标年度应晚于基期。"
        ),
        error("base_above_zero", ("base_value",), lambda r: r.base_value > 0, "基数应大于0。"),
    ),
    sample={
        "name": "科技创新主体倍增行动",
        "subject": "高新技术企业",
        "base_year": "2022",
        "base_value": "12",
        "goal_year": "2025",
        "goal_value": "24",
        "started_on": "2023-03-01",
    },
)
