"""自有指标: counts and sums that a bureau sets itself, from the condition to the sentence of a report."""

from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.indicators import own_indicators
from kezhang.indicators.models import OwnIndicator
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records.declaration import own_columns
from kezhang.records.writing import journal, own_settings
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.reports.drafting.draft import draft
from kezhang.reports.frozen import freezing
from kezhang.reports.templating.library import understand
from kezhang.reports.templating.parsing import TemplateText
from kezhang.reports.templating.tokens import FaultyTemplate

pytestmark = pytest.mark.django_db
YEAR, JUNE = Period.year_of(2024), date(2024, 6, 30)
PARAGRAPHS = ("〔标题〕工作总结", "评为优的合同【优等合同】，带来配套资金【配套到位】。")


@pytest.fixture
def author(clerk):
    return Author(by=clerk, reason="登记", accepting="已核对")


@pytest.fixture
def ledger(county, author):
    add = own_settings.add
    add(TECHNOLOGY_CONTRACTS, county, "配套资金", "amount", author, unit="万元")
    add(TECHNOLOGY_CONTRACTS, county, "评价", "choice", author, choices=["优", "良"])
    return own_columns.view(TECHNOLOGY_CONTRACTS, county)


@pytest.fixture
def stored(ledger, county, author):
    money, mark = ledger.own
    made = []
    said = [("C1", "优", "380000.01", 3), ("C2", "良", "1000000", 4), ("C3", "优", None, 5), ("C4", "优", "70000", 11)]
    for number, word, amount, month in said:
        day = date(2024, month, 2)
        record = TechnologyContract(
            org=county, registration_number=number, title=number, type="service", seller="甲", buyer="乙",
            amount=Decimal(120), technology_amount=Decimal(1), signed_on=day, registered_on=day,
        )  # fmt: skip
        mark.put(record, word)
        if amount:
            money.put(record, Decimal(amount))
        made.append(record)
    journal.save_many(TECHNOLOGY_CONTRACTS, county, made, author)
    return made


@pytest.fixture
def both(county, stored, author):
    own_indicators.add(TECHNOLOGY_CONTRACTS, county, "优等合同", author, conditions="评价=优", unit="项")
    own_indicators.add(TECHNOLOGY_CONTRACTS, county, "配套到位", author, column="配套资金", conditions="评价=优")
    return {indicator.label: indicator for indicator in own_indicators.of(county)}


def test_a_count_and_a_sum_are_measured_by_attribution_date_with_their_evidence(both, county):
    count, total = (both[label].figure(county, YEAR, JUNE) for label in ("优等合同", "配套到位"))
    assert (count.text, total.value) == ("2项", Decimal("380000.01"))
    assert [(r.registration_number, v) for r, v in total.contributions() if v] == [("C1", Decimal("380000.01"))]
    assert both["配套到位"].figure(county, YEAR, date(2024, 12, 31)).value == Decimal("450000.01")
    months = both["配套到位"].by_month(county, YEAR, date(2024, 12, 31))
    assert months[-1][1] == Decimal("450000.01")


def test_a_sum_over_records_that_say_nothing_is_unknown_and_not_zero(both, county, stored):
    own_indicators.add(
        TECHNOLOGY_CONTRACTS, county, "五月配套", Author(by=None), column="配套资金", conditions="登记日期>=2024-05-01、登记日期<=2024-05-31"
    )  # fmt: skip
    may = own_indicators.named(county)["五月配套"]
    assert may.figure(county, YEAR, JUNE).text == "待核"


def test_a_figure_known_on_a_former_moment_keeps_what_was_said_then(both, county, stored, author, ledger):
    before = timezone.now()
    record = copy(TechnologyContract.objects.get(registration_number="C1"))
    ledger.own[0].put(record, Decimal(1))
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    assert both["配套到位"].figure(county, YEAR, JUNE).value == Decimal(1)
    assert both["配套到位"].figure(county, YEAR, JUNE, before).value == Decimal("380000.01")


def test_conditions_bound_amounts_and_dates_of_declared_columns_too(county, stored, author):
    own_indicators.add(
        TECHNOLOGY_CONTRACTS, county, "大额", author, conditions="配套资金>=50万元，登记日期<=2024年6月30日"
    )
    assert own_indicators.named(county)["大额"].figure(county, YEAR, JUNE).value == 1


