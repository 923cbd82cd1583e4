"""答题的一阵: so many start within some seconds, save again and again, and submit within some seconds or all at once.

What each was told is kept, and held afterwards against what is stored: nothing that was acknowledged may be missing.
"""

import asyncio
import json
import secrets
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random

from bench.burst.phones import Answer, Phone, at

QUESTIONS = 20
LETTERS = "ABCD"
#: A page that asks for nothing of anybody, at the moments of each step of a quiz -> the steps it is held against.
BARE = {"bare at the start": ("page", "start"), "bare at a saving": ("save",), "bare at the end": ("submit",)}


@dataclass
class Plan:
    """How many, and in which seconds."""

    people: int
    start: float
    save: float
    rounds: int
    submit: float
    addresses: int = 1


@dataclass
class Burst:
    """What came of it."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # step -> seconds
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    #: Acknowledged last: the sender's id -> {question: [letters, count]}, and whether it was submitted.
    saved: dict[str, dict[str, list]] = field(default_factory=dict)
    submitted: set[str] = field(default_factory=set)

    def note(self, step: str, answer: Answer) -> bool:
        """Whether it was taken."""
        self.taken[step].append(answer.took)
        self.statuses[step][answer.status] += 1
        return 200 <= answer.status < 300

    @property
    def broken(self) -> int:
        """Answers of 500 and above, and none at all."""
        return sum(
            n for counts in self.statuses.values() for status, n in counts.items() if status == 0 or status >= 500
        )


def prepare(code: str) -> str:
    """A quiz of twenty questions that runs for a day; its address."""
    from datetime import timedelta

    from django.utils import timezone

    from kezhang.orgs.models import Org, User
    from kezhang.submissions.models import OnlineQuiz
    from kezhang.submissions.quizzes import bank, life
    from kezhang.submissions.quizzes.bank import AskedQuestion

    org, clerk, now = Org.objects.get(code=code), User.objects.get(username="clerk"), timezone.now()
    if not bank.QuizQuestion.objects.filter(org=org).exists():
        asked = [
            AskedQuestion(n, "single", f"第{n}题：下列哪一项说法正确？", tuple(f"说法{each}" for each in LETTERS), LETTERS[n % 4], "科普", 1)
            for n in range(1, QUESTIONS * 2 + 1)
        ]  # fmt: skip
        bank.add(org, asked, clerk)
    quiz = OnlineQuiz(
        org=org, title="线上答题", attempts=1, minutes=60, strata=[{"topic": "", "difficulty": 0, "count": QUESTIONS}],
        opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(days=1),
    )  # fmt: skip
    return life.publish(life.make(quiz, clerk), clerk).code


def questions_of(client_id: str) -> list[str]:
    """The paper that a device drew; a telephone has its names from its page."""
    from kezhang.submissions.edge.models import QuizAttempt

    return list(QuizAttempt.objects.get(client_id=client_id).drawn)


async def bare(port: int, path: str, plan: Plan) -> Burst:
    """The same people at the same moments, each of whom asks for one page wherever an answerer would ask for anything."""
    burst, begun = Burst(), time.perf_counter() + 0.5
    await asyncio.gather(*(_one_bare(port, path, plan, n, begun, burst) for n in range(plan.people)))
    return burst


async def _one_bare(port: int, path: str, plan: Plan, number: int, begun: float, burst: Burst) -> None:
    phone, chance = Phone(port, _address(number, plan)), Random(number)
    at_start, at_saving, at_end = BARE
    started = begun + chance.uniform(0, plan.start)
    await at(started)
    for _ in BARE[at_start]:
        burst.note(at_start, await phone.get(path))
    for turn in range(1, plan.rounds + 1):
        await at(started + plan.save * turn)
        burst.note(at_saving, await phone.get(path))
    await at(_end(begun, plan) + chance.uniform(0, plan.submit))
    burst.note(at_end, await phone.get(path))


def _end(begun: float, plan: Plan) -> float:
    """When the first of them submit."""
    return begun + plan.start + plan.save * (plan.rounds + 1)


async def answer(port: int, quiz: str, plan: Plan) -> Burst:
    """Everybody's part, by one clock."""
    burst, begun = Burst(), time.perf_counter() + 0.5
    await asyncio.gather(*(_one(port, quiz, plan, n, begun, burst) for n in range(plan.people)))
    return burst


async def _one(port: int, quiz: str, plan: Plan, number: int, begun: float, burst: Burst) -> None:
    phone, chance, own = Phone(port, _address(number, plan)), Random(number), secrets.token_hex(16)
    started = begun + chance.uniform(0, plan.start)
    await at(started)
    burst.note("page", await phone.get(f"/open/quiz/{quiz}/"))
    if not burst.note("start", await phone.post(f"/open/quiz/{quiz}/start/", {"id": own, "name": f"第{number}号"})):
        return
    names = await asyncio.to_thread(questions_of, own)
    said: dict[str, list] = {}
    for turn in range(1, plan.rounds + 1):
        await at(started + plan.save * turn)
        now = said | {name: [LETTERS[(number + turn) % 4], turn] for name in chance.sample(names, 5)}
        if burst.note(
            "save", await phone.post(f"/open/quiz/{quiz}/paper/", {"answers": json.dumps(now), "go": "save"})
        ):
            said = now
            burst.saved[own] = now
    await at(_end(begun, plan) + chance.uniform(0, plan.submit))
    last = said | {name: [LETTERS[number % 4], plan.rounds + 1] for name in names}
    if burst.note(
        "submit", await phone.post(f"/open/quiz/{quiz}/paper/", {"answers": json.dumps(last), "go": "submit"})
    ):
        burst.saved[own] = last
        burst.submitted.add(own)


def _address(number: int, plan: Plan) -> str:
    """One of so many, all of them this machine's."""
    of = number % plan.addresses
    return "" if plan.addresses == 1 else f"127.1.{of // 250}.{of % 250 + 1}"


def lost(burst: Burst) -> int:
    """Acknowledged and not there: submitted and not finished, or an answer with another letter or none."""
    from kezhang.submissions.edge.models import QuizAttempt

    rows = {row.client_id: row for row in QuizAttempt.objects.filter(client_id__in=list(burst.saved))}
    missing = 0
    for own, said in burst.saved.items():
        row = rows.get(own)
        is_there = row is not None and all(row.answers.get(name) == told for name, told in said.items())
        is_finished = row is not None and (own not in burst.submitted or row.finished_at is not None)
        missing += not (is_there and is_finished)
    return missing
