"""疑似重复: the records and the other submissions that this one may be, each with why, the likeliest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from rapidfuzz import fuzz

from kezhang.catalogue import LEDGERS
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import Submission
from kezhang.submissions.sealing.seal import Unsealable

#: Out of a hundred, from where on two titles are worth a look.
ALIKE = 80
#: Records that a query brings to be compared, and what is shown of them.
COMPARED, SHOWN = 300, 6


@dataclass(frozen=True)
class LikelyRepeat:
    """One thing that this submission may be a second time."""

    why: str
    score: int
    record: Record | None = None
    submission: Submission | None = None


def alike(submission: Submission, proposed: handling.ProposedRecord) -> list[LikelyRepeat]:
    """Records of the ledger, then submissions of the same form that are not decided."""
    found = [*_records(proposed.ledger, proposed.record), *_submissions(submission)]
    return sorted(found, key=lambda each: -each.score)[:SHOWN]


def _records(ledger: Ledger, record: Record) -> list[LikelyRepeat]:
    rows = list(_near(ledger, record)[:COMPARED])
    known = {key: row for row in rows for key in ledger.keys_of(row)}
    same = ledger.same(record, known)
    found = [LikelyRepeat("主键相同，就是这一条", 100, record=same)] if same else []
    title = str(record)
    for row in rows:
        score = int(fuzz.token_set_ratio(compared(title), compared(str(row))))
        if row is not same and score >= ALIKE:
            found.append(LikelyRepeat(f"名称相近（{score}%）", score - 1, record=row))
    return found


def _near(ledger: Ledger, record: Record) -> Any:
    """The bureau's records that share a code or a name with this one, else its newest."""
    rows = access.records(ledger, record.org).filter(org=record.org)
    shared = Q()
    for name in ("credit_code", "enterprise_name", "organisation", "holder", "name", "title"):
        if name in ledger.by_name and (said := ledger.by_name[name].of(record)):
            shared |= ledger.by_name[name].holding(said)
    return (rows.filter(shared) if shared else rows).order_by(f"-{ledger.dated_by}")


def _submissions(submission: Submission) -> list[LikelyRepeat]:
    try:
        mine = handling.content_of(submission)["answers"]
    except Unsealable:
        return []
    found = []
    others = Submission.objects.filter(form=submission.form).exclude(pk=submission.pk).select_related("key", "form")
    for other in others.exclude(state__in=("withdrawn", "refused")).prefetch_related("revisions")[:COMPARED]:
        try:
            theirs = handling.content_of(other)["answers"]
        except Unsealable:
            continue
        score = _score(mine, theirs)
        if score >= ALIKE:
            found.append(
                LikelyRepeat(f"另一件来件（{other.get_state_display()}），内容相近{score}%", score, submission=other)
            )
    return found


def _score(mine: Mapping[str, str], theirs: Mapping[str, str]) -> int:
    said = [name for name, text in mine.items() if text and theirs.get(name)]
    if not said:
        return 0
    return int(sum(fuzz.ratio(compared(mine[name]), compared(theirs[name])) for name in said) / len(said))


def register_of(proposed: handling.ProposedRecord) -> list[tuple[str, str]]:
    """旁边的名册: what the register of enterprises says of the firm that is named, for the clerk to hold beside it."""
    record: Any = proposed.record
    firm = getattr(record, "enterprise", None)
    if firm is None:
        return []
    ledger = LEDGERS["enterprises"]
    return [(column.label, text) for column in ledger.columns if (text := column.text(firm))][:12]
