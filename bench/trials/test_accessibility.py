"""无障碍: axe finds nothing serious on any kind of page at either size; the board and its panel answer to the keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from bench.trials.test_browser import log_in, page  # noqa: F401 - fixtures
from tests.kinds_of_pages import DAY, JUDGE, come_in, kinds_of_pages, prepared

pytestmark = pytest.mark.django_db(transaction=True)
GRAVE = {"serious", "critical"}


SIZES = ((1366, 768), (390, 844))
#: Rows that one template draws alike: axe takes as long for each, and finds in the first what is wrong with all.
ALIKE = 6
THIN_OUT = """most => document.querySelectorAll('tbody, ul, ol').forEach(
    list => [...list.children].slice(most).forEach(row => row.remove()))"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


def told(page, name) -> list[str]:  # noqa: F811
    """What axe calls grave on the page that is open, at both sizes."""
    page.evaluate(THIN_OUT, ALIKE)
    page.evaluate(Axe().axe_script)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(DRAWN)  # the page marks what scrolls once it has been told of its new size
        found += [
            f"{name} {width} {each['id']}: {node['html'][:120]}"
            for each in page.evaluate(RUN)
            if each["impact"] in GRAVE
            for node in each["nodes"][:2]
        ]
    return found


def test_no_kind_of_page_has_a_grave_fault_at_either_size(
    page,  # noqa: F811
    live_server,
    example,
    neighbour,
    clerk,
    director,
    liaison,
):
    found, logged_in, judge = [], "", prepared(example, neighbour, clerk)
    for kind in sorted(kinds_of_pages(example), key=lambda kind: kind.person):
        if kind.person != logged_in:
            page.context.clear_cookies()
            if kind.person == JUDGE:
                come_in(page, live_server.url, judge)
            else:
                page.goto(live_server.url + "/login/")
                if not logged_in:
                    found += told(page, "login")
                page.fill("#id_username", kind.person)
                page.fill("#id_password", "Zhanghu-2024")
                page.click("main button[type=submit]")
                page.wait_for_url(lambda url: "/login/" not in url)
            logged_in = kind.person
        page.goto(live_server.url + kind.address(example))
        if kind.opens:
            page.locator(kind.opens).first.click()
            page.wait_for_selector(".panel.open")
        found += told(page, kind.name)
    assert not found, "\n".join(found)


PLANTED = """() => {
    document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button><img src="/static/nothing.png">');
    const picture = document.querySelector('main > img:last-child'), wide = matchMedia('(min-width: 500px)');
    const show = () => picture.style.display = wide.matches ? 'none' : 'block';
    show();
    wide.addEventListener('change', show);
}"""


def test_a_planted_fault_is_told_at_the_size_where_it_is_seen(page, live_server, example, clerk):  # noqa: F811
    log_in(page, live_server, "clerk")
    page.goto(f"{live_server.url}/{example.code}/{DAY}/board/")
    page.evaluate(PLANTED)
    found = {line.split(": ")[0] for line in told(page, "board")}
    assert found == {"board 1366 button-name", "board 390 button-name", "board 390 image-alt"}


def test_a_figure_of_the_board_is_a_few_tabs_away_and_the_panel_takes_and_returns_the_focus(
    page,  # noqa: F811
    live_server,
    example,
    clerk,
):
    log_in(page, live_server, "clerk")
    page.goto(f"{live_server.url}/{example.code}/{DAY}/board/")
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
