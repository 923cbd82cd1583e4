"""docs/security.md: every line of its tables names a test or a document that exists."""

import re

import pytest

from tests.named_proofs import ROOT, proof_of, require_there

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not re.match(r"\| (项|控制点|---)", line)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:40])
def test_a_line_names_what_shows_it(row):
    proof = proof_of(row)
    if section := re.fullmatch(r"本页第(\d)节", proof):
        assert f"\n## {section[1]} " in PAGE
        return
    require_there(proof)


def test_the_tables_are_long_enough_to_be_tables():
    assert len(ROWS) > 40
