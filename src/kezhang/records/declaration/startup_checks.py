"""启动检查（台账）: every string in a declaration that names a field must name one that exists.

A misspelt name stops start-up with the file and what would be right; it never becomes an empty page.
"""

import difflib
import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from kezhang.catalogue import CataloguePart, repeated
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.fields import LONGEST_CHOICE
from kezhang.records.former import former_of
from kezhang.records.migration_steps import AtOnce

#: How a column that says how far a record has come is called.
STATE_NAMES = {"stage", "state", "status"}
#: What stands in addresses and file names.
SLUG = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


def ledger_faults(found: Sequence[CataloguePart]) -> Iterator[CheckMessage]:
    """Everything that is wrong with the ledgers of these parts."""
    for part in found:
        for ledger in part.ledgers:
            yield from faults(ledger, part.names("台账", ledger.slug))
            yield from _unknown_subjects(found, ledger, part.names("台账", ledger.slug))
            yield from _unknown_continuations(found, ledger, part.names("台账", ledger.slug))
        if part.plugin and part.ledgers:
            yield from _unmade_versions(part)
    for part, ledger, names, had in repeated(found, "ledgers", lambda ledger: (ledger.slug, ledger.label)):
        yield Error(
            f"{names}已是 {had} 中一个台账的代码或名称。",
            hint="请另起一个代码和名称。",
            obj=part.names("台账", ledger.slug),
            id="ledgers.E003",
        )


def _unknown_subjects(found: Sequence[CataloguePart], ledger: Ledger, named: str) -> Iterator[CheckMessage]:
    """A mention leads to a ledger whose records are subjects, or nowhere."""
    subjects = [each.slug for part in found for each in part.ledgers if each.identity is not None]
    for mention in ledger.mentions:
        if mention.of not in subjects:
            says = f"mentions 写的台账“{mention.of}”没有声明 identity。"
            yield Error(says, hint=f"声明了的有：{'、'.join(subjects)}。", obj=named, id="ledgers.E007")


def _unknown_continuations(found: Sequence[CataloguePart], ledger: Ledger, named: str) -> Iterator[CheckMessage]:
    """What is registered next stands in a ledger there is, in columns it has."""
    ledgers = {each.slug: each for part in found for each in part.ledgers}
    for each in ledger.continued:
        if (other := ledgers.get(each.to)) is None:
            says = f"continued[{each.says}] 写的台账“{each.to}”不存在。"
            yield Error(says, hint=f"台账有：{'、'.join(sorted(ledgers))}。", obj=named, id="ledgers.E008")
        else:
            option = f"continued[{each.says}]"
            yield from unknown_fields(other.model, option, each.fills, named, "ledgers.E001")
            if unfilled := set(each.same) - set(each.fills):
                says = f"{option} 的 same 写的“{'、'.join(sorted(unfilled))}”不在 fills 里。"
                yield Error(says, hint=f"fills 有：{'、'.join(each.fills)}。", obj=named, id="ledgers.E008")


def faults(ledger: Ledger, named: str) -> list[CheckMessage]:
    """Every name in the declaration that the model does not have, and every key the database does not keep."""
    found: list[CheckMessage] = []
    for option, names in _named(ledger):
        found += unknown_fields(ledger.model, option, names, named, "ledgers.E001")
    if not found:
        for link in ledger.links:
            related: Any = ledger.model._meta.get_field(link.field).related_model
            names = (link.target_name, link.target_code if link.code else "", link.target_former)
            found += unknown_fields(related, f"links[{link.field}]", filter(None, names), named, "ledgers.E001")
        found += _unkept_keys(ledger, named)
        found += _undeclared_states(ledger, named)
        found += _impossible_days(ledger, named)
        found += _narrow_choices(ledger, named)
    if not SLUG.fullmatch(ledger.slug):
        says = f"代码“{ledger.slug}”不能用作网址。"
        found.append(Error(says, hint="代码由小写字母、数字和 - 组成，以字母开头。", obj=named, id="ledgers.E004"))
    return found


def _named(ledger: Ledger) -> Iterable[tuple[str, Iterable[str]]]:
    yield "keys", [name for key in ledger.keys for name in key]
    yield "dated_by", [ledger.dated_by]
    yield "list_columns", ledger.list_columns
    yield "search", ledger.search
    yield "filters", ledger.filters
    yield "headers", ledger.headers
    yield "informing", ledger.informing
    yield "personal", ledger.personal
    yield "people", ledger.people
    yield "mentions", [mention.column for mention in ledger.mentions]
    if ledger.identity is not None:
        yield "identity", ledger.identity.fields
    yield "kept_by", [ledger.kept_by] if ledger.kept_by else []
    yield "usual", ledger.usual
    yield "extendable", ledger.extendable
    yield "comparable_within", ledger.comparable_within
    yield "spellings", ledger.spellings
    yield "retired", ledger.retired
    yield "sample", ledger.sample
    yield "whole_sheet", [name for each in ledger.whole_sheet for name in (each.column, each.of) if name]
    for rule in ledger.rules:
        yield f"rules[{rule.name}]", rule.needs
    if ledger.process is not None:
        yield "process", ledger.process.fields
    if ledger.versions is not None:
        yield "versions", ledger.versions.fields
    for due in ledger.due:
        yield f"due[{due.says}]", due.fields
    for each in ledger.continued:
        yield f"continued[{each.says}]", each.fields
    for link in ledger.links:
        yield "links", [name for name in (link.field, link.name, link.code) if name]


