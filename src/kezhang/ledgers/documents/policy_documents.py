"""规划与政策文件: plans and policies in preparation, one row per document."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.models import Record, unique_key


class PolicyDocument(Record):
    """规划政策: a document on its way from draft to evaluation."""

    class Stage(models.TextChoices):
        DRAFT = "draft", "起草"
        CONSULTATION = "consultation", "征求意见"
        EXPERT = "expert", "专家论证"
        LEGAL = "legal", "合法性审查"
        EXECUTIVE_MEETING = "executive_meeting", "政府常务会审议"
        ISSUED = "issued", "已印发"
        MIDTERM = "midterm", "中期评估"
        FINAL = "final", "终期评估"

    title = models.CharField("文件名称", max_length=200)
    issuer = models.CharField("发文机关", max_length=80)
    document_number = models.CharField("文号", max_length=60, blank=True)
    period = models.CharField("规划期", max_length=20, blank=True, help_text="如 2021—2025")
    stage = models.CharField("进展", max_length=20, choices=Stage)
    staged_on = models.DateField("进入本阶段日期")

    class Meta(Record.Meta):
        verbose_name = "规划与政策文件"
        verbose_name_plural = "规划与政策文件"
        ordering: ClassVar = ["-staged_on", "title"]
        constraints: ClassVar = [unique_key("title", "issuer")]

    def __str__(self) -> str:
        return f"《{self.title}》"


POLICY_DOCUMENTS = Ledger(
    model=PolicyDocument,
    slug="policy-documents",
    chapter=Chapter.DOCUMENTS,
    about="规划、方案、办法的编制进展。",
    keys=(("title", "issuer"),),
    dated_by="staged_on",
    list_columns=("title", "issuer", "document_number", "period", "stage", "staged_on"),
    search=("title", "document_number"),
    filters=("stage",),
    headers={"title": ("标题",), "staged_on": ("时间",), "stage": ("阶段",)},
    process=Process(
        state="stage",
        dated={
            "draft": ("staged_on",),
            "consultation": ("staged_on",),
            "expert": ("staged_on",),
            "legal": ("staged_on",),
            "executive_meeting": ("staged_on",),
            "issued": ("staged_on",),
            "midterm": ("staged_on",),
            "final": ("staged_on",),
        },
    ),
    sample={
        "title": "朔湖县“十四五”科技创新规划",
        "issuer": "朔湖县人民政府",
        "period": "2021—2025",
        "stage": "中期评估",
        "staged_on": "2024-03-20",
    },
)
