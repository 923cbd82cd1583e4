"""评审体检: whether every sheet adds up and keeps to its maxima, and the frozen ranking follows from the sheets."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from kezhang.submissions.contests import life, projects, ranking
from kezhang.submissions.contests.models import JudgedContest, ScoreSheet

State = JudgedContest.State


def faults_of(contest: JudgedContest) -> list[str]:
    """Everything that is wrong with one contest, in words."""
    broken = list(_broken_sheets(contest))
    return [*broken, *_ranking(contest), *_awards(contest)]


def _broken_sheets(contest: JudgedContest) -> Iterator[str]:
    rows = ScoreSheet.objects.filter(project__contest=contest).select_related("judge", "project")
    for sheet in rows:
        named = f"{sheet.judge}对{sheet.project}的评分表"
        if sheet.judge.contest_id != contest.pk:
            yield f"{named}不是这次大赛评委的"
        if not sheet.is_in:
            continue
        try:
            parts = sheet.parts()
        except (InvalidOperation, TypeError):
            yield f"{named}已提交而有没打分的项"
            continue
        if len(parts) != len(contest.criteria) or any(
            not 0 <= points <= Decimal(criterion["most"])
            for points, criterion in zip(parts, contest.criteria, strict=False)
        ):
            yield f"{named}有的得分不在满分以内"
        if sheet.total != sum(parts, Decimal(0)):
            yield f"{named}总分与各项相加不符"


def _ranking(contest: JudgedContest) -> Iterator[str]:
    """Counted again from the sheets: those who have dropped out since were ranked too."""
    if contest.state in (State.CHECKING, State.JUDGING):
        if contest.ranking:
            yield "评审没有结束，却有冻结的排名"
        return
    ranked = {each["project"] for each in contest.ranking}
    try:
        again = ranking.ranked(life.judged(contest, ranked), life.rules_of(contest))
    except (InvalidOperation, TypeError, ValueError):
        yield "评分表不完整，冻结的排名无法重新计算"
        return
    if [_counted(each) for each in again] != [_counted(each) for each in contest.ranking]:
        yield "冻结的排名与评分表重新计算的不符，可能被直接改动过"


def _counted(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("project", "place", "mean", "parts", "sheets", "dropped"))


def _awards(contest: JudgedContest) -> Iterator[str]:
    if contest.state != State.AWARDED:
        return
    there = list(contest.projects.select_related("contest__org", "submission"))
    records, places = projects.named(there), {each["project"]: each["place"] for each in life.standing(contest)}
    for each in there:
        if each.place != places.get(each.pk):
            yield f"{each}的名次与冻结的排名不符"
        if each.award and each.pk not in records:
            yield f"{each}的台账记录不见了"
