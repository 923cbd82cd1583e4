"""表单的洪水: thousands of posts from one address or from many; who proves nothing is answered and taken in by nobody."""

import asyncio
import json
import secrets
import time
from collections import Counter
from datetime import date
from random import Random

from bench.burst.phones import Phone, at

#: Posts under way at once.
ABREAST = 64
SAID = {"enterprise_name": "朔湖绿源农业科技有限公司", "credit_code": "91652799MA7AB1239R", "description": "采后三天损耗一成半",
        "contact_name": "马建新", "contact_phone": "13909090909", "agreed": "1"}  # fmt: skip


def prepare(code: str) -> str:
    """An open form for firms' demands; its address."""
    from kezhang.orgs.models import Org
    from kezhang.submissions.forms import form_making
    from kezhang.submissions.forms.shipped import DESIGNS

    made = form_making.from_design(DESIGNS["needs"], Org.objects.get(code=code), None, date(2024, 1, 1))
    return form_making.move(made, "open", None).code


async def flood(port: int, form: str, posts: int, addresses: int) -> Counter[int]:
    """How often which status was told."""
    told: Counter[int] = Counter()
    turns = iter(range(posts))

    async def some() -> None:
        for number in turns:
            of = number % addresses
            phone = Phone(port, "" if addresses == 1 else f"127.2.{of // 250}.{of % 250 + 1}")
            said = SAID | {"title": f"难题{number}", "id": secrets.token_hex(16)}
            told[(await phone.post(f"/open/{form}/", said)).status] += 1

    await asyncio.gather(*(some() for _ in range(ABREAST)))
    return told


async def floods(port: int, form: str, posts: int, addresses: int, seconds: float) -> tuple[int, Counter[int]]:
    """One flood after the other until as many seconds are over: how many they were, and how often which status was told.

    One is over after a few seconds, in which the bureau's people look at some twenty pages; the slowest twentieth of
    twenty is the slowest one, which says nothing.
    """
    told, count, begun = Counter[int](), 0, time.monotonic()
    while not count or time.monotonic() < begun + seconds:
        told += await flood(port, form, posts, addresses)
        count += 1
    return count, told


async def class_of(port: int, form: str, pupils: int, seconds: float) -> tuple[int, int, float]:
    """As many behind one address send within seconds, and come again as the page's script does: how many were taken in,
    how often somebody was told to wait, and the longest that one took."""
    begun, waits, taken, longest = time.perf_counter() + 0.5, 0, 0, 0.0

    async def one(number: int) -> None:
        nonlocal waits, taken, longest
        chance, said = Random(number), SAID | {"title": f"班{number}", "id": secrets.token_hex(16)}
        moment = begun + chance.uniform(0, seconds)
        await at(moment)
        while True:
            answer = await Phone(port).post(f"/open/{form}/", said)
            again = json.loads(answer.body or b"{}").get("again", 0) if answer.status == 429 else 0
            if not again:
                break
            waits += 1
            await asyncio.sleep(again + 2 * chance.random())
        taken += answer.status == 201
        longest = max(longest, time.perf_counter() - moment)

    await asyncio.gather(*(one(n) for n in range(pupils)))
    return taken, waits, longest


def stored(form: str) -> int:
    from kezhang.submissions.models import Submission

    return Submission.objects.filter(form__code=form).count()
