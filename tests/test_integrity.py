"""Whatever a hand does in the database or the folder behind the program is named; honest days are not."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from kezhang.catalogue import LEDGERS
from kezhang.records.writing import journal
from kezhang.reports.background import examination_job
from kezhang.seals import files
from kezhang.seals.bindings import FREE, JOINING, bound_by, free_because
from tests import whole_homes
from tests.tampering import HANDS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One home for all hands; what each of them does in the database is taken back."""
    with django_db_blocker.unblock(), whole_homes.standing(tmp_path_factory.mktemp("home")) as home:
        yield home


@pytest.fixture
def whole(built, settings):
    """The home as it was built, its files too."""
    home, settings.MEDIA_ROOT = built
    before = {path: path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}
    with transaction.atomic():
        yield home
        transaction.set_rollback(True)
    for path, content in before.items():
        path.write_bytes(content)


def findings() -> Iterator[str]:
    return (f"{each.subject}：{each.says}" for each in examination_job.findings())


def test_an_honest_home_is_sound(whole):
    assert list(findings()) == []


@pytest.mark.parametrize("name", HANDS)
def test_a_hand_behind_the_program_is_named(whole, name):
    with connection.constraint_checks_disabled():
        HANDS[name](whole)
        assert next(findings(), "")


def test_there_are_more_hands_than_were_asked_for():
    assert len(HANDS) >= 61


def test_every_table_is_bound_to_the_log_or_says_why_not():
    every = apps.get_models(include_auto_created=True)
    assert [model._meta.label for model in every if bool(bound_by(model)) == bool(free_because(model))] == []
    assert set(FREE) | set(JOINING) <= {model._meta.label_lower for model in every}


def test_a_table_that_nobody_has_thought_of_is_noticed():
    meta = type("Meta", (), {"app_label": "orgs"})
    stray = type("Stray", (models.Model,), {"__module__": __name__, "Meta": meta})
    assert bound_by(stray) == free_because(stray) == ""
    del apps.all_models["orgs"]["stray"]
    apps.clear_cache()


def test_every_column_of_a_ledger_is_compared_with_the_log():
    beside = {"id", "org", "voided_at", "void_reason", "own", "first_known"}
    for ledger in LEDGERS.values():
        compared = {c.field_name for c in ledger.columns} | {name for name, _ in journal.link_fields(ledger)}
        assert {f.name for f in ledger.model._meta.concrete_fields} - compared == beside, ledger.slug


def test_every_kept_file_of_a_bound_table_has_its_digest_beside_it():
    for model in files.models_with_files():
        assert {"file", "sha256"} <= {f.name for f in model._meta.concrete_fields}, model.__name__
