"""A figure as known before 1,000 later changes, against the same figure as known now; 100,000 contracts of one county.

``python -m bench past`` runs it alone, and ``python -m bench past 5000000`` with so many contracts of other counties around them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from bench.clock import Timed, timed
from kezhang.catalogue import INDICATORS
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records.history.heads import HeadsSeen
from kezhang.records.writing import journal
from kezhang.records.writing.bulk_insert import insert
from kezhang.records.writing.journal import Author

ROWS, TOGETHER, ROUNDS = 100_000, 20_000, 7
AUTHOR = Author(by=None, reason="更正", accepting="已核对")
PERIODS = {"year": Period.year_of(2024), "half": Period.half(2024, 1), "month": Period.month(2024, 1)}


def measure(around: int = 0) -> Iterator[tuple[str, Timed, Timed]]:
    """For a year, a half and a month, each the quickest of several rounds in which they take turns.

    The past is asked by a moment, as on the command line, and by the head of the bureau's log, as a report keeps it.
    """
    org = _county("652793")
    _store(org, ROWS)
    neighbours = [_county(f"6527{n}") for n in range(10, 60)] if around else []
    for first in neighbours[:1]:
        _store(first, around // len(neighbours))
        _copy(first, neighbours[1:])
    moment = timezone.now()
    turnover = INDICATORS["technology-contract-turnover"]
    then = {name: turnover.figure(org, period, period.last).value for name, period in PERIODS.items()}
    _change(org)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seen = {"1,000 changes ago": moment, "by the head of 1,000 changes ago": HeadsSeen(((org.pk, moment),))}
    for name, period in PERIODS.items():
        past: dict[str, list[Timed]] = {words: [] for words in seen}
        now = []
        for _ in range(ROUNDS):
            for words, known in seen.items():
                past[words].append(timed(lambda p=period, k=known: turnover.figure(org, p, p.last, k)))  # type: ignore[misc]
            now.append(timed(lambda p=period: turnover.figure(org, p, p.last)))  # type: ignore[misc]
        for words, known in seen.items():
            assert turnover.figure(org, period, period.last, known).value == then[name]
            label = f"{connection.vendor}: {name} as known {words} ÷ as known now"
            yield label, min(past[words], key=lambda t: t.wall), min(now, key=lambda t: t.wall)


def _county(code: str) -> Org:
    return Org.objects.get_or_create(code=code, defaults={"name": f"{code}县", "level": Org.Level.COUNTY})[0]


def _contracts(org: Org, first: int) -> Iterator[TechnologyContract]:
    number = first
    while True:
        day = date(2024, 1, 1) + timedelta(days=number % 360)
        yield TechnologyContract(
            org=org, registration_number=f"2024{number:012}", title=f"第{number}号合同", type="service", seller=f"卖方{number % 2_000}有限公司",
            buyer="乙公司", amount=Decimal(number % 9_000 + 1), technology_amount=Decimal(1), signed_on=day, registered_on=day,
        )  # fmt: skip
        number += 1


def _store(org: Org, count: int) -> None:
    """Without a log: what is measured reads records and their former versions alone."""
    contracts = _contracts(org, 1)
    for start in range(0, count, TOGETHER):
        with transaction.atomic():
            insert(list(islice(contracts, min(TOGETHER, count - start))))


def _copy(org: Org, others: list[Org]) -> None:
    """The same contracts for other counties, by the database itself: millions take minutes instead of hours."""
    quote = connection.ops.quote_name
    columns = [str(field.column) for field in TechnologyContract._meta.local_concrete_fields if not field.primary_key]
    table, names = quote(TechnologyContract._meta.db_table), ", ".join(map(quote, columns))
    taken = ", ".join("%s" if column == "org_id" else quote(column) for column in columns)
    statement = f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE org_id = %s"
    for other in others:
        with connection.cursor() as cursor:
            cursor.execute(statement, [other.pk, org.pk])


def _change(org: Org) -> None:
    """500 corrections, 200 voids of which 100 are restored, 200 late entries; spread over the county's records."""
    held = list(TechnologyContract.objects.filter(org=org).order_by("pk"))
    chosen = Random(1).sample(held, 700)
    corrected, voided = chosen[:500], chosen[500:]
    for record in corrected:
        record.amount += 1
    journal.save_many(TECHNOLOGY_CONTRACTS, org, corrected, AUTHOR)
    journal.void_many(TECHNOLOGY_CONTRACTS, org, voided, AUTHOR)
    journal.restore_many(TECHNOLOGY_CONTRACTS, org, voided[:100], AUTHOR)
    journal.save_many(TECHNOLOGY_CONTRACTS, org, islice(_contracts(org, ROWS + 1), 200), AUTHOR)
