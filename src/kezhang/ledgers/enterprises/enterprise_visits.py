"""企业走访: visits to firms and the problems they raised, one row per visit."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error
from kezhang.records.models import Record, unique_key


class EnterpriseVisit(FirmRecord):
    """走访: one visit; a problem raised on it is open until it is done."""

    class Issue(models.TextChoices):
        POLICY = "policy", "政策"
        TECHNOLOGY = "technology", "技术"
        FUNDS = "funds", "资金"
        TALENT = "talent", "人才"
        OTHER = "other", "其他"

    class Stage(models.TextChoices):
        NONE = "none", "无问题"
        OPEN = "open", "待办"
        DOING = "doing", "办理中"
        DONE = "done", "已办结"
        HELD = "held", "暂缓"

    visited_on = models.DateField("走访日期")
    visitor = models.CharField("走访人", max_length=40)
    issue = models.CharField("问题类型", max_length=12, choices=Issue, blank=True)
    content = models.TextField("存在问题", blank=True)
    section = models.CharField("承办股室", max_length=40, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField("满意度", null=True, blank=True, help_text="1至5分")
    stage = models.CharField("办理情况", max_length=8, choices=Stage, default=Stage.NONE)

    class Meta(Record.Meta):
        verbose_name = "企业走访"
        verbose_name_plural = "企业走访"
        ordering: ClassVar = ["-visited_on", "enterprise_name"]
        constraints: ClassVar = [unique_key("enterprise_name", "visited_on")]
        indexes: ClassVar = [
            models.Index(fields=["org", "visited_on"], name="enterprisevisit_dated"),
            models.Index(fields=["org", "due_on"], name="enterprisevisit_due"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.visited_on}"


ENTERPRISE_VISITS = Ledger(
    model=EnterpriseVisit,
    slug="enterprise-visits",
    chapter=Chapter.ENTERPRISES,
    about="走访企业和问题办理情况，一次走访一行。",
    keys=(("enterprise_name", "visited_on"),),
    dated_by="visited_on",
    list_columns=("enterprise_name", "visited_on", "visitor", "issue", "section", "due_on", "stage"),
    search=("enterprise_name", "visitor", "content"),
    filters=("issue", "stage"),
    headers={
        **FIRM_HEADERS,
        "visited_on": ("走访时间",),
        "issue": ("问题类别",),
        "section": ("责任股室",),
        "stage": ("状态",),
    },
    links=(FIRM_LINK,),
    rules=(
        error(
            "satisfaction_of_one_to_five", ("satisfaction",), lambda r: 1 <= r.satisfaction <= 5, "满意度应为1至5分。"
        ),
        error(
            "an_issue_has_a_state",
            ("issue", "stage"),
            lambda r: r.stage != "none",
            "填写了问题类型的，办理情况不能为“无问题”。",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "none": (),
            "open": (),
            "doing": (),
            "done": ("done_on",),
            "held": (),
        },
        order=(("visited_on", "due_on"), ("visited_on", "done_on")),
    ),
    due=(
        Due(
            field="due_on",
            ahead=15,
            says="企业问题办理到期",
            since="visited_on",
            until=("done_on",),
            unless={"issue": ("",)},
            late="企业问题超过办理期限",
            todo="催办并回访。",
        ),
    ),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "visited_on": "2024-04-09",
        "visitor": "李文",
        "issue": "政策",
        "content": "研发费用归集口径不清",
        "section": "规划股",
        "stage": "已办结",
        "done_on": "2024-04-20",
    },
)
