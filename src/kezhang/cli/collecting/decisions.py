"""``kezhang return``: what the liaison above decides on what a county has sent, and takes in for a county without the system."""

from pathlib import Path
from typing import Annotated

import typer

from kezhang.cli.collecting.list_tables import table_of
from kezhang.cli.collecting.returns import County, Note, Number, Which, answer_of, asked_indicator, say
from kezhang.cli.console import console, day_of, moment_of
from kezhang.cli.people import By, Json, done, person
from kezhang.collection.returning import deciding, restating

Several = Annotated[list[str] | None, typer.Option("--indicator", help="指标名称或代码，可重复")]
Lists = Annotated[list[str] | None, typer.Option("--table", help="清单编号或名称，如 T7，可重复")]


def accept(org: County, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """审定（上级联络员）：全部接收并锁定，每个数字各记一条审定。"""
    found = answer_of(org, number)
    done(lambda: deciding.accept_all(found, person(by)))
    say(found, as_json, "已接收")


def reject(
    org: County,
    note: Note,
    indicator: Several = None,
    table: Lists = None,
    revise_by: Annotated[str, typer.Option(help="修改期限")] = "",
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """审定（上级联络员）：写明的指标和清单退回，其余接收；都不写则全部退回。"""
    found, until = answer_of(org, number), moment_of(revise_by) if revise_by else None
    slugs = _slugs(indicator, table)
    done(lambda: deciding.send_back(found, person(by), slugs, note, until))
    say(found, as_json, "已退回")


def unlock(
    org: County,
    note: Note,
    until: Annotated[str, typer.Option(help="到哪一天为止")],
    indicator: Several = None,
    table: Lists = None,
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """解锁（上级联络员）：让已接收的报送在期限内更正写明的指标和清单。"""
    found, day = answer_of(org, number), day_of(until)
    slugs = _slugs(indicator, table)
    done(lambda: deciding.unlock(found, person(by), slugs, note, day))
    say(found, as_json, f"已解锁至{day}")


def relock(org: County, note: Note, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """收回解锁（上级联络员）：仍以已接收的为准。"""
    found = answer_of(org, number)
    done(lambda: deciding.relock(found, person(by), note))
    say(found, as_json, "已收回解锁")


def restate(
    indicator: Which,
    org: County,
    note: Note,
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """重述（上级联络员）：口径或区划变了，按现在的口径另列一个数，报送数不变。"""
    found, slug = answer_of(org, number), asked_indicator(indicator).slug
    made = done(lambda: restating.restate(found, person(by), slug, note))
    say(found, as_json, f"{made.figure.label}已{made}")


def exempt(org: County, note: Note, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """免报（上级联络员）：写明依据，从此不计入应报。"""
    found = answer_of(org, number)
    done(lambda: deciding.exempt(found, person(by), note))
    say(found, as_json, "免报")


def take(
    file: Annotated[Path, typer.Argument(help="该单位送来的表格（.xlsx 等）或文稿（.docx 等）")],
    org: County,
    received: Annotated[str, typer.Option(help="收到的时间；不写为现在")] = "",
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """代录（上级联络员）：读出没有用系统的单位送来的数字，原件和原句留存，逐个审定后才算数。"""
    from django.conf import settings

    from kezhang.cli.files import content_of
    from kezhang.collection.returning import taking_in

    found, at = answer_of(org, number), moment_of(received) if received else None
    content = content_of(file, settings.KEZHANG_READ_LIMIT)
    version = done(lambda: taking_in.take_in(found, person(by), file.name, content, at))
    if not as_json:
        console.print(f"从 {file.name} 读出{taking_in.told(version)}，请逐个审定。", highlight=False)
    say(found, as_json, "已代录")


def _slugs(indicators: list[str] | None, tables: list[str] | None) -> list[str]:
    return [*(asked_indicator(name).slug for name in indicators or []), *(table_of(name).slug for name in tables or [])]
