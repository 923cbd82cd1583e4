"""What keeps the open pages from being misused: the field for programs, the proof of work, what the log tells of a sender."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client

from kezhang.records.models import Change
from kezhang.submissions.models import Submission
from kezhang.submissions.sending import proof_of_work
from tests.opened_forms import DEMAND, opened, send, sent

pytestmark = pytest.mark.django_db


def test_the_field_for_programs_is_out_of_sight_and_reach_and_only_raises_suspicion(county, clerk):
    form = opened(county, clerk)
    page = Client().get(f"/open/{form.code}/").content.decode()
    trap = page.split('class="trap"')[1].split("</div>")[0]
    assert all(words in trap for words in ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"'))
    answer = send(form, website="https://spam.example")
    assert answer.status_code != 201  # a program is asked for a proof first
    assert "必填" in answer.content.decode()
    assert Submission.objects.count() == 0
    assert send(form).status_code == 201


def test_a_challenge_that_is_old_spliced_or_of_another_form_proves_nothing_and_is_not_spent_by_it(monkeypatch):
    asked, other = proof_of_work.challenge("abc", 12), proof_of_work.challenge("xyz", 12)

    def solved(text: str) -> str:
        return next(str(n) for n in range(10**6) if proof_of_work._is_solved(text, str(n), 12))

    found = solved(asked.text)
    _, time_, mark = asked.text.split(":")
    spliced = ":".join((other.text.split(":")[0], time_, mark))
    assert not proof_of_work.is_proved("abc", 12, spliced, solved(spliced), "")
    assert not proof_of_work.is_proved("xyz", 12, asked.text, found, "")
    with monkeypatch.context() as patched:
        patched.setattr(proof_of_work, "VALID", timedelta(seconds=-1))
        assert not proof_of_work.is_proved("abc", 12, asked.text, found, "")
    assert not proof_of_work.is_proved("abc", 12, asked.text, "", "不知道")
    assert [proof_of_work.is_proved("abc", 12, asked.text, found, "") for _ in range(2)] == [True, False]


def test_whoever_guesses_what_somebody_sent_cannot_try_it_against_the_log(county, clerk):
    form = opened(county, clerk)
    one, two = sent(form), sent(form)
    tokens = [each.revisions.get().token for each in (one, two)]
    assert tokens[0] != tokens[1]  # the same words under keys of their own
    told = json.dumps(
        list(Change.objects.filter(org=county).values("before", "after")), ensure_ascii=False, default=str
    )
    for word in (DEMAND["contact_name"], DEMAND["contact_phone"]):
        assert word not in told
        assert hashlib.sha256(word.encode()).hexdigest() not in told
