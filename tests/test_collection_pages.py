"""The pages between levels: who sees what of a return, the matrix, assignments, and what a form does."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.models import Return, Round, Share
from kezhang.collection.returning import deciding, life
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.orgs import people
from kezhang.orgs.models import Org, Post, User
from kezhang.reports.models import Report
from tests import single_records as records
from tests.test_assigning import book
from tests.test_returns import explained, sent

pytestmark = pytest.mark.django_db
TURNOVER = "technology-contract-turnover"
SECRET = "合同因买方资金紧张推迟"


@pytest.fixture
def province(prefecture) -> Org:
    """自治区, the superior's superior."""
    made = Org.objects.create(code="650000", name="新疆维吾尔自治区", level=Org.Level.PROVINCIAL)
    Org.objects.filter(pk=prefecture.pk).update(parent=made)
    return made


@pytest.fixture
def asked(prefecture, county, neighbour) -> Round:
    chosen = [INDICATORS[TURNOVER]]
    deadline = timezone.now() + timedelta(days=7)
    return opening.open_round(
        prefecture, RoundAsked(as_of=date(2024, 6, 30), indicators=chosen, deadline=deadline), None
    )


@pytest.fixture
def answer(asked, county) -> Return:
    return asked.returns.get(org=county)


def at(person: User, org: Org, name: str, asks: str = "", **given) -> tuple[int, str]:
    """Status and text of a page as this person gets it."""
    browser = Client()
    browser.force_login(person)
    found = browser.get(f"/{org.code}/2024-06-30{reverse(name, kwargs=given)}{asks}")
    return found.status_code, found.content.decode(errors="replace")


def send_to(person: User, org: Org, name: str, data: dict, **given) -> tuple[int, str]:
    browser = Client()
    browser.force_login(person)
    found = browser.post(f"/{org.code}/2024-06-30{reverse(name, kwargs=given)}", data, follow=True)
    return found.status_code, found.content.decode(errors="replace")


def test_the_content_of_an_unsent_return_is_its_bureaus_alone(
    answer,
    county,
    prefecture,
    province,
    neighbour,
    clerk,
    director,
    superior,
    liaison,
    neighbour_clerk,
):
    above = people.add("province", province, Post.Kind.LIAISON)
    life.make(answer, clerk)
    life.explain(answer, clerk, TURNOVER, SECRET, "8月登记")
    for person in (clerk, director):
        status, text = at(person, county, "return", pk=answer.pk)
        assert (status, SECRET in text) == (200, True)
    for person in (superior, liaison, above):
        for name, given in (("return", {"pk": answer.pk}), ("round", {"number": answer.round.number})):
            org = county if name == "return" else prefecture
            status, text = at(person, org, name, **given)
            assert (status, SECRET in text) == (200, False), (person, name)
        assert at(person, county, "return-figure", pk=answer.pk, slug=TURNOVER)[0] == 404
        assert at(person, county, "home")[0] == 200
        assert SECRET not in at(person, county, "home")[1]
    assert at(neighbour_clerk, county, "return", pk=answer.pk)[0] == 404
    assert at(neighbour_clerk, neighbour, "return", pk=answer.pk)[0] == 404
    assert at(clerk, county, "round", number=answer.round.number)[0] == 404


def test_sent_it_is_the_liaisons_and_accepted_everybodys_above(
    answer,
    county,
    prefecture,
    province,
    clerk,
    reviewer,
    director,
    superior,
    liaison,
):
    above = people.add("province", province, Post.Kind.LIAISON)
    life.make(answer, clerk)
    life.explain(answer, clerk, TURNOVER, SECRET, "8月登记")
    explained(answer, clerk, SECRET)
    life.submit(answer, clerk)
    life.review(answer, reviewer)
    life.send(answer, director)
    assert SECRET in at(liaison, county, "return", pk=answer.pk)[1]
    for person in (superior, above):
        text = at(person, county, "return", pk=answer.pk)[1]
        assert (SECRET in text, "已报待审" in text) == (False, True)
        assert "已报待审" in at(person, prefecture, "round", number=answer.round.number)[1]
    deciding.accept_all(answer, liaison)
    for person in (superior, above):
        assert SECRET in at(person, county, "return", pk=answer.pk)[1]


