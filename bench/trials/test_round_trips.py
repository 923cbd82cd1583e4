"""Round trips: a report saved by LibreOffice in every format it knows, with each figure still itself."""

import subprocess
from pathlib import Path

import pytest

from kezhang.reports.document.conversion import as_docx
from kezhang.reports.document.docx_reader import open_document
from kezhang.reports.proofreading.proofread import proofread, report_of
from tests.edited_reports import changes, content_of, edited_content, mark_of
from tests.required_programs import needs
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db


def through(soffice: str, content: bytes, suffix: str, folder: Path) -> bytes:
    """What LibreOffice saves of a document in another format."""
    source = folder / suffix / "报告.docx"
    source.parent.mkdir()
    source.write_bytes(content)
    home, out = f"-env:UserInstallation=file://{folder}/profile", folder / "out"
    command = [soffice, home, "--headless", "--convert-to", suffix, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / f"报告.{suffix}").read_bytes()


def test_every_figure_keeps_its_identity_through_docx_odt_doc_and_rtf(example, tmp_path):
    soffice = needs("soffice")
    report = half_year_report(example)
    mark = mark_of(report, "技术合同成交额")
    content = edited_content(report, figures={mark: "1100"})
    carriers = {}
    for suffix in ("docx", "odt", "doc", "rtf"):
        saved = through(soffice, content, suffix, tmp_path)
        assert report_of(open_document(as_docx(saved))) == report
        proof = proofread(saved, report)
        assert changes(proof) == {mark: ("changed", "1100")}, suffix
        assert proof.numbers == ()
        carriers[suffix] = {f.resolved.carrier for f in proof.figures if f.resolved}
    assert {"words"} not in carriers.values()
    assert content_of(report) != content
