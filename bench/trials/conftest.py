"""What every trial may ask for: what tests ask for, and a browser."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.conftest import *  # noqa: F403 - people, bureaus, their rows, and how tests are begun
from tests.required_programs import needs


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: while a trial waits for a browser or a disk, another runs."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.fixture(scope="session", autouse=True)
def no_assets() -> None:
    """A real browser asks for styles and scripts: here they are looked for."""


@pytest.fixture(scope="session")
def started_chromium() -> Iterator[Any]:
    """One browser for all tests of this process; what Playwright's loop is to this thread, ``chromium`` says."""
    # The shell draws the same pages without a browser's own window and menus, for a quarter of the work.
    path = needs("chromium-headless-shell", "chromium")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture
def chromium(started_chromium, monkeypatch) -> Iterator[Any]:
    """The browser, in which every test has windows of its own and finds nothing of another's.

    Playwright keeps an event loop in this thread, which Django takes for asynchronous code: it runs while a test looks
    at pages, and the tests before and after it know nothing of it.
    """
    browser, loop = started_chromium
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    asyncio._set_running_loop(loop)
    yield browser
    for context in browser.contexts:
        context.close()
    # Under Playwright's loop Django opened a connection of its own, which nobody else would close.
    connections.close_all()
    asyncio._set_running_loop(None)
