"""Under attack and in error: what is refused before it is read, what is kept nowhere, what is for this account alone."""

import io
import json
import socket
import stat
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import people
from kezhang.orgs.models import AccessEvent, OpenSession, WrongGuesses
from kezhang.reading.sources.packages import parsed
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.records.importing.workbooks import markup_tables, package_look
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook
from kezhang.records.models import Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.evidence_files import EvidenceRefused, attach
from kezhang.records.writing.journal import Author
from kezhang.reports.document.docx_reader import NotADocument, read_tree
from kezhang.request_id import request_named
from kezhang.seals.bindings import heads
from kezhang.web.monitoring import log_records
from tests.command_line import invoked

pytestmark = pytest.mark.django_db
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'


@pytest.mark.parametrize("content", [BOMB, BOMB.decode().encode("utf-16")], ids=["utf-8", "utf-16"])
def test_a_definition_of_entities_is_refused_wherever_a_file_comes_in(content):
    with pytest.raises(NotADocument, match="实体定义"):
        read_tree(content)
    with pytest.raises(Unreadable, match="实体定义"):
        parsed(content)
    with pytest.raises(UnreadableWorkbook, match="实体定义"):
        list(markup_tables._spreadsheet(content))
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/sharedStrings.xml", content)
    with pytest.raises(UnreadableWorkbook, match="实体定义"):
        package_look.looked(book.getvalue(), "表.xlsx")


def test_what_is_too_long_is_refused_before_it_is_read(client, clerk, county, settings):
    settings.KEZHANG_EVIDENCE_LIMIT = 10

    class Unread(SimpleUploadedFile):
        def read(self, *_):
            raise AssertionError("it was read")

    with pytest.raises(EvidenceRefused, match="上限"):
        attach(None, None, Unread("大.pdf", b"%PDF" + b"0" * 20), clerk)
    settings.KEZHANG_REQUEST_LIMIT = 100
    client.force_login(clerk)
    answer = client.post("/ledgers/enterprises/new/", {"name": "长" * 200})
    assert (answer.status_code, "没有接收" in answer.content.decode()) == (413, True)


def test_pages_of_whoever_is_logged_in_are_kept_nowhere(client, clerk, county):
    client.force_login(clerk)
    for page in ("/home/", "/ledgers/enterprises/", "/account/"):
        assert "no-store" in client.get(page).headers["Cache-Control"], page


def test_a_failed_login_keeps_neither_password_nor_token(client, clerk):
    browser = Client(enforce_csrf_checks=True)
    token = browser.get("/login/").cookies["csrftoken"].value
    sent = {"username": "clerk", "password": "Geheim-12345", "csrfmiddlewaretoken": token}
    browser.post("/login/", sent)
    kept = json.dumps(
        [*WrongGuesses.objects.values(), *AccessEvent.objects.values(), *OpenSession.objects.values()], default=str
    )
    assert "clerk" in kept
    assert token not in kept
    assert "Geheim" not in kept


def test_the_old_password_cannot_be_guessed_on_the_page_that_changes_it(client, clerk):
    client.force_login(clerk)
    sent = {"old_password": "wrong", "new_password1": "Xinmima-2025", "new_password2": "Xinmima-2025"}
    told = [client.post("/password/", sent).status_code for _ in range(6)]
    assert told[-1] == 429
    assert client.post("/password/", sent | {"old_password": "Zhanghu-2024"}).status_code == 429
    clerk.refresh_from_db()
    assert clerk.check_password("Zhanghu-2024")


def test_the_codes_of_a_telephone_cannot_be_guessed_either(client, clerk):
    client.force_login(clerk)
    told = [client.post("/account/code/", {"code": f"{n:06}"}).status_code for n in range(6)]
    assert told == [422] * 5 + [302]


def test_passwords_are_kept_by_argon2():
    from kezhang.web import settings as written

    assert written.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_posts_are_set_by_whoever_has_just_shown_who_they_are(client, clerk, county):
    admin = people.add("admin", county, "administrator", password="Zhanghu-2024")
    client.force_login(admin)
    page = f"/652799/2024-06-30/administration/people/{clerk.pk}/"
    sent = {"row": ["0"], "kind-0": "director", "org-0": str(county.pk)}
    OpenSession.objects.update(began_at=timezone.now() - timedelta(minutes=11))
    refused = client.post(f"{page}posts/", sent)
    assert (refused.status_code, "确认是本人" in refused.content.decode()) == (422, True)
    assert client.post(f"{page}posts/", sent | {"proof": "Zhanghu-2024"}).status_code == 302
    assert [post.kind for post in clerk.posts.all()] == ["director"]
    assert client.post(f"{page}posts/", sent | {"kind-0": "clerk"}).status_code == 302


