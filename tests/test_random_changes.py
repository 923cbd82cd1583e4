"""Whatever changes in any row of any table or in any file by any hand is named by the examination: drawn by chance."""

import os

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as drawn

from kezhang.reports.background import examination_job
from kezhang.seals import anchors
from kezhang.seals.models import Anchor
from kezhang.submissions.models import OpenForm, SealingKey, Submission
from tests import full_homes, whole_homes
from tests.random_changes import RandomChange, changes, made, tables, undone
from tests.tampering import gone

pytestmark = pytest.mark.django_db
#: How many changes are drawn; ``make bench-tampering`` draws two thousand.
CHANGES = int(os.environ.get("KEZHANG_CHANGES", "30"))


def findings() -> list[str]:
    return [f"{each.subject}：{each.says}" for each in examination_job.findings()]


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """A home with something in every table, anchored outside."""
    folder = tmp_path_factory.mktemp("home")
    with (
        django_db_blocker.unblock(),
        whole_homes.standing(folder, str(folder / "anchors.jsonl")) as (home, files),
    ):
        with TestCase.captureOnCommitCallbacks(execute=True):
            full_homes.fill(home)
        yield files


@pytest.fixture
def files(filled, settings):
    """Its files, where they are looked for."""
    settings.MEDIA_ROOT, settings.KEZHANG_ANCHORS = filled, str(filled.parent / "anchors.jsonl")
    return filled


def test_a_full_home_has_a_row_in_every_table_that_is_bound_and_is_sound(files):
    assert [model._meta.db_table for model in tables() if not model._base_manager.exists()] == []
    assert findings() == []


@drawn(max_examples=CHANGES, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
       suppress_health_check=list(HealthCheck))  # fmt: skip
@given(change=changes())
def test_whatever_is_changed_by_chance_is_named(files, change: RandomChange):
    with undone(files):
        said = made(change, files)
        assume(said)
        assert next(iter(examination_job.findings()), None) is not None, said


def outside(name: str) -> None:
    """What a hand does to what came from outside, or to what was anchored."""
    form = OpenForm.objects.get()
    returned = Submission.objects.get(form=form, state=Submission.State.RETURNED)
    deeds = {
        "what was said when it was returned": lambda: returned.moves.exclude(says="").update(says="不符合条件"),
        "a former revision": lambda: returned.revisions.update(content=b"x" * 60),
        "the name of what came with it": lambda: returned.files.update(name=b"x" * 40),
        "a key that nothing is sealed with": lambda: SealingKey.objects.create(locked=b"x" * 60),
        "an anchor removed": lambda: gone(Anchor.objects.filter(number=1)),
        "the last anchor removed": lambda: gone(Anchor.objects.order_by("-number")[:1]),
        "a line of the anchors removed": _without_last_line,
    }
    deeds[name]()


def _without_last_line() -> None:
    path = anchors.file()
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


@pytest.mark.parametrize(
    "name",
    ["what was said when it was returned", "a former revision", "the name of what came with it",
     "a key that nothing is sealed with", "an anchor removed", "the last anchor removed", "a line of the anchors removed"],
)  # fmt: skip
def test_what_came_from_outside_and_what_was_anchored_is_named_by_its_kind(files, name):
    if Anchor.objects.count() < 2:
        anchors.take("试")
    line = anchors.file().read_bytes()
    with undone(files):
        outside(name)
        assert findings() != []
    anchors.file().write_bytes(line)
