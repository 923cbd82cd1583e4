"""The open pages in a real browser of a telephone's size: a visit logged without a network, a demand, a quiz, a contest."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from kezhang.ledgers.models import ContestEntry, EnvoyService, TechnologyDemand
from kezhang.submissions.contests import life
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.envoys import logs, own_pages, personal_links
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import Submission
from kezhang.submissions.quizzes import scoring
from tests import made_contests
from tests.made_quizzes import running_quiz
from tests.opened_forms import DEMAND, opened

pytestmark = pytest.mark.django_db(transaction=True)
#: Bytes of an open form with everything it is drawn with, and of the envoy's page.
FORM_WEIGHT, ENVOY_WEIGHT, QUESTION_WEIGHT = 60_000, 100_000, 8_000
WEIGHT = (
    "[performance.getEntriesByType('resource').reduce((a, r) => a + r.encodedBodySize, 0)"
    " + performance.getEntriesByType('navigation')[0].encodedBodySize,"
    " performance.getEntriesByType('resource').length + 1]"
)


@pytest.fixture
def telephone(live_server, chromium):
    """A small screen; pages are made by whoever asks for them."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, locale="zh-CN", has_touch=True, base_url=live_server.url
    )
    context.set_default_timeout(30_000)
    return context


def faults_of(page) -> list[str]:
    found: list[str] = []
    page.on("pageerror", lambda fault: found.append(str(fault)))
    return found


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2000, 1500), "green").save(out, "JPEG")
    return out.getvalue()


def opened_by_pin(page, given) -> None:
    """The envoy's own page."""
    page.goto(f"/open/me/{given.secret}/")
    page.fill("#pin", given.pin)
    page.click("button[type=submit]")
    page.wait_for_selector("form[data-log]")


def fill_in_visit(page) -> None:
    page.fill("#f_place", "柳泉镇红柳村")
    page.select_option("#f_mode", label="现场")
    page.fill("#f_content", "指导番茄温室白粉虱绿色防控和水肥管理")


def test_a_visit_logged_offline_survives_the_death_of_the_page_and_is_sent_once(telephone, county, clerk):
    given = personal_links.give(county, "envoy", "古丽娜尔", clerk)
    page = telephone.new_page()
    faults = faults_of(page)
    opened_by_pin(page, given)
    assert given.secret not in page.url
    assert page.evaluate(WEIGHT)[0] <= ENVOY_WEIGHT
    assert fits(page)
    page.wait_for_function("caches.match(window.location.pathname).then(Boolean)")
    page.click("[data-check]")
    page.wait_for_selector("[data-check-says].good")

    telephone.set_offline(True)
    fill_in_visit(page)
    telephone.grant_permissions(["geolocation"])
    telephone.set_geolocation({"latitude": 44.1234567, "longitude": 82.4567891})
    page.click("[data-here]")
    page.wait_for_selector("[data-position-says] >> text=已附上，只到约一百米")
    page.set_input_files("#f_files", {"name": "棚.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    page.click("form[data-log] button[type=submit]")
    page.wait_for_selector("[data-items] li")
    assert "写于0分钟前，照片1张" in page.inner_text("[data-items]")
    assert "网络不通，已存在本机" in page.inner_text("[data-net]")
    page.close()
    assert Submission.objects.count() == 0

    page = telephone.new_page()
    page.goto("/open/me/")  # without a network: the worker answers
    page.wait_for_selector("[data-items] li")
    telephone.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-net].good")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert re.search(r"已送达，编号\S+。", page.inner_text("[data-net]"))
    page.wait_for_selector("[data-queue]", state="hidden")
    submission = Submission.objects.get()
    assert (submission.files.count(), submission.written_at is not None) == (1, True)
    assert handling.content_of(submission)["answers"]["position"] == "44.123,82.457"
    logs.approve(submission, clerk, "已核实")
    assert EnvoyService.objects.get().served_on == date.today()
    assert faults == []


def test_another_version_of_the_program_comes_while_a_visit_waits_and_it_is_sent_once(
    telephone, county, clerk, monkeypatch, tmp_path
):
    given = personal_links.give(county, "envoy", "古丽娜尔", clerk)
    page = telephone.new_page()
    opened_by_pin(page, given)
    page.wait_for_function("caches.match(window.location.pathname).then(Boolean)")
    telephone.set_offline(True)
    fill_in_visit(page)
    page.click("form[data-log] button[type=submit]")
    page.wait_for_selector("[data-items] li")
    page.close()

    old = Path(own_pages.finders.find("kezhang/open-worker.js")).read_text("utf-8")
    newer = tmp_path / "open-worker.js"
    newer.write_text(old.replace("kezhang-own-1", "kezhang-own-2"), "utf-8")
    monkeypatch.setattr(own_pages.finders, "find", lambda _: str(newer))
    telephone.set_offline(False)
    page = telephone.new_page()
    page.add_init_script("navigator.locks.request('kezhang-envoy', () => new Promise(() => {}))")  # another tab's turn
    page.goto("/open/me/")
    page.wait_for_function(
        "caches.has('kezhang-own-2').then((is) => is && navigator.serviceWorker.getRegistration()"
        ".then((r) => r.active?.state === 'activated' && !r.waiting && !r.installing))"
    )
    page.wait_for_selector("[data-items] li")
    page.close()
    assert Submission.objects.count() == 0

    telephone.set_offline(True)
    page = telephone.new_page()
    page.goto("/open/me/")  # the new version answers without a network
    page.wait_for_selector("[data-items] li")
    telephone.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-queue]", state="hidden")
    assert handling.content_of(Submission.objects.get())["answers"]["place"] == "柳泉镇红柳村"


