"""Start-up checks: every string in a declaration that names a field must name one that exists.

A misspelt name stops the server with the file and a hint; it never becomes an empty page.
"""

import difflib
import inspect
from collections.abc import Iterable, Sequence

from django.core.checks import CheckMessage, Error, register

from kezhang.records.declaration.ledger import Ledger

TAG = "ledgers"


def check_at_start_up(ledgers: Sequence[Ledger]) -> None:
    """Have Django check these ledgers whenever it starts."""

    def check(app_configs: object, **kwargs: object) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
        return [fault for ledger in ledgers for fault in faults(ledger)] + repeated_slugs(ledgers)

    register(check, TAG)


def faults(ledger: Ledger) -> list[CheckMessage]:
    """Every name in the declaration that the model does not have, and every key the database does not keep."""
    found: list[CheckMessage] = []
    for option, names in _named(ledger):
        found += [_unknown(ledger, option, name) for name in names if name not in _names(ledger)]
    if not found:
        found += _unkept_keys(ledger)
    return found


def _named(ledger: Ledger) -> Iterable[tuple[str, Iterable[str]]]:
    yield "keys", [name for key in ledger.keys for name in key]
    yield "dated_by", [ledger.dated_by]
    yield "list_columns", ledger.list_columns
    yield "search", ledger.search
    yield "filters", ledger.filters
    yield "headers", ledger.headers
    yield "personal", ledger.personal
    yield "spellings", ledger.spellings
    yield "sample", ledger.sample
    for rule in ledger.rules:
        yield f"rules[{rule.name}]", rule.needs
    for link in ledger.links:
        yield "links", [name for name in (link.field, link.name, link.code) if name]


def _names(ledger: Ledger) -> set[str]:
    return {f.name for f in ledger.model._meta.fields}


def _unknown(ledger: Ledger, option: str, name: str) -> Error:
    near = difflib.get_close_matches(name, _names(ledger), n=1)
    known = f"Did you mean “{near[0]}”? " if near else ""
    return Error(
        f"{option} names “{name}”, which {ledger.model.__name__} does not have ({inspect.getsourcefile(ledger.model)}).",
        hint=known + "It has: " + ", ".join(sorted(_names(ledger))),
        obj=ledger.slug,
        id="ledgers.E001",
    )


def _unkept_keys(ledger: Ledger) -> list[CheckMessage]:
    """A key only Python knows of lets two processes store the same record twice."""
    kept = {tuple(getattr(c, "fields", ()))[1:] for c in ledger.model._meta.constraints}
    return [
        Error(
            f"key {key} has no unique_key(...) in {ledger.model.__name__}.Meta.constraints "
            f"({inspect.getsourcefile(ledger.model)}).",
            hint=f"Add unique_key({', '.join(map(repr, key))}).",
            obj=ledger.slug,
            id="ledgers.E002",
        )
        for key in ledger.keys
        if key not in kept
    ]


def repeated_slugs(ledgers: Sequence[Ledger]) -> list[CheckMessage]:
    slugs = [ledger.slug for ledger in ledgers]
    return [
        Error(f"slug “{slug}” is used twice.", hint="A slug names one ledger.", id="ledgers.E003")
        for slug in sorted({s for s in slugs if slugs.count(s) > 1})
    ]
