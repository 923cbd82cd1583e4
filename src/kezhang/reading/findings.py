"""读数: what the reader says about a text, as plain values.

Every value here points at the original text by offsets (code points, half open), so
that whatever is claimed can be shown where it stands. What a text holds by the hundred is
a named tuple: it is made in a quarter of the time that a frozen dataclass takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a quantity is in its statement."""

    ACTUAL = "actual"  # 实绩: done or existing
    TARGET = "target"  # 任务: set from above, or said to be a 任务/目标
    PLAN = "plan"  # 计划: the writer's own forward figure
    COMPLETION_RATE = "completion_rate"  # 完成率: share of the target
    BASELINE = "baseline"  # 基数: an earlier value given for comparison
    CHANGE = "change"  # 变化: growth, or the ratio to an earlier period
    RANK = "rank"  # 位次
    OTHER = "other"  # a size in a name or a condition

    @property
    def label(self) -> str:
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.ACTUAL: "实绩",
    Role.TARGET: "任务",
    Role.PLAN: "计划",
    Role.COMPLETION_RATE: "完成率",
    Role.BASELINE: "基数",
    Role.CHANGE: "变化",
    Role.RANK: "位次",
    Role.OTHER: "其他",
}


class GoverningVerb(StrEnum):
    """主导动词: what a number of things is; new and stock of one thing are two figures."""

    NEW = "new"  # 新增
    STOCK = "stock"  # 存量
    NET = "net"  # 净增
    PLANNED = "planned"  # 拟办
    APPLIED = "applied"  # 申报
    RECOGNISED = "recognised"  # 认定

    @property
    def label(self) -> str:
        return _VERB_LABELS[self]


_VERB_LABELS = {
    GoverningVerb.NEW: "新增",
    GoverningVerb.STOCK: "存量",
    GoverningVerb.NET: "净增",
    GoverningVerb.PLANNED: "拟办",
    GoverningVerb.APPLIED: "申报",
    GoverningVerb.RECOGNISED: "认定",
}


class Match(NamedTuple):
    """The indicator a finding is taken to mean: its name as the caller gave it, a score of 0 to 1, and the runner-up."""

    name: str
    score: Decimal
    runner_up: str | None = None
    runner_up_score: Decimal | None = None


class Finding(NamedTuple):
    """读数: one quantity with its meaning. ``value`` is in the base unit (万元 became 元); None when masked."""

    start: int
    end: int
    text: str
    value: Decimal | None
    unit: str | None
    role: Role
    metric: str | None
    value_high: Decimal | None = None  # the upper end of a range
    masked: bool = False
    comparator: str = "="  # = > >= < <= ~
    direction: str | None = None  # "up" or "down", of a change
    modifiers: tuple[str, ...] = ()
    period: str | None = None
    organisation: str | None = None
    group: int | None = None  # findings of one statement share it
    share: bool = False
    spec: bool = False
    section: int | None = None
    confidence: Decimal = Decimal(1)
    value_alternatives: tuple[Decimal, ...] = ()
    match: Match | None = None
    governs: GoverningVerb | None = None
    basis: str = ""  # what a change is spread over or held against where it is not the year before: 年均, 比2015年
    cue: str = ""  # what told the role: words, heading or manner


class Statement(NamedTuple):
    """A fact: the findings that tell of one thing (its target, what was done, the rate, last year …)."""

    group: int
    metric: str | None
    findings: tuple[int, ...]  # indexes into Reading.findings


class Section(NamedTuple):
    """A headed part of a report. ``kind`` is report, plan, problem or other; ``report`` numbers the reports of one file."""

    start: int
    end: int
    title: str
    level: int
    kind: str
    report: int


class ReportSpan(NamedTuple):
    """One report of a file: whose, of what period (2024H1, 2024 …), of what genre."""

    start: int
    end: int
    title: str
    organisation: str | None
    period: str | None


class Repair(NamedTuple):
    """A marked edit: ``raw`` as it stands, ``read_as`` as it was understood, and how sure that is."""

    kind: str
    start: int
    end: int
    raw: str
    read_as: str
    confidence: Decimal


class NonQuantity(NamedTuple):
    """Something that looks like a number and is none: a date, a heading, a name, a document number …"""

    start: int
    end: int
    text: str
    kind: str


class ArithmeticCheck(NamedTuple):
    """勾稽: an arithmetical statement about findings. ``holds`` False is a contradiction; None is a bound on a masked value."""

    kind: str
    holds: bool | None
    message: str
    findings: tuple[int, ...]
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read out of one document."""

    document: str
    text: str
    findings: Sequence[Finding]
    statements: Sequence[Statement] = ()
    reports: Sequence[ReportSpan] = ()
    sections: Sequence[Section] = ()
    repairs: Sequence[Repair] = ()
    non_quantities: Sequence[NonQuantity] = ()
    checks: Sequence[ArithmeticCheck] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator as the caller knows it: ``name`` is handed back; ``label``, ``aliases`` and ``unit`` are compared."""

    name: str
    label: str
    unit: str | None = None
    aliases: tuple[str, ...] = ()
    stock: bool = False  # counts what there is on a day, not what came in a period


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table inside a document's text: for every cell its span, its row and column, and the heads above and before it."""

    cells: Sequence["Cell"] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    row: int
    column: int
    heads: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document as text: ``text`` is what all offsets point into; paragraphs end with a line feed, table cells with a tab."""

    name: str
    text: str
    tables: Sequence[ReadTable] = field(default_factory=tuple)
    notes: Sequence[str] = ()  # what the opening understood: 有修订，按接受后的文字阅读 …
