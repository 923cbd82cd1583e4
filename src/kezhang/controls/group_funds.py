"""核查（特派团资金）: the instalments of a group's money held against the whole that was granted, and against what was paid."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kezhang.controls.case import Case, Check, Found, Lacking, Pointer, point, pointers, records_in
from kezhang.ledgers.envoys.envoy_group_instalments import ENVOY_GROUP_INSTALMENTS
from kezhang.ledgers.envoys.envoy_groups import ENVOY_GROUPS
from kezhang.quantities.units import WAN_YUAN


@dataclass(frozen=True)
class GroupFunds:
    """一个团的资金: what was granted, what is planned, what has come; all exact."""

    group: Any
    instalments: tuple[Any, ...]

    @property
    def granted(self) -> Decimal | None:
        found: Decimal | None = self.group.granted_amount
        return found

    @property
    def planned(self) -> Decimal | None:
        """What the instalments come to; unknown where there is none."""
        return sum((each.amount for each in self.instalments), Decimal(0)) if self.instalments else None

    @property
    def paid(self) -> Decimal | None:
        """What has come by them; nothing yet is nought, no instalments at all is unknown."""
        if not self.instalments:
            return None
        return sum((each.paid_amount or Decimal(0) for each in self.instalments), Decimal(0))

    @property
    def left(self) -> Decimal | None:
        """What of the whole is in no instalment yet; below nought where they promise more."""
        return None if self.granted is None or self.planned is None else self.granted - self.planned

    @property
    def odd(self) -> list[str]:
        """Where the sums do not agree, in words."""
        found = []
        if self.instalments and self.granted is None:
            found.append(f"有{len(self.instalments)}期资金，立项资金没有填写，无法核对")
        if self.left:
            how = "多" if self.left < 0 else "少"
            found.append(
                f"各期计划合计{in_words(self.planned)}，立项资金{in_words(self.granted)}，{how}{in_words(abs(self.left))}"
            )
        said = self.group.paid_amount
        if self.instalments and said is not None and said != self.paid:
            found.append(f"特派团台账写到位{in_words(said)}，各期实拨合计{in_words(self.paid)}")
        return found


def in_words(amount: Decimal | None) -> str:
    """万元 to the last fen that is there; 待核 where it is unknown."""
    if amount is None:
        return "待核"
    wan = (amount / WAN_YUAN.factor).normalize()
    return f"{wan:f}万元"


def funds_of(groups: Iterable[Any], instalments: Iterable[Any]) -> list[GroupFunds]:
    """Each group with its instalments in their order, by the name that both carry."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for each in sorted(instalments, key=lambda each: each.number):
        by_name[each.group_name].append(each)
    return [GroupFunds(group, tuple(by_name[group.name])) for group in groups]


def instalments_and_whole(case: Case) -> Iterator[Found | Lacking]:
    """25: a group's instalments make the whole, and what is said to have come is what has come by them."""
    instalments = list(case.records(ENVOY_GROUP_INSTALMENTS))
    groups = list(case.records(ENVOY_GROUPS))
    for each in funds_of(groups, instalments):
        records: tuple[Pointer, ...] = (
            point(ENVOY_GROUPS, each.group),
            *pointers(ENVOY_GROUP_INSTALMENTS, each.instalments),
        )
        for says in each.odd:
            yield Found(f"{each.group}：{says}。", "按任务书和拨款凭证核对，改正写错的一处。", "特派团资金", records)
    names = {each.name for each in groups}
    if lost := [each for each in instalments if each.group_name not in names]:
        yield Found(
            f"{len(lost)}期资金的特派团不在特派团台账中，如“{lost[0].group_name}”。",
            "按特派团台账中的名称填写。",
            ENVOY_GROUP_INSTALMENTS.label,
            pointers(ENVOY_GROUP_INSTALMENTS, lost),
        )


GROUP_FUND_CHECKS = (
    Check(
        number=25,
        title="特派团资金分期",
        rule="各期计划之和等于立项资金，到位资金等于各期实拨之和",
        needs=records_in(ENVOY_GROUP_INSTALMENTS),
        judge=instalments_and_whole,
    ),
)
