"""技术合同: technology contracts, one row per contract registered with an office."""

import re
from datetime import date
from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import CreditCodeField, OrganisationNameField, YuanField
from kezhang.records.models import Record, unique_key


class TechnologyContract(Record):
    """技术合同: a contract that a registration office has recognised and registered once.

    登记 (registered by our office), 输出 (seller here) and 吸纳 (buyer here) are three populations;
    the region codes of both sides and ``registered_here`` keep them apart.
    """

    class Type(models.TextChoices):
        DEVELOPMENT = "development", "技术开发"
        TRANSFER = "transfer", "技术转让"
        LICENCE = "licence", "技术许可"
        CONSULTING = "consulting", "技术咨询"
        SERVICE = "service", "技术服务"

    class State(models.TextChoices):
        REGISTERED = "registered", "已登记"
        AMENDED = "amended", "已变更"
        CANCELLED = "cancelled", "已解除"

    registration_number = models.CharField("合同登记编号", max_length=40)
    title = models.CharField("合同名称", max_length=200)
    type = models.CharField("合同类别", max_length=20, choices=Type)
    seller = OrganisationNameField("卖方名称")
    seller_code = CreditCodeField("卖方信用代码", blank=True)
    seller_region = models.CharField("卖方区划", max_length=6, blank=True, help_text="6位行政区划代码；不填按本县")
    seller_enterprise = models.ForeignKey(
        "ledgers.Enterprise", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    buyer = OrganisationNameField("买方名称")
    buyer_code = CreditCodeField("买方信用代码", blank=True)
    buyer_region = models.CharField("买方区划", max_length=6, blank=True, help_text="6位行政区划代码；不填按外地")
    amount = YuanField("合同成交额", help_text="登记证明上的合同总价")
    technology_amount = YuanField("技术交易额", help_text="成交额扣除设备、材料等非技术性费用后的部分")
    technology_income = YuanField("技术性收入", null=True, blank=True)
    field = models.CharField("技术领域", max_length=40, blank=True)
    signed_on = models.DateField("签订日期")
    registered_on = models.DateField("登记日期", help_text="以登记日期确定计入哪一期，不以签订日期")
    registered_here = models.BooleanField("是否本地登记", default=True, help_text="外地登记、本县吸纳的合同填“否”")
    state = models.CharField("状态", max_length=12, choices=State, default=State.REGISTERED)

    class Meta(Record.Meta):
        verbose_name = "技术合同"
        verbose_name_plural = "技术合同"
        ordering: ClassVar = ["-registered_on", "registration_number"]
        constraints: ClassVar = [unique_key("registration_number")]
        indexes: ClassVar = [
            models.Index(fields=["org", "registered_on"], name="technologycontract_dated"),
            # By these the page about one firm finds its contracts among all of a county's.
            models.Index(fields=["org", "seller"], name="technologycontract_seller"),
            models.Index(fields=["org", "seller_code"], name="technologycontract_sold_by"),
            models.Index(fields=["org", "buyer"], name="technologycontract_buyer"),
            models.Index(fields=["org", "buyer_code"], name="technologycontract_bought_by"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_number} {self.title}"


TECHNOLOGY_CONTRACTS = Ledger(
    model=TechnologyContract,
    slug="technology-contracts",
    chapter=Chapter.RESULTS,
    about="经认定登记的技术合同，一份合同一行；按登记日期计入各期。",
    keys=(("registration_number",),),
    dated_by="registered_on",
    list_columns=("registration_number", "title", "type", "seller", "buyer", "amount", "registered_on", "state"),
    search=("registration_number", "title", "seller", "buyer"),
    filters=("type", "state", "registered_here"),
    usual={
        "amount": (1_000, 200_000_000),
        "technology_amount": (0, 200_000_000),  # a contract that mostly buys equipment has next to none
        "technology_income": (0, 200_000_000),
    },
    headers={
        "registration_number": ("登记编号", "合同编号", "认定登记号", "登记号"),
        "title": ("项目名称", "技术合同名称"),
        "type": ("合同类型", "技术合同类型"),
        "seller": ("卖方", "让与方", "受托方", "受托方(乙方)", "技术输出方"),
        "buyer": ("买方", "受让方", "委托方", "委托方(甲方)", "技术吸纳方"),
        "amount": ("合同成交金额", "成交金额", "成交额", "合同总金额", "合同金额", "合同成交总额"),
        "technology_amount": ("技术交易金额",),
        "signed_on": ("签订时间", "签约日期"),
        "registered_on": ("登记时间", "认定登记日期", "审核日期"),
    },
    spellings={
        "type": {
            "委托开发": "技术开发",
            "合作开发": "技术开发",
            "专利权转让": "技术转让",
            "专利申请权转让": "技术转让",
            "技术秘密转让": "技术转让",
            "专利实施许可": "技术许可",
        }
    },
    links=(Link(field="seller_enterprise", name="seller", code="seller_code", target_former="former_names"),),
    rules=(
        error("amount_above_zero", ("amount",), lambda r: r.amount > 0, "合同成交额应大于0。"),
        # 技术交易额 is what is left of 成交额 once equipment and materials are taken out.
        error(
            "technology_amount_within_amount",
            ("technology_amount", "amount"),
            lambda r: r.technology_amount <= r.amount,
            "技术交易额不能大于合同成交额。",
        ),
        error(
            "technology_income_within_technology_amount",
            ("technology_income", "technology_amount"),
            lambda r: r.technology_income <= r.technology_amount,
            "技术性收入不能大于技术交易额。",
        ),
        warning(
            "registration_number_of_sixteen_digits",
            ("registration_number",),
            lambda r: re.fullmatch(r"[0-9]{16}", r.registration_number) is not None,
            "合同登记编号一般为16位数字，请核对。",
            basis="《技术合同认定登记管理办法》（国科发政字〔2000〕063号）下的登记系统",
            # The measure of 23 January 2026 replaced it; what numbers look like since is not settled.
            valid_to=date(2026, 1, 22),
        ),
    ),
    process=Process(
        state="state",
        dated={
            "registered": ("registered_on",),
            "amended": ("registered_on",),
            "cancelled": ("registered_on",),
        },
        order=(("signed_on", "registered_on"),),
    ),
    sample={
        "registration_number": "2024652799000001",
        "title": "戈壁设施番茄水肥一体化控制系统研制",
        "type": "技术开发",
        "seller": "朔湖绿源农业科技有限公司",
        "buyer": "朔湖金穗种业有限公司",
        "amount": "120",
        "technology_amount": "90",
        "signed_on": "2024-03-02",
        "registered_on": "2024-03-20",
    },
)
