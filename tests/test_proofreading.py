"""Proofreading: an edited report held against the one it came from."""

import json
from datetime import date
from itertools import product

import pytest
from typer.testing import CliRunner

from bench.hand_edits import TRUTH, edit, opened, saved
from kezhang.cli.main import application
from kezhang.reports import freezing
from kezhang.reports.identity import W
from kezhang.reports.proofreading import State, proofread

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 30)


@pytest.fixture
def report(example, clerk):
    return freezing.half_year(example, JUNE, clerk)


def content_of(report) -> bytes:
    with report.file.open("rb") as made:
        return made.read()


def changes(proof) -> dict[str, tuple[str, str | None]]:
    return {f.figure.mark: (str(f.state), f.found) for f in proof.figures if f.state is not State.SAME}


def mark_of(report, label: str, role: str = "实绩") -> str:
    return report.figures.filter(label=label, role=role).order_by("mark").first().mark


def with_figure(content: bytes, mark: str, digits: str, *, stripped: bool = False) -> bytes:
    sheet = opened(content, 0)
    next(t for t in sheet.body.iter(W + "t") if t.get(TRUTH) == mark).text = digits
    return saved(sheet, stripped=stripped)


def test_a_report_that_nobody_touched_is_clean_with_its_marks_and_without(report):
    for stripped in (False, True):
        proof = proofread(saved(opened(content_of(report), 0), stripped=stripped), report)
        assert changes(proof) == {}
        assert not proof.open


def test_an_overtyped_figure_is_told_with_what_it_was_and_by_how_much_it_differs(report):
    mark = mark_of(report, "技术合同成交额")
    for stripped in (False, True):
        proof = proofread(with_figure(content_of(report), mark, "1100", stripped=stripped), report)
        assert changes(proof) == {mark: ("changed", "1100")}
        assert "由1062改为1100，相差+38（+3.6%）" in [f.says for f in proof.figures]
        assert proof.open


def expected_of(sheet) -> dict[str, set[str]]:
    """What may be said of each figure, from the marks of truth left in the edited document."""
    standing: dict[str, list[str]] = {}
    for t in sheet.body.iter(W + "t"):
        if t.get(TRUTH) and t.text:
            standing.setdefault(t.get(TRUTH).rstrip("*"), []).append(t.text)
    return {mark: set(texts) for mark, texts in standing.items()}


def test_what_hands_do_to_a_report_is_told_as_it_was_done(report):
    content = content_of(report)
    for seed, stripped in product(range(12), (False, True)):
        sheet = opened(content, seed)
        for _ in range(3):
            edit(sheet)
        standing = expected_of(sheet)
        for found in proofread(saved(sheet, stripped=stripped), report).figures:
            texts = standing.get(found.figure.mark, set())
            told = (sheet.done, stripped, found.figure.mark, found.state, found.found, texts)
            assert (found.state is State.DELETED) == (not texts), told
            assert (found.state is State.CHANGED) == bool(texts - {found.figure.display}), told
            assert found.state is not State.UNCERTAIN, told
            assert found.found is None or found.found in texts, told


def test_the_command_tells_programs_one_object_and_whether_anything_is_open(report, tmp_path):
    mark = mark_of(report, "技术合同成交额")
    edited = tmp_path / "改稿.docx"
    edited.write_bytes(with_figure(content_of(report), mark, "1100"))
    run = CliRunner().invoke(application(), ["proofread", str(edited), "--json"])
    told = json.loads(run.stdout)
    assert run.exit_code == 1
    assert {"id": mark, "state": "changed", "generated": "1062", "found": "1100"}.items() <= next(
        f for f in told["figures"] if f["id"] == mark
    ).items()
    edited.write_bytes(content_of(report))
    assert CliRunner().invoke(application(), ["proofread", str(edited)]).exit_code == 0


def test_a_file_without_its_properties_needs_the_number_of_its_report(report, tmp_path):
    edited = tmp_path / "改稿.docx"
    edited.write_bytes(saved(opened(content_of(report), 0), stripped=True))
    run = CliRunner().invoke(application(), ["proofread", str(edited)])
    assert (run.exit_code, "--report" in run.stderr) == (2, True)
    assert CliRunner().invoke(application(), ["proofread", str(edited), "--report", report.number]).exit_code == 0


def test_a_file_that_is_no_document_ends_with_a_sentence(report, tmp_path):
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK nothing")
    run = CliRunner().invoke(application(), ["proofread", str(broken)])
    assert (run.exit_code, "打不开" in run.stderr) == (2, True)
