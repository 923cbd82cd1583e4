"""特派员聘期 in a real browser: who stays and who leaves, a group's task book and money, an assessment; and the wrong ways too."""

import io
import os
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from bench.trials.test_browser import is_fault, log_in
from kezhang.ledgers.models import Envoy, EnvoyAgreement, EnvoyAssessment, VillagePairing
from kezhang.orgs import people
from kezhang.submissions.envoy_terms import reviews
from kezhang.submissions.envoy_terms.models import EnvoyReview, TenureCase
from tests.made_envoys import add, on_duty

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
RED, WHITE = "柳泉镇红柳村", "柳泉镇白杨村"
SIZES = {"desk": (1366, 768), "telephone": (390, 844)}
#: A folder where the pages are photographed as they are passed; nowhere unless somebody wants to look at them.
PICTURES = os.environ.get("KEZHANG_TRIAL_PICTURES", "")


@pytest.fixture(params=SIZES)
def size(request):
    return request.param


@pytest.fixture
def windows(live_server, chromium, size):
    """A window for each person who comes, logged in; whatever goes wrong in its scripts is in ``faults``."""
    found, faults = {}, []

    def window(name: str):
        if name in found:
            return found[name]
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", has_touch=size == "telephone"
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if is_fault(said) else None)
        log_in(page, live_server, name)
        found[name] = page
        return page

    yield window
    assert faults == []


@pytest.fixture
def reviewer(county):
    return people.add("second", county, "clerk", "reviewer", full_name="张敏", password="Zhanghu-2024")


