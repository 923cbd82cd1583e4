"""一条记录、一个数字的证明: what the log says of it, for somebody who shall not see the rest; made here, verified without us."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing import chain
from kezhang.reports.frozen.verification import Verification
from kezhang.reports.models import Report, ReportFigure
from kezhang.seals import register
from kezhang.seals.models import RowSeal, SealHead
from kezhang.seals.proving import proof, proof_check
from kezhang.seals.proving.proof import NotProvable
from kezhang.seals.sealed import table_of

FIGURE, REPORT = table_of(ReportFigure), table_of(Report)
#: Where an entry of the register says how the row stood; where one of the changes says what was and what is.
STATE, MOMENT, CHANGED_TO, CHANGED_AT = 6, 7, 7, 10


def of_record(ledger: Ledger, record: int) -> dict[str, Any]:
    """Every change of one record. Raises NotProvable."""
    changes = Change.objects.filter(ledger=ledger.slug, record_id=record).order_by("sequence")
    first = changes.first()
    if first is None:
        raise NotProvable(f"{ledger.label}里没有第{record}号记录")
    head = ChainHead.objects.get(org=first.org_id)
    contents = {change.sequence: chain.content_of(change) for change in changes}
    return proof.of_entries(head, contents, [(ledger.slug, record)])


def of_figure(figure: ReportFigure) -> dict[str, Any]:
    """A frozen figure, and the report it stands in. Raises NotProvable."""
    head = SealHead.objects.get(place=figure.sealed_place)
    about = [(FIGURE, figure.pk), (REPORT, figure.report_id)]
    seals = [
        seal for table, row in about for seal in RowSeal.objects.filter(place=head.place, table=table, row=str(row))
    ]
    return proof.of_entries(head, {seal.sequence: register.content_of(seal) for seal in seals}, about)


def verified(
    told: Mapping[str, Any], keys: Mapping[str, str], anchored: Sequence[Mapping[str, Any]] = ()
) -> Verification:
    """A proof that somebody has brought, with the public key alone."""
    try:
        faults = [*proof_check.faults_of(told, keys, anchored), *_strange_report(told)]
        head = proof_check.head_in(told)
        what = {"log": told["log"], "chain": told["chain"], "about": told["about"], "root": head.get("root", ""),
                "size": head.get("sequence", 0), "key": told["signed"].get("key", ""),
                "entries": list(_readable(told))}  # fmt: skip
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return Verification("proof", faults=["不是一份完整的证明，可能被截断或改动过"])
    notes = ["只证明这些变更在日志里，证明不了此后没有别的变更"]
    if not anchored:
        notes.append("没有对照另外保存的锚文件：只核对了签名，持有密钥的人可以全部重签")
    return Verification("proof", what, faults, notes)


def _strange_report(told: Mapping[str, Any]) -> Iterator[str]:
    """A figure is proved together with its own report, not with somebody else's."""
    reports = {str(row) for table, row in told["about"] if table == REPORT}
    for entry in told["entries"]:
        content = entry["content"]
        if content[proof_check.TABLE] == FIGURE and {str(content[STATE].get("report"))} != reports:
            yield "数字和报告不是同一份报告的"


def _readable(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in told["entries"]:
        content = entry["content"]
        is_change = told["log"] == ChainHead.log
        yield {
            "sequence": content[proof_check.NUMBER], "table": content[proof_check.TABLE], "row": content[proof_check.ROW],
            "at": content[CHANGED_AT if is_change else MOMENT], "says": dict(content[CHANGED_TO if is_change else STATE]),
        }  # fmt: skip
