"""考察交流: study and exchange trips, one row per trip."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error
from kezhang.records.models import Record, unique_key


class ExchangeTrip(Record):
    """考察交流: one trip with those who went and what came of it."""

    destination = models.CharField("考察地点", max_length=80)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期")
    persons = models.PositiveSmallIntegerField("参加人数")
    firms = models.PositiveSmallIntegerField("企业数", default=0)
    envoys = models.PositiveSmallIntegerField("特派员数", default=0)
    purpose = models.CharField("考察内容", max_length=200, blank=True)
    results = models.TextField("考察成果", blank=True)

    class Meta(Record.Meta):
        verbose_name = "考察交流"
        verbose_name_plural = "考察交流"
        ordering: ClassVar = ["-started_on", "destination"]
        constraints: ClassVar = [unique_key("destination", "started_on")]
        indexes: ClassVar = [models.Index(fields=["org", "started_on"], name="exchangetrip_dated")]

    def __str__(self) -> str:
        return f"{self.destination} {self.started_on}"


EXCHANGE_TRIPS = Ledger(
    model=ExchangeTrip,
    slug="exchange-trips",
    chapter=Chapter.COOPERATION,
    about="赴外地观摩、考察和交流，一批次一行。",
    keys=(("destination", "started_on"),),
    dated_by="started_on",
    list_columns=("destination", "started_on", "ended_on", "persons", "firms", "envoys", "purpose"),
    search=("destination", "purpose", "results"),
    filters=(),
    headers={
        "destination": ("目的地",),
        "started_on": ("出发日期",),
        "ended_on": ("返回日期",),
        "persons": ("人数",),
    },
    rules=(
        error(
            "ended_after_started",
            ("ended_on", "started_on"),
            lambda r: r.ended_on >= r.started_on,
            "结束日期不能早于开始日期。",
        ),
        error(
            "envoys_within_persons",
            ("envoys", "persons"),
            lambda r: r.envoys <= r.persons,
            "特派员数不能大于参加人数。",
        ),
    ),
    informing=("firms",),
    sample={
        "destination": "山东寿光",
        "started_on": "2023-09-02",
        "ended_on": "2023-09-07",
        "persons": "14",
        "firms": "5",
        "envoys": "4",
        "purpose": "设施蔬菜新品种观摩",
    },
)
