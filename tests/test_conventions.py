"""House rules, each as a pattern with a line that keeps it and one that breaks it."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from kezhang.catalogue import LEDGERS
from kezhang.records.models import Record

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/kezhang"
SOURCES = [p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts]
ROOMS = {path.relative_to(PACKAGE).parts[0] for path in SOURCES}
LEDGER_MODELS = "|".join(sorted(ledger.model.__name__ for ledger in LEDGERS.values()))

RULES = {
    "records are written through the journal": {
        "pattern": r"(?<!Batch)(?<!ReportFigure)\.objects\.(create|bulk_create|update_or_create)\(",
        "where": {"ledgers", "indicators", "targets", "web", "cli"},
        "good": "journal.save(ENTERPRISES, firm, author)",
        "bad": "TechnologyContract.objects.create(org=org)",
    },
    "records are read through access": {
        "pattern": rf"\b({LEDGER_MODELS}|model)\.(objects|_default_manager|_base_manager)\b",
        "where": ROOMS - {"records"},
        "good": "access.records(TARGETS, org)",
        "bad": "Target.objects.filter(year=2024)",
    },
    "no amount becomes a float": {
        "pattern": r"\bfloat\((?!found\))",  # a day that Excel counts
        "where": ROOMS - {"web"},  # where a point of a drawing lies
        "good": "Decimal(row['value'])",
        "bad": "total = float(contract.amount)",
    },
    "what is typed is read by the quantities": {
        "pattern": r"\.fromisoformat\(|\.isdigit\(\)|\bint\((?!len)",
        "where": {"web", "cli"},
        "good": "day = parse_date(request.POST.get('as_of', ''))",
        "bad": "number = int(text) if text.isdigit() else 0",
    },
    "a moment is shown in local time": {
        "pattern": r"(\bat|_at):%",
        "where": ROOMS,
        "good": "f'{change.by_name}于{moment_text(change.at)}修改过'",
        "bad": "f'{change.by_name}于{change.at:%Y-%m-%d %H:%M}修改过'",
    },
    "nothing is left for later": {
        "pattern": r"\b(TODO|FIXME|XXX|NotImplementedError)\b",
        "where": ROOMS,
        "good": "# why this is so",
        "bad": "# TODO: finish",
    },
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_knows_a_good_line_from_a_bad_one(rule):
    assert not re.search(rule["pattern"], rule["good"])
    assert re.search(rule["pattern"], rule["bad"])


def test_records_are_read_through_access_whatever_ledger_they_are_of():
    rule = RULES["records are read through access"]
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    assert len(models) == len(LEDGERS)
    for model in models:
        assert re.search(rule["pattern"], f"    {model.__name__}.objects.first()")
        assert re.search(rule["pattern"], f"found = {model.__name__}._default_manager.filter()")
    assert re.search(rule["pattern"], "ledger.model._default_manager.in_bulk(keys)")


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_source_breaks_it(rule):
    assert rule["where"] <= ROOMS
    guarded = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] in rule["where"]]
    assert {path.relative_to(PACKAGE).parts[0] for path in guarded} == rule["where"]
    broken = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in guarded
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(rule["pattern"], line)
    ]
    assert broken == [], "see the rule's good line"


def test_every_file_opens_with_what_it_is():
    assert [str(p) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))] == []


def test_no_file_is_longer_than_one_thing():
    assert [str(p) for p in SOURCES if len(p.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_a_class_name_occurs_once_in_the_code_base():
    named: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


#: A folder of so many files is one thing that can be looked over; ledgers and indicators are lists by their nature.
FILES = 14


def test_a_folder_holds_about_a_dozen_files_of_one_thing():
    held: dict[Path, int] = {}
    for path in SOURCES:
        if path.name != "__init__.py":
            held[path.parent] = held.get(path.parent, 0) + 1
    assert {str(folder.relative_to(ROOT)): count for folder, count in held.items() if count > FILES} == {}


def _unused(source: str) -> set[str]:
    """Private names of a module that nothing in it reads."""
    tree = ast.parse(source)
    made = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    made |= {
        name.id for n in tree.body if isinstance(n, ast.Assign) for name in n.targets if isinstance(name, ast.Name)
    }
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return {name for name in made - read if name.startswith("_") and name != "__all__"}


def test_each_decision_has_a_number_of_its_own():
    notes = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [note.name[:4] for note in notes]
    assert numbers == [f"{number:04}" for number in range(1, len(notes) + 1)]
    assert [note.read_text("utf-8")[:7] for note in notes] == [f"# {number} " for number in numbers]


def test_no_private_name_is_left_that_nothing_reads():
    assert _unused("_OLD = 1\n_NEW = 2\nSHOWN = _NEW\n") == {"_OLD"}
    unused = {str(p): _unused(p.read_text(encoding="utf-8")) for p in SOURCES}
    assert {path: names for path, names in unused.items() if names} == {}


def test_no_check_can_be_made_to_pass_by_force():
    scripts = [ROOT / "Makefile", ROOT / ".ci/run", *filter(Path.is_file, ROOT.glob("scripts/*"))]
    assert [str(p) for p in scripts if "|| true" in p.read_text(encoding="utf-8")] == []


def test_no_page_runs_a_script_of_its_own():
    pages = list((ROOT / "src").rglob("*.html"))
    assert [
        str(p) for p in pages if re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=\"|style=\"", p.read_text(encoding="utf-8"))
    ] == []
