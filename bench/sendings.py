"""五百县一分钟: so many counties sign and send within a minute at four workers of the site, on PostgreSQL; none is lost.

``python scripts/with_postgres.py python -m bench.sendings [--counties 500] [--seconds 60] [--workers 4]``. Moments are spread
over the time by chance; a sending takes from its moment to the answer, waiting for a worker included. Exits 1 when one is
lost or done twice, a page broke, a log is not whole, or the last one was answered after the time and a tenth of it.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from bench.throw_away import home

WORKERS, COUNTIES, SECONDS = 4, 500, 60
AS_OF, TURNOVER = date(2024, 6, 30), "technology-contract-turnover"
REASON = "合同集中在下半年登记，已逐户走访"


class Sending(NamedTuple):
    """One county's: who signs which return on which page, and when, in seconds from the start."""

    code: str
    director: str
    answer: int
    at: float


class Sent(NamedTuple):
    """What became of it."""

    answer: int
    status: int
    took: float
    ended: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sendings", description=__doc__)
    parser.add_argument("--counties", type=int, default=COUNTIES)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--workers", type=int, default=WORKERS)
    asked = parser.parse_args()
    assert os.environ.get("DATABASE_URL"), "bench.sendings needs PostgreSQL: scripts/with_postgres.py"
    with home("sendings"):
        chance = Random(1)
        moments = sorted(chance.uniform(0, asked.seconds) for _ in range(asked.counties))
        sendings = [Sending(*signed, at) for signed, at in zip(_prepared(asked.counties), moments, strict=True)]
        return _judge(_sent(sendings, asked.workers), sendings, asked.seconds * 1.1)


def _prepared(count: int) -> list[tuple[str, str, int]]:
    """A superior, its counties with a contract and a director each, and a round in which every return waits to be signed."""
    from django.utils import timezone

    from kezhang.catalogue import INDICATORS
    from kezhang.collection.returning import life
    from kezhang.collection.rounds import opening
    from kezhang.collection.rounds.opening import RoundAsked
    from kezhang.ledgers.models import TechnologyContract
    from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
    from kezhang.orgs import people
    from kezhang.orgs.models import Org, Post
    from kezhang.records.writing import journal
    from kezhang.records.writing.journal import Author

    province = Org.objects.create(code="910000", name="测试省", level=Org.Level.PROVINCIAL)
    counties = [
        Org.objects.create(
            code=f"91{n // 90 + 1:02}{n % 90 + 10}", name=f"测试{n}县", level=Org.Level.COUNTY, parent=province
        )
        for n in range(count)
    ]
    for county in counties:
        contract = TechnologyContract(
            org=county, registration_number=f"2024{county.code}", title="设施农业技术服务", type="service", seller="甲",
            buyer="乙", amount=Decimal(100_000), technology_amount=Decimal(100_000), signed_on=date(2024, 3, 1),
            registered_on=date(2024, 3, 20),
        )  # fmt: skip
        journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=None, reason="登记", accepting="已核对"))
        people.add(f"d{county.code}", county, Post.Kind.DIRECTOR)
    deadline = timezone.now() + timedelta(days=7)
    asked = RoundAsked(as_of=AS_OF, indicators=[INDICATORS[TURNOVER]], counties=counties, deadline=deadline)
    made = opening.open_round(province, asked, None)
    found = []
    for answer in made.returns.select_related("org", "round__org").order_by("pk"):
        version = life.make(answer, None)
        for place, _ in enumerate(version.checks, start=1):
            life.answer_check(answer, None, place, REASON)
        life.explain(answer, None, TURNOVER, REASON, REASON)
        life.submit(answer, None)
        life.review(answer, None)
        found.append((answer.org.code, f"d{answer.org.code}", answer.pk))
    Random(2).shuffle(found)
    return found


def _sent(sendings: Sequence[Sending], count: int) -> list[Sent]:
    """Each worker takes the next sending that is due; all begin together."""
    context = multiprocessing.get_context("spawn")
    ready, told, results = context.Barrier(count + 1), context.Queue(), context.Queue()
    for each in sendings:
        told.put(each)
    for _ in range(count):
        told.put(None)
    begun = context.Value("d", 0.0)
    workers = [context.Process(target=_work, args=(ready, begun, told, results), daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    ready.wait()
    begun.value = time.monotonic()
    ready.wait()
    came = [results.get(timeout=600) for _ in sendings]
    for worker in workers:
        worker.join()
    return came


def _work(ready: Any, begun: Any, told: Any, results: Any) -> None:
    """One worker of the site: what a browser sends, through every layer, with a connection that is kept."""
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse

    from kezhang.orgs.models import User

    browser = Client(headers={"host": "localhost"})
    browser.get("/login/")  # what a process loads with its first page is loaded
    ready.wait()
    ready.wait()
    while (asked := told.get()) is not None:
        browser = Client(raise_request_exception=False, headers={"host": "localhost"})
        browser.force_login(User.objects.get(username=asked.director))
        time.sleep(max(0.0, begun.value + asked.at - time.monotonic()))
        page = reverse("return-step", kwargs={"pk": asked.answer, "step": "send"})
        answer = browser.post(f"/{asked.code}/{AS_OF}{page}")
        ended = time.monotonic() - begun.value
        results.put(Sent(asked.answer, answer.status_code, ended - asked.at, ended))


def _judge(came: Sequence[Sent], sendings: Sequence[Sending], within: float) -> int:
    from kezhang.catalogue import LEDGERS
    from kezhang.collection.models import Return
    from kezhang.collection.returning.contents import filled
    from kezhang.orgs.models import Org
    from kezhang.records.history.integrity import examine
    from kezhang.records.models import Change

    answers = Return.objects.filter(pk__in=[each.answer for each in sendings])
    lost = [each for each in answers if each.state != Return.State.SENT or filled(each).sent_at is None]
    logged = Change.objects.filter(after__step="签发报送").count()
    faults = list(examine(LEDGERS.values(), Org.objects.filter(code__startswith="91")))
    broken = [each for each in came if each.status != 302]
    took = sorted(each.took for each in came)
    last, p95 = max(each.ended for each in came), statistics.quantiles(took, n=20)[-1]
    sys.stdout.write(
        f"{len(sendings)} sendings, {len(lost)} lost, {logged} logged, {len(broken)} pages broke, {len(faults)} faults of logs; "
        f"last answered after {last:.1f} s, median {statistics.median(took):.3f} s, p95 {p95:.3f} s, longest {took[-1]:.3f} s\n"
    )
    return 0 if not lost and not broken and not faults and logged == len(sendings) and last <= within else 1


if __name__ == "__main__":
    sys.exit(main())
