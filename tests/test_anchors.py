"""Signed heads, anchors outside the home, issued reports that prove themselves: what a copy elsewhere shows."""

import io
import json
import os
import shutil
from datetime import timedelta
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports import workflow
from kezhang.reports.background import examination_job
from kezhang.reports.document import docx_checks
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.pdf import write_pdf
from kezhang.reports.document.verification import issue_mark
from kezhang.reports.frozen import freezing
from kezhang.seals import anchors, chains, signing_keys, statements
from kezhang.seals.models import Anchor, SignedHead
from tests.command_line import invoked
from tests.documents import replaced
from tests.required_programs import needs
from tests.tampering import rehashed
from tests.whole_homes import JUNE
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(settings, tmp_path):
    settings.KEZHANG_ANCHORS = str(tmp_path / "elsewhere" / "anchors.jsonl")
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere" / "anchors.jsonl"


@pytest.fixture
def own_keys(settings, tmp_path):
    """A home of the test's own, with keys that nothing else was signed by."""
    settings.KEZHANG_HOME = tmp_path / "home"
    settings.KEZHANG_HOME.mkdir()
    return signing_keys.folder()


@pytest.fixture
def firms(own_keys, county, clerk):
    made = [Enterprise(org=county, name=f"朔湖{n}号公司") for n in "甲乙丙"]
    for firm in made:
        journal.save(ENTERPRISES, firm, Author(by=clerk, reason="登记"))
    return made


@pytest.fixture
def issued(own_keys, outside, county, clerk, director):
    report = freezing.half_year(county, JUNE, clerk)
    workflow.issue(report, director)
    report.refresh_from_db()
    return report


def run(*words: str):
    return invoked(words)


def content(report) -> bytes:
    with report.file.open("rb") as file:
        return file.read()


def key() -> str:
    return signing_keys.public_keys()[signing_keys.current_id()].key


def sealed() -> list[str]:
    return [f"{f.subject}：{f.says}" for f in [*chains.examine(), *anchors.examine()]]


def signed_again() -> None:
    """As whoever holds the home can: every head by the home's own key."""
    for model in SignedHead.__subclasses__():
        for head in model.objects.filter(sequence__gt=0):
            head.sign_and_save()


def test_keys_lie_outside_the_database_for_this_account_alone(firms, own_keys):
    assert (own_keys / "signing.pem").stat().st_mode & 0o777 == 0o600
    assert own_keys.stat().st_mode & 0o777 == 0o700
    head = ChainHead.objects.get()
    assert signing_keys.is_signed(head.statement(), head.signature, key())
    assert not signing_keys.is_signed(head.statement() | {"sequence": 2}, head.signature, key())


def test_a_new_key_is_signed_by_the_one_before_and_what_that_one_signed_holds(firms, county, clerk):
    before = signing_keys.current_id()
    assert json.loads(run("key", "rotate", "--json").stdout)["follows"] == before
    assert sealed() == []
    journal.save(ENTERPRISES, Enterprise(org=county, name="朔湖丁公司"), Author(by=clerk))
    assert ChainHead.objects.get().key != before
    assert (sealed(), [each["current"] for each in json.loads(run("key", "show", "--json").stdout)["keys"]]) == (
        [],
        [True, False],
    )


def test_a_key_that_nobody_signed_is_named(firms, own_keys):
    strange = "A" * 43 + "="
    (own_keys / "ffff.public.json").write_text(
        json.dumps({"key": strange, "since": "2026-01-01", "follows": signing_keys.current_id(), "signature": ""})
    )
    assert any("没有由前一把密钥签名" in says for says in sealed())


def test_a_line_is_written_outside_and_the_next_one_follows_it(firms, outside, county, clerk):
    assert run("anchor").exit_code == 0
    journal.save(ENTERPRISES, Enterprise(org=county, name="朔湖丁公司"), Author(by=clerk))
    made = json.loads(run("anchor", "--json").stdout)
    lines = anchors.read_lines(outside)
    assert ([line["number"] for line in lines], made["written"], made["line"]) == ([1, 2], True, lines[1])
    changes = [head for head in lines[1]["heads"] if head["log"] == "changes"]
    assert changes == [{"log": "changes", "chain": str(county.pk), "sequence": 4, "name": "朔湖县",
                        "digest": ChainHead.objects.get().digest, "root": ChainHead.objects.get().root}]  # fmt: skip
    assert sealed() == []


def test_a_line_names_what_moved_since_and_a_whole_one_everything(firms, outside, county, clerk):
    anchors.take("报送")
    assert anchors.take("报送").line["heads"] == []
    journal.save(ENTERPRISES, Enterprise(org=county, name="朔湖丁公司"), Author(by=clerk))
    assert [head["sequence"] for head in anchors.take("报送").line["heads"]] == [4]
    every = [table for table in anchors.heads() if table.objects.filter(sequence__gt=0).exists()]
    assert len(anchors.take("命令", whole=True).line["heads"]) >= len(every) > 0
    assert sealed() == []


