"""``kezhang demo``: an invented county from its workbooks to its report, in one go.

The one rule: it may be run again at any time; what is already there is left as it is.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.core.management import call_command

from kezhang.cli import running
from kezhang.cli.data import store
from kezhang.cli.looking import show_board
from kezhang.cli.speaking import bar, console, stop
from kezhang.orgs.divisions import add_county, load_divisions
from kezhang.orgs.models import Org, User
from kezhang.records import importing
from kezhang.records.recognition import recognise
from kezhang.reports import freezing
from kezhang.reports.evidence import evidence_workbook
from kezhang.targets.models import ALL_LEDGERS
from kezhang.targets.progress import board

COUNTY = ("652799", "朔湖县")
AS_OF = date(2024, 6, 30)
PASSWORD = "Shuohu-2024"  # noqa: S105 - of an invented county, printed for whoever tries it
PEOPLE = (
    ("clerk", "李文", "652799", User.Role.CLERK),
    ("director", "王建国", "652799", User.Role.DIRECTOR),
    ("superior", "陈刚", "652700", User.Role.CLERK),
)


def demo(
    serve: Annotated[bool, typer.Option(help="最后启动网站")] = True,
    examples: Annotated[Path, typer.Option(help="示例工作簿")] = Path("examples/county"),
    out: Annotated[Path, typer.Option(help="报告写到哪个文件夹")] = Path("out"),
    port: Annotated[int, typer.Option(help="端口")] = 8000,
) -> None:
    """建库、导入虚构的朔湖县、显示进度表、生成报告，然后启动网站。"""
    if not examples.is_dir():
        stop(f"没有 {examples} 文件夹；请在源代码目录中运行，或用 --examples 指明。")
    call_command("migrate", verbosity=0)
    console.print(f"数据库已就绪，载入{load_divisions()}个单位。")
    county = add_county(*COUNTY)
    _people()
    import_examples(county, sorted(examples.glob("*.xlsx")))
    show_board(board(county, AS_OF), f"{county.name} 任务进度（截至{AS_OF}）")
    _write_report(county, out)
    logins = "、".join(f"{name}（{full_name}，{User.Role(role).label}）" for name, full_name, _, role in PEOPLE)
    console.print(
        f"登录名：{logins}；密码都是 {PASSWORD}。登录后把“截至”设为{AS_OF}。数据全部是虚构的。", highlight=False
    )
    if serve:
        running.serve(port=port)


def _people() -> None:
    for name, full_name, code, role in PEOPLE:
        if not User.objects.filter(username=name).exists():
            User.objects.create_user(
                name, password=PASSWORD, full_name=full_name, role=role, org=Org.objects.get(code=code)
            )


def import_examples(county: Org, files: list[Path]) -> None:
    """Take the workbooks in as a clerk would; what is already there stays as it is."""
    with bar() as progress:
        task = progress.add_task("导入示例工作簿", total=len(files))
        for file in files:
            content = file.read_bytes()
            for table in recognise(content, file.name, ALL_LEDGERS):
                plan = importing.plan(table.ledger, table, county)
                if plan.rejected:
                    stop(f"{file.name}：{plan.rejected[0].says}", 1)
                store(plan, file.name, content, "示例数据，已核对")
                progress.update(task, description=f"导入{table.ledger.label}")
            progress.advance(task)


def _write_report(county: Org, out: Path) -> None:
    clerk = User.objects.get(username="clerk")
    report = freezing.unchanged(county, AS_OF) or freezing.half_year(county, AS_OF, clerk)
    out.mkdir(exist_ok=True)
    document = out / "2024年上半年工作总结和下半年工作计划.docx"
    with report.file.open("rb") as made:
        document.write_bytes(made.read())
    workbook = out / "2024年上半年工作总结和下半年工作计划（证据表）.xlsx"
    workbook.write_bytes(evidence_workbook(report))
    console.print(f"已生成 {document} 和 {workbook}，{report.figures.count()}个数字可追溯。", highlight=False)
