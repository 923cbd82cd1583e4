"""The writer that faults happen to: it saves records with evidence, saying each on its output once it is certain."""

import json
import sys
from collections import Counter
from unittest import mock

from kezhang.web.start_up import start

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 200
#: How many records one writer saves, if it is left to.
MANY = 40


def prepare() -> None:
    from kezhang.cli.installation import migrate
    from kezhang.orgs import people
    from kezhang.orgs.models import Org, Post

    migrate()
    org = Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY)
    people.add("clerk", org, Post.Kind.CLERK, full_name="李文", password="Zhanghu-2024")


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def write(number: str, kind: str) -> None:
    from django.core.files.storage import FileSystemStorage
    from django.db import OperationalError, connection

    say("begun")
    refused = {
        "full": mock.patch.object(FileSystemStorage, "_save", side_effect=OSError(28, "No space left on device")),
        "read-only": mock.patch.object(FileSystemStorage, "_save", side_effect=OSError(30, "Read-only file system")),
        "locked": mock.patch("kezhang.records.writing.chain.lock", side_effect=OperationalError("database is locked")),
        "connection": mock.patch("kezhang.seals.models.SignedHead.sign_and_save", side_effect=OperationalError("gone")),
    }
    for each in range(MANY if kind == "kill" else 3):
        name = f"故障{number}号{each}公司"
        if kind in refused and each == 1:
            with refused[kind]:
                try:
                    save(name, each)
                except (OSError, OperationalError) as fault:
                    say(f"refused {name} {fault}")
                    connection.close()
                    continue
        save(name, each)
        say(f"saved {name}")


def save(name: str, number: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction

    from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
    from kezhang.ledgers.models import Enterprise
    from kezhang.orgs.models import Org, User
    from kezhang.records.writing import chain, journal
    from kezhang.records.writing.evidence_files import attach
    from kezhang.records.writing.journal import Author

    org, by = Org.objects.get(), User.objects.get()
    with chain.held(org), transaction.atomic():
        firm = Enterprise(org=org, name=name)
        journal.save(ENTERPRISES, firm, Author(by=by, reason="登记"))
        attach(ENTERPRISES, firm, SimpleUploadedFile("照片.png", PICTURE + name.encode()), by)
    assert number >= 0


def look(said: list[str]) -> None:
    from kezhang.ledgers.models import Enterprise
    from kezhang.records.history.leftovers import Leftover, clean
    from kezhang.reports.background import examination_job

    stored = Counter(Enterprise.objects.values_list("name", flat=True))
    found = list(examination_job.findings())
    for each in found:
        if isinstance(each, Leftover):  # a file whose row a kill has kept from being stored: named, and removed
            clean(each)
    half = [f"{each.subject}：{each.says}" for each in examination_job.findings()]
    half += [f"{each.subject}：{each.says}" for each in found if not isinstance(each, Leftover)]
    lost = [name for name in said if not stored[name]]
    json.dump({"lost": lost, "doubled": [n for n, count in stored.items() if count > 1], "half": half}, sys.stdout)


if __name__ == "__main__":
    start()
    {"prepare": prepare, "write": lambda: write(*sys.argv[2:]), "look": lambda: look(sys.argv[2:])}[sys.argv[1]]()
