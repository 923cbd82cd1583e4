"""Answers to an import's questions, as options of the command; and the questions as the command tells them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kezhang.cli.console import console, stop
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.blank_cells import CLEAR
from kezhang.records.importing.asking.likely_same import CHANGE, NEW, SKIP
from kezhang.records.importing.asking.partly_read import LEAVE
from kezhang.records.importing.asking.questions import QuestionKind
from kezhang.records.importing.asking.record_rows import LEFT_OUT, RECORD
from kezhang.records.importing.asking.units import money_of
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.import_plan import Plan

Given = dict[tuple[str, str], str]


@dataclass(frozen=True)
class _Pairs:
    """An option that answers one kind of question, written as what it is about = the answer; the option has the kind's name."""

    kind: QuestionKind
    form: str
    example: str
    is_right: Callable[[str], bool] = bool  # of the answer
    plain: Callable[[str], str] = str.strip  # of what it is about
    first_mark: bool = False  # the first = divides, since the answer may have one too


_OPTIONS = (
    _Pairs(QuestionKind.UNIT, "列=单位", "成交额=元", lambda word: money_of(word) is not None, bare),
    _Pairs(QuestionKind.SET, "列=值", "认定年度=2024", lambda _: True, first_mark=True),
    _Pairs(QuestionKind.CHOICE, "列:写法=选项", "合同类别:委托研制=技术开发"),
    _Pairs(QuestionKind.ROWS, "行号=记录", "5=记录", (RECORD, LEFT_OUT).__contains__),
    _Pairs(QuestionKind.CELL, "行号:列=值", "5:登记日期=2024-03-20", lambda _: True, first_mark=True),
    _Pairs(QuestionKind.PART, "工作表=不读", "Sheet1=不读", lambda word: word == LEAVE),
)


def given_by(
    ledger: Ledger | None,
    pairs: Mapping[QuestionKind, Sequence[str] | None],
    *,
    header: Sequence[str],
    same: str,
    clear: bool,
) -> Given:
    """What the options answer; a wrong one stops the command with what would be right."""
    given: Given = {}
    for pair in header:
        given |= _header(ledger, pair)
    for option in _OPTIONS:
        for pair in pairs.get(option.kind) or ():
            about, mark, answer = pair.partition("=") if option.first_mark else pair.rpartition("=")
            if not mark or not about.strip() or not option.is_right(answer):
                name = option.kind.value
                stop(f"--{name} 写作 {option.form}，例如 --{name} {option.example}，不能是“{pair}”。")
            given[option.kind.value, option.plain(about)] = answer.strip().partition("“")[0]  # 加为本单位的选项“…”
    if same and same not in (NEW, CHANGE, SKIP):
        stop(f"--same 可填 change、new 或 skip，不能是“{same}”。")
    if same:
        given[QuestionKind.SAME.value, ""] = same
    if clear:
        given[QuestionKind.CLEAR.value, ""] = CLEAR
    return given


def _header(ledger: Ledger | None, pair: str) -> Given:
    """What a header means, as 表头=列."""
    if ledger is None:
        stop("--header 要和 --ledger 一起用，说明是哪个台账的列。")
    header, _, label = pair.rpartition("=")
    column = next((c for c in ledger.columns if label in (c.label, c.name)), None)
    if column is None:
        stop(f"“{ledger.label}”没有“{label}”这一列；kezhang ledger {ledger.slug} 列出全部。")
    return {(QuestionKind.HEADER.value, bare(header)): column.name}


def require_used(given: Given, tables: Sequence[DetectedTable]) -> None:
    """An answer that nothing asked for is a slip of the pen, and must not pass as heard."""
    for kind, name in given:
        if kind == QuestionKind.UNIT.value:
            known = [h for t in tables for part in t.parts for h in part.headings if h.column.unit]
            if not any(name in (bare(h.header), bare(h.column.label), h.column.name) for h in known):
                labels = "、".join(dict.fromkeys(h.column.label for h in known))
                stop(f"表里没有“{name}”这一列金额{f'；有：{labels}' if labels else ''}。")
        if kind == QuestionKind.CELL.value:
            read = dict.fromkeys(h.column.label for t in tables for part in t.parts for h in part.headings)
            if name.rpartition(":")[2] not in {c.label for t in tables for c in t.ledger.columns}:
                stop(f"“{name}”不是表里的格子，写作 行号:列；列有：{'、'.join(read)}。")
        if kind == QuestionKind.SET.value:
            columns = [t.ledger.column(each.column) for t in tables for each in t.ledger.whole_sheet]
            if not any(name in (c.name, *c.headers) for c in columns):
                labels = "、".join(dict.fromkeys(c.label for c in columns))
                stop(f"“{name}”不能整表一次填好{f'；可以的有：{labels}' if labels else ''}。")


def require_possible(given: Given, plans: Sequence[Plan]) -> None:
    """An answer that is none of those a question allows must not pass as heard either; a unit has more names than are proposed."""
    asked = (each for plan in plans for each in plan.questions if each.kind is not QuestionKind.UNIT)
    for question in asked:
        answer = given.get((question.kind.value, question.key))
        if answer is not None and not question.allows(answer):
            stop(f"--{question.kind.value} {question.key}={answer}：{question.says}")


def show(plan: Plan) -> None:
    """The questions of a plan, with what each answer would mean."""
    left_out = [each.key for each in plan.questions if each.kind is QuestionKind.ROWS]
    if left_out:  # each said above, with the reason
        console.print(
            f"  没有导入的行其实是记录的，请加 --rows 行号=记录（{'、'.join(left_out[:12])}）。", highlight=False
        )
    for question in plan.questions:
        if question.kind is QuestionKind.ROWS:
            continue
        colour = "red" if question.default is None else "yellow"
        ask = "需要先回答" if question.default is None else "可以另选"
        console.print(f"  [{colour}]{ask}[/]：{question.says}", highlight=False)
        for each in question.proposals:
            if each.sample:
                console.print(f"    {each.label}：{each.sample}", highlight=False)
