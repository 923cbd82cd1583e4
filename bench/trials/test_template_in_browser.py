"""From an old report to a template in a real browser: every press of the mouse is counted, and the documentation says how many."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from bench.trials.test_browser import log_in, page  # noqa: F401 - fixtures
from kezhang.reports.models import Template
from kezhang.reports.proposing.proposals import propose
from tests.bureau_papers import paper, styled
from tests.documents import kept, paragraph
from tests.old_reports import BY_HAND, REPORTS, parsed

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = Path(__file__).parents[2] / "docs" / "report-templates.md"
#: What the guide says of the walk: numbers, presses, seconds by the keystroke-level model.
SAID = re.compile(r"(\d+)处数字和年份，按(\d+)下鼠标、打(\d+)个字，约(\d+)秒")
#: Card, Moran and Newell: to point and press, to type a character, to make up one's mind.
PRESS, KEY, THINK = 1.3, 0.28, 1.35


class Hand:
    """A person at the page: what is pressed and typed is counted as it is done."""

    def __init__(self, window: Page) -> None:
        self.window, self.presses, self.keys, self.thoughts = window, 0, 0, 0

    def press(self, place: str) -> None:
        self.window.click(place)
        self.presses += 1

    def choose(self, place: str, value: str) -> None:
        """A list is opened and a line of it pressed."""
        self.window.select_option(place, value)
        self.presses, self.thoughts = self.presses + 2, self.thoughts + 1

    def type(self, place: str, words: str) -> None:
        self.window.click(place)
        self.window.keyboard.type(words)
        self.presses, self.keys, self.thoughts = self.presses + 1, self.keys + len(words), self.thoughts + 1

    @property
    def seconds(self) -> float:
        return self.presses * PRESS + self.keys * KEY + self.thoughts * THINK


def is_right(token: str, wanted: str) -> bool:
    return token.startswith("【手填") if wanted == BY_HAND else token == wanted


def test_an_old_report_becomes_a_template_by_as_many_presses_as_the_guide_says(
    page,  # noqa: F811
    live_server,
    example,
    clerk,
    tmp_path,
):
    text, numbers = parsed(REPORTS["county_annual"])
    head, *rest = text.splitlines()
    file = kept(tmp_path, "去年总结.docx", paper(paragraph(styled(head, sz="44")), *rest))
    proposals = propose(text)
    log_in(page, live_server, clerk.username)
    page.goto(live_server.url + "/652799/2024-06-30" + reverse("report-templates"))
    hand = Hand(page)
    hand.press("main >> text=从以前的报告做模板")
    page.set_input_files("input[type=file]", file)
    hand.presses += 2  # the file is pressed in the system's own window, and that is confirmed
    hand.press("main button[type=submit]")
    page.wait_for_selector("input[name=name]")
    for place, proposal in enumerate(proposals):
        wanted = next((n.token for n in numbers if proposal.start < n.end and n.start < proposal.end), proposal.best)
        if is_right(proposal.best, wanted):
            hand.thoughts += not proposal.is_sure
            continue
        right = next((c.token for c in proposal.choices if is_right(c.token, wanted)), None)
        if right:
            hand.choose(f"select[name=choice-{place}]", right)
        else:
            hand.type(f"input[name=typed-{place}]", wanted)
    hand.type("input[name=name]", "年度总结")
    hand.press("button[name=accept]")
    page.wait_for_selector("text=已保存“年度总结”第1版")
    assert Template.objects.get(org=example).name == "年度总结"
    assert page.faults == []
    counted = (len(proposals), hand.presses, hand.keys, round(hand.seconds))
    found = SAID.search(GUIDE.read_text(encoding="utf-8"))
    assert found is not None, counted
    assert tuple(map(int, found.groups())) == counted
