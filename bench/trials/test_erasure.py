"""清除: after the term nothing of what somebody wrote is left anywhere: database, its log, files and what is exported."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PHONE, NAME, WORDS = "13811112222", "古丽娜尔热合曼", "只有来件人知道的一句话"
#: Sends by the page, accepts, erases after the term; prints what a process of its own finds afterwards.
SCRIPT = """
import io, json, sys
import django
django.setup()
from datetime import timedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from kezhang.catalogue import LEDGERS
from kezhang.cli.installation import migrate
from kezhang.indicators.indicator import Indicator
from kezhang.orgs import people
from kezhang.orgs.models import Org
from kezhang.records import access, workbook_writer
from kezhang.records.history import integrity
from kezhang.submissions import erasure, examination
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.open.form_pages import fresh_id

phone, name, words = sys.argv[1:4]
migrate()
parent = Org.objects.create(code="652700", name="博州", level=Org.Level.PREFECTURE)
org = Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY, parent=parent)
clerk = people.add("clerk", org, "clerk", password="Zhanghu-2024")
form = form_making.from_design(DESIGNS["talents"], org, clerk, timezone.localdate())
form = form_making.change(form, {"takes_files": True}, clerk)
form = form_making.move(form, "open", clerk)
said = {"category": "基层科技骨干人才", "name": "一位农艺师", "organisation": "农技站", "specialty": words, "phone": phone,
        "contact_name": name, "contact_phone": phone, "id": fresh_id(), "agreed": "1",
        "files": SimpleUploadedFile(name + ".pdf", b"%PDF-1.4 " + words.encode())}
answer = Client(SERVER_NAME="127.0.0.1").post(f"/open/{form.code}/", said)
assert answer.status_code == 201, answer.content.decode()
waiting = Submission.objects.get()
refused = dict(said, id=fresh_id(), specialty=words + "二", files=SimpleUploadedFile("a.pdf", b"%PDF-1.4 " + words.encode()))
Client(SERVER_NAME="127.0.0.1").post(f"/open/{form.code}/", refused)
second = Submission.objects.order_by("-pk").first()
handling.send_back(second, clerk, "请" + name + "补充")
ledger = LEDGERS["talent-candidates"]
handling.accept(waiting, clerk, answers={"specialty": "设施蔬菜"}, accepting="已核")
before = access.records(ledger, org).count()
longago = timezone.now() - timedelta(days=4000)
Submission.objects.update(received_at=longago, decided_at=longago)
count = erasure.erase(erasure.due())
export = workbook_writer.export(ledger, access.records(ledger, org), personal=True)
print(json.dumps({"erased": count, "before": before, "after": access.records(ledger, org).count(),
      "faults": [f.says for f in [*examination.examine(), *integrity.examine(LEDGERS.values())]],
      "exported": phone in export.decode("latin-1")}, ensure_ascii=False))
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_nothing_personal_is_left_in_database_log_and_files_and_the_chain_and_figures_hold(home):
    settings = {"KEZHANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kezhang.web.settings"}
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"} | settings
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, PHONE, NAME, WORDS], capture_output=True, text=True, cwd=ROOT, env=environment
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told == {"erased": 2, "before": 1, "after": 1, "faults": [], "exported": False}
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name == "kezhang.sqlite3" for path in kept)
    assert not list((home / "files").rglob("*.sealed"))
    for path in kept:
        content = path.read_bytes()
        for said in (PHONE, NAME, WORDS):
            assert said.encode() not in content, path.name
            assert json.dumps(said)[1:-1].encode() not in content, path.name
