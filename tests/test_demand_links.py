"""Demand, talk, agreement: the state follows from links, steps back with them, and stands beside what people typed."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import CooperationAgreement, TechnologyDemand
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.matching import demand_links
from kezhang.submissions.matching.candidates import candidates
from kezhang.submissions.matching.demand_links import NotLinked
from tests.test_envoys_outside import add

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
