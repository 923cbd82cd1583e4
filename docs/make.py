"""Writes docs/ledgers.md, docs/indicators.md, docs/workflows.md and docs/dependencies.md; ``--check`` fails when they lag behind."""

import os
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhang.web.settings")

import django

django.setup()

import dependency_list  # noqa: E402

from kezhang.catalogue import INDICATORS, LEDGERS  # noqa: E402
from kezhang.collection.returning import life as returning  # noqa: E402
from kezhang.collection.rounds import life as rounds  # noqa: E402
from kezhang.indicators.derived import DERIVED  # noqa: E402
from kezhang.indicators.indicator import Indicator, Ratio  # noqa: E402
from kezhang.records.declaration.ledger import Ledger  # noqa: E402
from kezhang.reports import workflow  # noqa: E402
from kezhang.reports.models import FIGURES_VERIFIED  # noqa: E402
from kezhang.submissions.contests import life as contests  # noqa: E402
from kezhang.submissions.envoy_terms import reviews, tenure  # noqa: E402
from kezhang.workflow import diagram  # noqa: E402

FOLDER = Path(__file__).parent


def ledgers() -> Iterator[str]:
    yield "# 台账"
    yield f"\n由声明生成，请勿手改（`make docs`）。共{len(LEDGERS)}个台账。"
    for chapter, members in groupby(LEDGERS.values(), key=lambda ledger: ledger.chapter):
        yield f"\n## {chapter.value}"
        for ledger in members:
            yield from one_ledger(ledger)


def one_ledger(ledger: Ledger) -> Iterator[str]:
    keys = " 或 ".join("＋".join(ledger.column(name).label for name in key) for key in ledger.keys)
    yield f"\n### {ledger.label} `{ledger.slug}`"
    yield f"\n{ledger.about} 主键：{keys}。归属日期：{ledger.column(ledger.dated_by).label}。"
    yield "\n| 列 | 字段 | 必填 | 也认得的表头 | 说明 |\n| --- | --- | --- | --- | --- |"
    for column in ledger.columns:
        choices = "、".join(column.choices.values()) if len(column.choices) <= 20 else "见指标目录"
        advice = "；".join(part for part in (column.help, choices if column.choices else "") if part)
        headers = "、".join(column.headers[1:])
        yield f"| {column.heading} | `{column.name}` | {'是' if column.required else ''} | {headers} | {advice} |"
    if ledger.due:
        yield "\n到期：\n"
    for due in ledger.due:
        late = f"，过期为“{due.late}”" if due.late else ""
        yield f"- {due.says}（{ledger.column(due.field).label}）：提前{due.ahead}天提醒{late}。{due.todo}"
    if ledger.all_rules:
        yield "\n规则："
        yield ""
    for rule in ledger.all_rules:
        yield f"- {rule.severity.label}：{rule.says}{f'（{rule.basis}）' if rule.basis else ''}"


def indicators() -> Iterator[str]:
    yield "# 指标"
    listed = [i for i in INDICATORS.values() if i.code]
    yield f"\n由声明生成，请勿手改（`make docs`）。共{len(listed)}个指标，另有{len(INDICATORS) - len(listed)}个只作比率的组成部分。"
    yield "\n任务对照指标得到的完成率、进度差等派生量列在后面。"
    yield "\n| 指标 | 代码 | 单位 | 台账 | 计期 | 进度曲线 | 怎么算 | 依据 |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
    for i in INDICATORS.values():
        over = i.over.label if isinstance(i, Indicator) else ""
        if isinstance(i, Ratio):
            over = f"{i.numerator.label} ÷ {i.denominator.label}"
        timing = i.timing.value.partition("：")[0] if isinstance(i, Indicator) else ""
        code = f"`{i.slug}` {f'`{i.code}`' if i.code else ''}"
        yield f"| {i.label} | {code} | {i.unit.label} | {over} | {timing} | {i.pace_profile.label} | {i.note} | {i.basis} |"

    yield "\n## 派生量"
    yield "\n| 名称 | 代码 | 单位 | 怎么算 |\n| --- | --- | --- | --- |"
    for d in (*DERIVED, FIGURES_VERIFIED):
        yield f"| {'、'.join((d.label, *d.also_called))} | `{d.code}` | {d.unit.label} | {d.note} |"


def workflows() -> Iterator[str]:
    yield "# 步骤"
    yield "\n由声明生成，请勿手改（`make docs`）。状态只按下面的步骤变动；每一步先锁定办理单位，核对权限和状态后写入并记入变更链。"
    for each in (workflow.LIFE, rounds.LIFE, returning.LIFE, contests.LIFE, tenure.LIFE, reviews.LIFE):
        yield from diagram.lines(each)


def main() -> int:
    lagging = []
    written = (
        ("ledgers.md", ledgers()),
        ("indicators.md", indicators()),
        ("workflows.md", workflows()),
        ("dependencies.md", dependency_list.lines()),
    )
    for name, lines in written:
        text = "\n".join(lines) + "\n"
        file = FOLDER / name
        if "--check" in sys.argv:
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                lagging.append(name)
        else:
            file.write_text(text, encoding="utf-8")
    if lagging:
        print(f"{'、'.join(lagging)} lag behind the declarations: run make docs", file=sys.stderr)  # noqa: T201
    return 1 if lagging else 0


if __name__ == "__main__":
    sys.exit(main())
