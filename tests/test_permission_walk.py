"""Every address, asked by every post of the bureau, of a neighbour and of the superior, against the matrix as a file."""

import io
import logging
import os
import re
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache, partial
from typing import Any

import openpyxl
import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template import Template
from django.template.loaders.base import Loader
from django.test import Client
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.collection.models import (
    Assignment,
    Return,
    ReturnedFigure,
    ReturnedTable,
    ReturnVersion,
    Round,
    RoundItem,
    RoundTable,
    Share,
)
from kezhang.indicators.models import OwnIndicator
from kezhang.intake import upload
from kezhang.orgs import people
from kezhang.orgs.models import SAFEGUARDS, Office, Org, Post, User
from kezhang.orgs.permissions import Verb
from kezhang.records import workbook_writer
from kezhang.records.models import Batch, Evidence, OwnColumn, OwnOption, RememberedAnswer, Upload
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing, official_paper
from kezhang.reports.models import Revision
from kezhang.reports.templating import library
from kezhang.submissions.envoy_terms import reviews
from kezhang.submissions.envoy_terms.models import TenureCase
from kezhang.submissions.envoys import personal_links
from kezhang.submissions.signins import signing_in
from kezhang.teamwork.models import SavedView
from kezhang.web.accounts import matrix
from tests import opened_forms
from tests.made_contests import made_contest
from tests.made_quizzes import made_quiz
from tests.stored_rows import remembered
from tests.tireless import tireless  # noqa: F401 - for every test here

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TODAY = date(2024, 6, 30)
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
NOBODY, OWN, BELOW = "—", "本单位", "本单位及下级"
#: Rights that change nothing.
LOOKING = {Verb.LOOK.value, Verb.EXPORT.value}
PLAN = "2024年上半年工作总结\n2024年上半年，技术合同成交额完成1062万元。下半年计划完成技术合同成交额2000万元。\n"
#: What pages that are sent to ask for before they look any further.
SAID = {"ledger": "enterprises", "checked": "remark", "version": "1"}
#: The posts that one person may hold together.
ALL_WORK = tuple(kind for kind in Post.Kind if kind not in SAFEGUARDS)
#: The one ledger whose sheet is opened, in a process of its own; the others' batches are done with.
OPENED = "enterprises"
#: What ``stored_things`` made the first time; its rows are the same each time.
_THINGS: dict[str, Any] = {}
OPENS_SHEET = {
    f"{slug}-{page}" for slug in LEDGERS if slug != OPENED for page in ("names", "answers", "mend", "rejected")
}


class Blank(Loader):
    """Who gets a page is asked here, not what it looks like: every template is empty."""

    def get_template(self, template_name: str, skip: Any = None) -> Any:
        return Template("", engine=self.engine)


