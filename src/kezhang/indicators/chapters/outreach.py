"""科普与培训: indicators of popularisation, training, the activity week and the van."""

from django.db.models import Q

from kezhang.indicators.indicator import Indicator, Ratio
from kezhang.indicators.measures import Distinct, Greatest, Measure, Rows, Total
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.outreach.quizzes import QUIZZES
from kezhang.ledgers.outreach.van_visits import VAN_VISITS
from kezhang.ledgers.outreach.youth_contests import YOUTH_CONTESTS
from kezhang.quantities.units import (
    COPY,
    EXHIBIT,
    PERSON,
    PERSON_TIME,
    PERSON_TIME_PER_SESSION,
    PROJECT,
    SCHOOL,
    SESSION,
    VOLUME,
    Unit,
)
from kezhang.records.declaration.ledger import Ledger

LAW = "科学技术普及法、全国科普统计调查制度"


def _counted(
    slug: str,
    code: str,
    label: str,
    unit: Unit,
    measure: Measure,
    *,
    over: Ledger = ACTIVITIES,
    when: Q | None = None,
    pace: str = "winter-season",
    note: str,
    also_called: tuple[str, ...] = (),
) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        also_called=also_called,
        unit=unit,
        over=over,
        measure=measure,
        when=when or Q(),
        pace=pace,
        basis=LAW,
        note=note,
    )


#: 线上答题 and 青少年赛事 have participants of their own; they are no session anybody attends.
FACE_TO_FACE = ~Q(kind__in=["quiz", "contest"])
WEEK = Q(campaign="science_week")
AT_SCHOOL = Q(place_kind="school")

SESSIONS = _counted(
    "outreach-sessions",
    "pop_sessions",
    "科普服务活动场次",
    SESSION,
    Total("sessions"),
    when=FACE_TO_FACE,
    also_called=("科普活动场次", "科普活动"),
    note="各类科普与培训活动的场次之和，活动周的场次包含在内，只计一次。",
)
TRAINING_SESSIONS = _counted(
    "training-sessions",
    "trn_sessions",
    "农牧民课程培训和实训场次",
    SESSION,
    Total("sessions"),
    when=Q(kind="training"),
    also_called=("农牧民培训场次", "培训场次"),
    note="类别为培训实训的场次之和，是科普服务活动场次的一部分。",
)
ATTENDANCE = _counted(
    "outreach-attendance",
    "pop_attendance",
    "科普培训受益人次",
    PERSON_TIME,
    Total("attendance_offline"),
    when=FACE_TO_FACE & Q(campaign__in=["", "winter", "science_month", "countryside"]) & ~Q(kind="van"),
    also_called=("培训人次", "受益人次"),
    note="线下人次之和；活动周参加人数和大篷车学生按人数另计，不并入人次。",
)
MATERIALS = _counted(
    "outreach-materials",
    "pop_materials",
    "科普资料发放",
    COPY,
    Total("leaflets"),
    pace="linear",
    also_called=("科普资料", "制作发放科普资料"),
    note="各类活动发放资料的份数之和，活动周的份数包含在内。",
)
WEEK_MATERIALS = _counted(
    "science-week-materials", "stw_materials", "科技活动周发放资料", COPY, Total("leaflets"), when=WEEK,
    pace="event-in-may", note="科技活动周期间发放的资料，已包含在科普资料之内，不另相加。",
)  # fmt: skip
WEEK_BOOKS = _counted(
    "science-week-books", "stw_books", "科技活动周发放图书", VOLUME, Total("books"), when=WEEK,
    pace="event-in-may", note="科技活动周期间发放的图书册数；份与册分别计。",
)  # fmt: skip
WEEK_PARTICIPANTS = _counted(
    "science-week-participants", "stw_participants", "科技活动周参加人数", PERSON, Total("attendance_offline"),
    when=WEEK & FACE_TO_FACE & ~Q(kind="van"), pace="event-in-may",
    note="科技活动周集市和现场活动的参加人数。",
)  # fmt: skip
VAN_SCHOOLS = _counted(
    "van-schools", "van_schools", "科普大篷车进校园学校数", SCHOOL, Distinct("place"), over=VAN_VISITS, when=AT_SCHOOL,
    pace="linear", note="大篷车到过的不同学校，同一学校只计一所。",
)  # fmt: skip
VAN_STUDENTS = _counted(
    "van-students", "van_students", "科普大篷车参与学生", PERSON, Total("students"), over=VAN_VISITS, when=AT_SCHOOL,
    pace="linear", note="大篷车进校园活动的学生人数之和。",
)  # fmt: skip
VAN_EXHIBITS = _counted(
    "van-exhibits", "van_exhibits", "科普大篷车展品", EXHIBIT, Greatest("exhibits"), over=VAN_VISITS, when=AT_SCHOOL,
    pace="linear", note="同一批展品多次展出，取单次展出的最大件数，不相加。",
)  # fmt: skip
QUIZ_PARTICIPANTS = _counted(
    "quiz-participants", "quiz_participants", "线上答题人次", PERSON_TIME, Total("attempts"),
    over=QUIZZES, pace="event-in-may", note="线上答题活动的答题人次之和，按开始日期计；人次不是人数。",
)  # fmt: skip
YOUTH_ENTRIES = _counted(
    "youth-contest-entries", "youth_entries", "青少年科技赛事参赛项目", PROJECT, Rows(), over=YOUTH_CONTESTS,
    pace="milestone", note="参赛作品数，按报名日期计。",
)  # fmt: skip

ATTENDED_SESSIONS = _counted(
    "attended-sessions", "", "统计人次的活动场次", SESSION, Total("sessions"),
    when=FACE_TO_FACE & Q(campaign__in=["", "winter", "science_month", "countryside"]) & ~Q(kind="van"),
    note="与科普培训受益人次同口径的场次。",
)  # fmt: skip

AVERAGE_ATTENDANCE = Ratio(
    slug="outreach-average-attendance",
    code="pop_avg_attendance",
    label="场均人次",
    unit=PERSON_TIME_PER_SESSION,
    numerator=ATTENDANCE,
    denominator=ATTENDED_SESSIONS,
    pace="stock-level",
    basis=LAW,
    note="受益人次除以同口径场次，一般在10至100之间。",
)

OUTREACH = (
    SESSIONS,
    TRAINING_SESSIONS,
    ATTENDANCE,
    MATERIALS,
    WEEK_MATERIALS,
    WEEK_BOOKS,
    WEEK_PARTICIPANTS,
    VAN_SCHOOLS,
    VAN_STUDENTS,
    VAN_EXHIBITS,
    QUIZ_PARTICIPANTS,
    YOUTH_ENTRIES,
    AVERAGE_ATTENDANCE,
    ATTENDED_SESSIONS,
)
