"""漏洞通报: the locked versions against what is published; 0 nothing known, 1 something is, 3 no source could be reached.

    python scripts/advisories.py

pip-audit asks PyPI and, where that does not answer, OSV. What could not be asked is said so and is never taken for sound.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "bench/requirements.lock", "scripts/requirements.lock")
SOURCES = ("pypi", "osv")
SOUND, KNOWN, NOT_ASKED = 0, 1, 3
#: Seconds for one source to answer for one package.
PATIENCE = 15


def main() -> int:
    worst = SOUND
    for lock in LOCKS:
        told = asked(ROOT / lock)
        if told is None:
            sys.stdout.write(f"NOT CHECKED: {lock}: no advisory source could be reached\n")
            worst = worst or NOT_ASKED
            continue
        known = [each for each in told if each.get("vulns")]
        unasked = [each["name"] for each in told if each.get("skip_reason")]
        for each in known:
            ids = ", ".join(one["id"] for one in each["vulns"])
            sys.stdout.write(f"KNOWN: {lock}: {each['name']} {each['version']}: {ids}\n")
        if unasked:
            sys.stdout.write(f"NOT CHECKED: {lock}: {', '.join(unasked)}: unknown to the source\n")
            worst = worst or NOT_ASKED
        if known:
            worst = KNOWN
        sys.stdout.write(f"checked: {lock}: {len(told) - len(unasked)} packages, {len(known)} with a known fault\n")
    return worst


def asked(lock: Path) -> list[dict] | None:
    """What each package of a lock file is known for; None where nobody answered."""
    for source in SOURCES:
        found = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--requirement", lock, "--disable-pip", "--require-hashes",
             "--vulnerability-service", source, "--timeout", str(PATIENCE), "--format", "json", "--progress-spinner", "off"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        try:
            told = list(json.loads(found.stdout)["dependencies"])
        except (ValueError, KeyError):
            said = (found.stderr.strip().splitlines() or ["no answer"])[-1]
        else:
            if any("skip_reason" not in each for each in told):
                return told
            said = "it knows none of the packages, as a mirror without advisories does"
        sys.stdout.write(f"{source}: {said[:160]}\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
