"""A report read: whose it is, what it proposes, how it compares, and the pages as the three people see them."""

import sys
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kezhang.catalogue import INDICATORS
from kezhang.indicators.names import names
from kezhang.intake import decisions, upload
from kezhang.intake.comparison import Verdict, agrees, compare
from kezhang.intake.models import Proposal, ReadDocument
from kezhang.intake.organisation_matching import whose
from kezhang.intake.proposals import suggest
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reading.findings import Finding, Match, Role
from kezhang.records import access
from kezhang.records.models import Change
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import TARGETS, Target
from tests.made_readings import TEXT, finding, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]


@pytest.fixture
def reader(monkeypatch):
    """The reader finds the hand-built figures, for whatever bureau the test says."""
    given: dict = {}

    def found(source, _names):
        return reading(source.name, source.text, **given)

    monkeypatch.setitem(sys.modules, "kezhang.reading.reader", SimpleNamespace(read=found))
    return given


def sent(text: str = TEXT, name: str = "总结.txt") -> tuple[str, bytes]:
    return name, text.encode()


@pytest.fixture
def document(reader, county, clerk) -> ReadDocument:
    return upload.keep(*sent(), county, clerk)[0]


def proposal_of(document: ReadDocument, words: str) -> Proposal:
    return next(p for p in document.proposals.all() if p.finding.text == words)


# Names


def test_the_reader_is_given_every_indicator_with_its_other_names_and_base_unit():
    given = {name.name: name for name in names()}
    turnover = given["technology-contract-turnover"]
    assert (turnover.label, turnover.unit) == ("技术合同成交额", "元")
    assert len(given) > 100
    assert all(name.unit for name in given.values())


# Whose report it is


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("朔湖县科技局", "朔湖县"),
        ("朔湖县科学技术局", "朔湖县"),
        ("县科技局", "朔湖县"),
        ("全县", "朔湖县"),
        ("*县科技局", "朔湖县"),
        (None, "朔湖县"),
        ("临川县科技局", None),
        ("颍东区", None),
        ("州科技局", None),
        ("全区", None),
        ("自治区", None),
        ("本局", "朔湖县"),
        ("朔湖县某科技有限公司", None),
    ],
)
def test_a_report_that_names_nobody_is_ours_and_one_that_names_another_is_not(county, neighbour, words, expected):
    found = whose(words, county, [county])
    assert (found.name if found else None) == expected


def test_the_prefecture_knows_its_counties_by_name(prefecture, county, neighbour):
    visible = [prefecture, county, neighbour]
    assert whose("临川县科技局", prefecture, visible) == neighbour
    assert whose("县科技局", prefecture, visible) is None
    assert whose("州科技局", prefecture, visible) == prefecture


# Proposals


def test_every_target_and_plan_figure_is_proposed_and_nothing_else(document):
    assert [p.finding.text for p in document.proposals.all()] == ["2000万元", "10家", "8项", "3个"]
    assert {p.org for p in document.proposals.all()} == {document.org}
    assert access.records(TARGETS, document.org).count() == 0


def test_a_proposal_says_year_extent_unit_and_where_it_stands(document):
    found = suggest(proposal_of(document, "2000万元")).target
    assert (found.indicator, found.year, found.extent) == ("technology-contract-turnover", 2024, "full_year")
    assert (found.value, found.unit, found.base_value) == (Decimal(2000), "万元", Decimal(20_000_000))
    assert (found.type, found.effective_on, found.document_title) == (
        "assigned",
        date(2024, 6, 30),
        "朔湖县科技局2024年上半年工作总结",
    )
    assert found.remark == "原句：全年任务2000万元，上半年技术合同成交额1062万元，完成任务的60%。"
    plan = suggest(proposal_of(document, "8项")).target
    assert (plan.type, plan.extent, plan.value, plan.unit) == ("own", "second_half", Decimal(8), "项")


