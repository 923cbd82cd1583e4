"""The year of the example prefecture: targets handed down, one round closed and told in a circular, one running.

Of nine counties seven keep ledgers, one sends a sheet and one a document; one is late, one was returned, one is missing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.cli.console import console, stop
from kezhang.collection import claiming
from kezhang.collection.assigning import issuing
from kezhang.collection.assigning.issuing import AssignmentSaid
from kezhang.collection.assigning.table import read_table
from kezhang.collection.list_tables.declared import LIST_TABLES
from kezhang.collection.models import Return, Round
from kezhang.collection.publishing import circular
from kezhang.collection.publishing.publication import publish
from kezhang.collection.returning import deciding, life, taking_in
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked, usual_deadline
from kezhang.orgs.divisions import add_county
from kezhang.orgs.models import Org, User
from kezhang.records.local_time import aware

FOLDER = "prefecture"
PREFECTURE = "652700"
#: Beside 朔湖县, which is an example by itself; all invented.
COUNTIES = (
    ("652791", "青湾县"),
    ("652792", "石河渡县"),
    ("652793", "白杨县"),
    ("652794", "沙柳县"),
    ("652795", "云岭县"),
    ("652796", "南滩县"),
    ("652797", "金泉县"),
    ("652798", "临川县"),
)
BY_SHEET, BY_DOCUMENT, MISSING, LATE, RETURNED, WAITING = "652791", "652795", "652794", "652797", "652796", "652793"
#: What these two send for May and for June.
SHEETS = {5: "青湾县5月调度表.xlsx", 6: "青湾县6月调度表.xlsx"}
DOCUMENTS = {5: "云岭县1至5月工作情况.docx", 6: "云岭县上半年工作总结.docx"}
ASKED = ("technology-contract-turnover", "achievements-registered", "fiscal-science-expenditure")
#: What the running round asks for beside the figures.
LISTED = "list-projects"
#: The indicator by which two counties have the same firms.
SHARED = "high-tech-enterprises"
#: The closed round lies on the example's own days, the running one on today's.
MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
OPENED, DEADLINE = datetime(2024, 5, 28, 9), datetime(2024, 6, 5, 18)  # noqa: DTZ001 - read by the clock on the wall
IN_TIME, TOO_LATE, CLOSED = datetime(2024, 6, 4, 11), datetime(2024, 6, 6, 10), datetime(2024, 6, 7, 18)  # noqa: DTZ001
REASON, STEP = "示例：合同和成果集中在下半年登记", "示例：逐户走访，9月底前完成登记"
WORD = "示例：已与原始台账核对，按实际情况保留"

Import = Callable[[Org, list[Path]], None]


def add_counties() -> list[Org]:
    """The invented counties below the example prefecture; made before their workbooks are taken in."""
    return [add_county(code, name) for code, name in COUNTIES]


def import_ledgers(counties: list[Org], folder: Path, taken_in: Import) -> None:
    """One small workbook for each county that keeps ledgers."""
    for county in counties:
        if files := sorted(folder.glob(f"{county.code}*.xlsx")):
            taken_in(county, files)


def year(folder: Path, out: Path) -> None:
    """Everything between the prefecture and its counties; what is there already stays as it is."""
    prefecture = Org.objects.get(code=PREFECTURE)
    counties = [Org.objects.get(code=code) for code, _ in (*COUNTIES, ("652799", "朔湖县"))]
    _assign(prefecture, counties, folder / "任务分解表.xlsx")
    if Round.objects.filter(org=prefecture).exists():
        return
    closed = _closed_round(prefecture, counties, folder)
    _running_round(prefecture, counties, folder)
    out.mkdir(exist_ok=True)
    _claim(prefecture)
    report = circular.write(publish(closed, _of("liaison")), _of("liaison"))
    document = out / f"{report.title}.docx"
    with report.file.open("rb") as made:
        document.write_bytes(made.read())
    console.print(f"已生成 {document}，{report.figures.count()}个数字可追溯。", highlight=False)


def _of(login: str) -> User | None:
    return User.objects.filter(username=login).first()


def _assign(prefecture: Org, counties: list[Org], table: Path) -> None:
    read = read_table(table.read_bytes(), table.name, counties)
    found = issuing.checked(prefecture, read.lines, AssignmentSaid(JUNE.year))
    if faults := [*read.faults, *(fault for each in found for fault in each.faults)]:
        stop(f"{table.name}：{'；'.join(faults)}", 1)
    issuing.issue(prefecture, found, AssignmentSaid(JUNE.year), _of("upper-director"), {c.code: c for c in counties})


def _claim(prefecture: Org) -> None:
    """Two firms hold certificates in two counties: who counts the first is decided, the other waits to be."""
    found = claiming.shared_bodies(prefecture, JUNE, [INDICATORS[SHARED]])
    if found and found[0].claim is None:
        claiming.decide(prefecture, found[0], found[0].bureaus[-1], "示例：工商登记和纳税在该县", _of("liaison"))


def _closed_round(prefecture: Org, counties: list[Org], folder: Path) -> Round:
    """As of May: one late, one missing, one by sheet, one by document; every answer accepted, then closed."""
    made = opening.open_round(prefecture, _asked(MAY, counties, aware(DEADLINE)), _of("liaison"), aware(OPENED))
    for answer in made.returns.select_related("org", "round__org"):
        code = answer.org.code
        if code == MISSING:
            continue
        if code in (BY_SHEET, BY_DOCUMENT):
            _take_in(answer, folder / (SHEETS if code == BY_SHEET else DOCUMENTS)[MAY.month], aware(IN_TIME))
        else:
            _send(answer, aware(OPENED), aware(TOO_LATE if code == LATE else IN_TIME))
        deciding.accept_all(answer, _of("liaison"))
    return closing.close(made, _of("liaison"), at=aware(CLOSED))


def _running_round(prefecture: Org, counties: list[Org], folder: Path) -> Round:
    """As of June: accepted, sent and waiting, returned, by sheet and by document, being filled in, not begun."""
    asked = replace(_asked(JUNE, counties, usual_deadline(timezone.now())), tables=[LIST_TABLES[LISTED]])
    made = opening.open_round(prefecture, asked, _of("liaison"))
    for answer in made.returns.select_related("org", "round__org"):
        code = answer.org.code
        if code == BY_SHEET:
            _take_in(answer, folder / SHEETS[JUNE.month], None)
        elif code == BY_DOCUMENT:
            _take_in(answer, folder / DOCUMENTS[JUNE.month], None)
            deciding.accept_all(answer, _of("liaison"))
        elif code in (WAITING, RETURNED, "652798"):
            _send(answer, None, None)
            if code == RETURNED:
                revise_by = timezone.now() + timedelta(days=3)
                deciding.send_back(answer, _of("liaison"), [ASKED[0]], "与登记系统名单不符，请逐份核对", revise_by)
            elif code != WAITING:
                deciding.accept_all(answer, _of("liaison"))
        elif code == "652799":
            life.make(answer, _of("clerk"))
    return made


def _asked(as_of: date, counties: list[Org], deadline: datetime) -> RoundAsked:
    return RoundAsked(
        as_of=as_of,
        title=f"{as_of.year}年{as_of.month}月科技工作调度",
        deadline=deadline,
        indicators=[INDICATORS[slug] for slug in ASKED],
        counties=counties,
        channels={BY_SHEET: Return.Channel.SHEET, BY_DOCUMENT: Return.Channel.DOCUMENT},
        document_number="州科办函〔2024〕15号",
    )


def _take_in(answer: Return, file: Path, received: datetime | None) -> None:
    taking_in.take_in(answer, _of("liaison"), file.name, file.read_bytes(), received)


def _send(answer: Return, begun: datetime | None, sent: datetime | None) -> None:
    """Made, explained, reviewed and signed; by the county's own people where the example has them."""
    has_people = answer.org.code == "652799"
    clerk, reviewer, director = (_of(name) if has_people else None for name in ("clerk", "reviewer", "director"))
    version = life.make(answer, clerk, begun)
    for place, _ in enumerate(version.checks, start=1):
        life.answer_check(answer, clerk, place, WORD)
    for figure in version.figures.select_related("item"):
        life.explain(answer, clerk, figure.item.indicator, REASON, STEP)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    life.send(answer, director, at=sent)
