"""Hostile requests: every address of the site, asked again and again with what nobody should type.

The addresses come from the resolver of the site, so a new page is asked without a word here. Texts are the nasty
ones known to us and those Hypothesis makes up; the same count gives the same requests. The pages are asked as the
bureau's clerk, redirects are followed, and only an answer of 500 or more, or an exception, is a fault.
"""

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.intake import upload
from kezhang.orgs.models import Org, User
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Batch
from kezhang.records.writing import evidence_files
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing
from kezhang.reports.templating import library

NASTY = (
    "", " ", "0", "-1", "abc", "²", "½", "1_000", "nan", "NaN", "Infinity", "-inf", "1e30", "1e400", "9" * 19, "9" * 40, "9" * 5000,
    "2147483648", "32768", "9223372036854775808", "0.000000001", "-0", "１２", "一百", "余", "100余", "1亿亿", "null", "None",
    "True", "0000", "0001-01-01", "1900-01-01", "2100-12-31", "9999-12-31", "2024-02-30", "2024-13-01", "2024-00", "0000-H1",
    "2024-01-01..0001-01-01", "2024-01-01..", "..", "own-²", "own-0", "own-" + "9" * 40, "own-1", "a\0b", "\0", "\ufeff", "\u202e",
    "%", "_", "\\", "'", '"', "';--", "<script>alert(1)</script>", "{{ 7 }}", "{% url %}", "../../etc/passwd", "..\\..", "%00",
    "\U0001f600", "é", "x" * 300, "长" * 5000, "字 " * 1500, "科技 " * 30, "a\nb\r\nc", "\t", "=1+1", "@SUM(A1)", "【无此指标】",
    "【表|targets|年度=²|年度】", "〔标题〕", "-name", "--name", "pk", "org__name", "2024-06-30T00:00:00", "20240630", "45448", "99999",
)  # fmt: skip
#: Parameters that pages of the site read, and some that none does.
ASKED = (
    "q", "first", "last", "order", "page", "column", "voided", "year", "period", "version", "light", "outcome", "template", "edit",
    "as_of", "org", "next", "nobody_reads_this",
)  # fmt: skip
POSTED = (
    "as_of", "org", "period", "template", "name", "note", "reason", "accepting", "header", "column", "plan", "add_proposed", "version",
    "redraft", "checked", "seen", "another", "username", "password", "old_password", "new_password1", "new_password2",
)  # fmt: skip
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
#: Made-up texts beside the nasty ones.
MADE_UP = 400
#: Ledgers with sheets that wait to be confirmed.
UPLOADED = ("technology-contracts", "targets", "super-deductions", "quizzes")


@dataclass(frozen=True)
class Route:
    """One address of the site with holes for what stands in it, and the ledger it belongs to."""

    name: str
    pattern: str
    ledger: Ledger | None

    @property
    def kind(self) -> str:
        """Pages that every ledger has are of one kind."""
        return self.name.removeprefix(self.ledger.slug) if self.ledger else self.name


@dataclass
class Tally:
    """How often the site answered with what, and every fault with the request that met it."""

    statuses: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


def hostile_texts() -> list[str]:
    """The nasty texts and as many made up ones; always the same."""
    made: list[str] = []

    @settings(
        max_examples=MADE_UP, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.one_of(st.text(max_size=60), st.integers().map(str), st.floats().map(str), st.dates().map(str)))
    def make(text: str) -> None:
        made.append(text)

    make()
    return [*NASTY, *made]


