"""科技特派团: groups of envoys and demonstration bases, one row each from filing to task book."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.levels import LEVEL_SPELLINGS, Level
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.rules import error
from kezhang.records.fields import OrganisationNameField, YuanField
from kezhang.records.models import Record, unique_key


class EnvoyGroup(Record):
    """科技特派团: one group; its filing, approval and task book are stages of one object, not three objects."""

    class Kind(models.TextChoices):
        GROUP = "group", "特派团"
        BASE = "base", "示范基地"

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=8, choices=Kind, default=Kind.GROUP)
    level = models.CharField("级别", max_length=12, choices=Level)
    head = models.CharField("团长", max_length=40, blank=True)
    leading_organisation = OrganisationNameField("牵头单位", help_text="可以是县外单位")
    members = models.PositiveSmallIntegerField("成员人数", null=True, blank=True)
    industry = models.CharField("服务产业", max_length=60, blank=True)
    filed_on = models.DateField("备案日期")
    approved_on = models.DateField("立项日期", null=True, blank=True)
    project_title = models.CharField("项目名称", max_length=120, blank=True)
    contracted_on = models.DateField("任务书签订日期", null=True, blank=True)
    task_book_number = models.CharField("任务书编号", max_length=40, blank=True)
    due_on = models.DateField("任务书到期日期", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    granted_amount = YuanField("立项资金", null=True, blank=True)
    granted_on = models.DateField("资金下达日期", null=True, blank=True)
    paid_amount = YuanField("到位资金", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "科技特派团"
        verbose_name_plural = "科技特派团"
        ordering: ClassVar = ["-filed_on", "name"]
        constraints: ClassVar = [unique_key("name", "level")]
        indexes: ClassVar = [models.Index(fields=["org", "due_on"], name="envoygroup_due")]

    def __str__(self) -> str:
        return self.name


ENVOY_GROUPS = Ledger(
    model=EnvoyGroup,
    slug="envoy-groups",
    chapter=Chapter.ENVOYS,
    about="科技特派团和示范基地；备案、立项、签任务书是同一个团的不同阶段。",
    keys=(("name", "level"),),
    dated_by="filed_on",
    list_columns=(
        "name",
        "kind",
        "level",
        "leading_organisation",
        "filed_on",
        "approved_on",
        "contracted_on",
        "granted_amount",
    ),
    search=("name", "leading_organisation", "project_title", "task_book_number"),
    filters=("kind", "level"),
    headers={
        "name": ("特派团名称", "基地名称"),
        "approved_on": ("立项时间",),
        "contracted_on": ("任务书签订",),
        "granted_amount": ("省级资金",),
    },
    spellings={"level": LEVEL_SPELLINGS},
    rules=(
        error(
            "paid_within_granted",
            ("paid_amount", "granted_amount"),
            lambda r: r.paid_amount <= r.granted_amount,
            "到位资金不能大于立项资金。",
        ),
        error(
            "contracted_after_approved",
            ("contracted_on", "approved_on"),
            lambda r: r.contracted_on >= r.approved_on,
            "任务书签订日期不能早于立项日期。",
        ),
        error(
            "due_after_contracted",
            ("due_on", "contracted_on"),
            lambda r: r.due_on >= r.contracted_on,
            "任务书到期日期不能早于签订日期。",
        ),
        error(
            "accepted_after_contracted",
            ("accepted_on", "contracted_on"),
            lambda r: r.accepted_on >= r.contracted_on,
            "验收日期不能早于任务书签订日期。",
        ),
    ),
    due=(
        Due(
            field="due_on",
            ahead=60,
            says="特派团任务书到期",
            since="contracted_on",
            until=("accepted_on", "ended_on"),
            late="特派团任务书到期未验收",
            todo="核验任务书各项任务，组织验收或办理延期。",
        ),
    ),
    informing=("members",),
    mentions=(Mention(column="project_title", of="projects"),),
    people=("head",),
    sample={
        "name": "设施番茄科技特派团",
        "level": "省级",
        "head": "孙立群",
        "leading_organisation": "西北农业大学",
        "members": "8",
        "industry": "设施蔬菜",
        "filed_on": "2023-02-10",
        "approved_on": "2023-04-18",
        "contracted_on": "2023-05-20",
        "granted_amount": "15",
        "granted_on": "2023-05-30",
    },
)
