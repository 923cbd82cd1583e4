"""The past: a figure known on a moment is what was measured then, by the same query."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import Indicator
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.history.heads import HeadsSeen, heads_of, known_by
from kezhang.records.history.past import PastIsReadOnly, known_on, moment_seen, seen_at
from kezhang.records.models import Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone
from tests import random_histories
from tests.random_histories import LEDGERS

pytestmark = pytest.mark.django_db
YEAR, JUNE = Period.year_of(2024), date(2024, 6, 30)
#: Rows, totals, distinct bodies, the greatest, stated units; stock, year and flow; links, sub-queries, ratios, growth.
MEASURED = (
    "technology-contract-turnover", "technology-contracts", "villages-served", "agricultural-villages", "village-coverage",
    "van-exhibits", "van-schools", "van-students", "technology-smes", "technology-smes-renewed", "general-budget-expenditure",
)  # fmt: skip
TURNOVER = INDICATORS["technology-contract-turnover"]


@pytest.fixture
def author(clerk):
    return Author(by=clerk, reason="更正", accepting="已核对")


def contract(org, number, amount="120", day=date(2024, 3, 2), **more):
    return TechnologyContract(
        org=org, registration_number=number, title=number, type="service", seller="甲", buyer="乙",
        amount=Decimal(amount), technology_amount=Decimal(1), signed_on=day, registered_on=day, **more,
    )  # fmt: skip


def told(figure) -> list:
    """Everything a figure says."""
    rows = [(r.pk, journal.state_of(figure.indicator.over, r), b) for r, b in figure.contributions()]
    said = [figure.value, sorted(rows, key=lambda row: row[0])]
    if figure.records is not None:
        found = figure.records
        said += [found.count(), found.exists(), sorted(r.pk for r in found.iterator()), sorted(found.values_list("pk"))]
        said += [[(r.pk, b) for r, b in figure.indicator.measure.largest(found.order_by("pk"), 3)]]
        column = figure.indicator.over.list_columns[0]
        said += [[(label, part.value, part.records.count()) for label, part in figure.indicator.split(figure, column)]]
    return said + [told(part) for part in figure.parts]


def asked(org: Org, slugs: Sequence[str], moment: datetime | None = None) -> dict:
    found = {}
    for slug in slugs:
        indicator = INDICATORS[slug]
        figure = indicator.figure(org, YEAR, JUNE, moment)
        months = indicator.by_month(org, YEAR, JUNE, moment) if isinstance(indicator, Indicator) else None
        found[slug] = [*told(figure), months]
    return found


def rows_by_the_log(ledger, org: Org, moment: datetime) -> dict:
    """The independent second opinion: what the log alone makes of a bureau's records at a moment."""
    found: dict = {}
    for change in Change.objects.filter(org=org, ledger=ledger.slug, at__lte=moment).order_by("sequence"):
        row = found.setdefault(change.record_id, {"voided": False})
        row |= change.after
    return found


def rows_seen(ledger, org: Org) -> dict:
    seen = {}
    for record in access.records(ledger, org, with_voided=True):
        links = {
            name: pk for name, attname in journal.link_fields(ledger) if (pk := getattr(record, attname)) is not None
        }
        seen[record.pk] = journal.state_of(ledger, record) | links | {"voided": record.is_void}
    return seen


def without_blanks(rows: dict) -> dict:
    return {pk: {n: v for n, v in row.items() if v not in (None, "")} for pk, row in rows.items()}


@pytest.mark.parametrize("seed", random_histories.SEEDS)
def test_a_random_history_is_seen_later_as_it_was_measured_then(
    seed, prefecture, county, neighbour, clerk, neighbour_clerk
):
    random = Random(seed)
    bureaus = [
        (org, Author(by=by, reason="更正", accepting="已核对"))
        for org, by in ((county, clerk), (neighbour, neighbour_clerk))
    ]
    viewed = random.choice([county, prefecture])
    slugs = random.sample(MEASURED, 5)
    remember = random.randrange(15, 50)
    for _ in range(remember):
        random_histories.step(random, bureaus)
    moment, heads, then = timezone.now(), heads_of(viewed), asked(viewed, slugs)
    for _ in range(60 - remember):
        random_histories.step(random, bureaus)
    assert asked(viewed, slugs, moment) == then
    assert asked(viewed, slugs, known_by(heads)) == then
    with known_on(moment):
        assert asked(viewed, slugs) == then
        for ledger in LEDGERS:
            for org in (county, neighbour):
                by_log = rows_by_the_log(ledger, org, moment)
                assert without_blanks(rows_seen(ledger, org)) == without_blanks(by_log)


@pytest.fixture
def changed(county, author) -> Iterator[tuple[TechnologyContract, list[datetime]]]:
    """A contract: entered, corrected, voided, restored, voided again; and the moments of it."""
    record = contract(county, "1")
    moments = [journal.save(TECHNOLOGY_CONTRACTS, record, author).at]
    record.amount = Decimal(100)
    moments.append(journal.save(TECHNOLOGY_CONTRACTS, record, author).at)
    moments.append(journal.void(TECHNOLOGY_CONTRACTS, record, author).at)
    moments.append(journal.restore(TECHNOLOGY_CONTRACTS, record, author).at)
    moments.append(journal.void(TECHNOLOGY_CONTRACTS, record, author).at)
    return record, moments


def turnover(org, moment=None):
    return TURNOVER.figure(org, YEAR, JUNE, moment)


def test_a_change_is_known_from_its_very_moment_on(changed, county):
    _, moments = changed
    at = [turnover(county, moment).value for moment in moments]
    before = [turnover(county, moment - timedelta(microseconds=1)).value for moment in moments]
    assert at == [120, 100, 0, 100, 0]
    assert before == [0, 120, 100, 0, 100]
    assert turnover(county).value == 0


