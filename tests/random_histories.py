"""Random histories: records of several ledgers created, changed, voided and restored by two bureaus in turn."""

import os
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES
from kezhang.ledgers.envoys.village_pairings import VILLAGE_PAIRINGS
from kezhang.ledgers.envoys.villages import VILLAGES
from kezhang.ledgers.outreach.van_visits import VAN_VISITS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs.models import Org
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused

#: How many of them a test runs through; ``make bench-past`` takes fifty.
SEEDS = range(int(os.environ.get("KEZHANG_HISTORIES", "4")))
LEDGERS = (TECHNOLOGY_CONTRACTS, VAN_VISITS, VILLAGES, VILLAGE_PAIRINGS, TECHNOLOGY_SMES, PUBLISHED_FIGURES)


def _values(ledger: Ledger, random: Random) -> dict:
    """What a record of the ledger may say; few different values, so that bodies repeat and keys collide."""
    day = date(2024, 1, 1) + timedelta(days=random.randrange(180))
    number = random.randrange(4)
    return {
        TECHNOLOGY_CONTRACTS.slug: lambda: {
            "registration_number": f"20246527990000{random.randrange(30):02}", "title": "合同", "seller": f"朔湖{number}公司",
            "type": random.choice(["service", "development"]), "buyer": "乙公司", "signed_on": day, "registered_on": day,
            "amount": Decimal(random.randrange(100, 90_000)) / 100, "technology_amount": Decimal("0.5"),
            "state": random.choice(["registered", "registered", "cancelled"]),
        },
        VAN_VISITS.slug: lambda: {
            "visited_on": day, "place": f"第{number}小学", "place_kind": random.choice(["school", "village"]),
            "exhibits": random.choice([10, 20, 20, 30]), "students": random.randrange(1, 99),
        },
        VILLAGES.slug: lambda: {
            "name": f"第{number}村", "town": "城关镇", "is_agricultural": random.random() < 0.6, "listed_on": day,
        },
        VILLAGE_PAIRINGS.slug: lambda: {
            "village_name": f"第{number}村", "envoy_name": f"特派员{random.randrange(9)}", "started_on": day,
        },
        TECHNOLOGY_SMES.slug: lambda: {
            "enterprise_name": f"朔湖{number}公司", "evaluation_year": random.choice([2023, 2024]), "pooled_on": day,
        },
        PUBLISHED_FIGURES.slug: lambda: {
            "subject": "general_budget", "data_year": random.choice([2023, 2024]), "publisher": "财政局",
            "value": Decimal(random.randrange(1, 9_000)), "unit": random.choice(["元", "万元"]), "published_on": day,
        },
    }[ledger.slug]()  # fmt: skip


def step(random: Random, bureaus: list[tuple[Org, Author]]) -> None:
    """One write of one bureau; what is refused, such as a key that is taken, leaves no trace."""
    org, author = random.choice(bureaus)
    ledger = random.choice(LEDGERS)
    stored: list[Record] = list(ledger.model._default_manager.filter(org=org).order_by("pk"))
    act = random.choice(["create", "create", "update", "update", "void", "restore"])
    try:
        if act == "create" or not stored:
            journal.save(ledger, ledger.model(org=org, **_values(ledger, random)), author)
            return
        record = random.choice(stored)
        if act == "update":
            names = random.sample(list(values := _values(ledger, random)), 2)
            for name in names:
                setattr(record, name, values[name])
            journal.save(ledger, record, author)
        elif act == "void":
            journal.void(ledger, record, author)
        else:
            journal.restore(ledger, record, author)
    except Refused:
        return
