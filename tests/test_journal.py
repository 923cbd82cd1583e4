"""The log: chained, complete, and red when anybody touches it."""

import pytest
from django.db import connection

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.records.history.integrity import examine
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused

pytestmark = pytest.mark.django_db


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
