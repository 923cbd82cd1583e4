"""签发凭证: what is signed when a report is issued, put on its file, and anchored outside the home.

The statement covers the frozen figures, the text as people read it, the report's number and the head of the bureau's
log. The file itself, whose digest cannot stand in it, is bound by the anchor.
"""

from datetime import UTC
from io import BytesIO
from typing import Any

from kezhang.orgs.models import Org
from kezhang.records.models import ChainHead
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.document.verification import issue_mark
from kezhang.reports.document.verification.issue_mark import IssueMark
from kezhang.reports.models import Report
from kezhang.seals import anchors, signing_keys
from kezhang.seals.statements import digest_of


def marked(report: Report, content: bytes) -> bytes:
    """The file with its code. The bureau is held, so that its head stays where it is."""
    head = ChainHead.objects.get(org=report.org)
    figures = issue_mark.figures_in(content)
    statement: dict[str, Any] = {
        "kezhang": "report", "report": report.number, "org": report.org.code,
        "figures": report.digest, "shown": digest_of(figures),
        "text": issue_mark.text_digest(visible_paragraphs(BytesIO(content))),
        "head": [head.sequence, head.digest],
        "at": report.issued_at.astimezone(UTC).isoformat(timespec="seconds") if report.issued_at else "",
        "key": signing_keys.current_id(),
    }  # fmt: skip
    return issue_mark.put_on(content, IssueMark(statement, signing_keys.sign(statement), figures))


def anchor(report: Report) -> None:
    """下锚: right after the step is certain, with the digest of the file."""
    with report.file.open("rb") as file:
        mark = issue_mark.read(file.read())
    told = {"number": report.number, "sha256": report.sha256, "code": mark.code if mark else ""}
    anchors.take("签发", {str(org.pk): org.name for org in Org.objects.filter(pk=report.org_id)}, report=told)
