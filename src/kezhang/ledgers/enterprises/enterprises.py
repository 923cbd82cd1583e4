"""企业: the bureau's list of enterprises and other organisations, one row each; other ledgers link here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.ledgers.enterprises.high_tech_fields import HighTechField
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Identity
from kezhang.records.declaration.rules import error
from kezhang.records.fields import CreditCodeField, OrganisationNameField, YuanField
from kezhang.records.models import Record, unique_key


class Enterprise(Record):
    """企业: one legal body in the county, known by its credit code, else by its name."""

    name = OrganisationNameField("单位名称", help_text="营业执照上的全称")
    credit_code = CreditCodeField("统一社会信用代码", blank=True, help_text="18位，按营业执照填写；以文本格式保存")
    former_names = models.CharField("曾用名", max_length=200, blank=True, help_text="多个用顿号分开")
    registered_on = models.DateField("注册日期", null=True, blank=True)
    address = models.CharField("注册地址", max_length=200, blank=True)
    town = models.CharField("所在乡镇园区", max_length=60, blank=True)
    industry = models.CharField("国民经济行业", max_length=60, blank=True, help_text="GB/T 4754 的门类或代码")
    high_tech_field = models.CharField("技术领域", max_length=20, choices=HighTechField, blank=True)
    is_above_scale = models.BooleanField(
        "是否规上工业", null=True, blank=True, help_text="按上年度统计部门名录；没有核对过的留空"
    )
    revenue = YuanField("营业收入", null=True, blank=True)
    employees = models.PositiveIntegerField("从业人数", null=True, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    class Meta(Record.Meta):
        verbose_name = "企业"
        verbose_name_plural = "企业"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            unique_key("credit_code", when=~Q(credit_code="")),
            unique_key("name", when=Q(credit_code="")),
        ]

    def __str__(self) -> str:
        return self.name


ENTERPRISES = Ledger(
    model=Enterprise,
    slug="enterprises",
    chapter=Chapter.ENTERPRISES,
    about="本县企业和其他法人单位的名册，其他台账按信用代码或全称与它对应。",
    keys=(("credit_code",), ("name",)),
    dated_by="registered_on",
    list_columns=("name", "credit_code", "town", "high_tech_field", "is_above_scale", "registered_on"),
    search=("name", "credit_code", "former_names", "legal_representative"),
    filters=("high_tech_field", "is_above_scale", "town"),
    usual={"revenue": (10_000, 100_000_000_000)},
    headers={
        "name": ("企业名称", "申报单位", "承担单位", "依托单位", "名称"),
        "credit_code": ("社会信用代码", "信用代码", "组织机构代码/统一社会信用代码"),
        "former_names": ("原企业名称", "更名前"),
        "registered_on": ("成立日期", "成立时间", "注册时间"),
        "address": ("所属地区", "所在区域", "地址"),
        "town": ("所属园区", "属地", "乡镇", "园区"),
        "industry": ("所属行业", "行业代码"),
        "high_tech_field": ("所属领域", "高新技术领域"),
        "is_above_scale": ("是否规上", "规上企业"),
        "revenue": ("销售收入", "主营业务收入"),
        "employees": ("职工总数", "从业人员"),
        "legal_representative": ("法人代表", "法人"),
        "phone": ("联系方式", "手机", "电话"),
    },
    rules=(error("revenue_not_negative", ("revenue",), lambda r: r.revenue >= 0, "营业收入不能小于0。"),),
    personal=("contact", "phone"),
    informing=("employees",),
    identity=Identity(name="name", code="credit_code", former="former_names", organisations=True, says="企业画像"),
    people=("legal_representative", "contact"),
    sample={
        "name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "registered_on": "2019-05-16",
        "town": "城东产业园",
        "high_tech_field": "生物与新医药",
        "is_above_scale": "否",
        "revenue": "1860.5",
        "employees": "46",
        "legal_representative": "周明远",
    },
)
