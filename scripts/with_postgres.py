"""Runs a command against a throw-away PostgreSQL: a cluster of its own in a temporary folder, always torn down.

    python scripts/with_postgres.py pytest -q

Needs Debian's ``postgresql`` package (or any initdb on the PATH). The one rule: no cluster that
already runs here is touched.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def programs() -> Path:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    if initdb := shutil.which("initdb"):
        return Path(initdb).parent
    sys.exit("PostgreSQL is not installed: apt-get install postgresql")


def as_owner(command: Sequence[str], owner: str) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands it to the account that owns the folder."""
    return ["runuser", "-u", owner, "--", *command] if os.geteuid() == 0 else list(command)


def main(command: Sequence[str]) -> int:
    bin_, owner = programs(), "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with tempfile.TemporaryDirectory(prefix="kezhang-postgres-") as name:
        folder, data = Path(name), Path(name) / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, owner)
        subprocess.run(
            as_owner([str(bin_ / "initdb"), "-D", str(data), "-U", "kezhang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], owner),
            check=True, stdout=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
        control = [str(bin_ / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w"]
        subprocess.run(
            as_owner([*control, "-o", options, "start"], owner), check=True, stdout=subprocess.DEVNULL, cwd=folder
        )
        try:
            subprocess.run([str(bin_ / "createdb"), "-h", str(folder), "-U", "kezhang", "kezhang"], check=True)
            url = f"postgresql://kezhang@/kezhang?host={folder}"
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        finally:
            subprocess.run(
                as_owner([*control, "-m", "immediate", "stop"], owner),
                check=False,
                stdout=subprocess.DEVNULL,
                cwd=folder,
            )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
