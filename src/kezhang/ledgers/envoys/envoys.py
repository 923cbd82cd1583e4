"""科技特派员: envoys dispatched to serve villages and firms, one row per dispatch."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.levels import LEVEL_IN_TITLES, LEVEL_SPELLINGS, Level
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger, SheetValue
from kezhang.records.declaration.links import Identity, Mention
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import warning
from kezhang.records.fields import LONGEST_CHOICE
from kezhang.records.models import Record, unique_key


class Envoy(Record):
    """科技特派员: a person, body or team on dispatch; one who serves twice is counted once."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", "个人"
        LEGAL_ENTITY = "legal_entity", "法人"
        TEAM = "team", "团队"
        STATION = "station", "工作站"

    class Stage(models.TextChoices):
        NOMINATED = "nominated", "已推荐"
        SERVING = "serving", "在岗"
        EXITED = "exited", "已退出"

    class ExitReason(models.TextChoices):
        FAILED = "failed", "考核不合格"
        MOVED = "moved", "调动"
        VOLUNTARY = "voluntary", "主动退出"
        EXPIRED = "expired", "期满"

    name = models.CharField("姓名", max_length=60, help_text="法人或团队填名称")
    kind = models.CharField("类型", max_length=14, choices=Kind, default=Kind.INDIVIDUAL)
    level = models.CharField("级别", max_length=LONGEST_CHOICE, choices=Level)
    dispatcher = models.CharField("派出单位", max_length=80)
    title = models.CharField("职称", max_length=40, blank=True)
    specialty = models.CharField("专业特长", max_length=60, blank=True)
    served = models.CharField("服务对象", max_length=200, blank=True)
    dispatch_document = models.CharField("选派文号", max_length=60, blank=True)
    started_on = models.DateField("服务开始日期")
    due_on = models.DateField("服务期满日期")
    left_on = models.DateField("退出日期", null=True, blank=True)
    exit_reason = models.CharField("退出原因", max_length=10, choices=ExitReason, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    stage = models.CharField("在岗情况", max_length=10, choices=Stage, default=Stage.SERVING)

    class Meta(Record.Meta):
        verbose_name = "科技特派员"
        verbose_name_plural = "科技特派员"
        ordering: ClassVar = ["name", "-started_on"]
        constraints: ClassVar = [unique_key("name", "dispatcher", "started_on")]
        indexes: ClassVar = [
            models.Index(fields=["org", "started_on"], name="envoy_dated"),
            models.Index(fields=["org", "due_on"], name="envoy_due"),
        ]

    def __str__(self) -> str:
        return self.name


ENVOYS = Ledger(
    model=Envoy,
    slug="envoys",
    chapter=Chapter.ENVOYS,
    about="科技特派员选派和在岗情况；在岗数按截至日计，同一人只计一次。",
    keys=(("name", "dispatcher", "started_on"),),
    dated_by="started_on",
    list_columns=("name", "kind", "level", "dispatcher", "specialty", "started_on", "due_on", "stage"),
    search=("name", "dispatcher", "specialty", "served"),
    filters=("kind", "level", "stage"),
    headers={
        "name": ("科技特派员", "特派员姓名"),
        "dispatcher": ("工作单位", "选派单位"),
        "specialty": ("从事专业", "专业"),
        "served": ("帮扶单位",),
        "dispatch_document": ("选派文件",),
        "started_on": ("选派时间",),
        "exit_reason": ("调整原因",),
        "stage": ("状态",),
    },
    spellings={"level": LEVEL_SPELLINGS, "kind": {"自然人": "个人"}},
    extendable=("level",),
    whole_sheet=(
        SheetValue(column="level", words=LEVEL_IN_TITLES),
        SheetValue(column="started_on"),
        SheetValue(column="due_on"),
    ),
    rules=(
        warning(
            "term_of_one_to_three_years",
            ("due_on", "started_on"),
            lambda r: 360 <= (r.due_on - r.started_on).days <= 1100,
            "服务期限一般为1至3年。",
            basis="科技特派员选派管理惯例",
        ),
    ),
    personal=("phone",),
    process=Process(
        state="stage",
        dated={
            "nominated": (),
            "serving": (),
            "exited": ("left_on",),
        },
        order=(("started_on", "due_on"), ("started_on", "left_on")),
    ),
    due=(
        Due(
            field="due_on",
            ahead=60,
            says="特派员服务期满",
            since="started_on",
            until=("left_on",),
            todo="办理续派或退出。",
        ),
    ),
    identity=Identity(name="name", says="特派员画像"),
    mentions=(
        Mention(column="served", of="enterprises"),
        Mention(column="served", of="villages"),
        Mention(column="dispatcher", of="enterprises"),
    ),
    sample={
        "name": "古丽娜尔",
        "kind": "个人",
        "level": "县级",
        "dispatcher": "朔湖县农业技术推广站",
        "title": "农艺师",
        "specialty": "设施蔬菜栽培",
        "dispatch_document": "朔科发〔2024〕6号",
        "started_on": "2024-03-15",
        "due_on": "2026-03-14",
    },
)

ENVOY_HEADERS = ("科技特派员", "姓名", "特派员", "特派员姓名")
