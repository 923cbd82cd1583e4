"""变动: why a frozen figure measures otherwise by now, change by change.

Whatever a figure rests on is followed by itself: what was known of it then against what is known now, and what a
later day adds. The causes add up to the difference exactly; each names who changed what counts, not who touched
the record last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from kezhang.catalogue import LEDGERS, find
from kezhang.indicators.explanation import KINDS, Part, explain
from kezhang.indicators.indicator import Figure, Indicator
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.units import Unit
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.heads import Knowledge, since
from kezhang.records.history.one_state import one_state
from kezhang.records.local_time import day_text
from kezhang.records.models import Change, Record
from kezhang.reports.drafting.figures import Drafted
from kezhang.reports.figure_kinds.evidence import Evidence, leaves
from kezhang.reports.figure_kinds.kind import UNKNOWN
from kezhang.reports.frozen.remeasuring import Measuring, differing
from kezhang.reports.models import Report, ReportFigure

#: At most this many causes are told in a sentence.
TOLD = 3
#: At most this many stand in a table.
LISTED = 100


@dataclass(frozen=True)
class Cause:
    """One reason for a difference. ``change`` is None where no entry of the log made it: a later day, another rule."""

    what: str
    difference: Decimal
    record: str = ""
    brought: tuple[str, str] = ("", "")  # what the record brought before and after
    change: Change | None = None
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def by(self) -> str:
        return f"（{day_text(self.change.at)} {self.change.by_name}）" if self.change else ""

    def told(self) -> dict[str, Any]:
        change = self.change
        logged = {"by": change.by_name, "at": change.at.isoformat(), "reason": change.reason} if change else {}
        fields = [{"field": label, "before": before, "after": after} for label, before, after in self.fields]
        return {
            "what": self.what, "record": self.record, "difference": _plain(self.difference), **logged, "fields": fields,
        }  # fmt: skip


@dataclass(frozen=True)
class Movement:
    """One thing that a figure rests on, then and now; None is unknown."""

    name: str
    before: Decimal | None
    after: Decimal | None
    unit: Unit | None
    causes: tuple[Cause, ...]

    def written(self, value: Decimal | None) -> str:
        if value is None:
            return UNKNOWN
        return self.unit.write(value, 6) if self.unit else _plain(value)

    @property
    def listed(self) -> list[tuple[Cause, str]]:
        """The first causes, each with its share of the difference in the unit."""
        return [(cause, self._signed(cause.difference)) for cause in self.causes[:LISTED]]

    @property
    def unlisted(self) -> tuple[int, str] | None:
        """How many more there are, and what they come to."""
        rest = self.causes[LISTED:]
        return (len(rest), self._signed(sum((c.difference for c in rest), Decimal(0)))) if rest else None

    def _signed(self, value: Decimal) -> str:
        return f"{'+' if value > 0 else ''}{self.written(value)}"

    @property
    def texts(self) -> tuple[str, str]:
        """Then and now, in the unit."""
        return self.written(self.before), self.written(self.after)

    def told(self) -> dict[str, Any]:
        """For a program: exact numbers in the unit's base; the causes add up to the difference."""
        return {
            "name": self.name,
            "from": None if self.before is None else _plain(self.before),
            "to": None if self.after is None else _plain(self.after),
            "parts": [cause.told() for cause in self.causes],
        }


def between(first: Figure, second: Figure) -> Movement:
    """One figure of an indicator with records of its own, known on an earlier moment and on a later one or at present."""
    indicator = first.indicator
    assert isinstance(indicator, Indicator)
    causes = _told(first.org, indicator.over, explain(first, second).parts, {}, {})
    return Movement(indicator.label, first.value, second.value, indicator.unit, tuple(causes))


def movements(
    figure: ReportFigure, evidence: Evidence | None, known: Knowledge | None, measuring: Measuring
) -> Iterator[Movement]:
    """What moved of that which a frozen figure rests on, up to ``known`` or the present.

    ``evidence`` is that of the figure measured again.
    """
    now = {(leaf["name"], leaf["ledger"]): leaf for leaf in leaves(evidence)} if evidence else {}
    for leaf in leaves(figure.evidence):
        indicator, again = find(leaf["name"]), now.get((leaf["name"], leaf["ledger"]))
        if isinstance(indicator, Indicator) and indicator.over.slug == leaf["ledger"]:
            moved = _measured(figure, indicator, leaf, again, known, measuring)
        else:
            moved = _recorded(figure, leaf, again)
        if moved.causes or moved.before != moved.after:
            yield moved


def _measured(
    figure: ReportFigure, indicator: Indicator, leaf: Evidence, again: Evidence | None, known: Knowledge | None,
    measuring: Measuring,
) -> Movement:  # fmt: skip
    """An indicator: by the query that measured it, on both sides."""
    report, period, day = figure.report, Period.parse(leaf["period"]), date.fromisoformat(leaf["as_of"])
    moved = of_leaf(report.org, indicator, leaf, again, report.known_on, known)
    value, causes = moved.after, list(moved.causes)
    if (later := measuring.day_again(leaf)) != day:
        value = indicator.figure(report.org, period, later, known).value
        if value is not None and moved.after is not None and value != moved.after:
            causes.append(Cause(f"截至日期由{day}改为{later}", value - moved.after))
    return replace(moved, after=value, causes=tuple(causes))


