"""Nothing leads where a person may do nothing: every link and form on every page, followed as each kind of person."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve

from kezhang.catalogue import LEDGERS
from kezhang.jobs.models import Job
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.records import workbook_writer
from kezhang.records.models import Batch
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing
from kezhang.web.standpoint import page_of
from tests.tireless import tireless  # noqa: F401 - for every test here
from tests.written_reports import half_year_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE = date(2024, 6, 30)
#: Addresses of one kind that are followed; the records of a list are all alike.
OF_ONE_KIND = 2
#: Whoever leaves is no longer who is walking.
LEFT_OUT = {"logout"}


class Page(HTMLParser):
    """What can be pressed on a page: (method, address), and what a form sends by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.values: dict[tuple[str, str], dict[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.found.append(("get", said["href"]))
        if tag == "form":
            self.found.append((said.get("method", "get").lower(), said.get("action", "")))
        for name in ("hx-get", "hx-post"):
            if name in said:
                self.found.append((name[3:], said[name]))
                self.values[name[3:], said[name]] = json.loads(said.get("hx-vals", "{}"))


def kind_of(method: str, path: str) -> str:
    """What an address is called, whichever ledger it is of."""
    name = resolve(page_of(path)).url_name or ""
    slugs = sorted(LEDGERS, key=len, reverse=True)
    slug = next((slug for slug in slugs if name.startswith(f"{slug}-")), "")
    return f"{method} {name.removeprefix(slug)}"


def walked(client: Client, start: str) -> Iterator[tuple[str, str, str, int]]:
    """(from where, method, address, status) for everything that can be reached, some of each kind."""
    seen: Counter[str] = Counter()
    known, waiting = {("get", start)}, [("", "get", start, {})]
    while waiting:
        came_from, method, address, values = waiting.pop(0)
        kind = kind_of(method, urlsplit(address).path)
        if seen[kind] >= OF_ONE_KIND or kind.partition(" ")[2] in LEFT_OUT:
            continue
        seen[kind] += 1
        with transaction.atomic():  # what a form does must not change what is met later
            answer = client.post(address, values) if method == "post" else client.get(address)
            transaction.set_rollback(True)
        yield came_from, method, address, answer.status_code
        if answer.status_code == 302:
            answer = client.get(urljoin(address, answer.headers["Location"]))
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page = Page()
        page.feed(answer.content.decode())
        for how, target in page.found:
            if target.startswith(("#", "http:", "https:", "mailto:")):
                continue
            there = urljoin(answer.wsgi_request.get_full_path(), target).partition("#")[0]
            if (how, there) not in known:
                known.add((how, there))
                waiting.append((address, how, there, page.values.get((how, target), {})))


def uploaded(clerk: User) -> Batch:
    """A sheet that waits for its confirmation."""
    client = Client()
    client.force_login(clerk)
    book = workbook_writer.template(LEDGERS["technology-contracts"])
    client.post("/ledgers/technology-contracts/import/", {"file": SimpleUploadedFile("合同.xlsx", book)})
    return Batch.objects.get(state=Batch.State.PLANNED)


@pytest.fixture
def busy(example: Org, clerk: User, director: User) -> Org:
    """The example county with something in every state: reports, batches, voided and undone, own columns, work done."""
    half_year_report(example, clerk)
    out = half_year_report(example, clerk)
    workflow.send(out, clerk)
    withdrawn = half_year_report(example, clerk)
    workflow.withdraw(withdrawn, clerk)
    issued = freezing.half_year(example, date(2023, 6, 30), clerk)
    workflow.issue(issued, director)
    contract = TechnologyContract.objects.order_by("pk").first()
    journal.void(LEDGERS["technology-contracts"], contract, Author(by=clerk, reason="重复登记"))
    Batch.objects.filter(ledger="enterprises").update(state=Batch.State.UNDONE)
    planned = uploaded(clerk)
    for person in (clerk, director):
        Job.objects.create(kind="import", subject="合同.xlsx", arguments={"ledger": planned.ledger, "batch": str(planned.pk)}, org_id=example.pk, org_prefix=example.prefix, owner_id=person.pk, owner_name=str(person), state="failed", fault="文件读不出来。")  # fmt: skip
    return example


@pytest.mark.parametrize("who", ["clerk", "director", "administrator", "superior", "neighbour_clerk"])
def test_everything_that_can_be_pressed_leads_somewhere(request, busy, superior, who):
    if who == "administrator":
        person = people.add("admin", busy, "clerk", "reviewer", "director", "administrator", password="x")
    else:
        person = request.getfixturevalue(who)
    client = Client()
    client.force_login(person)
    steps = list(walked(client, f"/{person.org.code}/{JUNE}/home/"))
    if who == "superior":
        steps += walked(client, f"/{busy.code}/{JUNE}/home/")
    assert [step for step in steps if step[3] in {403, 404, 405} or step[3] >= 500] == []
    assert len({kind_of(method, urlsplit(address).path) for _, method, address, _ in steps}) > 25


def test_an_empty_year_offers_nobody_what_he_may_not_do(busy, director):
    client = Client()
    client.force_login(director)
    for page in ("home/", "board/", "reports/", "ledgers/targets/", "calendar/"):
        text = client.get(f"/{busy.code}/2031-01-01/{page}").content.decode()
        for words in ("导入任务", "新增任务", "新增</a>", "生成报告</a>", "导入</a>"):
            assert words not in text, page
