"""What a line of a documentation's table names in its last column: a test, or a file, that has to exist."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def proof_of(row: str) -> str:
    """The last column of a line."""
    return row.strip(" |").rpartition("|")[2].strip()


def require_there(proof: str) -> None:
    """The file named is there, and in it the test."""
    file, _, name = proof.partition("::")
    assert (ROOT / file).is_file(), proof
    if name:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, proof
