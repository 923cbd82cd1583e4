"""What the shipped templates say, at the end of every month, of bureaus with full, thin and empty ledgers."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.numerals import chinese_number
from kezhang.quantities.periods import Period
from kezhang.reports.drafting.draft import draft
from kezhang.reports.templating import library, report_periods
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.targets.models import Target
from kezhang.targets.progress_entries import ProgressEntry

pytestmark = pytest.mark.django_db
MONTH_ENDS = [date(2024 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)]
#: Nought where nothing is known, or nothing was done: no official writes it.
NOUGHT = re.compile(r"(?<![\d.])0(?:家|项|个|名|人|场|次|万|份|册|所|件|户|位|元|%)")
#: What is left where a figure should have been.
BROKEN = re.compile(
    r"[，、；：]{2}|[，、；：]。|。{2}|。[，、；]|（）|共。|为。|None|尚未下达|未下达任务|不等于|口径|不相加"
)
_HAN = {chinese_number(n): n for n in range(1, 30)}


def texts(name: str, org, day: date) -> list[str]:
    template = TemplateText.shipped(name)
    period = report_periods.offered(day, library.written_for(template))[0]
    return _lines(draft(template.lines, org, period, report_periods.day_for(period, day), name, evidence=False))


def _lines(made) -> list[str]:
    return [line for block in made.blocks for line in block.text.splitlines()]


def gaps(lines: list[str]) -> list[str]:
    """Numbers that do not follow the one before them."""
    found, last = [], {1: 0, 2: 0}
    for line in lines:
        for level, pattern in ((1, r"([一二三四五六七八九十]+)、"), (2, r"（([一二三四五六七八九十]+)）")):
            if match := re.match(pattern, line):
                if _HAN[match[1]] != last[level] + 1:
                    found.append(line[:20])
                last[level] = _HAN[match[1]]
                if level == 1:
                    last[2] = 0
    return found


def wrong(lines: list[str]) -> list[str]:
    said = [line for line in lines if not line.startswith("注：")]  # below a chart everything is told
    return [line for line in said if NOUGHT.search(line) or BROKEN.search(line) or "【" in line] + gaps(lines)


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_every_template_reads_well_at_the_end_of_every_month(example, neighbour, day):
    thin = neighbour
    for name in (template.name for template in library.TEMPLATES):
        for org in (example, thin):
            lines = texts(name, org, day)
            assert wrong(lines) == [], (name, org.name)
            assert "报告" not in lines[0] or lines[0].strip()
            assert len(lines) >= 4


def test_a_bureau_speaks_of_the_committee_and_government_of_its_own_place(prefecture, county, district):
    for org, said in ((prefecture, "州委、州政府"), (county, "县委、县政府"), (district, "区委、区政府")):
        for name in ("half_year", "annual"):
            text = "".join(texts(name, org, date(2024, 6, 30)))
            assert said in text
            assert "县委" not in text.replace(said, "")


@pytest.mark.parametrize("day", MONTH_ENDS[2::3], ids=str)
def test_thin_ledgers_make_no_nonsense(example, day):
    for ledger in LEDGERS.values():
        if ledger is not TECHNOLOGY_CONTRACTS and ledger.slug != "targets":
            ledger.model._default_manager.filter(org=example).update(voided_at=timezone.now())
    for name in (template.name for template in library.TEMPLATES):
        assert wrong(texts(name, example, day)) == [], name


@pytest.mark.parametrize("month", [1, 2, 3])
def test_what_has_not_been_applied_for_is_not_told_as_applied_for(example, month):
    lines = "".join(texts("half_year", example, MONTH_ENDS[month - 1]))
    assert "已经完成" not in lines
    assert "共申报0家" not in lines


def test_a_section_without_figures_drops_out_and_the_next_takes_its_number(example):
    """On March 31 nothing is known of the science week: introductions are the eighth section, not the ninth."""
    lines = texts("half_year", example, date(2024, 3, 31))
    assert any(line.startswith("（八）加强引进与交流") for line in lines)
    assert not any(line.startswith("（九）") for line in lines)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("一、甲\n〔若 收到奖补的高新技术企业＞100〕二、乙\n三、丙", ["一、甲", "二、丙"]),
        ("1.甲\n〔若 收到奖补的高新技术企业＞100〕2.乙\n3.丙\n4.丁", ["1.甲", "2.丙", "3.丁"]),
        ("（1）甲\n（2）乙\n〔若 收到奖补的高新技术企业＞100〕（3）丙", ["（1）甲", "（2）乙"]),
        ("第一节 甲\n〔若 收到奖补的高新技术企业＞100〕第二节 乙\n第三节 丙", ["第一节 甲", "第二节 丙"]),
    ],
)
def test_typed_lists_of_any_kind_close_up(example, template, expected):
    made = draft(read_template(template.splitlines()), example, Period.half(2024, 1), date(2024, 6, 30))
    assert _lines(made) == expected


def test_a_list_that_was_not_in_order_is_left_and_told(example):
    lines = ["一、甲", "〔若 收到奖补的高新技术企业＞100〕三、乙", "四、丙"]
    made = draft(read_template(lines), example, Period.half(2024, 1), date(2024, 6, 30))
    assert _lines(made) == ["一、甲", "四、丙"]
    assert "请核对" in made.notes[0]


def test_problems_in_a_row_are_told_in_other_words_with_the_causes_the_bureau_reported(example):
    target = Target.objects.get(indicator="achievements-registered", type="assigned")
    ProgressEntry.objects.create(
        org=example, indicator=target.indicator, year=2024, month=6, as_of=date(2024, 6, 30), unit="项", cumulative=2,
        cause="评价材料准备较慢", next_step="每月到企业指导一次。",
    )  # fmt: skip
    made = draft(read_template(["【问题】"]), example, Period.half(2024, 1), date(2024, 6, 30))
    lines = _lines(made)
    assert len({re.sub(r"[^一-鿿]", "", line)[-6:] for line in lines}) >= 4
    assert "主要原因是评价材料准备较慢。下一步，每月到企业指导一次。" in lines[0]


SOURCES = Path(__file__).parents[1] / "docs" / "report-sources.md"


def test_every_sentence_of_the_first_reports_says_where_it_comes_from_or_why_not():
    rows = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in SOURCES.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| 原句", "| ---"))
    ]
    assert len(rows) > 50
    for meaning, source in rows:
        assert meaning
        if source.startswith("不写："):
            continue
        assert "【" in source or "〔若" in source, meaning
        for token in re.findall(r"【[^】]+】|〔若[^〕]+〕", source):
            read_template([token])


def test_a_sentence_that_runs_on_goes_with_its_paragraph_and_leaves_no_figure_behind(example):
    lines = ["〔若 收到奖补的高新技术企业＞100〕甲", "〔接〕登记【技术合同登记数】。", "乙【技术合同成交额】"]
    made = draft(read_template(lines), example, Period.half(2024, 1), date(2024, 6, 30))
    assert _lines(made) == ["乙1062万元"]
    assert [figure.mark for figure in made.figures] == ["k001"]