def looked_at(page, name: str, size: str) -> None:
    """Nothing hangs out of the page sideways; photographed for whoever wants to see it."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{size}-{name}.png", full_page=True)


def at(live_server, county, rest: str, day: date = TODAY) -> str:
    return f"{live_server.url}/{county.code}/{day}/submissions/envoys/{rest}"


def pressed(page, words: str, within: str = "main") -> None:
    with page.expect_navigation():
        page.click(f"{within} button[type=submit]:has-text('{words}')")


def said(page) -> str:
    return page.inner_text("body")


def test_somebody_leaves_with_a_successor_for_each_village_or_a_reason_as_one_proposes_and_another_decides(
    windows, live_server, county, clerk, reviewer, size
):
    leaver = on_duty(county, clerk, "古丽娜尔", RED, WHITE)
    on_duty(county, clerk, "马志强", days=320)
    page = windows("clerk")
    page.goto(at(live_server, county, "terms/"))
    looked_at(page, "terms", size)
    page.click("main >> text=古丽娜尔")
    page.wait_for_url(f"**/terms/{leaver.pk}/")
    page.select_option("#exit_reason", "moved")
    red, white = (VillagePairing.objects.get(village_name=name).pk for name in (RED, WHITE))
    page.fill(f"#successor_{red}", "马志强")
    page.fill("#left", "下个月")
    pressed(page, "提出退出")
    assert "日期没有读懂" in said(page)
    assert page.input_value(f"#successor_{red}") == "马志强"  # what was typed is given back
    page.fill("#left", str(TODAY))
    page.fill(f"#successor_{white}", "李四")
    pressed(page, "提出退出")
    assert "李四在" in said(page)
    assert "不能接替" in said(page)
    page.fill(f"#successor_{white}", "")
    pressed(page, "提出退出")
    assert f"{WHITE}没有人接替，请写明说明" in said(page)
    looked_at(page, "exit-refused", size)
    page.fill("#why_exit", "白杨村下月另派")
    pressed(page, "提出退出")
    assert "已提出退出，等另一位审核人批准" in said(page)
    looked_at(page, "exit-proposed", size)
    assert "您提出的由另一位审核人批准" in said(page)
    assert [button.inner_text() for button in page.query_selector_all("main form button")] == ["撤回"]
    assert Envoy.objects.get(name="古丽娜尔").stage == "serving"

    other = windows("second")
    other.goto(live_server.url + f"/{county.code}/{TODAY}/home/")
    other.click("main >> text=古丽娜尔的退出")
    other.wait_for_url(f"**/terms/{leaver.pk}/")
    pressed(other, "不批准")
    assert "不批准须写明理由" in said(other)
    assert TenureCase.objects.get().state == "proposed"
    pressed(other, "批准")
    looked_at(other, "exit-done", size)
    assert Envoy.objects.get(name="古丽娜尔").stage == "exited"
    assert VillagePairing.objects.get(village_name=RED, envoy_name="马志强").started_on == TODAY
    pressed(page, "撤回")  # the first window still shows what has been decided meanwhile
    assert "已办结" in said(page)


def test_a_renewal_gives_back_what_could_not_be_taken_and_stands_once_another_has_decided(
    windows, live_server, county, clerk, reviewer, size
):
    stayer = on_duty(county, clerk, "马志强", days=320)
    page, other = windows("clerk"), windows("second")
    page.goto(at(live_server, county, f"terms/{stayer.pk}/"))
    page.fill("#number", "KTP-2027-01")
    page.fill("#until", str(stayer.due_on))
    pressed(page, "提出续聘")
    assert "应晚于原协议到期日" in said(page)
    assert page.input_value("#number") == "KTP-2027-01"
    page.fill("#until", str(stayer.due_on + timedelta(days=365)))
    page.fill("#why_renew", "上年考核在办")
    pressed(page, "提出续聘")
    looked_at(page, "renewal-proposed", size)
    other.goto(at(live_server, county, f"terms/{stayer.pk}/"))
    pressed(other, "批准")
    assert EnvoyAgreement.objects.filter(envoy_name="马志强").count() == 2


def test_a_group_s_task_book_and_instalments_show_what_is_late_and_what_does_not_add_up(
    windows, live_server, county, clerk, size
):
    group = add("envoy-groups", county, clerk, granted_amount="15")
    page = windows("clerk")
    page.goto(at(live_server, county, "groups/"))
    page.click(f"main >> text={group.name}")
    assert "还没有登记任务书里的任务" in said(page)
    looked_at(page, "group-empty", size)
    late = TODAY - timedelta(days=3)
    add("envoy-group-tasks", county, clerk, group_name=group.name, due_on=str(late))
    add("envoy-group-instalments", county, clerk, number="1", amount="9", due_on=str(late), paid_amount="9",
        paid_on=str(late))  # fmt: skip
    add("envoy-group-instalments", county, clerk, number="2", amount="6.5", due_on=str(late))
    page.reload()
    looked_at(page, "group", size)
    assert "多0.5万元" in said(page)
    page.goto(at(live_server, county, "groups/"))
    looked_at(page, "groups", size)
    assert group.name in said(page)


def test_a_rule_and_a_day_that_do_not_fit_are_told_and_what_was_typed_is_given_back(
    windows, live_server, county, clerk, size
):
    year = TODAY.year - 1
    on_duty(county, clerk, "阿依古丽", since=date(year, 1, 1), days=900)
    page = windows("clerk")
    page.goto(at(live_server, county, "reviews/"))
    looked_at(page, "reviews-empty", size)
    page.fill("#r_filled", "40")
    page.fill("#r_full", "100")
    pressed(page, "保存")
    assert "四项分值之和应为100" in said(page)
    assert (page.input_value("#r_filled"), page.input_value("#r_full")) == ("40", "100")  # given back
    page.fill("#r_points", "20")
    pressed(page, "保存")
    assert "考核办法已保存" in said(page)
    page.select_option("#kind", "annual")
    page.fill("#last", f"{year}-06-30")
    pressed(page, "取数")
    assert "年度考核的考核期到12月31日为止" in said(page)
    page.fill("#last", str(TODAY.replace(month=12, day=31)))
    pressed(page, "取数")
    assert "还没有结束" in said(page)
    page.select_option("#kind", "annual")
    page.fill("#last", f"{year}-12-31")
    pressed(page, "取数")
    assert "请逐人评定" in said(page)
    assert EnvoyReview.objects.get().rule["filled"] == 40


def test_a_year_is_assessed_line_by_line_and_settled_with_a_reason_for_too_many_excellent_ones(
    windows, live_server, county, clerk, reviewer, size
):
    year = TODAY.year - 1
    names = ("阿依古丽", "巴合提", "陈建国", "迪丽娜尔", "额尔登")
    for name in names:
        on_duty(county, clerk, name, f"{name}村", since=date(year, 1, 1), days=900)
    add("envoy-services", county, clerk, envoy_name=names[0], served_on=f"{year}-03-05", place=f"{names[0]}村",
        is_on_platform="是")  # fmt: skip
    review = reviews.make(county, "annual", date(year, 12, 31), clerk)
    page = windows("clerk")
    page.goto(at(live_server, county, f"reviews/{review.code}/"))
    looked_at(page, "review", size)
    keys = dict(review.lines.values_list("envoy_name", "pk"))
    for place, name in enumerate(names):
        page.fill(f"[name=score_{keys[name]}]", "101" if place == 4 else "92")
        page.select_option(f"[name=grade_{keys[name]}]", label="优秀" if place < 2 else "良好")
    pressed(page, "保存评定")
    assert "已存4人" in said(page)
    assert "得分应在0至100之间，填的是101" in said(page)
    assert page.input_value(f"[name=score_{keys[names[4]]}]") == "101"
    looked_at(page, "review-refused", size)
    page.fill(f"[name=score_{keys[names[4]]}]", "83.5")
    other = windows("second")
    other.goto(page.url.split("/grades/")[0] + "/")
    pressed(page, "审定")  # and not 保存评定: what was typed and is not stored yet is not thrown away
    assert page.input_value(f"[name=score_{keys[names[4]]}]") == "83.5"
    assert EnvoyReview.objects.get().state == "grading"
    page.fill(f"[name=score_{keys[names[4]]}]", "83.5")
    page.select_option(f"[name=grade_{keys[names[4]]}]", label="良好")
    pressed(page, "保存评定")
    other.fill(f"[name=score_{keys[names[4]]}]", "70")
    pressed(other, "保存评定")
    assert "刚刚改成了83.50分" in said(other)
    pressed(page, "审定")
    assert "优秀不超过20%即1人，多1人" in said(page)
    assert "确需超过的，请写明理由" in said(page)
    page.fill("#why_settle", "两人并列第一")
    pressed(page, "审定")
    looked_at(page, "review-settled", size)
    assert "理由：两人并列第一" in said(page)
    assert EnvoyAssessment.objects.filter(year=year).count() == len(names)
    with page.expect_download() as waited:
        page.click("main >> text=下载考核表")
    book = openpyxl.load_workbook(io.BytesIO(Path(waited.value.path()).read_bytes()))
    assert str(book.worksheets[0]["A1"].value).endswith(f"{year}年度考核")
    pressed(page, "退回评定")
    assert "退回评定须写明原因" in said(page)
    assert EnvoyReview.objects.get().state == "settled"
    page.goto(at(live_server, county, "reviews/"))
    looked_at(page, "reviews", size)
