"""A moment is told in local time wherever it stands: what happened at 17:00 UTC on 30 June happened on 1 July here."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records import workbook_writer
from kezhang.records.importing import batch_undo
from kezhang.records.models import Batch
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.reports.frozen.movement import explained
from kezhang.reports.frozen.remeasuring import Measuring
from tests.edited_reports import small_report
from tests.made_readings import TEXT

pytestmark = pytest.mark.django_db
MIDNIGHT_PASSED = datetime(2024, 6, 30, 17, 0, tzinfo=UTC)
HERE, IN_LONDON = "07-01 01:00", "06-30 17:00"


@pytest.fixture(autouse=True)
def the_night_of_30_june(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT_PASSED)


@pytest.fixture
def pages(client, county, clerk) -> dict[str, str]:
    """Every page that shows a moment, after a clerk has done that night what leaves one there."""
    client.force_login(clerk)
    book = SimpleUploadedFile("台账.xlsx", workbook_writer.template(ENTERPRISES))
    shown = client.post("/ledgers/enterprises/import/", {"file": book}, follow=True)
    batch = Batch.objects.get()
    client.post(f"/ledgers/enterprises/import/{batch.pk}/confirm/", {"plan": shown.context["digest"]})
    firm = Enterprise.objects.get()
    picture = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n0")
    client.post(f"/ledgers/enterprises/{firm.pk}/evidence/", {"files": picture})
    report = small_report(county)
    template = SimpleUploadedFile("季报.txt", "〔标题〕【单位】调度\n一、情况\n抓紧办理。".encode())
    client.post(reverse("report-templates"), {"name": "季报", "file": template})
    client.post("/reading/", {"file": SimpleUploadedFile("总结.txt", TEXT.encode())})
    addresses = {
        "record": f"/ledgers/enterprises/{firm.pk}/",
        "batch": f"/ledgers/enterprises/import/{batch.pk}/",
        "home": reverse("home"),
        "administration": reverse("administration"),
        "reports": reverse("reports"),
        "report": f"/reports/{report.number}/",
        "templates": reverse("report-templates"),
        "read documents": "/reading/",
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def test_every_page_tells_the_local_day(pages):
    assert {name: (HERE in page, IN_LONDON in page) for name, page in pages.items()} == dict.fromkeys(
        pages, (True, False)
    )
    assert "2024-06-30" not in pages["record"]  # when its evidence was added


def test_who_changed_a_batch_is_told_with_the_local_moment(county, clerk):
    firm = Enterprise(org=county, name="甲公司")
    batch = Batch.objects.create(org=county, ledger="enterprises", file_name="x", sha256="", state=Batch.State.APPLIED)
    journal.save(ENTERPRISES, firm, Author(by=clerk, batch=batch))
    firm.remark = "后来改过"
    journal.save(ENTERPRISES, firm, Author(by=clerk))
    with pytest.raises(Refused, match="李文于2024-07-01 01:00修改过"):
        batch_undo.undo(ENTERPRISES, batch, Author(by=clerk), LEDGERS.values())


def test_why_a_figure_differs_is_told_with_the_local_day(county, clerk):
    report = small_report(county)
    contract = TechnologyContract.objects.get(registration_number="1")
    contract.amount += 1_000_000
    journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="更正", accepting="已核对"))
    frozen = report.figures.filter(role="实绩").order_by("mark").first()
    measuring = Measuring(report, date(2024, 6, 30))
    assert "（2024-07-01 李文）" in explained(frozen, measuring.again(frozen), measuring)


def test_a_document_read_before_is_told_with_the_local_day(client, clerk):
    client.force_login(clerk)
    for _ in range(2):
        answer = client.post("/reading/", {"file": SimpleUploadedFile("总结.txt", TEXT.encode())}, follow=True)
    assert "这份文件2024-07-01已经读过" in answer.content.decode()
