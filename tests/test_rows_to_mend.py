"""待修改的行: rows that cannot be imported are mended in place, stay until somebody has done so, and can be given up."""

import io
import json

import openpyxl
import pytest

from kezhang.ledgers.models import Envoy, TechnologyContract
from kezhang.records.models import Batch, Change
from tests.command_line import invoked
from tests.test_sheet_files import HEAD, contract, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
LEDGER = "/ledgers/technology-contracts/"


def broken(place=8, value="五月", n=2):
    row = contract(n)
    row[place] = value
    return row


def uploaded(client, rows, name="合同.xlsx", head=HEAD):
    file = io.BytesIO(workbook(rows, head=head))
    file.name = name
    page = client.post(f"{LEDGER}import/", {"file": file}, follow=True)
    return page, Batch.objects.order_by("-uploaded_at").first()


def at(batch, step=""):
    return f"{LEDGER}import/{batch.pk}/{step}"


def confirmed(client, batch, **said):
    digest = client.get(at(batch)).context["digest"]
    return client.post(at(batch, "confirm/"), {"plan": digest, **said}, follow=True)


def test_a_cell_is_mended_in_place_and_its_row_is_imported_with_the_others(client, county, clerk):
    client.force_login(clerk)
    page, batch = uploaded(client, [contract(1), broken()])
    assert 'name="cell:3:登记日期" value="五月"' in page.content.decode()
    page = client.post(at(batch, "mend/"), {"cell:3:登记日期": "2024-05-06"}, follow=True)
    assert page.context["preview"]["counts"] == {**page.context["preview"]["counts"], "new": 2, "rejected": 0}
    confirmed(client, batch)
    assert sorted(str(day) for day in TechnologyContract.objects.values_list("registered_on", flat=True)) == [
        "2024-03-20",
        "2024-05-06",
    ]
    assert not Batch.objects.exclude(pk=batch.pk).exists()


def test_what_is_mended_wrongly_is_shown_again_as_it_was_typed(client, county, clerk):
    client.force_login(clerk)
    _, batch = uploaded(client, [broken()])
    page = client.post(at(batch, "mend/"), {"cell:2:登记日期": "六月"}, follow=True)
    assert 'name="cell:2:登记日期" value="六月"' in page.content.decode()
    assert page.context["preview"]["counts"]["rejected"] == 1


def test_a_rule_that_compares_two_cells_lets_either_be_mended(client, county, clerk):
    client.force_login(clerk)
    row = contract(1, amount="5")
    page, batch = uploaded(client, [row])
    text = page.content.decode()
    assert 'name="cell:2:合同成交额" value="5"' in text
    assert 'name="cell:2:技术交易额" value="10"' in text
    assert "合同成交额(万元)" in text
    client.post(at(batch, "mend/"), {"cell:2:合同成交额": "15", "cell:2:技术交易额": "10"})
    confirmed(client, batch)
    assert TechnologyContract.objects.get().amount == 150_000


def test_a_repeated_row_may_be_given_its_own_number(client, county, clerk):
    client.force_login(clerk)
    _, batch = uploaded(client, [contract(1), contract(1)])
    client.post(at(batch, "mend/"), {"cell:3:合同登记编号": "2024652799010077"})
    confirmed(client, batch)
    assert TechnologyContract.objects.count() == 2


def test_rejected_rows_stay_until_they_are_mended_and_stand_on_the_home_page(
    client, county, clerk, director, neighbour_clerk
):
    client.force_login(clerk)
    _, batch = uploaded(client, [contract(1), broken()])
    page = confirmed(client, batch)
    rest = batch.rests.get()
    assert (TechnologyContract.objects.count(), rest.only) == (1, ["3"])
    assert "还有1行没有导入" in page.content.decode()
    assert contract(1)[1] in page.content.decode()
    assert "第" + str(TechnologyContract.objects.get().pk) + "号" not in page.content.decode()
    for person, sees in ((clerk, True), (director, False), (neighbour_clerk, False)):
        client.force_login(person)
        assert ("1行待修改" in client.get("/home/", follow=True).content.decode()) is sees
    assert client.post(at(rest, "mend/"), {"cell:3:登记日期": "2024-05-06"}).status_code == 404
    client.force_login(clerk)
    stored = TechnologyContract.objects.get()
    client.post(at(rest, "mend/"), {"cell:3:登记日期": "2024-05-06"})
    TechnologyContract.objects.filter(pk=stored.pk).update(title="后来改的名")
    confirmed(client, rest)
    assert set(TechnologyContract.objects.values_list("title", flat=True)) == {"后来改的名", contract(2)[1]}
    assert "待修改" not in client.get("/home/", follow=True).content.decode()


