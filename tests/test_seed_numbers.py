"""The two example bureaus say every number of the two reports the product began with.

``expected.csv`` beside each example lists them under their number in the register of the data dictionary
(N1 to N112 for digits, C for Chinese numerals, X for masks). A number has a business role when it is an
actual, a target, a plan, a rate, a baseline, a change, a rank or a threshold; period labels, names and page
marks have none. A masked amount has a value in the example, since the example is invented.
"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.cli.demo import COUNTY, DISTRICT, Example
from kezhang.indicators.derived import RATIO_TO_LAST_YEAR, Standing
from kezhang.indicators.indicator import Figure, Indicator
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.units import PERCENT
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.targets.progress import progress, targets_in_force

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent
REGISTER = ROOT.parent / "shared" / "seed_numbers.csv"
BUSINESS = ("actual", "target", "completion-rate", "baseline", "change", "plan", "threshold", "completion claim")
#: Masks over amounts; the other masks stand for names of firms and of a county.
MASKED_AMOUNTS = {"X1", "X2", "X3", "X4"}


def expected(example: Example) -> list[dict[str, str]]:
    with (ROOT / "examples" / example.folder / "expected.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def said(row: dict[str, str], org: Org, as_of: date) -> str:
    """What the product says where the row expects a number."""
    if row["role"] == "threshold":
        kinds = LEDGERS[row["indicator"]].column(row["detail"]).choices
        return next((label for label in kinds.values() if label == row["said"]), "")
    indicator, year = INDICATORS[row["indicator"]], int(row["year"])
    if row["role"] in {"target", "plan", "completion_rate"}:
        target = next(
            t for t in targets_in_force(org, as_of)
            if (t.indicator, t.year, t.type) == (indicator.slug, year, row["detail"])
        )  # fmt: skip
        if row["role"] != "completion_rate":
            return target.text
        line = progress(target, indicator.figure(org, target.period, as_of), as_of)
        return PERCENT.write(line.rate, 0) if line.rate is not None else ""
    figure = indicator.figure(org, Period.year_of(year), as_of)
    if row["role"] == "ratio_to_last_year":
        before = indicator.figure(org, Period.year_of(year - 1), as_of)
        ratio = RATIO_TO_LAST_YEAR.of(Standing(value=figure.value, last_year=before.value))
        return PERCENT.write(ratio, 0) if ratio is not None else ""
    return written(figure, row["detail"])


def written(figure: Figure, detail: str) -> str:
    if "=" in detail:
        column, value = detail.split("=")
        assert isinstance(figure.indicator, Indicator)
        assert figure.records is not None
        records = figure.records.filter(**{column: value})
        amount = Decimal(records.aggregate(value=figure.indicator.measure.aggregate())["value"] or 0)
        return figure.indicator.unit.write(amount)
    style = style_of(detail, figure.indicator.unit)
    assert style is not None
    return "".join(style.write(figure.value, figure.indicator.unit)) if detail else figure.text


@pytest.mark.parametrize("bureau", [COUNTY, DISTRICT], ids=lambda bureau: bureau.folder)
def test_every_number_is_said_by_figures_targets_or_published_figures(bureau, example, district_example):
    org = {"county": example, "district": district_example}[bureau.folder]
    rows = expected(bureau)
    assert len(rows) > 30
    assert [(row, found) for row in rows if (found := said(row, org, bureau.as_of)) != row["said"]] == []


@pytest.mark.skipif(not REGISTER.exists(), reason="the register of the two reports is not beside this checkout")
def test_no_number_with_a_business_role_is_missing():
    with REGISTER.open(encoding="utf-8-sig") as file:
        wanted = {
            row["id"] for row in csv.DictReader(file)
            if row["id"] in MASKED_AMOUNTS or (row["role"].startswith(BUSINESS) and row["value"] != "*")
        }  # fmt: skip
    listed = {row["register"] for example in (COUNTY, DISTRICT) for row in expected(example)}
    assert sorted(wanted - listed) == []
    assert sorted(listed - wanted) == []
