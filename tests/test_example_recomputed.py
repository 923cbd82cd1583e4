"""示例重算: sums, rates, ranks and scores of the example prefecture's closed round, worked out anew from its workbooks.

Nothing of the product reads or counts here but openpyxl and plain arithmetic; what a Word file says is taken by its words.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from kezhang.cli import demo_prefecture
from kezhang.cli.demo import EXAMPLES, import_examples
from kezhang.collection.models import Round
from kezhang.collection.publishing.live_matrix import live_matrix
from kezhang.collection.publishing.results import results
from kezhang.orgs.models import Org
from tests.named_proofs import ROOT

pytestmark = pytest.mark.django_db
FOLDER = ROOT / "examples" / "prefecture"
MAY = date(2024, 5, 31)
#: By the column that tells the sheet: the day a row counts by, the amount it brings, and what must stand in a column;
#: each as the sheets may head it.
SHEETS = (
    ("合同登记编号", "登记日期", "成交金额", "", ""),
    ("成果名称", "登记日期", "", "", ""),
    ("支出数", "支付日期|拨付时间", "支出数", "资金级次", "县"),
)
Line = tuple[Fraction, Fraction, Fraction]


def day_of(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    parts = re.findall(r"\d+", str(cell or ""))
    return date(*map(int, parts[:3])) if len(parts) >= 3 else None


def rows(path: Path) -> Iterator[dict[str, object]]:
    """Every row of every sheet under the first line of headings."""
    for sheet in openpyxl.load_workbook(path, data_only=True):
        lines = [line for line in sheet.values if sum(cell is not None for cell in line) > 3]
        if lines:
            heads = [str(cell or "") for cell in lines[0]]
            yield from (dict(zip(heads, line, strict=True)) for line in lines[1:])


def counted(paths: Iterable[Path], until: date) -> Line:
    """What the three ledgers of a county come to in the year up to a day; money in 万元."""
    found = [Fraction(0)] * 3
    for row in (row for path in paths for row in rows(path)):
        for place, (told_by, dated, amount, column, holds) in enumerate(SHEETS):

            def said(part: str, row: dict[str, object] = row) -> object:
                return next((row[head] for head in row if part and re.search(part, head)), None)

            day = day_of(said(dated))
            if said(told_by) is None or day is None or not date(2024, 1, 1) <= day <= until:
                continue
            if holds in str(said(column) or ""):
                found[place] += Fraction(str(said(amount))) if amount else 1
    return found[0], found[1], found[2]


def sent_in_may() -> dict[str, Line]:
    """By county: from its ledgers' workbooks, its sheet, or its document."""
    found = {path.name[:6]: counted([path], MAY) for path in sorted(FOLDER.glob("6527*.xlsx"))}
    del found[demo_prefecture.MISSING]
    (own,) = [example for example in EXAMPLES if example.code == "652799"]
    found["652799"] = counted(sorted((ROOT / "examples" / own.folder).glob("*.xlsx")), MAY)
    lines = openpyxl.load_workbook(FOLDER / "青湾县5月调度表.xlsx").active.values
    by_sheet = [Fraction(str(line[4])) for line in lines if line[1] == "青湾县"]
    found["652791"] = by_sheet[0], by_sheet[1], by_sheet[2]
    with zipfile.ZipFile(FOLDER / "云岭县1至5月工作情况.docx") as document:
        text = re.sub(r"<[^>]+>", "", document.read("word/document.xml").decode())
    by_word = [Fraction(re.search(words, text)[1]) for words in (r"成交额(\d+)万元", r"登记(\d+)项", r"投入(\d+)万元")]
    found["652795"] = by_word[0], by_word[1], by_word[2]
    return found


def handed_down(names: dict[str, str]) -> tuple[list[dict[str, Fraction]], list[int]]:
    """The tasks by county, and the weights, in the order of the table."""
    heads, *lines = [line for line in openpyxl.load_workbook(FOLDER / "任务分解表.xlsx").active.values if line[1]]
    shares = [{names[h]: Fraction(str(v)) for h, v in zip(heads, line, strict=True) if h in names} for line in lines]
    return shares, [line[heads.index("权重")] for line in lines]


def rounded(value: Fraction, places: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def placed(values: dict[str, Decimal]) -> dict[str, int]:
    return {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}


def test_sums_rates_ranks_and_scores_follow_from_the_workbooks(example, prefecture, tmp_path):
    demo_prefecture.add_counties()
    for code, name in demo_prefecture.COUNTIES:
        Org.objects.filter(code=code).update(parent=prefecture, name=name)
    counties = list(Org.objects.filter(parent=prefecture).order_by("code"))
    demo_prefecture.import_ledgers(counties, FOLDER, import_examples)
    demo_prefecture.year(FOLDER, tmp_path)
    came = results(Round.objects.get(org=prefecture, as_of=MAY))
    sent = sent_in_may()
    shares, weights = handed_down({county.name: county.code for county in counties})
    points: dict[str, Decimal] = dict.fromkeys(sent, Decimal(0))
    for place, line in enumerate(came.lines):
        factor = Fraction(line.indicator.unit.factor)
        values = {code: each[place] for code, each in sent.items()}
        assert {c: Fraction(cell.value) / factor for c, cell in line.cells.items() if cell.value is not None} == values
        assert Fraction(line.total) / factor == sum(values.values())
        assert line.coverage == "8/9县"
        whole = sum(values.values()) / sum(shares[place][code] for code in values)
        assert rounded(Fraction(line.rate.value), 9) == rounded(whole, 9)
        rates = {code: rounded(100 * value / shares[place][code], 1) for code, value in values.items()}
        assert {code: line.placings[code].place for code in rates} == placed(rates)
        for code, value in values.items():
            points[code] += rounded(weights[place] * min(value / shares[place][code], Fraction(12, 10)), 2)
    # The one that sent nothing has its task and no points.
    assert {code: came.scores[code].total for code in points} == points
    assert {code: came.placings[code].place for code in points} == placed(points)
    live = live_matrix(prefecture, [line.indicator for line in came.lines], MAY)
    for place, line in enumerate(live.lines):
        kept = {cell.org.code: cell.value for cell in line.cells if cell.value is not None}
        for path in FOLDER.glob("6527*.xlsx"):  # a county that keeps no such ledger has none in its workbook
            assert kept.get(path.name[:6], 0) == counted([path], MAY)[place] * Fraction(line.indicator.unit.factor)
        assert line.total == sum(kept.values())
