"""Unknown is not zero: what is masked, not published or has nothing to be divided by is 待核 wherever it stands."""

import json
from datetime import date

import pytest
from django.urls import reverse

from kezhang.catalogue import INDICATORS
from kezhang.quantities.periods import Period
from kezhang.reports.document.blocks import Chart
from kezhang.reports.drafting.draft import draft
from kezhang.reports.templating.parsing import read_template
from tests.command_line import invoked
from tests.single_records import JUNE, YEAR, published, target

pytestmark = pytest.mark.django_db
#: One indicator of each kind whose value cannot be known in a bureau without a record.
UNKNOWN = ("research-intensity", "project-success-rate", "fiscal-science-share")


@pytest.mark.parametrize("slug", UNKNOWN)
def test_a_figure_that_cannot_be_known_has_no_value(county, slug):
    figure = INDICATORS[slug].figure(county, YEAR, JUNE)
    assert (figure.value, figure.text) == (None, "待核")


@pytest.mark.parametrize("slug", UNKNOWN)
def test_its_panel_says_so(client, clerk, slug):
    client.force_login(clerk)
    page = client.get(reverse("figure", args=[slug])).content.decode()
    assert '<div class="value">待核</div>' in page


@pytest.mark.parametrize(
    ("slug", "value", "unit"), [("research-intensity", "2.5", "%"), ("achievements-registered", None, "项")]
)
def test_the_board_says_so_of_the_figure_or_the_target_and_of_its_rate(client, county, clerk, slug, value, unit):
    today = date.today()
    target(county, value, slug, unit=unit, year=today.year, effective_on=date(today.year, 1, 1))
    client.force_login(clerk)
    page = client.get(reverse("board"))
    ((line, bar, _),) = page.context["lines"]
    assert (line.rate, line.missing, line.gap, bar) == (None, None, None, None)
    row = page.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    assert row.count("待核") >= 2
    assert "0%" not in row


def test_the_command_line_gives_null_and_not_0(county):
    target(county, "2.5", "research-intensity", unit="%")
    found = invoked(["board", "--org", county.code, "--as-of", "2024-06-30", "--json"])
    (line,) = json.loads(found.stdout)
    assert (line["done"], line["rate"], line["missing"]) == (None, None, None)


@pytest.mark.parametrize("slug", UNKNOWN)
def test_a_sentence_says_so(county, slug):
    label = INDICATORS[slug].label
    made = draft(read_template([f"（一）{label}【{label}】。"]), county, Period.half(2024, 1), JUNE)
    assert "".join(block.text for block in made.blocks).endswith(f"{label}待核。")


def test_a_chart_has_no_bar_for_it_and_says_so_below(county):
    published(county, "research_intensity", 2021, "1.4", "%")
    target(county, None)
    target(county, "1.5", "research-intensity", unit="%")
    line = "【图|完成|科技成果登记数、全社会研发投入强度】"
    (block,) = draft(read_template([line]), county, Period.half(2024, 1), JUNE).blocks
    told = block.text if not isinstance(block, Chart) else "".join(part.text for part in block.note)
    assert "0%" not in told
    assert "待核" in told
