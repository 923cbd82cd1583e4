"""``python -m bench.fuzz 3000``: so many hostile requests on the configured kind of database; exits 1 on any fault.

The database is a test database made beside the configured one and dropped again; nothing of the bureau's is touched.
"""

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="kezhang-fuzz-")
os.environ["KEZHANG_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "kezhang.web.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from bench.hostile_requests import HostileVisitor  # noqa: E402
from kezhang.cli.demo import COUNTY, import_examples  # noqa: E402
from kezhang.orgs import people  # noqa: E402
from kezhang.orgs.divisions import add_county  # noqa: E402

REQUESTS = 3000
#: Faults printed in full; more of them say the same.
SHOWN = 20


def main(count: int) -> int:
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        org = add_county(COUNTY.code, COUNTY.name)
        clerk = people.add("clerk", org, "clerk", "reviewer", full_name="李文")
        import_examples(org, sorted(Path("examples", COUNTY.folder).glob("*.xlsx")))
        logging.disable(logging.CRITICAL)  # every refusal would be a line
        visitor = HostileVisitor(org, clerk, COUNTY.as_of)
        tally = visitor.visit(count)
    finally:
        teardown_databases(made, verbosity=0)
    answers = ", ".join(f"{status}: {times}" for status, times in sorted(tally.statuses.items(), key=str))
    print(
        f"{connection.vendor}: {count} requests, {len(visitor.routes)} addresses of {len(tally.kinds)} kinds; {answers}"
    )
    print(f"faults: {len(tally.faults)}")
    for fault in tally.faults[:SHOWN]:
        print(fault)
    return 1 if tally.faults else 0


if __name__ == "__main__":
    try:
        code = main(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
