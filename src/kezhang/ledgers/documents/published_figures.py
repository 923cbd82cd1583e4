"""公布数据: figures that other departments publish, one row per figure and data year."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from kezhang.quantities.typed_numbers import GREATEST, GREATEST_IN_WORDS
from kezhang.quantities.units import unit_of
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error
from kezhang.records.fields import QuantityField, YearField
from kezhang.records.models import Record, unique_key


class PublishedFigure(Record):
    """公布数据: an official figure the bureau uses but does not make; it keeps its own data year."""

    class Subject(models.TextChoices):
        GENERAL_BUDGET = "general_budget", "一般公共预算支出"
        ELIGIBLE_FIRMS = "eligible_firms", "应享受加计扣除企业数"
        RESEARCH_INTENSITY = "research_intensity", "全社会研发投入强度"
        RESEARCH_RANK = "research_rank", "研发投入强度全市位次"
        GROSS_PRODUCT = "gross_product", "地区生产总值"
        OTHER = "other", "其他"

    subject = models.CharField("指标", max_length=20, choices=Subject)
    name = models.CharField("数据名称", max_length=80, blank=True, help_text="指标为“其他”时填写")
    data_year = YearField("数据年度", help_text="数据所属年度，可早于公布年度")
    value = QuantityField("数值")
    unit = models.CharField("计量单位", max_length=12)
    publisher = models.CharField("发布部门", max_length=60)
    document_number = models.CharField("文号", max_length=60, blank=True)
    published_on = models.DateField("公布日期")

    class Meta(Record.Meta):
        verbose_name = "公布数据"
        verbose_name_plural = "公布数据"
        ordering: ClassVar = ["-data_year", "subject"]
        constraints: ClassVar = [
            unique_key("subject", "data_year", when=models.Q(name="")),
            unique_key("subject", "name", "data_year"),
        ]

    def __str__(self) -> str:
        return f"{self.data_year}年{self.name or self.get_subject_display()}"


def _within_reach(published: PublishedFigure) -> bool:
    unit = unit_of(published.unit)
    return unit is None or abs(unit.to_base(Decimal(published.value))) < GREATEST


def _gross_product(published: PublishedFigure) -> Decimal | None:
    """地区生产总值 in yuan, where the record is that."""
    unit = unit_of(published.unit)
    if published.subject != PublishedFigure.Subject.GROSS_PRODUCT or unit is None or unit.dimension != "money":
        return None
    return unit.to_base(Decimal(published.value))


PUBLISHED_FIGURES = Ledger(
    model=PublishedFigure,
    slug="published-figures",
    chapter=Chapter.DOCUMENTS,
    about="统计、财政、税务等部门公布的数据，注明数据年度、发布部门和文件。",
    keys=(("subject", "name", "data_year"), ("subject", "data_year")),
    dated_by="published_on",
    list_columns=("subject", "name", "data_year", "value", "unit", "publisher", "published_on"),
    search=("name", "publisher", "document_number"),
    filters=("subject", "data_year"),
    comparable_within=("subject", "name", "unit"),
    ceiling=_gross_product,
    headers={"value": ("数据",), "publisher": ("发布单位",), "data_year": ("年度",)},
    rules=(
        error(
            "known_unit", ("unit",), lambda r: unit_of(r.unit) is not None, "不认识的计量单位，可填 万元、家、人 等。"
        ),
        error("value_can_be_counted", ("value", "unit"), _within_reach, f"按计量单位换算后应小于{GREATEST_IN_WORDS}。"),
    ),
    sample={
        "subject": "一般公共预算支出",
        "data_year": "2023",
        "value": "268000",
        "unit": "万元",
        "publisher": "县财政局",
        "published_on": "2024-03-15",
    },
)
