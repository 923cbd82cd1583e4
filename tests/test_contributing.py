"""CONTRIBUTING.md is true: its worked example becomes a ledger by one file, one list entry and a migration."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder / "src"),
        "KEZHANG_HOME": str(folder / "var"),
        "DATABASE_URL": "",
    }
    return subprocess.run([sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True)


def test_the_worked_example_passes_the_generic_suite(tmp_path):
    for name in ("src", "tests", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    source = re.search(r"```python\n(.*?)```", TEXT, re.S)[1]
    (tmp_path / "src/kezhang/ledgers/funding/innovation_vouchers.py").write_text(source, encoding="utf-8")
    listed = tmp_path / "src/kezhang/ledgers/models.py"
    lines = listed.read_text(encoding="utf-8")
    lines = lines.replace(
        "from kezhang.ledgers.funding.projects",
        "from kezhang.ledgers.funding.innovation_vouchers import INNOVATION_VOUCHERS, InnovationVoucher  # noqa: F401\n"
        "from kezhang.ledgers.funding.projects",
    ).replace("    PROJECTS,\n", "    PROJECTS,\n    INNOVATION_VOUCHERS,\n")
    listed.write_text(lines, encoding="utf-8")
    made = run(tmp_path, "django", "makemigrations", "ledgers", "--settings", "kezhang.web.settings")
    assert "Create model InnovationVoucher" in made.stdout, made.stderr
    found = run(
        tmp_path,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_ledgers.py",
        "tests/test_pages.py",
        "-k",
        "innovation-vouchers",
    )
    assert found.returncode == 0, found.stdout[-2000:]
    assert int(re.search(r"(\d+) passed", found.stdout)[1]) > 25


def test_the_tour_names_six_files_that_exist():
    files = re.findall(r"\]\((src/[^)]+)\)", TEXT)
    assert len(files) == 6
    assert [f for f in files if not (ROOT / f).exists()] == []
