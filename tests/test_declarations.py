"""A misspelt declaration stops start-up, and an upward import fails the check."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.declaration.rules import error
from kezhang.records.declaration.startup_checks import faults

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("list_columns", ("registration_numbr",)),
        ("dated_by", "registred_on"),
        ("keys", (("number_of_registration",),)),
        ("search", ("titel",)),
        ("filters", ("typ",)),
        ("headers", {"ammount": ("金额",)}),
        ("sample", {"sellr": "x"}),
        ("personal", ("fone",)),
        ("spellings", {"typ": {}}),
        ("rules", (error("x", ("ammount",), lambda r: True, "x"),)),
    ],
)
def test_a_misspelt_field_is_named_with_its_file_and_what_there_is(option, value):
    (fault,) = faults(dataclasses.replace(TECHNOLOGY_CONTRACTS, **{option: value}), "台账")
    assert fault.id == "ledgers.E001"
    assert "technology_contracts.py" in fault.msg
    assert "registration_number" in fault.hint


def test_a_near_miss_is_suggested():
    (fault,) = faults(dataclasses.replace(TECHNOLOGY_CONTRACTS, dated_by="registred_on"), "台账")
    assert fault.hint.startswith("是否应为“registered_on”？")


def test_a_key_the_database_does_not_keep_is_named():
    (fault,) = faults(dataclasses.replace(TECHNOLOGY_CONTRACTS, keys=(("title",),)), "台账")
    assert (fault.id, fault.hint) == ("ledgers.E002", "请加上 unique_key('title')。")


def test_a_list_that_can_be_added_to_has_room_for_what_is_added():
    (narrow,) = faults(dataclasses.replace(TECHNOLOGY_CONTRACTS, extendable=("type",)), "technology-contracts")
    assert narrow.id == "ledgers.E009"
    assert "extendable 写的“type”只存得下" in narrow.msg


def test_a_misspelt_option_is_an_error_at_import():
    with pytest.raises(TypeError, match="date_by"):
        dataclasses.replace(TECHNOLOGY_CONTRACTS, date_by="x")


def test_start_up_stops_at_a_misspelt_field(tmp_path):
    script = (
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'kezhang.web.settings'\n"
        f"os.environ['KEZHANG_HOME'] = {str(tmp_path)!r}\n"
        "import django.apps, django\n"
        "from kezhang.cli.main import main\n"
        "ready = django.apps.AppConfig.import_models\n"
        "def patched(self):\n"
        "    if self.name == 'kezhang.ledgers':\n"
        "        import kezhang.records.declaration.ledger as l\n"
        "        made = l.Ledger.__init__\n"
        "        def init(self, **given):\n"
        "            if given.get('slug') == 'technology-contracts':\n"
        "                given['dated_by'] = 'registred_on'\n"
        "            made(self, **given)\n"
        "        l.Ledger.__init__ = init\n"
        "    return ready(self)\n"
        "django.apps.AppConfig.import_models = patched\n"
        "sys.argv = ['kezhang', 'ledger', '--list']\n"
        "main()\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("台账 technology-contracts：dated_by 写的“registred_on”")
    assert "technology_contracts.py" in run.stderr
    assert "是否应为“registered_on”？" in run.stderr


def test_an_upward_import_breaks_the_contract(tmp_path):
    import shutil

    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    with (tmp_path / "src/kezhang/records/access.py").open("a", encoding="utf-8") as file:
        file.write("\nimport kezhang.ledgers.models\n")
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--no-cache"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": ""},
    )
    assert run.returncode == 1
    assert "kezhang.records.access -> kezhang.ledgers.models" in run.stdout.replace("\n", " ").replace("  ", " ")