@pytest.mark.parametrize(
    ("period", "year", "extent"),
    [
        ("2024", 2024, "full_year"),
        ("2025", 2025, "full_year"),
        ("2024H2", 2024, "second_half"),
        ("2024H1", 2024, "unknown"),
        (None, 2024, "unknown"),
        ("M1-M9", 2024, "unknown"),
    ],
)
def test_the_scope_is_what_the_figure_says_and_unknown_otherwise(reader, county, clerk, period, year, extent):
    reader["findings"] = (finding(TEXT, "10家", period=period),)
    document = upload.keep(*sent(), county, clerk)[0]
    found = suggest(document.proposals.get()).target
    assert (found.year, found.extent) == (year, extent)


@pytest.mark.parametrize(
    ("slug", "value", "unit", "proposed", "proposed_unit"),
    [
        ("technology-contract-absorbed", "120000000", "元", "1.2", "亿元"),
        ("fiscal-science-share", "2.5", "%", "2.5", "%"),
        ("high-tech-enterprises-recognised", "7", "户", "7", "家"),
        ("technology-contract-turnover", "7", "家", "7", "家"),
    ],
)
def test_a_figure_is_proposed_in_the_indicators_unit(reader, county, clerk, slug, value, unit, proposed, proposed_unit):
    made = finding(TEXT, "10家")
    reader["findings"] = (made._replace(value=Decimal(value), unit=unit, match=Match(slug, Decimal(1))),)
    found = suggest(upload.keep(*sent(), county, clerk)[0].proposals.get()).target
    assert (found.value, found.unit) == (Decimal(proposed), proposed_unit)


def test_a_growth_over_several_years_waits_for_a_person_to_say_what_target_it_is(reader, county, clerk):
    made = finding(TEXT, "10家")._replace(value=Decimal(15), unit="%", match=Match("fiscal-science-share", Decimal(1)))
    reader["findings"] = (made, made._replace(start=made.start + 1, basis="年均"))
    kept = {each.finding.basis: each for each in upload.keep(*sent(), county, clerk)[0].proposals.all()}
    assert suggest(kept[""]).indicator is INDICATORS["fiscal-science-share"]
    assert suggest(kept["年均"]).indicator is None


def test_a_masked_target_is_proposed_as_masked(reader, county, clerk):
    reader["findings"] = (finding(TEXT, "*万元", role=Role.TARGET),)
    proposal = upload.keep(*sent(), county, clerk)[0].proposals.get()
    target = decisions.accept(proposal, clerk, {}, "报告隐去")
    assert (target.is_masked, target.value) == (True, None)


# Decisions


def test_accepting_writes_a_target_through_the_journal_with_its_sentence(document, clerk):
    target = decisions.accept(proposal_of(document, "10家"), clerk, {}, "")
    stored = access.records(TARGETS, document.org).get()
    assert stored == target
    assert (stored.indicator, stored.value, stored.source) == ("high-tech-enterprises-recognised", 10, "document")
    assert "力争全年新认定高新技术企业10家" in stored.remark
    change = Change.objects.get(ledger="targets")
    assert (change.by, change.reason) == (clerk, "读报告“总结.txt”")
    decided = proposal_of(document, "10家")
    assert (decided.state, decided.target, decided.decided_by) == ("accepted", target, clerk)


def test_an_assigned_target_without_its_document_needs_a_word(document, clerk):
    proposal = proposal_of(document, "2000万元")
    with pytest.raises(Refused, match="文号"):
        decisions.accept(proposal, clerk, {}, "")
    assert Target.objects.count() == 0
    assert decisions.accept(proposal, clerk, {}, "报告未写文号").base_value == 20_000_000


def test_what_the_person_types_goes_before_what_was_read(document, clerk):
    typed = {"value": "12", "extent": "下半年", "type": "政府工作报告", "remark": "不许改"}
    target = decisions.accept(proposal_of(document, "10家"), clerk, typed, "")
    assert (target.value, target.extent, target.type) == (12, "second_half", "government_report")
    assert target.remark.startswith("原句：")