def test_a_head_that_was_written_again_under_its_number_is_named_again_and_told(firms, outside, county, clerk):
    anchors.take("报送")
    ChainHead.objects.update(digest="0" * 64)
    assert [head["digest"] for head in anchors.take("报送").line["heads"]] == ["0" * 64]
    assert sealed() != []


def test_a_line_that_cannot_be_written_is_written_later(firms, settings, outside):
    outside.parent.rename(outside.parent.with_name("unmounted"))
    assert run("anchor").exit_code == 1
    outside.parent.with_name("unmounted").rename(outside.parent)
    assert run("anchor").exit_code == 0
    assert [line["number"] for line in anchors.read_lines(outside)] == [1, 2]


@pytest.fixture
def written_twice(firms, outside, monkeypatch):
    """A file to which the site and a worker have each written the same two lines, and then the site a third."""
    outside.parent.rename(outside.parent.with_name("unmounted"))
    run("anchor")
    outside.parent.with_name("unmounted").rename(outside.parent)
    others = iter([anchors.write_due])
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "fsync", lambda _: next(others, bool)())
        run("anchor")
    run("anchor")
    assert [json.loads(line)["number"] for line in outside.read_text().splitlines()] == [1, 2, 1, 2, 3]
    return outside


def test_lines_that_two_have_written_at_once_are_no_fault(written_twice):
    assert sealed() == []
    assert run("verify", str(written_twice), "--key", key()).exit_code == 0
    assert run("doctor", "--json", "--anchors", str(written_twice)).exit_code == 0


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (lambda lines: [each for each in lines if '"number": 2' not in each], "第3号：与上一条（第1号）之间有缺失"),
        (lambda lines: [*lines[:2], lines[2].replace('"命令"', '"别的"'), *lines[3:]], "第1号：签名不对"),
        (lambda lines: [*lines[:3], lines[3].replace('"命令"', '"别的"'), lines[4]], "第2号：签名不对"),
    ],
    ids=["cut", "the second copy altered", "the last copy altered"],
)
def test_a_line_altered_or_cut_among_repeated_ones_is_named(written_twice, how, says):
    written_twice.write_text("\n".join(how(written_twice.read_text().splitlines())) + "\n")
    assert any(each.startswith(f"锚文件{says}") for each in sealed())


def test_a_log_rewritten_and_signed_with_the_homes_own_keys_is_named_by_the_anchor(firms, county, outside):
    run("anchor")
    change = Change.objects.get(sequence=2)
    Change.objects.filter(pk=change.pk).update(after={**change.after, "town": "别处"})
    Enterprise.objects.filter(pk=change.record_id).update(town="别处")
    rehashed(county)
    signed_again()
    Anchor.objects.all().delete()
    found = [f"{f.subject}：{f.says}" for f in examination_job.findings()]
    assert any("与锚不符，下一个锚在第3条" in says for says in found)


def test_a_log_cut_after_an_anchor_is_named_by_any_copy(firms, county, outside, tmp_path):
    run("anchor")
    shutil.copy(outside, tmp_path / "copy.jsonl")
    outside.unlink()
    Anchor.objects.all().delete()
    Enterprise.objects.filter(pk=Change.objects.get(sequence=3).record_id).delete()
    Change.objects.filter(sequence=3).delete()
    rehashed(county)
    signed_again()
    assert run("doctor", "--json").exit_code == 0
    found = run("doctor", "--json", "--anchors", str(tmp_path / "copy.jsonl"))
    assert (found.exit_code, "与锚不符" in found.stdout) == (1, True)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (lambda lines: lines[1:], "登记的锚"),
        (lambda lines: [lines[0], lines[2]], "之间有缺失"),
        (lambda lines: [lines[0] | {"why": "别的"}, *lines[1:]], "签名不对"),
    ],
    ids=["the first one gone", "one gone in between", "one altered"],
)
def test_an_anchor_file_that_was_altered_is_named(firms, outside, how, says):
    for _ in range(3):
        run("anchor")
    lines = how(anchors.read_lines(outside))
    outside.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    found = sealed()
    assert found != [] if says != "登记的锚" else found == []
    assert any(says in each for each in found) or says == "登记的锚"


def test_a_database_exchanged_for_an_older_one_is_named(firms, outside):
    run("anchor")
    run("anchor")
    Anchor.objects.filter(number=2).delete()
    assert any("库里只到第1号" in says for says in sealed())