def test_a_demand_is_kept_without_a_network_sent_asked_and_answered(telephone, county, clerk):
    form = opened(county, clerk)
    page = telephone.new_page()
    faults = faults_of(page)
    page.goto(f"/open/{form.code}/")
    weight, requests = page.evaluate(WEIGHT)
    assert (weight <= FORM_WEIGHT, requests <= 5, fits(page)) == (True, True, True)
    for name, text in DEMAND.items():
        page.fill(f"#f_{name}", text)
    page.click("button[type=submit]")  # consent is not ticked
    page.wait_for_selector("[data-fault=agreed]:not(:empty)")
    page.check("#f_agreed")
    telephone.set_offline(True)
    page.click("button[type=submit]")
    page.wait_for_selector("#says.wrong >> text=还没有送达")
    page.close()
    telephone.set_offline(False)
    page = telephone.new_page()
    page.goto(f"/open/{form.code}/")
    assert page.input_value("#f_title") == DEMAND["title"]
    page.click("button[type=submit]")
    page.wait_for_selector("#receipt .number")
    submission = Submission.objects.get()
    assert page.inner_text("#receipt .number") == submission.shown_number
    phrase = page.inner_text("#receipt dd:last-of-type")
    handling.send_back(submission, clerk, "希望什么时候见效？")
    page.goto("/open/follow/")
    page.fill("#number", submission.number.lower())
    page.fill("#phrase", phrase)
    page.click("button[type=submit]")
    assert "希望什么时候见效" in page.inner_text(".moves")
    page.fill("#f_description", "今年十月前见效")
    page.click("text=提交补充")
    assert "补充已收到" in page.inner_text("[role=status]")
    assert fits(page)
    handling.accept(Submission.objects.get(), clerk, accepting="电话核实")
    assert TechnologyDemand.objects.get().description == "今年十月前见效"
    assert faults == []


def test_a_form_is_sent_with_scripts_switched_off(telephone, live_server, county, clerk):
    form = opened(county, clerk)
    page = telephone.browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640}).new_page()
    page.goto(f"{live_server.url}/open/{form.code}/")
    for name, text in DEMAND.items():
        page.fill(f"#f_{name}", text)
    page.check("#f_agreed")
    page.click("button[type=submit]")
    assert Submission.objects.get().shown_number in page.inner_text(".receipt .number")


