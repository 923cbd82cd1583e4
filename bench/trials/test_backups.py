"""A backup taken while people write is one state, restores elsewhere, and is as whole as what it was taken of."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A home of its own, with the small bureau in it; other processes write to it as to any."""
    made = tmp_path_factory.mktemp("homes") / "first"
    done = _python(
        made,
        "from kezhang.cli.installation import migrate; migrate()\nfrom tests import whole_homes; whole_homes.build()",
    )
    assert done.returncode == 0, done.stderr
    return made


def _environment(home: Path) -> dict[str, str]:
    told = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return told | {"KEZHANG_HOME": str(home), "PYTHONPATH": str(ROOT)}


def _python(home: Path, code: str) -> subprocess.CompletedProcess[str]:
    begun = "from kezhang.web.start_up import start; start()\n"
    words = [sys.executable, "-c", begun + code]
    return subprocess.run(words, env=_environment(home), cwd=ROOT, capture_output=True, text=True, check=False)


def _kezhang(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kezhang", *words]
    return subprocess.run(command, env=_environment(home), cwd=ROOT, capture_output=True, text=True, check=False)


WRITING = """
import sys, time
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs.models import Org, User
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
org, by = Org.objects.get(code="652799"), User.objects.get(username="clerk")
until = time.monotonic() + float({seconds})
number = 0
while time.monotonic() < until:
    number += 1
    journal.save(ENTERPRISES, Enterprise(org=org, name=f"并发{{number}}号公司{run}"), Author(by=by, reason="并发"))
print(number)
"""


def _writer(home: Path, seconds: float, run: str) -> subprocess.Popen[str]:
    code = "from kezhang.web.start_up import start; start()\n" + WRITING.format(seconds=seconds, run=run)
    return subprocess.Popen([sys.executable, "-c", code], env=_environment(home), cwd=ROOT)


#: How often; ``make bench-restores`` does it twenty times.
TIMES = int(os.environ.get("KEZHANG_BACKUP_TIMES", "1"))


@pytest.mark.parametrize("number", range(TIMES))
def test_a_backup_under_load_restores_elsewhere_as_it_was(home, tmp_path, number):
    writer = _writer(home, 8, f"{number}甲")
    time.sleep(3)
    made = _kezhang(home, "backup", str(tmp_path / "b.zip"), "--json")
    assert writer.wait(timeout=120) == 0
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert Path(told["keys"]).stat().st_mode & 0o777 == 0o600
    back = _kezhang(tmp_path / "second", "restore", str(tmp_path / "b.zip"), "--json")
    assert back.returncode == 0, back.stdout + back.stderr
    assert json.loads(back.stdout) | {"made_at": "", "file": ""} == {
        "file": "", "made_at": "", "program": json.loads(back.stdout)["program"], "same": True,
        "rows": told["rows"], "files": told["files"], "faults": [],
    }  # fmt: skip
    assert _kezhang(tmp_path / "second", "doctor", "--json").stdout.strip() == "[]"


def test_what_people_outside_have_sent_opens_again_where_it_was_restored(home, tmp_path):
    """Both the key of the seals and the quizzes under way lie beside the database."""
    with closing(sqlite3.connect(home / "edge.sqlite3")) as database, database:
        database.execute("INSERT INTO edge_spentproof VALUES (?, ?)", ("甲", "2030-01-01"))
    assert _kezhang(home, "backup", str(tmp_path / "b.zip")).returncode == 0
    assert _kezhang(tmp_path / "second", "restore", str(tmp_path / "b.zip")).returncode == 0
    assert (tmp_path / "second" / "seal_key").read_bytes() == (home / "seal_key").read_bytes()
    assert (tmp_path / "second" / "seal_key").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(tmp_path / "second" / "edge.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM edge_spentproof").fetchone() == (1,)


def test_what_is_no_empty_home_or_no_backup_is_refused(home, tmp_path):
    assert _kezhang(home, "backup", str(tmp_path / "b.zip")).returncode == 0
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    for target, file, says in (
        (home, "b.zip", "已有数据库"), (tmp_path / "x", "no.zip", "不是科账的备份"),
        (tmp_path / "x", "gone.zip", "没有"),
    ):  # fmt: skip
        done = _kezhang(target, "restore", str(tmp_path / file))
        assert (done.returncode, says in done.stderr) == (2, True), done.stderr


def test_a_backup_that_was_altered_or_lacks_its_keys_is_refused(home, tmp_path):
    assert _kezhang(home, "backup", str(tmp_path / "b.zip")).returncode == 0
    (tmp_path / "b.zip.keys").rename(tmp_path / "keys")
    assert "密钥包" in _kezhang(tmp_path / "x", "restore", str(tmp_path / "b.zip")).stderr
    with zipfile.ZipFile(tmp_path / "b.zip") as package:
        members = {name: package.read(name) for name in package.namelist()}
    for name, content, says in (
        ("database.sqlite3", members["database.sqlite3"] + b"x", "校验值"),
        ("manifest.json", members["manifest.json"].replace(b'"program"', b'"Program"'), "签名不对"),
    ):
        with zipfile.ZipFile(tmp_path / "altered.zip", "w") as package:
            for each, kept in (members | {name: content}).items():
                package.writestr(each, kept)
        done = _kezhang(tmp_path / "x", "restore", str(tmp_path / "altered.zip"), "--keys", str(tmp_path / "keys"))
        assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    with closing(sqlite3.connect(tmp_path / "x" / "kezhang.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_database_newer_than_the_program_is_left_alone(home, tmp_path):
    assert _kezhang(home, "backup", str(tmp_path / "b.zip")).returncode == 0
    newer = tmp_path / "newer"
    assert _kezhang(newer, "restore", str(tmp_path / "b.zip")).returncode == 0
    code = (
        "from django.db import connection\n"
        'connection.cursor().execute("INSERT INTO django_migrations (app, name, applied)'
        " VALUES ('records', '9999_later', '2030-01-01')\")"
    )
    assert _python(newer, code).returncode == 0
    for command in (("init",), ("serve", "--port", "8931")):
        done = _kezhang(newer, *command)
        assert (done.returncode, "比程序新" in done.stderr) == (2, True)
