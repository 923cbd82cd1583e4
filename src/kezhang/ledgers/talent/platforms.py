"""创新平台: laboratories, centres, incubators and bases, one row per platform."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.ledgers.levels import LEVEL_IN_TITLES, LEVEL_SPELLINGS, Level
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error
from kezhang.records.fields import LONGEST_CHOICE, YearField, YuanField
from kezhang.records.models import Record, unique_key


class Platform(FirmRecord):
    """创新平台: a platform from application to operation. 认定 (approved) is not 验收 (accepted)."""

    class Type(models.TextChoices):
        KEY_LABORATORY = "key_laboratory", "重点实验室"
        ENGINEERING_CENTRE = "engineering_centre", "工程技术研究中心"
        INCUBATOR = "incubator", "科技企业孵化器"
        MAKERSPACE = "makerspace", "众创空间"
        AGRICULTURAL_MAKERSPACE = "agricultural_makerspace", "星创天地"
        INDUSTRY_INSTITUTE = "industry_institute", "产业研究院"
        NEW_RESEARCH_BODY = "new_research_body", "新型研发机构"
        PILOT_BASE = "pilot_base", "中试基地"
        DEMONSTRATION_BASE = "demonstration_base", "示范基地"
        TRANSFER_STATION = "transfer_station", "技术转移工作站"
        TECHNOLOGY_CENTRE = "technology_centre", "企业技术中心"
        ACADEMICIAN_STATION = "academician_station", "院士工作站"

    class Stage(models.TextChoices):
        INCUBATING = "incubating", "培育中"
        APPLIED = "applied", "已申报"
        APPROVED = "approved", "已认定"
        UNDER_CONSTRUCTION = "under_construction", "建设期"
        OPERATING = "operating", "运行中"
        REJECTED = "rejected", "未通过"
        REVOKED = "revoked", "已撤销"

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", "优秀"
        GOOD = "good", "良好"
        PASS = "pass", "合格"
        FAIL = "fail", "不合格"

    name = models.CharField("平台名称", max_length=120)
    type = models.CharField("平台类型", max_length=LONGEST_CHOICE, choices=Type)
    level = models.CharField("级别", max_length=LONGEST_CHOICE, choices=Level)
    partners = models.CharField("共建单位", max_length=200, blank=True)
    applied_on = models.DateField("申报日期", null=True, blank=True)
    approved_on = models.DateField("认定日期", null=True, blank=True, help_text="新认定、新建按批准日期计")
    approval_document = models.CharField("批准文号", max_length=60, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    evaluation_year = YearField("评估年度", null=True, blank=True)
    grade = models.CharField("评估结果", max_length=10, choices=Grade, blank=True)
    equipment_value = YuanField("设备原值", null=True, blank=True)
    introduced = models.PositiveIntegerField("引进或发布成果数", null=True, blank=True)
    conversions = models.PositiveIntegerField("转化成果数", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    stage = models.CharField("状态", max_length=20, choices=Stage)

    class Meta(Record.Meta):
        verbose_name = "创新平台"
        verbose_name_plural = "创新平台"
        ordering: ClassVar = ["-approved_on", "name"]
        constraints: ClassVar = [unique_key("name", "type")]
        indexes: ClassVar = [models.Index(fields=["org", "approved_on"], name="platform_dated")]

    def __str__(self) -> str:
        return self.name


PLATFORMS = Ledger(
    model=Platform,
    slug="platforms",
    chapter=Chapter.TALENT,
    about="各级各类科技创新平台从申报、认定到运行的情况。",
    keys=(("name", "type"),),
    dated_by="approved_on",
    list_columns=("name", "type", "level", "enterprise_name", "applied_on", "approved_on", "stage"),
    search=("name", "enterprise_name", "approval_document"),
    filters=("type", "level", "stage"),
    headers={
        "enterprise_name": FIRM_NAMES,
        "credit_code": FIRM_CODES,
        "name": ("实验室名称", "中心名称"),
        "type": ("类别", "类型"),
        "applied_on": ("申报时间",),
        "approved_on": ("认定时间", "批准日期"),
        "conversions": ("转化项目数",),
    },
    spellings={"level": LEVEL_SPELLINGS, "type": {"孵化器": "科技企业孵化器"}},
    extendable=("type", "level"),
    whole_sheet=(
        SheetValue(column="type", words={label: label for label in Platform.Type.labels}),
        SheetValue(column="level", words=LEVEL_IN_TITLES),
        SheetValue(column="stage", words={"认定": "已认定", "培育": "培育中"}),
    ),
    links=(FIRM_LINK,),
    rules=(
        error(
            "evaluated_after_approval",
            (
                "evaluation_year",
                "approved_on",
            ),
            lambda r: r.evaluation_year >= r.approved_on.year,
            "评估年度不能早于认定日期。",
        ),
        error(
            "conversions_within_introduced",
            ("conversions", "introduced"),
            lambda r: r.conversions <= r.introduced,
            "转化成果数不能大于引进或发布成果数。",
        ),
    ),
    process=Process(
        state="stage",
        dated={
            "incubating": (),
            "applied": (),
            "approved": ("approved_on",),
            "under_construction": ("approved_on",),
            "operating": ("approved_on",),
            "rejected": (),
            "revoked": ("revoked_on",),
        },
        order=(("applied_on", "approved_on", "accepted_on"), ("approved_on", "revoked_on")),
    ),
    informing=("equipment_value",),
    mentions=(Mention(column="partners", of="enterprises"),),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "name": "戈壁设施园艺工程技术研究中心",
        "type": "工程技术研究中心",
        "level": "自治区级",
        "applied_on": "2024-05-30",
        "stage": "已申报",
    },
)
