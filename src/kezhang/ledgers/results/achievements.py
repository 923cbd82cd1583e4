"""科技成果: achievements registered with the authority, one row per achievement."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import warning
from kezhang.records.fields import OrganisationNameField
from kezhang.records.models import Record, unique_key


class Achievement(Record):
    """科技成果: an achievement; it counts once registered, by the date of registration."""

    class Kind(models.TextChoices):
        APPLIED = "applied", "应用技术"
        BASIC = "basic", "基础理论"
        SOFT = "soft", "软科学"

    class Evaluation(models.TextChoices):
        APPRAISAL = "appraisal", "鉴定"
        ACCEPTANCE = "acceptance", "验收"
        REVIEW = "review", "评审"
        MARKET_ENTRY = "market_entry", "行业准入"
        PROPERTY = "property", "知识产权"
        STANDARD = "standard", "标准"

    class Stage(models.TextChoices):
        SUBMITTED = "submitted", "已填报"
        RECOMMENDED = "recommended", "已推荐"
        REGISTERED = "registered", "已登记"
        CONVERTED = "converted", "已转化"
        REFUSED = "refused", "不予登记"

    title = models.CharField("成果名称", max_length=200)
    registration_number = models.CharField("批准登记号", max_length=20, blank=True)
    registered_on = models.DateField("登记日期", null=True, blank=True, help_text="登记数按登记日期计")
    kind = models.CharField("成果类型", max_length=10, choices=Kind)
    first_organisation = OrganisationNameField("第一完成单位", help_text="应为本县单位")
    enterprise = models.ForeignKey(
        "ledgers.Enterprise", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    other_organisations = models.CharField("其他完成单位", max_length=200, blank=True)
    people = models.CharField("主要完成人", max_length=200, blank=True)
    recommender = models.CharField("推荐单位", max_length=60, blank=True)
    evaluation = models.CharField("评价方式", max_length=14, choices=Evaluation, blank=True)
    evaluated_on = models.DateField("评价日期", null=True, blank=True)
    converted_on = models.DateField("转化日期", null=True, blank=True)
    publicity_days = models.PositiveSmallIntegerField("单位公示工作日", null=True, blank=True)
    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.REGISTERED)

    class Meta(Record.Meta):
        verbose_name = "科技成果"
        verbose_name_plural = "科技成果"
        ordering: ClassVar = ["-registered_on", "title"]
        constraints: ClassVar = [
            unique_key("registration_number", when=~Q(registration_number="")),
            unique_key("title", "first_organisation"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "registered_on"], name="achievement_dated")]

    def __str__(self) -> str:
        return self.title


ACHIEVEMENTS = Ledger(
    model=Achievement,
    slug="achievements",
    chapter=Chapter.RESULTS,
    about="科技成果登记情况，一项成果一行。",
    keys=(("registration_number",), ("title", "first_organisation")),
    dated_by="registered_on",
    list_columns=("title", "registration_number", "kind", "first_organisation", "registered_on", "stage"),
    search=("title", "registration_number", "first_organisation", "people"),
    filters=("kind", "stage", "evaluation"),
    headers={
        "registration_number": ("登记号", "成果登记号"),
        "registered_on": ("批准登记日期", "登记时间"),
        "kind": ("成果类别",),
        "first_organisation": ("完成单位",),
        "other_organisations": ("合作单位",),
        "people": ("研制人员", "完成人"),
    },
    links=(Link(field="enterprise", name="first_organisation", target_former="former_names"),),
    rules=(
        warning(
            "publicity_of_five_days",
            ("publicity_days",),
            lambda r: r.publicity_days >= 5,
            "单位内部公示一般不少于5个工作日。",
            basis="科技成果登记办法",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "submitted": (),
            "recommended": (),
            "registered": ("registered_on",),
            "converted": ("registered_on", "converted_on"),
            "refused": (),
        },
        order=(("evaluated_on", "registered_on"),),
    ),
    mentions=(Mention(column="other_organisations", of="enterprises"),),
    people=("people",),
    sample={
        "title": "戈壁设施番茄专用基质配方",
        "registration_number": "9652024Y0016",
        "registered_on": "2024-04-28",
        "kind": "应用技术",
        "first_organisation": "朔湖绿源农业科技有限公司",
        "people": "周明远、古丽娜尔",
        "evaluation": "验收",
        "evaluated_on": "2024-01-20",
        "stage": "已登记",
    },
)
