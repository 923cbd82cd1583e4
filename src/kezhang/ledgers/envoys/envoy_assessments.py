"""特派员考核: yearly assessments of envoys, one row per envoy and year."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.envoys.envoys import ENVOY_HEADERS
from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.rules import error
from kezhang.records.fields import QuantityField, YearField
from kezhang.records.models import Record, unique_key


class EnvoyAssessment(Record):
    """考核: a grade for a year, usually given in the year after it."""

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", "优秀"
        GOOD = "good", "良好"
        PASS = "pass", "合格"
        FAIL = "fail", "不合格"

    class Result(models.TextChoices):
        EXTEND = "extend", "续派"
        ADJUST = "adjust", "调整"
        EXIT = "exit", "退出"
        PRAISE = "praise", "表扬"

    envoy_name = models.CharField("科技特派员", max_length=60)
    envoy = models.ForeignKey("ledgers.Envoy", null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    year = YearField("考核年度")
    assessed_on = models.DateField("考核日期")
    score = QuantityField("考核得分", null=True, blank=True)
    grade = models.CharField("考核等次", max_length=10, choices=Grade)
    result = models.CharField("结果运用", max_length=10, choices=Result, blank=True)
    assessor = models.CharField("组织单位", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "特派员考核"
        verbose_name_plural = "特派员考核"
        ordering: ClassVar = ["-year", "envoy_name"]
        constraints: ClassVar = [unique_key("envoy_name", "year")]

    def __str__(self) -> str:
        return f"{self.envoy_name} {self.year}年度"


ENVOY_ASSESSMENTS = Ledger(
    model=EnvoyAssessment,
    slug="envoy-assessments",
    chapter=Chapter.ENVOYS,
    about="特派员年度考核结果，按考核年度计。",
    keys=(("envoy_name", "year"),),
    dated_by="assessed_on",
    list_columns=("envoy_name", "year", "score", "grade", "result", "assessed_on"),
    search=("envoy_name",),
    filters=("year", "grade", "result"),
    headers={"envoy_name": ENVOY_HEADERS[1:], "score": ("得分",), "grade": ("等次",), "assessed_on": ("考核时间",)},
    links=(Link(field="envoy", name="envoy_name", expected=True),),
    rules=(
        error("score_within_a_hundred", ("score",), lambda r: 0 <= r.score <= 100, "考核得分应在0至100之间。"),
        error(
            "a_failed_envoy_is_not_extended",
            ("grade", "result"),
            lambda r: not (r.grade == "fail" and r.result == "extend"),
            "考核不合格的不能续派。",
        ),
    ),
    sample={
        "envoy_name": "古丽娜尔",
        "year": "2023",
        "assessed_on": "2024-01-20",
        "score": "92.5",
        "grade": "优秀",
        "result": "续派",
    },
)
