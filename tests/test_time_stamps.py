"""时间戳: anchors stamped by a server elsewhere (here one of our own, on this machine), verified by its root certificate."""

import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kezhang.seals import anchors, signing_keys
from kezhang.seals.anchor_lines import sm3_fault
from kezhang.seals.stamping import time_stamps
from kezhang.seals.watch import Watch
from tests.command_line import invoked
from tests.required_programs import needs

pytestmark = pytest.mark.django_db
CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A root, and a certificate of it that may stamp times."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIGURATION)
    (folder / "serial").write_text("01\n")
    (folder / "may.cnf").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    openssl = needs("openssl")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for words in (
        ("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root", "-days", "9"),
        ("req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamps"),
        ("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-out",
         "tsa.pem", "-days", "9", "-extfile", "may.cnf"),
    ):  # fmt: skip
        subprocess.run([openssl, *words], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def server(authority):
    """RFC 3161 over http, on this machine alone."""

    class Stamping(BaseHTTPRequestHandler):
        def do_POST(self):
            (authority / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            words = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.pem",
                     "-inkey", "tsa.key", "-out", "answer"]  # fmt: skip
            subprocess.run(words, cwd=authority, check=True, capture_output=True)
            self.send_response(200)
            self.end_headers()
            self.wfile.write((authority / "answer").read_bytes())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Stamping) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()


@pytest.fixture
def outside(settings, tmp_path) -> Path:
    settings.KEZHANG_HOME = tmp_path / "home"
    settings.KEZHANG_HOME.mkdir()
    settings.KEZHANG_ANCHORS = str(tmp_path / "anchors.jsonl")
    return tmp_path / "anchors.jsonl"


def run(*words: str):
    return invoked(words)


def verified(outside: Path, *more: str):
    key = signing_keys.public_keys()[signing_keys.current_id()].key
    found = run("verify", str(outside), "--key", key, "--stamps", f"{outside}.stamps", *more, "--json")
    return found.exit_code, json.loads(found.stdout)


def test_the_newest_anchor_is_stamped_and_whoever_has_the_root_certificate_verifies_it(
    outside, server, authority, settings
):
    settings.KEZHANG_TSA = server
    assert json.loads(run("anchor", "--json").stdout)["stamped"] is True
    anchors.take("定时")
    watch = Watch()
    watch.look()
    time_stamps.stamp_due()  # nothing is stamped twice
    stamps = outside.with_name(outside.name + ".stamps")
    told = anchors.read_lines(stamps)
    assert [each["number"] for each in told] == [1, 2]
    code, found = verified(outside, "--tsa", str(authority / "root.pem"))
    assert (code, [each["number"] for each in found["stamps"]], found["faults"]) == (0, [1, 2], [])
    assert "已经存在" in found["notes"][0]
    assert verified(outside)[1]["notes"][-1].startswith("没有给出根证书")

    assert run("doctor", "--json").exit_code == 0

    for content, more, says in (
        ([told[0] | {"line": told[1]["line"]}], (), "盖的不是这一条锚的内容"),
        ([told[0] | {"response": "bm9uZQ=="}], (), "读不懂"),
        ([told[0] | {"line": "0" * 64}], (), "不在锚文件里"),
        (told, ("--tsa", str(authority / "other.pem")), "不是给出的根证书签发的"),
    ):
        stamps.write_text("".join(json.dumps(each) + "\n" for each in content))
        (authority / "other.pem").write_bytes((authority / "tsa.pem").read_bytes())
        code, found = verified(outside, *more)
        assert (code, says in " ".join(found["faults"])) == (1, True), found
        assert any(says in each.says for each in time_stamps.examine()) is not bool(more)
    assert (
        run("verify", str(outside), "--key", told[0]["line"], "--stamps", str(stamps), "--tsa", __file__).exit_code == 2
    )


def test_a_server_that_does_not_answer_keeps_no_anchor_from_being_made(outside, settings):
    settings.KEZHANG_TSA = "http://127.0.0.1:9/"
    made = run("anchor")
    assert (made.exit_code, "没有盖时间戳" in made.output) == (0, True)
    Watch().look()
    assert not outside.with_name(outside.name + ".stamps").exists()
    with pytest.raises(time_stamps.NotStamped, match="连不上"):
        time_stamps.stamp_due()


def test_an_anchor_has_its_digest_by_sm3_where_a_bureau_must(outside, settings):
    settings.KEZHANG_ANCHOR_SM3 = True
    line = anchors.take("命令").line
    assert (len(line["sm3"]), sm3_fault(line), list(anchors.examine())) == (64, "", [])
    assert "SM3 校验值不对" in sm3_fault(line | {"why": "别的"})
    settings.KEZHANG_ANCHOR_SM3 = False
    assert "sm3" not in anchors.take("命令").line
