"""Migrations: a new installation, which begins with one step, has what an old one was brought to step by step."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from kezhang.backups import versions
from kezhang.cli import installation

SQUASHED = MigrationLoader(None).disk_migrations
APPS = sorted({app for (app, _), migration in SQUASHED.items() if migration.replaces})


def made(state: ProjectState, app: str) -> dict[str, tuple]:
    return {name: told(model) for (label, name), model in state.models.items() if label == app}


def told(model: ModelState) -> tuple:
    """All that a table is made from, in whatever order its columns and indexes came."""
    fields = {name: field.deconstruct()[1:] for name, field in model.fields.items()}
    options = {name: value for name, value in model.options.items() if name not in {"indexes", "constraints"} and value}
    rules = [each.deconstruct() for kind in ("indexes", "constraints") for each in model.options.get(kind, ())]
    return fields, options, sorted(rules, key=repr), model.bases


@pytest.mark.parametrize("app", APPS)
def test_the_one_step_leads_where_the_steps_it_replaces_lead(app):
    ends = [name for (label, name), migration in SQUASHED.items() if label == app and migration.replaces]
    (one,) = ends
    replaced = SQUASHED[app, one].replaces
    at_once = MigrationLoader(None)
    step_by_step = MigrationLoader(None, load=False)
    step_by_step.replace_migrations = False
    step_by_step.build_graph()
    last = replaced[-1]
    assert made(step_by_step.project_state([last]), app) == made(at_once.project_state([(app, one)]), app)


@pytest.mark.django_db
def test_a_new_installation_takes_the_one_step_and_none_of_those_it_replaces():
    graph = MigrationLoader(connection).graph
    assert APPS == [
        "collection",
        "jobs",
        "ledgers",
        "name_search",
        "orgs",
        "records",
        "reports",
        "seals",
        "submissions",
        "targets",
    ]
    for (app, _), migration in SQUASHED.items():
        assert not [each for each in migration.replaces if each in graph.nodes], app


def test_a_step_this_program_does_not_know_is_newer_and_a_squash_of_known_ones_is_not(db):
    assert versions.newer_than_program(["orgs.0002_posts", "ledgers.0001_squashed_0004_former_versions"]) == ""
    assert "9999_later" in versions.newer_than_program(["orgs.9999_later"])
    assert versions.newer_than_program(["somebodys_plugin.9999_later"]) == ""


def test_that_a_backup_was_made_before_an_upgrade_is_told_apart_from_what_a_command_hands_out(db, monkeypatch, capsys):
    monkeypatch.setattr(installation.versions, "back_up_before_migration", lambda: Path("backups/before.zip"))
    monkeypatch.setattr(installation, "call_command", lambda *_, **__: None)
    installation.migrate()
    told = capsys.readouterr()
    assert (told.out, "升级前已备份到 backups/before.zip" in told.err) == ("", True)
