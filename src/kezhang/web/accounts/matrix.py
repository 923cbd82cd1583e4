"""权限表: what each post may do, by verb, by ledger and by address; computed from what decides, and kept nowhere.

The page, the workbook that auditors take along and the test that walks every address all read these rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

from kezhang.catalogue import LEDGERS
from kezhang.collection.returning import life as returning
from kezhang.collection.rounds import life as rounds
from kezhang.orgs.models import Post
from kezhang.orgs.permissions import RULES, UNNARROWED, Reach, Verb
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.workbook_writer import Sheet
from kezhang.reports import workflow
from kezhang.submissions.open.door import NAMES
from kezhang.web.accounts.gate import NEEDS, OPEN

NOBODY = "—"
LOOKED_AT, SENT = "打开", "提交"
EVERYBODY, ANYBODY = "登录即可", "不用登录"
#: What can be done to a ledger's records.
OF_LEDGERS = (Verb.LOOK, Verb.EXPORT, Verb.SEE_PERSONAL, Verb.WRITE, Verb.REVIEW)
#: Each step of what has steps needs a right of its own: address -> the workflow.
STEPS = {"report-step": workflow.LIFE, "round-step": rounds.LIFE, "return-step": returning.LIFE}


@dataclass(frozen=True)
class AddressRights:
    """One address, opened or sent to, and how far each post reaches there."""

    name: str
    pattern: str
    how: str
    verb: Verb | None  # None: whoever has logged in
    is_of_thing: bool

    def reach(self, kind: str) -> str:
        return self.needs if self.verb is None else reach(kind, self.verb)

    @property
    def needs(self) -> str:
        if self.verb:
            return self.verb.value
        return ANYBODY if self.name.startswith(NAMES) else EVERYBODY


def reach(kind: str, verb: Verb) -> str:
    """How far a post reaches with a verb, in words.

    >>> reach("clerk", Verb.WRITE), reach("clerk", Verb.LOOK), reach("auditor", Verb.LOOK)
    ('本单位', '本单位及下级', '—')
    """
    found = RULES[kind].get(verb)
    return found.value if found else NOBODY


def by_verb() -> list[tuple[Verb, list[str]]]:
    """Every verb with the reach of each post."""
    return [(verb, [reach(kind, verb) for kind in Post.Kind]) for verb in Verb]


def verbs_of(ledger: Ledger) -> tuple[Verb, ...]:
    """What can be done to a ledger: personal columns and reviews only where it has any."""
    lacking = {Verb.SEE_PERSONAL} if not ledger.personal else set()
    if ledger.process is None or not ledger.process.reviewed:
        lacking.add(Verb.REVIEW)
    return tuple(verb for verb in OF_LEDGERS if verb not in lacking)


def by_ledger() -> list[tuple[Ledger, list[list[tuple[Verb, Reach]]]]]:
    """Every ledger, and what each post may do there."""
    return [
        (
            ledger,
            [[(verb, RULES[kind][verb]) for verb in verbs_of(ledger) if verb in RULES[kind]] for kind in Post.Kind],
        )
        for ledger in LEDGERS.values()
    ]


def by_address() -> list[AddressRights]:
    """Every address of the site, once as it is opened and once as it is sent to where that needs another right."""
    found = []
    for name, pattern in _patterns(get_resolver()):
        if name in OPEN:
            found.append(AddressRights(name, pattern, LOOKED_AT, None, False))
            continue
        need = NEEDS[name]
        if name in STEPS:
            found += [
                AddressRights(name, pattern.replace("<slug:step>", step.name), SENT, step.verb, True)
                for step in STEPS[name].steps.values()
            ]
            continue
        found.append(AddressRights(name, pattern, LOOKED_AT, need.verb, need.is_of_thing))
        if need.sent:
            found.append(AddressRights(name, pattern, SENT, need.sent, need.is_of_thing))
    return found


def sheets() -> list[Sheet]:
    """The whole matrix for a workbook: verbs, ledgers line by line, addresses."""
    kinds = [kind.label for kind in Post.Kind]
    long = [
        (
            ledger.chapter.value,
            ledger.label,
            kind.label,
            verb.value,
            far.value,
            "不限" if verb in UNNARROWED else "限本股室的台账",
        )
        for ledger, cells in by_ledger()
        for kind, allowed in zip(Post.Kind, cells, strict=True)
        for verb, far in allowed
    ]
    addresses = [
        (
            each.name,
            each.pattern,
            each.how,
            each.needs,
            "事项所属单位" if each.is_of_thing else "地址中的单位",
            *(each.reach(kind) for kind in Post.Kind),
        )
        for each in by_address()
    ]
    return [
        Sheet("岗位", ["事项", *kinds], [(verb.value, *cells) for verb, cells in by_verb()], widths=(16, *[14] * 8)),
        Sheet(
            "台账",
            ["章节", "台账", "岗位", "事项", "范围", "分股室的岗位"],
            long,
            widths=(18, 26, 14, 14, 16, 18),
        ),
        Sheet(
            "地址",
            ["名称", "地址", "方式", "需要", "看哪个单位", *kinds],
            addresses,
            widths=(30, 56, 8, 14, 16, *[14] * 8),
            frozen_columns=2,
        ),
    ]


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each, here)
        else:
            yield each.name or "", "/" + here
