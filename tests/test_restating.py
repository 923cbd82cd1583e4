"""重述: an accepted figure by a definition that changed, beside what was returned and apart from a correction."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q

from kezhang.catalogue import INDICATORS
from kezhang.collection.models import Return, RoundItem
from kezhang.collection.publishing.results import CellStatus, results
from kezhang.collection.returning import deciding, life, restating, taking_in
from kezhang.orgs.models import User
from kezhang.workflow.steps import NotPossible
from tests import single_records as records
from tests.test_cli import run
from tests.test_collection_pages import at, send_to
from tests.test_list_tables import told
from tests.test_returns import COUNT, TURNOVER, answer, asked, now, sent  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(answer, county, clerk, reviewer, director, liaison) -> Return:  # noqa: F811
    """Two contracts, accepted; a third came later."""
    records.contract(county, "2024650000000001", "1000000", date(2024, 3, 20), clerk)
    records.contract(county, "2024650000000002", "500000", date(2024, 3, 21), clerk)
    sent(answer, clerk, reviewer, director)
    deciding.accept_all(answer, liaison)
    records.contract(county, "2024650000000003", "2000000", date(2024, 3, 22), clerk)
    return now(answer)


@pytest.fixture
def redefined(monkeypatch) -> None:
    """Since then contracts below 600,000 yuan count no more."""
    narrower = replace(INDICATORS[TURNOVER], when=Q(amount__gte=Decimal(600_000)), note="只计60万元以上的合同。")
    usual = RoundItem.measured.fget
    monkeypatch.setattr(
        RoundItem, "measured", property(lambda item: narrower if item.indicator == TURNOVER else usual(item))
    )


def test_a_changed_definition_is_told_beside_the_figure_and_neither_summed_nor_ranked(
    accepted, county, liaison, redefined
):
    digest = accepted.accepted.digest
    made = restating.restate(accepted, liaison, TURNOVER, "新科规〔2024〕5号")
    assert (made.value, made.by) == ("1000000", liaison)  # of the records known then, not of the third
    assert len(made.evidence["rows"]) == 1
    cell = results(accepted.round).lines[0].cells[county.code]
    assert (cell.value, cell.status) == (1_500_000, CellStatus.ACCEPTED)
    found = now(accepted)
    assert (found.state, found.versions.count(), life.digest_of(found.accepted)) == (Return.State.ACCEPTED, 1, digest)
    with pytest.raises(NotPossible, match="没有要重述的"):
        restating.restate(accepted, liaison, TURNOVER, "再来一次")


def test_what_the_ledger_says_since_is_a_correction_and_no_restatement(accepted, liaison):
    with pytest.raises(NotPossible, match="口径和单位划分没有变，没有要重述的；数字有误的请解锁更正"):
        restating.restate(accepted, liaison, TURNOVER, "少报1份")


def test_only_the_liaison_restates_with_a_reason_and_only_what_was_accepted_from_a_ledger(
    accepted, county, neighbour, clerk, director, superior, liaison, neighbour_clerk: User, redefined
):
    for person in (clerk, director, superior, neighbour_clerk):
        with pytest.raises(NotPossible, match="重述由发起单位联络员办理"):
            restating.restate(accepted, person, TURNOVER, "新口径")
    with pytest.raises(NotPossible, match="重述须写明口径或区划变化的依据"):
        restating.restate(accepted, liaison, TURNOVER, " ")
    with pytest.raises(NotPossible, match="没有“patents”这一项"):
        restating.restate(accepted, liaison, "patents", "新口径")
    other = accepted.round.returns.get(org=neighbour)
    with pytest.raises(NotPossible, match="不能重述"):
        restating.restate(other, liaison, TURNOVER, "新口径")
    taking_in.take_in(other, liaison, "表.csv", "指标,计量单位,完成数\n技术合同成交额,万元,3\n".encode())
    deciding.accept_all(other, liaison)
    with pytest.raises(NotPossible, match="按来文代录的，没有台账记录"):
        restating.restate(other, liaison, TURNOVER, "新口径")


def test_it_is_done_on_the_page_and_by_command_and_shown_beside_the_figure(accepted, county, clerk, liaison, redefined):
    said = {"indicator": TURNOVER, "note": "新科规〔2024〕5号"}
    assert send_to(clerk, county, "return-step", said, pk=accepted.pk, step="restate")[0] == 404
    text = send_to(liaison, county, "return-step", said, pk=accepted.pk, step="restate")[1]
    assert "重述为100万元（新科规〔2024〕5号）；报送数不变" in text
    assert "重述为100万元" in at(clerk, county, "return", pk=accepted.pk)[1]
    figures = {each["indicator"]: each for each in told("return", "show", "--org", county.code, "--json")["figures"]}
    assert figures[TURNOVER]["restated"] == [{"value": "1000000", "reason": "新科规〔2024〕5号"}]
    assert figures[COUNT]["restated"] == []
    again = run("return", "restate", "--org", county.code, "--indicator", TURNOVER, "--note", "再来")
    assert (again.exit_code, "没有要重述的" in again.output) == (1, True)
