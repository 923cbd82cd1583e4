"""评审规则: what is declared before a contest opens, and everything that keeps it from being judged by it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kezhang.ledgers.cooperation.contest_entries import ContestEntry
from kezhang.quantities.typed_numbers import exact_number, whole_number
from kezhang.submissions.contests.models import JudgedContest

Award = ContestEntry.Award
#: Lines for criteria on the page, and what is proposed in them.
CRITERIA = 8
USUAL_CRITERIA = (("技术创新性", 30), ("市场前景", 25), ("团队能力", 20), ("财务与融资", 15), ("社会效益", 10))
USUAL_AWARDS = {Award.FIRST: 1, Award.SECOND: 2, Award.THIRD: 3, Award.EXCELLENCE: 0}
#: So many sheets are left once the highest and the lowest are dropped.
LEFT = 2


def read(contest: JudgedContest, posted: Mapping[str, str]) -> list[str]:
    """Put the typed rules into a contest; what could not be read."""
    faults: list[str] = []
    contest.title = posted.get("title", "").strip()[:80]
    contest.criteria = []
    for n in range(1, CRITERIA + 1):
        name, most = posted.get(f"criterion_{n}", "").strip()[:40], posted.get(f"most_{n}", "").strip()
        if not name and not most:
            continue
        try:
            contest.criteria.append({"name": name, "most": str(exact_number(most, 2))})
        except ValueError as fault:
            faults.append(f"“{name or f'第{n}项'}”的满分{fault}，填的是“{most}”")
    contest.quorum = _whole(posted, "quorum", "最少几份评分", 3, faults)
    contest.notice_days = _whole(posted, "notice_days", "公示天数", 7, faults)
    contest.promoted = _whole(posted, "promoted", "推荐名额", 0, faults)
    contest.awards = {str(award): _whole(posted, f"award_{award}", f"{award.label}名额", 0, faults) for award in Award}
    contest.drops_extremes = posted.get("drops_extremes") == "1"
    contest.is_blind = posted.get("is_blind") == "1"
    contest.ties = posted.get("ties", JudgedContest.Ties.CRITERIA)
    return faults


def _whole(posted: Mapping[str, str], name: str, label: str, usual: int, faults: list[str]) -> int:
    typed = posted.get(name, "").strip()
    try:
        return whole_number(typed, 0, 365) if typed else usual
    except ValueError as fault:
        faults.append(f"{label}{fault}，填的是“{typed}”")
        return usual


def faults_of(contest: JudgedContest) -> list[str]:
    """Everything that keeps it from being judged fairly."""
    found = []
    if not contest.title.strip():
        found.append("请填写名称")
    names = [each["name"] for each in contest.criteria]
    if not names:
        found.append("请至少写一项评分标准")
    if any(not name for name in names) or len(set(names)) < len(names):
        found.append("评分标准要有名称，且不能重复")
    if any(Decimal(each["most"]) <= 0 for each in contest.criteria):
        found.append("每项满分要大于0")
    if contest.most > 1000:
        found.append(f"满分合计不超过1000分，现在{contest.most}分")
    if contest.quorum < 1:
        found.append("每个项目至少要有1份评分")
    if contest.drops_extremes and contest.quorum < LEFT + 2:
        found.append(f"去掉最高分和最低分的，每个项目至少要有{LEFT + 2}份评分，现在写的是{contest.quorum}份")
    if contest.ties not in JudgedContest.Ties.values:
        found.append("请选择同分怎么办")
    if not contest.notice_days:
        found.append("公示至少1天")
    return found


def in_words(contest: JudgedContest) -> list[str]:
    """The rules as judges and the public read them."""
    marks = "、".join(f"{each['name']}{each['most']}分" for each in contest.criteria)
    dropping = "去掉一个最高分和一个最低分后" if contest.drops_extremes else ""
    given = "、".join(f"{Award(award).label}{n}项" for award, n in contest.awards.items() if n)
    return [
        f"评分标准：{marks}，满分{contest.most}分。",
        f"每个项目至少{contest.quorum}份评分才计分，缺的评分不按0分计；{dropping}取平均，四舍五入保留两位小数。",
        f"分组排名；{contest.get_ties_display()}。",
        f"各组{given or '不设奖项'}；按名次授奖，名额末位并列的同获该奖。"
        + (f"各组前{contest.promoted}名推荐参加上级赛事。" if contest.promoted else ""),
        f"评委先申报回避，回避的项目不能打开、不能打分；排名冻结后公示{contest.notice_days}天，期满授奖。",
    ]


def awards_of(contest: JudgedContest, place: int) -> tuple[str, bool]:
    """奖项 and whether it is put forward, for a place within its group."""
    until, won = 0, ""
    for award in Award:
        until += int(contest.awards.get(str(award), 0))
        if place <= until:
            won = str(award)
            break
    return won, place <= contest.promoted


def usual() -> dict[str, Any]:
    """The proposed rules of a new contest, as the page shows them."""
    said: dict[str, Any] = {"quorum": "3", "notice_days": "7", "promoted": "0", "ties": JudgedContest.Ties.CRITERIA}
    for n, (name, most) in enumerate(USUAL_CRITERIA, start=1):
        said |= {f"criterion_{n}": name, f"most_{n}": str(most)}
    return said | {f"award_{award}": str(n) for award, n in USUAL_AWARDS.items()}
