"""成分清单: every part of a release, with version and licence, as CycloneDX: what Python installs and what the browser gets.

    python scripts/sbom.py dist/kezhang.cdx.json

cyclonedx-py looks at an environment of its own that holds what an installation needs and nothing a developer has. The digests of its wheels stand in the bundle's requirements.txt.
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = [sys.executable, "-m", "uv"]
COMPILE = [
    *UV, "pip", "compile", ROOT / "pyproject.toml", "--quiet", "--extra", "postgres", "--extra", "sm2", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header",
    "--constraint", ROOT / "requirements.lock", "-o",
]  # fmt: skip


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(listed(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{out}: {len(json.loads(out.read_text(encoding='utf-8'))['components'])} components\n")
    return 0


def listed() -> dict:
    """The list, the same for the same lock files."""
    with tempfile.TemporaryDirectory() as folder:
        needed, environment, made = (Path(folder) / name for name in ("needed.txt", "env", "made.json"))
        run(*COMPILE, needed)
        run(*UV, "venv", "--quiet", environment)
        run(*UV, "pip", "sync", "--quiet", "--python", environment / "bin/python", needed)
        run(
            sys.executable, "-m", "cyclonedx_py", "environment", environment / "bin/python",
            "--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--validate", "-o", made,
        )  # fmt: skip
        told = json.loads(made.read_text(encoding="utf-8"))
    told["components"] += browser_parts()
    return told


def browser_parts() -> list[dict]:
    """What the build hook puts into the package for the browser, as the npm lock file says."""
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for path, told in sorted(locked.items()):
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        algorithm, _, digest = told["integrity"].partition("-")
        found.append(
            {"type": "library", "bom-ref": f"npm:{name}@{told['version']}", "name": name, "version": told["version"],
             "purl": f"pkg:npm/{name.replace('@', '%40')}@{told['version']}", "licenses": [{"license": {"id": told["license"]}}],
             "hashes": [{"alg": f"SHA-{algorithm[3:]}", "content": base64.b64decode(digest).hex()}]}
        )  # fmt: skip
    return found


def run(*words: object) -> None:
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
