"""任命表: a person's posts as rows of a form, and the appointments that come back from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from kezhang.orgs.models import Office, Org, Post, User
from kezhang.orgs.people import Appointment, NotAppointed
from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import whole_number

#: Empty rows below the posts that are held.
ROWS_FOR_NEW = 1
#: More rows than this no person fills in.
LONGEST_FORM = 40
#: No key of any row is greater.
MOST_KEY = 10**15
#: How the form says that a post is for the whole installation.
WHOLE = "all"


@dataclass(frozen=True)
class AppointmentRow:
    """One post as the form shows it."""

    number: int
    kind: str = ""
    org: str = ""
    offices: tuple[str, ...] = ()
    acting_for: str = ""
    since: str = ""
    until: str = ""


def appointment_rows(posts: Iterable[Post], typed: QueryDict | None, empty: int) -> list[AppointmentRow]:
    """The posts that are held, or what was typed and refused, with empty rows below."""
    if typed is not None:
        rows = [_typed(typed, number) for number in _numbers(typed)]
    else:
        rows = [
            AppointmentRow(
                number, post.kind, str(post.org.pk) if post.org else WHOLE,
                tuple(str(office.pk) for office in post.offices.all()), str(post.acting_for_id or ""),
                f"{post.since or ''}", f"{post.until or ''}",
            )
            for number, post in enumerate(posts)
        ]  # fmt: skip
    return rows + [AppointmentRow(len(rows) + extra) for extra in range(empty)]


def asked_for(typed: QueryDict) -> list[Appointment]:
    """What the form asks for; a row without a post asks for nothing. Raises NotAppointed for what cannot be read."""
    return [_appointment(row) for number in _numbers(typed) if (row := _typed(typed, number)).kind]


def offices_of(orgs: Iterable[Org]) -> Mapping[Org, list[Office]]:
    found: dict[Org, list[Office]] = {}
    for office in Office.objects.filter(org__in=list(orgs)).select_related("org"):
        found.setdefault(office.org, []).append(office)
    return found


def _numbers(typed: QueryDict) -> list[str]:
    return typed.getlist("row")[:LONGEST_FORM]


def _typed(typed: QueryDict, number: Any) -> AppointmentRow:
    def said(name: str) -> str:
        return typed.get(f"{name}-{number}", "").strip()

    offices = tuple(typed.getlist(f"offices-{number}"))
    place = _key(str(number)) or 0
    return AppointmentRow(place, said("kind"), said("org"), offices, said("acting"), said("since"), said("until"))


def _appointment(row: AppointmentRow) -> Appointment:
    if row.kind not in Post.Kind.values:
        raise NotAppointed(f"没有“{row.kind[:20]}”这个岗位。")
    org = None if row.org == WHOLE else _one(Org, row.org)
    if org is None and row.org != WHOLE:
        raise NotAppointed(f"{Post.Kind(row.kind).label}须选择单位。")
    offices = [_one(Office, pk) for pk in row.offices]
    acting = _one(User, row.acting_for) if row.acting_for else None
    if None in offices or (row.acting_for and acting is None):
        raise NotAppointed("所选的股室或代理对象已经不在，请重新选择。")
    kept = tuple(sorted((office for office in offices if office is not None), key=lambda office: office.pk))
    return Appointment(row.kind, org, kept, acting, _day(row.since, "起"), _day(row.until, "止"))


def _one(kind: type[Office | User | Org], typed: str) -> Any:
    key = _key(typed)
    return None if key is None else kind._default_manager.filter(pk=key).first()


def _key(typed: str) -> int | None:
    try:
        return whole_number(typed, 0, MOST_KEY)
    except ValueError:
        return None


def _day(typed: str, what: str) -> date | None:
    try:
        return parse_date(typed) if typed else None
    except ValueError as fault:
        raise NotAppointed(f"{what}的日期“{typed[:20]}”没有读懂：{fault}。") from fault