def test_rows_that_were_downloaded_stand_on_the_home_page_no_longer(client, county, clerk):
    client.force_login(clerk)
    _, batch = uploaded(client, [contract(1), broken()])
    confirmed(client, batch)
    rest = batch.rests.get()
    answer = client.get(at(rest, "rejected.xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert (len(rows), rows[1][8], "登记日期“五月”" in rows[1][-1]) == (2, "五月", True)
    assert "1行待修改" not in client.get("/home/", follow=True).content.decode()
    assert "改这些行" in client.get(at(batch)).content.decode()


def test_an_unconfirmed_import_and_rows_to_mend_can_be_given_up_by_those_who_may(
    client, county, clerk, director, neighbour_clerk
):
    client.force_login(clerk)
    _, batch = uploaded(client, [contract(1), broken()])
    for person in (director, neighbour_clerk):
        client.force_login(person)
        assert client.post(at(batch, "drop/")).status_code == 404
    client.force_login(clerk)
    client.post(at(batch, "drop/"))
    batch.refresh_from_db()
    assert (batch.state, TechnologyContract.objects.count()) == (Batch.State.DROPPED, 0)
    assert Change.objects.get(batch=batch).reason == "放弃"
    assert "等待确认" not in client.get("/home/", follow=True).content.decode()
    page = client.post(at(batch, "drop/"), follow=True)
    assert "已经处理过" in page.content.decode()


def test_before_and_after_are_told_for_every_column(client, county, clerk, tmp_path):
    head = [*HEAD, "备注", "技术性收入(万元)"]
    client.force_login(clerk)
    _, batch = uploaded(client, [[*contract(1), "旧", 3]], head=head)
    confirmed(client, batch)
    page, _ = uploaded(client, [[*contract(1), "新", 4]], head=head)
    text = page.content.decode()
    assert "备注：旧→新" in text
    assert "技术性收入(万元)：3→4" in text
    (tmp_path / "表.xlsx").write_bytes(workbook([[*contract(1), "新", 4]], head=head))
    command = ["import", str(tmp_path / "表.xlsx"), "--org", county.code]
    told = json.loads(invoked([*command, "--json"]).stdout)[0]["tables"][0]["changes"]
    assert told[0]["row"] == 2
    assert {"column": "备注", "before": "旧", "after": "新"} in told[0]["columns"]
    assert "备注：旧→新" in invoked([*command, "--yes"]).stdout.replace("\n", "")


def test_the_command_takes_mended_cells_as_well(county, tmp_path):
    (tmp_path / "表.xlsx").write_bytes(workbook([broken()]))
    command = ["import", str(tmp_path / "表.xlsx"), "--org", county.code, "--yes"]
    assert invoked(command).exit_code == 1
    assert invoked([*command, "--cell", "2:登记日=2024-05-06"]).exit_code == 2
    assert invoked([*command, "--cell", "2:登记日期=2024-05-06"]).exit_code == 0
    assert str(TechnologyContract.objects.get().registered_on) == "2024-05-06"


ENVOYS = ["姓名", "级别", "派出单位", "服务开始日期"]


def dispatched(client, *rows):
    file = io.BytesIO(workbook([list(row) for row in rows], head=ENVOYS))
    file.name = "选派名单.xlsx"
    page = client.post("/ledgers/envoys/import/", {"file": file}, follow=True)
    return page, Batch.objects.order_by("-uploaded_at").first()


def test_a_column_that_the_sheet_lacks_is_typed_row_by_row_where_rows_differ(client, county, clerk):
    client.force_login(clerk)
    rows = (["古丽娜尔", "县级", "农技站", "2023-01-01"], ["王建国", "县级", "林草局", "2023-01-01"])
    page, batch = dispatched(client, *rows)
    (asked,) = page.context["preview"]["questions"]
    assert "逐行填写" in [each["value"] for each in asked["proposals"]]
    assert asked["chosen"] == ""  # nothing is chosen beforehand: rows may differ, or one day hold for all
    step = f"/ledgers/envoys/import/{batch.pk}/"
    page = client.post(f"{step}answers/", {asked["name"]: "逐行填写"}, follow=True)
    assert page.context["preview"]["counts"]["rejected"] == 2
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{step}rejected.xlsx").content)).active
    assert [cell.value for cell in sheet[1]] == [*ENVOYS, "服务期满日期", "未导入的原因"]
    page = client.post(
        f"{step}mend/", {"cell:2:服务期满日期": "2025-12-31", "cell:3:服务期满日期": "后年"}, follow=True
    )
    assert page.context["preview"]["counts"] == {**page.context["preview"]["counts"], "new": 1, "rejected": 1}
    assert 'name="cell:3:服务期满日期" value="后年"' in page.content.decode()
    page = client.post(f"{step}mend/", {"cell:3:服务期满日期": "2024-12-31"}, follow=True)
    client.post(f"{step}confirm/", {"plan": page.context["digest"]}, follow=True)
    assert {each.name: str(each.due_on) for each in Envoy.objects.all()} == {
        "古丽娜尔": "2025-12-31", "王建国": "2024-12-31",
    }  # fmt: skip


def test_what_was_typed_in_a_row_wins_over_what_holds_for_the_sheet(client, county, clerk, tmp_path):
    (tmp_path / "名单.xlsx").write_bytes(workbook([["古丽娜尔", "县级", "农技站", "2023-01-01"]], head=ENVOYS))
    command = ["import", str(tmp_path / "名单.xlsx"), "--org", county.code, "--ledger", "envoys", "--yes"]
    by_row = [*command, "--set", "服务期满日期=逐行填写"]
    assert (invoked(by_row).exit_code, Envoy.objects.count()) == (1, 0)
    given = [*command, "--set", "服务期满日期=2025-06-30", "--cell", "2:服务期满日期=2024-12-31"]
    assert invoked(given).exit_code == 0
    assert str(Envoy.objects.get().due_on) == "2024-12-31"
