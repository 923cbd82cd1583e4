"""归属: a firm that two counties count is found, who counts it is decided once, and the other's figure says so."""

import json
from datetime import date

import pytest

from kezhang.catalogue import INDICATORS
from kezhang.collection import claiming
from kezhang.collection.models import Claim
from kezhang.collection.publishing.live_matrix import live_matrix
from kezhang.ledgers.models import HighTechCertificate
from kezhang.records.models import Change
from kezhang.workflow.steps import NotPossible
from tests.command_line import invoked
from tests.single_records import JUNE, certificate
from tests.test_collection_pages import at, send_to

pytestmark = pytest.mark.django_db
FIRMS, CODE = "high-tech-enterprises", "91652700MA00000001"
REASON = "工商登记在临川县"


@pytest.fixture
def shared(prefecture, county, neighbour):
    """One firm with a certificate in both counties, and one that is the county's alone."""
    for org in (county, neighbour):
        certificate(org, "两地公司", date(2022, 1, 1), date(2025, 1, 1), credit_code=CODE)
    certificate(county, "本县公司", date(2022, 1, 1), date(2025, 1, 1), credit_code="91652700MA00000002")


def found(prefecture) -> claiming.SharedBody:
    (body,) = claiming.shared_bodies(prefecture, JUNE, [INDICATORS[FIRMS]])
    return body


def cells(prefecture) -> dict:
    (line,) = live_matrix(prefecture, [INDICATORS[FIRMS]], JUNE).lines
    return {cell.org.code: (cell.value, cell.notes) for cell in line.cells} | {"total": line.total}


def test_who_counts_a_shared_firm_is_decided_remembered_logged_and_undone_by_a_newer_decision(
    shared, prefecture, county, neighbour, liaison, clerk
):
    body = found(prefecture)
    assert (body.name, body.identity, body.stands) == ("两地公司", CODE, "未定")
    assert [org.code for org in body.bureaus] == ["652798", "652799"]
    for by, org, reason, says in (
        (clerk, neighbour, REASON, "没有认定归属的权限"),
        (liaison, neighbour, " ", "依据和原因"),
        (liaison, prefecture, REASON, "不能归博尔塔拉蒙古自治州计"),
        (liaison, None, REASON, "还没有认定"),
    ):
        with pytest.raises(NotPossible, match=says):
            claiming.decide(prefecture, body, org, reason, by)
    made = claiming.decide(prefecture, body, neighbour, REASON, liaison)
    with pytest.raises(NotPossible, match="已经认定"):
        claiming.decide(prefecture, body, neighbour, REASON, liaison)
    assert found(prefecture).claim == made
    before = cells(prefecture)
    # No figure changes: each its own, the whole once; the one that does not count it says so.
    assert before["total"] == 2
    assert before["652798"] == (1, ())
    assert before["652799"] == (2, (f"其中“两地公司”归临川县计（州科技局认定：{REASON}）",))
    claiming.decide(prefecture, body, None, "登记有误", liaison)
    assert cells(prefecture)["652799"] == (2, ())
    assert found(prefecture).stands == "未定"
    assert Claim.objects.count() == 2
    logged = Change.objects.filter(ledger=claiming.SUBJECT, org=prefecture).order_by("sequence")
    assert [each.after["counted_by"] for each in logged] == ["652798", ""]


def test_the_liaison_decides_on_the_page_and_the_others_only_look(
    shared, prefecture, county, neighbour, liaison, superior, clerk, neighbour_clerk
):
    said = {"indicator": FIRMS, "identity": CODE, "counted_by": "652798", "reason": REASON}
    assert send_to(superior, prefecture, "claims", said)[0] == 404
    assert send_to(clerk, county, "claims", said)[0] == 404
    status, text = send_to(liaison, prefecture, "claims", said | {"counted_by": "652700"})
    assert (status, "请在涉及的单位中选择" in text, REASON in text) == (422, True, True)
    assert "已记录" in send_to(liaison, prefecture, "claims", said)[1]
    assert "归临川县计" in at(superior, prefecture, "claims")[1]
    assert "归临川县计" in at(clerk, county, "figure", slug=FIRMS)[1]
    # The county's record of the firm says it on its page and on lists, the county's and the superior's; no other does.
    words = f"2024年高新技术企业数“两地公司”归临川县计（州科技局认定：{REASON}）"
    two, one = HighTechCertificate.objects.filter(org=county).order_by("enterprise_name")
    assert words in at(clerk, county, "high-tech-certificates-record", pk=two.pk)[1]
    assert "归临川县计" not in at(clerk, county, "high-tech-certificates-record", pk=one.pk)[1]
    for person, org in ((clerk, county), (superior, prefecture)):
        assert at(person, org, "high-tech-certificates-list")[1].count(f">{words}<") == 1
    assert "归临川县计" not in at(neighbour_clerk, neighbour, "high-tech-certificates-list")[1]
    assert "归临川县计" not in at(neighbour_clerk, neighbour, "figure", slug=FIRMS)[1]
    assert at(neighbour_clerk, prefecture, "claims")[0] == 404


def test_the_commands_list_and_decide(shared, prefecture):
    def run(*words):
        return invoked(["claim", *words, "--org", "652700", "--as-of", "2024-06-30"])

    asked = ("decide", "--indicator", FIRMS)
    made = run(*asked, "--body", "两地公司", "--counted-by", "652798", "--reason", REASON, "--json")
    assert json.loads(made.stdout)["counted_by"] == "652798"
    (told,) = [each for each in json.loads(run("list", "--json").stdout) if each["indicator"] == FIRMS]
    assert (told["counted_by"], [each["org"] for each in told["counties"]]) == ("652798", ["652798", "652799"])
    assert run(*asked, "--body", "两地公司", "--counted-by", "652798", "--reason", REASON).exit_code == 1
    assert run(*asked, "--body", "没有的公司", "--reason", REASON).exit_code == 2