def test_a_quiz_of_twenty_questions_is_answered_to_the_certificate(telephone, county, clerk):
    quiz = running_quiz(county, clerk)
    page = telephone.new_page()
    faults = faults_of(page)
    page.goto(f"/open/quiz/{quiz.code}/")
    page.fill("#name", "三年级二班 07")
    page.click("text=开始答题")
    page.wait_for_selector("form[data-question]")
    attempt = QuizAttempt.objects.get()
    for at, name in enumerate(attempt.drawn, start=1):
        page.wait_for_selector(f"form[data-question='{name}']")
        assert page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize") <= QUESTION_WEIGHT
        for letter in quiz.key[name]:
            page.check(f"input[value={letter}]")
        page.click("text=交卷" if at == 20 else "text=下一题")
    page.wait_for_selector(".receipt")
    assert "100分" in page.inner_text(".receipt")
    assert fits(page)
    begins = page.evaluate(
        "fetch(document.querySelector('a.button').href).then((a) => a.arrayBuffer())"
        ".then((all) => String.fromCharCode(...new Uint8Array(all).slice(0, 4)))"
    )
    assert begins == "%PDF"
    assert scoring.score(attempt.drawn, quiz.key, QuizAttempt.objects.get().answers) == (20, 100)
    assert faults == []


def test_a_contest_is_judged_with_a_recusal(telephone, county, clerk):
    contest = made_contests.made_contest(county, clerk)
    given = made_contests.judged_by(contest, ("马教授", "李经理", "王会计"), clerk)
    faults: list[str] = []
    for turn, each in enumerate(given):
        page = telephone.new_page()
        faults = faults_of(page) + faults
        page.goto(f"/open/me/{each.secret}/")
        page.fill("#pin", each.pin)
        page.click("button[type=submit]")
        page.wait_for_selector("fieldset")
        assert "先申报回避" in page.inner_text("h1")
        assert (page.evaluate(WEIGHT)[0] <= FORM_WEIGHT, fits(page)) == (True, True)
        for line in page.query_selector_all("fieldset"):
            is_own = turn == 0 and made_contests.FIRMS[1] in line.inner_text()
            line.query_selector(f"input[value={'recused' if is_own else 'free'}]").check()
            if is_own:
                line.query_selector("input[type=text], input:not([type])").fill("配偶在该公司任职")
        page.click("text=以上属实")
        page.wait_for_selector(".doors")
        assert ("回避：配偶在该公司任职" in page.inner_text(".doors")) == (turn == 0)
        for link in [a.get_attribute("href") for a in page.query_selector_all(".doors a")]:
            page.goto(link)
            number = int(link.rstrip("/").rsplit("/", 1)[1])
            assert (page.evaluate(WEIGHT)[0] <= FORM_WEIGHT, fits(page)) == (True, True)
            page.fill("#score_0", str(60 - 5 * number))
            page.fill("#score_1", str(30 + turn))
            page.fill("#words", "商业模式清楚")
            page.click("text=提交，提交后不能再改")
            page.wait_for_selector(".doors")
        page.close()
        telephone.clear_cookies()
    contest = life.take_step(contest, life.FREEZE, clerk)
    assert [(each["number"], each["sheets"], each["recused"]) for each in contest.ranking] == [
        (1, 3, 0),
        (2, 2, 1),
        (3, 3, 0),
    ]
    life.take_step(contest, life.ANNOUNCE, clerk)
    page = telephone.new_page()
    page.goto(f"/open/contest/{contest.code}/")
    assert "评审结果公示" in page.inner_text("h1")
    assert fits(page)
    made_contests.announced_before(contest, 2)
    life.take_step(contest, life.AWARD, clerk)
    assert ContestEntry.objects.get(award="first").project == "项目1"
    assert faults == []


def test_behind_a_captive_portal_nothing_leaves_the_queue(telephone, county, clerk):
    given = personal_links.give(county, "envoy", "古丽娜尔", clerk)
    page = telephone.new_page()
    page.goto(f"/open/me/{given.secret}/")
    page.fill("#pin", given.pin)
    page.click("button[type=submit]")
    page.wait_for_selector("form[data-log]")
    answered: list[str] = []

    def portal(route):
        answered.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<html>请先登录无线网</html>")

    telephone.route("**/open/me/logs/", portal)
    page.fill("#f_place", "柳泉镇红柳村")
    page.select_option("#f_mode", label="现场")
    page.fill("#f_content", "指导番茄温室白粉虱绿色防控")
    page.click("form[data-log] button[type=submit]")
    page.wait_for_selector("[data-items] li")
    page.wait_for_timeout(1000)
    assert (len(answered) > 0, page.locator("[data-items] li").count(), Submission.objects.count()) == (True, 1, 0)
    telephone.unroute("**/open/me/logs/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-net].good")
    assert Submission.objects.count() == 1
