"""考核的体检和考核表: what does not follow from what it was settled from is named; the workbook has numbers where numbers stand."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db.models.query import QuerySet
from django.utils import timezone

from kezhang.ledgers.models import EnvoyAssessment
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.submissions import examination
from kezhang.submissions.envoy_terms import assessing_basis, assessing_rule, assessment_workbook, reviews
from kezhang.submissions.envoy_terms.models import EnvoyReview, EnvoyReviewLine
from tests.made_envoys import add, on_duty

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1


@pytest.fixture
def settled(county, clerk):
    """A year's assessment of two, one of whom has served once and fulfilled a part of everything; settled."""
    first = date(YEAR, 1, 1)
    for name in ("特派员一", "特派员二"):
        on_duty(county, clerk, name, f"{name}村", since=first, days=900)
    add(
        "envoy-services",
        county,
        clerk,
        envoy_name="特派员一",
        served_on=str(first),
        place="特派员一村",
        is_on_platform="是",
    )
    review = reviews.make(county, "annual", date(YEAR, 12, 31), clerk)
    typed = [reviews.GradedLine(each.pk, reviews.stamp(each), "82.5", "good", "", "") for each in review.lines.all()]
    reviews.grade(review, typed, clerk)
    return reviews.take_step(review, reviews.SETTLE, clerk)


def told(county) -> list[str]:
    return [fault.says for fault in examination.examine([county])]


def behind(rows: QuerySet, **values) -> None:
    """As a hand at the database does it."""
    QuerySet.update(rows, **values)


def test_an_assessment_on_its_honest_way_is_never_named(county, settled, clerk):
    assert told(county) == []
    again = reviews.take_step(settled, reviews.REOPEN, clerk, "材料有误")
    assert told(county) == []
    assessing_rule.change(county, _said(county, filled="40", points="20"), clerk)
    reviews.take_step(again, reviews.MEASURE, clerk)
    again = reviews.take_step(again, reviews.SETTLE, clerk)
    assert told(county) == []
    row = EnvoyAssessment.objects.get(envoy_name="特派员二")
    row.score, row.grade = Decimal(70), "pass"
    journal.save(reviews.LEDGERS[reviews.ASSESSMENTS], row, Author(by=clerk, reason="复核"))
    assert told(county) == []  # corrected with a reason in the ledger: told on the page, and no fault
    (says,) = reviews.changed_since(again)
    assert says == "审定以后台账有变：特派员二审定82.5分、良好，台账中现在是70分、合格"


def _said(county, **other) -> dict[str, str]:
    return {name: str(value) for name, value in assessing_rule.as_words(assessing_rule.rule_of(county)).items()} | other


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("score", "特派员一的得分或等次与审定时的不符，可能被直接改动过"),
        ("grade", "特派员一的得分或等次与审定时的不符，可能被直接改动过"),
        ("proposed", "特派员一按依据和冻结的办法算出的拟分是"),
        ("basis", "特派员一按依据和冻结的办法算出的拟分是"),
        ("part", "特派员一的依据不完整，拟分无法重新计算"),
        ("rule", "按依据和冻结的办法算出的拟分是"),
        ("sum", "冻结的考核办法不完整，或各项分值之和不是100"),
        ("state", "没有审定，却有审定时间"),
        ("reason", "优秀是否超过上限与所写的理由不符"),
        ("gone", "审定时有特派员一，现在不见了"),
        ("period", "不是这类考核的考核期"),
    ],
)
def test_what_a_hand_has_changed_behind_the_program_is_named(county, settled, what, says):
    lines = EnvoyReviewLine.objects.filter(review=settled, envoy_name="特派员一")
    whole = EnvoyReview.objects.filter(pk=settled.pk)
    basis, rule = lines.get().basis, settled.rule
    if what == "gone":
        lines._raw_delete(lines.db)
    elif what in ("score", "grade", "proposed"):
        behind(lines, **{what: "excellent" if what == "grade" else Decimal(95)})
    elif what in ("basis", "part"):
        behind(lines, basis=basis | {"points": [900, 120]} if what == "basis" else {"points": [1, 2]})
    elif what in ("rule", "sum"):
        changed = {"filled": rule["points"] - 10, "points": rule["filled"] + 10} if what == "rule" else {"filled": 99}
        behind(whole, rule=rule | changed)
    else:
        column = {
            "state": {"state": "grading"},
            "reason": {"over_share_why": "照顾"},
            "period": {"first": "2020-01-01"},
        }
        behind(whole, **column[what])
    found = told(county)
    assert any(says in each for each in found), found


def test_an_assessment_that_was_never_settled_and_says_so_is_named(county, settled):
    never = reviews.make(county, "dispatch", date(YEAR, 6, 30), None)
    behind(EnvoyReview.objects.filter(pk=never.pk), state="settled")
    assert "状态是已审定，日志里没有审定这一步" in told(county)


def test_the_workbook_has_its_scores_as_numbers_and_says_as_of_when_by_which_rule_and_who_settled(
    county, settled, clerk, client
):
    client.force_login(clerk)
    answer = client.get(
        f"/{county.code}/{timezone.localdate()}/submissions/envoys/reviews/{settled.code}/assessment.xlsx"
    )
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page, rule = book["考核"], book["考核办法"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    about = [row[0] for row in rows[:3]]
    assert about[0] == f"{county.name}科技特派员{YEAR}年度考核"
    assert about[1].startswith(f"考核期{YEAR}-01-01至{YEAR}-12-31，")
    assert about[1].endswith("取数")
    assert about[2].startswith(str(clerk))
    assert about[2].endswith("审定")
    heads = rows[3]
    one = dict(zip(heads, rows[4], strict=True))
    assert (one["科技特派员"], one["按月填报完成"], one["按月填报应完成"]) == ("特派员一", 1, 12)
    line = settled.lines.get(envoy_name="特派员一")
    assert (one["得分"], one["拟分"], one["等次"]) == (82.5, float(line.proposed), "良好")
    assert one["没有填报的月份"] == "2—12月"
    assert [row[0].value for row in rule.iter_rows(min_row=4)][:4] == ["按月填报", "积分", "协议履行", "结对村到访"]
    assert rule["B4"].value == 30


def test_a_name_that_looks_like_a_formula_is_none_and_what_is_not_settled_says_so(county, clerk):
    on_duty(county, clerk, "=1+1", since=date(YEAR, 1, 1), days=900)
    review = reviews.make(county, "dispatch", date(YEAR, 3, 31), clerk)
    page = openpyxl.load_workbook(io.BytesIO(assessment_workbook.book(review)))["考核"]
    assert page["A3"].value == "还没有审定，得分和等次可能再改"
    assert (page["A5"].value, page["A5"].data_type) == ("=1+1", "s")
    heads = [cell.value for cell in page[4]]
    assert page.cell(5, heads.index("得分") + 1).value == "待核"


def test_months_that_follow_each_other_are_one_stretch():
    assert assessing_basis.months_in_words([1, 3, 4, 5, 12]) == "1月、3—5月、12月"
    assert assessing_basis.months_in_words([]) == ""
