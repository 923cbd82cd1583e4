"""科技项目: projects applied for, recommended, approved and funded, one row per project."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.ledgers.levels import LEVEL_IN_TITLES, LEVEL_SPELLINGS, Level
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.links import Identity
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import LONGEST_CHOICE, YuanField
from kezhang.records.models import Record, unique_key


class Project(FirmRecord):
    """科技项目: an application and what became of it.

    申报 counts by ``applied_on``, 立项 by ``approved_on``; granted money (立项资金) is not paid money (到位资金).
    """

    class Programme(models.TextChoices):
        PREFECTURE_KEY_RD = "prefecture_key_rd", "州级重点研究与技术开发专项"
        PREFECTURE_PLAN = "prefecture_plan", "州级科技计划"
        PROVINCIAL_PLAN = "provincial_plan", "自治区级科技计划"
        PROVINCIAL_KEY_RD = "provincial_key_rd", "省级重点研发"
        PROVINCIAL_MAJOR = "provincial_major", "重大科技专项"
        ENVOY_GROUP = "envoy_group", "科技特派团项目"
        OPEN_BID = "open_bid", "揭榜挂帅"
        AID_XINJIANG = "aid_xinjiang", "科技援疆"
        CENTRAL_GUIDE = "central_guide", "中央引导地方"
        COUNTY = "county", "县级科技计划"

    class Stage(models.TextChoices):
        APPLIED = "applied", "已申报"
        RECOMMENDED = "recommended", "已推荐"
        REVIEW = "review", "评审中"
        PUBLICITY = "publicity", "拟立项公示"
        APPROVED = "approved", "已立项"
        CONTRACTED = "contracted", "已签任务书"
        IN_PROGRESS = "in_progress", "实施中"
        ACCEPTED = "accepted", "已验收"
        REJECTED = "rejected", "未立项"
        TERMINATED = "terminated", "已终止"

    project_number = models.CharField("项目编号", max_length=40, blank=True, help_text="立项后填写")
    title = models.CharField("项目名称", max_length=120)
    programme = models.CharField("计划类别", max_length=LONGEST_CHOICE, choices=Programme)
    level = models.CharField("级别", max_length=LONGEST_CHOICE, choices=Level)
    leader = models.CharField("项目负责人", max_length=40, blank=True)
    recommender = models.CharField("推荐单位", max_length=60, blank=True)
    field = models.CharField("所属领域", max_length=40, blank=True)
    applied_on = models.DateField("申报日期", help_text="申报数按申报日期计")
    approved_on = models.DateField("立项日期", null=True, blank=True, help_text="立项数和立项资金按立项日期计")
    approval_document = models.CharField("立项文号", max_length=60, blank=True)
    started_on = models.DateField("开始日期", null=True, blank=True)
    due_on = models.DateField("到期日期", null=True, blank=True)
    total_budget = YuanField("总投资", null=True, blank=True)
    requested_amount = YuanField("申请财政资金", null=True, blank=True)
    granted_amount = YuanField("立项资金", null=True, blank=True, help_text="批准的财政资金，不是到位资金")
    paid_amount = YuanField("到位资金", null=True, blank=True)
    paid_on = models.DateField("到位日期", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    stage = models.CharField("阶段", max_length=12, choices=Stage, default=Stage.APPLIED)

    class Meta(Record.Meta):
        verbose_name = "科技项目"
        verbose_name_plural = "科技项目"
        ordering: ClassVar = ["-applied_on", "title"]
        constraints: ClassVar = [
            unique_key("project_number", when=~Q(project_number="")),
            unique_key("title", "enterprise_name", "programme", "applied_on"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "applied_on"], name="project_applied"),
            models.Index(fields=["org", "approved_on"], name="project_approved"),
            models.Index(fields=["org", "due_on"], name="project_due"),
        ]

    def __str__(self) -> str:
        return self.title


PROJECTS = Ledger(
    model=Project,
    slug="projects",
    chapter=Chapter.FUNDING,
    about="各级科技项目从申报、立项到验收的全过程，一个项目一行。",
    keys=(("project_number",), ("title", "enterprise_name", "programme", "applied_on")),
    dated_by="applied_on",
    list_columns=(
        "title",
        "enterprise_name",
        "programme",
        "level",
        "applied_on",
        "approved_on",
        "granted_amount",
        "stage",
    ),
    search=("title", "enterprise_name", "project_number", "leader"),
    filters=("programme", "level", "stage"),
    headers={
        "enterprise_name": (*FIRM_NAMES, "牵头单位"),
        "credit_code": FIRM_CODES,
        "project_number": ("立项编号", "计划编号"),
        "title": ("课题名称",),
        "programme": ("项目类别", "专项名称"),
        "leader": ("负责人",),
        "recommender": ("主管部门", "归口部门"),
        "applied_on": ("申报时间",),
        "approved_on": ("立项时间",),
        "total_budget": ("总经费",),
        "requested_amount": ("申请经费",),
        "granted_amount": ("批准资金", "项目资金", "支持经费", "拟支持经费", "资助金额", "资助经费", "财政资金"),
        "paid_amount": ("已到位资金", "已拨付"),
        "stage": ("状态", "项目进展"),
    },
    spellings={"level": LEVEL_SPELLINGS},
    extendable=("programme", "level"),
    whole_sheet=(
        SheetValue(column="programme", words={label: label for label in Project.Programme.labels}),
        SheetValue(column="level", words=LEVEL_IN_TITLES),
        SheetValue(column="applied_on"),
    ),
    links=(FIRM_LINK,),
    rules=(
        error(
            "granted_within_total",
            (
                "granted_amount",
                "total_budget",
            ),
            lambda r: r.granted_amount <= r.total_budget,
            "立项资金不能大于总投资。",
        ),
        error(
            "paid_within_granted",
            ("paid_amount", "granted_amount"),
            lambda r: r.paid_amount <= r.granted_amount,
            "到位资金不能大于立项资金。",
        ),
        warning(
            "granted_within_requested",
            ("granted_amount", "requested_amount"),
            lambda r: r.granted_amount <= r.requested_amount,
            "立项资金大于申请资金。",
            basis="科技计划项目管理惯例",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "applied": (),
            "recommended": (),
            "review": (),
            "publicity": (),
            "approved": ("approved_on",),
            "contracted": ("approved_on",),
            "in_progress": ("approved_on",),
            "accepted": ("approved_on", "accepted_on"),
            "rejected": (),
            "terminated": (),
        },
        order=(("applied_on", "approved_on", "accepted_on"), ("started_on", "due_on")),
    ),
    due=(
        Due(
            field="due_on",
            ahead=90,
            says="项目到期验收",
            since="approved_on",
            until=("accepted_on",),
            unless={"stage": ("rejected", "terminated")},
            late="项目到期未验收",
            todo="督促验收或办理延期。",
        ),
    ),
    identity=Identity(name="title", code="project_number", says="项目画像"),
    people=("leader",),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "title": "戈壁日光温室番茄提质增效技术集成",
        "programme": "州级科技计划",
        "level": "州级",
        "leader": "周明远",
        "applied_on": "2024-03-12",
        "requested_amount": "30",
        "stage": "已推荐",
    },
)