def unknown_fields(
    model: type[Model], option: str, names: Iterable[str], named: str, number: str
) -> Iterator[CheckMessage]:
    """The names that are no field of the model, each with the field that was probably meant."""
    known = {f.name for f in model._meta.fields}
    for name in names:
        if name not in known:
            yield Error(
                f"{option} 写的“{name}”不是 {model.__name__} 的字段（{inspect.getsourcefile(model)}）。",
                hint=_meant(name, known),
                obj=named,
                id=number,
            )


def _meant(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return (f"是否应为“{near[0]}”？" if near else "") + "字段有：" + "、".join(sorted(known)) + "。"


def _unkept_keys(ledger: Ledger, named: str) -> list[CheckMessage]:
    """A key only Python knows of lets two processes store the same record twice."""
    kept: set[Any] = {tuple(getattr(c, "fields", ()))[1:] for c in ledger.model._meta.constraints}
    return [
        Error(
            f"主键 {key} 在 {ledger.model.__name__}.Meta.constraints 里没有对应的 unique_key"
            f"（{inspect.getsourcefile(ledger.model)}）。",
            hint=f"请加上 unique_key({', '.join(map(repr, key))})。",
            obj=named,
            id="ledgers.E002",
        )
        for key in ledger.keys
        if key not in kept
    ]


def _undeclared_states(ledger: Ledger, named: str) -> Iterator[CheckMessage]:
    """A state of which nobody says what dates it needs lets a record be called accepted on no day at all."""
    process = ledger.process
    states = [c for c in ledger.columns if c.choices and c.name in STATE_NAMES]
    if process is None or not process.state:
        for column in states:
            says = f"“{column.label}”（{column.name}）是状态列，但台账没有声明过程。"
            yield Error(says, hint="请写明 process：每个状态需要哪些日期。", obj=named, id="ledgers.E005")
    elif odd := process.undeclared(list(ledger.column(process.state).choices)):
        says = f"process 的状态与“{process.state}”的选项不一致：{'、'.join(odd)}。"
        yield Error(says, hint="每个选项写一行，不需要日期的写 ()。", obj=named, id="ledgers.E005")


def _impossible_days(ledger: Ledger, named: str) -> Iterator[CheckMessage]:
    for due in ledger.due:
        for says, hint in due.faults(ledger.model):
            yield Error(
                f"{says[:-1]}（{inspect.getsourcefile(ledger.model)}）。", hint=hint, obj=named, id="ledgers.E006"
            )


def _narrow_choices(ledger: Ledger, named: str) -> Iterator[CheckMessage]:
    """A record stores the words a bureau added; a field without room for them would refuse its own choices."""
    for name in ledger.extendable:
        if (longest := ledger.column(name).longest or 0) < LONGEST_CHOICE:
            says = f"extendable 写的“{name}”只存得下{longest}个字（{inspect.getsourcefile(ledger.model)}）。"
            yield Error(
                says, hint=f"请写 max_length=LONGEST_CHOICE（{LONGEST_CHOICE}）。", obj=named, id="ledgers.E009"
            )


def _unmade_versions(part: CataloguePart) -> Iterator[CheckMessage]:
    """A plug-in made before former versions were kept has no tables for them, and nothing could be changed in its ledgers.

    Those of ours are held to it by ``makemigrations --check``.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    made = {
        (app, operation.name)
        for (app, _), migration in loader.disk_migrations.items()
        for step in migration.operations
        for operation in (step.operations if isinstance(step, AtOnce) else [step])
        if isinstance(operation, CreateModel)
    }
    for ledger in part.ledgers:
        meta = former_of(ledger.model)._meta
        if meta.app_label in loader.migrated_apps and (meta.app_label, meta.object_name) not in made:
            # Start-up stops at it all the same, but an error would keep Django from making the very migration.
            yield Caution(
                f"没有建立旧版表 {meta.db_table} 的迁移。",
                hint=f"请更新插件；编写者运行 django-admin makemigrations {meta.app_label} 即可生成。",
                obj=part.names("台账", ledger.slug),
                id="ledgers.W001",
            )
