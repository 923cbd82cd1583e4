"""送前核对: what stands open before a return goes on: checks without a word, reasons not given, cumulations that fell."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kezhang.collection.models import Return, ReturnedFigure, ReturnedTable, ReturnVersion
from kezhang.collection.returning import contents
from kezhang.collection.returning.contents import Content
from kezhang.controls.catalogue import inspect
from kezhang.indicators.indicator import Indicator, Timing
from kezhang.targets.progress import Light

#: Words that only say that somebody looked; no office takes them for an answer.
EMPTY_WORDS = frozenset(
    (
        "核实无误",
        "无误",
        "已核实",
        "经核实无误",
        "情况属实",
        "属实",
        "正确",
        "数据正确",
        "无",
        "是",
        "同意",
        "已核对",
        "没有问题",
        "无问题",
    )
)
_MARKS = re.compile(r"[\s，。；、,.;!！]+")
#: The number under which a fallen cumulation stands among the checks, which have their own from 1 on.
CUMULATION = 0


def is_word(text: str) -> bool:
    """Whether it says something.

    >>> is_word("核实无误。"), is_word("合同在7月登记")
    (False, True)
    """
    said = _MARKS.sub("", text)
    return bool(said) and said not in EMPTY_WORDS


def usual_checks(answer: Return) -> list[dict[str, Any]]:
    """What the usual checks find in the bureau's ledgers; nothing is locked."""
    return [
        {"number": outcome.check.number, "title": outcome.check.title, "says": each.says, "todo": each.todo, "word": ""}
        for outcome in inspect(answer.org, answer.round.as_of)
        for each in outcome.found
    ]


def checks(answer: Return, figures: Sequence[ReturnedFigure], usual: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the usual checks and the monotone cumulation find, each waiting for a word."""
    return [*_fallen(answer, figures), *usual]


def _fallen(answer: Return, figures: Iterable[ReturnedFigure]) -> list[dict[str, Any]]:
    """累计数减少: below what was accepted for an earlier date of the same year."""
    last = answer.accepted_before.filter(round__as_of__year=answer.round.year).first()
    if last is None or last.accepted is None:
        return []
    before = {figure.item.indicator: figure for figure in last.accepted.figures.select_related("item")}
    found = []
    for figure in figures:
        indicator, old = figure.measured, before.get(figure.item.indicator)
        if not isinstance(indicator, Indicator) or indicator.timing is Timing.STOCK or old is None:
            continue
        if figure.amount is not None and old.amount is not None and figure.amount < old.amount:
            says = f"{indicator.label}累计{indicator.unit.write(figure.amount)}，小于截至{last.round.as_of}已报的{indicator.unit.write(old.amount)}。"
            found.append(
                {
                    "number": CUMULATION,
                    "title": "累计数不应减少",
                    "says": says,
                    "todo": "请核对台账，或写明减少的原因。",
                    "word": "",
                }
            )
    return found


def kept_words(new: list[dict[str, Any]], old: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words given for the same finding stay when figures are measured once more."""
    said = {(each["number"], each["says"]): each["word"] for each in old}
    return [each | {"word": said.get((each["number"], each["says"]), "")} for each in new]


def open_ones(version: ReturnVersion) -> list[str]:
    """Everything that still wants a word, each a sentence."""
    answer, found = version.answer, []
    for number, check in enumerate(version.checks, start=1):
        if not is_word(check["word"]):
            found.append(f"核查第{number}条（{check['title']}）还没有说明：{check['says']}")
    returned = _returned_before(version)
    for each in contents.of(version):
        if each.carried_id:
            continue
        if isinstance(each, ReturnedFigure):
            found += _of_figure(answer, each)
        if (before := returned.get(each.slug)) is not None:
            found += _unanswered(each, before)
    return found


def _of_figure(answer: Return, figure: ReturnedFigure) -> list[str]:
    label = figure.measured.label
    found = []
    behind = figure.light == Light.BEHIND.code
    if behind and answer.round.asks_reasons:
        if not is_word(figure.explanation):
            found.append(f"“{label}”欠进度，请写明原因。")
        if not is_word(figure.next_step):
            found.append(f"“{label}”欠进度，请写明下步措施。")
    if figure.override_reason and not figure.override_evidence:
        found.append(f"“{label}”报送值与台账值不同，请写明依据。")
    return found


def _unanswered(each: Content, before: Content) -> list[str]:
    """What was returned and comes again as it was wants an answer."""
    if _says(each) != _says(before) or is_word(each.explanation.replace(before.explanation, "")):
        return []
    note, what = before.decided.note, "清单" if isinstance(each, ReturnedTable) else "数字"
    return [f"“{each.label}”被退回（{note}），{what}没有变，请写明答复。"]


def _says(each: Content) -> object:
    return [each.is_given, each.heads, each.rows] if isinstance(each, ReturnedTable) else each.value


def _returned_before(version: ReturnVersion) -> dict[str, Content]:
    """The figures and lists that were returned of the version that was sent back, by what they are of."""
    earlier = version.answer.versions.filter(sent_at__isnull=False, number__lt=version.number)
    sent = earlier.order_by("-number").first()
    return {e.slug: e for e in (contents.judged(sent) if sent else ()) if e.decided is not None and not e.is_accepted}