class HostileVisitor:
    """Somebody who fills in anything anywhere: the clerk of a bureau whose ledgers, reports and templates are full."""

    def __init__(self, org: Org, clerk: User, as_of: date) -> None:
        self.org, self.clerk = org, clerk
        self.dice = random.Random(11)
        self.texts = hostile_texts()
        self.client = Client(raise_request_exception=False)
        self.routes = list(_routes(get_resolver().url_patterns, ""))
        self.known = _furnish(org, clerk, as_of)

    def visit(self, count: int) -> Tally:
        """Every kind of page in turn, the next ledger each time round."""
        tally = Tally()
        for route in itertools.islice(self._turns(), count):
            self.client.force_login(self.clerk)  # some pages log one out
            tally.kinds.add(route.kind)
            address, body = self._address(route), self._body(route)
            told = f"{address[:300]} {str(body)[:500]}"
            try:
                answer = self._answer(address, body)
            except Exception as fault:  # what escapes the site is a fault of the site, whatever it is
                tally.statuses["exception"] += 1
                tally.faults.append(f"{told}\n  {fault!r}")
                continue
            tally.statuses[answer.status_code] += 1
            if answer.status_code >= 500 or (not answer.streaming and b"Traceback (most" in answer.content):
                tally.faults.append(f"{told}\n  {_cause(answer)}")
            if answer.streaming:
                answer.getvalue()  # read to its end the client closes it itself, and leaves the database open
        return tally

    def _turns(self) -> Iterator[Route]:
        kinds: dict[str, list[Route]] = {}
        for route in self.routes:
            kinds.setdefault(route.kind, []).append(route)
        for turn in itertools.count():
            for routes in kinds.values():
                yield routes[turn % len(routes)]

    def _answer(self, address: str, body: dict[str, Any]) -> Any:
        """As the page may be asked: with the body or, half the time and where it takes none, without."""
        answer = self.client.get(address) if self.dice.random() < 0.5 else None
        if answer is None or answer.status_code == 405:
            answer = self.client.post(address, body)
        if answer.status_code == 405:
            answer = self.client.get(address)
        for _ in range(3):
            if answer.status_code not in (301, 302) or not answer["Location"].startswith("/"):
                break
            answer = self.client.get(answer["Location"])
        return answer

    def _address(self, route: Route) -> str:
        path = "/" + HOLE.sub(lambda hole: self._filled(route, hole[1]), route.pattern)
        filters = [*route.ledger.filters] * 4 if route.ledger else []
        asked = [(name, self._text()) for name in self._some([*filters, *self._columns(route), *ASKED])]
        return path + ("?" + urlencode(asked) if self.dice.random() < 0.8 else "")

    def _body(self, route: Route) -> dict[str, Any]:
        columns = self._columns(route)
        body: dict[str, Any] = (
            {"accepting": "核对", "note": "核对", "as_of": "2024-06-30"} if self.dice.random() < 0.7 else {}
        )
        if route.ledger and self.dice.random() < 0.8:
            body |= dict(route.ledger.sample)
        body |= {name: self._text() for name in self._some(columns or list(POSTED))}
        if self.dice.random() < 0.4:
            body |= {name: self._text() for name in self._some(list(POSTED))}
        if self.dice.random() < 0.5:
            body[self.dice.choice(("file", "files"))] = self._file(route.ledger)
        return body

    def _columns(self, route: Route) -> list[str]:
        return [column.name for column in route.ledger.columns] if route.ledger else []

    def _filled(self, route: Route, hole: str) -> str:
        """A value that exists, or a hostile one."""
        key = f"{route.ledger.slug if route.ledger else route.name.split('-')[0]}.{hole}"
        if key in self.known and self.dice.random() < 0.75:
            return quote(self.dice.choice(self.known[key]), safe="")
        return quote(self._text()[:200], safe="") or "0"

    def _text(self) -> str:
        return self.dice.choice(NASTY if self.dice.random() < 0.7 else self.texts)

    def _some(self, names: list[str]) -> list[str]:
        """Mostly one, so that one wrong value meets a page where all others are right."""
        return self.dice.choices(names, k=self.dice.choice((1, 1, 1, 2, 4)))

    def _file(self, ledger: Ledger | None) -> SimpleUploadedFile:
        """A sheet of the ledger with hostile cells, a document that says something, or rubbish."""
        name = self.dice.choice(
            ("表.csv", "报告.txt", "模板.txt", "图.png", "长" * 300 + ".csv", "\0.csv", "a/../b.docx", "没有扩展名")
        )
        if name.endswith(".csv") and ledger:
            cells = [self._text() if self.dice.random() < 0.2 else value for value in ledger.sample.values()]
            heads = ",".join(ledger.column(column).label for column in ledger.sample)
            content = f"{heads}\n{','.join(cells)}\n".encode("utf-8-sig")
        elif name.endswith(".txt"):
            content = (
                f"〔标题〕关于{self._text()}的报告\n{self._text()}年，技术合同成交额完成{self._text()}万元。\n".encode()
            )
        else:
            content = self.dice.choice(
                (b"", b"PK\x03\x04", b"%PDF-1.4", b"a,b\n" + b"x" * 200_000, b"\x89PNG\r\n\x1a\n", b"\0" * 50)
            )
        return SimpleUploadedFile(name, content)


