"""``kezhang rank``: the ranking of a round by its accepted returns, each score with its arithmetic."""

from typing import Annotated, Any

import typer

from kezhang.cli.collecting.rounds import round_of
from kezhang.cli.console import console, faults, folding_table, org_of, write_json
from kezhang.cli.people import By, Json, done, person
from kezhang.collection.publishing.publication import by_rank, place_of_score, publish, told
from kezhang.collection.publishing.results import results


def rank(
    org: Annotated[str, typer.Option(help="发起单位的代码")],
    named: Annotated[str, typer.Option("--round", help="调度编号；不写则为最近一次")] = "",
    publishing: Annotated[bool, typer.Option("--publish", help="公布为下一次结果；与上次相同的不另出")] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """排名：只用已接收的报送；未报的不参排，同一精度相等的并列。"""
    found = round_of(org_of(org), named)
    publication = done(lambda: publish(found, person(by))) if publishing else None
    content = publication.content if publication else told(results(found))
    is_final = found.is_closed or publication is not None
    if as_json:
        write_json({**content, "final": is_final, "publication": publication.number if publication else None})
        return
    _show(content)
    if publication:
        console.print(f"{publication}。", highlight=False)
    if not is_final:
        faults.print("调度还没有关闭，以上为暂定。", style="yellow")


def _show(content: dict[str, Any]) -> None:
    names = {county["org"]: county["name"] for county in content["counties"]}
    for line in content["indicators"]:
        title = f"{line['label']}（{line['unit']}，按{line['ranked_by']}排名，合计{line['total_text']}，{line['coverage']}）"
        table = folding_table("名次", "单位", "完成", "完成率", "状态", title=title)
        for cell in sorted(line["counties"], key=by_rank):
            place = "—" if cell["rank"] is None else f"{'并列' if cell['tied'] else ''}{cell['rank']}"
            table.add_row(
                place, names[cell["org"]], cell["text"], f"{cell['rate']}%" if cell["rate"] else "—", cell["status"]
            )
        console.print(table)
    if content["scores"]:
        table = folding_table("名次", "单位", "得分", "怎么算", title="综合得分")
        for each in sorted(content["scores"], key=by_rank):
            table.add_row(place_of_score(each), each["name"], each["total"] or "—", "\n".join(each["arithmetic"]))
        console.print(table)
