"""Whether a place looks ahead: by the headings first, by the manner of the sentences around it else."""

from pathlib import Path

import pytest

from bench.reading import manner
from kezhang.reading.discourse.moods import sounds
from kezhang.reading.findings import Role, Source
from kezhang.reading.reader import read

DONE = "全年新认定高新技术企业7家，成功获批省级平台2家。组织培训会6场，受到企业好评。"


def roles(text: str) -> list[Role]:
    return [each.role for each in read(Source("a", text), ()).findings]


@pytest.mark.parametrize(
    "heading",
    [
        "2025年政府工作总体要求和目标任务", "二〇二五年主要目标任务", "2025年工作安排", "“十五五”时期主要目标任务",
        "今后五年工作思路", "二、2025年工作总体思路和目标任务",
    ],
)  # fmt: skip
def test_all_that_follows_a_heading_that_looks_ahead_is_planned(heading):
    text = (
        f"政府工作报告\n一、过去一年工作回顾\n{DONE}\n{heading}\n"
        "一、做强产业。新建标准厂房3万平方米，引进项目12个。\n二、改善民生。建设幼儿园4所。\n"
        "三、加强自身建设。办理建议40件。\n"
    )
    found = roles(text)
    assert (found[:3], set(found[3:])) == ([Role.ACTUAL] * 3, {Role.PLAN})


def test_a_year_and_its_work_look_ahead_after_a_review():
    text = f"一、2024年工作回顾\n{DONE}\n二、2025年工作\n新建标准厂房3万平方米。\n"
    assert roles(text)[-1] is Role.PLAN


def test_a_programme_in_a_heading_of_a_review_does_not_look_ahead():
    text = (
        f"一、2024年上半年重点工作开展情况\n(一)科技计划项目管理持续加强。中期检查项目32个。\n(二)企业培育提速。{DONE}"
    )
    assert set(roles(text)) == {Role.ACTUAL}


def test_without_a_heading_the_manner_of_the_sentences_tells():
    ahead = "抓平台提升。支持龙头企业建设中试基地，新增省级工程中心3家，引进博士12名。强化考核，压实责任，确保落实。"
    assert roles(ahead) == [Role.PLAN, Role.PLAN]
    assert roles(DONE) == [Role.ACTUAL] * 3


def test_what_is_said_to_be_expected_of_a_year_gone_by_is_an_estimate():
    text = f"{DONE}技术交易额预计达到3.4亿元，同比增长12%。园区成功入选省级名单，取得了明显成效。"
    assert Role.PLAN not in roles(text)


def test_years_and_figures_do_not_change_how_a_sentence_sounds():
    assert sounds("2025年新增高新技术企业12家") == sounds("2031年新增高新技术企业9,450家")


def test_line_breaks_that_came_written_out_end_lines():
    text = f"一、2024年工作回顾\\r\\n{DONE}\\r\\n二、2025年工作安排\\r\\n新建标准厂房3万平方米。"
    reading = read(Source("a", text), ())
    last = reading.findings[-1]
    assert (last.role, text[last.start : last.end]) == (Role.PLAN, "3万平方米")
    assert {each.kind for each in reading.repairs} == {"line_break"}


def test_the_same_texts_teach_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written = []
    for name in ("one", "two"):
        monkeypatch.setattr(manner, "WEIGHTS", tmp_path / name)
        monkeypatch.setattr("sys.argv", ["manner", str(tmp_path)])
        assert manner.main() == 0
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_learning_without_the_folder_says_so_and_leaves_the_weights(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(manner, "WEIGHTS", tmp_path / "weights")
    monkeypatch.setattr("sys.argv", ["manner", str(tmp_path / "nowhere")])
    assert (manner.main(), (tmp_path / "weights").exists()) == (2, False)
    assert "nowhere" in capsys.readouterr().err
