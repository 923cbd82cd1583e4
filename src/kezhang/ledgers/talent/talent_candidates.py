"""重点人才摸排: persons, teams, platforms and projects surveyed for the talent programmes, one row each."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.fields import OrganisationNameField, YuanField
from kezhang.records.models import Record, unique_key


class TalentCandidate(Record):
    """摸排对象: somebody or something surveyed; surveyed is not selected (摸排 ≠ 入选)."""

    class Category(models.TextChoices):
        LEADER = "leader", "科技创新领军人才"
        TEAM = "team", "科技创新团队"
        GRASSROOTS = "grassroots", "基层科技骨干人才"
        PLATFORM = "platform", "科研创新平台"
        OPEN_BID = "open_bid", "揭榜挂帅项目"

    class Stage(models.TextChoices):
        SURVEYED = "surveyed", "已摸排"
        RECOMMENDED = "recommended", "已推荐"
        REVIEWED = "reviewed", "评审中"
        PUBLICITY = "publicity", "公示中"
        SELECTED = "selected", "已入选"
        EXITED = "exited", "已退出"

    category = models.CharField("类别", max_length=12, choices=Category)
    name = models.CharField("名称", max_length=120, help_text="姓名、团队、平台或项目的名称")
    organisation = OrganisationNameField("单位")
    education = models.CharField("学历", max_length=20, blank=True)
    title = models.CharField("职称", max_length=40, blank=True)
    specialty = models.CharField("专业领域", max_length=60, blank=True)
    programme = models.CharField("拟申报计划", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    surveyed_on = models.DateField("摸排日期", help_text="摸排数按摸排日期计")
    selected_on = models.DateField("入选日期", null=True, blank=True)
    grant_amount = YuanField("资助金额", null=True, blank=True)
    stage = models.CharField("阶段", max_length=12, choices=Stage, default=Stage.SURVEYED)

    class Meta(Record.Meta):
        verbose_name = "重点人才摸排"
        verbose_name_plural = "重点人才摸排"
        ordering: ClassVar = ["-surveyed_on", "category", "name"]
        constraints: ClassVar = [unique_key("category", "name", "organisation", "surveyed_on")]
        indexes: ClassVar = [models.Index(fields=["org", "surveyed_on"], name="talentcandidate_dated")]

    def __str__(self) -> str:
        return self.name


TALENT_CANDIDATES = Ledger(
    model=TalentCandidate,
    slug="talent-candidates",
    chapter=Chapter.TALENT,
    about="“2+5”重点人才项目摸排台账；人、团队、平台和项目分类计数，不相加。",
    keys=(("category", "name", "organisation", "surveyed_on"),),
    dated_by="surveyed_on",
    list_columns=("category", "name", "organisation", "title", "specialty", "surveyed_on", "stage"),
    search=("name", "organisation", "specialty"),
    filters=("category", "stage"),
    headers={
        "category": ("拟申报类别",),
        "name": ("姓名", "团队名称", "平台名称", "项目名称"),
        "organisation": ("工作单位", "依托单位"),
        "title": ("职称/职务",),
        "specialty": ("专业特长", "专业"),
        "surveyed_on": ("摸排时间",),
        "grant_amount": ("资助经费",),
        "stage": ("进展",),
    },
    spellings={
        "category": {
            "领军人才": "科技创新领军人才",
            "创新团队": "科技创新团队",
            "基层科技骨干": "基层科技骨干人才",
            "揭榜挂帅": "揭榜挂帅项目",
        }
    },
    personal=("phone",),
    process=Process(
        state="stage",
        dated={
            "surveyed": (),
            "recommended": (),
            "reviewed": (),
            "publicity": (),
            "selected": ("selected_on",),
            "exited": (),
        },
        order=(("surveyed_on", "selected_on"),),
    ),
    informing=("grant_amount",),
    sample={
        "category": "基层科技骨干人才",
        "name": "古丽娜尔",
        "organisation": "朔湖县农业技术推广站",
        "education": "本科",
        "title": "农艺师",
        "specialty": "设施蔬菜栽培",
        "programme": "天山英才",
        "surveyed_on": "2024-03-28",
    },
)