def test_a_template_of_the_bureau_names_its_own_indicators(both, county, neighbour):
    assert understand(PARAGRAPHS, county) == list(PARAGRAPHS)
    made = draft(TemplateText("我的", PARAGRAPHS, county).lines, county, Period.half(2024, 1), JUNE)
    assert made.blocks[-1].text == "评为优的合同2项，带来配套资金38万元。"
    with pytest.raises(FaultyTemplate, match="优等合同"):
        understand(PARAGRAPHS, neighbour)


def test_a_report_freezes_an_own_figure_and_measures_it_again(both, county, clerk, ledger, author):
    template = TemplateText("我的", PARAGRAPHS, county)
    report = freezing.write(county, Period.half(2024, 1), JUNE, clerk, template)
    frozen = {figure.slug: figure for figure in report.figures.all()}
    assert set(frozen) == {both["优等合同"].slug, both["配套到位"].slug}
    own_indicators.withdraw(OwnIndicator.objects.get(label="优等合同"), author)
    assert INDICATORS[both["优等合同"].slug].figure(county, YEAR, JUNE).value == 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"conditions": "评价=差"}, "评价"),
        ({"conditions": "没有这列=1"}, "没有“没有这列”这一列"),
        ({"conditions": "评价"}, "应写作"),
        ({"conditions": "评价>=优"}, "只能写等于"),
        ({"column": "评价"}, "应为数或金额列"),
        ({"unit": "斗"}, "常用的计量单位"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused_with_what_would_be_right(county, ledger, author, more, says):
    with pytest.raises(Refused, match=says):
        own_indicators.add(TECHNOLOGY_CONTRACTS, county, "新指标", author, **more)
    assert not OwnIndicator.objects.exists()


def test_a_name_of_the_catalogue_is_not_taken_again(county, author):
    with pytest.raises(Refused, match="已有这个名称"):
        own_indicators.add(TECHNOLOGY_CONTRACTS, county, INDICATORS["technology-contracts"].label, author)


def test_the_clerk_sets_an_indicator_the_director_reads_it_and_the_neighbour_sees_nothing_of_it(
    client, clerk, director, neighbour_clerk, county, stored
):
    said = {"ledger": "technology-contracts", "label": "优等合同", "conditions": "评价=优"}
    client.force_login(director)
    assert client.post("/board/own/", said).status_code == 404
    client.force_login(clerk)
    assert client.post("/board/own/", {**said, "conditions": "评价=差"}).status_code == 422
    assert client.post("/board/own/", said).status_code == 302
    own = OwnIndicator.objects.get()
    client.force_login(director)
    assert "优等合同" in client.get("/652799/2024-06-30/board/").content.decode()
    panel = client.get(f"/652799/2024-06-30/figures/{own.slug}/").content.decode()
    assert "2项" in panel
    assert "2条记录" in panel
    assert "优等合同" in client.get("/reports/tokens/?q=优等").content.decode()
    assert client.post(f"/board/own/{own.pk}/withdraw/").status_code == 404
    client.force_login(neighbour_clerk)
    assert "优等合同" not in client.get("/board/").content.decode()
    assert client.get(f"/figures/{own.slug}/").status_code == 404
    assert client.post(f"/board/own/{own.pk}/withdraw/").status_code == 404


def test_a_figure_is_split_by_an_own_column_and_what_says_nothing_is_told_apart(ledger, county, stored, author):
    journal.save(
        TECHNOLOGY_CONTRACTS,
        TechnologyContract(
            org=county, registration_number="C9", title="C9", type="service", seller="甲", buyer="乙",
            amount=Decimal(1), technology_amount=Decimal(1), signed_on=JUNE, registered_on=JUNE,
        ),
        author,
    )  # fmt: skip
    own_indicators.add(TECHNOLOGY_CONTRACTS, county, "全部合同", author)
    whole = own_indicators.named(county)["全部合同"]
    figure = own_indicators.as_indicator(OwnIndicator.objects.get()).figure(county, YEAR, JUNE)
    assert [(label, part.value) for label, part in whole.split(figure, ledger.own[1].name)] == [
        ("优", 2),
        ("良", 1),
        ("未填", 1),
    ]


def test_an_indicator_of_a_superior_is_measured_for_each_below(county, neighbour, prefecture, author):
    own_indicators.add(TECHNOLOGY_CONTRACTS, prefecture, "州里要的", Author(by=None))
    assert (
        [i.label for i in own_indicators.of(county)] == [i.label for i in own_indicators.of(neighbour)] == ["州里要的"]
    )
