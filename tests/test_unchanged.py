"""不变则不重算: what is kept is never older than the logs, whoever wrote."""

import re
from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from kezhang.records.history import past, unchanged
from kezhang.records.history.unchanged import while_unchanged
from kezhang.records.models import ChainHead
from kezhang.targets.progress import board
from tests.single_records import JUNE, contract, target, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(monkeypatch):
    """As in a request: a test is one long transaction, in which nothing is kept."""
    monkeypatch.setattr(unchanged, "_stands_apart", lambda: past.moment_seen() is not None)


def test_an_answer_is_worked_out_again_after_a_write_in_the_bureau_below_it_or_above_it_and_for_another_question(
    outside, county, neighbour, prefecture
):
    numbers = count(1)

    def answers():
        asked = ((county, "a"), (county, "b"), (prefecture, "a"))
        return [while_unchanged(org, question, lambda: next(numbers)) for org, question in asked]

    assert [*answers(), *answers()] == [1, 2, 3, 4, 5, 6], "without a log nothing is kept"
    for org in (county, neighbour, prefecture):
        contract(org, f"号{org.code}", 1, JUNE)
    assert answers() == answers() == [7, 8, 9]
    contract(neighbour, "2", 1, JUNE)
    assert answers() == [7, 8, 10], "a neighbour's write concerns those above it alone"
    contract(county, "3", 1, JUNE)
    assert answers() == [11, 12, 13]
    contract(prefecture, "4", 1, JUNE)
    assert answers() == answers() == [14, 15, 16]
    county.name = "朔湖新县"
    county.save()
    assert answers() == [17, 18, 19], "a bureau bears another name"


def test_the_heads_are_those_that_django_finds(county, neighbour, prefecture):
    for org in (county, neighbour, prefecture):
        contract(org, f"号{org.code}", 1, JUNE)
    found = {}
    for org in (county, neighbour, prefecture):
        meant = Q(org__prefix__startswith=org.prefix) | Q(org__prefix__in=org.prefixes)
        seen = ChainHead.objects.filter(meant).order_by("org")
        found[org] = unchanged._heads(org)
        assert found[org] == tuple(seen.values_list("org", "digest", "org__name", "org__full_name"))
    assert [len(found[org]) for org in (county, neighbour, prefecture)] == [2, 2, 3]


def test_inside_a_transaction_and_in_the_past_nothing_is_kept(county, monkeypatch):
    contract(county, "1", 1, JUNE)
    numbers = count(1)
    assert [while_unchanged(county, "a", lambda: next(numbers)) for _ in range(2)] == [1, 2]
    here = {"in_atomic_block": False, "cursor": staticmethod(connection.cursor)}
    monkeypatch.setattr(unchanged, "connection", type("Connection", (), here))
    with past.known_on(timezone.now()):
        assert [while_unchanged(county, "a", lambda: next(numbers)) for _ in range(2)] == [3, 4]
    assert [while_unchanged(county, "a", lambda: next(numbers)) for _ in range(2)] == [5, 5]


def test_workbench_progress_and_list_show_what_was_just_written(outside, county, clerk):
    browser = Client()
    browser.force_login(clerk)
    target(county, 100, indicator="technology-contract-turnover", unit="万元")
    for number, total in enumerate((10, 30), 1):
        contract(county, f"合同{number}", number * 100_000, date(2024, 5, number))
        for _ in range(2):
            pages = {
                page: browser.get(f"/{county.code}/{JUNE}/{page}/").content.decode()
                for page in ("home", "board", "ledgers/technology-contracts")
            }
            assert f"{total}万元" in pages["board"]
            assert f"合同{number}" in pages["home"]
            assert f"共{number}条" in pages["ledgers/technology-contracts"]
            sums = re.findall(r"<tfoot>.*?</tfoot>", pages["ledgers/technology-contracts"], re.DOTALL)
            assert [f">{total}<" in cells for cells in sums] == [True]
    assert value("technology-contract-turnover", county) == board(county, JUNE)[0].figure.value == 300_000
