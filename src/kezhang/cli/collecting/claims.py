"""``kezhang claim``: what several bureaus count at once, and who counts it (归属)."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from kezhang.cli.console import console, day_of, folding_table, org_of, shown, stop, write_json
from kezhang.cli.measuring import indicator_of
from kezhang.cli.people import By, Json, done, person
from kezhang.collection import claiming
from kezhang.collection.claiming import SharedBody

Bureau = Annotated[str, typer.Option("--org", help="上级单位的代码")]
Day = Annotated[str, typer.Option("--as-of", help="截至日期")]


def listed(org: Bureau, as_of: Day, as_json: Json = False) -> None:
    """几个单位都计入的企业、证书和团队，和归谁计。"""
    bodies = claiming.shared_bodies(org_of(org), day_of(as_of))
    if as_json:
        write_json([_told(body) for body in bodies])
        return
    table = folding_table("主体", "指标", "年度", "计入的单位", "归属")
    for body in bodies:
        names = "、".join(bureau.name for bureau in body.bureaus)
        table.add_row(
            f"{body.name}（{body.identity}）", body.indicator.label, str(body.period.year), names, body.stands
        )
    console.print(table)


def decide(
    org: Bureau,
    as_of: Day,
    indicator: Annotated[str, typer.Option(help="指标的名称、代码或别名")],
    body: Annotated[str, typer.Option("--body", help="主体的代码或名称")],
    reason: Annotated[str, typer.Option(help="依据和原因")],
    counted_by: Annotated[str, typer.Option("--counted-by", help="计入单位的代码；不写为撤销认定")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """认定一个主体归哪个单位计；各单位的数不变。"""
    bureau, chosen = org_of(org), indicator_of(indicator)
    bodies = claiming.shared_bodies(bureau, day_of(as_of), [chosen])
    found = next((each for each in bodies if body in (each.identity, each.name)), None)
    if found is None:
        stop(f"“{chosen.label}”没有几个单位同时计入的“{shown(body)}”。")
    county = org_of(counted_by) if counted_by else None
    made = done(lambda: claiming.decide(bureau, found, county, reason, person(by)))
    if as_json:
        write_json(_told(replace(found, claim=made)))
    else:
        console.print(f"已记录：{made}。", highlight=False)


def _told(body: SharedBody) -> dict[str, Any]:
    claim = body.claim
    return {
        "indicator": body.indicator.slug,
        "year": body.period.year,
        "identity": body.identity,
        "name": body.name,
        "counties": [{"org": bureau.code, "name": bureau.name} for bureau in body.bureaus],
        "counted_by": claim.counted_by.code if claim and claim.counted_by else None,
        "reason": claim.reason if claim else "",
        "at": claim.at.isoformat() if claim else None,
    }
