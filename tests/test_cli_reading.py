"""``kezhang read`` as people and scripts use it; what the reader finds is tested elsewhere."""

import json
import subprocess
import sys
from types import SimpleNamespace

import openpyxl
import pytest

from kezhang.reading.batch import documents
from tests.command_line import invoked
from tests.documents import docx, kept
from tests.made_readings import TEXT, reading


@pytest.fixture
def read(monkeypatch):
    """The command, with a reader that finds the hand-built figures."""

    def found(source, names):
        if "出错" in source.text:
            raise ZeroDivisionError
        return reading(source.name, source.text)

    monkeypatch.setitem(sys.modules, "kezhang.reading.reader", SimpleNamespace(read=found))
    return lambda *words: invoked(["read", *map(str, words)])


def test_json_is_one_object_per_document_and_line(read, tmp_path):
    files = [kept(tmp_path, "a.txt", TEXT), kept(tmp_path, "b.docx", docx(*TEXT.split("\n")[:4]))]
    answer = read(*files, "--json")
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.exit_code == 0
    assert [each["document"] for each in told] == [str(file) for file in files]
    assert {"start", "end", "value", "unit", "masked", "comparator", "role", "metric", "period", "org", "group"} <= set(
        told[0]["findings"][0]
    )
    first = told[0]["findings"][0]
    assert TEXT[first["start"] : first["end"]] == first["text"] == "2000万元"
    assert told[0]["checks"][0]["holds"] is False


def test_the_table_shows_figures_and_checks(read, tmp_path):
    answer = read(kept(tmp_path, "a.txt", TEXT))
    assert answer.exit_code == 0
    for words in ("朔湖县科技局 2024年上半年", "1062万元 ✗", "未写明", "✗ 1062万元为2000万元的53.1%"):
        assert words in answer.output


def test_what_cannot_be_read_is_said_and_the_rest_is_read(read, tmp_path):
    files = [kept(tmp_path, "a.txt", b""), kept(tmp_path, "b.txt", "出错"), kept(tmp_path, "c.txt", TEXT)]
    answer = read(*files, "--json")
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.exit_code == 1
    assert [each.get("fault", "") for each in told] == [
        "文件是空的。",
        "程序没能读懂这个文件（ZeroDivisionError），请把它交给维护人员。",
        "",
    ]
    assert "a.txt：文件是空的。" in answer.stderr
    assert "Traceback" not in answer.output


def test_a_folder_gives_its_reports_and_nothing_else(read, tmp_path):
    (tmp_path / "县").mkdir()
    for name in ("b.txt", "a.docx", "~$a.docx", "c.xlsx", ".d.txt", "县/e.md"):
        kept(tmp_path, name, TEXT)
    assert [file.name for file in documents([tmp_path])] == ["a.docx", "b.txt", "e.md"]
    (tmp_path / "空").mkdir()
    assert read(tmp_path / "空").exit_code == 2


def test_many_documents_are_listed_a_line_each(read, tmp_path):
    for number in range(5):
        kept(tmp_path, f"{number}.txt", TEXT)
    kept(tmp_path, "坏.docx", b"nothing")
    answer = read(tmp_path)
    assert answer.exit_code == 1
    assert "0.txt：9个数字，1处矛盾" in answer.stdout
    assert "读了5份，1份读不了" in answer.stdout


def test_the_workbook_has_one_row_per_figure_and_says_where_from(read, tmp_path):
    out = tmp_path / "读数.xlsx"
    read(kept(tmp_path, "a.txt", TEXT), kept(tmp_path, "b.txt", ""), "--xlsx", out)
    book = openpyxl.load_workbook(out)
    rows = [
        dict(zip([c.value for c in book["读数"][1]], [c.value for c in row], strict=True))
        for row in book["读数"].iter_rows(min_row=2)
    ]
    assert len(rows) == 9
    turnover = rows[1]
    assert (turnover["指标"], turnover["角色"], turnover["数值(基本单位)"], turnover["单位"]) == (
        "技术合同成交额",
        "实绩",
        10620000,
        "元",
    )
    assert turnover["原句"] == "全年任务2000万元，上半年技术合同成交额1062万元，完成任务的60%。"
    assert rows[5]["数值(基本单位)"] == "未写明"
    assert book["勾稽"]["B2"].value == "矛盾"
    assert [book["文件"].cell(row, 7).value for row in (2, 3)] == [None, "文件是空的。"]


def test_the_annotated_page_is_written_for_one_and_into_a_folder_for_more(read, tmp_path):
    one = kept(tmp_path, "a.txt", TEXT)
    read(one, "--html", tmp_path / "a.html")
    assert '<mark class="actual wrong"' in (tmp_path / "a.html").read_text(encoding="utf-8")
    read(one, kept(tmp_path, "b.txt", TEXT), "--html", tmp_path / "页")
    assert sorted(file.name for file in (tmp_path / "页").iterdir()) == ["0001_a.html", "0002_b.html"]


def test_a_place_that_cannot_be_written_is_a_sentence(read, tmp_path):
    answer = read(kept(tmp_path, "a.txt", TEXT), "--html", kept(tmp_path, "file", "x") / "b.html")
    assert (answer.exit_code, answer.exception.__class__) == (2, SystemExit)
    assert "没有写成" in answer.output


#: What other commands need: spreadsheets, PDF, clusters, and what judges checks and templates of reports.
NOT_FOR_READING = (
    "openpyxl", "pypdf", "pypdfium2", "PIL", "dask", "distributed", "numpy", "django.test",
    "kezhang.controls.startup_checks", "kezhang.reports.templating.startup_checks", "kezhang.seals.stamping",
)  # fmt: skip


def test_a_text_is_read_without_loading_what_other_commands_need(tmp_path):
    file = kept(tmp_path, "a.txt", "全县新认定高新技术企业12家。")
    words = [sys.executable, "-X", "importtime", "-m", "kezhang", "read", "--json", file]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert json.loads(done.stdout)["findings"][0]["metric"] == "新认定高新技术企业"
    assert "kezhang.reading.meaning.roles" in loaded
    assert loaded.isdisjoint(NOT_FOR_READING)
