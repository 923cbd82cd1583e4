"""The command line, as scripts use it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.db import DatabaseError
from typer.testing import CliRunner

from kezhang.catalogue import CHECKS, INDICATORS, OURS
from kezhang.cli.console import console
from kezhang.cli.guarding import examining
from kezhang.cli.main import COMMANDS, GROUPS, application
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.models import Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.targets.models import TARGETS, Target
from tests.command_line import invoked
from tests.contract_sheets import HEADINGS
from tests.documents import replaced
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parent.parent / "examples" / "county"


def run(*words: str):
    return invoked(words)


def test_a_command_line_loads_the_command_it_names_and_no_other():
    alone, all_of_them = application("read"), application("--help")
    assert [each.name for each in alone.registered_commands] == ["read"]
    assert [each.name for each in application("round").registered_groups] == ["round"]
    assert len(all_of_them.registered_commands) == len(COMMANDS)
    assert [each.name for each in all_of_them.registered_groups] == list(GROUPS)
    assert CliRunner().invoke(alone, ["read"]).exit_code == 2  # its own name is still part of the command


def test_the_board_as_json_has_one_object_per_target(example):
    found = run("board", "--org", "652799", "--as-of", "2024-06-30", "--json")
    lines = {line["indicator"]: line for line in json.loads(found.stdout)}
    assert (found.exit_code, len(json.loads(found.stdout))) == (0, 16)
    assert (lines["technology-contract-turnover"]["done"], lines["technology-contract-turnover"]["light"]) == (
        "10620000.00",
        "ahead",
    )


def test_plugins_tells_what_each_module_brings():
    told = json.loads(run("plugins", "--json").stdout)
    assert [(part["module"], part["plugin"]) for part in told] == [(module, "") for module in OURS]
    assert [slug for part in told for slug in part["indicators"]] == list(INDICATORS)
    assert {number for part in told for number in part["checks"]} == set(CHECKS)
    assert "kezhang.ledgers.models" in run("plugins").output


def test_a_target_whose_indicator_left_with_its_plug_in_is_named(county, clerk):
    Target.objects.create(
        org=county, indicator="gone-with-it", year=2024, value=4, unit="项", type="own", effective_on=date(2024, 1, 9)
    )
    found = run("doctor")
    assert (found.exit_code, "目录里没有的指标 gone-with-it" in found.output) == (2, True)
    journal.void(TARGETS, Target.objects.get(), Author(by=clerk, reason="插件停用"))
    assert "目录里没有" not in run("doctor").output


def test_a_workbook_is_recognised_by_its_headers_and_imported_on_yes(county):
    found = run("import", str(EXAMPLES / "10技术合同.xlsx"), "--org", "652799", "--yes", "--json")
    ((told,),) = [file["tables"] for file in json.loads(found.stdout)]
    assert (told["ledger"], told["new"], TechnologyContract.objects.count()) == ("technology-contracts", 27, 27)


def test_a_plan_as_json_writes_nothing(county):
    found = run("import", str(EXAMPLES), "--org", "652799", "--json")
    assert [table["rejected"] for file in json.loads(found.stdout) for table in file["tables"]] == [[]] * 20
    assert not Change.objects.exists()


def test_importing_again_changes_nothing(example):
    found = run("import", str(EXAMPLES), "--org", "652799", "--json")
    assert {(t["new"], t["changed"]) for file in json.loads(found.stdout) for t in file["tables"]} == {(0, 0)}


def test_an_old_export_is_not_imported_over_later_changes_unasked(example, clerk, tmp_path):
    out = tmp_path / "导出.xlsx"
    assert run("export", "technology-contracts", "--org", "652799", "-o", str(out)).exit_code == 0
    record = TechnologyContract.objects.order_by("pk").first()
    before = record.amount
    record.amount += 50_000
    journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="更正"))
    words = ("import", str(out), "--org", "652799", "--ledger", "technology-contracts", "--yes")
    refused = run(*words)
    assert refused.exit_code == 1
    assert "有1处冲突（--later overwrite 仍按本表改，--later keep 保留现有值），未导入" in "".join(
        refused.output.split("\n")
    )
    assert run(*words, "--later", "keep").exit_code == 0
    record.refresh_from_db()
    assert record.amount == before + 50_000
    assert run(*words, "--later", "overwrite").exit_code == 0
    record.refresh_from_db()
    assert record.amount == before
    assert run(*words, "--later", "ask").exit_code == 2


def test_a_file_that_is_no_workbook_ends_with_2_and_a_sentence(county, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"nothing")
    found = run("import", str(tmp_path / "a.xlsx"), "--org", "652799")
    assert (found.exit_code, "打不开" in found.output) == (2, True)


def test_a_narrow_terminal_shows_every_sentence_to_its_end(county, tmp_path, monkeypatch):
    row = (
        "2024652799990001",
        "果蔬保鲜",
        "技术开发",
        "朔湖甲公司",
        "朔湖乙公司",
        "#N/A",
        10,
        "2024-03-01",
        "2024-03-20",
    )
    with xlsxwriter.Workbook(tmp_path / "合同.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row)
    monkeypatch.setattr(console, "_width", 60)
    found = run("import", str(tmp_path / "合同.xlsx"), "--org", "652799", "--yes")
    assert found.exit_code == 1, found.output
    assert "…" not in found.output
    words = "".join(
        cells[4].strip() for cells in (line.split("│") for line in found.output.splitlines()) if len(cells) > 5
    )
    assert words == "错误：公式出错，没有算出结果；请在原表中改好，或改为写明的值"


def test_doctor_is_green_and_then_red(example):
    assert run("doctor").exit_code == 0
    Change.objects.filter(sequence=5).update(reason="改过")
    found = run("doctor", "--json")
    assert (found.exit_code, json.loads(found.stdout[found.stdout.index("[") :])[0]["says"][:4]) == (1, "第5条变")


def test_what_doctor_answers_a_program_can_be_read_whatever_stands_in_the_way(county, monkeypatch):
    def told(*words: str):
        found = run("doctor", "--json", *words)
        return found.exit_code, [each["says"] for each in json.loads(found.stdout)]

    assert told() == (0, [])
    assert told("--org", "999999") == (2, ["没有代码为 999999 的单位；先运行 kezhang init 载入行政区划。"])
    assert told("--anchors", "/nowhere") == (2, ["没有 /nowhere 这个文件。"])

    def gone():
        raise DatabaseError("file is not a database")

    monkeypatch.setattr(examining, "lacking_indicators", gone)
    found = run("doctor", "--json")
    assert (found.exit_code != 0, "file is not a database" in json.loads(found.stdout)[0]["says"]) == (True, True)


def test_report_and_trace_agree(example, tmp_path):
    out, evidence = tmp_path / "报告.docx", tmp_path / "证据.xlsx"
    made = run(
        "report", "half-year", "--org", "652799", "--as-of", "2024-06-30", "-o", str(out), "--evidence", str(evidence)
    )
    assert (made.exit_code, evidence.exists()) == (0, True)
    traced = json.loads(run("trace", str(out), "--json").stdout)
    turnover = next(t for t in traced if t["indicator"] == "technology-contract-turnover" and t["role"] == "实绩")
    assert (turnover["value"], turnover["generated"], turnover["found"], turnover["records"]) == (
        "10620000.00",
        "1062",
        "1062",
        27,
    )
    one = run("trace", str(out), "--figure", turnover["id"])
    assert "2024652799000001" in one.output


def test_a_summary_of_the_first_half_is_not_written_for_the_second(county, tmp_path):
    out = tmp_path / "报告.docx"
    found = run("report", "half-year", "--org", "652799", "--as-of", "2024-11-20", "-o", str(out))
    assert (found.exit_code, "是为上半年写的，选的是2024年下半年" in "".join(found.output.split()), out.exists()) == (
        2,
        True,
        False,
    )


def test_a_changed_number_ends_trace_with_1(example, tmp_path):
    report = half_year_report(example)
    edited = tmp_path / "edited.docx"
    edited.write_bytes(replaced(report.file.read(), "<w:t>1062</w:t>", "<w:t>1082</w:t>").getvalue())
    found = run("trace", str(edited))
    assert (found.exit_code, "1082" in found.output) == (1, True)


def test_a_ledger_and_an_indicator_are_explained(example):
    assert "合同成交金额" in run("ledger", "technology-contracts").output
    assert "1062万元" in run("indicator", "登记额", "--org", "652799", "--as-of", "2024-06-30").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("board", "--org", "999999", "--as-of", "2024-06-30"), "没有代码为 999999 的单位"),
        (("indicator", "没有的"), "没有“没有的”这个指标"),
        (("ledger", "nothing"), "没有“nothing”这个台账"),
        (("trace", "/nowhere.docx"), "打不开"),
    ],
)
def test_what_cannot_be_understood_ends_with_2_and_a_sentence(db, words, says):
    found = run(*words)
    assert (found.exit_code, says in found.output) == (2, True)


def alone(tmp_path, *words: str) -> subprocess.CompletedProcess:
    """The command as a program of its own, in a home where nothing is yet."""
    program = Path(sys.executable).with_name("kezhang")
    given = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"KEZHANG_HOME": str(tmp_path)}
    return subprocess.run([program, *words], env=given, capture_output=True, text=True, timeout=60)


def test_before_the_database_is_made_a_command_says_how_to_make_it(tmp_path):
    found = alone(tmp_path, "promises", "--org", "652799")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.strip() == f"数据库还没有建立或版本较旧（{tmp_path}）：请先运行 kezhang init。"


def test_a_fault_that_nobody_foresaw_is_one_sentence_and_its_traceback_a_file(tmp_path):
    (tmp_path / "kezhang.sqlite3").write_text("no database")
    found = alone(tmp_path, "board", "--org", "652799", "--as-of", "2024-06-30")
    assert (found.returncode, "Traceback" in found.stderr, found.stderr.count("\n")) == (2, False, 1)
    assert "Traceback" in (tmp_path / "faults.log").read_text()
