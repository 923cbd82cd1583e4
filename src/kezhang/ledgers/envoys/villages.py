"""行政村: the county's villages, the denominator of envoy coverage, one row each."""

import re
from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Identity
from kezhang.records.declaration.rules import warning
from kezhang.records.models import Record, unique_key


class Village(Record):
    """行政村: a village; only those that farm are to be covered by envoys."""

    name = models.CharField("行政村", max_length=60, help_text="写明乡镇，如 柳泉镇红柳村")
    code = models.CharField("统计代码", max_length=12, blank=True)
    town = models.CharField("乡镇", max_length=40)
    is_agricultural = models.BooleanField("是否涉农", default=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    population = models.PositiveIntegerField("人口", null=True, blank=True)
    industry = models.CharField("主导产业", max_length=60, blank=True)
    listed_on = models.DateField("列入日期", help_text="从这一天起计入涉农行政村总数")

    class Meta(Record.Meta):
        verbose_name = "行政村"
        verbose_name_plural = "行政村"
        ordering: ClassVar = ["town", "name"]
        constraints: ClassVar = [unique_key("name")]

    def __str__(self) -> str:
        return self.name


VILLAGES = Ledger(
    model=Village,
    slug="villages",
    chapter=Chapter.ENVOYS,
    about="本县行政村名册；涉农行政村是特派员覆盖率的分母。",
    keys=(("name",),),
    dated_by="listed_on",
    list_columns=("name", "town", "is_agricultural", "households", "industry"),
    search=("name", "town", "industry"),
    filters=("town", "is_agricultural"),
    headers={"name": ("村名", "村"), "is_agricultural": ("涉农",)},
    rules=(
        warning(
            "code_of_twelve_digits",
            ("code",),
            lambda r: re.fullmatch(r"[0-9]{12}", r.code) is not None,
            "统计代码一般为12位数字。",
            basis="统计用区划代码",
        ),
    ),
    informing=("households", "population"),
    identity=Identity(name="name", code="code", says="行政村画像"),
    sample={
        "name": "柳泉镇红柳村",
        "town": "柳泉镇",
        "is_agricultural": "是",
        "households": "210",
        "industry": "设施蔬菜",
        "listed_on": "2020-01-01",
    },
)
