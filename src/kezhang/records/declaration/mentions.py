"""主体: who or what a ledger's records are as subjects that other ledgers speak of: a firm, an envoy, a project, a village.

Most mentions are not declared again: a link says which ledger a name leads to, and a column of a legal name speaks of a
firm. Only what is free text needs a ``Mention``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Identity:
    """By which of its columns a subject is known, and what the page about one is called."""

    name: str
    says: str
    code: str = ""
    former: str = ""  # other names it had, separated
    organisations: bool = False  # every column of a legal name, in any ledger, names one of these

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.code, self.former)))


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A column of free text that speaks of subjects of another ledger."""

    column: str
    of: str  # that ledger's slug
    within: bool = False  # the name stands somewhere in the text; else the text is a name, or several separated ones
