"""评审结果表: how a decision came about: the ranking, every sheet that ever was, and who took part or not, and why."""

from kezhang.records import workbook_writer
from kezhang.records.workbook_writer import Sheet
from kezhang.submissions.contests import life, projects, rules
from kezhang.submissions.contests.models import JudgedContest, ScoreSheet


def book(contest: JudgedContest) -> bytes:
    return workbook_writer.workbook([_ranking(contest), _sheets(contest), _projects(contest)])


def _ranking(contest: JudgedContest) -> Sheet:
    heads = ("组", "名次", "参赛号", "项目", "单位", "得分", *(f"{each['name']}平均" for each in contest.criteria),
             "份数", "缺", "回避", "去掉的分", "奖项", "退出")  # fmt: skip
    rows = []
    for each in life.awards_in_words(contest):
        record, project = each["record"], each["project"]
        rows.append((
            each["group"], each["now"], each["number"], record.project if record else "",
            record.enterprise_name if record else "", each["mean"], *each["parts"], each["sheets"], each["missing"],
            each["recused"], "、".join(each["dropped"]), each["award"], _end(project),
        ))  # fmt: skip
    return Sheet(
        "排名", heads, rows, above=rules.in_words(contest), widths=(14, 6, 8, 30, 30, *(10 for _ in heads[5:]))
    )


def _sheets(contest: JudgedContest) -> Sheet:
    heads = (
        "参赛号",
        "评委",
        "状态",
        *(each["name"] for each in contest.criteria),
        "总分",
        "评语",
        "回避事由",
        "提交时间",
        "作废",
    )
    rows = []
    found = ScoreSheet.objects.filter(project__contest=contest).select_related("judge", "project")
    for each in found.order_by("project__number", "judge__name", "pk"):
        scores = [*each.scores, *([None] * (len(contest.criteria) - len(each.scores)))]
        at = each.submitted_at.strftime("%Y-%m-%d %H:%M") if each.submitted_at else ""
        total = str(each.total) if each.total is not None else ""
        rows.append((
            each.project.number, each.judge.name, each.get_state_display(), *scores, total, each.words, each.why, at,
            each.replaced_why if each.replaced_at else "",
        ))  # fmt: skip
    return Sheet("评分表", heads, rows, widths=(8, 12, 16, *(10 for _ in contest.criteria), 8, 40, 24, 18, 24))


def _projects(contest: JudgedContest) -> Sheet:
    there = list(contest.projects.select_related("contest__org", "submission"))
    names = projects.named(there)
    rows = [
        (
            each.number, names[each.pk].project if each.pk in names else "",
            names[each.pk].enterprise_name if each.pk in names else "", each.group,
            "通过" if each.is_eligible else "不通过", each.reason, _end(each), each.submission.shown_number,
        )
        for each in there
    ]  # fmt: skip
    heads = ("参赛号", "项目", "单位", "组", "资格审查", "理由", "退出", "来件编号")
    return Sheet("资格审查", heads, rows, widths=(8, 30, 30, 14, 10, 30, 30, 20))


def _end(project: projects.ContestProject) -> str:
    return f"{project.get_end_display()}：{project.end_why}" if project.end else ""
