"""Every address of the site, asked with what nobody should type, as the bureau's clerk: never a fault."""

import logging
from datetime import date

import pytest

from bench.hostile_requests import HostileVisitor
from tests.tireless import tireless  # noqa: F401 - for every test here

pytestmark = pytest.mark.django_db
#: Four turns over all kinds of pages; ``python -m bench.fuzz`` asks more than ten times as often.
REQUESTS = 220


@pytest.fixture
def silence():
    """A refusal is a line in the log, and here nearly everything is refused."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_address_answers_a_slip_of_the_keyboard_with_a_fault(example, clerk, silence):
    visitor = HostileVisitor(example, clerk, date(2024, 6, 30))
    tally = visitor.visit(REQUESTS)
    assert tally.faults == []
    assert tally.kinds == {route.kind for route in visitor.routes}
    assert {200, 404, 422} <= set(tally.statuses)


def test_a_page_that_fails_is_told_with_the_request_and_the_line(example, clerk, silence, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("by design")

    monkeypatch.setattr("kezhang.web.views.workbench.as_of_in_view", broken)
    visitor = HostileVisitor(example, clerk, date(2024, 6, 30))
    visitor.routes = [route for route in visitor.routes if route.name == "home"]
    faults = visitor.visit(4).faults
    assert faults
    assert all("/home/" in fault and "500 ZeroDivisionError by design" in fault for fault in faults)
