"""科普大篷车: where the exhibition van went, one row per stop.

The same exhibits shown ten times are not ten times as many, and a school visited twice is one school.
"""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Continuation, Mention
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import QuantityField
from kezhang.records.models import Record, unique_key

#: More pupils than this at one stop is looked at again; a county's largest schools have about this many.
SCHOOLFUL = 3000


class VanVisit(Record):
    """大篷车活动: one stop of the van. The event itself, with its sessions, stands in the activities ledger,
    where it is begun from the stop."""

    class Van(models.TextChoices):
        FIRST = "first", "Ⅰ型"
        SECOND = "second", "Ⅱ型"
        THIRD = "third", "Ⅲ型"
        FOURTH = "fourth", "Ⅳ型"

    class Place(models.TextChoices):
        SCHOOL = "school", "学校"
        COMMUNITY = "community", "社区"
        VILLAGE = "village", "行政村"
        MARKET = "market", "巴扎集市"

    visited_on = models.DateField("日期")
    van = models.CharField("车型", max_length=8, choices=Van, blank=True)
    place = models.CharField("活动地点", max_length=80, help_text="学校、社区或村的全称；学校数按不同学校计")
    place_kind = models.CharField("地点类别", max_length=12, choices=Place)
    exhibits = models.PositiveIntegerField("展品(件)")
    students = models.PositiveIntegerField("参与学生", default=0)
    public_attendance = models.PositiveIntegerField("参与群众", default=0)
    distance = QuantityField("行驶里程(公里)", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "科普大篷车"
        verbose_name_plural = "科普大篷车"
        ordering: ClassVar = ["-visited_on", "place"]
        constraints: ClassVar = [unique_key("visited_on", "place")]

    def __str__(self) -> str:
        return f"{self.place} {self.visited_on}"


VAN_VISITS = Ledger(
    model=VanVisit,
    slug="van-visits",
    chapter=Chapter.OUTREACH,
    about="科普大篷车每到一处一行，登记展品、学生和里程；活动场次由这里接续登记到“科普与培训活动”，不用再填一遍。",
    keys=(("visited_on", "place"),),
    dated_by="visited_on",
    list_columns=("visited_on", "place", "place_kind", "exhibits", "students", "public_attendance", "distance"),
    search=("place",),
    filters=("place_kind", "van"),
    headers={
        "visited_on": ("时间", "活动时间"),
        "place": ("地点", "学校名称", "学校"),
        "place_kind": ("地点类型",),
        "exhibits": ("展品数", "展品", "展出展品"),
        "students": ("学生人数", "学生", "受益学生"),
        "public_attendance": ("群众", "受益人数", "受益群众"),
        "distance": ("行驶里程", "里程"),
    },
    spellings={
        "place_kind": {
            "中小学": "学校",
            "小学": "学校",
            "中学": "学校",
            "村": "行政村",
            "集市": "巴扎集市",
            "巴扎": "巴扎集市",
        },
        "van": {"I型": "Ⅰ型", "II型": "Ⅱ型", "III型": "Ⅲ型", "IV型": "Ⅳ型"},
    },
    rules=(
        error("distance_not_negative", ("distance",), lambda r: r.distance >= 0, "行驶里程不能小于0。"),
        warning(
            "plausible_students",
            ("students",),
            lambda r: r.students <= SCHOOLFUL,
            f"一次活动的学生超过{SCHOOLFUL}人，请核对是否多写了一位。",
            basis="科普大篷车活动常见规模",
        ),
        warning(
            "a_school_has_students",
            ("place_kind", "students"),
            lambda r: r.place_kind != VanVisit.Place.SCHOOL or r.students > 0,
            "进校园活动应填写参与学生。",
            basis="科普大篷车活动统计要求",
        ),
    ),
    informing=("public_attendance",),
    mentions=(Mention(column="place", of="villages", within=True),),
    continued=(
        Continuation(
            to="activities",
            says="登记活动场次",
            fills={
                "name": lambda visit: f"科普大篷车走进{visit.place}",
                "kind": lambda _: "van",
                "held_on": "visited_on",
                "place": "place",
                "school": lambda visit: visit.place if visit.place_kind == VanVisit.Place.SCHOOL else "",
                "attendance_offline": lambda visit: visit.students + visit.public_attendance,
                "students": "students",
                "exhibits": "exhibits",
            },
            same=("kind", "held_on"),
        ),
    ),
    sample={
        "visited_on": "2024.5.27",
        "van": "Ⅱ型",
        "place": "朔湖县第一小学",
        "place_kind": "学校",
        "exhibits": "15",
        "students": "420",
        "distance": "36",
    },
)
