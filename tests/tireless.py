"""Whoever tries every address at once: requests are counted as they always are, and none of theirs is too many."""

import pytest


@pytest.fixture(autouse=True)
def tireless(settings):
    settings.KEZHANG_REQUESTS_PERCENT = 10_000
