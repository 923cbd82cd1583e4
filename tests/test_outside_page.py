"""docs/outside.md: every line of its tables names a test that exists, or says why there is none."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/outside.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not re.match(r"\| (项|威胁|---)", line)]


def proof_of(row: str) -> str:
    return row.strip(" |").rpartition("|")[2].strip()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:30])
def test_a_line_names_what_shows_it_or_says_why_nothing_does(row):
    proof = proof_of(row)
    if proof.startswith("没有测试："):
        assert len(proof) > 15, proof
        return
    file, _, name = proof.partition("::")
    assert (ROOT / file).is_file(), proof
    if name:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, proof


def test_all_twenty_are_there_and_few_of_them_have_no_test():
    numbers = {int(found[1]) for row in ROWS if (found := re.match(r"\| (\d+) \|", row))}
    assert numbers == set(range(1, 21))
    assert sum(proof_of(row).startswith("没有测试：") for row in ROWS) <= 6
