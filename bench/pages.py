"""What twenty people of a bureau with 100,000 records wait for a page, against the same templates filled with constants.

Both are whole answers: session, person and rights are looked up for the page from constants too, and it says the same,
letter by letter. What the ratio shows is what a page's own work costs. The two take turns, as the machine may have other work.
"""

import gc
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from bench.clock import Timed
from bench.constants import FromConstants
from kezhang.jobs import router as jobs
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs import people
from kezhang.orgs.models import Org
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.edge import router as edge
from kezhang.targets.models import TARGETS, Target

AS_OF = date(2024, 6, 30)
RECORDS, PEOPLE, ROUNDS = 100_000, 20, 60
FIRMS = 2_000


def measure() -> Iterator[tuple[str, Timed, Timed]]:
    """The 95th percentile of each page's answers."""
    settings.ALLOWED_HOSTS = ["testserver"]
    for router in (jobs, edge):  # the workbench tells of work beside the site, and each request is counted
        if router.database() != "default":
            call_command("migrate", router.APP, database=router.database(), verbosity=0)
    org = Org.objects.get_or_create(code="652793", defaults={"name": "万条县", "level": Org.Level.COUNTY})[0]
    if not TechnologyContract.objects.filter(org=org).exists():
        _fill(org)
    contract = TechnologyContract.objects.filter(org=org).first()
    assert contract is not None
    clients = [_client(f"page{number}", org) for number in range(PEOPLE)]
    root = f"/{org.code}/{AS_OF}/"
    pages = {
        "home": "home/",
        "board": "board/",
        "list": "ledgers/technology-contracts/",
        "record": f"ledgers/technology-contracts/{contract.pk}/",
        "profile": "profiles/enterprises/?name=" + contract.seller,
    }
    for name, page in pages.items():
        setup_test_environment()  # which remembers what a page was drawn from
        answer = clients[0].get(root + page)
        teardown_test_environment()
        assert answer.status_code == 200, (name, answer.status_code)
        # The first is that of the page itself; what stands in others was set by the templates it includes.
        context = (answer.context[0] if isinstance(answer.context, list) else answer.context).flatten()
        constants = (get_template(answer.templates[0].name), context)
        turn = cycle(clients)
        own, drawn = [], []
        for client in clients:
            client.get(root + page)  # the first time loads the middlewares, as a server does once, when it starts
        gc.collect()
        for _ in range(ROUNDS):
            client = next(turn)
            FromConstants.page = None
            own.append(_timed(lambda at=root + page, client=client: client.get(at)))  # type: ignore[misc]
            FromConstants.page = constants
            drawn.append(_timed(lambda at=root + page, client=client: client.get(at)))  # type: ignore[misc]
        said = _said(clients[0], root + page)
        FromConstants.page = None
        assert said == _said(clients[0], root + page), name
        label = f"{name}, 95th of {PEOPLE} people over {RECORDS:,} records ÷ the same page from constants"
        yield label, _95th(own), _95th(drawn)


def _said(client: Client, address: str) -> str:
    """A page without the token of its forms, which is written differently each time."""
    return re.sub(r"\b[0-9A-Za-z]{64}\b", "", client.get(address).content.decode())


def _timed(work: Callable[[], object]) -> Timed:
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return Timed(time.perf_counter() - begun, time.process_time() - cpu)


def _95th(spent: list[Timed]) -> Timed:
    return sorted(spent, key=lambda each: each.wall)[int(ROUNDS * 0.95) - 1]


def _fill(org: Org) -> None:
    first = date(2020, 1, 1)
    TechnologyContract.objects.bulk_create(
        (
            TechnologyContract(
                org=org, registration_number=f"{number:016}", title=f"合同{number}", type="service",
                seller=f"卖方{number % FIRMS}有限公司", buyer=f"买方{number % FIRMS}有限公司", amount=Decimal(100_000),
                technology_amount=Decimal(90_000), signed_on=first + timedelta(number % 1640),
                registered_on=first + timedelta(number % 1640),
            )
            for number in range(RECORDS)
        ),
        batch_size=5_000,
    )  # fmt: skip
    targets = [
        Target(
            org=org, indicator=indicator, year=2024, value=Decimal(2000), unit=unit, type="assigned", version=1,
            effective_on=date(2024, 2, 1),
        )
        for indicator, unit in (("technology-contract-turnover", "万元"), ("achievements-registered", "项"))
    ]  # fmt: skip
    journal.save_many(TARGETS, org, targets, Author(by=None, reason="下达任务", accepting="已核对"))


def _client(name: str, org: Org) -> Client:
    client = Client()
    client.force_login(people.add(name, org, "clerk", "reviewer", password="Zhanghu-2024", full_name=name))
    return client
