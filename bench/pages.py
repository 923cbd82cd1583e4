"""What twenty people of a bureau with 100,000 records wait for a page, against the same templates filled with constants."""

import gc
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
from kezhang.jobs import router
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs import people
from kezhang.orgs.models import Org
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.targets.models import TARGETS, Target

AS_OF = date(2024, 6, 30)
RECORDS, PEOPLE, ROUNDS = 100_000, 20, 60
FIRMS = 2_000


def measure() -> Iterator[tuple[str, Timed, Timed]]:
    """The 95th percentile of each page's answers."""
    settings.ALLOWED_HOSTS = ["testserver"]
    if router.database() != "default":  # the workbench tells of work beside the site
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
        turn = cycle(clients)
        drawn = get_template(answer.templates[0].name)
        drawn_with = answer.context if isinstance(answer.context, list) else [answer.context]
        context = {name: said for each in reversed(drawn_with) for name, said in each.flatten().items()}
        request = answer.wsgi_request
        yield (
            f"{name}, 95th of {PEOPLE} people over {RECORDS:,} records ÷ its template from constants",
            _95th(lambda at=root + page, turn=turn: next(turn).get(at)),
            _95th(lambda drawn=drawn, context=context, request=request: drawn.render(context, request)),
        )


def _95th(work: Callable[[], object]) -> Timed:
    spent = []
    for _ in range(ROUNDS):
        begun, cpu = time.perf_counter(), time.process_time()
        work()
        spent.append(Timed(time.perf_counter() - begun, time.process_time() - cpu))
    gc.collect()
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
