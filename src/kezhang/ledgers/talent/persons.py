"""人员名册: experts and officers that other ledgers name, one row per person."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.models import Record, unique_key


class Person(Record):
    """人员: somebody the bureau works with; identity numbers are not kept."""

    class Rank(models.TextChoices):
        SENIOR = "senior", "正高级"
        ASSOCIATE = "associate", "副高级"
        MIDDLE = "middle", "中级"
        JUNIOR = "junior", "初级"
        NONE = "none", "无"

    name = models.CharField("姓名", max_length=40)
    employer = models.CharField("工作单位", max_length=80)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    rank = models.CharField("职称级别", max_length=10, choices=Rank, blank=True)
    specialty = models.CharField("专业特长", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    entered_on = models.DateField("登记日期")

    class Meta(Record.Meta):
        verbose_name = "人员名册"
        verbose_name_plural = "人员名册"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [unique_key("name", "employer")]

    def __str__(self) -> str:
        return self.name


PERSONS = Ledger(
    model=Person,
    slug="persons",
    chapter=Chapter.TALENT,
    about="专家、技术骨干等人员名册；不登记证件号码。",
    keys=(("name", "employer"),),
    dated_by="entered_on",
    list_columns=("name", "employer", "rank", "specialty", "entered_on"),
    search=("name", "employer", "specialty"),
    filters=("rank",),
    headers={"employer": ("单位",), "rank": ("职称/职务", "职称"), "specialty": ("专业",), "phone": ("电话",)},
    personal=("phone",),
    mentions=(Mention(column="employer", of="enterprises"),),
    people=("name",),
    sample={
        "name": "孙立群",
        "employer": "西北农业大学",
        "rank": "正高级",
        "specialty": "设施园艺",
        "entered_on": "2024-01-10",
    },
)
