"""上传的批次: one ledger's part of a workbook as it is kept until somebody has seen what it would do."""

import hashlib

from kezhang.orgs.models import Org, User
from kezhang.records.importing import exported_basis
from kezhang.records.models import Batch, Upload
from kezhang.records.writing import chain, stored_files


def keep(org: Org, ledger: str, name: str, content: bytes, by: User, upload: Upload | None = None) -> Batch:
    """The file with how far the bureau's chain went when it was exported, else now; nothing of it is written yet."""
    batch = Batch(
        org=org, ledger=ledger, file_name=name[-190:], sha256=hashlib.sha256(content).hexdigest(), by=by, upload=upload
    )
    with chain.held(org) as head:
        batch.basis = head.sequence if (exported := exported_basis.of(content, org)) is None else exported
        store_file(batch, content)
        batch.save()
    return batch


def store_file(batch: Batch, content: bytes) -> None:
    """The workbook under a name of the program's own, with the ending it came with; the batch is stored right after."""
    ending = "." + batch.file_name.rsplit(".", 1)[-1].lower()[:5] if "." in batch.file_name else ""
    stored_files.keep(batch.file, f"{batch.pk}{ending}", content)
