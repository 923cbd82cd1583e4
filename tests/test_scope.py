"""Who may see and who may write what: every kind of person against a county, and every list that access gives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import visible_orgs
from kezhang.records import access, workbook_writer
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.models import Batch
from kezhang.records.writing.evidence_files import attach
from kezhang.records.writing.journal import Author

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(county, clerk) -> Enterprise:
    """The county with a record from an import, its change, its batch and a piece of evidence."""
    table = table_detection.read(ENTERPRISES, io_of(workbook_writer.template(ENTERPRISES)), "台账.xlsx")
    batch = Batch.objects.create(org=county, ledger=ENTERPRISES.slug, file_name="台账.xlsx", sha256="", by=clerk)
    import_plan.apply(import_plan.plan(ENTERPRISES, table, county), batch, Author(by=clerk))
    record = Enterprise.objects.get()
    attach(ENTERPRISES, record, SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n0"), clerk)
    return record


def io_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("台账.xlsx", content)


def person(org: Org | None, *kinds: str, **given) -> User:
    """Somebody with these posts there, a clerk unless said otherwise."""
    made = people.add(f"p{User.objects.count()}", org, *(kinds or ("clerk",)))
    User.objects.filter(pk=made.pk).update(**given)
    return User.objects.get(pk=made.pk)


def seen(viewer) -> list[int]:
    """How many records, changes, batches and pieces of evidence somebody sees."""
    lists = (
        access.records(ENTERPRISES, viewer),
        access.changes(viewer),
        access.batches(viewer),
        access.evidence(viewer),
    )
    return [found.count() for found in lists]


def test_the_bureau_and_those_above_see_all_of_it_and_nobody_else_anything(
    filled, county, prefecture, neighbour, clerk, director, superior, neighbour_clerk
):
    for viewer in (clerk, director, superior, county, prefecture, person(prefecture, "liaison")):
        assert seen(viewer) == [1, 2, 1, 1], viewer  # the record's change, and that of what was laid with it
    nobody = User.objects.create_user("nobody", org=county)
    guards = [person(None, "system"), person(county, "security"), person(county, "auditor")]
    for viewer in (neighbour_clerk, neighbour, nobody, person(county, is_active=False), *guards):
        assert seen(viewer) == [0, 0, 0, 0], viewer


def test_the_bureaus_own_clerks_and_reviewers_write_and_nobody_else(county, prefecture, neighbour):
    writes = {"own clerk": person(county), "own reviewer": person(county, "reviewer")}
    reads = {
        "own director": person(county, "director"),
        "own administrator": person(county, "administrator"),
        "clerk above": person(prefecture),
        "neighbour": person(neighbour),
        "who has left": person(county, is_active=False),
        "administrator of the installation": person(None, "system"),
        "a superuser of Django's": person(neighbour, is_superuser=True),
    }
    everybody = {**writes, **reads}.items()
    assert {name for name, who in everybody if may(who, Verb.WRITE, county)} == set(writes)


def test_only_bureaus_within_sight_are_offered(county, prefecture, neighbour):
    assert list(visible_orgs(person(county))) == [county]
    assert set(visible_orgs(person(prefecture))) == {county, prefecture, neighbour}
    assert list(visible_orgs(User.objects.create_user("nobody"))) == []
    assert list(visible_orgs(person(county, is_active=False))) == []
