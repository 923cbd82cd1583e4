"""离线包: our wheel, every wheel it needs, and how to install them, in a folder that is carried to a machine without a connection."""

import shutil
import sys
from pathlib import Path

from sbom import COMPILE, UV, run

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "dist/bundle"
SAYS = """科账离线包

要求：Python 3.11（与制作本包的机器同一操作系统和处理器）。

    python3.11 -m venv /opt/kezhang
    /opt/kezhang/bin/python -m pip install --no-index --find-links wheels --require-hashes -r requirements.txt
    /opt/kezhang/bin/python -m pip install --no-index --find-links wheels --no-deps kezhang
    KEZHANG_HOME=/var/lib/kezhang /opt/kezhang/bin/kezhang init
    KEZHANG_HOME=/var/lib/kezhang /opt/kezhang/bin/kezhang serve

全部成分（版本、许可证、校验值）在 kezhang.cdx.json（CycloneDX）。
作为服务安装、备份和核验见 security.md。升级：装上新的离线包后运行 kezhang init，升级前会自动备份。
"""


def main() -> int:
    shutil.rmtree(BUNDLE, ignore_errors=True)
    wheels, needed = BUNDLE / "wheels", BUNDLE / "requirements.txt"
    wheels.mkdir(parents=True)
    run(*UV, "build", "--wheel", "--quiet", "--out-dir", wheels)
    (wheels / ".gitignore").unlink(missing_ok=True)
    run(*COMPILE, needed)
    run(sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--require-hashes", "-r", needed,
        "-d", wheels)  # fmt: skip
    shutil.copy(ROOT / "docs/security.md", BUNDLE / "security.md")
    run(sys.executable, ROOT / "scripts/sbom.py", BUNDLE / "kezhang.cdx.json")
    shutil.copy(ROOT / "LICENSE", BUNDLE / "LICENSE")
    (BUNDLE / "安装说明.txt").write_text(SAYS, encoding="utf-8")
    sys.stdout.write(f"{BUNDLE.relative_to(ROOT)}: {len(list(wheels.iterdir()))} wheels\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