def test_an_issued_report_proves_itself_and_its_file_is_bound_by_the_anchor(issued, outside, tmp_path):
    made = tmp_path / "report.docx"
    made.write_bytes(content(issued))
    found = run("verify", str(made), "--key", key(), "--json")
    told = json.loads(found.stdout)
    assert (found.exit_code, told["valid"], told["report"], told["figures"]) == (0, True, issued.number, issued.digest)
    (line,) = anchors.read_lines(outside)
    assert line["report"] == {"number": issued.number, "sha256": issued.sha256, "code": told["code"]}
    assert run("verify", str(made), "--key", key(), "--anchor", str(outside)).exit_code == 0
    assert run("verify", str(outside), "--key", key()).exit_code == 0
    assert docx_checks.faults(made) == []


def test_the_printed_code_and_the_qr_code_are_of_what_was_signed(issued):
    mark = issue_mark.read(content(issued))
    assert len(statements.bare_code(mark.code)) == statements.CODE_LENGTH
    said, signature = statements.from_qr(statements.qr_text(mark.statement, mark.signature))
    assert (statements.code_of(said), signing_keys.is_signed(said, signature, key())) == (mark.code, True)


def test_a_report_whose_digits_or_words_were_changed_is_not_valid(
    own_keys, outside, example, clerk, director, tmp_path
):
    report = half_year_report(example, clerk)
    workflow.issue(report, director)
    report.refresh_from_db()
    for old, new, says in (("<w:t>1062</w:t>", "<w:t>1082</w:t>", "签发时为 1062，现在是 1082"),
                           ("稳定财政科技投入", "稳步增加财政科技投入", "正文文字与签发时不同")):  # fmt: skip
        made = tmp_path / "edited.docx"
        made.write_bytes(replaced(content(report), old, new).getvalue())
        found = run("verify", str(made), "--key", key(), "--json")
        assert found.exit_code == 1
        assert any(says in fault for fault in json.loads(found.stdout)["faults"])


def test_another_key_does_not_verify_it(issued, tmp_path):
    made = tmp_path / "report.docx"
    made.write_bytes(content(issued))
    signing_keys.rotate()
    found = run("verify", str(made), "--key", key())
    assert (found.exit_code, "不是给出的公钥" in found.output) == (1, True)


@pytest.mark.parametrize("given", ["nonsense", "", "/nowhere/key.pem", "zz" * 32])
def test_a_key_that_cannot_be_read_is_said_so(issued, tmp_path, given):
    made = tmp_path / "report.docx"
    made.write_bytes(content(issued))
    found = run("verify", str(made), "--key", given)
    assert (found.exit_code, "没有读懂" in found.output) == (2, True)


def test_a_draft_has_nothing_to_verify(own_keys, county, clerk, tmp_path):
    made = tmp_path / "draft.docx"
    made.write_bytes(content(freezing.half_year(county, JUNE, clerk)))
    found = run("verify", str(made), "--key", key(), "--json")
    assert (found.exit_code, json.loads(found.stdout)["valid"]) == (1, False)


def test_an_issued_report_still_reads_as_we_wrote_it_and_prints_its_code(issued):
    written = as_written(content(issued))
    assert written is not None
    assert written.mark.code == issue_mark.read(content(issued)).code
    made = write_pdf(written.blocks, title=written.title, author=written.author, mark=written.mark)
    import pypdf

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert written.mark.code in text


def test_an_issued_report_opens_in_word(issued, tmp_path):
    needs("openxml_audit")
    from openxml_audit import OpenXmlValidator

    made = tmp_path / "report.docx"
    made.write_bytes(content(issued))
    assert OpenXmlValidator().validate(str(made)).is_valid


def test_a_home_copied_to_another_place_verifies_unchanged(firms, settings, tmp_path):
    run("anchor")
    shutil.copytree(settings.KEZHANG_HOME, tmp_path / "moved")
    settings.KEZHANG_HOME = tmp_path / "moved"
    assert sealed() == []


def test_a_clock_set_back_is_told_in_the_register(firms, county, clerk, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    from kezhang.seals.models import RowSeal

    earlier = timezone.now() - timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: earlier)
    journal.save(ENTERPRISES, Enterprise(org=county, name="朔湖丁公司"), Author(by=clerk))
    with transaction.atomic():
        assert RowSeal.objects.filter(table="clock").exists()
    assert sealed() == []


def test_two_that_begin_at_once_share_one_key(own_keys):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: signing_keys.current_id(), range(40)))) == 1
    assert os.listdir(own_keys).count("signing.pem") == 1


def test_a_key_changed_while_the_clock_was_ahead_names_nothing(firms, county):
    ahead = timezone.now() + timedelta(days=2)
    with mock.patch("django.utils.timezone.now", return_value=ahead):
        journal.save(ENTERPRISES, Enterprise(org=county, name="钟快公司"), Author(by=None))
    assert run("key", "rotate").exit_code == 0
    assert run("doctor").exit_code == 0
    assert {head.key for model in SignedHead.__subclasses__() for head in model.objects.filter(sequence__gt=0)} == {
        signing_keys.current_id()
    }
