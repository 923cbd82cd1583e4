"""Writes the first step of each app's migrations anew: all its migrations as one, for new installations.

A new installation and every run of the tests take this step alone; taken one by one, each of the later steps
renders every ledger again. Installations from before go on with the steps it replaces, which stay beside it.

    .venv/bin/python scripts/first_step.py            # the apps of Kezhang with more than one migration
"""

import re
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.db.models import AutoField

from kezhang.records.migration_steps import AtOnce
from kezhang.web.start_up import start

#: How a later step that was made after one of these names it; the steps it replaces outlive it.
AFTER = re.compile(r"""(\(["']\w+["'], ["'])0001_squashed_(\w+["']\))""")
OPENS = '"""Everything the migrations before came to, in one step: what a new installation begins with."""\n\n'
#: These stand below the records, whose step they may not use; nor need they: their tables are few.
BELOW = {"seals", "orgs", "jobs", "name_search"}
Key = tuple[str, str]


class Steps:
    """Every app's migrations as they stand beside one another, without the first steps of before."""

    def __init__(self) -> None:
        self.loader = MigrationLoader(None, load=False)
        self.loader.replace_migrations = False
        self.loader.build_graph()

    def is_first_step(self, node: Key) -> bool:
        return bool(self.loader.disk_migrations[node].replaces)

    def of(self, app: str) -> list[Key]:
        """An app's migrations in their order. Raises ValueError for two ends."""
        (end,) = [node for node in self.loader.graph.leaf_nodes(app) if not self.is_first_step(node)]
        return [node for node in self.loader.graph.forwards_plan(end) if node[0] == app]

    def models(self, node: Key) -> dict[Key, ModelState]:
        return self.loader.project_state([node]).models

    def appears(self, model: Key) -> Key:
        """The first migration after which a model is there."""
        return next(node for node in self.of(model[0]) if model in self.models(node))


def named(model: ModelState) -> set[Key]:
    """The models that a model's columns and bases name."""
    columns = (field.remote_field.model for field in model.fields.values() if getattr(field, "remote_field", None))
    labels = [each.lower().rpartition(".") for each in (*columns, *model.bases) if isinstance(each, str)]
    return {(app or model.app_label, name) for app, _, name in labels}


def in_order(models: dict[Key, ModelState]) -> tuple[list[ModelState], list[AddField]]:
    """Each model after those that it names; and the columns that close a circle, to be added once all are there."""
    placed: dict[Key, ModelState] = {}
    closing: list[AddField] = []
    while len(placed) < len(models):
        waiting = {key: model for key, model in models.items() if key not in placed}
        ready = {
            key: model
            for key, model in waiting.items()
            if all(other == key or other in placed for other in named(model) & models.keys())
        }
        placed |= ready or opened(waiting, closing)
    return list(placed.values()), closing


def opened(waiting: dict[Key, ModelState], closing: list[AddField]) -> dict[Key, ModelState]:
    """One of the models that name one another, without its columns that name the others and may be empty.

    Raises ValueError where none can do without.
    """
    for key, model in waiting.items():
        lone = model.clone()
        others = waiting.keys() - {key}
        for name, field in model.fields.items():
            alone = ModelState(model.app_label, model.name, [("id", AutoField(primary_key=True)), (name, field)])
            if field.null and named(alone) & others:
                del lone.fields[name]
        if not named(lone) & others:
            gone = model.fields.keys() - lone.fields.keys()
            closing += [AddField(model.name, name, field) for name, field in model.fields.items() if name in gone]
            return {key: lone}
    raise ValueError(f"these name one another: {sorted(waiting)}")


def created(model: ModelState) -> CreateModel:
    options = {name: value for name, value in model.options.items() if name not in {"indexes", "constraints"} or value}
    return CreateModel(model.name, list(model.fields.items()), options, model.bases, model.managers)


def write(steps: Steps, app: AppConfig) -> None:
    replaced = steps.of(app.label)
    models = {key: model for key, model in steps.models(replaced[-1]).items() if key[0] == app.label}
    outside = set[Key]().union(*map(named, models.values())) - models.keys()
    ordered, closing = in_order(models)
    creating = [created(model) for model in ordered]
    parts: dict[str, Any] = {
        "replaces": replaced,
        "initial": True,
        "dependencies": sorted({steps.appears(model) for model in outside}),
        "operations": [*(creating if app.label in BELOW else [AtOnce(creating)]), *closing],
    }
    name = f"0001_squashed_{replaced[-1][1]}"
    text = MigrationWriter(type("Migration", (Migration,), parts)(name, app.label), include_header=False).as_string()
    folder = Path(app.path) / "migrations"
    for (label, old), migration in steps.loader.disk_migrations.items():
        if label == app.label and migration.replaces:
            (folder / f"{old}.py").unlink()
    (folder / f"{name}.py").write_text(OPENS + text, encoding="utf-8")
    print(f"{app.label}: {name}, {len(models)} tables")  # noqa: T201 - a tool of the workbench


def name_what_stays() -> None:
    """Let every step follow one of those that a first step replaces, never a first step."""
    for path in Path(__file__).parents[1].glob("src/kezhang/**/migrations/*.py"):
        text = path.read_text(encoding="utf-8")
        if (named := AFTER.sub(r"\1\2", text)) != text:
            path.write_text(named, encoding="utf-8")


if __name__ == "__main__":
    name_what_stays()
    start()
    found = Steps()
    for each in apps.get_app_configs():
        if (
            each.name.startswith("kezhang.")
            and each.label in found.loader.migrated_apps
            and len(found.of(each.label)) > 1
        ):
            write(found, each)
