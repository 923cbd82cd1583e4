"""The log: chained, complete, and red when anybody touches it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.records.history.integrity import examine
from kezhang.records.models import Batch, ChainHead, Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.evidence_files import EvidenceRefused, attach
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.seals import files
from kezhang.seals.chains import SealFault

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def written(county, clerk):
    firms = [Enterprise(org=county, name=f"朔湖{n}号公司") for n in "甲乙丙"]
    for firm in firms:
        journal.save(ENTERPRISES, firm, Author(by=clerk, reason="登记"))
    return firms


def findings():
    return [(f.subject, f.says) for f in examine([ENTERPRISES])]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_untouched_log_is_whole(written, county):
    assert chain.first_fault(county) is None
    assert findings() == []


def test_a_changed_row_is_the_first_fault_named(written, county):
    execute("UPDATE records_change SET reason = '改过' WHERE sequence = 2")
    assert chain.first_fault(county).sequence == 2
    assert findings()[0] == ("变更链", "第2条变更的内容与校验值不符，可能被直接改动过")


ALTERED = {
    "ledger": "persons", "record_id": 999, "kind": "update", "before": {"town": "甲"}, "after": {"town": "乙"},
    "by": None, "by_name": "某人", "at": datetime(2020, 1, 1, tzinfo=UTC), "reason": "改过", "accepted": [{"rule": "x"}],
    "previous": "1" * 64, "request": "0123456789abcdef",
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_whatever_an_entry_says_it_is_named_when_altered(written, county, name):
    Change.objects.filter(sequence=2).update(**{name: ALTERED[name]})
    assert chain.first_fault(county).sequence == 2


def test_every_column_of_an_entry_is_altered_by_a_test():
    assert {f.name for f in Change._meta.fields} - {"id", "org", "sequence", "batch", "digest"} == set(ALTERED)


def test_an_entry_moved_to_another_batch_is_noticed(written, county):
    batch = Batch.objects.create(org=county, ledger="enterprises", file_name="x", sha256="")
    Change.objects.filter(sequence=2).update(batch=batch)
    assert chain.first_fault(county).sequence == 2


def test_an_entry_replaced_with_a_digest_of_its_own_breaks_at_the_next(written, county):
    change = Change.objects.get(sequence=2)
    change.reason = "改过"
    change.digest = chain.digest_of(change)
    change.save()
    assert chain.first_fault(county).says == "第3条变更与上一条不衔接"


def test_a_removed_row_is_noticed(written, county):
    execute("DELETE FROM records_change WHERE sequence = 2")
    assert chain.first_fault(county).says == "第2条变更缺失，下一条是第3条"


def test_a_cut_off_end_is_noticed(written, county):
    execute("DELETE FROM records_change WHERE sequence = 3")
    assert chain.first_fault(county).says == "第2条之后的变更缺失"


def test_a_record_changed_past_the_journal_is_noticed(written, county):
    execute(f"UPDATE ledgers_enterprise SET town = '别处' WHERE id = {written[1].pk}")
    assert findings() == [(f"企业第{written[1].pk}号", "“所在乡镇园区”与变更记录不符")]


def test_a_record_written_past_the_journal_is_noticed(written, county):
    stray = Enterprise.objects.create(org=county, name="朔湖丁公司")
    assert findings() == [(f"企业第{stray.pk}号", "没有任何变更记录，可能是绕过系统写入的")]


def test_nothing_turned_into_0_past_the_journal_is_noticed(written, county):
    execute(f"UPDATE ledgers_enterprise SET employees = 0 WHERE id = {written[1].pk}")
    assert findings() == [(f"企业第{written[1].pk}号", "“从业人数”与变更记录不符")]


def test_a_record_voided_past_the_journal_is_noticed(written, county):
    execute(f"UPDATE ledgers_enterprise SET voided_at = '2024-06-30 12:00:00' WHERE id = {written[1].pk}")
    assert findings() == [(f"企业第{written[1].pk}号", "作废状态与变更记录不符")]


def test_a_record_deleted_past_the_journal_is_noticed(written, county):
    pk = written[1].pk
    execute(f"DELETE FROM ledgers_enterprise WHERE id = {pk}")
    assert findings() == [(f"企业第{pk}号", "变更记录里有这条记录，台账里没有")]


def test_an_evidence_file_that_changed_or_went_is_noticed(written, county, clerk):
    kept = attach(ENTERPRISES, written[0], SimpleUploadedFile("照片.png", PICTURE), clerk)
    path = Path(kept.file.path)
    assert list(files.examine()) == []
    path.write_bytes(PICTURE + b"1")
    assert list(files.examine()) == [SealFault(str(kept.org_id), "佐证材料“照片.png”", "文件内容与校验值不符")]
    path.unlink()
    assert list(files.examine()) == [SealFault(str(kept.org_id), "佐证材料“照片.png”", "文件不见了")]


def test_evidence_is_kept_once_and_within_its_limit(written, clerk, settings):
    attach(ENTERPRISES, written[0], SimpleUploadedFile("照片.png", PICTURE), clerk)
    with pytest.raises(EvidenceRefused, match="已经上传过了"):
        attach(ENTERPRISES, written[0], SimpleUploadedFile("同一张.png", PICTURE), clerk)
    settings.KEZHANG_EVIDENCE_LIMIT = 1024 * 1024
    with pytest.raises(EvidenceRefused, match="超过1MB的上限"):
        attach(ENTERPRISES, written[1], SimpleUploadedFile("大.png", PICTURE.ljust(1024 * 1024 + 1)), clerk)
    attach(ENTERPRISES, written[1], SimpleUploadedFile("大.png", PICTURE.ljust(1024 * 1024)), clerk)


def test_a_refused_write_leaves_nothing(county, clerk):
    with pytest.raises(Refused) as refused:
        journal.save(ENTERPRISES, Enterprise(org=county, name="", credit_code="91I"), Author(by=clerk))
    assert {p.label for p in refused.value.problems} == {"单位名称", "统一社会信用代码"}
    assert not Change.objects.exists()
    assert not Enterprise.objects.exists()


def test_a_code_whose_check_digit_fails_needs_a_reason_and_the_reason_is_kept(county, clerk):
    firm = Enterprise(org=county, name="老企业", credit_code="91350203M0001QKT19")
    with pytest.raises(Refused, match="校验位不符"):
        journal.save(ENTERPRISES, firm, Author(by=clerk))
    journal.save(ENTERPRISES, firm, Author(by=clerk, accepting="已核对营业执照"))
    assert Change.objects.get().accepted[0]["reason"] == "已核对营业执照"


def test_each_bureau_has_a_chain_of_its_own(written, county, neighbour, neighbour_clerk):
    journal.save(ENTERPRISES, Enterprise(org=neighbour, name="邻县公司"), Author(by=neighbour_clerk))
    heads = {head.org.code: head.sequence for head in ChainHead.objects.all()}
    assert heads == {"652799": 3, "652798": 1}


def test_two_firms_of_one_name_and_different_codes_are_two_firms(county, clerk):
    codes = ("91652799MA7AB1239R", "91652799MA7CD4563M")
    for code in codes:
        journal.save(ENTERPRISES, Enterprise(org=county, name="同名公司", credit_code=code), Author(by=clerk))
    assert Enterprise.objects.count() == 2
