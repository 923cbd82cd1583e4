"""Demand, talk, agreement: the state follows from links, steps back with them, and stands beside what people typed."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.controls.catalogue import inspect
from kezhang.indicators.chapters.partnerships import DEMAND_MATCH_RATE, DEMANDS, DEMANDS_SIGNED
from kezhang.ledgers.models import CooperationAgreement, TechnologyDemand
from kezhang.quantities.periods import Period
from kezhang.records.history import past
from kezhang.records.models import Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.matching import demand_links
from kezhang.submissions.matching.candidates import candidates
from kezhang.submissions.matching.demand_links import NotLinked
from tests.made_envoys import add

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def demand(county, clerk):
    return add("technology-demands", county, clerk, stage="已征集")


@pytest.fixture
def agreement(county, clerk):
    return add("cooperation-agreements", county, clerk)


def told(county):
    (found,) = demand_links.demands(county, TODAY)
    return found


def figures(county, as_of=date(2024, 12, 31)):
    year = Period.year_of(2024)
    return tuple(each.figure(county, year, as_of).text for each in (DEMANDS, DEMANDS_SIGNED, DEMAND_MATCH_RATE))


def test_talks_and_agreements_move_a_demand_on_and_voiding_takes_it_back(county, clerk, demand, agreement):
    assert told(county).label == "已征集"
    demand_links.talk(demand, "塞外农业大学", TODAY, "同意来看现场", clerk)
    assert (told(county).label, told(county).odd) == ("已对接", "已有洽谈、填报已征集")
    demand_links.link(demand, agreement.pk, clerk)
    assert demand_links.link(demand, agreement.pk, clerk).pk == demand_links.link(demand, agreement.pk, clerk).pk
    assert (told(county).label, told(county).odd) == ("已签约", "已关联协议、填报已征集")
    ledger = LEDGERS["cooperation-agreements"]
    journal.void(ledger, agreement, Author(by=clerk, reason="双方解除"))
    assert told(county).label == "已对接"
    journal.restore(ledger, CooperationAgreement.objects.get(), Author(by=clerk, reason="恢复"))
    assert told(county).label == "已签约"
    CooperationAgreement.objects.update(valid_to=TODAY - timedelta(days=1))
    assert told(county).label == "已完成"
    demand_links.unlink(demand, agreement.pk, clerk)
    assert told(county).label == "已对接"
    with pytest.raises(NotLinked, match="没有关联"):
        demand_links.unlink(demand, agreement.pk, clerk)


def test_an_imported_claim_without_an_agreement_is_listed_and_not_counted(county, clerk, demand):
    TechnologyDemand.objects.update(stage="signed")
    found = demand_links.demands(county, TODAY)
    assert found[0].odd == "填报已签约、无协议"
    assert demand_links.counts(found) == {"demands": 1, "matched": 0, "signed": 0}
    assert figures(county) == ("1项", "0项", "0%")
    (outcome,) = (each for each in inspect(county, date(2024, 12, 31)) if each.check.number == 24)
    assert outcome.found[0].says.startswith("1项需求填报已签约或已完成，没有协议")


def test_the_three_indicators_follow_the_links_at_every_moment(county, clerk, demand, agreement):
    add("technology-demands", county, clerk, title="另一项需求", stage="已签约")
    assert figures(county) == ("2项", "0项", "0%")
    before = timezone.now()
    demand_links.link(demand, agreement.pk, clerk)
    assert figures(county) == ("2项", "1项", "50%")
    assert figures(county, as_of=date(2024, 5, 15)) == ("2项", "0项", "0%")  # it is signed on the 16th
    with past.known_on(before):
        assert figures(county) == ("2项", "0项", "0%")
    ledger = LEDGERS["cooperation-agreements"]
    journal.void(ledger, CooperationAgreement.objects.get(), Author(by=clerk, reason="双方解除"))
    assert figures(county) == ("2项", "0项", "0%")
    journal.restore(ledger, CooperationAgreement.objects.get(), Author(by=clerk, reason="恢复"))
    assert figures(county) == ("2项", "1项", "50%")
    TechnologyDemand.objects.filter(pk=demand.pk).update(stage="withdrawn")
    assert figures(county) == ("2项", "0项", "0%")
    assert demand_links.counts(demand_links.demands(county, TODAY))["signed"] == 0


def test_an_agreement_is_linked_to_one_demand_of_the_same_firm(county, clerk, demand, agreement):
    other = add("technology-demands", county, clerk, title="另一项需求")
    foreign = add(
        "technology-demands", county, clerk, enterprise_name="朔湖天工机械有限公司", credit_code="91652799MA7EF7898K"
    )
    demand_links.link(demand, agreement.pk, clerk)
    with pytest.raises(NotLinked, match="一份协议只关联一项需求"):
        demand_links.link(other, agreement.pk, clerk)
    with pytest.raises(NotLinked, match="不是同一家企业"):
        demand_links.link(foreign, agreement.pk, clerk)
    change = Change.objects.filter(ledger="cooperation-agreements").last()
    assert (change.after, change.reason) == ({"demand": "番茄采后保鲜与分选技术"}, "关联需求“番茄采后保鲜与分选技术”")


def test_an_agreement_imported_with_its_demand_is_linked_and_one_that_names_none_is_listed(county, clerk, demand):
    add("cooperation-agreements", county, clerk, demand=demand.title)
    add("cooperation-agreements", county, clerk, title="另一份协议", demand="没有这项需求")
    assert (told(county).label, figures(county)[1]) == ("已签约", "1项")
    (outcome,) = (each for each in inspect(county, date(2024, 12, 31)) if each.check.number == 24)
    assert [each.says for each in outcome.found] == [
        "1项需求已有协议，填报状态还没有改，按协议计入已签约。",
        "1份协议的来源需求在技术需求台账中没有，或不是同一家企业的。",
    ]


def test_in_whatever_order_links_come_and_go_the_counts_equal_a_recount(county, clerk, demand):
    chance = random.Random(7)
    agreements = [add("cooperation-agreements", county, clerk, title=f"协议{n}") for n in range(3)]
    in_force: set[int] = set()
    for _ in range(30):
        each = chance.choice(agreements)
        if each.pk in in_force:
            demand_links.unlink(demand, each.pk, clerk)
            in_force.discard(each.pk)
        else:
            demand_links.link(demand, each.pk, clerk)
            in_force.add(each.pk)
        found = demand_links.demands(county, TODAY)
        assert {a.pk for a in found[0].agreements} == in_force
        assert demand_links.counts(found)["signed"] == bool(in_force)
        assert figures(county)[1] == f"{int(bool(in_force))}项"


def test_candidates_say_why_and_the_likeliest_comes_first(county, clerk, demand):
    add("released-achievements", county, clerk, title="番茄采后保鲜与分选成套装备")
    add("released-achievements", county, clerk, title="膜下滴灌智能控制")
    add("envoys", county, clerk, specialty="番茄栽培")
    found = candidates(demand)
    assert found[0].record.title.startswith("番茄采后保鲜")
    assert "番茄" in found[0].why
    assert {each.source for each in found} == {"发布的成果", "科技特派员"}


def test_a_clerk_links_the_director_looks_and_the_neighbour_sees_nothing(
    client, county, clerk, director, neighbour_clerk, demand, agreement
):
    root = f"/{county.code}/{timezone.localdate()}/submissions/demands/{demand.pk}"
    seen = []
    for person in (neighbour_clerk, director, clerk):
        client.force_login(person)
        page = client.get(f"{root}/", follow=True).status_code
        seen.append((page, client.post(f"{root}/link/", {"agreement": agreement.pk}).status_code))
    assert seen == [(404, 404), (200, 404), (200, 302)]
    assert told(county).label == "已签约"