def test_a_figure_without_an_indicator_waits_for_one(document, clerk):
    proposal = proposal_of(document, "3个")
    with pytest.raises(Refused, match="指标"):
        decisions.accept(proposal, clerk, {}, "")
    target = decisions.accept(proposal, clerk, {"indicator": "科技成果登记数", "unit": "项"}, "")
    assert (target.indicator, target.value) == ("achievements-registered", 3)


def test_nothing_is_decided_twice(document, clerk):
    proposal = proposal_of(document, "10家")
    decisions.reject(proposal, clerk, "重复")
    with pytest.raises(Refused, match="不采用"):
        decisions.accept(proposal, clerk, {}, "")
    decisions.reopen(proposal)
    decisions.accept(proposal, clerk, {}, "")
    with pytest.raises(Refused, match="已接受"):
        decisions.reject(proposal, clerk, "")
    decisions.reopen(proposal)
    assert proposal_of(document, "10家").state == "accepted"


def test_a_second_target_for_the_same_thing_is_the_next_version_and_an_equal_one_is_named(document, clerk, reader):
    first = decisions.accept(proposal_of(document, "10家"), clerk, {}, "")
    other = upload.keep(*sent(TEXT + "另一份"), document.org, clerk)[0]
    again = suggest(proposal_of(other, "10家"))
    assert (again.target.version, again.agreeing) == (2, first)


# Beside the ledgers


@pytest.mark.parametrize(
    ("kept", "text", "value", "comparator", "expected"),
    [
        ("10620000", "1062万元", "10620000", "=", True),
        ("10624999", "1062万元", "10620000", "=", True),
        ("10626000", "1062万元", "10620000", "=", False),
        ("623000000", "6.2亿元", "620000000", "=", True),
        ("7", "7家", "7", "=", True),
        ("8", "7家", "7", "=", False),
        ("385", "380余人次", "380", ">", True),
        ("390", "380余人次", "380", ">", False),
        ("379", "380余人次", "380", ">", False),
        ("32000", "3万余人次", "30000", ">", True),
        ("41000", "3万余人次", "30000", ">", False),
        ("25", "20家以上", "20", ">=", True),
        ("380", "近400家", "400", "~", True),
        ("300", "近400家", "400", "~", False),
        ("2000", "２，０００项", "2000", "=", True),
        ("20", "二十项", "20", "=", True),
        ("21", "二十项", "20", "=", False),
    ],
)
def test_a_figure_agrees_when_the_ledger_written_the_same_way_is_the_same(kept, text, value, comparator, expected):
    found = Finding(0, len(text), text, Decimal(value), None, Role.ACTUAL, None, comparator=comparator)
    assert agrees(Decimal(kept), found) is expected


def test_a_range_agrees_with_what_lies_in_it():
    found = Finding(0, 4, "4—6项", Decimal(4), "项", Role.ACTUAL, None, value_high=Decimal(6))
    assert [agrees(Decimal(n), found) for n in (3, 4, 5, 6, 7)] == [False, True, True, True, False]


def test_figures_are_laid_beside_the_ledgers(example):
    made = reading()
    found = {each.finding.text: each for each in compare(made, example, [example], date(2024, 12, 31))}
    turnover = found["1062万元"]
    assert (turnover.verdict, turnover.figure.text, turnover.figure.as_of) == (
        Verdict.AGREES,
        "1062万元",
        date(2024, 6, 30),
    )
    assert found["*万元"].verdict is Verdict.MASKED
    assert found["380余人次"].verdict is Verdict.NO_LEDGER
    kept = (
        INDICATORS["high-tech-enterprises-recognised"].figure(example, turnover.figure.period, date(2024, 6, 30)).value
    )
    assert found["7家"].verdict is Verdict.DIFFERS
    assert found["7家"].difference == f"文中多{7 - int(kept)}家"


