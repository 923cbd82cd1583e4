"""Quizzes that tests hold: a bank of questions, and one that runs now."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.submissions.quizzes import bank, life
from kezhang.submissions.quizzes.bank import AskedQuestion
from kezhang.submissions.quizzes.models import OnlineQuiz

TOPICS = ("科技活动", "高企")


def filled_bank(org: Org, by: User, count: int = 40) -> None:
    """The right answer of question n is A for even numbers and BC, as a multiple choice, for odd ones."""
    asked = [
        AskedQuestion(n, "multiple" if n % 2 else "single", f"第{n}题的题干，请选择", ("甲", "乙", "丙", "丁"),
                      "BC" if n % 2 else "A", TOPICS[n % 2], 1 + n % 3)
        for n in range(count)
    ]  # fmt: skip
    bank.add(org, asked, by)


def made_quiz(org: Org, by: User, **said: Any) -> OnlineQuiz:
    """A draft that begins at once."""
    now = timezone.now()
    rules = {"strata": [{"topic": "", "difficulty": 0, "count": 20}], "opens_at": now - timedelta(minutes=1),
             "closes_at": now + timedelta(hours=1), "title": "科技活动周答题"} | said  # fmt: skip
    return life.make(OnlineQuiz(org=org, **rules), by)


def running_quiz(org: Org, by: User, **said: Any) -> OnlineQuiz:
    filled_bank(org, by)
    return life.publish(made_quiz(org, by, **said), by)


def started(quiz: OnlineQuiz, name: str = "三年级二班 07", **said: str) -> Client:
    """A browser that has begun."""
    browser = Client()
    page = browser.get(f"/open/quiz/{quiz.code}/").content.decode()
    given = page.split('name="id" value="')[1].split('"')[0]
    answer = browser.post(f"/open/quiz/{quiz.code}/start/", {"id": given, "name": name, **said})
    assert answer.status_code == 302, answer.content.decode()[:1500]
    return browser
