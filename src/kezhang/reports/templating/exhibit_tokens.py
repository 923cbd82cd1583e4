"""表 and 图 tokens: what a template asks to be shown as a table or a chart, 【表|台账|筛选|列】 【图|完成|指标】.

What cannot be shown is said in Chinese with what would be right, before anything is drafted.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from kezhang.catalogue import INDICATORS, LEDGERS, find
from kezhang.indicators.indicator import AnyIndicator
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.reports.document.blocks import ChartKind
from kezhang.reports.document.charts import MOST

#: More columns than this cannot be read within the width of an official document.
COLUMNS = 8
NAMES = ("表", "图")
#: In place of a ledger: the tasks of the year.
TASKS = "任务完成情况"
ALONE = "表和图要独占一段，请把它前后的文字和记号移到上一段或下一段"


@dataclass(frozen=True)
class TableAsked:
    """【表】: which ledger's records, those with these values, and which columns of them."""

    ledger: Ledger
    only: tuple[tuple[Column, str, Any], ...]  # column, as written, as stored
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class TasksAsked:
    """【表|任务完成情况】: of which indicators, each with its task, what is done of it, and the share; of all where none is named."""

    indicators: tuple[AnyIndicator, ...] = ()


@dataclass(frozen=True)
class ChartAsked:
    """【图】: how the indicators are compared, and which."""

    kind: ChartKind
    indicators: tuple[AnyIndicator, ...]


Exhibit = TableAsked | TasksAsked | ChartAsked


def read_exhibit(name: str, said: Sequence[str]) -> Exhibit | str:
    """What a token beginning with 表 or 图 asks for, or a sentence that says what is wrong with it."""
    if name == "图":
        return _chart(said)
    return _tasks(said[1:]) if said and said[0] == TASKS else _table(said)


def _tasks(said: Sequence[str]) -> TasksAsked | str:
    if len(said) > 1:
        return f"竖线太多；写法是【表|{TASKS}】或【表|{TASKS}|指标、指标】"
    found = _indicators(said[0]) if said else ()
    return found if isinstance(found, str) else TasksAsked(found)


def _table(said: Sequence[str]) -> TableAsked | str:
    named, *rest = said or ("",)
    ledger = next((ledger for ledger in LEDGERS.values() if named and named in (ledger.label, ledger.slug)), None)
    if ledger is None:
        near = _near(named, [ledger.label for ledger in LEDGERS.values()])
        return f"没有“{named}”这个台账，相近的有{near}；写法是【表|台账|筛选|列】或【表|{TASKS}】"
    if len(rest) > 2:
        return "竖线太多；写法是【表|台账|筛选|列】，列之间用顿号隔开"
    chosen = next((part for part in rest if "=" in part), "")
    listed = next((part for part in reversed(rest) if part and "=" not in part), "")
    only: list[tuple[Column, str, Any]] = []
    for condition in _listed(chosen):
        label, _, value = condition.partition("=")
        column = _column(ledger, label.strip())
        if isinstance(column, str):
            return f"筛选里{column}"
        try:
            only.append((column, value.strip(), column.reader()(value.strip())))
        except ValueError as fault:
            return f"筛选里“{column.label}”的值“{value.strip()}”不对：{fault}"
    columns = [_column(ledger, label) for label in _listed(listed)]
    for column in columns:
        if isinstance(column, str):
            return column
    own = [c for c in columns if isinstance(c, Column)]
    own = own or [ledger.column(n) for n in ledger.list_columns if n not in ledger.personal]
    if len(own) > COLUMNS:
        return f"一张表最多{COLUMNS}列，这里有{len(own)}列"
    if personal := [c.label for c in own if c.name in ledger.personal]:
        return f"{'、'.join(personal)}是个人信息，不写进报告"
    return TableAsked(ledger, tuple(only), tuple(own))


def column_of(ledger: Ledger, label: str) -> Column | str:
    """A column that a report may show, or a sentence that says why there is none."""
    column = _column(ledger, label)
    if isinstance(column, Column) and column.name in ledger.personal:
        return f"{column.label}是个人信息，不写进报告"
    return column


def _column(ledger: Ledger, label: str) -> Column | str:
    found = next((c for c in ledger.columns if label in (*c.headers, c.heading)), None)
    return found or f"“{ledger.label}”没有“{label}”这一列，相近的有{_near(label, [c.label for c in ledger.columns])}"


def _chart(said: Sequence[str]) -> ChartAsked | str:
    kinds = "、".join(kind.value for kind in ChartKind)
    kind = next((kind for kind in ChartKind if said and kind.value == said[0]), None)
    if kind is None or len(said) != 2:
        return f"图的种类可写{kinds}；写法是【图|完成|指标、指标】"
    indicators = _indicators(said[1])
    if isinstance(indicators, str):
        return indicators
    if not 0 < len(indicators) <= MOST:
        return f"一张图要有1至{MOST}个指标，这里有{len(indicators)}个"
    units = {indicator.unit.label: indicator.label for indicator in indicators}
    if kind is ChartKind.YEAR_ON_YEAR and len(units) > 1:
        told = "、".join(f"“{label}”是{unit}" for unit, label in units.items())
        return f"同比图里各指标的单位要一样，这里{told}；请分成几张图"
    return ChartAsked(kind, indicators)


def _indicators(written: str) -> tuple[AnyIndicator, ...] | str:
    found: list[AnyIndicator] = []
    for name in filter(None, names_listed(_plain(written))):
        indicator = find(name)
        if indicator is None:
            names = [n for i in INDICATORS.values() if i.code for n in (i.label, *i.also_called)]
            return f"没有“{name}”这个指标，相近的有{_near(name, names)}"
        found.append(indicator)
    return tuple(found)


def names_listed(written: str, own: Container[str] = ()) -> list[str]:
    """Indicators between 、, each with =叫法 if it has one; a 、 that is part of a name known, or ``own``, does not part it.

    >>> names_listed("引进新产品、新技术=引进项目、登记额、新技术")
    ['引进新产品、新技术=引进项目', '登记额', '新技术']
    """
    found: list[str] = []
    parts = [part.strip() for part in written.split("、")]
    while parts:
        count = next((n for n in range(len(parts), 1, -1) if _is_one("、".join(parts[:n]), own)), 1)
        found.append("、".join(parts[:count]))
        del parts[:count]
    return found


def _is_one(written: str, own: Container[str]) -> bool:
    name = written.partition("=")[0].strip()
    return "、" not in written[len(name) :] and (name in own or find(name) is not None)


def _listed(written: str) -> list[str]:
    """Names between 、; a comma is taken for one."""
    return [name for part in _plain(written).split("、") if (name := part.strip())]


def _plain(written: str) -> str:
    return written.replace("，", "、").replace(",", "、")


def _near(name: str, names: Iterable[str]) -> str:
    found = process.extract(name, list(names), scorer=fuzz.WRatio, limit=3)
    return "、".join(f"“{near[0]}”" for near in found)