def test_a_share_is_compared_as_a_share(example):
    shares = [i for i in INDICATORS.values() if i.code and i.unit.dimension == "ratio"]
    kept = {i.slug: i.figure(example, Period.half(2024, 1), date(2024, 6, 30)).value for i in shares}
    slug = next(slug for slug, value in kept.items() if value)
    shown = f"{kept[slug] * 100:.1f}"
    made = finding(TEXT, "60%")._replace(
        text=shown + "%", value=Decimal(shown), role=Role.ACTUAL, match=Match(slug, Decimal(1))
    )
    (found,) = compare(reading(findings=(made,), checks=()), example, [example], date(2024, 12, 31))
    assert found.verdict is Verdict.AGREES
    (found,) = compare(
        reading(findings=(made._replace(value=Decimal(shown) + 1),), checks=()), example, [example], date(2024, 12, 31)
    )
    assert (found.verdict, found.difference) == (Verdict.DIFFERS, "文中多1个百分点")


def test_what_was_before_a_year_left_open_is_not_held_against_the_reports_own_year(example):
    before = finding(TEXT, "1062万元", role=Role.BASELINE)
    (found,) = compare(reading(findings=(before,), checks=()), example, [example], date(2024, 12, 31))
    assert found.verdict is Verdict.AGREES
    open_year = before._replace(period=None)
    (found,) = compare(reading(findings=(open_year,), checks=()), example, [example], date(2024, 12, 31))
    assert found.verdict is Verdict.NO_LEDGER


def test_a_report_of_another_bureau_is_not_compared_with_ours(example):
    theirs = reading(organisation="颍东区科技局")
    assert {each.verdict for each in compare(theirs, example, [example], date(2024, 12, 31))} == {Verdict.NO_LEDGER}


def test_a_figure_of_the_whole_prefecture_is_not_compared_with_the_county(example):
    theirs = reading(findings=(finding(TEXT, "1062万元", organisation="全州"),), checks=())
    (found,) = compare(theirs, example, [example], date(2024, 12, 31))
    assert found.verdict is Verdict.NO_LEDGER


# Keeping


def test_the_same_file_is_kept_once(document, clerk):
    again, is_new = upload.keep(*sent(), document.org, clerk)
    assert (again, is_new) == (document, False)


def test_what_was_read_stays_as_it_was_read(document):
    kept = ReadDocument.objects.get(pk=document.pk)
    assert kept.reading == reading("总结.txt")
    assert (kept.finding_count, kept.odd_count) == (9, 3)
    assert kept.file.read().decode() == TEXT


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "空的"), (b"PK\x03\x04nothing", "损坏"), (b"x" * 3000, "超过"), ("字".encode() * 400, "万字")],
)
def test_what_cannot_be_read_leaves_nothing_behind(reader, county, clerk, settings, monkeypatch, content, says):
    settings.KEZHANG_READ_LIMIT = 2000
    monkeypatch.setattr(upload, "LONGEST", 300)
    with pytest.raises(upload.UploadRefused, match=says):
        upload.keep("a.docx" if content[:2] == b"PK" else "a.txt", content, county, clerk)
    assert ReadDocument.objects.count() == 0


# Pages


def pages(document: ReadDocument) -> list[str]:
    start = f"/reading/{document.pk}/"
    return [start, start + "original/", start + f"proposals/{document.proposals.first().finding_number}/"]


def test_clerk_and_director_see_it_and_the_neighbour_does_not(
    client, document, clerk, director, superior, neighbour_clerk
):
    for person, statuses in (
        (clerk, [200, 200]),
        (director, [200, 200]),
        (superior, [200, 200]),
        (neighbour_clerk, [404] * 2),
    ):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages(document)[:2]] == statuses
    client.force_login(neighbour_clerk)
    assert "总结.txt" not in client.get("/reading/").content.decode()
    assert client.get(pages(document)[2]).status_code == 404