def test_over_https_cookies_and_addresses_are_for_https_alone(tmp_path):
    import subprocess
    import sys

    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 31_000_000)"
    )
    for https, expected in (("1", "True True True True"), ("", "False False False False")):
        environment = {"KEZHANG_HTTPS": https, "KEZHANG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin",
                       "DJANGO_SETTINGS_MODULE": "kezhang.web.settings"}  # fmt: skip
        told = subprocess.run(
            [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == expected


def test_what_is_kept_is_for_this_account_alone(settings, tmp_path):
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o600
    assert settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS == 0o700
    from kezhang.cli import installation

    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "kezhang.sqlite3").write_bytes(b"")
    (home / "kezhang.sqlite3").chmod(0o644)
    settings.KEZHANG_HOME = home
    installation._close_to_others()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "kezhang.sqlite3").stat().st_mode) == 0o600


def test_a_second_site_on_a_port_is_refused():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        found = invoked(["serve", "--port", str(held.getsockname()[1])])
    assert (found.exit_code, "不能监听" in found.output) == (1, True)


def test_a_watcher_is_told_how_the_site_is(client, clerk, neighbour_clerk):
    told = client.get("/health/")
    assert (told.status_code, told.json()["status"], told.json()["database"]) == (200, "ok", "ok")
    numbers = client.get("/metrics/").content.decode()
    assert 'kezhang_up{part="database"} 1' in numbers
    assert "kezhang_requests_total" in numbers
    for table in heads():
        assert f'kezhang_log_entries{{log="{table.log}"}} {table.entries().count()}' in numbers.splitlines()
    assert client.get("/metrics/", REMOTE_ADDR="10.0.0.7").status_code != 200


def test_a_request_has_an_id_that_its_lines_in_the_log_have_too(client):
    answer = client.get("/login/")
    assert len(answer.headers["X-Request-ID"]) == 16
    import logging

    record = logging.LogRecord("kezhang", logging.INFO, "", 0, "x", (), None)
    with request_named() as name:
        log_records.WithRequest().filter(record)
    assert json.loads(log_records.JsonLines().format(record))["request"] == name


def test_what_a_request_wrote_is_found_by_its_id_from_the_page_of_changes(client, county, clerk, neighbour_clerk):
    client.force_login(clerk)
    sample = {c.name: ENTERPRISES.sample.get(c.name, "") for c in ENTERPRISES.columns}
    answer = client.post("/ledgers/enterprises/new/", {**sample, "accepting": "已核对"})
    assert answer.status_code == 302
    change = Change.objects.get(ledger="enterprises")
    assert change.request == answer.headers["X-Request-ID"]
    journal.save(ENTERPRISES, Enterprise(org=county, name="命令行公司"), Author(by=clerk))
    assert Change.objects.latest("pk").request == ""  # a command is no request
    assert f'href="?request={change.request}"' in client.get("/administration/").content.decode()
    page = client.get(f"/administration/?request={change.request}").content.decode()
    assert ("命令行公司" in page, sample["name"] in page) == (False, True)
    client.force_login(neighbour_clerk)
    page = client.get(f"/administration/?request={change.request}").content.decode()
    assert sample["name"] not in page
    Change.objects.filter(pk=change.pk).update(request="0" * 16)
    assert "内容与校验值不符" in chain.first_fault(county).says


def test_records_wait_for_the_disk_and_what_lies_beside_them_does_not():
    """A commit of the records' file is on the disk when the page answers; 2 is FULL and 1 is NORMAL in SQLite's words."""
    found = {}
    for each in connections.all():
        if each.vendor == "sqlite":
            with each.cursor() as cursor:
                found[each.alias] = cursor.execute("PRAGMA synchronous").fetchone()[0]
    assert found in ({"default": 2, "jobs": 1, "edge": 1}, {})
