"""examples/plugin, as an installation has it: the product and the plug-in from their wheels, in an environment of their own."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "examples" / "plugin"
PACKAGE = "technology_deputies"


def run(*words: object, **more) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def installed(folder: Path) -> Path:
    """A fresh environment with both wheels; what they depend on is borrowed from the environment of the tests."""
    uv = Path(sys.executable).with_name("uv")
    build = (uv, "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable)
    for source in (ROOT, PLUGIN):
        run(*build, "--out-dir", folder / "wheels", source)
    run(uv, "venv", "--quiet", "--python", sys.executable, folder / "venv")
    python, wheels = folder / "venv/bin/python", (folder / "wheels").glob("*.whl")
    run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, *wheels)
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # A path in a .pth file is only searched: the editable install of the product in there stays out of it.
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "venv"


def test_it_works_from_its_wheel_beside_the_wheel_of_the_product(tmp_path):
    venv = installed(tmp_path)
    left = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTEST_ADDOPTS"}}
    environment = {**left, "KEZHANG_PLUGINS": PACKAGE, "KEZHANG_HOME": str(tmp_path / "var"), "DATABASE_URL": ""}

    def inside(*words: object) -> str:
        return run(venv / "bin" / str(words[0]), *words[1:], env=environment, cwd=tmp_path)

    says = f"import kezhang, {PACKAGE}; print(kezhang.__file__); print({PACKAGE}.__file__)"
    assert [file for file in inside("python", "-c", says).splitlines() if not file.startswith(str(venv))] == []
    # Its own tests: migration, sheet, pages for three people, board, indicator, drafted report.
    told = inside("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", PLUGIN / "pyproject.toml", PLUGIN)
    assert "passed" in told
    assert "skipped" not in told
    assert "科技副总" in inside("kezhang", "ledger", "technology-deputies")
    parts = json.loads(inside("kezhang", "plugins", "--json"))
    assert [(part["ledgers"], len(part["indicators"]), part["templates"]) for part in parts if part["plugin"]] == [
        (["technology-deputies"], 1, ["technology-deputies"])
    ]


def test_nothing_of_the_product_names_it():
    names = (PACKAGE, "technology-deputies", "technology-deputy")
    sources = [*(ROOT / "src").rglob("*"), *(ROOT / "tests").glob("*.py"), *ROOT.glob("*.toml"), ROOT / "Makefile"]
    naming = {
        source.name
        for source in sources
        if source.is_file() and source.suffix in {".py", ".html", ".txt", ".toml", ""}
        if any(name in source.read_text(encoding="utf-8") for name in names)
    }
    assert naming == set()
