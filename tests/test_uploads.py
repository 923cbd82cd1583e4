"""一起导入: several files at once, each recognised, one list of what will happen, confirmed together."""

import io

import pytest

from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.records.models import Batch, Upload
from tests.test_sheet_files import HEAD, contract, workbook

pytestmark = pytest.mark.django_db


def file(name, rows, head=HEAD):
    made = io.BytesIO(workbook(rows, head=head))
    made.name = name
    return made


def dropped(client, *files):
    return client.post("/uploads/", {"files": list(files)}, follow=True)


def plans(page):
    return {f"plan-{each.batch.pk}": each.preview["digest"] for each in page.context["ready"]}


def quarter(name="合同.xlsx"):
    return file(name, [contract(1), contract(2)])


def firms():
    return file("企业名册.xlsx", [["朔湖甲科技公司", "李文", 12]], head=["单位名称", "法定代表人", "从业人数"])


def test_files_are_recognised_listed_and_imported_together(client, county, clerk):
    client.force_login(clerk)
    supplies = file("办公用品.xlsx", [["订书机", 2]], head=["物品", "数量"])
    lock = io.BytesIO(b"x")
    lock.name = "~$合同.xlsx"
    page = dropped(client, quarter(), firms(), supplies, lock)
    text = page.content.decode()
    assert [(each.ledger.slug, each.preview["counts"]["new"]) for each, _ in page.context["expected"]] == [
        ("enterprises", 1),
        ("technology-contracts", 2),
    ]
    assert "办公用品.xlsx" in text
    assert "与任何一个台账都对不上" in text
    assert "~$" not in text
    assert Enterprise.objects.count() == TechnologyContract.objects.count() == 0
    address = page.redirect_chain[-1][0]
    page = client.post(f"{address}confirm/", plans(page), follow=True)
    assert (Enterprise.objects.count(), TechnologyContract.objects.count()) == (1, 2)
    assert TechnologyContract.objects.filter(seller_enterprise__isnull=False).count() == 2
    assert (len(page.context["ready"]), "已导入" in page.content.decode()) == (0, True)


def test_what_is_asked_waits_while_the_others_are_imported(client, county, clerk):
    client.force_login(clerk)
    bare = [head.removesuffix("(万元)") for head in HEAD]
    page = dropped(client, firms(), file("没有单位.xlsx", [contract(3)], head=bare))
    assert "有2个问题要先回答" in page.content.decode()
    client.post(f"{page.redirect_chain[-1][0]}confirm/", plans(page))
    assert (Enterprise.objects.count(), TechnologyContract.objects.count()) == (1, 0)
    assert Batch.objects.get(ledger="technology-contracts").state == Batch.State.PLANNED


def test_what_has_changed_since_it_was_shown_is_not_written(client, county, clerk):
    client.force_login(clerk)
    page = dropped(client, quarter())
    TechnologyContract.objects.create(
        org=county, registration_number=contract(1)[0], title="先登记的", type="development", seller="甲", buyer="乙",
        amount=1, technology_amount=1, signed_on="2024-03-01", registered_on="2024-03-02",
    )  # fmt: skip
    page = client.post(f"{page.redirect_chain[-1][0]}confirm/", plans(page), follow=True)
    assert "预览之后台账有变动" in page.content.decode()
    assert TechnologyContract.objects.count() == 1


def test_warnings_are_set_aside_with_one_reason_for_all(client, county, clerk):
    client.force_login(clerk)
    page = dropped(client, file("大额.xlsx", [contract(1, amount="38000")]))
    address = f"{page.redirect_chain[-1][0]}confirm/"
    client.post(address, plans(page))
    assert TechnologyContract.objects.count() == 0
    client.post(address, plans(page) | {"accepting": "确是此数"})
    assert TechnologyContract.objects.count() == 1


def test_neither_the_director_nor_the_neighbour_uploads_or_confirms(client, county, clerk, director, neighbour_clerk):
    client.force_login(clerk)
    page = dropped(client, quarter())
    address, said = page.redirect_chain[-1][0], plans(page)
    client.force_login(director)
    assert client.post("/uploads/", {"files": [firms()]}).status_code == 404
    for person in (director, neighbour_clerk):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}confirm/", said).status_code == 404
    assert (Upload.objects.count(), TechnologyContract.objects.count()) == (1, 0)


def test_no_file_is_said_so(client, county, clerk):
    client.force_login(clerk)
    assert client.post("/uploads/").status_code == 422
