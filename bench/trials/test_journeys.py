"""Days in the life of a bureau, in a real browser: Monday morning, a slow line, a director's telephone, the first day."""

import time

import pytest
from playwright.sync_api import expect

from bench.trials.test_browser import JUNE, book, log_in, page, pictured, row  # noqa: F401 - fixtures
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs.models import User
from kezhang.records.models import Batch
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.models import Report
from kezhang.targets.models import ProgressEntry
from kezhang.teamwork.models import Comment
from kezhang.web.accounts.first_time import first_code
from tests.example_rows import EXAMPLES
from tests.single_records import done, target, written

pytestmark = pytest.mark.django_db(transaction=True)
NEW_FIRM = "ledgers/enterprises/new/"
PHONE = {"width": 390, "height": 844}


def test_on_monday_what_is_behind_is_opened_and_its_cause_written(page, live_server, county, clerk):  # noqa: F811
    target(county, 10)
    done(county, 2)
    log_in(page, live_server, "clerk")
    page.goto(live_server.url + JUNE + "home/")
    page.click("button.figure >> text=科技成果登记数")
    page.wait_for_selector(".panel.open")
    page.click("#panel summary >> text=写原因和下步措施")
    page.fill("#id_cause", "两项成果评价推迟")
    page.fill("#id_next_step", "7月组织评价")
    page.click("#panel button >> text=保存")
    page.wait_for_selector("#panel >> text=改写")
    assert ProgressEntry.objects.get().next_step == "7月组织评价"
    page.goto(live_server.url + JUNE + "board/")
    assert "下步：7月组织评价" in page.inner_text("table.cards")
    assert "欠2项" in page.inner_text("table.cards")


def test_a_record_voided_while_it_is_changed_gives_the_text_back(page, live_server, county, clerk):  # noqa: F811
    firm = written(ENTERPRISES, Enterprise(org=county, name="朔湖绿源农业科技有限公司"), clerk)
    log_in(page, live_server, "clerk")
    page.goto(f"{live_server.url}{JUNE}ledgers/enterprises/{firm.pk}/edit/")
    page.fill("#id_remark", "电话核对过")
    journal.void(ENTERPRISES, firm, Author(by=clerk, reason="登记有误"))
    page.click(".stay button >> text=保存")
    page.wait_for_selector("text=恢复后才能修改")
    assert page.input_value("#id_remark") == "电话核对过"


def test_going_back_after_an_import_imports_nothing_twice(page, live_server, county, clerk, tmp_path):  # noqa: F811
    log_in(page, live_server, "clerk")
    page.goto(live_server.url + JUNE + "ledgers/technology-contracts/import/")
    page.set_input_files("#id_file", book(tmp_path / "合同.xlsx", row(900001, 38)))
    page.click("text=上传并预览")
    page.wait_for_selector("text=还没有写入，请核对")
    if page.locator("#id_accepting").count():
        page.fill("#id_accepting", "已核对")
    page.click("button >> text=确认导入")
    page.wait_for_selector("text=已导入：新增1条")
    page.go_back()
    page.wait_for_load_state()
    if page.locator("button >> text=确认导入").count():
        page.click("button >> text=确认导入")
        page.wait_for_selector("text=没有再写入")
    assert Batch.objects.filter(state=Batch.State.APPLIED).count() == 1


def test_a_button_pressed_twice_on_a_slow_line_saves_once(page, live_server, county, clerk):  # noqa: F811
    log_in(page, live_server, "clerk")
    page.goto(live_server.url + JUNE + NEW_FIRM)

    def slowly(route):
        time.sleep(1)
        route.continue_()

    page.route("**/enterprises/new/", slowly)
    page.fill("#id_name", "朔湖金穗种业有限公司")
    page.locator(".stay button >> text=保存").first.dblclick(no_wait_after=True)
    page.wait_for_selector("text=已保存")
    assert Enterprise.objects.count() == 1
    assert page.locator("text=台账中已有相同的记录").count() == 0


def test_a_line_that_breaks_keeps_what_was_typed(page, live_server, county, clerk):  # noqa: F811
    log_in(page, live_server, "clerk")
    page.goto(live_server.url + JUNE + NEW_FIRM)
    page.fill("#id_name", "朔湖金穗种业有限公司")
    page.wait_for_selector("[data-draft-says] >> text=已暂存")
    page.context.set_offline(True)
    page.fill("#id_town", "柳泉镇")
    page.wait_for_selector("[data-draft-says] >> text=暂存没有成功")
    page.context.set_offline(False)
    page.faults.clear()  # a request that found no line is an error to the console
    expect(page.locator("[data-draft-says]")).to_contain_text("已暂存", timeout=20_000)
    page.goto(live_server.url + JUNE + NEW_FIRM)
    page.click("text=接着填")
    assert page.input_value("#id_town") == "柳泉镇"


def test_a_director_reads_and_remarks_on_a_telephone(page, live_server, example, clerk, director):  # noqa: F811
    page.set_viewport_size(PHONE)
    log_in(page, live_server, "director")
    page.goto(live_server.url + JUNE + "board/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    card = page.locator("table.cards tr", has_text="技术合同成交额").first
    assert "完成率" in card.evaluate(
        "each => getComputedStyle(each.querySelector('[data-label=完成率]'), '::before').content"
    )
    card.locator("[data-label=完成] button.figure").click()
    page.wait_for_selector(".panel.open")
    page.click("#panel table a >> nth=0")
    page.wait_for_selector("#comments")
    assert page.locator("text=登记新版本").count() == page.locator("a.btn-primary >> text=修改").count() == 0
    page.fill("#id_text", "@李文 请补合同文本")
    page.click("#comments button >> text=留言")
    page.wait_for_selector("text=李文会在工作台看到")
    assert Comment.objects.get().called.get().person == clerk


def test_the_first_day_leads_from_nothing_to_a_report_in_a_few_clicks(page, live_server, db, settings, tmp_path):  # noqa: F811
    settings.KEZHANG_HOME = tmp_path
    clicks = 0

    def press(words):
        nonlocal clicks
        clicks += 1
        page.click(words)

    page.goto(f"{live_server.url}/start/?code={first_code()}")
    for name, value in {"bureau": "341203", "full_name": "何敏", "username": "hemin"}.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_password", "Shuqian-7531x")
    page.fill("#id_again", "Shuqian-7531x")
    pictured(page, "first-start")
    press("button >> text=开始使用")
    page.wait_for_selector(".first-steps")
    pictured(page, "first-steps")
    press("a >> text=上传工作簿")
    files = sorted((EXAMPLES / "district").glob("*.xlsx"))[:4]
    page.set_input_files("#id_files", [str(file) for file in (*files, EXAMPLES / "district" / "targets.xlsx")])
    press("button >> text=上传并识别")
    page.wait_for_selector("text=一起导入")
    if page.locator("#id_accepting").count():
        page.fill("#id_accepting", "已核对")
    pictured(page, "first-sheets")
    press("button >> text=导入可以导入的")
    page.wait_for_load_state()
    page.goto(live_server.url + "/341203/2023-06-30/home/")
    assert page.locator(".first-steps li.done").count() == 3
    press("a >> text=生成报告")
    page.wait_for_load_state()
    press("main form button.btn-primary")
    page.wait_for_load_state("networkidle")
    assert Report.objects.filter(org__code="341203").count() == 1
    assert clicks < 10
    assert User.objects.get().org.code == "341203"
