"""``python -m bench.burst.killed``: the site is killed at random moments while people answer a quiz and send forms.

Whatever was acknowledged must be there afterwards, nothing twice: answers that were said to be saved, papers that were
said to be handed in, forms that got a number. Exits 1 otherwise. That the power goes is not tried, see docs/outside.md.
"""

import argparse
import asyncio
import json
import os
import secrets
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console

from bench import throw_away
from bench.beside import site
from bench.beside.site import CODE, Site
from bench.burst import answering, flooding
from bench.burst.answering import LETTERS, Burst, questions_of
from bench.burst.phones import Phone

CONSOLE = Console(width=120)
#: Seconds of one life of the site, at most.
LIFE = 4.0


@dataclass
class Told:
    """What people were told before the site went."""

    burst: Burst = field(default_factory=Burst)
    forms: set[str] = field(default_factory=set)
    sent: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.burst.killed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--people", type=int, default=10, help="who answer and send in each life of the site")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, told = Random(asked.seed), Told()
    with throw_away.home("killed") as home:
        site.prepare(examples=False)
        quiz, form = answering.prepare(CODE), flooding.prepare(CODE)
        for number in range(asked.kills):
            asyncio.run(_one_life(home, quiz, form, asked.people, chance.uniform(0.3, LIFE), told))
            CONSOLE.print(f"killed {number + 1}: {len(told.burst.saved)} papers, {len(told.forms)} forms acknowledged")
        faults = _faults(told, form)
    for each in faults:
        CONSOLE.print(each, style="red", highlight=False)
    CONSOLE.print(
        f"{asked.kills} kills; {told.sent} requests, {len(told.burst.submitted)} papers handed in, "
        f"{len(told.forms)} forms; {len(faults)} faults"
    )
    return 1 if faults else 0


async def _one_life(home: Path, quiz: str, form: str, people: int, seconds: float, told: Told) -> None:
    served = await asyncio.to_thread(Site, home)
    work = [asyncio.create_task(_answers(served.port, quiz, n, told)) for n in range(people)]
    work += [asyncio.create_task(_sends(served.port, form, told)) for _ in range(max(1, people // 5))]
    await asyncio.sleep(seconds)
    os.killpg(served.process.pid, signal.SIGKILL)
    served.process.wait()
    served.log.close()
    for each in work:
        each.cancel()
    await asyncio.gather(*work, return_exceptions=True)


async def _answers(port: int, quiz: str, number: int, told: Told) -> None:
    """Papers one after the other, each saved a few times and handed in, until nobody answers any more."""
    while True:
        phone, own = Phone(port), secrets.token_hex(16)
        told.sent += 1
        if not told.burst.note(
            "start", await phone.post(f"/open/quiz/{quiz}/start/", {"id": own, "name": f"第{number}号"})
        ):
            return
        names, said = await asyncio.to_thread(questions_of, own), {}
        told.burst.saved[own] = {}
        for turn in range(1, 4):
            now = said | {name: [LETTERS[(number + turn) % 4], turn] for name in names[: 5 * turn]}
            if not await _kept(phone, quiz, "save", now, told):
                return
            told.burst.saved[own] = said = now
        if not await _kept(phone, quiz, "submit", said, told):
            return
        told.burst.submitted.add(own)


async def _kept(phone: Phone, quiz: str, go: str, said: dict[str, list], told: Told) -> bool:
    told.sent += 1
    fields = {"answers": json.dumps(said), "go": go}
    return told.burst.note(go, await phone.post(f"/open/quiz/{quiz}/paper/", fields))


async def _sends(port: int, form: str, told: Told) -> None:
    """Forms one after the other, until nobody answers any more."""
    while True:
        own, of = secrets.token_hex(16), told.sent  # from another address each time: one has to prove work soon
        told.sent += 1
        answer = await Phone(port, f"127.3.{of // 250 % 250}.{of % 250 + 1}").post(
            f"/open/{form}/", flooding.SAID | {"title": f"难题{own}", "id": own}
        )
        if answer.status in (200, 201):
            told.forms.add(own)
        elif answer.status == 0:
            return
        else:
            await asyncio.sleep(0.2)


def _is_lost(row: Any, said: dict[str, list], is_submitted: bool) -> bool:
    """What came after the last acknowledged saving, and was stored before the kill, is no loss: it counts higher."""
    if row is None or (is_submitted and row.finished_at is None):
        return True
    there = {name: row.answers.get(name, ["", -1]) for name in said}
    return any(
        there[name][1] < told[1] or (there[name][1] == told[1] and there[name] != told) for name, told in said.items()
    )


def _faults(told: Told, form: str) -> list[str]:
    from kezhang.submissions import examination
    from kezhang.submissions.edge.models import QuizAttempt
    from kezhang.submissions.models import Submission

    found = []
    stored = {row.client_id: row for row in QuizAttempt.objects.filter(client_id__in=list(told.burst.saved))}
    if lost := sum(
        _is_lost(stored.get(own), said, own in told.burst.submitted) for own, said in told.burst.saved.items()
    ):
        found.append(f"{lost} papers acknowledged and not there as they were")
    rows = Counter(Submission.objects.filter(form__code=form).values_list("client_id", flat=True))
    if lost := told.forms - set(rows):
        found.append(f"{len(lost)} forms acknowledged and not there")
    for name, counts in (("forms", rows), ("papers", Counter(QuizAttempt.objects.values_list("client_id", flat=True)))):
        if twice := [own for own, n in counts.items() if n > 1]:
            found.append(f"{len(twice)} {name} there twice")
    if not told.burst.submitted or not told.forms:
        found.append("nothing was acknowledged, and nothing could have been lost")
    found += [f"examination: {fault.says}" for fault in examination.examine()]
    return found


if __name__ == "__main__":
    began = time.monotonic()
    status = main()
    CONSOLE.print(f"{time.monotonic() - began:.0f} s")
    sys.exit(status)
