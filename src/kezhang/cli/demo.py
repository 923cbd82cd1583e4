"""``kezhang demo``: an invented county, an invented district and a prefecture's year from their workbooks to their reports.

It may be run again at any time; what is already there is left as it is.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.cli import demo_prefecture, installation
from kezhang.cli.console import bar, console, stop, whole_number
from kezhang.cli.explain import show_board
from kezhang.cli.installation import migrate
from kezhang.cli.ledgers.workbooks import store
from kezhang.orgs import access_log, people
from kezhang.orgs.divisions import add_county
from kezhang.orgs.models import Org, Post, User
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection.recognition import recognise
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.templating.parsing import TemplateText
from kezhang.submissions import open_examples
from kezhang.submissions.contests import contest_examples
from kezhang.submissions.envoy_terms import term_examples
from kezhang.submissions.open.open_address import path_of
from kezhang.targets.progress import board
from kezhang.web.standpoint import address

PASSWORD = "Shuohu-2024"  # noqa: S105 - of invented bureaus, printed for whoever tries it


@dataclass(frozen=True)
class Example:
    """One invented bureau: its code and name, the folder of its workbooks, what its report is written with and of when."""

    code: str
    name: str
    folder: str
    as_of: date
    template: str

    @property
    def title(self) -> str:
        return f"{self.as_of.year}年上半年工作总结和下半年工作计划"


COUNTY = Example("652799", "朔湖县", "county", date(2024, 6, 30), "half_year")
DISTRICT = Example("341299", "淙阳区", "district", date(2023, 6, 30), "half_year_district")
EXAMPLES = (COUNTY, DISTRICT)
Kind = Post.Kind
PEOPLE = (
    ("clerk", "李文", "652799", (Kind.CLERK, Kind.REVIEWER)),
    ("reviewer", "张敏", "652799", (Kind.REVIEWER,)),
    ("director", "王建国", "652799", (Kind.DIRECTOR,)),
    ("admin", "周丽", "652799", (Kind.ADMINISTRATOR,)),
    ("superior", "陈刚", "652700", (Kind.CLERK, Kind.REVIEWER, Kind.ADMINISTRATOR)),
    ("liaison", "马丽", "652700", (Kind.LIAISON,)),
    ("upper-director", "巴特尔", "652700", (Kind.DIRECTOR,)),
    ("auditor", "孙洁", "652700", (Kind.AUDITOR,)),
    ("district", "何敏", "341299", (Kind.CLERK, Kind.REVIEWER)),
)


def demo(
    serve: Annotated[bool, typer.Option(help="最后启动网站")] = True,
    examples: Annotated[Path, typer.Option(help="示例工作簿所在的文件夹")] = Path("examples"),
    out: Annotated[Path, typer.Option(help="报告写到哪个文件夹")] = Path("out"),
    port: Annotated[int, typer.Option(help="端口", parser=whole_number(1, 65535), metavar="整数")] = 8000,
) -> None:
    """建库、导入虚构的朔湖县和淙阳区、显示进度表、生成报告，再做一遍州局的下达、调度和通报，然后启动网站。"""
    folders = [*(example.folder for example in EXAMPLES), demo_prefecture.FOLDER]
    if not all((examples / folder).is_dir() for folder in folders):
        stop(f"{examples} 里没有示例工作簿；请在源代码目录中运行，或用 --examples 指明。")
    migrate()
    console.print(f"数据库已就绪，载入{installation.load()}个单位。")
    bureaus = [_bureau(example) for example in EXAMPLES]
    counties = demo_prefecture.add_counties()
    _people()
    for example, bureau in zip(EXAMPLES, bureaus, strict=True):
        import_examples(bureau, sorted((examples / example.folder).glob("*.xlsx")))
        show_board(board(bureau, example.as_of), f"{example.name} 任务进度（截至{example.as_of}）")
        _write_report(example, bureau, out)
    demo_prefecture.import_ledgers(counties, examples / demo_prefecture.FOLDER, import_examples)
    demo_prefecture.year(examples / demo_prefecture.FOLDER, out)
    clerk = User.objects.get(username="clerk")
    contest = contest_examples.put(bureaus[0], clerk)
    opened = open_examples.put(bureaus[0], clerk)
    links, quiz = open_examples.put_envoys(bureaus[0], clerk), open_examples.put_quiz(bureaus[0], clerk)
    term_examples.put(bureaus[0], clerk)
    logins = "；".join(
        f"{name}（{full_name}，{'、'.join(k.label for k in kinds)}）" for name, full_name, _, kinds in PEOPLE
    )
    console.print(f"登录名：{logins}；密码都是 {PASSWORD}。数据全部是虚构的。", highlight=False)
    open_on_their_days()
    for example in EXAMPLES:
        place = address(example.code, example.as_of, reverse("board"))
        console.print(f"{example.name}：http://127.0.0.1:{port}{place}", highlight=False)
    for form in opened:
        if form.audience == form.Audience.ANYONE:
            page = path_of("open-form", form.code)
            console.print(f"表单“{form.title}”：http://127.0.0.1:{port}{page}", highlight=False)
    page = path_of("open-quiz", quiz.code)
    console.print(f"线上答题“{quiz.title}”：http://127.0.0.1:{port}{page}", highlight=False)
    for given in (*links, *contest.links):
        page, role = path_of("open-link", given.secret), given.link.get_role_display()
        says = f"{role}{given.link.name}：http://127.0.0.1:{port}{page} ，口令 {given.pin}"
        console.print(says, highlight=False, soft_wrap=True)
    if serve:
        installation.serve(port=port)


def open_on_their_days() -> None:
    """Whoever logs in comes to the day his example is of, not to an empty board of this year."""
    days = {example.code: example.as_of.isoformat() for example in EXAMPLES}
    days[COUNTY.code[:4] + "00"] = COUNTY.as_of.isoformat()
    settings.OPENING_DAYS_FILE.write_text(json.dumps(days), encoding="utf-8")


def _bureau(example: Example) -> Org:
    is_new = not Org.objects.filter(code=example.code).exists()
    org = add_county(example.code, example.name)
    if is_new:
        access_log.record(access_log.Kind.PEOPLE, org, f"设立单位 {org}", by=None, name=access_log.COMMAND)
    return org


def _people() -> None:
    for name, full_name, code, kinds in PEOPLE:
        if not User.objects.filter(username=name).exists():
            org = Org.objects.get(code=code)
            made = people.add(name, org, *kinds, full_name=full_name, password=PASSWORD)
            posts = "、".join(str(post) for post in made.posts.all())
            says = f"新增{made}（登录名 {name}）：{posts}"
            access_log.record(access_log.Kind.PEOPLE, org, says, by=None, name=access_log.COMMAND)


def import_examples(bureau: Org, files: list[Path]) -> None:
    """Take the workbooks in as a clerk would; what is already there stays as it is."""
    with bar() as progress:
        task = progress.add_task("导入示例工作簿", total=len(files))
        for file in files:
            content = file.read_bytes()
            for table in recognise(content, file.name, LEDGERS.values()):
                plan = import_plan.plan(table.ledger, table, bureau)
                if plan.rejected:
                    stop(f"{file.name}：{plan.rejected[0].says}", 1)
                store(plan, file.name, content, "示例数据，已核对")
                progress.update(task, description=f"导入{table.ledger.label}")
            progress.advance(task)


def _write_report(example: Example, bureau: Org, out: Path) -> None:
    clerk = User.objects.filter(org=bureau, posts__kind=Kind.CLERK).first()
    template = TemplateText.shipped(example.template)
    report = freezing.unchanged(bureau, example.as_of, template)
    report = report or freezing.half_year(bureau, example.as_of, clerk, template)
    out.mkdir(exist_ok=True)
    document = out / f"{example.name}{example.title}.docx"
    with report.file.open("rb") as made:
        document.write_bytes(made.read())
    workbook = out / f"{example.name}{example.title}（证据表）.xlsx"
    workbook.write_bytes(evidence_workbook(report))
    console.print(f"已生成 {document} 和 {workbook}，{report.figures.count()}个数字可追溯。", highlight=False)
