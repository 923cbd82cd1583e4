"""A small report with figures of most roles, and its document edited as hands edit it."""

from datetime import date

from bench.hand_edits import TRUTH, Sheet, opened, saved
from kezhang.quantities.periods import Period
from kezhang.reports.document.docx_reader import W
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.proofreading.proof_result import FigureState, Proof
from kezhang.reports.templating.parsing import TemplateText
from tests.single_records import achievement, contract, done, target
from tests.written_reports import written_report

JUNE = date(2024, 6, 30)
TEMPLATE = """〔标题〕【单位】半年工作总结
一、上半年工作情况
（一）技术合同。深入企业核对合同备案情况。【技术合同成交额|句】成交额【技术合同成交额|同比】。共登记技术合同【技术合同登记数】，【技术合同登记数|其中|合同类别】。
（二）科技成果。指导单位完成评价和公示。【科技成果登记数|句】
各项工作有序推进，营业收入5亿元以上企业逐家走访。
二、下半年工作计划
（一）促转化。【技术合同成交额|计划句】。
（二）重登记。【科技成果登记数|计划句】。"""


def small_report(county) -> Report:
    """成交额1062万元 of 2000万元 (last year 900万元), 3 contracts of two kinds, 2 of 8 achievements."""
    return written_report(f"small report {county.pk}", lambda: _small_report(county))


def _small_report(county) -> Report:
    contract(county, "1", 5_000_000, date(2024, 2, 1))
    contract(county, "2", 3_000_000, date(2024, 3, 1))
    contract(county, "3", 2_620_000, date(2024, 5, 1), type="development")
    contract(county, "0", 9_000_000, date(2023, 5, 1))
    done(county, 2)
    target(county, 2000, "technology-contract-turnover", unit="万元", assigner="博尔塔拉蒙古自治州科学技术局")
    target(county, 8)
    target(county, 10, type="own")
    return freezing.write(county, Period.half(2024, 1), JUNE, None, TemplateText("small", tuple(TEMPLATE.splitlines())))


def achievements(county, *titles: str, day: date) -> None:
    for title in titles:
        achievement(county, title, day)


def moved_to_the_end(sheet: Sheet) -> Sheet:
    """The paragraph on contracts cut and pasted behind the last one."""
    paragraph = next(p for p in sheet.paragraphs() if "深入企业" in "".join(p.itertext()))
    sheet.paragraphs()[-1].addnext(paragraph)
    return sheet


def content_of(report: Report) -> bytes:
    with report.file.open("rb") as made:
        return made.read()


def mark_of(report: Report, label: str, role: str = "实绩") -> str:
    return report.figures.filter(label=label, role=role).order_by("mark").first().mark


def edited(report: Report, words: dict[str, str] | None = None, figures: dict[str, str] | None = None) -> Sheet:
    """The report's document with words exchanged and figures overtyped, by mark."""
    sheet = opened(content_of(report), 0)
    for t in sheet.body.iter(W + "t"):
        if t.get(TRUTH):
            t.text = (figures or {}).get(t.get(TRUTH), t.text)
            continue
        for old, new in (words or {}).items():
            t.text = (t.text or "").replace(old, new)
    text = "".join(sheet.body.itertext())
    assert all(new in text for new in (words or {}).values())
    return sheet


def report_before_july(county) -> Report:
    """The report as of June, and what July brought: 200万元 and two achievements."""
    made = small_report(county)
    contract(county, "4", 2_000_000, date(2024, 7, 15))
    achievements(county, "七月的成果", "七月的另一成果", day=date(2024, 7, 20))
    return made


def edited_content(
    report: Report,
    words: dict[str, str] | None = None,
    figures: dict[str, str] | None = None,
    *,
    stripped: bool = False,
) -> bytes:
    return saved(edited(report, words, figures), stripped=stripped)


def changes(proof: Proof) -> dict[str, tuple[str, str | None]]:
    """What became of the figures that are not as they were."""
    return {f.figure.mark: (str(f.state), f.found) for f in proof.figures if f.state is not FigureState.SAME}
