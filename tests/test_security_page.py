"""docs/security.md: every line of its tables names a test or a document that exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not re.match(r"\| (项|控制点|---)", line)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:40])
def test_a_line_names_what_shows_it(row):
    proof = row.strip(" |").rpartition("|")[2].strip()
    if section := re.fullmatch(r"本页第(\d)节", proof):
        assert f"\n## {section[1]} " in PAGE
        return
    file, _, name = proof.partition("::")
    assert (ROOT / file).is_file(), proof
    if name:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, proof


def test_the_tables_are_long_enough_to_be_tables():
    assert len(ROWS) > 40
