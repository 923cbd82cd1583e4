"""What every ledger about a firm shares: its name and code as written, and the link to the list of enterprises.

The name and the code stay as the document has them; only the link is worked out.
"""

from django.db import models

from kezhang.records.declaration.ledger import Link
from kezhang.records.fields import CreditCodeField, OrganisationNameField
from kezhang.records.models import Record


class FirmRecord(Record):
    """A record about one enterprise."""

    enterprise_name = OrganisationNameField("企业名称", help_text="营业执照上的全称")
    credit_code = CreditCodeField("统一社会信用代码", blank=True, help_text="18位，以文本格式保存")
    enterprise = models.ForeignKey(
        "ledgers.Enterprise", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta(Record.Meta):
        abstract = True


def are_of_one_firm(one: FirmRecord, other: FirmRecord) -> bool:
    """Whether two records are of one firm: by its name, or by what it is in the list of enterprises."""
    is_linked = one.enterprise_id is not None and one.enterprise_id == other.enterprise_id
    return is_linked or one.enterprise_name == other.enterprise_name


FIRM_LINK = Link(field="enterprise", name="enterprise_name", code="credit_code", target_former="former_names")
FIRM_NAMES = ("单位名称", "单位详细名称", "申报单位", "承担单位", "依托单位", "申报企业", "名称")
FIRM_CODES = ("社会信用代码", "信用代码", "组织机构代码/统一社会信用代码")
FIRM_HEADERS = {"enterprise_name": FIRM_NAMES, "credit_code": FIRM_CODES}
