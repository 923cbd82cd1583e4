"""核查（位次）: ranks that were typed, held against what can be computed from the records in view.

Whoever sees several bureaus has their figures beside their ranks; one bureau alone has its own months.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby, pairwise

from kezhang.controls.case import Case, Check, Found, Lacking, Pointer, point
from kezhang.indicators.indicator import Direction
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.targets.models import PROGRESS_ENTRIES, ProgressEntry
from kezhang.targets.progress_entries import REPORTED


@dataclass(frozen=True)
class Ranked:
    """One bureau's rank and the figures it may have been ranked by; None where it is not known."""

    org: Org
    rank: int
    by: tuple[Decimal | None, ...]
    record: Pointer


def ranks(case: Case) -> Iterator[Found | Lacking]:
    """23: a rank goes with the figures it ranks, and with the month before."""
    compared = False
    reported = _reported(case)
    for (_, year, month), group in groupby(reported, key=lambda e: (e.indicator, e.year, e.month)):
        rows = list(group)
        measured = rows[0].measured
        title = f"{year}年{month}月{measured.label}"
        ranked = [_ranked(row) for row in rows]
        compared = compared or len(ranked) > 1
        yield from _against_each_other(title, measured.label, ranked, falling=measured.direction is not Direction.DOWN)
        counts = sorted({row.rank_of for row in rows if row.rank_of})
        if len(counts) > 1:
            told = "、".join(map(str, counts))
            yield Found(f"{title}各单位的参加排名数不一：{told}。", "按通报核对参加排名数。", measured.label)
        if counts and len(rows) > counts[-1]:
            says = f"{title}参加排名数为{counts[-1]}，填了位次的单位有{len(rows)}个。"
            yield Found(says, "按通报核对参加排名数。", measured.label)
    for earlier, later in _months(reported):
        compared = True
        if earlier.rank_of and later.rank_of and earlier.rank_of != later.rank_of:
            says = f"{earlier}参加排名数为{earlier.rank_of}，{later.month}月为{later.rank_of}。"
            records = (point(PROGRESS_ENTRIES, earlier), point(PROGRESS_ENTRIES, later))
            yield Found(says, "核对是否把位次和参加排名数填错。", later.measured.label, records)
    published = _published(case)
    for data_year, ranks_of_year in published.items():
        compared = compared or len(ranks_of_year) > 1
        yield from _against_each_other(f"{data_year}年研发投入强度", "全社会研发投入强度", ranks_of_year, falling=True)
    if not compared:
        yield Lacking("没有别的单位或别的月份的位次可比")


def _reported(case: Case) -> list[ProgressEntry]:
    """This year's entries with a rank, of every bureau in view that is ranked among its like."""
    rows = access.records(PROGRESS_ENTRIES, case.org).filter(
        REPORTED, year=case.as_of.year, as_of__lte=case.as_of, rank__isnull=False
    )
    return list(rows.select_related("org").order_by("indicator", "year", "month", "org__code"))


def _ranked(entry: ProgressEntry) -> Ranked:
    rate = None if entry.rate is None else Decimal(entry.rate)
    assert entry.rank is not None
    return Ranked(entry.org, entry.rank, (entry.base_value, rate), point(PROGRESS_ENTRIES, entry))


def _months(reported: list[ProgressEntry]) -> Iterator[tuple[ProgressEntry, ProgressEntry]]:
    by_bureau = sorted(reported, key=lambda e: (e.org.code, e.indicator, e.month))
    for _, group in groupby(by_bureau, key=lambda e: (e.org.code, e.indicator)):
        yield from pairwise(group)


def _published(case: Case) -> dict[int, list[Ranked]]:
    """By data year the published ranks of R&D intensity, each with the intensity of the same bureau."""
    rows = access.records(PUBLISHED_FIGURES, case.org).filter(published_on__lte=case.as_of).select_related("org")
    intensity = {(r.org_id, r.data_year): r.value for r in rows.filter(subject="research_intensity")}
    found: dict[int, list[Ranked]] = {}
    for row in rows.filter(subject="research_rank").order_by("data_year", "org__code"):
        by = (intensity.get((row.org_id, row.data_year)),)
        found.setdefault(row.data_year, []).append(Ranked(row.org, int(row.value), by, point(PUBLISHED_FIGURES, row)))
    return found


def _against_each_other(title: str, figure: str, ranked: list[Ranked], *, falling: bool) -> Iterator[Found]:
    """Bureaus of one level: the ranks are wrong where no figure that all of them give puts them in that order."""
    for _, group in groupby(sorted(ranked, key=lambda r: r.org.level), key=lambda r: r.org.level):
        several = list(group)
        known = [place for place in range(len(several[0].by)) if all(r.by[place] is not None for r in several)]
        odd = [[p for p in combinations(several, 2) if _contradicts(p, place, falling=falling)] for place in known]
        if not known or not all(odd):
            continue
        one, other = odd[0][0]
        says = f"{title}：{one.org.name}填第{one.rank}位，{other.org.name}填第{other.rank}位，与各自的数不符。"
        yield Found(says, "按通报核对位次，或核对填报数。", figure, (one.record, other.record))


def _contradicts(pair: tuple[Ranked, Ranked], place: int, *, falling: bool) -> bool:
    """Ranks of two that their figures turn round; the greater figure stands first unless less is better."""
    one, other = pair
    mine, theirs = one.by[place], other.by[place]
    assert mine is not None
    assert theirs is not None
    if mine == theirs:
        return False
    if one.rank == other.rank:
        return True
    return (one.rank < other.rank) != ((mine > theirs) == falling)


def ranked(case: Case) -> str:
    published = access.records(PUBLISHED_FIGURES, case.org).filter(subject="research_rank")
    return "" if _reported(case) or published.exists() else "没有填写位次"


RANK_CHECKS = (
    Check(
        number=23,
        title="位次对得上",
        rule="位次与可比单位的数、与上月的参加排名数一致",
        needs=ranked,
        judge=ranks,
    ),
)
