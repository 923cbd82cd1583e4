"""证明: one record, one figure, shown to be in the log by a short path to a signed root; without database and rows beside."""

import base64
import json
import random
import string

import pytest
from django.db import connection

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs.models import AccessEvent
from kezhang.quantities.periods import Period
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.background import examination_job
from kezhang.reports.frozen import freezing
from kezhang.reports.templating.parsing import TemplateText
from kezhang.seals import rotation, signing_keys
from kezhang.seals.models import SignedHead
from kezhang.seals.proving import merkle
from tests.command_line import invoked
from tests.single_records import JUNE, done
from tests.tampering import rehashed


@pytest.fixture
def home(settings, tmp_path, db):
    """Keys and anchors of the test's own."""
    settings.KEZHANG_HOME, settings.KEZHANG_ANCHORS = tmp_path / "home", str(tmp_path / "anchors.jsonl")
    settings.KEZHANG_HOME.mkdir()
    return tmp_path


@pytest.fixture
def firm(home, county, neighbour, clerk):
    """One record with two changes among those of others, and a neighbour with a log of its own."""
    firms = [Enterprise(org=county, name=f"朔湖{n}号公司") for n in "甲乙丙丁戊"]
    for each in firms:
        journal.save(ENTERPRISES, each, Author(by=clerk, reason="登记"))
    firms[2].town = "城关镇"
    journal.save(ENTERPRISES, firms[2], Author(by=clerk, reason="补充"))
    journal.save(ENTERPRISES, Enterprise(org=neighbour, name="邻县公司"), Author(by=None))
    return firms[2]


def run(*words: str):
    return invoked(words)


def key() -> str:
    return signing_keys.public_keys()[signing_keys.current_id()].key


def proved(what: str, folder, name: str = "proof.json") -> dict:
    made = run("prove", what, "-o", str(folder / name))
    assert made.exit_code == 0, made.output
    return json.loads((folder / name).read_text(encoding="utf-8"))


def verified(proof: dict, folder, *more: str, by: str = "") -> tuple[int, dict]:
    """As somebody does who has the file, the key, and nothing of ours."""
    file = folder / "brought.json"
    file.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    with connection.execute_wrapper(_no_question):
        found = run("verify", str(file), "--key", by or key(), "--json", *more)
    return found.exit_code, json.loads(found.stdout)


def _no_question(*asked):
    raise AssertionError("a proof is verified without the database")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100, 257])
def test_every_entry_of_a_tree_leads_to_its_root_and_no_other_does(size):
    digests = [f"{number:064x}" for number in range(size)]
    root = merkle.root_of(merkle.grown([], 0, digests))
    for index in range(size):
        beside = merkle.path(digests, index)
        assert len(beside) <= size.bit_length()
        assert merkle.leads_to(digests[index], index, size, beside, root)
        assert not merkle.leads_to("f" * 64, index, size, beside, root)
        assert not merkle.leads_to(digests[index], index + 1, size, beside, root)
        assert not merkle.leads_to(digests[index], index, size, [*beside, "00" * 32], root)
        assert not beside or not merkle.leads_to(digests[index], index, size, beside[:-1], root)


def test_the_root_is_that_of_the_standard():
    """RFC 9162, 2.1.1, written out as it is defined there and not as it is grown here."""

    def standing(digests: list[str]) -> bytes:
        from hashlib import sha256

        if len(digests) == 1:
            return sha256(b"\x00" + digests[0].encode()).digest()
        left = 1 << (len(digests) - 1).bit_length() - 1
        return sha256(b"\x01" + standing(digests[:left]) + standing(digests[left:])).digest()

    chance = random.Random(1)
    for size in (1, 2, 3, 5, 64, 100, 129):
        digests, cut = [f"{chance.getrandbits(256):064x}" for _ in range(size)], chance.randrange(size)
        grown = merkle.grown(merkle.grown([], 0, digests[:cut]), cut, digests[cut:])
        assert (merkle.root_of(grown), merkle.are_of(grown, size)) == (standing(digests).hex(), True)


def test_a_record_is_proved_by_its_own_entries_alone(firm, home):
    proof = proved(f"enterprises/{firm.pk}", home)
    code, told = verified(proof, home)
    assert (code, told["valid"], told["size"], told["root"]) == (0, True, 6, ChainHead.objects.get(org=firm.org).root)
    assert [(entry["sequence"], entry["says"].get("town")) for entry in told["entries"]] == [(3, None), (6, "城关镇")]
    assert "甲号" not in json.dumps(proof, ensure_ascii=False)
    assert AccessEvent.objects.filter(kind="export", org=firm.org, says__contains="证明").exists()


def test_an_anchored_root_is_held_against_any_copy_of_the_anchor(firm, home):
    run("anchor")
    journal.save(ENTERPRISES, Enterprise(org=firm.org, name="后来的公司"), Author(by=None))
    run("anchor")
    proof = proved(f"enterprises/{firm.pk}", home)
    assert (proof["signed"]["number"], verified(proof, home)[0]) == (1, 0)
    code, told = verified(proof, home, "--anchor", str(home / "anchors.jsonl"))
    assert (code, [note for note in told["notes"] if "没有对照" in note]) == (0, [])


