"""Days as people live them, drawn by chance: whatever is done by the program's own ways is named by no examination."""

from random import Random

import pytest
from django.test import TestCase

from kezhang.records.history.leftovers import Leftover
from kezhang.reports.background import examination_job
from tests.honest_days import HonestBureau

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(2))
def test_honest_days_are_not_named(seed, tmp_path, settings):
    settings.KEZHANG_ANCHORS = str(tmp_path / "anchors.jsonl")
    bureau = HonestBureau(Random(seed), tmp_path, backs_up=False)  # a backup needs a database outside a transaction
    for _ in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            bureau.day()
        found = [each for each in examination_job.findings() if not (isinstance(each, Leftover) and each.batch)]
        assert [f"{each.subject}：{each.says}" for each in found] == []
    assert len(bureau.done) > 5
