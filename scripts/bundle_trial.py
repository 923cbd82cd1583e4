"""离线包的试装: dist/bundle installed and used as its own instructions say, where there is no connection at all.

    python scripts/bundle_trial.py            # after `make bundle`; Linux, as root or where user namespaces are allowed

Everything runs in a network namespace that has not even a loopback: whoever asks for anything outside fails. A home is
begun, filled with the example of this tree, examined, anchored, and the anchor verified, with SM2 as a bureau may have to.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist/bundle"
ALONE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
#: Ends with 1 where any way leads out.
ROUTES = "import sys; sys.exit(len(open('/proc/net/route').readlines()) > 1)"


def main() -> int:
    if not (BUNDLE / "requirements.txt").exists():
        sys.stderr.write("没有 dist/bundle：先运行 make bundle。\n")
        return 2
    if shutil.which("unshare") is None:
        sys.stderr.write("没有 unshare：只能在 Linux 上试装。\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="kezhang-bundle-") as folder:
        place = Path(folder)
        python, kezhang = place / "kezhang/bin/python", place / "kezhang/bin/kezhang"
        pip = [python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", "wheels"]
        shutil.copytree(BUNDLE, place / "bundle")
        alone(place, sys.executable, "-c", ROUTES)
        alone(place, sys.executable, "-m", "venv", place / "kezhang")
        alone(place, *pip, "--require-hashes", "-r", "requirements.txt")
        alone(place, *pip, "--no-deps", "kezhang")
        demo = ["demo", "--no-serve", "--examples", ROOT / "examples"]
        for words in (["init"], demo, ["doctor"], ["anchor", "-o", place / "anchor.json"]):
            alone(place, kezhang, *words)
        key = next((place / "home/keys").glob("*.public.json"))
        alone(place, kezhang, "verify", place / "anchor.json", "--key", key)
    sys.stdout.write("离线包装好、建库、载入示例、体检、下锚、核验，都没有用网络。\n")
    return 0


def alone(place: Path, *words: object) -> None:
    """Without a connection, and without what this workbench tells its programs."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    told = kept | {"HOME": str(place), "KEZHANG_HOME": str(place / "home"), "KEZHANG_SIGNATURE": "sm2",
                   "PIP_CONFIG_FILE": os.devnull}  # fmt: skip
    done = subprocess.run([*ALONE, *map(str, words)], cwd=place / "bundle", env=told, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}: {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())
