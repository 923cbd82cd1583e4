"""完整的一个单位: one small bureau with something in every table that is bound to the log, written by honest ways alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import TestCase, override_settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from kezhang.calendar.models import CalendarFeed
from kezhang.indicators import own_indicators
from kezhang.intake import upload as reading_upload
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Office, Org, Post, User
from kezhang.orgs.people import Appointment
from kezhang.records.background import uploaded_batch
from kezhang.records.importing import import_plan
from kezhang.records.models import RememberedAnswer, Upload
from kezhang.records.writing import journal, own_settings
from kezhang.records.writing.evidence_files import attach
from kezhang.records.writing.journal import Author
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Promise
from kezhang.reports.templating import library
from kezhang.seals.sealed import seal
from kezhang.targets.models import TARGETS, Target
from tests.made_readings import TEXT
from tests.sample_records import planned, template

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20
JUNE = date(2024, 6, 30)


@dataclass(frozen=True)
class WholeHome:
    """What a test may lay hands on, by name."""

    org: Org
    other: Org
    clerk: User
    director: User
    things: SimpleNamespace


@contextmanager
def standing(folder: Path, anchors: str = "") -> Iterator[tuple[WholeHome, Path]]:
    """A home and its folder of files, for many tests; all of it is taken back at the end."""
    files = folder / "files"
    with override_settings(MEDIA_ROOT=files, KEZHANG_ANCHORS=anchors), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):  # what a step leaves goes once it is certain
            home = build()
        yield home, files
        transaction.set_rollback(True)


def build() -> WholeHome:  # noqa: PLR0915 - one step after the other, as in a bureau
    """A year of a bureau in a few steps."""
    top = Org.objects.create(code="652700", name="博尔塔拉蒙古自治州", level=Org.Level.PREFECTURE)
    org = Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY, parent=top)
    other = Org.objects.create(code="652798", name="临川县", level=Org.Level.COUNTY, parent=top)
    clerk = people.add("clerk", org, Post.Kind.CLERK, Post.Kind.REVIEWER, full_name="李文", password="Zhanghu-2024")
    director = people.add("director", org, Post.Kind.DIRECTOR, full_name="王建国", password="Zhanghu-2024")
    neighbour = people.add("neighbour", other, Post.Kind.CLERK, full_name="赵敏", password="Zhanghu-2024")
    office = Office(org=org, name="成果股", ledgers=["technology-contracts"])
    office.save()
    people.appoint(neighbour, [Appointment(Post.Kind.CLERK, other), Appointment(Post.Kind.LIAISON, org, (office,))])
    passwords.change(clerk, "Zhanghu-2025")
    TOTPDevice.objects.create(user=director, confirmed=True, name="动态口令")
    seal([director])
    feed, _ = CalendarFeed.objects.get_or_create(person=clerk)
    access_log.record(Kind.LOGIN, org, "登录", by=clerk)
    access_log.record(Kind.EXPORT, org, "导出企业3条", by=clerk)
    access_log.record(Kind.FAILED, None, "密码不对", by=None, name="nobody")
    author = Author(by=clerk, reason="登记")
    firms = [Enterprise(org=org, name=f"朔湖{n}号公司", town="城关镇") for n in "甲乙丙"]
    for firm in firms:
        journal.save(ENTERPRISES, firm, author)
    journal.save(ENTERPRISES, Enterprise(org=other, name="临川公司"), Author(by=neighbour))
    firms[0].town = "东街"
    journal.save(ENTERPRISES, firms[0], Author(by=clerk, reason="更正"))
    journal.void(ENTERPRISES, firms[2], Author(by=clerk, reason="注销"))
    own_column = own_settings.add(ENTERPRISES, org, "园区评价", "choice", author, choices=("优", "良"))
    option = own_settings.add_option(PROJECTS, org, "level", "区镇级", author)
    indicator = own_indicators.add(ENTERPRISES, org, "城关企业", author, conditions="所在乡镇园区=东街", unit="家")
    evidence = attach(ENTERPRISES, firms[0], SimpleUploadedFile("照片.png", PICTURE), clerk)
    second = attach(ENTERPRISES, firms[1], SimpleUploadedFile("执照.png", PICTURE + b"2"), clerk)
    target = Target(
        org=org, indicator="technology-contract-turnover", year=2024, value=Decimal(1000), unit="万元", type="own",
        effective_on=date(2024, 1, 9),
    )  # fmt: skip
    journal.save(TARGETS, target, Author(by=clerk, accepting="自定"))
    upload = Upload.objects.create(org=org, by=clerk)
    sheet = template(TECHNOLOGY_CONTRACTS)
    batch = uploaded_batch.keep(org, TECHNOLOGY_CONTRACTS.slug, "合同.xlsx", sheet, clerk, upload)
    import_plan.apply(planned(TECHNOLOGY_CONTRACTS, org), batch, Author(by=clerk, batch=batch, accepting="已核对"))
    contract = TechnologyContract.objects.get()
    waiting = uploaded_batch.keep(org, ENTERPRISES.slug, "企业.xlsx", template(ENTERPRISES), clerk, upload)
    document, _ = reading_upload.keep("总结.txt", TEXT.encode(), org, clerk)
    RememberedAnswer.confirm(org, "enterprises", "header", "园区", "town", clerk)
    remembered = RememberedAnswer.objects.get()
    version = library.keep(org, "季报", "〔标题〕总结\n一、情况\n登记【登记额】。".encode(), "季报.txt", clerk)
    issued = freezing.half_year(org, JUNE, clerk)
    workflow.send(issued, clerk, "送阅")
    issued.refresh_from_db()
    with issued.file.open("rb") as file:
        revision = workflow.take_back(issued, clerk, "改.docx", file.read())
    workflow.accept(issued, clerk, "已核对")
    workflow.issue(issued, director)
    issued.refresh_from_db()
    draft = workflow.correct(issued, clerk, "漏报", redraft=True)
    promise = Promise.objects.first() or Promise.objects.create(report=issued, target=target, sentence="登记1000万元")
    return WholeHome(org, other, clerk, director, SimpleNamespace(**{k: v for k, v in locals().items() if k != "org"}))
