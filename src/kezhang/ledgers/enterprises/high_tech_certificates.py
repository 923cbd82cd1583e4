"""高企证书: certificates of recognised high-tech enterprises, one row per certificate."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YearField
from kezhang.records.models import Record, unique_key

RULE_OF_2016 = "国科发火〔2016〕32号"


class HighTechCertificate(FirmRecord):
    """高企证书: a recognition and how long it holds. The stock falls when one expires, though nothing "happened"."""

    class Kind(models.TextChoices):
        FIRST = "first", "新认定"
        RENEWAL = "renewal", "重新认定"
        RELOCATION = "relocation", "整体迁入"

    certificate_number = models.CharField("证书编号", max_length=20)
    issued_on = models.DateField("发证日期")
    valid_to = models.DateField("有效期至", help_text="发证日期起三年")
    recognition_year = YearField("认定年度", help_text="新认定数按认定年度计")
    kind = models.CharField("认定类型", max_length=10, choices=Kind)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    previous_number = models.CharField("原证书编号", max_length=20, blank=True)
    moved_out_on = models.DateField("迁出日期", null=True, blank=True)
    revoked_on = models.DateField("取消日期", null=True, blank=True)
    revocation_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "高企证书"
        verbose_name_plural = "高企证书"
        ordering: ClassVar = ["-issued_on", "enterprise_name"]
        constraints: ClassVar = [unique_key("certificate_number")]
        indexes: ClassVar = [
            models.Index(fields=["org", "issued_on"], name="hightechcertificate_dated"),
            models.Index(fields=["org", "valid_to"], name="hightechcertificate_due"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_number} {self.enterprise_name}"


def three_years_on(issued: date) -> date:
    """The last day of three years: the day before the one on which they began."""
    day = min(issued.day, 28) if issued.month == 2 else issued.day
    return date(issued.year + 3, issued.month, day) - timedelta(days=1)


def _three_years(certificate: HighTechCertificate) -> bool:
    """Three years from the day of issue; the last day may be written either way."""
    issued = certificate.issued_on
    end = date(issued.year + 3, issued.month, min(issued.day, 28) if issued.month == 2 else issued.day)
    return abs((certificate.valid_to - end).days) <= 1


HIGH_TECH_CERTIFICATES = Ledger(
    model=HighTechCertificate,
    slug="high-tech-certificates",
    chapter=Chapter.ENTERPRISES,
    about="高新技术企业证书台账；有效期内的证书数就是高企存量。",
    keys=(("certificate_number",),),
    dated_by="issued_on",
    list_columns=("enterprise_name", "certificate_number", "kind", "recognition_year", "issued_on", "valid_to"),
    search=("enterprise_name", "certificate_number", "credit_code"),
    filters=("recognition_year", "kind"),
    headers={
        **FIRM_HEADERS,
        "certificate_number": ("证书号", "高企证书编号"),
        "issued_on": ("发证时间",),
        "valid_to": ("有效期",),
        "recognition_year": ("认定年份",),
        "kind": ("首次/重新", "申报类型"),
        "announced_on": ("公告时间",),
        "revoked_on": ("取消资格",),
    },
    spellings={"kind": {"首次": "新认定", "首次认定": "新认定", "迁入": "整体迁入", "重新": "重新认定"}},
    whole_sheet=(
        SheetValue(
            column="recognition_year",
            year=True,
            of="issued_on",
            makes=lambda day: day.year,
            makes_label="发证日期所在年",
        ),
        SheetValue(
            column="kind", words={"首次": "新认定", "新认定": "新认定", "重新认定": "重新认定", "整体迁移": "整体迁入"}
        ),
        SheetValue(column="valid_to", of="issued_on", makes=three_years_on, makes_label="发证日期起三年"),
    ),
    links=(FIRM_LINK,),
    rules=(
        error(
            "valid_after_issue", ("valid_to", "issued_on"), lambda r: r.valid_to > r.issued_on, "有效期应晚于发证日期。"
        ),
        warning(
            "valid_three_years", ("valid_to", "issued_on"), _three_years, "证书有效期一般为三年。", basis=RULE_OF_2016
        ),
        warning(
            "number_of_known_form",
            ("certificate_number",),
            lambda r: len(r.certificate_number) == 14 and r.certificate_number[:2] in {"GR", "GF"},
            "证书编号一般为 GR 或 GF 加12位数字。",
            basis="证书编号惯例",
        ),
    ),
    due=(
        Due(
            field="valid_to",
            ahead=180,
            says="高企证书到期",
            since="issued_on",
            until=("moved_out_on", "revoked_on"),
            todo="提醒企业按时申报重新认定。",
        ),
    ),
    informing=("announced_on",),
    sample={
        "enterprise_name": "朔湖天工机械有限公司",
        "credit_code": "91652799MA7EF7898K",
        "certificate_number": "GR202365000101",
        "issued_on": "2023-10-28",
        "valid_to": "2026-10-27",
        "recognition_year": "2023",
        "kind": "首次",
    },
)
