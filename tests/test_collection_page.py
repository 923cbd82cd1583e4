"""docs/collection.md: each of the twenty-five cases names a test that exists, or says why there is none."""

import re

from tests.named_proofs import ROOT, proof_of, require_there

PAGE = (ROOT / "docs/collection.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.partition("## 二十五项测试")[2].splitlines() if re.match(r"\| \d+ \|", line)]


def test_every_case_names_what_shows_it_or_says_why_nothing_does():
    assert {int(row.split("|")[1]) for row in ROWS} == set(range(1, 26))
    for row in ROWS:
        proof = proof_of(row)
        if proof.startswith("没有测试："):
            assert len(proof) > 15, proof
        else:
            require_there(proof)
    assert sum(proof_of(row).startswith("没有测试：") for row in ROWS) <= 4