def test_what_no_copy_knows_of_is_said_so(firm, home):
    run("anchor")
    firm.town = "河东镇"
    journal.save(ENTERPRISES, firm, Author(by=None, reason="搬迁"))
    proof = proved(f"enterprises/{firm.pk}", home)
    assert proof["signed"]["sequence"] == 7
    code, told = verified(proof, home, "--anchor", str(home / "anchors.jsonl"))
    assert (code, ["锚文件里没有这条日志到第7条的锚" in says for says in told["faults"]]) == (1, [True])


def test_a_frozen_figure_is_proved_with_its_report_and_with_no_other(home, county, clerk):
    done(county, 3)
    brief = TemplateText("简报", ("〔标题〕简报", "成果登记【科技成果登记数】。"))
    report, other = (freezing.write(county, Period.half(2024, 1), JUNE, clerk, brief) for _ in range(2))
    figure = report.figures.get()
    proof = proved(f"{report.number}/{figure.mark}", home)
    code, told = verified(proof, home)
    says = {entry["table"]: entry["says"] for entry in told["entries"]}
    assert (code, says["reports.reportfigure"]["display"]) == (0, "3")
    assert says["reports.report"]["number"] == report.number
    strange = proved(f"{other.number}/{other.figures.get().mark}", home, "other.json")
    taken = [each for each in proof["entries"] if each["content"][3] == "reports.reportfigure"]
    taken += [each for each in strange["entries"] if each["content"][3] == "reports.report"]
    mixed = strange | {
        "about": [proof["about"][0], strange["about"][1]],
        "entries": sorted(taken, key=lambda each: each["content"][2]),
    }
    assert verified(mixed, home) == (1, {**verified(mixed, home)[1], "faults": ["数字和报告不是同一份报告的"]})


def _altered_row(proof, other):
    proof["entries"][1]["content"][7]["town"] = "河东镇"


def _altered_author(proof, other):
    proof["entries"][0]["content"][9] = "别人"


def _altered_path(proof, other):
    beside = proof["entries"][0]["beside"]
    beside[0] = ("0" if beside[0][0] != "0" else "1") + beside[0][1:]


def _cut_path(proof, other):
    proof["entries"][0]["beside"].pop()


def _unreadable_path(proof, other):
    proof["entries"][0]["beside"][0] = "甲"


def _another_root(proof, other):
    proof["signed"] |= {"root": "ab" * 32}


def _another_bureaus_head(proof, other):
    proof["signed"] = other["signed"]


def _named_as_another_bureaus(proof, other):
    proof["signed"], proof["chain"] = other["signed"], other["chain"]


def _another_record(proof, other):
    proof["about"][0][1] += 1


def _an_entry_twice(proof, other):
    proof["entries"] = [proof["entries"][0], proof["entries"][0]]


def _other_things_that_were_signed(proof, other):
    statement = {name: proof["signed"][name] for name in ("log", "chain", "sequence", "digest", "root")}
    statement |= {"report": "KZ-1", "key": signing_keys.current_id()}
    proof["signed"] = statement | {"signature": signing_keys.sign(statement)}


def _no_entry(proof, other):
    proof["entries"] = []


def _another_signature(proof, other):
    proof["signed"] |= {"signature": other["signed"]["signature"]}


@pytest.mark.parametrize(
    ("alter", "says"),
    [
        (_altered_row, "第6条的内容通不到签名的根"),
        (_altered_author, "第3条的内容通不到签名的根"),
        (_altered_path, "第3条的内容通不到签名的根"),
        (_cut_path, "第3条的内容通不到签名的根"),
        (_unreadable_path, "第3条的内容通不到签名的根"),
        (_another_root, "链首的签名不对"),
        (_another_bureaus_head, "签名的内容里没有这条日志"),
        (_named_as_another_bureaus, "第3条属于别的单位"),
        (_another_record, "第3条说的是别的记录"),
        (_an_entry_twice, "第3条的次序不对"),
        (_no_entry, "没有 enterprises"),
        (_other_things_that_were_signed, "不是一份完整的证明"),
        (_another_signature, "链首的签名不对"),
    ],
)
def test_whatever_is_altered_in_a_proof_is_named(firm, neighbour, home, alter, says):
    proof = proved(f"enterprises/{firm.pk}", home)
    other = proved(f"enterprises/{Enterprise.objects.get(org=neighbour).pk}", home, "other.json")
    alter(proof, other)
    code, told = verified(proof, home)
    assert (code, any(says in each for each in told["faults"])) == (1, True), told["faults"]


def test_a_proof_whose_entry_says_nothing_readable_is_said_to_be_none(firm, home):
    proof = proved(f"enterprises/{firm.pk}", home)
    proof["entries"][0]["content"][7] = 5
    assert verified(proof, home)[1]["faults"] == ["不是一份完整的证明，可能被截断或改动过"]


