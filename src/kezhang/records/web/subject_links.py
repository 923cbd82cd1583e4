"""画像入口: from a record to the pages about whom and what it names, and about itself where it is a subject."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.subject_names import named_in


@dataclass(frozen=True)
class SubjectLink:
    """One such page: what it is called, as what the record names its subject, and where it is."""

    says: str
    role: str
    name: str
    url: str


def subject_links(ledger: Ledger, record: Record) -> list[SubjectLink]:
    """Each subject once, by the first column that names it."""
    found: dict[str, SubjectLink] = {}
    identity = ledger.identity
    if identity is not None:
        code = str(getattr(record, identity.code)) if identity.code else ""
        name = str(getattr(record, identity.name))
        url = profile_address(ledger, name, code)
        found[url] = SubjectLink(identity.says, "", name, url)
    for each in named_in(ledger):
        code = str(each.code.of(record) or "") if each.code is not None else ""
        for name in each.names(record):
            url = profile_address(each.subject, name, code)
            assert each.subject.identity is not None
            found.setdefault(url, SubjectLink(each.subject.identity.says, each.column.label, name, url))
    return list(found.values())


def profile_address(subject: Ledger, name: str, code: str = "") -> str:
    """Where the page about a subject is; it is named as the records name it, for it may be in no register."""
    said = {"name": name} | ({"code": code} if code else {})
    return f"{reverse('profile', args=[subject.slug])}?{urlencode(said)}"