@pytest.fixture
def silence():
    """A refusal is a line in the log, and here most requests are refused."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def undrawn(settings, silence):
    (engine,) = configured.TEMPLATES
    options = {**engine["OPTIONS"], "context_processors": [], "loaders": [f"{__name__}.Blank"]}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


@pytest.fixture
def things(county, clerk) -> Mapping[str, Any]:
    """Something of the county for every hole in an address; stored by itself once, see stored_rows."""
    remembered("things", lambda: _THINGS.update(stored_things(county, clerk)))
    return _THINGS


def stored_things(county: Org, clerk: User) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for slug, ledger in LEDGERS.items():
        values = {name: ledger.column(name).reader()(text) for name, text in ledger.sample.items()}
        record = ledger.model.objects.create(org=county, **values)
        batch = Batch(org=county, ledger=slug, file_name="台账.xlsx", sha256="", by=clerk, state=Batch.State.UNDONE)
        if slug == OPENED:
            batch.state = Batch.State.PLANNED
            batch.file.save("台账.xlsx", ContentFile(workbook_writer.template(ledger)), save=False)
        batch.save()
        kept = Evidence(org=county, ledger=slug, record_id=record.pk, name="证.pdf", sha256="", size=3)
        kept.file.save("证.pdf", ContentFile(b"pdf"), save=False)
        kept.save()
        column = OwnColumn.objects.create(org=county, ledger=slug, label="本县列", kind="text")
        option = OwnOption.objects.create(org=county, ledger=slug, column=next(iter(ledger.by_name)), label="本县级")
        answer = RememberedAnswer.objects.create(org=county, ledger=slug, subject="摘要", answer="remark")
        of_pages = {f"{slug}-column-withdraw": column.pk, f"{slug}-option-withdraw": option.pk}
        of_pages[f"{slug}-remembered-withdraw"] = answer.pk
        found[slug] = {"record": record.pk, "batch": batch.pk, "number": kept.pk, "of_pages": of_pages}
    report = freezing.half_year(county, TODAY, clerk)
    paper = official_paper.said(report, {"kind": "函", "addressee": "州科技局", "code_word": "朔科函"})
    workflow.set_paper(report, clerk, paper)
    sent = Revision(report=report, number=1, what=Revision.What.BACK, name="稿.docx", sha256="")
    with report.file.open("rb") as file:
        sent.file.save("稿.docx", ContentFile(file.read()))
    document, _ = upload.keep("计划.txt", PLAN.encode(), county, clerk)
    template = library.keep(county, "简报稿", "〔标题〕简报\n".encode(), "简报稿.txt", clerk).template
    assignment = Assignment.objects.create(
        org=county, indicator="achievements-registered", year=2024, unit="项", effective_on=TODAY
    )
    share = Share.objects.create(assignment=assignment, org=county)
    round_ = Round.objects.create(
        number="DD-652799-2024-01", org=county, title="调度", as_of=TODAY, deadline=timezone.now()
    )
    item = RoundItem.objects.create(round=round_, indicator="technology-contract-turnover", order=1)
    answer = Return.objects.create(round=round_, org=county, state=Return.State.ACCEPTED)
    version = ReturnVersion(answer=answer, number=1, kind="first", file_name="表.xlsx")
    version.file.save("表.xlsx", ContentFile(b"xlsx"))
    ReturnedFigure.objects.create(version=version, item=item, value="1")
    asked_table = RoundTable.objects.create(round=round_, table="list-projects", order=1)
    ReturnedTable.objects.create(version=version, asked=asked_table)
    version.sent_at = timezone.now()
    version.save()
    answer.accepted = version
    answer.save()
    colleague = people.add("colleague", county, "clerk")
    office = Office.objects.create(org=county, name="高新股")
    view = SavedView.objects.create(org=county, ledger="enterprises", name="视图", query="", by=clerk, is_shared=True)
    form = opened_forms.opened(county, clerk)
    submission = opened_forms.sent(form, files=SimpleUploadedFile("说明.pdf", b"%PDF-1.4 "))
    own = OwnIndicator.objects.create(org=county, ledger="enterprises", label="本县家数", unit="家")
    return found | {
        "report": {"number": report.number, "pk": sent.pk, "mark": report.figures.first().mark, "kind": "docx"},
        "read": {"pk": document.pk, "number": document.proposals.first().finding_number},
        "submission": {"number": submission.number, "pk": submission.files.get().pk, "deed": "take"},
        "envoy": {"pk": personal_links.give(county, "envoy", "古丽娜尔", clerk).link.pk, "deed": "withdraw"},
        "tenure": {
            "pk": (pk := found["envoy-agreements"]["record"]),
            "case": tenure_case(county, pk).pk,
            "deed": "withdraw",
        },
        "group": {"pk": found["envoy-groups"]["record"]},
        "review": {"code": reviews.make(county, "dispatch", date(2025, 6, 30), clerk).code, "deed": "measure"},
        "quiz": {"code": made_quiz(county, clerk).code, "deed": "draw"},
        "sign": {"code": signing_in.make(county, "培训", TODAY, clerk).code},
        "contest": {"code": made_contest(county, clerk).code, "deed": "judge"},
        "demand": {"pk": found["technology-demands"]["record"], "deed": "talk"},
        "form": {"code": form.code, "move": "close"},
        "own": {"pk": own.pk},
        "share": {"pk": share.pk},
        "round": {"number": round_.number, "table": asked_table.table},
        "return": {"pk": answer.pk, "slug": item.indicator, "table": asked_table.table},
        "upload": {"pk": Upload.objects.create(org=county, by=clerk).pk},
        "person": {"pk": colleague.pk, "deed": "unlock"},
        "office": {"pk": office.pk},
        "bureau": {"code": county.code},
        "figure": {"slug": "technology-contract-turnover"},
        "template": {"key": template.key},
        "profile": {"kind": "enterprises"},
        "pipeline": {"kind": "projects", "pk": found["projects"]["record"]},
        "bulk": {"kind": "enterprises"},
        "duplicates": {"kind": "enterprises"},
        "comment": {"kind": "enterprises", "pk": found["enterprises"]["record"]},
        "view": {"kind": "enterprises", "pk": view.pk},
    }


def tenure_case(org: Org, agreement: int) -> TenureCase:
    return TenureCase.objects.create(org=org, agreement=agreement, kind="renew", takes_effect_on=TODAY)


def filled(name: str, pattern: str, things: Mapping[str, Any]) -> str:
    """The address with what belongs into its holes."""
    slug = next((slug for slug in LEDGERS if pattern.startswith(f"/ledgers/{slug}/")), None)
    if slug:
        given = things[slug]
        given = given | {"pk": given["of_pages"].get(name, given["record"])}
    elif "template" in name and "report" not in name.split("-", maxsplit=1)[0]:
        given = things["template"]
    else:
        kind = "template" if name == "report-template" else name.split("-", maxsplit=1)[0].replace("revision", "report")
        given = things.get(kind, {})
    return HOLE.sub(lambda hole: str(given[hole[1]]), pattern)


@contextmanager
def undone():
    """What is sent is taken back, so that the next post meets the same things."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def status(browser: Client, address: str, how: str) -> int:
    with undone():
        if how == matrix.LOOKED_AT:
            answer = browser.get(address)
            if answer.status_code != 405:
                return int(answer.status_code)
        return int(browser.post(address, SAID).status_code)