def _cause(answer: Any) -> str:
    """The end of the traceback, in one line."""
    kind, fault, trace = answer.exc_info or (None, None, None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{answer.status_code} {kind.__name__ if kind else ''} {str(fault)[:300]} {at}"


def _routes(patterns: list, before: str) -> Iterator[Route]:
    by_slug = {ledger.slug: ledger for ledger in LEDGERS.values()}
    for each in patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, pattern)
        elif isinstance(each, URLPattern):
            part = pattern.split("/")[1] if pattern.startswith("ledgers/") else ""
            yield Route(each.name or pattern or "front", pattern, by_slug.get(part))


def _uploaded(org: Org, clerk: User, ledger: Ledger) -> list[str]:
    """Two sheets waiting to be confirmed, one of them with a cell that cannot be read."""
    heads = ",".join(ledger.column(column).heading for column in ledger.sample)
    found = []
    for cells in (ledger.sample.values(), ["²"] * len(ledger.sample)):
        batch = Batch(org=org, ledger=ledger.slug, file_name="表.csv", sha256="", by=clerk)
        batch.file.save("表.csv", ContentFile(f"{heads}\n{','.join(cells)}\n".encode("utf-8-sig")), save=True)
        found.append(str(batch.pk))
    return found


def _furnish(org: Org, clerk: User, as_of: date) -> dict[str, list[str]]:
    """Something behind every kind of address: a report in each state, a template, a document, a batch, evidence."""
    known: dict[str, list[str]] = {"figure.slug": list(INDICATORS), "report.step": list(workflow.STEPS)}
    for ledger in LEDGERS.values():
        first = access.records(ledger, org).first()
        known[f"{ledger.slug}.batch"] = _uploaded(org, clerk, ledger) if ledger.slug in UPLOADED else ["0"]
        if first is not None:
            known[f"{ledger.slug}.pk"] = [str(first.pk)]
            proof = evidence_files.attach(ledger, first, SimpleUploadedFile("证明.pdf", b"%PDF-1.4"), clerk)
            known[f"{ledger.slug}.number"] = [str(proof.pk)]
    reports = [freezing.half_year(org, as_of, clerk) for _ in range(3)]
    workflow.send(reports[1], clerk)
    workflow.issue(reports[2], None)
    revision = reports[1].revisions.first()
    lines = "〔标题〕简报\n技术合同成交额完成【技术合同成交额】。\n".encode()
    template = library.keep(org, "简报稿", lines, "简报稿.txt", clerk).template
    text = "2024年上半年工作总结\n2024年上半年，技术合同成交额完成1062万元。下半年计划完成技术合同成交额2000万元。\n".encode()
    document, _ = upload.keep("总结.txt", text, org, clerk)
    findings = [str(n) for n in document.proposals.values_list("finding_number", flat=True)] or ["0"]
    keys = [template.key, "half_year", "brief"]
    return known | {
        "report.number": [report.number for report in reports], "report.mark": ["k001", "k002"], "report.key": keys,
        "revision.number": [reports[1].number], "revision.pk": [str(revision.pk) if revision else "0"],
        "template.key": keys, "restore.key": keys, "read.pk": [str(document.pk)], "read.number": findings,
    }  # fmt: skip