def test_a_late_entry_under_the_key_of_a_voided_one_is_not_seen_before_it_came(changed, county, author):
    _, moments = changed
    journal.save(TECHNOLOGY_CONTRACTS, contract(county, "1", "77"), author)
    assert turnover(county).value == 77
    assert [turnover(county, moment).value for moment in (moments[0], moments[4])] == [120, 0]


def test_what_is_read_of_a_figure_later_shows_the_same_past(changed, county):
    _, moments = changed
    figure = turnover(county, moments[0])
    with known_on(moments[1]):
        ambient = turnover(county)
    now = turnover(county)
    assert (moment_seen(), figure.known_on, ambient.known_on, now.known_on) == (None, moments[0], moments[1], None)
    for past, amount in ((figure, 120), (ambient, 100)):
        assert [brings for _, brings in past.contributions()] == [amount]
        assert [r.amount for r in past.records] == [r.amount for r in past.records.order_by("pk")[:5]] == [amount]
        assert [r.amount for r in past.records.filter(type="service").iterator()] == [amount]
        assert past.records.get().amount == past.records.first().amount == amount
        assert past.records.in_bulk().popitem()[1].amount == amount
        assert [part.value for _, part in TURNOVER.split(past, "type")] == [amount]
        assert TURNOVER.measure.largest(past.records, 1)[0][1] == amount
    with known_on(moments[0]):  # a figure of today stays one
        assert (now.records.count(), now.contributions()) == (0, [])


def test_between_two_rows_the_reader_is_where_he_was(changed, county, author):
    journal.save(TECHNOLOGY_CONTRACTS, contract(county, "2"), author)
    for _ in turnover(county, timezone.now()).records.iterator(chunk_size=1):
        assert moment_seen() is None
        assert turnover(county).value == 120


def test_the_innermost_moment_holds(changed, county):
    _, moments = changed
    with known_on(moments[0]):
        with known_on(moments[1]):
            assert turnover(county).value == 100
            with known_on(None):
                assert turnover(county).value == 0
            with known_on(moments[1]):
                assert turnover(county).value == 100
        assert turnover(county).value == 120
        with pytest.raises(FieldError), known_on(moments[2]):
            TechnologyContract.objects.filter(nothing=1)
        assert moment_seen() == moments[0]
    assert (moment_seen(), turnover(county).value, connection.execute_wrappers) == (None, 0, [])


WRITES = {
    "insert": lambda record, author: journal.save(TECHNOLOGY_CONTRACTS, contract(record.org, "9"), author),
    "update": lambda record, author: TechnologyContract.objects.update(title="x"),
    "delete": lambda record, author: TechnologyContract.objects.all().delete(),
    "void": lambda record, author: journal.void(TECHNOLOGY_CONTRACTS, record, author),
    "restore": lambda record, author: journal.restore(TECHNOLOGY_CONTRACTS, record, author),
    "many": lambda record, author: TechnologyContract.objects.bulk_create([contract(record.org, "8")]),
    "elsewhere": lambda record, author: Enterprise.objects.create(org=record.org, name="甲"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("since", [0, 2])
def test_nothing_is_written_in_the_past(write, since, changed, author):
    record, moments = changed
    logged = Change.objects.count()
    # Restoring what was not voided then is refused before anything is to be written.
    with pytest.raises((PastIsReadOnly, AlreadyDone)), known_on(moments[since]), transaction.atomic():
        write(record, author)
    assert Change.objects.count() == logged
    assert list(TechnologyContract.objects.values_list("title", "voided_at")) == [("1", moments[4])]


def test_nothing_is_locked_in_the_past():
    moment, table = timezone.now(), '"ledgers_technologycontract"'
    for locking in ("FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE"):
        with pytest.raises(PastIsReadOnly):
            seen_at(moment, f'SELECT {table}."id" FROM {table} WHERE {table}."id" = %s LIMIT 21 {locking}')
    with pytest.raises(PastIsReadOnly, match="ledgers_technologycontract"):
        seen_at(moment, f"TRUNCATE {table}")


def test_only_a_table_of_the_exact_name_is_hidden():
    moment = timezone.now()
    for name in ("ledgers_technologycontract_former", "ledgers_technologycontracts", "records_change"):
        sql = f'SELECT "{name}"."id" FROM "{name}"'
        assert seen_at(moment, sql) == sql
    two = seen_at(moment, 'SELECT "amount" FROM "ledgers_technologycontract" U0 JOIN "ledgers_enterprise" ON 1 = 1')
    assert two.count("NOT MATERIALIZED") == 2
    assert '"title"' not in two


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), known_on(datetime(2024, 6, 30)):
        pass


def test_another_bureau_s_entries_do_not_move_ours(changed, county, neighbour, neighbour_clerk, prefecture):
    _, moments = changed
    other = contract(neighbour, "5", "7")
    journal.save(TECHNOLOGY_CONTRACTS, other, Author(by=neighbour_clerk, accepting="已核对"))
    assert [turnover(org, moments[1]).value for org in (county, neighbour, prefecture)] == [100, 0, 100]
    assert [turnover(org).value for org in (county, neighbour, prefecture)] == [0, 7, 7]
    alone = HeadsSeen(((county.pk, moments[1]),))  # the log of one bureau was seen: nothing of another was known
    assert [turnover(org, alone).value for org in (county, neighbour, prefecture)] == [100, 0, 100]
    assert [turnover(org, alone.not_before(timezone.now())).value for org in (county, neighbour, prefecture)] == [
        0,
        7,
        7,
    ]
