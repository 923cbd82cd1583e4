"""The demonstration's open side: forms that are open, and submissions in every state, as people would have sent them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.envoys import logs, personal_links
from kezhang.submissions.envoys.personal_links import GivenLink
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OnlineQuiz, OpenForm, Submission
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.quizzes import bank, life
from kezhang.submissions.quizzes.bank import AskedQuestion
from kezhang.submissions.sending import receiving
from kezhang.submissions.sending.receiving import Sending

_FIRM = {"enterprise_name": "朔湖绿源农业科技有限公司", "credit_code": "91652799MA7AB1239R"}
_MACHINES = {"enterprise_name": "朔湖天工机械有限公司", "credit_code": "91652799MA7EF7898K"}
_CONTACT = {"contact_name": "马建新", "contact_phone": "0909-5550101"}
#: What is opened, in the order of the list.
OPENED = ("needs", "contest", "achievements", "high-tech", "talents", "training", "concerns")


@dataclass(frozen=True)
class SentExample:
    """One invented submission and how far it has come."""

    form: str
    state: str
    answers: Mapping[str, str]
    says: str = ""


SENT = (
    SentExample("needs", "received", {**_FIRM, "title": "番茄采后保鲜与分选技术", "field": "农产品加工",
        "description": "采后三天损耗一成半，希望降到百分之五以内。", "planned_input": "60"}),
    SentExample("needs", "in_hand", {**_MACHINES, "title": "残膜回收机弹齿耐磨", "field": "农机装备",
        "description": "弹齿每季要换两次，希望一季一换。", "planned_input": "35", "mode": "合作开发"}),
    SentExample("needs", "returned", {**_MACHINES, "title": "整机减重", "field": "农机装备",
        "description": "整机偏重。"}, "请写明现在多重、要减到多少。"),
    SentExample("needs", "accepted", {**_FIRM, "title": "温室番茄水肥精准调控", "field": "设施农业",
        "description": "按生育期自动调整水肥，节水两成。", "planned_input": "28", "mode": "委托开发"}, "电话核实"),
    SentExample("needs", "withdrawn", {**_FIRM, "title": "番茄采后保鲜", "description": "重复提交，已另报。"}),
    SentExample("concerns", "refused", {**_MACHINES, "issue": "其他", "content": "厂区门口道路破损，请修补。"}),
    SentExample("concerns", "received", {**_FIRM, "issue": "政策", "content": "研发费用归集口径不清楚，想请人上门讲一次。"}),
    SentExample("high-tech", "received", {**_MACHINES, "application_year": "2026",
        **{f"question_{n}": "符合" for n in range(1, 9)}, "question_2": "不符合", "question_5": "不清楚"}),
    SentExample("training", "received", {"question_1": "阿依努尔", "question_2": "柳泉镇红柳村", "question_3": "白粉虱防治"}),
)  # fmt: skip


#: Who goes to which village.
ENVOYS = (("古丽娜尔", "柳泉镇红柳村", "设施蔬菜"), ("马志强", "柳泉镇白杨村", "葡萄栽培"))
LOGS = (
    ("现场", "指导番茄温室白粉虱绿色防控和水肥管理，发放防治手册。", "12", "30"),
    ("现场", "下午再到温室，讲授通风降湿和放风时间。", "8", "20"),
)
CADRE = ("马村长", "柳泉镇红柳村")
QUESTIONS = (
    ("judgement", "高新技术企业证书有效期为三年。", ("正确", "错误"), "A", "高企"),
    ("judgement", "科技型中小企业当年入库，第二年不用再评价。", ("正确", "错误"), "B", "高企"),
    ("single", "全国科技活动周一般在每年几月举办？", ("3月", "5月", "9月", "12月"), "B", "科技活动"),
    ("single", "科技特派员的“派”，主要派到哪里？", ("机关", "农村和企业", "学校", "医院"), "B", "特派员"),
    (
        "multiple",
        "下列哪些属于研发费用加计扣除的归集范围？",
        ("人员人工", "直接投入", "折旧", "业务招待"),
        "ABC",
        "研发",
    ),
)


def put(bureau: Org, clerk: User) -> list[OpenForm]:
    """Open what is not open yet, and send what was not sent; the forms that are open."""
    there = {form.key: form for form in OpenForm.objects.filter(org=bureau).exclude(state=OpenForm.State.CLOSED)}
    today = timezone.localdate()
    for key in OPENED:
        if key not in there:
            closes_on = today + timedelta(days=60) if key in ("contest", "training") else None
            made = form_making.from_design(DESIGNS[key], bureau, clerk, today, closes_on)
            there[key] = form_making.move(made, "open", clerk)
    if not Submission.objects.filter(form__in=there.values()).exists():
        for example in SENT:
            _send(there[example.form], example, clerk)
    return form_making.open_forms(bureau)


def _send(form: OpenForm, example: SentExample, clerk: User) -> None:
    sending = Sending(client_id=fresh_id(), answers={**_CONTACT, **example.answers}, agreed=True)
    submission = receiving.receive(form, sending).submission
    deeds: Mapping[str, Any] = {
        "in_hand": lambda: handling.take(submission, clerk),
        "returned": lambda: handling.send_back(submission, clerk, example.says),
        "accepted": lambda: handling.accept(submission, clerk, accepting=example.says),
        "refused": lambda: handling.refuse(submission, clerk, Submission.Refusal.NOT_OURS, "已转城管部门"),
        "withdrawn": lambda: receiving.withdraw(submission),
    }
    if example.state in deeds:
        deeds[example.state]()


def put_envoys(bureau: Org, clerk: User) -> list[GivenLink]:
    """Envoys on duty with their villages and two visits of one day; fresh links and PINs, since the former are told to nobody."""
    today = timezone.localdate()
    since, until = today - timedelta(days=200), today + timedelta(days=500)
    for name, village, industry in ENVOYS:
        record("villages", bureau, clerk, name=village, town=village[:3], listed_on=str(since), industry=industry)
        record("envoys", bureau, clerk, name=name, started_on=str(since), due_on=str(until), specialty=industry)
        record("village-pairings", bureau, clerk, envoy_name=name, village_name=village, town=village[:3],
                started_on=str(since), industry=industry)  # fmt: skip
    given = [personal_links.give(bureau, "envoy", name, clerk) for name, _, _ in ENVOYS]
    given.append(personal_links.give(bureau, "cadre", CADRE[0], clerk, about=CADRE[1]))
    form = form_making.envoy_form(bureau, clerk)
    if not Submission.objects.filter(form=form).exists():
        for turn, (mode, content, households, persons) in enumerate(LOGS):
            said = {"place": ENVOYS[0][1], "served_on": str(today), "mode": mode, "content": content,
                    "households": households, "persons": persons}  # fmt: skip
            sending = Sending(client_id=fresh_id(), answers=said, link=given[0].link)
            submission = receiving.receive(form, sending).submission
            if turn == 0:
                logs.approve(submission, clerk, "已核实")
    return given


def record(slug: str, bureau: Org, clerk: User, **said: str) -> None:
    """One row as a clerk would type it; what is there already stays as it is."""
    ledger = LEDGERS[slug]
    row = ledger.model(org=bureau)
    for name, text in {**ledger.sample, **said}.items():
        if text:
            ledger.column(name).put(row, ledger.column(name).reader()(text))
    try:
        journal.save(ledger, row, Author(by=clerk, reason="示例数据", accepting="示例数据，已核对"))
    except Refused:
        return


def put_quiz(bureau: Org, clerk: User) -> OnlineQuiz:
    """A quiz that runs for a fortnight."""
    there = OnlineQuiz.objects.filter(
        org=bureau, state=OnlineQuiz.State.PUBLISHED, closes_at__gt=timezone.now()
    ).first()
    if there is not None:
        return there
    asked = [AskedQuestion(n, *each, difficulty=1 + n % 3) for n, each in enumerate(QUESTIONS)]
    bank.add(bureau, asked, clerk)
    now = timezone.now()
    quiz = OnlineQuiz(
        org=bureau, title="科技活动周线上知识答题", about="五道题，答完马上知道得分。", attempts=3,
        strata=[{"topic": "", "difficulty": 0, "count": len(QUESTIONS)}], opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=14),
    )  # fmt: skip
    return life.publish(life.make(quiz, clerk), clerk)
