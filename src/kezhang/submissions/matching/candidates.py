"""谁能对接: achievements, envoys and earlier partners that may answer a demand, each with why, the likeliest first.

Nothing is learned and nothing is hidden: a candidate's points are the words that he shares with the demand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kezhang.catalogue import LEDGERS
from kezhang.records import access

#: Words of one letter, and those that every demand has, say nothing.
COMMON = {
    "技术",
    "企业",
    "研发",
    "公司",
    "有限",
    "有限公司",
    "需求",
    "问题",
    "希望",
    "开发",
    "应用",
    "项目",
    "与",
    "和",
    "的",
}
SHOWN = 10
#: (ledger, in words, what it says of itself, who is asked, points beside the words)
SOURCES = (
    ("released-achievements", "发布的成果", ("title",), "holder", 2),
    ("envoys", "科技特派员", ("specialty", "served"), "name", 1),
    ("cooperation-agreements", "以前的合作", ("title",), "partner", 1),
)


@dataclass(frozen=True)
class DemandCandidate:
    """One who may answer."""

    source: str
    slug: str
    record: Any
    who: str
    points: int
    why: str


def words_of(text: str) -> set[str]:
    """What a text is about."""
    import rjieba  # noqa: PLC0415 - its dictionary is slow to load, and most pages need none

    return {word for word in rjieba.cut(text) if len(word) > 1 and word not in COMMON}


def candidates(demand: Any) -> list[DemandCandidate]:
    """For one demand, from the bureau's own ledgers."""
    about = words_of(" ".join((demand.title, demand.field, demand.description)))
    return sorted(_found(demand, about), key=lambda each: (-each.points, each.who))[:SHOWN]


def _found(demand: Any, about: set[str]) -> Iterator[DemandCandidate]:
    for slug, source, said, who, bonus in SOURCES:
        for record in access.records(LEDGERS[slug], demand.org).filter(org=demand.org):
            shared = about & words_of(" ".join(str(getattr(record, name) or "") for name in said))
            if shared:
                why = f"都说到{'、'.join(sorted(shared))}"
                yield DemandCandidate(source, slug, record, str(getattr(record, who)), len(shared) * 2 + bonus, why)
