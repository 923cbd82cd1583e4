"""Four people at the same records at the same moment, each a process of their own."""

import pytest

from tests.test_races import race


@pytest.mark.own_database
def test_between_processes_nothing_is_lost_or_done_twice_either():
    race()
