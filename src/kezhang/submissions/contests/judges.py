"""评委: appointed with a link and a PIN; whoever has an interest says so before a project of his is opened.

A judge sees his own sheets and nobody else's; what is in is locked, and is opened again by the bureau with a reason.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kezhang.orgs.models import User
from kezhang.quantities.spelling import visible
from kezhang.quantities.typed_numbers import exact_number
from kezhang.records.writing import chain
from kezhang.submissions.contests.models import ContestJudge, ContestProject, JudgedContest, ScoreSheet
from kezhang.submissions.contests.projects import locked, note, require_may
from kezhang.submissions.envoys import personal_links
from kezhang.submissions.envoys.personal_links import GivenLink
from kezhang.submissions.models import PersonalLink
from kezhang.submissions.sealing.seal import digest_of_secret
from kezhang.workflow.steps import NotPossible

State, Sheet = JudgedContest.State, ScoreSheet.State
#: States in which judges come and go.
OPEN = (State.CHECKING, State.JUDGING)
FREE, RECUSED = "free", "recused"


class SheetRefused(Exception):
    """The sheet is not taken; ``faults`` say why, by criterion."""

    def __init__(self, faults: Mapping[int, str], says: str = "") -> None:
        super().__init__(says or f"有{len(faults)}项需要修改。")
        self.faults = dict(faults)


def appoint(contest: JudgedContest, name: str, groups: Sequence[str], by: User | None) -> GivenLink:
    """A judge with a link and a PIN; appointed again, he gets a new link and keeps his sheets. Raises NotPossible."""
    require_may(by, contest)
    name = visible(name).strip()[:60]
    if not name:
        raise NotPossible("请填写评委的姓名。")
    with chain.held(contest.org):
        kept = locked(contest, *OPEN)
        there = set(kept.projects.values_list("group", flat=True))
        if strange := [each for each in groups if each not in there]:
            raise NotPossible(f"没有“{strange[0]}”这个组。")
        given = personal_links.give(kept.org, PersonalLink.Role.JUDGE, name, by, about=f"{kept.title}（{kept.code}）")
        judge, _ = ContestJudge.objects.update_or_create(
            contest=kept, name=name, defaults={"link": given.link, "groups": list(groups), "ended_at": None}
        )
        note(kept, "聘请评委", by, {"judge": judge.name, "groups": "、".join(groups) or "全部组"})
    return given


def end(judge: ContestJudge, by: User | None) -> None:
    """退出: his link ends; sheets that are in still count, and none is waited for any more. Raises NotPossible."""
    require_may(by, judge.contest)
    with chain.held(judge.contest.org):
        kept = locked(judge.contest, *OPEN)
        row = kept.judges.select_for_update().get(pk=judge.pk)
        if row.ended_at is not None:
            return
        row.ended_at = timezone.now()
        row.save()
        personal_links.withdraw(row.link, by)
        note(kept, "评委退出", by, {"judge": row.name})


def of_link(link: PersonalLink) -> ContestJudge | None:
    """Who came by this link."""
    found = ContestJudge.objects.filter(link=link, ended_at__isnull=True)
    return found.select_related("contest__org", "contest__form").first()


def projects_of(judge: ContestJudge) -> list[ContestProject]:
    """What he is to judge, in the order of their numbers."""
    rows = judge.contest.projects.filter(is_eligible=True, end="").select_related(
        "contest__org", "submission__form__org", "submission__org", "submission__key"
    )
    return [each for each in rows if judge.judges(each)]


def sheets_of(judge: ContestJudge) -> dict[int, ScoreSheet]:
    """His sheets that count, by project."""
    return {each.project_id: each for each in judge.sheets.filter(replaced_at__isnull=True)}


def undeclared(judge: ContestJudge) -> list[ContestProject]:
    """Those he has not said anything about yet; as long as there are any, none is opened."""
    said = sheets_of(judge)
    return [each for each in projects_of(judge) if each.pk not in said]


def mark_of(judge: ContestJudge, project: ContestProject) -> str:
    """How a declaration names a project: the entrant's name beside it gives no number away."""
    return digest_of_secret(["declared", judge.contest.code, str(judge.pk), str(project.pk)])[:16]


def declare(judge: ContestJudge, said: Mapping[str, str], whys: Mapping[str, str]) -> None:
    """回避申报: for every project that is still open, at once. Raises NotPossible."""
    with chain.held(judge.contest.org):
        kept = locked(judge.contest, State.JUDGING)
        judge.contest = kept
        waiting = undeclared(judge)
        answers = {each.pk: said.get(mark_of(judge, each), "") for each in waiting}
        if silent := sum(answer not in (FREE, RECUSED) for answer in answers.values()):
            raise NotPossible(f"还有{silent}个没有选，请逐个选“无利害关系”或“回避”。")
        recused = [each for each in waiting if answers[each.pk] == RECUSED]
        if any(not whys.get(mark_of(judge, each), "").strip() for each in recused):
            raise NotPossible("选回避的请写明事由，如 本单位项目、近亲属任职。")
        for each in waiting:
            is_recused = each in recused
            ScoreSheet.objects.create(
                judge=judge, project=each, state=Sheet.RECUSED if is_recused else Sheet.DECLARED,
                why=whys.get(mark_of(judge, each), "").strip()[:200] if is_recused else "",
            )  # fmt: skip
        told = {"judge": judge.name, "free": len(waiting) - len(recused), "recused": [each.number for each in recused]}
        note(kept, "申报回避", None, told, judge.name)


