"""每页的查询数: what every kind of page asks the database, held against a file, so that a page that grows is seen.

``KEZHANG_QUERY_COUNTS=write`` writes the file anew; what has changed in it is looked at before it is committed.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kezhang.orgs.models import User
from tests.kinds_of_pages import JUDGE, kinds_of_pages, prepared
from tests.made_contests import came_in

pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).parent / "query_counts.txt"
#: What databases say of transactions is not the same everywhere.
NO_QUESTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def asked(browser: Client, address: str) -> int:
    """The second time: what a process remembers from the first is not counted."""
    browser.get(address)
    with ExitStack() as stack:  # what lies in a file of its own on one database is in the same one on the other
        asking = [stack.enter_context(CaptureQueriesContext(each)) for each in connections.all()]
        browser.get(address)
    return sum(not query["sql"].lstrip().upper().startswith(NO_QUESTION) for queries in asking for query in queries)


def test_every_kind_of_page_asks_as_often_as_the_file_says(example, neighbour, clerk, director, liaison):
    browsers: dict[str, Client] = {JUDGE: came_in(prepared(example, neighbour, clerk))}
    lines = []
    for kind in kinds_of_pages(example):
        if kind.opens:
            continue
        if kind.person not in browsers:
            browsers[kind.person] = Client()
            browsers[kind.person].force_login(User.objects.get(username=kind.person))
        lines.append(f"{kind.name} {asked(browsers[kind.person], kind.address(example))}")
    told = "\n".join(lines) + "\n"
    if os.environ.get("KEZHANG_QUERY_COUNTS") == "write":
        COUNTS.write_text(told, encoding="utf-8")
    assert told == COUNTS.read_text(encoding="utf-8")
