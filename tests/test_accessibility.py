"""无障碍: axe finds nothing serious on any kind of page at either size; the board and its panel answer to the keyboard."""

import pytest

from kezhang.orgs import people
from tests.kinds_of_pages import DAY, kinds_of_pages
from tests.test_browser import log_in, page  # noqa: F401 - fixtures
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db(transaction=True)
GRAVE = {"serious", "critical"}


@pytest.fixture
def staffed(example, clerk, director):
    """The example county with a report, and the people its kinds of pages are for."""
    half_year_report(example, clerk)
    people.add("admin", example, "administrator", password="Zhanghu-2024")
    people.add("auditor", example, "auditor", password="Zhanghu-2024")
    return example


def told(axe, page, name) -> list[str]:  # noqa: F811
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{name} {each['id']}: {node['html'][:120]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"][:2]
    ]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_no_kind_of_page_has_a_grave_fault(page, live_server, staffed, width, height):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    axe, root, found, logged_in = Axe(), f"{live_server.url}/{staffed.code}/{DAY}/", [], ""
    page.set_viewport_size({"width": width, "height": height})
    for kind in sorted(kinds_of_pages(staffed), key=lambda kind: kind.person):
        if kind.person != logged_in:
            page.context.clear_cookies()
            page.goto(live_server.url + "/login/")
            if not logged_in:
                found += told(axe, page, "login")
            page.fill("#id_username", kind.person)
            page.fill("#id_password", "Zhanghu-2024")
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/login/" not in url)
            logged_in = kind.person
        page.goto(root + kind.path)
        if kind.opens:
            page.locator(kind.opens).first.click()
            page.wait_for_selector(".panel.open")
        found += told(axe, page, kind.name)
    assert not found, "\n".join(found)


def test_a_figure_of_the_board_is_a_few_tabs_away_and_the_panel_takes_and_returns_the_focus(page, live_server, staffed):  # noqa: F811
    log_in(page, live_server, "clerk")
    page.goto(f"{live_server.url}/{staffed.code}/{DAY}/board/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到内容"
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.figure')"):
            break
    opener = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel.open")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == opener
