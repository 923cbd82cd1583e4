"""批量修改、查重、合并: previewed, written through the journal as one batch, undone as a whole; by who fills in alone."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.bulk import duplicates
from kezhang.records.history.integrity import examine
from kezhang.records.models import Batch, Change
from kezhang.records.profile import profile
from kezhang.targets.models import Target
from tests.single_records import JUNE, contract, target, written

pytestmark = pytest.mark.django_db
ROOT = "/652799/2024-06-30"
MANY, TWICE = f"{ROOT}/many/technology-contracts/", f"{ROOT}/duplicates/enterprises/"
CODE = "91652799MA7AB1239R"


def firm(county, name, clerk=None, **more):
    return written(ENTERPRISES, Enterprise(org=county, name=name, **more), clerk)


def previewed(client, **said):
    picked = list(TechnologyContract.objects.values_list("pk", flat=True))
    return client.post(MANY, {"to": "field", "value": "农业", "pick": picked, "reason": "补填", "query": ""} | said)


def confirmed(client, **said):
    shown = previewed(client, **said)
    return client.post(
        MANY, {"to": "field", "value": "农业", "pick": [r.pk for r in TechnologyContract.objects.all()], "reason": "补填",
               "query": "", "confirmed": "1", "digest": shown.context["plan"].digest} | said,
    )  # fmt: skip


def test_many_records_are_changed_after_a_preview_and_undone_together(client, county, clerk):
    for number in ("1", "2", "3"):
        contract(county, number, 100, date(2024, 3, 1), field="农业" if number == "3" else "")
    client.force_login(clerk)
    shown = previewed(client)
    assert [(row.before, row.after) for row in shown.context["plan"].changed] == [("", "农业")] * 2
    assert shown.context["plan"].unchanged == 1
    assert set(TechnologyContract.objects.values_list("field", flat=True)) == {"", "农业"}
    assert confirmed(client).status_code == 302
    batch = Batch.objects.get()
    assert (batch.updated, batch.file_name) == (2, "批量修改：技术领域")
    assert {c.reason for c in Change.objects.filter(batch=batch)} == {"补填"}
    page = client.get(f"{ROOT}/ledgers/technology-contracts/import/{batch.pk}/")
    assert page.status_code == 200
    client.post(f"{ROOT}/ledgers/technology-contracts/import/{batch.pk}/undo/")
    assert sorted(TechnologyContract.objects.values_list("field", flat=True)) == ["", "", "农业"]


def test_the_list_hands_over_what_it_shows(client, county, clerk):
    contract(county, "1", 100, date(2024, 3, 1), type="service")
    contract(county, "2", 100, date(2024, 3, 1), type="licence")
    client.force_login(clerk)
    listed = client.get(f"{ROOT}/ledgers/technology-contracts/?type=licence").content.decode()
    assert f'href="{MANY}?type=licence"' in listed
    page = client.get(f"{MANY}?type=licence")
    assert [r.registration_number for r in page.context["records"]] == ["2"]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"to": "amount", "value": "一百"}, "没有读懂"),
        ({"to": "amount", "value": ""}, "合同成交额是必填的"),
        ({"to": "registration_number", "value": "9"}, "请选择要改的列和记录"),
        ({"pick": []}, "请选择要改的列和记录"),
        ({"reason": " "}, "请写明为什么修改"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, county, clerk, said, says):
    contract(county, "1", 100, date(2024, 3, 1))
    client.force_login(clerk)
    answer = previewed(client, **said) if "reason" not in said else confirmed(client, **said)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert not Batch.objects.exists()


def test_a_record_that_the_rules_forbid_is_left_out_and_told(client, county, clerk):
    contract(county, "1", 100, date(2024, 3, 1), technology_amount=Decimal(90))
    contract(county, "2", 100, date(2024, 3, 1))
    client.force_login(clerk)
    shown = previewed(client, to="amount", value="0.005")
    assert [str(row.record) for row in shown.context["plan"].refused] == ["1 1"]
    assert "技术交易额不能大于合同成交额" in shown.content.decode()


def test_what_somebody_changed_meanwhile_is_shown_again(client, county, clerk):
    made = contract(county, "1", 100, date(2024, 3, 1))
    client.force_login(clerk)
    digest = previewed(client).context["plan"].digest
    made.field = "林业"
    written(TECHNOLOGY_CONTRACTS, made)
    answer = previewed(client, confirmed="1", digest=digest)
    assert (answer.status_code, "林业" in answer.content.decode()) == (409, True)
    assert TechnologyContract.objects.get().field == "林业"


def test_old_versions_of_tasks_are_not_rewritten_in_bulk_without_a_word(client, county, clerk):
    aim = target(county, 30000)
    client.force_login(clerk)
    said = {"to": "value", "value": "8", "pick": [aim.pk], "reason": "统一", "query": ""}
    shown = client.post(f"{ROOT}/many/targets/", said)
    assert "原为30000" in shown.content.decode()
    digest = shown.context["plan"].digest
    refused = client.post(f"{ROOT}/many/targets/", said | {"confirmed": "1", "digest": digest})
    assert refused.status_code == 422
    assert Target.objects.get().value == 30000


def test_firms_whose_names_are_written_two_ways_are_found_and_two_codes_are_two_firms(county):
    one = firm(county, "朔湖绿源农业科技有限公司", credit_code=CODE)
    two = firm(county, "朔湖绿源农业科技有限责任公司")
    firm(county, "朔湖金穗种业有限公司")
    (group,), _ = duplicates.groups(ENTERPRISES, county)
    assert {record.pk for record in group.records} == {one.pk, two.pk}
    two.credit_code = "91652799MA00000018"
    written(ENTERPRISES, two)
    assert duplicates.groups(ENTERPRISES, county)[0] == []


def test_contracts_that_agree_in_all_but_their_number_are_found(county):
    same = {"title": "番茄控制系统", "seller": "甲公司", "buyer": "乙公司"}
    for number in ("1", "2", "3"):
        made = contract(
            county, number, 100 if number != "3" else 101, date(2024, 3, 1), seller="甲公司", buyer="乙公司"
        )
        made.title = same["title"]
        written(TECHNOLOGY_CONTRACTS, made)
    (group,), _ = duplicates.groups(TECHNOLOGY_CONTRACTS, county)
    assert sorted(record.registration_number for record in group.records) == ["1", "2"]
    assert group.why == "除合同登记编号外内容全同"


@pytest.fixture
def twice(county, clerk):
    kept = firm(county, "朔湖绿源农业科技有限责任公司", clerk, town="城东产业园")
    other = firm(
        county, "朔湖绿源农业科技有限公司", clerk, credit_code=CODE, town="柳泉镇", legal_representative="周明远"
    )
    return kept, other


def merge(client, kept, other, **said):
    return client.post(f"{TWICE}merge/", {"kept": kept.pk, "other": other.pk, "reason": "同一家企业"} | said)


def test_two_records_become_one_and_are_two_again(client, county, clerk, twice):
    kept, other = twice
    client.force_login(clerk)
    page = client.get(f"{TWICE}merge/", {"kept": kept.pk, "other": other.pk})
    taken = {column.name for column, _, _, is_taken in page.context["lines"] if is_taken}
    assert taken == {"credit_code", "legal_representative"}
    answer = merge(client, kept, other, take_credit_code="other", take_legal_representative="other", take_town="kept")
    assert answer.status_code == 302
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.credit_code, kept.town, kept.legal_representative) == (CODE, "城东产业园", "周明远")
    assert kept.former_names == "朔湖绿源农业科技有限公司"
    assert other.is_void
    batch = Batch.objects.get()
    client.post(f"{ROOT}/ledgers/enterprises/import/{batch.pk}/undo/")
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.credit_code, kept.legal_representative, kept.former_names) == ("", "", "")
    assert (other.credit_code, other.is_void) == (CODE, False)
    client.post(f"{ROOT}/ledgers/enterprises/import/{batch.pk}/redo/")
    kept.refresh_from_db()
    assert kept.credit_code == CODE


def test_what_was_written_of_the_one_that_went_is_on_the_page_of_the_one_that_stays(client, county, clerk, twice):
    kept, other = twice
    contract(county, "1", 100, date(2024, 3, 1), seller=other.name)
    client.force_login(clerk)
    merge(client, kept, other, take_credit_code="other")
    assert [str(line.record) for line in profile(ENTERPRISES, county, clerk, JUNE, kept.name).lines] == ["1 1"]


def test_what_led_to_the_one_that_went_leads_to_the_one_that_stays_and_back(client, county, clerk, twice):
    kept, other = twice
    contract(county, "1", 100, date(2024, 3, 1), seller=kept.name, seller_code=CODE)
    named = contract(county, "2", 100, date(2024, 3, 1), seller=other.name)
    client.force_login(clerk)

    def led_to():
        return list(
            TechnologyContract.objects.order_by("registration_number").values_list("seller_enterprise", flat=True)
        )

    assert led_to() == [other.pk, other.pk]
    merge(client, kept, other)  # the code goes with the one that is voided
    assert led_to() == [kept.pk, kept.pk]
    batch = Batch.objects.get()
    reason = Change.objects.filter(ledger="technology-contracts", record_id=named.pk).last().reason
    assert reason == f"关联的企业“{other.name}”并入“{kept.name}”"
    client.post(f"{ROOT}/ledgers/enterprises/import/{batch.pk}/undo/")
    assert led_to() == [other.pk, other.pk]
    client.post(f"{ROOT}/ledgers/enterprises/import/{batch.pk}/redo/")
    assert led_to() == [kept.pk, kept.pk]
    assert list(examine([ENTERPRISES, TECHNOLOGY_CONTRACTS])) == []


def test_a_name_that_two_firms_had_before_leads_to_neither(county, clerk):
    for name in ("甲", "乙"):
        firm(county, f"朔湖{name}公司", clerk, former_names="朔湖旧公司、朔湖丙公司" if name == "甲" else "朔湖旧公司")
    seller = lambda name: contract(county, name, 100, date(2024, 3, 1), seller=name)  # noqa: E731
    rows = [seller(name) for name in ("朔湖旧公司", "朔湖丙公司", "朔湖甲公司")]
    led = {row.seller: row.seller_enterprise for row in TechnologyContract.objects.select_related("seller_enterprise")}
    assert [str(led[row.seller]) for row in rows] == ["None", "朔湖甲公司", "朔湖甲公司"]


@pytest.mark.parametrize(("said", "says"), [({"reason": " "}, "请写明为什么是同一条"), ({"take_name": "other"}, "")])
def test_a_merge_without_a_reason_is_refused_and_a_name_may_be_taken(client, county, clerk, twice, said, says):
    client.force_login(clerk)
    answer = merge(client, *twice, **said)
    assert (answer.status_code, says in answer.content.decode()) == (422 if says else 302, True)
    assert Batch.objects.exists() is not bool(says)


def test_a_record_is_not_merged_with_itself_nor_with_what_is_void(client, county, clerk, twice):
    kept, other = twice
    client.force_login(clerk)
    assert "请选两条不同的记录" in merge(client, kept, kept).content.decode()
    merge(client, kept, other, take_credit_code="kept")
    again = merge(client, kept, other)
    assert again.headers["Location"].endswith("/duplicates/enterprises/")
    assert Batch.objects.count() == 1


def test_neither_the_director_nor_the_neighbour_changes_or_merges(client, county, director, neighbour_clerk, twice):
    made = contract(county, "1", 100, date(2024, 3, 1))
    for person in (director, neighbour_clerk):
        client.force_login(person)
        for address in (MANY, TWICE, f"{TWICE}merge/"):
            assert client.get(address).status_code == 404
        assert previewed(client).status_code == 404
        assert merge(client, *twice).status_code == 404
    client.force_login(neighbour_clerk)
    near = "/652798/2024-06-30"
    said = {"to": "field", "value": "农业", "pick": [made.pk], "reason": "补填", "query": ""}
    assert client.post(f"{near}/many/technology-contracts/", said).status_code == 422  # it is none of theirs
    kept, other = twice
    client.post(f"{near}/duplicates/enterprises/merge/", {"kept": kept.pk, "other": other.pk, "reason": "同一家"})
    assert not Enterprise.objects.filter(voided_at__isnull=False).exists()
