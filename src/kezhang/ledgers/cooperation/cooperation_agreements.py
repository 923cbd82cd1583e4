"""产学研协议: agreements of firms with universities and institutes, one row per agreement."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_CODES, FIRM_LINK, FIRM_NAMES, FirmRecord
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.rules import warning
from kezhang.records.fields import YuanField
from kezhang.records.models import Record, unique_key


class CooperationAgreement(FirmRecord):
    """产学研协议: an agreement; a framework agreement has no amount."""

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", "框架协议"
        PROJECT = "project", "项目协议"
        JOINT = "joint", "共建协议"

    title = models.CharField("协议名称", max_length=120)
    partner = models.CharField("合作单位", max_length=80)
    kind = models.CharField("协议类型", max_length=10, choices=Kind)
    amount = YuanField("协议金额", null=True, blank=True)
    signed_on = models.DateField("签订日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    registration_number = models.CharField("技术合同登记号", max_length=40, blank=True)
    demand = models.CharField(
        "来源需求", max_length=120, blank=True, help_text="同一企业在技术需求台账中的需求名称；签约的需求按此计"
    )

    class Meta(Record.Meta):
        verbose_name = "产学研协议"
        verbose_name_plural = "产学研协议"
        ordering: ClassVar = ["-signed_on", "title"]
        constraints: ClassVar = [unique_key("enterprise_name", "partner", "signed_on", "title")]
        indexes: ClassVar = [
            models.Index(fields=["org", "signed_on"], name="agreement_dated"),
            models.Index(fields=["org", "valid_to"], name="agreement_due"),
        ]

    def __str__(self) -> str:
        return self.title


COOPERATION_AGREEMENTS = Ledger(
    model=CooperationAgreement,
    slug="cooperation-agreements",
    chapter=Chapter.COOPERATION,
    about="企业与高校院所签订的产学研协议，按签订日期计。",
    keys=(("enterprise_name", "partner", "signed_on", "title"),),
    dated_by="signed_on",
    list_columns=("title", "enterprise_name", "partner", "kind", "amount", "signed_on"),
    search=("title", "enterprise_name", "partner"),
    filters=("kind",),
    headers={
        "enterprise_name": (*FIRM_NAMES, "甲方"),
        "credit_code": FIRM_CODES,
        "title": ("合作内容", "项目名称"),
        "partner": ("乙方", "合作高校"),
        "kind": ("类型",),
        "amount": ("合同金额",),
        "signed_on": ("签订时间",),
    },
    links=(FIRM_LINK,),
    rules=(
        warning(
            "a_framework_has_no_amount",
            ("amount", "kind"),
            lambda r: r.kind != "framework" or not r.amount,
            "框架协议一般没有金额，请核对协议类型。",
            basis="产学研统计口径",
        ),
    ),
    due=(Due(field="valid_to", ahead=60, says="产学研协议到期", since="signed_on", todo="商双方续签或总结合作成果。"),),
    mentions=(Mention(column="partner", of="enterprises"),),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "title": "番茄采后保鲜技术开发",
        "partner": "塞外农业大学",
        "kind": "项目协议",
        "amount": "60",
        "signed_on": "2024-05-16",
    },
)