@cache
def rows() -> list[dict[str, Any]]:
    """The sheet of addresses, as an auditor takes it along."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_writer.workbook(matrix.sheets())))
    head, *body = book["地址"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) | {"place": place} for place, row in enumerate(body)]


def holder(org: Org, *kinds: str) -> Client:
    browser = Client()
    browser.force_login(people.add(f"{kinds[0]}-{org.code}", org, *kinds))
    return browser


def asked(row: dict[str, Any], person: Client, standing: Org, things: Mapping[str, Any]) -> int:
    address = filled(row["名称"], row["地址"], things)
    return status(person, f"/{standing.code}/{TODAY}{address}", row["方式"])


def is_walked(row: dict[str, Any], kind: Post.Kind) -> bool:
    """All ledgers' addresses come from one list: every post walks those of one ledger and its share of the others'.
    What is only looked at and several posts may, they take in turns; so do the 三员 what is closed to them all, who have
    no right of work at all. What is closed to a post of work is asked by it each time.

    With ``KEZHANG_WALK=all`` (``make bench-walk``) every post walks every one.
    """
    if is_whole_walk():
        return True
    if is_once(row):
        alike = list(filter(partial(is_alike, row, kind), Post.Kind))
        return alike[row["place"] % len(alike)] == kind
    slug = row["地址"].split("/")[2]
    if slug not in LEDGERS:
        return True
    return list(LEDGERS).index(slug) % len(Post.Kind) == list(Post.Kind).index(kind)


def is_alike(row: dict[str, Any], kind: Post.Kind, other: Post.Kind) -> bool:
    """Whether one of the two may ask for both."""
    if kind == other:
        return True
    is_open = [row[each.label] != NOBODY for each in (kind, other)]
    is_guard = [each in SAFEGUARDS for each in (kind, other)]
    return (all(is_open) and row["需要"] in LOOKING) or (all(is_guard) and not any(is_open))


def next_door(kind: Post.Kind, neighbour: Org) -> Client:
    """Somebody of the neighbour with this post; in one turn for all posts of work with all of them, see ``is_closed_with``."""
    return holder(neighbour, *(ALL_WORK if kind == ALL_WORK[0] and not is_whole_walk() else (kind,)))


def is_closed_with(row: dict[str, Any], kind: Post.Kind) -> bool:
    """Whether another's turn asks this of the neighbour: who holds every post of work may do what any of them allows,
    so what is closed to that person is closed to each of them. With ``KEZHANG_WALK=all`` it is asked of each.
    """
    return kind in ALL_WORK[1:] and is_once(row) and not is_whole_walk()


def is_whole_walk() -> bool:
    return os.environ.get("KEZHANG_WALK") == "all"


def is_once(row: dict[str, Any]) -> bool:
    """What all ledgers have is asked of superiors at one of them."""
    return not row["地址"].startswith("/ledgers/") or row["地址"].startswith(f"/ledgers/{OPENED}/")


@pytest.mark.parametrize("kind", list(Post.Kind))
def test_every_address_opens_as_the_matrix_says(kind, undrawn, things, county, neighbour, prefecture):
    own, above = (holder(org, kind) for org in (county, prefecture))
    theirs = next_door(kind, neighbour)
    wrong = []
    for row in rows():
        if (
            row["需要"] in (matrix.EVERYBODY, matrix.ANYBODY)
            or row["名称"] == "examination"
            or not is_walked(row, kind)
        ):
            continue
        may, of_thing = row[kind.label], row["看哪个单位"] == "事项所属单位"
        walked = [(own, county, may != NOBODY)] if may == NOBODY or row["名称"] not in OPENS_SHEET else []
        if not is_closed_with(row, kind):
            walked.append((theirs, neighbour if of_thing else county, False))
        if is_once(row):
            walked.append((above, county, may == BELOW))
        for person, standing, expected in walked:
            code = asked(row, person, standing, things)
            is_there = code not in (404, 302) if row["名称"] == "home" else code != 404  # home leads on elsewhere
            if is_there != expected:
                wrong.append(f"{row['名称']} {row['方式']} {standing.name} {code}")
    assert "；".join(wrong) == ""


def test_the_matrix_names_every_address_and_every_right(client, clerk):
    listed = rows()
    assert {row["名称"] for row in listed} == {each.name for each in matrix.by_address()}
    book = openpyxl.load_workbook(io.BytesIO(workbook_writer.workbook(matrix.sheets())))
    verbs = {row[0]: row[1:] for row in book["岗位"].iter_rows(min_row=2, values_only=True)}
    assert verbs["签发"] == (NOBODY, NOBODY, OWN, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY)
    lines = set(book["台账"].iter_rows(min_row=2, values_only=True))
    assert ("企业", "企业台账", "填报人", "看个人信息", OWN, "限本股室的台账") in lines or len(lines) > 500
    assert not [line for line in lines if line[2] in ("系统管理员", "安全管理员", "审计员")]


def test_whoever_has_logged_in_may_read_the_matrix_and_nobody_else(client, clerk, director, neighbour_clerk):
    for person in (clerk, director, neighbour_clerk):
        client.force_login(person)
        page = client.get("/administration/permissions/")
        assert (page.status_code, "签发" in page.content.decode()) == (200, True)
        assert client.get("/administration/permissions/matrix.xlsx").status_code == 200
    client.logout()
    assert client.get("/administration/permissions/").headers["Location"].startswith("/login/")
