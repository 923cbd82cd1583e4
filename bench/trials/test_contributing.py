"""CONTRIBUTING.md is true: its steps, followed one after the other in a copy of the tree, leave everything green.

A block whose first line names a file is that file, or with ``diff`` a change to it; a block of ``sh`` is run.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
#: What is made anew or may be heavy; the copy does without.
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", ".*_cache", "node_modules", "var", "out", "dist")
#: The words of a step, and how they are run here.
COMMANDS = {".venv/bin/django-admin": ["-m", "django"], "make docs": ["docs/make.py"]}
#: What depends on the lists; of the suites that run once per ledger, the new one's share.
LISTS = "dictionary or conventions or catalogue or declarations or indicators or vouchers or exceeded_tasks or a_plan_as_json"
SUITES = (
    "dictionary",
    "conventions",
    "catalogue",
    "declarations",
    "indicators",
    "vouchers",
    "exceeded_tasks",
    "cli",
    "ledgers",
    "pages",
)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder / "src"),
        "KEZHANG_HOME": str(folder / "var"),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "kezhang.web.settings",
    }
    done = subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done


def changed(text: str, hunks: str) -> str:
    """The text with each hunk's old lines replaced by its new ones; the old ones must stand there, once."""
    for hunk in hunks.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if not line.startswith("+"))
        new = "".join(line[1:] for line in lines if not line.startswith("-"))
        assert text.count(old) == 1, f"stands there {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


def follow(folder: Path) -> list[str]:
    """Take every step in the copy; what is left to run at the very end."""
    at_the_end: list[str] = []
    for kind, name, block in BLOCK.findall(TEXT):
        if name and kind == "diff":
            (folder / name).write_text(changed((folder / name).read_text(encoding="utf-8"), block), encoding="utf-8")
        elif name:
            assert not (folder / name).exists(), name
            (folder / name).write_text(block, encoding="utf-8")
        for line in block.splitlines() if kind == "sh" else ():
            known = next((words for words in COMMANDS if line == words or line.startswith(f"{words} ")), None)
            if line == known or (known and not line.startswith("make")):
                run(folder, *COMMANDS[known], *shlex.split(line.removeprefix(known)))
            else:
                at_the_end.append(line)
    return at_the_end


def test_following_every_step_leaves_the_suite_green(tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    assert follow(folder) == ["make docs test check"]
    assert "innovation-vouchers" in (folder / "docs/ledgers.md").read_text(encoding="utf-8")
    assert "`voucher_granted`" in (folder / "docs/indicators.md").read_text(encoding="utf-8")
    assert len(list((folder / "src/kezhang/ledgers/migrations").glob("*.py"))) == 2 + len(
        list((ROOT / "src/kezhang/ledgers/migrations").glob("*.py"))
    )
    run(folder, "-m", "ruff", "check", "--no-cache", ".")
    run(folder, "-m", "ruff", "format", "--no-cache", "--check", ".")
    run(
        folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", f"innovation-vouchers or {LISTS}",
        *(f"tests/test_{suite}.py" for suite in SUITES),
    )  # fmt: skip


def test_the_tour_names_six_files_that_exist():
    files = re.findall(r"\]\((src/[^)]+)\)", TEXT)
    assert len(files) == 6
    assert [f for f in files if not (ROOT / f).exists()] == []
