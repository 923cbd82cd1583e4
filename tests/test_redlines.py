"""Redlines: two versions word by word; accepted it is the new one, rejected the old one, and no number is split."""

import copy
import io
import os
import random
import re
from datetime import datetime

import pytest
from rapidfuzz.distance import Indel

from kezhang.reports import workflow
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import W, open_document, read_properties
from kezhang.reports.document.redlining.redline import redline
from kezhang.reports.document.redlining.words import compared, words_of
from tests.command_line import invoked
from tests.documents import docx, paragraph, row, run, table
from tests.edited_reports import content_of, edited_content, mark_of, moved_to_the_end, small_report
from tests.edited_reports import edited as sheet_of

pytestmark = pytest.mark.usefixtures("opened_here")

AT = datetime(2024, 7, 1, 9, 0)
WORDS = [
    "登记",
    "技术合同",
    "成交额",
    "同比",
    "增长",
    "全县",
    "高新技术企业",
    "科普",
    "活动",
    "场次",
    "1062",
    "53%",
    "2,500万元",
    "不少于",
    "力争",
    "完成",
    "，",
    "。",
    "（一）",
    "2024年",
]


def compare(old: bytes, new: bytes):
    return redline(old, new, ("旧稿.docx", "新稿.docx"), AT)


def resolved(content: bytes, *, accept: bool) -> list[str]:
    """The paragraphs with every revision accepted, or every one rejected."""
    root = copy.deepcopy(open_document(content).root)
    goes, stays = (W + "del", W + "ins") if accept else (W + "ins", W + "del")
    for tracked in list(root.iter(W + "tr")):
        if tracked.find(f"{W}trPr/{goes}") is not None:
            tracked.getparent().remove(tracked)
    told: list[str] = []
    begun = ""
    for each in root.iter(W + "p"):
        for gone in list(each.iter(goes)):
            if gone.getparent().tag != W + "rPr":
                gone.getparent().remove(gone)
        begun += "".join(t.text or "" for t in each.iter(W + "t", W + "delText"))
        if each.find(f"{W}pPr/{W}rPr/{goes}") is None:
            told.append(begun)
            begun = ""
    assert stays
    return told + ([begun] if begun else [])


def texts(content: bytes) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(W + "t")) for p in open_document(content).root.iter(W + "p")]


def written(blocks: list) -> bytes:
    made = [
        table(*(row(*(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in cells)) for cells in block))
        if isinstance(block, list)
        else paragraph(run(block))
        for block in blocks
    ]
    return docx(*made)


def sentence(chance: random.Random) -> str:
    return "".join(chance.choices(WORDS, k=chance.randint(3, 25)))


def edited(blocks: list, chance: random.Random) -> list:
    """What a person may do to a document: words exchanged, put in and taken out, paragraphs, rows and tables too."""
    made = copy.deepcopy(blocks)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made))
        block, deed = made[at], chance.choice(["word", "word", "word", "in", "out", "move", "join"])
        if isinstance(block, list):
            cells = chance.choice(block)
            if deed == "in":
                block.insert(chance.randrange(len(block) + 1), [sentence(chance) for _ in cells])
            elif deed == "out" and len(block) > 1:
                block.remove(cells)
            else:
                cells[chance.randrange(len(cells))] = sentence(chance)
        elif deed == "in":
            made.insert(at, sentence(chance))
        elif deed == "out" and len(made) > 2:
            made.pop(at)
        elif deed == "move":
            made.insert(chance.randrange(len(made)), made.pop(at))
        elif deed == "join" and at + 1 < len(made) and isinstance(made[at + 1], str):
            made[at : at + 2] = [block + made[at + 1]]
        else:
            words = words_of(block)
            words[chance.randrange(len(words)) : chance.randrange(len(words)) + 1] = chance.choices(WORDS, k=2)
            made[at] = "".join(words) or "空"
    return [*(each for each in made if each), "落款"]


#: How many pairs of versions; set KEZHANG_REDLINES to two hundred for a longer look.
SEEDS = range(int(os.environ.get("KEZHANG_REDLINES", "40")))


