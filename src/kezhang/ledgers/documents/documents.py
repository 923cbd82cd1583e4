"""文件: the documents that work rests on, one row per document."""

import re
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error, warning
from kezhang.records.models import Record, unique_key

_NUMBER = re.compile(r"[^〔〕\[\]()（）]+〔\d{4}〕\d+号")


class Document(Record):
    """文件: a notice, plan, measure or list that other records name as their basis."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "通知"
        PLAN = "plan", "方案"
        MEASURE = "measure", "办法"
        LIST = "list", "清单"
        PROGRAMME = "programme", "规划"
        CIRCULAR = "circular", "通报"
        PUBLICITY = "publicity", "公示"
        ANNOUNCEMENT = "announcement", "公告"

    class Secrecy(models.TextChoices):
        OPEN = "open", "公开"
        INTERNAL = "internal", "内部"

    title = models.CharField("标题", max_length=200, help_text="不写书名号")
    document_number = models.CharField("发文字号", max_length=60, blank=True, help_text="机关代字〔年份〕序号号")
    issuer = models.CharField("发文机关", max_length=80)
    dated_on = models.DateField("成文日期")
    kind = models.CharField("类型", max_length=14, choices=Kind)
    secrecy = models.CharField("公开属性", max_length=10, choices=Secrecy, default=Secrecy.OPEN)
    summary = models.TextField("要点", blank=True)

    class Meta(Record.Meta):
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering: ClassVar = ["-dated_on", "title"]
        constraints: ClassVar = [
            unique_key("document_number", when=~Q(document_number="")),
            unique_key("title", "issuer", "dated_on"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "dated_on"], name="document_dated")]

    def __str__(self) -> str:
        return f"《{self.title}》{f'（{self.document_number}）' if self.document_number else ''}"


DOCUMENTS = Ledger(
    model=Document,
    slug="documents",
    chapter=Chapter.DOCUMENTS,
    about="任务、项目和资金所依据的文件；涉密文件不得录入。",
    keys=(("document_number",), ("title", "issuer", "dated_on")),
    dated_by="dated_on",
    list_columns=("title", "document_number", "issuer", "dated_on", "kind"),
    search=("title", "document_number", "issuer"),
    filters=("kind", "issuer"),
    headers={
        "title": ("文件名称", "文件标题"),
        "document_number": ("文号",),
        "issuer": ("发文单位",),
        "dated_on": ("发文日期",),
        "kind": ("文种",),
    },
    rules=(
        error(
            "title_without_marks",
            ("title",),
            lambda r: not r.title.startswith("《"),
            "标题不写书名号，显示时自动加上。",
        ),
        warning(
            "number_of_official_form",
            ("document_number",),
            lambda r: bool(_NUMBER.fullmatch(r.document_number)),
            "发文字号一般写作“州科发〔2024〕8号”，年份用六角括号。",
            basis="GB/T 9704—2012",
        ),
    ),
    sample={
        "title": "关于下达2024年度科技工作目标任务的通知",
        "document_number": "州科发〔2024〕8号",
        "issuer": "州科学技术局",
        "dated_on": "2024-02-20",
        "kind": "通知",
    },
)
