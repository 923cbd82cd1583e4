"""A prefecture's year in a real browser, from the task handed down to a circular whose figures lead to a county's record."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, Page

from bench.trials.test_browser import log_in, page  # noqa: F401 - fixtures
from kezhang.collection.models import Return, Round, Share
from kezhang.ledgers.models import TechnologyContract
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.frozen import tracing
from kezhang.targets.models import Target
from tests import single_records as records
from tests.test_assigning import book
from tests.test_list_tables import PROJECT_LIST, project

pytestmark = pytest.mark.django_db(transaction=True)
TURNOVER = "technology-contract-turnover"
COUNTY, ABOVE = "/652799/2024-06-30", "/652700/2024-06-30"


def accepted(dialog: Dialog) -> None:
    dialog.accept()


class Desks:
    """One window for each person, each logged in once."""

    def __init__(self, page: Page, live_server) -> None:  # noqa: F811
        self.first, self.server, self.windows = page, live_server, dict[str, Page]()

    def of(self, name: str, address: str) -> Page:
        if name not in self.windows:
            window = self.first.context.browser.new_context(
                viewport={"width": 1366, "height": 768}, locale="zh-CN"
            ).new_page()
            window.on("pageerror", lambda fault: self.first.faults.append(str(fault)))
            log_in(window, self.server, name)
            self.windows[name] = window
        window = self.windows[name]
        window.goto(self.server.url + address)
        return window

    def press(self, name: str, address: str, button: str, says: str) -> str:
        """Go there, press the button, and read what the page says then."""
        window = self.of(name, address)
        window.on("dialog", accepted)
        window.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()
        window.wait_for_selector(f"text={says}")
        window.remove_listener("dialog", accepted)  # or a button that asks would be answered by every one before it
        return window.inner_text("main")


@pytest.fixture
def desks(page, live_server) -> Desks:  # noqa: F811
    return Desks(page, live_server)


def at(name: str, base: str = COUNTY, **given) -> str:
    return base + reverse(name, kwargs=given)


def explain(window: Page, words: str) -> None:
    """A word for everything that asks for one, then saved."""
    for field in window.locator("textarea[name^='why-'], textarea[name^='then-'], input[name^='check-']").all():
        field.fill(words)
    window.click("text=保存说明")
    window.wait_for_selector("text=已保存。")


def test_from_the_task_handed_down_to_a_circular_that_leads_to_the_countys_record(
    desks,
    page,  # noqa: F811
    county,
    neighbour,
    clerk,
    reviewer,
    director,
    superior,
    liaison,
    tmp_path,
):
    wrong = records.contract(county, "2024650000000001", "1000000", date(2024, 3, 20), clerk)
    second = records.contract(county, "2024650000000002", "600000", date(2024, 4, 20), clerk, seller="丙", buyer="丁")
    project(county, "戈壁温室番茄提质", "300000", date(2024, 5, 1))
    handed_down(desks, tmp_path)
    assert Share.objects.get(org=county).signed_by == clerk
    assert Target.objects.get(org=county).base_value == 4_000_000
    asked(desks)
    answer = Return.objects.get(org=county)
    here = at("return", pk=answer.pk)
    made_and_sent(desks, here, wrong)
    returned_and_sent_again(desks, here, second)
    assert_locked(desks, answer, wrong)
    taken_in(desks, Return.objects.get(org=neighbour), tmp_path)
    closed_and_ranked(desks)
    saved = told_in_a_circular(desks, tmp_path)
    _, traced = tracing.trace(BytesIO(saved.read_bytes()))
    assert all(each.is_as_frozen for each in traced)
    figure = next(t.figure for t in traced if t.figure.label == "朔湖县技术合同成交额" and t.figure.role == "报送数")
    assert figure.value == "1200000"
    (record,) = tracing.records_of(figure)
    assert (record.then.registration_number, record.then.amount) == ("2024650000000001", 1_200_000)
    assert record.since == "已更正"
    assert page.faults == []


def handed_down(desks: Desks, folder: Path) -> None:
    """下达、签收: the table is held against its whole; the county finds its task and signs."""
    table = folder / "分解表.xlsx"
    table.write_bytes(
        book(
            ["指标", "计量单位", "总任务", "权重", "得分上限", "文号", "朔湖县", "临川县"],
            ["技术合同成交额", "万元", 1000, 100, 1.2, "州科发〔2024〕2号", 400, 600],
        )
    )
    window = desks.of("superior", at("assignments", ABOVE))
    window.set_input_files("#id_table", str(table))
    window.click("text=核对并下达")
    window.wait_for_selector("text=已下达1项指标")
    desks.press("clerk", at("assignments"), "签收", "已签收")


def asked(desks: Desks) -> None:
    """开放调度: the liaison asks for the indicator and a list."""
    window = desks.of("liaison", at("rounds", ABOVE))
    window.select_option("select[name=indicators]", TURNOVER)
    window.check(f"input[name=tables][value={PROJECT_LIST}]")
    window.get_by_role("main").get_by_role("button", name="开放", exact=True).click()
    window.wait_for_selector("text=已开放 DD-652700-2024-01")


def made_and_sent(desks: Desks, here: str, wrong: TechnologyContract) -> None:
    """填报、更正、审核、签发: measured, found wrong, corrected in the ledger, measured again, explained, signed by others."""
    assert "160万元" in desks.press("clerk", here, "从台账取数", "第1稿已从台账取数")
    corrected(desks, wrong, "120")
    assert "180万元" in desks.press("clerk", here, "重新取数", "第1稿已从台账取数")
    explain(desks.of("clerk", here), "合同集中在下半年登记")
    desks.press("clerk", here, "送审", "已送审")
    assert "还没有报送" in desks.of("liaison", here).inner_text("main")
    signed(desks, here)


def returned_and_sent_again(desks: Desks, here: str, second: TechnologyContract) -> None:
    """退回、再报: the liaison returns the figure; the county voids a contract; what changed is told by record."""
    window = desks.of("liaison", here)
    window.check(f"input[name=decision-{TURNOVER}][value=return]")
    window.fill(f"input[name=note-{TURNOVER}]", "第2号合同已解除")
    window.get_by_role("button", name="审定", exact=True).click()
    window.wait_for_selector("text=已退回")
    void(desks.of("clerk", f"{COUNTY}/ledgers/technology-contracts/{second.pk}/"), "合同解除")
    said = desks.press("clerk", here, "从台账取数", "第2稿已从台账取数")
    assert "180万元 → 120万元" in said
    assert "合同解除" in said
    explain(desks.of("clerk", here), "已按退回意见核减")
    desks.press("clerk", here, "送审", "已送审")
    signed(desks, here)
    assert "合同解除" in desks.of("liaison", here).inner_text("main")
    desks.press("liaison", here, "审定", "朔湖县：已接收")


def assert_locked(desks: Desks, answer: Return, record: TechnologyContract) -> None:
    """锁定: the ledger goes on, what was accepted stays, and the difference is told."""
    corrected(desks, record, "500")
    text = desks.of("clerk", at("return", pk=answer.pk)).inner_text("main")
    assert "120万元" in text
    assert "从台账取数" not in text
    assert "120万元 → 500万元" in desks.of("liaison", at("return-since", pk=answer.pk)).inner_text("main")


def taken_in(desks: Desks, answer: Return, folder: Path) -> None:
    """代录: the neighbour sends a sheet."""
    there = "/652798/2024-06-30" + reverse("return", kwargs={"pk": answer.pk})
    paper = folder / "临川县报表.csv"
    paper.write_text("指标,计量单位,累计完成\n技术合同成交额,万元,90\n", encoding="utf-8")
    window = desks.of("liaison", there)
    window.set_input_files("#id_file", str(paper))
    window.click("main button >> text=代录")
    window.wait_for_selector("text=读出1个数字，请逐个审定")
    desks.press("liaison", there, "审定", "临川县：已接收")


def closed_and_ranked(desks: Desks) -> None:
    """关闭、矩阵、清单、排名、公布."""
    matrix = at("round", ABOVE, number=Round.objects.get().number)
    text = desks.press("liaison", matrix, "关闭调度", "已关闭；未报的已逐个写明")
    assert "2/2县" in text
    assert "210万元" in text
    line = desks.of("liaison", matrix).locator("tr", has_text="技术合同成交额").first.inner_text()
    assert "30% 第1" in line
    assert "15% 第2" in line
    rows = at("round-list", ABOVE, number=Round.objects.get().number, table=PROJECT_LIST)
    assert "戈壁温室番茄提质" in desks.of("liaison", rows).inner_text("main")
    desks.press("liaison", matrix, "公布结果", "第1次结果已公布")


def told_in_a_circular(desks: Desks, folder: Path) -> Path:
    """通报: drafted from what was published, and downloaded."""
    window = desks.of("liaison", at("round", ABOVE, number=Round.objects.get().number))
    window.click("main button >> text=起草通报")
    window.wait_for_selector("text=已起草")
    with window.expect_download() as download:
        window.click("text=下载 .docx")
    saved = folder / "通报.docx"
    download.value.save_as(saved)
    told = "\n".join(visible_paragraphs(saved))
    assert "应报单位2个，已报2个" in told
    assert "2/2县合计210万元" in told
    return saved


def corrected(desks: Desks, record: TechnologyContract, amount: str) -> None:
    window = desks.of("clerk", f"{COUNTY}/ledgers/technology-contracts/{record.pk}/edit/")
    window.fill("#id_amount", amount)
    window.click(".stay button >> text=保存")
    window.wait_for_selector("text=已保存。")


def signed(desks: Desks, here: str) -> None:
    """审核、签发: by two others than who prepared it."""
    desks.press("reviewer", here, "审核通过", "审核通过，待领导签发")
    desks.press("director", here, "签发报送", "已报送，这一稿不再变动")


def void(window: Page, reason: str) -> None:
    """作废, with its reason."""
    window.locator("summary", has_text="作废这条记录").click()
    window.fill("#void-reason", reason)
    window.locator("form[action*='void'] button").click()
    window.wait_for_selector("text=已作废")
