"""What every page shows around itself: menu, bureau and date in view.

The menu has at most eight entries, and none that leads nowhere or that the person may not open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import the_only_org, visible_orgs
from kezhang.orgs.viewing import standpoint_of
from kezhang.records.declaration.ledger import Ledger
from kezhang.web.accounts.gate import opens

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
    MenuEntry("调度", "rounds", "/collection"),
    MenuEntry("台账", "ledgers", "/ledgers"),
    MenuEntry("报告", "reports", "/reports"),
    MenuEntry("读报告", "read-documents", "/reading"),
    MenuEntry("管理", "administration", "/administration"),
)
#: The pages of 管理, side by side.
TABS = (
    MenuEntry("导入和变更", "administration", "/administration/"),
    MenuEntry("后台任务", "jobs", "/jobs"),
    MenuEntry("人员", "people", "/administration/people"),
    MenuEntry("股室", "offices", "/administration/offices"),
    MenuEntry("下级单位", "bureaus", "/administration/bureaus"),
    MenuEntry("访问日志", "access-log", "/administration/log"),
    MenuEntry("权限表", "permissions", "/administration/permissions"),
)


def chapters() -> list[tuple[str, list[Ledger]]]:
    """The ledgers by chapter, in their order; targets have an entry of the menu to themselves."""
    listed = [ledger for ledger in LEDGERS.values() if ledger.slug != "targets"]
    return [(chapter.value, list(members)) for chapter, members in groupby(listed, key=lambda ledger: ledger.chapter)]


def _lit(entries: Sequence[MenuEntry], page: str) -> MenuEntry | None:
    """The entry that the page lies furthest below."""
    above = [entry for entry in entries if page.startswith(entry.starts)]
    return max(above, key=lambda entry: len(entry.starts), default=None)


def _has_below(org: Org | None) -> bool:
    """Below a county there is no bureau."""
    return org is not None and len(org.prefix) < len(org.code)


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template; nothing for somebody who has not logged in."""
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return {}
    standpoint = standpoint_of(request)
    menu = [entry for entry in MENU if opens(request, entry.url)]
    tabs = [
        entry for entry in TABS if opens(request, entry.url) and (entry.url != "bureaus" or _has_below(standpoint.org))
    ]
    only = the_only_org(person)
    orgs = [only] if only else visible_orgs(person)[: LISTED + 1]
    return {
        "menu": menu,
        "may_search": opens(request, "search"),
        "lit": _lit(menu, request.path_info),
        "tabs": tabs,
        "lit_tab": _lit(tabs, request.path_info),
        "chapters": chapters(),
        "org": standpoint.org,
        "orgs": orgs,
        "listed": LISTED,
        "as_of": standpoint.as_of,
        "today": timezone.localdate(),
        "here": request.get_full_path(),
    }
