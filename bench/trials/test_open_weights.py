"""What an open page weighs, how many requests it takes and when its first words stand there on a slow telephone network; axe finds nothing.

``pytest -s`` prints the table. The network is the usual "slow 3G": 400 kbit/s both ways and 400 ms from question to answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from bench.trials.test_accessibility import GRAVE, RUN
from kezhang.submissions.envoys import personal_links
from kezhang.submissions.inbox import handling
from kezhang.submissions.sealing.seal import phrase_of
from kezhang.submissions.signins import signing_in
from tests import made_contests, opened_forms
from tests.made_quizzes import running_quiz

pytestmark = pytest.mark.django_db(transaction=True)
#: Bytes as they are sent, with everything the page is drawn with; requests for it; seconds to the first words.
MOST_BYTES, MOST_REQUESTS, FIRST_WORDS = 60_000, 5, 3.0
#: The envoy's page fetches its worker, and the worker once more what the page needs without a network.
WITH_WORKER = 8
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST_PAINT = """() => new Promise((told) => {
  const look = () => {
    const [found] = performance.getEntriesByName('first-contentful-paint');
    found ? told(found.startTime) : setTimeout(look, 50);
  };
  look();
})"""
UYGHUR = {
    "lang": "ug",
    "dir": "rtl",
    "name": "ئۇيغۇرچە",
    "title": "كارخانا تېخنىكا ئېھتىياجى",
    "about": "كارخانىڭىزنىڭ تېخنىكا مەسىلىسىنى يېزىڭ",
    "send": "يوللاش",
}


@dataclass(frozen=True)
class OpenPage:
    """An open page, and how somebody comes to stand before its door."""

    name: str
    address: str
    enter: Callable[[Any], None] = lambda page: None
    most_requests: int = MOST_REQUESTS


@dataclass(frozen=True)
class Came:
    """How one page came over the slow network."""

    name: str
    bytes: int
    requests: int
    seconds: float
    #: Without its scripts, which must make no difference to the first words.
    bare: float
    grave: tuple[str, ...]
    fits: bool


@pytest.fixture
def site(live_server) -> str:
    return live_server.url


@pytest.fixture
def pages(site, county, clerk) -> list[OpenPage]:
    """Every kind of open page, each with its own people behind it."""
    form = opened_forms.opened(county, clerk, second=UYGHUR)
    followed = handling.send_back(opened_forms.sent(form), clerk, "希望什么时候见效？")
    quiz = running_quiz(county, clerk)
    envoy = personal_links.give(county, "envoy", "古丽娜尔", clerk)
    contest = made_contests.made_contest(county, clerk)
    judge = made_contests.judged_by(contest, ("马教授", "李经理", "王会计"), clerk)[0]
    sheet = signing_in.make(county, "设施番茄培训", timezone.localdate(), clerk, takes_printed=True)

    def by_link(given: Any) -> Callable[[Any], None]:
        def enter(page: Any) -> None:
            page.goto(f"{site}/open/me/{given.secret}/")
            page.fill("#pin", given.pin)
            page.click("main button[type=submit]")
            page.wait_for_selector("fieldset, form[data-log]")

        return enter

    def as_judge(page: Any) -> None:
        by_link(judge)(page)
        for line in page.query_selector_all("fieldset"):
            line.query_selector("input[value=free]").check()
        page.click("text=以上属实")
        page.wait_for_selector(".doors")

    def begun(page: Any) -> None:
        page.goto(f"{site}/open/quiz/{quiz.code}/")
        page.fill("#name", "三年级二班 07")
        page.click("text=开始答题")
        page.wait_for_selector("form[data-question]")

    def asked_for(page: Any) -> None:
        page.goto(f"{site}/open/follow/")
        page.fill("#number", followed.number)
        page.fill("#phrase", phrase_of(followed.number))

    return [
        OpenPage("签到", f"/open/signin/{sheet.code}/?t={signing_in.code_now(sheet)}"),  # first: the code is soon old
        OpenPage("表单", f"/open/{form.code}/"),
        OpenPage("表单（维吾尔语）", f"/open/{form.code}/?lang=ug"),
        OpenPage("查询来件", "/open/follow/"),
        OpenPage("跟进来件", "", asked_for),
        OpenPage("口令", f"/open/me/{envoy.secret}/"),
        OpenPage("特派员", "/open/me/", by_link(envoy), WITH_WORKER),
        OpenPage("答题首页", f"/open/quiz/{quiz.code}/"),
        OpenPage("答题", f"/open/quiz/{quiz.code}/paper/", begun),
        OpenPage("评委评分", "/open/me/judging/1/", as_judge),
    ]


def seen(chromium: Any, site: str, wanted: OpenPage) -> Came:
    """Opened twice over the slow network with nothing kept: as it is, and with its scripts held back."""
    context = chromium.new_context(viewport={"width": 360, "height": 640}, locale="zh-CN", has_touch=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    wanted.enter(page)
    page.evaluate(
        "navigator.serviceWorker && navigator.serviceWorker.getRegistrations().then(a => a.map(r => r.unregister()))"
    )
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setBypassServiceWorker", {"bypass": True})
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.send("Network.emulateNetworkConditions", SLOW_3G)
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda said: sizes.append(int(said["encodedDataLength"])))
    seconds = _opened(page, site, wanted)
    page.wait_for_load_state("networkidle")
    weighed = list(sizes)
    page.evaluate(Axe().axe_script)
    grave = tuple(
        f"{each['id']}: {node['html'][:90]}"
        for each in page.evaluate(RUN)
        if each["impact"] in GRAVE
        for node in each["nodes"]
    )
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    bare = seconds
    if wanted.address:
        page.route("**/*.js", lambda route: route.abort())
        bare = _opened(page, site, wanted)
    context.close()
    return Came(wanted.name, sum(weighed), len(weighed), seconds, bare, grave, fits)


def _opened(page: Any, site: str, wanted: OpenPage) -> float:
    if wanted.address:
        page.goto(site + wanted.address, wait_until="load")
    else:
        with page.expect_navigation(wait_until="load"):
            page.click("main button[type=submit]")
    found: float = page.evaluate(FIRST_PAINT)
    return found / 1000


def test_every_open_page_is_light_quick_and_accessible_on_a_slow_telephone(chromium, site, pages):
    came = [seen(chromium, site, each) for each in pages]
    table = Table("page", "bytes", "requests", "first words, s", "without scripts, s", title="slow 3G, 360 px")
    for each in came:
        table.add_row(each.name, f"{each.bytes:,}", str(each.requests), f"{each.seconds:.2f}", f"{each.bare:.2f}")
    Console(width=120).print(table)
    assert [each for each in came if each.grave or not each.fits] == []
    assert [each for each in came if each.bytes > MOST_BYTES] == []
    assert [each for each, page in zip(came, pages, strict=True) if each.requests > page.most_requests] == []
    assert [each for each in came if each.seconds > FIRST_WORDS] == []
