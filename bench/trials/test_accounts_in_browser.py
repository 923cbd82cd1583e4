"""Accounts in a real browser: a colleague's password reset, the auditor's search, a code of one's telephone."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from bench.trials.test_browser import log_in, page  # noqa: F401 - fixtures, asked for by name
from kezhang.orgs import people
from kezhang.orgs.models import AccessEvent

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "Xinde-mima-88"


def entered(page, live_server, name, password):  # noqa: F811
    page.goto(live_server.url + reverse("login"))
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")


def code_of(device, later=0):
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + later * device.step
    return f"{totp.token():06}"


def leave(page):  # noqa: F811
    page.click("text=退出")
    page.wait_for_url("**/login/**")


def test_an_administrator_resets_a_colleagues_password_who_then_changes_it(page, live_server, county, clerk):  # noqa: F811
    people.add("admin", county, "administrator", password="Zhanghu-2024", full_name="周丽")
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page, live_server, "admin")
    page.click("nav.side >> text=管理")
    page.click("nav.chips >> text=人员")
    page.click("table >> text=李文")
    page.click("text=重置密码")
    page.wait_for_selector("text=密码已重置")
    given = page.inner_text("button.copy")
    leave(page)
    entered(page, live_server, "clerk", given)
    page.wait_for_url("**/password/")
    assert page.is_visible("text=请先修改密码")
    page.goto(live_server.url + "/652799/2024-06-30/board/")
    page.wait_for_url("**/password/")
    page.fill("#id_old_password", given)
    page.fill("#id_new_password1", "liwen12345")
    page.fill("#id_new_password2", "liwen12345")
    page.click("main button[type=submit]")
    assert page.is_visible("text=三种")
    for field, typed in (("old_password", given), ("new_password1", NEW), ("new_password2", NEW)):
        page.fill(f"#id_{field}", typed)
    page.click("main button[type=submit]")
    page.wait_for_url("**/home/")
    assert page.is_visible("text=密码已修改")
    assert page.faults == []


def test_an_auditor_searches_the_log_and_takes_it_along(page, live_server, county, clerk):  # noqa: F811
    people.add("auditor", county, "auditor", password="Zhanghu-2024", full_name="孙洁")
    log_in(page, live_server, "clerk")
    leave(page)
    page.goto(live_server.url + reverse("login"))
    page.fill("#id_username", "auditor")
    page.fill("#id_password", "Zhanghu-2024")
    page.click("main button[type=submit]")
    page.wait_for_url("**/administration/")
    page.click("nav.chips >> text=访问日志")
    assert page.locator("tbody tr").count() == 3
    page.fill("input[aria-label='人员、内容、网络地址']", "李文")
    page.select_option("select[name=kind]", "login")
    page.click("text=查询")
    page.wait_for_url("**kind=login**")
    rows = page.locator("tbody tr")
    assert (rows.count(), "李文" in rows.first.inner_text()) == (1, True)
    with page.expect_download() as taken:
        page.click("a.btn:has-text('导出')")
    assert taken.value.suggested_filename == "访问日志.xlsx"
    assert AccessEvent.objects.get(kind="audit").says == "导出访问日志1条"
    assert page.faults == []


def test_a_code_of_the_telephone_is_set_up_and_then_asked_for(page, live_server, clerk):  # noqa: F811
    log_in(page, live_server, "clerk")
    page.click("header >> text=李文")
    page.click("text=启用动态口令")
    assert page.is_visible("img.qr")
    device = TOTPDevice.objects.get(user=clerk)
    page.fill("#id_code", code_of(device))
    page.click("main button[type=submit]")
    page.wait_for_selector("text=只显示这一次")
    assert page.locator(".codes code").count() == 8
    leave(page)
    entered(page, live_server, "clerk", "Zhanghu-2024")
    page.wait_for_url("**/login/code/")
    device.refresh_from_db()
    page.fill("#id_code", code_of(device, 1))
    page.click("main button[type=submit]")
    page.wait_for_url("**/home/")
    assert page.faults == []