@pytest.mark.parametrize("seed", SEEDS)
def test_accepted_it_is_the_new_version_and_rejected_the_old_one(seed):
    chance = random.Random(seed)
    blocks: list = [sentence(chance) for _ in range(chance.randint(2, 9))]
    if seed % 2:
        blocks.insert(1, [[sentence(chance) for _ in range(3)] for _ in range(chance.randint(1, 4))])
    old, new = written([*blocks, "落款"]), written(edited(blocks, chance))
    made = compare(old, new)
    assert resolved(made.content, accept=True) == texts(new)
    assert resolved(made.content, accept=False) == texts(old)
    if seed % 5 == 0:  # the checker of the standard takes ten times as long as all the rest
        assert set(faults(io.BytesIO(made.content))) <= set(faults(io.BytesIO(new)))


def test_few_characters_are_marked_beyond_the_least_and_no_number_is_split():
    chance, marked, least = random.Random(7), 0, 0
    for _ in range(300):
        old = sentence(chance)
        words = words_of(old)
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        new = "".join(words)
        stretches = compared(old, new)
        marked += sum(s.old[1] - s.old[0] + s.new[1] - s.new[0] for s in stretches if not s.is_same)
        least += Indel.distance(old, new)
        for text, edges in ((old, {e for s in stretches for e in s.old}), (new, {e for s in stretches for e in s.new})):
            inside = {n for m in re.finditer(r"\d+(?:[.,]\d+)*", text) for n in range(m.start() + 1, m.end())}
            assert not edges & inside, (old, new)
    assert marked <= 1.3 * least


@pytest.mark.django_db
def test_an_edited_report_is_marked_word_by_word_and_says_of_which_files_it_is(county):
    report = small_report(county)
    new = edited_content(report, {"深入企业核对": "入企核对"}, {mark_of(report, "技术合同成交额"): "1162"})
    made = compare(content_of(report), new)
    shown = open_document(made.content).root
    gone = ["".join(each.itertext()) for each in shown.iter(W + "del")]
    come = ["".join(each.itertext()) for each in shown.iter(W + "ins")]
    assert "1062" in gone
    assert "1162" in come
    assert resolved(made.content, accept=True) == texts(new)
    assert resolved(made.content, accept=False) == texts(content_of(report))
    assert list(shown.iter(W + "sdt")) == []
    assert read_properties(io.BytesIO(made.content))["KezhangRedline"] == "旧稿.docx → 新稿.docx"
    assert faults(io.BytesIO(made.content)) == []


@pytest.mark.django_db
def test_a_paragraph_that_moved_goes_in_one_place_and_comes_in_another(county):
    from bench.hand_edits import saved

    report = small_report(county)
    new = saved(moved_to_the_end(sheet_of(report)))
    made = compare(content_of(report), new)
    assert resolved(made.content, accept=True) == texts(new)
    assert resolved(made.content, accept=False) == texts(content_of(report))


def test_the_same_version_has_no_mark():
    content = written(["登记技术合同27项。", [["甲", "乙"]], "落款"])
    made = compare(content, content)
    assert (made.changes, made.characters, made.not_compared) == (0, 0, ())


@pytest.mark.django_db
def test_a_returned_file_is_shown_as_a_redline_to_who_may_take_it_along(client, county, clerk, neighbour_clerk):
    report = small_report(county)
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "改.docx", edited_content(report, {"深入企业核对": "入企核对"}))
    address = f"/{county.code}/2024-06-30/reports/{report.number}/revisions/{back.pk}/redline.docx"
    client.force_login(clerk)
    made = b"".join(client.get(address).streaming_content)
    assert any("入" in "".join(each.itertext()) for each in open_document(made).root.iter(W + "ins"))
    client.force_login(neighbour_clerk)
    assert client.get(address).status_code == 404


def test_the_command_writes_a_redline_and_names_what_cannot_be_read(tmp_path):
    old, new, out = tmp_path / "旧.docx", tmp_path / "新.docx", tmp_path / "修订.docx"
    old.write_bytes(written(["登记技术合同27项。", "落款"]))
    new.write_bytes(written(["登记技术合同28项。", "落款"]))
    made = invoked(["redline", str(old), str(new), "-o", str(out), "--json"])
    assert made.exit_code == 0
    assert '"changes": 2' in made.output
    assert resolved(out.read_bytes(), accept=True)[0] == "登记技术合同28项。"
    new.write_bytes(b"none")
    assert invoked(["redline", str(old), str(new), "-o", str(out)]).exit_code == 2