def recuse(judge: ContestJudge, project: ContestProject, why: str) -> None:
    """A conflict that is found later: what was scored does not count any more, and stays readable. Raises NotPossible."""
    if not why.strip():
        raise NotPossible("请写明回避的事由。")
    with chain.held(judge.contest.org):
        kept = locked(judge.contest, State.JUDGING)
        sheet = _locked_sheet(judge, project)
        if sheet.state == Sheet.RECUSED:
            return
        _replace(sheet, f"回避：{why.strip()}")
        ScoreSheet.objects.create(judge=judge, project=project, state=Sheet.RECUSED, why=why.strip()[:200])
        note(kept, "回避", None, {"judge": judge.name, "project": project.number}, judge.name)


def _locked_sheet(judge: ContestJudge, project: ContestProject) -> ScoreSheet:
    found = judge.sheets.select_for_update().filter(project=project, replaced_at__isnull=True).first()
    if found is None:
        raise NotPossible("请先申报回避。")
    return found


def _replace(sheet: ScoreSheet, why: str) -> None:
    sheet.replaced_at, sheet.replaced_why = timezone.now(), why[:200]
    sheet.save()


def hand_in(
    judge: ContestJudge, project: ContestProject, typed: Sequence[str], words: str, *, is_final: bool
) -> ScoreSheet:
    """Keep a sheet, or hand it in for good. Raises NotPossible, SheetRefused."""
    with chain.held(judge.contest.org):
        kept = locked(judge.contest, State.JUDGING)
        sheet = _locked_sheet(judge, project)
        if sheet.state == Sheet.RECUSED:
            raise NotPossible(f"{project}您已回避，不能打分。")
        if sheet.is_in:
            raise NotPossible(f"{project}的评分表已经提交，不能再改；确需修改请科技局写明理由后重开。")
        sheet.scores = read(kept, typed, is_final=is_final)
        sheet.words = visible(words).strip()[:2000]
        sheet.state = Sheet.SCORING
        if is_final:
            sheet.state, sheet.submitted_at = Sheet.SUBMITTED, timezone.now()
            sheet.total = sum(sheet.parts(), Decimal(0))
        sheet.save()
        if is_final:
            note(kept, "提交评分表", None, {"judge": judge.name, "project": project.number}, judge.name)
    return sheet


def read(contest: JudgedContest, typed: Sequence[str], *, is_final: bool) -> list[str | None]:
    """The points by criterion. Raises SheetRefused with everything that is wrong, all at once."""
    faults: dict[int, str] = {}
    found: list[str | None] = []
    for n, criterion in enumerate(contest.criteria):
        said, most = typed[n].strip() if n < len(typed) else "", Decimal(criterion["most"])
        found.append(None)
        if not said:
            if is_final:
                faults[n] = "还没有打分；得0分的请填0"
            continue
        try:
            points = exact_number(said, 2)
        except ValueError as fault:
            faults[n] = f"{fault}，填的是“{said}”"
            continue
        if not 0 <= points <= most:
            faults[n] = f"应在0至{most}之间，填的是“{said}”"
            continue
        found[n] = str(points)
    if faults:
        raise SheetRefused(faults)
    return found


def reopen(sheet: ScoreSheet, why: str, by: User | None) -> None:
    """重开: by the bureau, with a reason; the sheet that was in is kept beside the new one. Raises NotPossible."""
    contest = sheet.judge.contest
    require_may(by, contest)
    if not why.strip():
        raise NotPossible("请写明重开的理由。")
    with chain.held(contest.org):
        kept = locked(contest, State.JUDGING)
        row = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
        if not row.is_in or row.replaced_at is not None:
            raise NotPossible("这份评分表没有提交，不用重开。")
        _replace(row, why.strip())
        ScoreSheet.objects.create(
            judge=row.judge, project=row.project, state=Sheet.SCORING, scores=row.scores, words=row.words
        )
        told = {"judge": row.judge.name, "project": row.project.number, "reason": why.strip()}
        note(kept, "重开评分表", by, told)


def progress(contest: JudgedContest) -> list[dict[str, Any]]:
    """Who has handed in how many, and what is missing; no points."""
    found = []
    for judge in contest.judges.select_related("contest", "link"):
        sheets, asked = sheets_of(judge), projects_of(judge)
        states = [sheets[each.pk].state if each.pk in sheets else "" for each in asked]
        found.append({
            "judge": judge, "asked": len(asked), "undeclared": states.count(""),
            "recused": states.count(Sheet.RECUSED), "in": states.count(Sheet.SUBMITTED),
            "missing": sum(state in (Sheet.DECLARED, Sheet.SCORING, "") for state in states),
        })  # fmt: skip
    return found