def test_a_return_is_made_explained_and_sent_in_the_browser_and_decided_above(
    answer,
    county,
    prefecture,
    clerk,
    reviewer,
    director,
    liaison,
):
    records.contract(county, "2024650000000001", "1000000", date(2024, 3, 20), clerk)
    given = {"pk": answer.pk}
    assert "已从台账取数" in send_to(clerk, county, "return-step", {}, step="make", **given)[1]
    version = answer.newest
    said = {f"why-{TURNOVER}": "核实无误", f"then-{TURNOVER}": "8月底前登记3项"}
    said |= {f"check-{n}": "已与登记系统核对" for n, _ in enumerate(version.checks, start=1)}
    send_to(clerk, county, "return-words", said, **given)
    said[f"value-{TURNOVER}"] = "很多"
    assert "应为数字" in send_to(clerk, county, "return-words", said, **given)[1]
    said |= {f"why-{TURNOVER}": "集中在下半年", f"value-{TURNOVER}": "120", f"reason-{TURNOVER}": "含补登1项"}
    said[f"evidence-{TURNOVER}"] = "登记证明"
    assert "已保存" in send_to(clerk, county, "return-words", said, **given)[1]
    assert "120万元（台账值100万元，含补登1项）" in at(director, county, "return", **given)[1]
    assert send_to(director, county, "return-step", {}, step="submit", **given)[0] == 404
    send_to(clerk, county, "return-step", {}, step="submit", **given)
    send_to(reviewer, county, "return-step", {}, step="review", **given)
    assert "已报送，这一稿不再变动" in send_to(director, county, "return-step", {}, step="send", **given)[1]
    assert "待审定" in at(liaison, prefecture, "home")[1]
    returned = {f"decision-{TURNOVER}": "return", f"note-{TURNOVER}": "补登的不计入"}
    assert "已退回" in send_to(liaison, county, "return-step", returned, step="decide", **given)[1]
    assert "已退回，待修改" in at(clerk, county, "home")[1]
    assert "补登的不计入" in at(clerk, county, "return", **given)[1]


def test_the_matrix_page_shows_coverage_status_and_leads_on_to_the_circular(
    asked,
    answer,
    county,
    prefecture,
    clerk,
    reviewer,
    director,
    liaison,
    superior,
):
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    text = at(liaison, prefecture, "round", number=asked.number)[1]
    assert "（已报1/2）" in text
    assert "请临川县尽快报送" in text
    assert "尽快报送" not in at(superior, prefecture, "round", number=asked.number)[1]
    assert send_to(superior, prefecture, "round-step", {}, number=asked.number, step="close")[0] == 404
    send_to(liaison, prefecture, "round-step", {}, number=asked.number, step="close")
    text = send_to(liaison, prefecture, "round-circular", {}, number=asked.number)[1]
    report = Report.objects.get()
    assert "关于2024年6月30日科技工作调度情况的通报" in text
    assert (report.org, report.template) == (prefecture, "circular")
    assert at(liaison, prefecture, "round-table", number=asked.number)[0] == 200


def test_a_liaison_opens_a_round_and_is_told_of_short_notice(prefecture, county, neighbour, liaison, clerk):
    soon = (timezone.localtime() + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
    said = {"indicators": [TURNOVER], "counties": [county.code], "deadline": soon}
    text = send_to(liaison, prefecture, "rounds", said)[1]
    assert "不足3个工作日" in text
    assert list(Round.objects.get().returns.values_list("org__code", flat=True)) == [county.code]
    text = send_to(liaison, prefecture, "rounds", said | {"deadline": "2024-01-01"})[1]
    assert "已过" in text
    assert send_to(clerk, county, "rounds", said)[0] == 404
    assert "要报的" in at(clerk, county, "rounds")[1]


def test_a_table_is_issued_in_the_browser_and_the_county_signs(
    prefecture, county, neighbour, clerk, superior, neighbour_clerk
):
    def file(*rows):
        return SimpleUploadedFile("分解表.xlsx", book(*rows))

    rows = (["指标", "总任务", "朔湖县", "临川县"], ["科技成果登记数", 10, 6, 3])
    status, text = send_to(superior, prefecture, "assignments", {"file": file(*rows)})
    assert (status, "合计9，比总任务10少1" in text) == (422, True)
    status, text = send_to(superior, prefecture, "assignments", {"file": file(*rows), "reason": "预留1项"})
    assert "已下达1项指标" in text
    share = Share.objects.get(org=county)
    assert send_to(neighbour_clerk, county, "share-answer", {}, pk=share.pk)[0] == 404
    assert "已签收" in send_to(clerk, county, "share-answer", {}, pk=share.pk)[1]
    assert at(superior, prefecture, "assignments-table")[0] == 200
    assert "待签收" in at(neighbour_clerk, neighbour, "home")[1]


def test_a_table_beyond_the_limit_is_refused_in_words(prefecture, county, superior, settings):
    settings.KEZHANG_UPLOAD_LIMIT = 1024 * 1024
    table = SimpleUploadedFile("分解表.xlsx", b"x" * (1024 * 1024 + 1))
    status, page = send_to(superior, prefecture, "assignments", {"file": table})
    assert (status, "“分解表.xlsx”超过 1MB 的上限" in page) == (422, True)


def test_a_closed_round_is_shown_with_what_became_of_each(asked, prefecture, liaison):
    closing.close(asked, liaison)
    text = at(liaison, prefecture, "round", number=asked.number)[1]
    assert text.count("未报") >= 4
    assert "起草通报" in text
