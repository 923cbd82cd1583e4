"""核查（需求）: what is said of a demand's stage held against the agreements that name it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kezhang.controls.case import Case, Check, Found, Lacking, pointers, records_in
from kezhang.ledgers.cooperation.cooperation_agreements import COOPERATION_AGREEMENTS
from kezhang.ledgers.cooperation.technology_demands import TECHNOLOGY_DEMANDS
from kezhang.ledgers.firms import are_of_one_firm

#: Said so, there should be an agreement.
CLAIMED = ("signed", "done")


def stages(case: Case) -> Iterator[Found | Lacking]:
    """24: a demand that is said to be signed has its agreement, and an agreement names a demand that is there."""
    day = TECHNOLOGY_DEMANDS.dated_by
    demands = list(case.records(TECHNOLOGY_DEMANDS).filter(**{f"{day}__lte": case.as_of}))
    agreements = list(case.records(COOPERATION_AGREEMENTS).exclude(demand="").filter(signed_on__lte=case.as_of))
    named: dict[str, list[Any]] = defaultdict(list)
    for each in agreements:
        named[each.demand].append(each)
    answered = {each.pk for each in demands if any(are_of_one_firm(a, each) for a in named[each.title])}
    claimed = [each for each in demands if each.stage in CLAIMED and each.pk not in answered]
    unsaid = [each for each in demands if each.stage not in (*CLAIMED, "withdrawn") and each.pk in answered]
    by_title: dict[str, list[Any]] = defaultdict(list)
    for each in demands:
        by_title[each.title].append(each)
    lost = [each for each in agreements if not any(are_of_one_firm(each, d) for d in by_title[each.demand])]
    for ledger, rows, says, advice in (
        (TECHNOLOGY_DEMANDS, claimed, "项需求填报已签约或已完成，没有协议写明来源需求是它，不计入已签约。",
         "在协议的“来源需求”写明需求名称，或在需求对接页关联协议；没有签约的改正状态。"),
        (TECHNOLOGY_DEMANDS, unsaid, "项需求已有协议，填报状态还没有改，按协议计入已签约。", "把状态改为已签约。"),
        (COOPERATION_AGREEMENTS, lost, "份协议的来源需求在技术需求台账中没有，或不是同一家企业的。", "按台账中的需求名称填写。"),
    ):  # fmt: skip
        if rows:
            yield Found(f"{len(rows)}{says}", advice, ledger.label, pointers(ledger, rows))


DEMAND_CHECKS = (
    Check(
        number=24,
        title="需求状态与协议",
        rule="已签约的需求要有协议，协议写明的来源需求要在台账中",
        needs=records_in(TECHNOLOGY_DEMANDS),
        judge=stages,
    ),
)
