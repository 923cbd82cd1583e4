"""科普与培训活动: training, science popularisation, the activity week and the van, one row per event."""

from typing import ClassVar

from django.db import models

from kezhang.quantities.units import YUAN
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Continuation, Mention
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import YuanField
from kezhang.records.models import Record, unique_key

#: Attendance of one session beyond this is looked at again; farm training gathers 10 to 100.
CROWD = 500


class Activity(Record):
    """活动: one event, tagged by kind and campaign so that it is counted once however often it is told.

    人次 (attendance) counts visits, 人 (participants of the week, pupils of the van) counts persons.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", "培训实训"
        LECTURE = "lecture", "讲座"
        EXHIBITION = "exhibition", "展览"
        MARKET = "market", "科普进巴扎"
        VAN = "van", "科普大篷车"
        WEEK = "week", "活动周现场"
        QUIZ = "quiz", "线上答题"
        CONTEST = "contest", "青少年赛事"
        OPEN_DAY = "open_day", "开放日"
        VOLUNTEER = "volunteer", "志愿服务"
        BRIEFING = "briefing", "政策宣讲"

    class Campaign(models.TextChoices):
        WINTER = "winter", "科技之冬"
        SCIENCE_WEEK = "science_week", "科技活动周"
        SCIENCE_MONTH = "science_month", "科普月"
        COUNTRYSIDE = "countryside", "科技下乡"
        SUPER_DEDUCTION = "super_deduction", "加计扣除辅导"

    name = models.CharField("活动名称", max_length=120)
    kind = models.CharField("活动类别", max_length=12, choices=Kind)
    campaign = models.CharField("活动品牌", max_length=16, choices=Campaign, blank=True)
    held_on = models.DateField("日期", help_text="按举办日期计入各期")
    town = models.CharField("乡镇", max_length=40, blank=True)
    place = models.CharField("地点", max_length=80)
    school = models.CharField("学校", max_length=60, blank=True, help_text="进校园活动填写，学校数按不同学校计")
    lecturers = models.CharField("授课人", max_length=80, blank=True)
    topic = models.CharField("培训内容", max_length=120, blank=True)
    sessions = models.PositiveIntegerField("场次", default=1)
    attendance_offline = models.PositiveIntegerField("线下人次", default=0)
    attendance_online = models.PositiveIntegerField("线上人次", default=0)
    farmers = models.PositiveIntegerField("其中农牧民", null=True, blank=True)
    students = models.PositiveIntegerField("其中学生", null=True, blank=True)
    leaflets = models.PositiveIntegerField("发放资料(份)", default=0)
    books = models.PositiveIntegerField("发放图书(册)", default=0)
    exhibits = models.PositiveIntegerField("展品(件)", default=0)
    cost = YuanField("经费", unit=YUAN, null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "科普与培训活动"
        verbose_name_plural = "科普与培训活动"
        ordering: ClassVar = ["-held_on", "name"]
        constraints: ClassVar = [unique_key("held_on", "place", "name")]
        indexes: ClassVar = [models.Index(fields=["org", "held_on"], name="activity_dated")]

    def __str__(self) -> str:
        return f"{self.name} {self.held_on}"


ACTIVITIES = Ledger(
    model=Activity,
    slug="activities",
    chapter=Chapter.OUTREACH,
    about="科普、培训、科技活动周、科普大篷车等活动，一次活动一行；活动周场次同时是半年场次，只计一次。",
    keys=(("held_on", "place", "name"),),
    dated_by="held_on",
    list_columns=("held_on", "name", "kind", "campaign", "place", "sessions", "attendance_offline", "leaflets"),
    search=("name", "place", "town", "school", "lecturers", "topic"),
    filters=("kind", "campaign", "town"),
    headers={
        "name": ("主题", "活动主题"),
        "kind": ("活动类型", "类别", "形式"),
        "campaign": ("专项活动",),
        "held_on": ("时间", "活动时间", "活动日期"),
        "town": ("乡镇(村)",),
        "lecturers": ("专家",),
        "sessions": ("期数", "班次", "场次数"),
        "attendance_offline": ("参加人次", "培训人次", "人数", "受益人次", "参加人数"),
        "attendance_online": ("线上参与",),
        "farmers": ("农牧民",),
        "students": ("学生",),
        "leaflets": ("发放资料", "资料", "科普资料"),
        "books": ("图书", "科普图书"),
        "exhibits": ("展品数", "展品"),
    },
    spellings={
        "kind": {
            "培训": "培训实训",
            "实训": "培训实训",
            "大篷车": "科普大篷车",
            "赶集": "科普进巴扎",
            "进巴扎": "科普进巴扎",
            "答题": "线上答题",
        },
        "campaign": {"活动周": "科技活动周"},
    },
    rules=(
        error("at_least_one_session", ("sessions",), lambda r: r.sessions >= 1, "场次至少为1。"),
        error(
            "farmers_within_attendance",
            ("farmers",),
            lambda r: r.farmers <= r.attendance_offline,
            "其中农牧民不能大于线下人次。",
        ),
        error(
            "students_within_attendance",
            ("students",),
            lambda r: r.students <= r.attendance_offline,
            "其中学生不能大于线下人次。",
        ),
        warning(
            "plausible_crowd",
            ("attendance_offline", "sessions"),
            lambda r: r.attendance_offline <= CROWD * r.sessions,
            f"场均线下人次超过{CROWD}，请核对是否多写了一位。",
            basis="科普统计常用的场均合理区间",
        ),
    ),
    informing=("attendance_online", "exhibits", "cost"),
    mentions=(Mention(column="place", of="villages", within=True), Mention(column="lecturers", of="envoys")),
    continued=(
        Continuation(
            to="van-visits",
            says="登记大篷车到站",
            when=lambda event: event.kind == Activity.Kind.VAN,
            fills={
                "visited_on": "held_on",
                "place": lambda event: event.school or event.place,
                "place_kind": lambda event: "school" if event.school else "",
                "exhibits": "exhibits",
                "students": lambda event: event.students or 0,
                "public_attendance": lambda event: event.attendance_offline - (event.students or 0),
            },
            same=("visited_on",),
        ),
    ),
    people=("lecturers",),
    sample={
        "name": "设施蔬菜病虫害绿色防控培训",
        "kind": "培训",
        "campaign": "科技之冬",
        "held_on": "2024.1.16",
        "town": "柳泉镇",
        "place": "柳泉镇红柳村",
        "lecturers": "古丽娜尔",
        "sessions": "1",
        "attendance_offline": "32",
        "farmers": "30",
        "leaflets": "40",
    },
)
