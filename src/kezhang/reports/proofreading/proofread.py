"""校对: an edited document held against the report it came from, figure by figure.

What a person changed is told, never undone and never passed over; what cannot be decided
is said to be uncertain.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rapidfuzz import fuzz

from kezhang.reports.document.conversion import as_text
from kezhang.reports.document.docx_reader import WordDocument, open_document
from kezhang.reports.document.opening import printed_pages
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.frozen.tracing import NotOurs
from kezhang.reports.models import Report, ReportFigure
from kezhang.reports.proofreading import claims, contradictions
from kezhang.reports.proofreading.identification import Resolution, Resolved, Spot
from kezhang.reports.proofreading.meanings.comparison import meanings
from kezhang.reports.proofreading.meanings.unit_changes import unit_change
from kezhang.reports.proofreading.new_numbers import at_odds, new_numbers, understood
from kezhang.reports.proofreading.places import value_of
from kezhang.reports.proofreading.printed_text import cut_again
from kezhang.reports.proofreading.proof_result import (
    Compared,
    Contradiction,
    FigureFound,
    FigureState,
    Proof,
    Strength,
)
from kezhang.reports.proofreading.provenance.original import Original, resolved
from kezhang.reports.proofreading.typed_tables import in_tables

#: How many of the newest reports a document without a number is compared with, how alike it must be to one
#: in a hundred, and how much less to any other.
RECENT, ALIKE, APART = 200, 55.0, 3.0
DAMAGED = "文档的 XML 不完整，已尽量读取；请用 Word 或 WPS 打开另存后再核对一次。"


def report_of(document: WordDocument, number: str = "") -> Report:
    """The report a document came from, by its properties or by the number given. Raises NotOurs."""
    told = document.properties.get("KezhangReport", "")
    if told and number and told != number:
        raise NotOurs(f"文档的报告编号是 {told}，不是 {number}；请核对是否选错了文件。")
    number = number or told
    if not number:
        raise NotOurs("文档里没有报告编号：不是由本系统生成，或文档属性已被清除。请用 --report 指明报告编号。")
    report = Report.objects.filter(number=number).first()
    if report is None:
        raise NotOurs(f"本系统中没有编号为 {number} 的报告；请核对编号，或在生成它的电脑、服务器上校对。")
    return report


def report_like(document: WordDocument) -> Report:
    """The one report whose words a document without a number still has. Raises NotOurs where none or several do.

    Reports of one bureau and period share most of their words; then the person must say which it is.
    """
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    alike = []
    for report in Report.objects.order_by("-made_at")[:RECENT]:
        text = "\n".join(paragraph["text"] for paragraph in report.text)
        alike.append((fuzz.ratio(words, text), report))
    alike.sort(key=lambda each: -each[0])
    if not alike or alike[0][0] < ALIKE:
        raise NotOurs("文档里没有报告编号，文字也不像已有的任何一份报告。请用 --report 指明报告编号。")
    rivals = [report.number for score, report in alike if alike[0][0] - score < APART]
    if len(rivals) > 1:
        raise NotOurs(f"文档里没有报告编号，文字与 {'、'.join(rivals[:5])} 都相近。请用 --report 指明是哪一份。")
    return alike[0][1]


def proofread(content: bytes, report: Report) -> Proof:
    """Hold an edited file (.docx, what LibreOffice turns into one, or a PDF by its words) against its report. Raises NotADocument."""
    content = as_text(content)
    document = open_document(content)
    if said := printed_pages.warning(document.properties):
        content = cut_again(document, report)
        document = open_document(content)
    everything = document.everything
    basis, resolution = resolved(report, everything)
    compared = Compared(report, resolution, figures_found(resolution, basis), document, basis.as_of)
    measuring = Measuring(report, basis.as_of, basis.as_of)
    reading, starts = understood(compared)
    numbers, odd = in_tables(compared, new_numbers(compared, reading, starts, measuring))
    found: list[Contradiction] = [
        *odd,
        *contradictions.moved_in_the_ledgers(compared, basis, measuring),
        *contradictions.told_twice(compared),
        *contradictions.arithmetic(compared),
        *contradictions.units(compared),
        *claims.directions(compared),
        *claims.half_and_whole(compared),
        *claims.first_place(compared),
        *claims.plans(compared, measuring),
    ]
    found += [each for each in at_odds(compared, reading, starts) if not _told(each, found)]
    warnings = ((DAMAGED,) * document.damaged) + document.unread
    if said:
        warnings = (said, *warnings)
    changed = meanings(compared, reading, starts)
    if printed_pages.is_scan(document.properties):  # a character taken for another changes no meaning
        changed = tuple(replace(each, strength=Strength.WORDING) for each in changed)
    is_whole = not document.unread
    return Proof(report, content, compared.figures, numbers, tuple(found), warnings, changed, basis.as_of, is_whole)


def _told(found: Contradiction, before: Sequence[Contradiction]) -> bool:
    """Whether the figures it is about were already told to disagree; the reader would only say it in other words."""
    marks = set(found.figures)
    return len(marks) > 1 and any(marks <= set(each.figures) for each in before)


def figures_found(resolution: Resolution, basis: Original) -> tuple[FigureFound, ...]:
    """Each frozen figure with its state, in the order of the report."""
    moved = _moved(resolution)
    found = (_found(resolution, figure, moved) for figure in basis.figures)
    return tuple(
        replace(each, state=FigureState.REFRESHED, says=f"由{basis.made[each.figure.mark]}更新")
        if each.state is FigureState.SAME and each.figure.mark in basis.made
        else each
        for each in found
    )


def _found(resolution: Resolution, figure: ReportFigure, moved: set[str]) -> FigureFound:
    resolved = resolution.found.get(figure.mark)
    if resolved is None:
        return FigureFound(figure, FigureState.DELETED, None, near=_near(resolution, resolution.made_at[figure.mark]))
    text = resolution.edited.paragraphs[resolved.spot.paragraph][resolved.spot.start : resolved.spot.end].strip()
    state, says = FigureState.SAME, ""
    if not resolved.is_sure:
        state, says = FigureState.UNCERTAIN, f"可能是“{text}”，请确认"
    elif difference := _difference(resolution, figure, resolved, text):
        state, says = FigureState.CHANGED, difference
    elif resolved.copies:
        places = "、".join(f"第{spot.paragraph + 1}段" for spot in resolved.copies)
        state, says = FigureState.DUPLICATED, f"又见于{places}"
    elif figure.mark in moved:
        state, says = FigureState.MOVED, f"移到第{resolved.spot.paragraph + 1}段"
    return FigureFound(figure, state, text, says, resolved)


def _near(resolution: Resolution, gone: int) -> Spot | None:
    """Where the number next to one that is gone stands now: in its own paragraph if any does, else nearest to it."""
    home = resolution.made.places[gone].paragraph
    standing = [
        (resolution.made.places[at].paragraph != home, abs(at - gone), resolution.found[mark].spot)
        for mark, at in resolution.made_at.items()
        if mark in resolution.found
    ]
    return min(standing, key=lambda each: each[:2])[2] if standing else None


def _difference(resolution: Resolution, figure: ReportFigure, resolved: Resolved, text: str) -> str:
    """How a figure differs from what was made, in words; "" where it is the same number."""
    before = resolution.made.places[resolution.made_at[figure.mark]]
    if resolved.spot.place is None:
        return "" if value_of(text) == before.value else f"由{figure.display}改为“{text}”"
    now = resolution.edited.places[resolved.spot.place]
    if now.value == before.value:
        in_table = resolution.paragraphs[resolved.spot.paragraph].stands is Where.TABLE
        if unit_change(before, now, in_table=in_table) is not Strength.MEANING:
            return ""
        return f"数字未变，单位由“{before.unit or '无'}”改为“{now.unit or '无'}”"
    if now.scale != before.scale:
        return f"由{figure.display}{before.unit}改为{text}{now.unit}"
    by = now.value - before.value
    share = f"（{by / before.value * 100:+.1f}%）" if before.value else ""
    exact = Decimal(figure.value) * (100 if now.counted == "%" and figure.unit == "%" and _is_share(figure) else 1)
    low, high = now.bounds
    rounding = "；与准确值相符，只是取整不同" if low <= exact <= high else ""
    return f"由{figure.display}改为{text}，相差{by:+f}{share}{rounding}"


def _is_share(figure: ReportFigure) -> bool:
    """Whether the frozen value is a fraction; a percentage that somebody published is kept as printed."""
    return abs(Decimal(figure.value) * 100 - Decimal(figure.display)) < 1


def _moved(resolution: Resolution) -> set[str]:
    """The figures whose paragraph stands elsewhere than its neighbours say: all but the longest run in order.

    A paragraph counts as one however many figures it has; so a paragraph that passed five others has moved,
    and not the five.
    """
    marks = sorted(
        (m for m, r in resolution.found.items() if r.is_sure),
        key=lambda m: resolution.made_at[m],
    )
    made = resolution.made.places
    per_paragraph: dict[int, int] = {}
    for mark in marks:
        home = made[resolution.made_at[mark]].paragraph
        per_paragraph[home] = per_paragraph.get(home, 0) + 1
    steps = [(made[resolution.made_at[m]].paragraph, resolution.found[m].spot.paragraph, m) for m in marks]
    return {steps[n][2] for n in _out_of_order([(to, 1 / per_paragraph[home]) for home, to, _ in steps])}


def _out_of_order(steps: Sequence[tuple[int, float]]) -> set[int]:
    """The indexes outside the heaviest non-decreasing run of (place, weight)."""
    best: list[float] = []
    before: list[int | None] = []
    for n, (place, weight) in enumerate(steps):
        earlier = max((m for m in range(n) if steps[m][0] <= place), key=lambda m: best[m], default=None)
        best.append(weight + (best[earlier] if earlier is not None else 0.0))
        before.append(earlier)
    at: int | None = max(range(len(best)), key=lambda n: best[n], default=None)
    kept = set()
    while at is not None:
        kept.add(at)
        at = before[at]
    return set(range(len(steps))) - kept