@pytest.mark.parametrize("act", ["accept", "reject", "reopen"])
def test_only_the_bureaus_clerk_decides(client, document, clerk, director, superior, neighbour_clerk, act):
    address = f"{pages(document)[2]}{act}/"
    for person in (director, superior, neighbour_clerk):
        client.force_login(person)
        assert client.post(address, {"accepting": "x"}).status_code == 404
    assert {p.state for p in document.proposals.all()} == {"open"}
    client.force_login(clerk)
    assert client.post(address, {"accepting": "报告未写文号"}).status_code == 302


def test_a_report_of_another_bureau_cannot_become_our_target(client, reader, county, clerk):
    reader["organisation"] = "颍东区科技局"
    document = upload.keep(*sent(), county, clerk)[0]
    client.force_login(clerk)
    address = pages(document)[2]
    assert client.post(f"{address}accept/", {"accepting": "x"}).status_code == 404
    assert "不是本单位的报告" in client.get(f"/reading/{document.pk}/").content.decode()


def test_the_county_decides_on_its_report_where_the_prefecture_uploaded_it(
    client, reader, county, superior, prefecture
):
    document = upload.keep(*sent(), prefecture, superior)[0]
    assert {p.org for p in document.proposals.all()} == {county}
    client.force_login(superior)
    assert client.post(f"{pages(document)[2]}accept/", {"accepting": "x"}).status_code == 404


def test_only_a_clerk_uploads(client, reader, county, clerk, director):
    client.force_login(director)
    assert client.post("/reading/", {"file": SimpleUploadedFile(*sent())}).status_code == 404
    assert "上传并阅读" not in client.get("/reading/").content.decode()
    client.force_login(clerk)
    answer = client.post("/reading/", {"file": SimpleUploadedFile(*sent())}, follow=True)
    page = answer.content.decode()
    assert "1062万元" in page
    assert client.post("/reading/", {}).status_code == 422
    refused = client.post("/reading/", {"file": SimpleUploadedFile("坏.docx", b"PK")})
    assert (refused.status_code, "坏.docx" in refused.content.decode()) == (422, True)
    again = client.post("/reading/", {"file": SimpleUploadedFile(*sent())}, follow=True)
    assert "已经读过" in again.content.decode()


def test_posting_without_the_token_is_refused(document, clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    for address in ("/reading/", f"{pages(document)[2]}accept/"):
        assert client.post(address, {"file": SimpleUploadedFile(*sent())}).status_code == 403


def test_the_page_marks_the_text_and_escapes_it(client, document, example, clerk):
    client.force_login(clerk)
    page = client.get(f"/reading/{document.pk}/").content.decode()
    assert 'class="read target odd"' in page
    assert "&lt;示范&gt;" in page
    assert "✗ 1062万元为2000万元的53.1%，文中写60%" in page
    assert page.count('id="m1"') == page.count('id="f1"') == 1
    assert "✓ 一致" in page


def test_a_card_answers_htmx_with_itself(client, document, clerk):
    client.force_login(clerk)
    number = proposal_of(document, "10家").finding_number
    address = f"/reading/{document.pk}/proposals/{number}/"
    htmx = {"HX-Request": "true"}
    opened = client.get(address + "?edit=1", headers=htmx).content.decode()
    assert opened.count("<select") == 4
    wrong = client.post(address + "accept/", {"value": "约十"}, headers=htmx)
    assert (wrong.status_code, "约十" in wrong.content.decode()) == (422, True)
    taken = client.post(address + "accept/", {"value": "11"}, headers=htmx).content.decode()
    assert "已登记为" in taken
    assert "<html" not in taken
    assert Target.objects.get().value == 11


def test_writing_goes_into_the_chain_of_the_bureau(document, clerk):
    decisions.accept(proposal_of(document, "10家"), clerk, {}, "")
    assert Author(by=clerk).by_name == "李文"
    assert Change.objects.get().org == Org.objects.get(code="652799")
