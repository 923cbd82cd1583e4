"""确认导入: what a preview showed is planned again, held against what was confirmed, and written; in a request or a job."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kezhang.orgs.models import User
from kezhang.records.background import uploaded_batch
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing import import_plan
from kezhang.records.importing.asking.questions import Answers, QuestionKind
from kezhang.records.importing.asking.record_rows import RecordRows
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.import_plan import Plan
from kezhang.records.importing.rejected_rows import rejected_rows
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.models import Batch
from kezhang.records.writing import chain, journal
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What a person says under a preview."""

    digest: str  # of the plan that was shown
    later: str = ""  # what becomes of what others changed later: keep or overwrite
    accepting: str = ""
    add_proposed: bool = False


class NotConfirmed(Exception):
    """The preview has to be looked at again; nothing was written. The message says why."""

    def __init__(self, says: str, status: int) -> None:
        super().__init__(says)
        self.status = status


def table_of(ledger: Ledger, batch: Batch) -> DetectedTable:
    """The table in the file that is kept with a batch; its ledger has the bureau's own columns."""
    with batch.file.open("rb") as file:
        book = workbook_reader.pages(workbook_reader.content_of(file, batch.file_name), batch.file_name)
    answers = Answers.of_batch(batch)
    headers = answers.all(QuestionKind.HEADER)
    return table_detection.find(own_columns.view(ledger, batch.org), book, headers, records=RecordRows(answers))


def plan_of(batch: Batch, table: DetectedTable, *, keeping: bool = False) -> Plan:
    """What a batch would do, with what has been answered of it."""
    return import_plan.plan(
        table.ledger,
        table,
        batch.org,
        basis=batch.basis,
        keeping=keeping,
        answers=Answers.of_batch(batch),
        file_name=batch.file_name,
        only=None if batch.only is None else frozenset(batch.only),
    )


def confirm(ledgers: Collection[Ledger], batch: Batch, table: DetectedTable, by: User, given: Confirmation) -> str:
    """Write a batch, and say what was written. Raises NotConfirmed, and AlreadyDone the second time.

    All that takes long is done before the bureau is locked.
    """
    plan = plan_of(batch, table)
    import_plan.require_planned(batch)  # the change since the preview may be this very batch, confirmed elsewhere
    if given.digest != digest_of(plan):
        raise NotConfirmed("预览之后台账有变动，下面是按最新台账重新核对的结果，请再确认一次。", 409)
    if plan.moved and given.later not in ("keep", "overwrite"):
        raise NotConfirmed("冲突：有些内容在您的底表之后被人改过，请选择怎么办。", 409)
    if plan.moved and given.later == "keep":
        plan = plan_of(batch, table, keeping=True)
    author = Author(by=by, reason=f"导入{batch.file_name}", accepting=given.accepting)
    try:
        with chain.held(batch.org):
            import_plan.require_planned(batch)
            if given.add_proposed:
                _add_proposed(ledgers, plan, author, batch)
            import_plan.apply(plan, batch, author, overwriting=given.later == "overwrite")
            if plan.rejected:
                keep_rest(batch, plan, table, by)
    except AlreadyDone:
        raise
    except Conflicted as moved:
        says = "冲突：确认的同时有人改过同样的内容，未导入；下面是按最新台账重新核对的结果。"
        raise NotConfirmed(says, 409) from moved
    except Refused as refused:
        told = "；".join(dict.fromkeys(p.says for p in refused.problems[:3]))
        raise NotConfirmed(f"{told}。未导入，请说明理由或修改后再试。", 422) from refused
    return imported(batch)


def keep_rest(batch: Batch, plan: Plan, table: DetectedTable, by: User) -> Batch:
    """待修改的行: what a batch could not import waits as a batch of its own, with the file and all that was answered."""
    rest = Batch(
        org=batch.org, ledger=batch.ledger, file_name=batch.file_name, sha256=batch.sha256, by=by, basis=batch.basis,
        answers=batch.answers, upload=batch.upload, rest_of=batch,
        only=[row.place.key for row in rejected_rows(plan, table)],
    )  # fmt: skip
    with batch.file.open("rb") as file:
        uploaded_batch.store_file(rest, file.read())
    rest.save()
    return rest


def imported(batch: Batch) -> str:
    """What an applied batch has written, in words."""
    return f"已导入：新增{batch.created}条，修改{batch.updated}条。"


def _add_proposed(ledgers: Collection[Ledger], plan: Plan, author: Author, batch: Batch) -> None:
    """Add unknown firms to the ledger their link leads to, in a change of its own for each."""
    for proposal in plan.proposals:
        model: Any = plan.ledger.model._meta.get_field(proposal.link.field).related_model
        target = next(each for each in ledgers if each.model is model)
        record = model(org=plan.org, **{proposal.link.target_name: proposal.name})
        setattr(record, proposal.link.target_code, proposal.code)
        reason = f"导入{batch.file_name}时补登"
        journal.save(target, record, Author(by=author.by, reason=reason, accepting=author.accepting or reason))


def digest_of(plan: Plan) -> str:
    """What a plan would do and what it is based on, in short: confirmed only if both are still the same."""
    said = [
        [(str(r.place), sorted(r.before.items(), key=str), sorted(r.after.items(), key=str)) for r in plan.changed],
        [(str(place), conflict.moved) for place, conflict in plan.moved],
        [str(r.place) for r in plan.new],
        plan.unchanged,
        [(p.place, p.says) for p in (*plan.rejected, *plan.warnings)],
        [(each.name, each.default) for each in plan.questions],
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