def of_leaf(
    org: Org, indicator: Indicator, leaf: Evidence, again: Evidence | None, first_known: Knowledge,
    known: Knowledge | None,
) -> Movement:  # fmt: skip
    """What an indicator came to of the same day as known first, against what is known of it on another moment or now."""
    period, day = Period.parse(leaf["period"]), date.fromisoformat(leaf["as_of"])
    first, second = (indicator.figure(org, period, day, moment) for moment in (first_known, known))
    parts = explain(first, second).parts
    causes = list(_told(org, indicator.over, parts, _brought(leaf), _brought(again) if again else {}))
    frozen = _number(leaf)
    if frozen is not None and first.value is not None and frozen != first.value:
        causes.insert(0, Cause("算法或单位划分在生成之后变过", first.value - frozen))
    return Movement(leaf["name"], frozen, second.value, indicator.unit, tuple(causes))


def _told(
    org: Org, ledger: Ledger, parts: tuple[Part, ...], before: Mapping[int, Decimal], after: Mapping[int, Decimal]
) -> Iterator[Cause]:
    times = Counter(part.counted for part in parts)
    records = access.records(ledger, org, with_voided=True).in_bulk(times)
    for part in parts:
        pk, brought = part.counted, ("", "")
        if times[pk] == 1 and pk in before and pk in after:
            brought = _plain(before[pk]), _plain(after[pk])
        name = _named(ledger, pk, records)
        yield Cause(part.in_words, part.difference, name, brought, part.change, tuple(part.fields))


def _recorded(figure: ReportFigure, leaf: Evidence, again: Evidence | None) -> Movement:
    """Records taken by themselves, such as a target or the rows of a table: what each brought, and what it brings."""
    org, ledger = figure.report.org, LEDGERS[leaf["ledger"]]
    before, after = _brought(leaf), _brought(again) if again else {}
    moved = [pk for pk in dict.fromkeys((*before, *after)) if before.get(pk) != after.get(pk)]
    records = access.records(ledger, org, with_voided=True).in_bulk(moved)
    log = access.changes(org).filter(since(figure.report.known_on), ledger=ledger.slug, record_id__in=moved)
    changes: dict[int, list[Change]] = {}
    for change in log.order_by("sequence"):
        changes.setdefault(change.record_id, []).append(change)
    causes = []
    for pk in moved:
        deciding = _decisive(ledger, changes.get(pk, []))
        came = after.get(pk, Decimal(0)) - before.get(pk, Decimal(0))
        brought = ("" if pk not in before else _plain(before[pk]), "" if pk not in after else _plain(after[pk]))
        what = KINDS[Change.Kind(deciding.kind)][1] if deciding else "新计入" if pk in after else "不再计入"
        fields = tuple(Part(deciding, came, pk).fields) if deciding else ()
        causes.append(Cause(what, came, _named(ledger, pk, records), brought, deciding, fields))
    return Movement(leaf["name"], _number(leaf), _number(again) if again else None, None, tuple(causes))


def _decisive(ledger: Ledger, changes: list[Change]) -> Change | None:
    """Of what was done to a record since, the last that can have moved what it brings: a number, or whether it counts."""
    numbers = {column.name for column in ledger.columns if column.is_number}
    moving = [c for c in changes if c.kind != Change.Kind.UPDATE or numbers & c.after.keys()]
    return next(reversed(moving or changes), None)


def _named(ledger: Ledger, pk: int, records: Mapping[int, Record]) -> str:
    return f"{ledger.label}“{records.get(pk, pk)}”"


def _brought(leaf: Evidence) -> dict[int, Decimal]:
    return {pk: Decimal(brings) for pk, brings in leaf["rows"]}


def _number(leaf: Evidence) -> Decimal | None:
    return None if leaf.get("value") is None else Decimal(leaf["value"])


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


@dataclass(frozen=True)
class MovedFigure:
    """A frozen figure that measures otherwise by now; ``now`` is empty where it can no longer be measured."""

    figure: ReportFigure
    marks: tuple[str, ...]
    now: str
    movements: tuple[Movement, ...]


def moved_since(report: Report) -> list[MovedFigure]:
    """与生成时相比: every figure of a report that measures otherwise now, up to the same day, and why."""
    with one_state():
        measuring = Measuring(report)
        found = []
        for same, now in differing(measuring, list(report.figures.order_by("mark"))):
            told = tuple(movements(same[0], now.evidence if now else None, None, measuring))
            shown = f"{now.display}{now.unit}" if now else ""
            if now and now.display == same[0].display:  # the rounded digits are the same, the exact values are not
                shown = f"{shown}（准确值{now.value}）"
            found.append(MovedFigure(same[0], tuple(figure.mark for figure in same), shown, told))
        return found


def explained(figure: ReportFigure, now: Drafted, measuring: Measuring) -> str:
    """Why a figure differs from its frozen self by now, in a sentence."""
    return sentence_of(movements(figure, now.evidence, None, measuring))


def sentence_of(moved: Iterable[Movement]) -> str:
    """The first few causes by name."""
    causes = [cause for each in moved for cause in each.causes]
    more = f"等{len(causes)}处" if len(causes) > TOLD else ""
    return "；".join(map(in_words, causes[:TOLD])) + more


def in_words(cause: Cause) -> str:
    """项目“甲”由5改为6（2024-07-01 李文）."""
    before, after = cause.brought
    if before and after:
        return f"{cause.record}由{before}改为{after}{cause.by}"
    fields = "，".join(f"“{label}”{old or '空'}改为{new or '空'}" for label, old, new in cause.fields[:TOLD])
    return f"{cause.record}{cause.what}{'：' if fields else ''}{fields}{cause.by}"
