"""大赛评审的一生: checked, judged, frozen, announced, awarded into the contest ledger through the journal."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.contests import ranking, rules
from kezhang.submissions.contests.models import ContestProject, JudgedContest, ScoreSheet
from kezhang.submissions.contests.projects import ENTRIES, SUBJECT, named, note, require_may, unchecked
from kezhang.submissions.contests.ranking import JudgedProject, RankedSheet, RankingRules
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.sending.numbers import new_code
from kezhang.workflow.steps import NotPossible, Step, Workflow

State = JudgedContest.State

OPEN = Step("open", "开始评审", frozenset({State.CHECKING}), Verb.WRITE, (State.JUDGING,), ledger=ENTRIES)
FREEZE = Step("freeze", "冻结排名", frozenset({State.JUDGING}), Verb.REVIEW, (State.FROZEN,), ledger=ENTRIES)
THAW = Step(
    "thaw", "退回评审", frozenset({State.FROZEN, State.ANNOUNCED}), Verb.REVIEW, (State.JUDGING,), note="写明原因",
    ledger=ENTRIES,
)  # fmt: skip
ANNOUNCE = Step("announce", "公示", frozenset({State.FROZEN}), Verb.REVIEW, (State.ANNOUNCED,), ledger=ENTRIES)
AWARD = Step("award", "授奖", frozenset({State.ANNOUNCED}), Verb.REVIEW, (State.AWARDED,), ledger=ENTRIES)
STEPS = {step.name: step for step in (OPEN, FREEZE, THAW, ANNOUNCE, AWARD)}
LIFE = Workflow(
    label="大赛评审",
    subject=SUBJECT,
    things=JudgedContest,
    steps=STEPS,
    related=("form",),
    begins=State.CHECKING,
    states=dict(State.choices),
)


def make(contest: JudgedContest, by: User | None) -> JudgedContest:
    """A contest over one form of sign-ups, with its rules. Raises NotPossible."""
    require_may(by, contest)
    if contest.form.ledger != ENTRIES:
        raise NotPossible("大赛评审只能接“创新创业大赛报名”的表单。")
    if faults := rules.faults_of(contest):
        raise NotPossible("；".join(faults) + "。")
    with chain.held(contest.org):
        if JudgedContest.objects.filter(form=contest.form).exists():
            raise NotPossible(f"“{contest.form.title}”已经建过评审。")
        contest.code, contest.by = new_code(), by
        contest.save()
        note(contest, "新建", by, {"rules": rules.in_words(contest)})
    return contest


def take_step(contest: JudgedContest, step: Step, by: User | None, says: str = "") -> JudgedContest:
    """One step of its life. Raises NotPossible; Refused where a row of the ledger cannot be written."""
    deeds = {
        OPEN.name: _opened, FREEZE.name: _frozen, THAW.name: _thawed, ANNOUNCE.name: _announced, AWARD.name: _awarded,
    }  # fmt: skip
    with LIFE.under_way(contest, step, by, says) as kept:
        author = Author(by=by, reason=says.strip())
        told = deeds[step.name](kept, author)
        LIFE.move(kept, step.ends[0], step, author, label=kept.title, **told)
    found: JudgedContest = kept
    return found


def _opened(contest: JudgedContest, _: Author) -> dict[str, Any]:
    """The rules hold, the sign-ups are settled, every group has the judges that its quorum needs."""
    faults = rules.faults_of(contest)
    if contest.form.state_now in (OpenForm.State.OPEN, OpenForm.State.DRAFT):
        faults.append("报名还没有截止，请先关闭报名表单")
    undecided = Submission.objects.filter(
        form=contest.form,
        state__in=(Submission.State.RECEIVED, Submission.State.IN_HAND, Submission.State.RETURNED),
    ).count()
    if undecided:
        faults.append(f"还有{undecided}件报名没有办结")
    if waiting := unchecked(contest).count():
        faults.append(f"还有{waiting}件已受理的报名没有做资格审查")
    groups = sorted({each.group for each in contest.projects.all() if each.takes_part})
    if not groups:
        faults.append("没有通过资格审查的项目")
    there = list(contest.judges.filter(ended_at__isnull=True))
    for group in groups:
        able = sum(not judge.groups or group in judge.groups for judge in there)
        if able < contest.quorum:
            faults.append(f"“{group or '未分组'}”有{able}位评委，至少要{contest.quorum}位")
    if faults:
        raise NotPossible("；".join(faults) + "。")
    return {"groups": groups, "judges": [judge.name for judge in there]}


def rules_of(contest: JudgedContest) -> RankingRules:
    return RankingRules(contest.quorum, contest.drops_extremes, contest.ties == JudgedContest.Ties.CRITERIA)


def judged(contest: JudgedContest, among: Collection[int] | None = None) -> list[JudgedProject]:
    """Every project that takes part, or these, with the sheets that are in; whoever has left is not waited for."""
    sheets = list(ScoreSheet.objects.filter(project__contest=contest, replaced_at__isnull=True).order_by("pk"))
    judges = list(contest.judges.filter(ended_at__isnull=True))
    found = []
    for project in contest.projects.all():
        if not project.takes_part if among is None else project.pk not in among:
            continue
        own = [each for each in sheets if each.project_id == project.pk]
        settled = {each.judge_id for each in own if each.is_in or each.state == ScoreSheet.State.RECUSED}
        found.append(
            JudgedProject(
                project.pk, project.number, project.group, [RankedSheet(each.parts()) for each in own if each.is_in],
                missing=sum(judge.judges(project) and judge.pk not in settled for judge in judges),
                recused=sum(each.state == ScoreSheet.State.RECUSED for each in own),
            )
        )  # fmt: skip
    return found


def _frozen(contest: JudgedContest, author: Author) -> dict[str, Any]:
    """Every project has its quorum; what is still missing beyond that needs a reason."""
    projects = judged(contest)
    short = [each for each in projects if len(each.sheets) < contest.quorum]
    if short:
        lines = [
            f"{each.number}号有{len(each.sheets)}份评分，至少要{contest.quorum}份"
            + (f"（回避{each.recused}人）" if each.recused else "")
            for each in short
        ]
        raise NotPossible("；".join(lines) + "。缺的评分不按0分计，请评委补交或增聘评委。")
    missing = sum(each.missing for each in projects)
    if missing and not author.reason:
        raise NotPossible(f"还缺{missing}份评分；不再等的，请写明原因。")
    contest.ranking = ranking.ranked(projects, rules_of(contest))
    contest.frozen_at = timezone.now()
    return {"ranking": [[each["group"], each["place"], each["number"], each["mean"]] for each in contest.ranking]}


def _thawed(contest: JudgedContest, _: Author) -> dict[str, Any]:
    contest.ranking, contest.frozen_at, contest.announced_on = [], None, None
    return {}


def _announced(contest: JudgedContest, _: Author) -> dict[str, Any]:
    contest.announced_on = timezone.localdate()
    return {"until": notice_until(contest).isoformat()}


def notice_until(contest: JudgedContest) -> date:
    """The last day of the notice."""
    assert contest.announced_on is not None
    return contest.announced_on + timedelta(days=contest.notice_days)


def standing(contest: JudgedContest) -> list[dict[str, Any]]:
    """The frozen marks of those who have not dropped out since: the next move up, no mark changes."""
    takes_part = {each.pk for each in contest.projects.all() if each.takes_part}
    return ranking.placed(
        [each for each in contest.ranking if each["project"] in takes_part], by_criteria=rules_of(contest).by_criteria
    )


def _awarded(contest: JudgedContest, author: Author) -> dict[str, Any]:
    """The notice is over: places and awards into the ledger's rows, each of which has its sign-up as evidence."""
    today = timezone.localdate()
    if today <= notice_until(contest):
        raise NotPossible(f"公示到{notice_until(contest)}为止，期满后才能授奖。")
    places = {each["project"]: each["place"] for each in standing(contest)}
    projects = list(contest.projects.filter(pk__in=places).select_related("contest__org", "submission"))
    records = named(projects)
    gone = [each for each in projects if each.pk not in records or records[each.pk].is_void]
    if gone:
        raise NotPossible(f"{'、'.join(map(str, gone))}的台账记录已经作废，请先恢复或取消资格。")
    changed = []
    for project in projects:
        project.place = places[project.pk]
        project.award, is_promoted = rules.awards_of(contest, project.place)
        project.save()
        record = records[project.pk]
        record.award, record.awarded_on = project.award, today if project.award else None
        if contest.promoted:
            record.is_promoted = is_promoted
        changed.append(record)
    reason = f"{contest.title}授奖"
    journal.save_many(
        LEDGERS[ENTRIES], contest.org, changed, Author(by=author.by, reason=reason, accepting=author.reason or reason)
    )
    contest.awarded_on = today
    return {"awards": [[each.number, each.place, each.award] for each in projects]}


def awards_in_words(contest: JudgedContest) -> list[dict[str, Any]]:
    """The ranking as people read it: with what it would win, and who has dropped out."""
    projects = {each.pk: each for each in contest.projects.select_related("contest__org", "submission")}
    records, places = named(list(projects.values())), {each["project"]: each["place"] for each in standing(contest)}
    found = []
    for each in contest.ranking:
        project: ContestProject = projects[each["project"]]
        place = places.get(project.pk)
        award = rules.awards_of(contest, place)[0] if place else ""
        found.append({
            **each, "project": project, "record": records.get(project.pk), "now": place,
            "award": str(rules.Award(award).label) if award else "",
        })  # fmt: skip
    return sorted(found, key=lambda each: (each["group"], each["now"] or 10**6, each["number"]))