@pytest.mark.parametrize("name", ["about", "entries", "signed", "chain", "log"])
def test_a_proof_that_lacks_a_part_is_said_to_be_none(firm, home, name):
    proof = proved(f"enterprises/{firm.pk}", home)
    del proof[name]
    code, told = verified(proof, home)
    assert (code, told["faults"]) == (1, ["不是一份完整的证明，可能被截断或改动过"])


def test_what_a_former_key_signed_is_verified_by_that_key_and_by_no_later_one(firm, home):
    before, proof = key(), proved(f"enterprises/{firm.pk}", home)
    rotation.rotate()
    assert verified(proof, home, by=before)[0] == 0
    code, told = verified(proof, home)
    assert (code, ["不是给出的公钥" in says for says in told["faults"]]) == (1, [True])
    assert verified(proved(f"enterprises/{firm.pk}", home), home)[0] == 0


def test_a_log_rewritten_after_the_anchor_proves_itself_to_nobody_with_a_copy(firm, home):
    """Whoever holds the home can sign all of it anew; the tree of the rewritten log is not the one that was anchored."""
    run("anchor")
    change = Change.objects.get(org=firm.org, sequence=6)
    Change.objects.filter(pk=change.pk).update(after={"town": "河东镇"})
    rehashed(firm.org)
    ChainHead.objects.get(org=firm.org).sign_and_save()
    forged = proved(f"enterprises/{firm.pk}", home)
    forged["signed"] = ChainHead.objects.get(org=firm.org).signed()
    assert verified(forged, home)[0] == 0
    code, told = verified(forged, home, "--anchor", str(home / "anchors.jsonl"))
    assert (code, ["被改写过" in says for says in told["faults"]]) == (1, [True])


@pytest.mark.parametrize("peaks", ["", "ab" * 32, "甲", " ".join(["00" * 32] * 3)])
def test_trees_that_a_hand_has_changed_are_named_and_stop_nobody_from_writing(firm, peaks):
    ChainHead.objects.filter(org=firm.org).update(peaks=peaks)
    assert "变更链的链首" in [found.subject for found in examination_job.findings()]
    journal.save(ENTERPRISES, Enterprise(org=firm.org, name="后来的公司"), Author(by=None))
    assert list(examination_job.findings()) == []


@pytest.mark.parametrize("respelt", [lambda text: text + " ", str.upper, lambda text: text.replace(" ", "  ")])
def test_trees_in_another_spelling_are_named_although_their_root_is_the_same(firm, respelt):
    head = ChainHead.objects.get(org=firm.org)
    ChainHead.objects.filter(org=firm.org).update(peaks=respelt(head.peaks))
    assert [found.says for found in examination_job.findings()] == ["链首的树与各条不符，可能被直接改动过"]


def test_a_signature_in_another_spelling_is_named_although_its_bytes_are_the_same(firm):
    signature = ChainHead.objects.get(org=firm.org).signature
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    body = signature.rstrip("=")
    respelt = body[:-1] + letters[letters.index(body[-1]) + 1] + signature[len(body) :]
    assert base64.b64decode(respelt) == base64.b64decode(signature)
    ChainHead.objects.filter(org=firm.org).update(signature=respelt)
    assert [found.says for found in examination_job.findings()] == ["签名不对，链首可能被直接改动过"]


def test_whole_trees_put_together_are_not_those_of_the_entries(firm):
    """One tree with the same root would carry the same signature, and the next entry would go astray."""
    head = ChainHead.objects.get(org=firm.org)
    assert len(head.peaks.split()) == 2
    ChainHead.objects.filter(org=firm.org).update(peaks=head.root)
    assert [found.says for found in examination_job.findings()] == ["链首的树与各条不符，可能被直接改动过"]


def test_a_head_from_before_there_were_trees_holds_and_gets_one_with_the_next_entry(firm, home):
    for model in SignedHead.__subclasses__():
        for head in model.objects.exclude(peaks=""):
            head.peaks = ""
            head.sign_and_save()
    assert list(examination_job.findings()) == []
    refused = run("prove", f"enterprises/{firm.pk}", "-o", str(home / "none.json"))
    assert (refused.exit_code, "还没有树" in refused.output, (home / "none.json").exists()) == (2, True, False)
    journal.save(ENTERPRISES, Enterprise(org=firm.org, name="后来的公司"), Author(by=None))
    assert list(examination_job.findings()) == []
    assert verified(proved(f"enterprises/{firm.pk}", home), home)[0] == 0


@pytest.mark.parametrize(
    "what", ["enterprises/0", "enterprises/999999999", "enterprises/甲", "nothing/1", "x", "KZ-0/k001"]
)
def test_what_cannot_be_proved_is_a_sentence(firm, home, what):
    found = run("prove", what, "-o", str(home / "none.json"))
    assert (found.exit_code, (home / "none.json").exists(), "Traceback" in found.output) == (2, False, False)
    assert "。" in found.output
