"""docs/outside.md: every line of its tables names a test that exists, or says why there is none."""

import re

import pytest

from tests.named_proofs import ROOT, proof_of, require_there

PAGE = (ROOT / "docs/outside.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not re.match(r"\| (项|威胁|---)", line)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:30])
def test_a_line_names_what_shows_it_or_says_why_nothing_does(row):
    proof = proof_of(row)
    if proof.startswith("没有测试："):
        assert len(proof) > 15, proof
        return
    require_there(proof)


def test_all_twenty_are_there_and_few_of_them_have_no_test():
    numbers = {int(found[1]) for row in ROWS if (found := re.match(r"\| (\d+) \|", row))}
    assert numbers == set(range(1, 21))
    assert sum(proof_of(row).startswith("没有测试：") for row in ROWS) <= 6
