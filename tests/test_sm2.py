"""国密: signatures by SM2 where a bureau must, held against the standard's example and against OpenSSL; old keys go on."""

import base64
import builtins
import importlib.util
import json
import os
import subprocess
import sys

import pytest

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.records.models import ChainHead
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.background import examination_job
from kezhang.seals import anchors, rotation, signing_keys
from kezhang.seals.key_kinds import kinds, sm2
from kezhang.seals.key_kinds.sm2 import SM2
from kezhang.web import start_up
from tests.command_line import invoked
from tests.required_programs import needs

#: GB/T 32918.5-2017, annex A.2, written down from memory; OpenSSL and GmSSL both say that it holds.
PUBLIC = bytes.fromhex(
    "04"
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SIGNED = bytes.fromhex(
    "3046"
    "022100F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "022100B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
MESSAGE = b"message digest"
#: Who signs, as the standard has it where nothing was agreed.
SIGNER = "distid:1234567812345678"


@pytest.fixture(autouse=True)
def gmssl():
    """On ARM there is no wheel of it."""
    needs(sm2.PACKAGE)


@pytest.fixture
def home(settings, tmp_path, db):
    """A home of the test's own that begins with Ed25519."""
    settings.KEZHANG_HOME, settings.KEZHANG_ANCHORS = tmp_path / "home", str(tmp_path / "anchors.jsonl")
    settings.KEZHANG_HOME.mkdir()
    return tmp_path


@pytest.fixture
def by_sm2(home, settings):
    settings.KEZHANG_SIGNATURE, settings.KEZHANG_ANCHOR_SM3 = "sm2", True
    return home


@pytest.fixture
def without_gmssl(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == sm2.PACKAGE else found(name))


def run(*words: str):
    return invoked(words)


def key() -> str:
    return signing_keys.public_keys()[signing_keys.current_id()].key


def saved(org, name: str) -> None:
    journal.save(ENTERPRISES, Enterprise(org=org, name=name), Author(by=None, reason="登记"))


def openssl(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([needs("openssl"), *words], capture_output=True)


def test_the_example_of_the_standard_holds_and_nothing_near_it():
    assert SM2.is_signed(PUBLIC, MESSAGE, SIGNED)
    assert not SM2.is_signed(PUBLIC, b"message digesu", SIGNED)
    assert not SM2.is_signed(PUBLIC, MESSAGE, SIGNED[:-1] + b"\xab")
    assert not SM2.is_signed(SM2.make().public, MESSAGE, SIGNED)


@pytest.mark.parametrize("signature", [b"", b"x", SIGNED[:-1], SIGNED + b"\x00", b"\x30\x00", SIGNED[2:]])
def test_what_is_no_signature_is_not_right_and_says_nothing_on_the_terminal(signature, capfd):
    assert not SM2.is_signed(PUBLIC, MESSAGE, signature)
    assert capfd.readouterr().err == ""


def test_a_key_that_is_no_point_of_the_curve_signs_nothing():
    assert not SM2.is_signed(b"\x04" + b"\x01" * 64, MESSAGE, SIGNED)
    assert not SM2.is_signed(b"\x05" + PUBLIC[1:], MESSAGE, SIGNED)


def test_openssl_verifies_what_is_signed_here(tmp_path):
    private = SM2.make()
    (tmp_path / "key.pem").write_bytes(private.pem)
    (tmp_path / "said").write_bytes(MESSAGE)
    (tmp_path / "signature").write_bytes(private.sign(MESSAGE))
    assert openssl("pkey", "-in", str(tmp_path / "key.pem"), "-check", "-noout").returncode == 0
    words = ["pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", SIGNER, "-inkey", str(tmp_path / "key.pem")]
    told = openssl(*words, "-in", str(tmp_path / "said"), "-sigfile", str(tmp_path / "signature"))
    assert (told.returncode, b"Verified Successfully" in told.stdout) == (0, True), told.stderr


def test_what_openssl_signs_is_verified_here_by_the_key_it_writes(tmp_path):
    made = str(tmp_path / "key.pem")
    assert openssl("genpkey", "-algorithm", "SM2", "-out", made).returncode == 0
    assert openssl("pkey", "-in", made, "-pubout", "-out", str(tmp_path / "public.pem")).returncode == 0
    (tmp_path / "said").write_bytes(MESSAGE)
    signed = openssl("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", SIGNER, "-inkey", made,
                     "-in", str(tmp_path / "said"))  # fmt: skip
    ((_, public),) = signing_keys.given(str(tmp_path / "public.pem")).items()
    assert SM2.is_signed(base64.b64decode(public), MESSAGE, signed.stdout), signed.stderr
    assert kinds.private_from_pem((tmp_path / "key.pem").read_bytes()).public == base64.b64decode(public)


def test_a_key_is_read_as_it_was_kept():
    private = SM2.make()
    again = kinds.private_from_pem(private.pem)
    assert (again.public, again.pem, kinds.kind_of(again.public)) == (private.public, private.pem, SM2)
    assert SM2.is_signed(private.public, MESSAGE, again.sign(MESSAGE))
    with pytest.raises(ValueError, match="as it is kept here"):
        SM2.from_pem(b"-----BEGIN PRIVATE KEY-----\nMFkw\n-----END PRIVATE KEY-----\n")


def test_a_home_that_begins_with_sm2_signs_by_it_and_anchors_with_sm3(by_sm2, county):
    saved(county, "朔湖甲公司")
    run("anchor")
    head, (line,) = ChainHead.objects.get(), anchors.read_lines(by_sm2 / "anchors.jsonl")
    assert len(base64.b64decode(key())) == SM2.length
    assert SM2.is_signed(
        base64.b64decode(key()), signing_keys.canonical(head.statement()), base64.b64decode(head.signature)
    )
    assert len(line["sm3"]) == 64
    assert list(examination_job.findings()) == []
    assert run("verify", str(by_sm2 / "anchors.jsonl"), "--key", key()).exit_code == 0
    assert run("verify", str(by_sm2 / "anchors.jsonl"), "--key", base64.b64decode(key()).hex()).exit_code == 0


def test_a_head_changed_by_a_hand_is_named_where_sm2_signed_it(by_sm2, county):
    saved(county, "朔湖甲公司")
    ChainHead.objects.update(sequence=2)
    assert any("签名不对" in found.says for found in examination_job.findings())


def test_a_home_goes_over_to_sm2_and_what_both_keys_signed_is_verified(home, settings, county):
    saved(county, "朔湖甲公司")
    run("anchor")
    assert run("prove", f"enterprises/{Enterprise.objects.get().pk}", "-o", str(home / "before.json")).exit_code == 0
    before = key()
    settings.KEZHANG_SIGNATURE = "sm2"
    assert [found.says for found in examination_job.findings()] == [
        "设置的是国密 SM2，现在用的不是；请运行 kezhang key rotate"
    ]
    assert run("key", "rotate").exit_code == 0
    saved(county, "朔湖乙公司")
    run("anchor")
    assert list(examination_job.findings()) == []
    told = json.loads(run("key", "show", "--json").stdout)["keys"]
    assert [(each["kind"], each["current"]) for each in told] == [("sm2", True), ("ed25519", False)]
    (home / "keys.json").write_text(json.dumps({"keys": told}))
    for file in (home / "anchors.jsonl", home / "before.json"):
        assert run("verify", str(file), "--key", str(home / "keys.json")).exit_code == 0
        assert run("verify", str(file), "--key", key()).exit_code == 1
    assert run("verify", str(home / "before.json"), "--key", before).exit_code == 0
    settings.KEZHANG_SIGNATURE = "ed25519"
    rotation.rotate()
    assert list(examination_job.findings()) == []


def test_without_what_sm2_needs_nothing_starts_and_a_sentence_says_what_to_install(by_sm2, without_gmssl):
    (fault,) = start_up.judge()
    assert (fault.obj, "pip install 'kezhang[sm2]'" in fault.msg) == ("KEZHANG_SIGNATURE", True)
    assert not (by_sm2 / "home/keys").exists()


def test_a_home_with_a_key_of_sm2_does_not_start_without_what_verifies_it(by_sm2, settings, monkeypatch):
    signing_keys.current_id()
    settings.KEZHANG_SIGNATURE = "ed25519"
    assert start_up.judge() == []
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert [fault.id for fault in start_up.judge()] == ["catalogue.E002"]


def test_whoever_verifies_without_it_is_told_so_and_not_that_the_signature_is_wrong(by_sm2, county, without_gmssl):
    saved(county, "朔湖甲公司")
    run("anchor")
    told = run("verify", str(by_sm2 / "anchors.jsonl"), "--key", key())
    assert (told.exit_code, "核验不了" in told.output, "签名不对" in told.output) == (2, True, False)


def test_signing_without_it_is_a_sentence(monkeypatch):
    there = builtins.__import__
    monkeypatch.setattr(importlib, "import_module", lambda name: there("no_such_module"))
    with pytest.raises(sm2.SM2Lacking, match="国密 SM2 要另装组件"):
        SM2.make()


def test_an_unknown_kind_of_signature_is_a_sentence(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "kezhang", "key", "show"], capture_output=True, text=True,
        env=os.environ | {"KEZHANG_SIGNATURE": "rsa", "KEZHANG_HOME": str(tmp_path)},
    )  # fmt: skip
    assert (told.returncode, "应为 ed25519、sm2 之一，现在是“rsa”" in told.stderr, "Traceback" in told.stderr) == (
        2, True, False,
    )  # fmt: skip
