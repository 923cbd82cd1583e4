"""网页: a reading as one self-contained page: the text with its figures marked, the checks in the margin.

The page needs nothing but itself; every word that came from a document is escaped.
"""

from collections.abc import Mapping, Sequence
from html import escape

from kezhang.reading.findings import ArithmeticCheck, Finding, Reading, Role
from kezhang.reading.output.annotation import AnnotatedLine, lines
from kezhang.reading.output.formatting import amount, period_label

_STYLE = """
:root { font: 15px/1.85 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2a3d; }
body { margin: 0 auto; max-width: 1180px; padding: 24px 20px 60px; background: #f5f7fa; font-variant-numeric: tabular-nums; }
h1 { font-size: 20px; margin: 0 0 4px; } .about, .notes { color: #5b6b84; font-size: 13px; margin: 0 0 10px; }
.legend { display: flex; flex-wrap: wrap; gap: 12px; font-size: 13px; margin: 8px 0 14px; padding: 0; list-style: none; }
.sheet { background: #fff; border: 1px solid #e3e8ef; padding: 20px 24px; }
.line { display: grid; grid-template-columns: minmax(0, 1fr) 280px; gap: 20px; }
.line p { margin: 0 0 6px; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 6; }
aside { font-size: 12.5px; line-height: 1.6; }
aside p { border-left: 3px solid #9aa8bd; padding-left: 8px; color: #44546f; }
aside p.wrong { border-color: #b3261e; color: #8c1d18; } aside p.right { border-color: #2e8b57; }
mark { color: inherit; padding: 1px 2px; border-radius: 3px; border-bottom: 2px solid; }
mark.actual { background: #e7f3ea; border-color: #2e8b57; } mark.target { background: #e4edfa; border-color: #2b5c9e; }
mark.plan { background: #eee8f8; border-color: #6b46a8; } mark.completion_rate { background: #e2f3f3; border-color: #1c7c7d; }
mark.baseline { background: #f0f0f0; border-color: #6b7280; } mark.change { background: #fdf0dc; border-color: #b26b00; }
mark.rank { background: #fbe9ef; border-color: #a83265; } mark.other { background: #f6f6f6; border-color: #c2c8d0; }
mark.wrong { outline: 2px solid #b3261e; }
@media (max-width: 800px) { .line { grid-template-columns: 1fr; gap: 0; } }
@media print { body { background: #fff; padding: 0; } .sheet { border: 0; padding: 0; } }
"""
_SIGNS = {True: "✓ 相符", False: "✗ 矛盾", None: "？ 推算"}
_CUES = {"heading": "依标题", "manner": "依上下文语气", "words": "依本句用词"}
_KINDS = {True: "right", False: "wrong", None: "bound"}


def page(reading: Reading, labels: Mapping[str, str], notes: Sequence[str] = ()) -> str:
    """The whole page; ``labels`` says how indicators are called."""
    wrong = {i for check in reading.checks if check.holds is False for i in check.findings}
    body = "\n".join(_line(reading, line, labels, wrong) for line in lines(reading))
    title = escape(reading.document)
    legend = "".join(f'<li><mark class="{role.value}">{role.label}</mark></li>' for role in Role)
    reports = "；".join(_report(report) for report in reading.reports)
    about = f"{len(reading.findings)}个数字，{len(reading.checks)}处勾稽" + (f"；{escape(reports)}" if reports else "")
    said = f'<p class="notes">{escape("；".join(notes))}</p>' if notes else ""
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f'<p class="about">{about}</p>{said}<ul class="legend">{legend}</ul><div class="sheet">\n{body}\n</div></body></html>\n'
    )


def _report(report: object) -> str:
    parts = (getattr(report, "organisation", None), period_label(getattr(report, "period", None)))
    return " ".join(part for part in parts if part)


def _line(reading: Reading, line: AnnotatedLine, labels: Mapping[str, str], wrong: set[int]) -> str:
    words = "".join(
        escape(piece.text)
        if piece.finding is None
        else _mark(piece.text, reading.findings[piece.finding], labels, piece.finding in wrong)
        for piece in line.pieces
    )
    beside = "".join(_check(reading.checks[number]) for number in line.checks)
    return f'<div class="line"><p>{words}</p><aside>{beside}</aside></div>'


def _mark(text: str, finding: Finding, labels: Mapping[str, str], is_wrong: bool) -> str:
    kinds = finding.role.value + (" wrong" if is_wrong else "")
    return f'<mark class="{kinds}" title="{escape(told(finding, labels), quote=True)}">{escape(text)}</mark>'


def told(finding: Finding, labels: Mapping[str, str]) -> str:
    """A finding in one line: what, in which role, when, for whom, how much, and which indicator it is taken for."""
    match = finding.match
    parts = (
        finding.metric,
        finding.role.label,
        period_label(finding.period),
        finding.organisation,
        amount(finding),
        finding.governs.label if finding.governs else None,
        _CUES.get(finding.cue),
        f"指标：{labels.get(match.name, match.name)}" if match else None,
    )
    return "，".join(part for part in parts if part)


def _check(check: ArithmeticCheck) -> str:
    return f'<p class="{_KINDS[check.holds]}">{_SIGNS[check.holds]}：{escape(check.message)}</p>'
