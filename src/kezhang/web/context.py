"""What every page shows around itself: menu, bureau and date in view.

The menu has at most eight entries, and none that leads nowhere.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import User
from kezhang.orgs.scope import visible_orgs
from kezhang.orgs.viewing import standpoint_of
from kezhang.records.declaration.ledger import Ledger

#: More bureaus than this are found by typing rather than listed.
LISTED = 200


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu."""

    label: str
    url: str  # the name of the address
    starts: str  # pages below it keep the entry lit


MENU = (
    MenuEntry("工作台", "home", "/home"),
    MenuEntry("进度", "board", "/board"),
    MenuEntry("任务", "targets-list", "/ledgers/targets"),
    MenuEntry("台账", "ledgers", "/ledgers"),
    MenuEntry("报告", "reports", "/reports"),
    MenuEntry("读报告", "read-documents", "/reading"),
    MenuEntry("后台任务", "jobs", "/jobs"),
    MenuEntry("管理", "administration", "/administration"),
)


def chapters() -> list[tuple[str, list[Ledger]]]:
    """The ledgers by chapter, in their order; targets have an entry of the menu to themselves."""
    listed = [ledger for ledger in LEDGERS.values() if ledger.slug != "targets"]
    return [(chapter.value, list(members)) for chapter, members in groupby(listed, key=lambda ledger: ledger.chapter)]


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template; nothing for somebody who has not logged in."""
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return {}
    standpoint = standpoint_of(request)
    lit = [entry for entry in MENU if request.path_info.startswith(entry.starts)]
    orgs = visible_orgs(person)[: LISTED + 1]
    return {
        "menu": MENU,
        "lit": max(lit, key=lambda entry: len(entry.starts), default=None),
        "chapters": chapters(),
        "org": standpoint.org,
        "orgs": orgs,
        "listed": LISTED,
        "as_of": standpoint.as_of,
        "today": timezone.localdate(),
        "here": request.get_full_path(),
    }
