"""读报告: a document's text to its findings, with everything that was understood on the way.

Steps in one direction: cleaned, outlined, scanned for amounts, each amount in its words,
its role, its metric, its statement; offsets are always those of the text as it stands.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from kezhang.reading.arithmetic import checks
from kezhang.reading.discourse.outline import Outline, outline
from kezhang.reading.facts.statements import tell
from kezhang.reading.facts.told import Told
from kezhang.reading.findings import (
    Finding,
    Match,
    Name,
    NonQuantity,
    Reading,
    Repair,
    ReportSpan,
    Role,
    Section,
    Source,
    Statement,
)
from kezhang.reading.lexicon import OpeningPattern
from kezhang.reading.meaning.contexts import contexts
from kezhang.reading.meaning.matching import matcher
from kezhang.reading.quantities.amounts import Amount
from kezhang.reading.quantities.normalisation import Clean, clean
from kezhang.reading.quantities.scanning import Scanned, scan
from kezhang.reading.tables.cell_lines import grids
from kezhang.reading.tables.table_readings import prose, table_findings

#: A line that explains a term below the text: [19]…, 〔18〕…, 【8】…, 注：…, 3.“两高”项目:是指….
_NOTE = OpeningPattern(
    r"[ \t]*(?:[\[〔【]\d{1,3}[\]〕】]|注\d{0,2}:|\d{1,2}[.、] ?“[^”\n]{1,24}”[^\n:]{0,14}:(?:是指|指|即))[^\n]*"
)
#: Below this heading a report explains its terms, down to its end.
_GLOSSARY = OpeningPattern(
    r"[ \t※*]*(?:附件?[一二三四五\d]{0,2}[:：、 ][ \t]*)?(?:《[^》\n]{2,20}》)?(?:有关|相关|部分)?(?:名词|名词术语|术语|用语)(?:解释|注释|说明|释义)[ \t※*:]*(?=\n)"
)
#: Signs that were folded for reading, and how far from its number a metric stands.
_FOLDED, _AROUND = frozenset("()<>&%+-/:"), 120
#: Roles that say something of a figure in a unit of their own.
_SAID_OF = frozenset((Role.COMPLETION_RATE, Role.CHANGE, Role.RANK))


def read(source: Source, names: Sequence[Name]) -> Reading:
    """Everything read out of one document."""
    cleaned = clean(source.text)
    plan = outline(cleaned.text)
    scanned = _without_notes(cleaned.text, scan(cleaned.text), plan)
    tables = grids(cleaned.text, source)
    sentences = prose(tables)
    in_table, in_cell = _Stretches([(grid.start, grid.end) for grid in tables]), _Stretches(sentences)
    in_prose, tabular = scanned.amounts, []
    if tables:
        in_prose = [a for a in scanned.amounts if not in_table.hold(a) or in_cell.hold(a)]
        tabular = [a for a in scanned.amounts if in_table.hold(a) and not in_cell.hold(a)]
    told = tell(cleaned.text, contexts(cleaned.text, in_prose), plan)
    aimed = _Stretches([cell for cell in sentences if cell[2]])
    for each in told if aimed else ():
        if each.role is Role.ACTUAL and aimed.hold(each):  # a sentence in the column 工作任务
            each.role = Role.TARGET
    offset = max((each.group for each in told), default=0)
    told += table_findings(cleaned.text, tables, offset + 1)
    told.sort(key=lambda each: each.start)
    known = matcher(names)
    units = _units(told) if names else {}
    findings = tuple(
        _finding(
            each,
            cleaned,
            source.text,
            plan,
            known.match(each.metric, units.get((each.group, each.metric), each.unit), each.verb, each.governs),
        )
        for each in told
    )
    reports = tuple(
        ReportSpan(cleaned.start(w.start), cleaned.end(w.end), w.title, w.organisation, w.period) for w in plan.wholes
    )
    return Reading(
        document=source.name,
        text=source.text,
        findings=findings,
        statements=_statements(findings),
        reports=reports,
        sections=tuple(
            Section(cleaned.start(p.start), cleaned.end(p.end), p.title, p.level, p.kind, p.report) for p in plan.parts
        ),
        repairs=(*cleaned.repairs, *_repairs(scanned.amounts, cleaned, source.text)),
        non_quantities=tuple(_other(each, cleaned, source.text) for each in _others(scanned.others, tabular, told)),
        checks=checks(
            source.text,
            findings,
            reports,
            {place for place, each in enumerate(told) if in_table.hold(each)} if tables else (),
        ),
    )


def _without_notes(text: str, scanned: Scanned, plan: Outline) -> Scanned:
    """A line that explains a term below the text ([19]“2+1+3”：…) tells no figures of the report."""
    glossaries = [(match.end(), plan.wholes[plan.whole(match.end())].end) for match in _GLOSSARY.finditer(text)]
    apart = _Stretches(glossaries)
    lines = [match.span() for match in _NOTE.finditer(text) if not apart.touch(*match.span())]
    notes = _Stretches(sorted([*lines, *glossaries]))
    kept = [amount for amount in scanned.amounts if not notes.hold(amount)]
    if len(kept) == len(scanned.amounts):
        return scanned
    left = [NonQuantity(a.start, a.end, text[a.start : a.end], "note") for a in scanned.amounts if notes.hold(a)]
    return Scanned(kept, [*scanned.others, *left])


class _Stretches:
    """Stretches of the text in order, asked whether one holds an amount."""

    def __init__(self, stretches: Sequence[tuple[int, ...]]) -> None:
        self._starts = [stretch[0] for stretch in stretches]
        self._ends = [stretch[1] for stretch in stretches]

    def __bool__(self) -> bool:
        return bool(self._starts)

    def hold(self, amount: Amount | Told | NonQuantity) -> bool:
        place = bisect_right(self._starts, amount.start) - 1
        return place >= 0 and self._ends[place] >= amount.end

    def touch(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, end) - 1
        return place >= 0 and self._ends[place] > start


def _units(told: Sequence[Told]) -> dict[tuple[int, str | None], str | None]:
    """The unit each fact is told in: that of a figure, not of a rate, a change or a rank said of it."""
    found: dict[tuple[int, str | None], str | None] = {}
    for each in told:
        if each.role in _SAID_OF:
            found.setdefault((each.group, each.metric), None)
        elif found.get((each.group, each.metric)) is None:
            found[each.group, each.metric] = each.unit
    return found


def _finding(told: Told, cleaned: Clean, text: str, plan: Outline, match: Match | None) -> Finding:
    start, end = cleaned.start(told.start), cleaned.end(told.end)
    whole = plan.wholes[plan.whole(told.start)]
    return Finding(
        start=start,
        end=end,
        text=text[start:end],
        value=told.value,
        unit=told.unit,
        role=told.role,
        metric=_as_written(told, cleaned, text),
        value_high=told.high,
        masked=told.masked,
        comparator=told.comparator,
        direction=told.direction,
        modifiers=told.modifiers,
        period=whole.period if told.period is None else told.period or None,
        basis=told.basis,
        organisation=whole.organisation,
        group=told.group,
        share=told.share,
        spec=told.spec,
        section=plan.part(told.start),
        confidence=told.confidence,
        value_alternatives=told.alternatives,
        match=None if told.spec else match,
        governs=told.governs,
        cue=told.cue,
    )


def _as_written(told: Told, cleaned: Clean, text: str) -> str | None:
    """The metric with the signs of the text: 优良（一至三类）比例, not in the narrow brackets it was read in."""
    metric = told.metric
    if metric is None or _FOLDED.isdisjoint(metric):
        return metric
    place = cleaned.text.find(metric, max(0, told.start - _AROUND), told.end + _AROUND)
    written = text[cleaned.start(place) : cleaned.end(place + len(metric))] if place >= 0 else ""
    return written if len(written) == len(metric) else metric


def _statements(findings: Sequence[Finding]) -> tuple[Statement, ...]:
    members: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        if finding.group is not None:
            members.setdefault(finding.group, []).append(place)
    return tuple(Statement(group, findings[places[0]].metric, tuple(places)) for group, places in members.items())


def _repairs(amounts: Sequence[Amount], cleaned: Clean, text: str) -> list[Repair]:
    repairs = []
    for amount in amounts:
        if amount.repair:
            start, end = cleaned.start(amount.start), cleaned.end(amount.end)
            kind = "lost_point" if amount.alternatives else "scanned_letter"
            repairs.append(Repair(kind, start, end, text[start:end], amount.repair, Decimal("0.8")))
    return repairs


def _others(scanned: Sequence[NonQuantity], tabular: Sequence[Amount], told: Sequence[Told]) -> list[NonQuantity]:
    """All that was scanned and did not become a finding: a table reads some cells otherwise, and leaves some."""
    taken = _Stretches([(each.start, each.end) for each in told])
    others = [each for each in scanned if not taken.hold(each)]
    others += [
        NonQuantity(each.start, each.end, "", "bare") for each in tabular if not taken.touch(each.start, each.end)
    ]
    starts = [each.start for each in told]
    begun = set(starts)
    for each in tabular:  # 5:3 in the text, of which a table tells 3成
        if each.start in begun:
            continue
        first = bisect_left(starts, each.start)
        if first < len(starts) and each.start < starts[first] < each.end and not taken.touch(each.start, starts[first]):
            others.append(NonQuantity(each.start, starts[first], "", "bare"))
    return sorted(others, key=lambda each: each.start)


def _other(other: NonQuantity, cleaned: Clean, text: str) -> NonQuantity:
    start, end = cleaned.start(other.start), cleaned.end(other.end)
    return NonQuantity(start, end, text[start:end], other.kind)
