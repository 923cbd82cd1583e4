"""Whatever people outside write and in whatever order they act: the sums hold, and no text becomes more than a text."""

import io
import random
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from kezhang.records.models import Change
from kezhang.records.writing.refusal import Refused
from kezhang.submissions import erasure, examination
from kezhang.submissions.contests import life, results_workbook
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.sealing.seal import Unsealable
from kezhang.submissions.sending import receiving
from kezhang.submissions.sending.moving import NotMovable
from tests.made_contests import came_in, declare, judged_by, made_contest, score
from tests.opened_forms import DEMAND, opened, send, sent

pytestmark = pytest.mark.django_db
STEPS = 500
#: A script, three formulas, a text that runs backwards, one without width, a NUL, a template's marks.
PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', '=HYPERLINK("http://x.invalid","点我")', "+1+1",
    "@SUM(A1)", "正常\u202e常正\u202c", "零\u200b宽", "空\x00字", "{{ form.org }}{% debug %}", "<w:t>",
)  # fmt: skip


def test_after_every_one_of_five_hundred_steps_what_was_sent_is_what_stands_somewhere(county, clerk):
    chance, form = random.Random(20), opened(county, clerk)
    people: dict[str, int] = {}

    def any_of() -> Submission:
        return Submission.objects.get(pk=chance.choice(Submission.objects.values_list("pk", flat=True)))

    acts = {
        "send": lambda: sent(form, title=f"难题{len(people)}-{chance.random()}"),
        "again": lambda: send(form, id=any_of().client_id),
        "take": lambda: handling.take(any_of(), clerk),
        "release": lambda: handling.release(any_of(), clerk),
        "return": lambda: handling.send_back(any_of(), clerk, "请补充"),
        "revise": lambda: receiving.revise(any_of(), {**DEMAND, "title": f"补充{chance.random()}"}),
        "accept": lambda: handling.accept(any_of(), clerk, accepting="核实"),
        "refuse": lambda: handling.refuse(any_of(), clerk, Submission.Refusal.NOT_OURS),
        "withdraw": lambda: receiving.withdraw(any_of()),
        "time": lambda: Submission.objects.filter(claimed_at__isnull=False).update(
            claimed_at=timezone.now() - timedelta(hours=1)
        ),
        "erase": lambda: erasure.erase([each] if (each := any_of()).decided_at else []),
    }
    sent(form)
    for step in range(STEPS):
        name = chance.choices(list(acts), [4, 1, 4, 1, 2, 2, 3, 1, 1, 1, 0.3])[0]
        try:
            acts[name]()
        except (NotMovable, Refused, receiving.NotReceived) as refused:
            name = "refused" if str(refused) else "refused without a word"
        except Unsealable:  # erased: nothing of it can be opened any more
            name = "erased"
        people[name] = people.get(name, 0) + 1
        counts = handling.counts(OpenForm.objects.get(pk=form.pk))
        assert sum(n for state, n in counts.items() if state != "sent") == counts["sent"], (step, name)
    assert "refused without a word" not in people
    assert list(examination.examine([county])) == []
    assert min(people.get(name, 0) for name in ("send", "take", "return", "revise", "accept", "refused")) > 5


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_text_from_outside_stays_a_text_in_page_sheet_and_log(client, county, clerk, payload):
    form = opened(county, clerk)
    answer = send(form, description=payload)
    assert answer.status_code in (201, 422), answer.content.decode()[:2000]
    client.force_login(clerk)
    for each in Submission.objects.all():
        page = client.get(f"/submissions/inbox/{each.number}/").content.decode()
        assert [tag for tag in ("<script>alert", "<img src=x", "\u202e", "\u200b", "\x00") if tag in page] == []
        handling.accept(each, clerk, accepting="核实")
    assert payload not in str(list(Change.objects.filter(ledger="submissions").values("before", "after")))


def test_what_a_judge_writes_stays_a_text_on_the_pages_and_is_no_formula_in_the_sheet(client, county, clerk):
    contest = made_contest(county, clerk, title="<script>alert(1)</script>大赛")
    for given in judged_by(contest, ("=1+1", "李经理"), clerk):
        browser = came_in(given)
        declare(given, browser)
        for number in (1, 2, 3):
            assert score(browser, number, "50", "30").status_code == 302
        assert "<script>alert" not in browser.get("/open/me/").content.decode()
    contest = life.take_step(contest, life.FREEZE, clerk)
    book = openpyxl.load_workbook(io.BytesIO(results_workbook.book(contest)))
    assert [cell.data_type for row in book["评分表"].iter_rows() for cell in row if cell.data_type == "f"] == []
    life.take_step(contest, life.ANNOUNCE, clerk)
    assert "<script>alert" not in Client().get(f"/open/contest/{contest.code}/").content.decode()
    client.force_login(clerk)
    shown = client.get(f"/{county.code}/{timezone.localdate()}/submissions/contests/{contest.code}/").content.decode()
    assert "<script>alert" not in shown
