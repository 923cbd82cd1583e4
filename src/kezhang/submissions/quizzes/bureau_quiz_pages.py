"""答题的管理页: the bank, a quiz from its draft to its draw, statistics, regrading by two people."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.dates import parse_moment
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access, workbook_writer
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.local_time import aware
from kezhang.records.web.pages import download
from kezhang.records.workbook_writer import Sheet
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.forms.form_list_pages import as_picture
from kezhang.submissions.open.open_address import open_address
from kezhang.submissions.quizzes import bank, life, prize_draw
from kezhang.submissions.quizzes.life import QuizRefused
from kezhang.submissions.quizzes.models import OnlineQuiz, QuizQuestion
from kezhang.submissions.sending.numbers import new_number

#: Lines for strata on the page, and codes that are made at once.
STRATA, MOST_CODES = 5, 5000
BANK_HEADS = ("题型", "题目", "A", "B", "C", "D", "答案", "知识点", "难度")
BANK_ROWS = [
    ("单选", "科技活动周一般在每年几月举办？", "3月", "5月", "9月", "12月", "B", "科技活动", "易"),
    ("判断", "高新技术企业证书有效期为三年。", "", "", "", "", "对", "高企", "中"),
]


def _matter() -> Any:
    return access.matter(LEDGERS["quizzes"], None)


@require_GET
def quizzes(request: HttpRequest) -> HttpResponse:
    org = bureau_in_view(request)
    rows = [(quiz, QuizAttempt.objects.filter(quiz=quiz.pk).count()) for quiz in OnlineQuiz.objects.filter(org=org)]
    questions = QuizQuestion.objects.filter(org=org, withdrawn_at__isnull=True)
    may_write = may_here(request, Verb.WRITE, _matter())
    return render(
        request, "submissions/quizzes.html", {"quizzes": rows, "questions": questions.count(), "may_write": may_write}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question_bank(request: HttpRequest) -> HttpResponse:
    """题库: imported as a whole, each question once; the key is seen by whoever may fill in the ledger, and nobody else."""
    org, faults = bureau_in_view(request), []
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise bank.BankRefused(["请先选择文件。"])
            content = workbook_reader.content_of(file, file.name or "")
            new, known = bank.add(
                org, bank.read(workbook_reader.form_pages(content, file.name or "")), person_of(request)
            )
        except UnreadableWorkbook as fault:
            faults = [str(fault)]
        except bank.BankRefused as refused:
            faults = refused.faults
        else:
            messages.success(request, f"新增{new}题，已有{known}题没有重复收。")
            return redirect("quiz-bank")
    found = QuizQuestion.objects.filter(org=org, withdrawn_at__isnull=True)
    context = {"questions": found[:500], "count": found.count(), "faults": faults}
    return render(request, "submissions/quiz_bank.html", context, status=422 if faults else 200)


@require_GET
def bank_template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    sheet = Sheet(
        "题库",
        BANK_HEADS,
        BANK_ROWS,
        above=["判断题不填选项，答案填对或错；多选题答案如 ACD。"],
        widths=(8, 44, 18, 18, 18, 18, 8, 14, 8),
    )
    return download(workbook_writer.workbook([sheet]), "题库模板.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def new_quiz(request: HttpRequest) -> HttpResponse:
    org = bureau_in_view(request)
    faults: list[str] = []
    if request.method == "POST":
        try:
            quiz = life.make(_typed(request, OnlineQuiz(org=org)), person_of(request))
        except QuizRefused as refused:
            faults = str(refused).split("；")
        else:
            messages.success(request, f"“{quiz.title}”已建好，核对后发布。")
            return redirect("quiz", code=quiz.code)
    topics = QuizQuestion.objects.filter(org=org, withdrawn_at__isnull=True).order_by().values_list("topic", flat=True)
    opens = timezone.localtime() + timedelta(days=1)
    context = {
        "faults": faults, "topics": sorted({*topics} - {""}), "lines": range(1, STRATA + 1), "said": request.POST,
        "opens_at": f"{datetime.combine(opens.date(), time(10)):%Y-%m-%dT%H:%M}",
        "closes_at": f"{datetime.combine(opens.date(), time(18)):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    return render(request, "submissions/quiz_new.html", context, status=422 if faults else 200)


def _typed(request: HttpRequest, quiz: OnlineQuiz) -> OnlineQuiz:
    """Raises QuizRefused with everything that cannot be read."""
    posted, faults = request.POST, []

    def number(name: str, label: str, usual: int, most: int, least: int = 0) -> int:
        typed = posted.get(name, "").strip()
        try:
            return whole_number(typed, least, most) if typed else usual
        except ValueError as fault:
            faults.append(f"{label}“{typed[:20]}”{fault}")
            return usual

    quiz.title, quiz.about = posted.get("title", "").strip()[:80], posted.get("about", "").strip()
    quiz.minutes, quiz.attempts = number("minutes", "时限", 20, 600, 1), number("attempts", "次数", 1, 20, 1)
    quiz.pass_score, quiz.prizes = number("pass_score", "及格分", 60, 100), number("prizes", "抽奖名额", 0, 1000)
    quiz.draw_source = posted.get("draw_source", "").strip()[:120]
    codes = number("codes", "参赛码个数", 0, MOST_CODES)
    quiz.entry = OnlineQuiz.Entry.LIST if codes else OnlineQuiz.Entry.NAME
    quiz.codes = [new_number() for _ in range(codes)]
    quiz.strata = []
    for line in range(1, STRATA + 1):
        if count := number(f"count_{line}", f"第{line}行题数", 0, life.LONGEST_PAPER):
            difficulty = number(f"difficulty_{line}", "难度", 0, 3)
            quiz.strata.append(
                {"topic": posted.get(f"topic_{line}", "").strip(), "difficulty": difficulty, "count": count}
            )
    for name, label in (("opens_at", "开始时间"), ("closes_at", "结束时间")):
        try:
            setattr(quiz, name, aware(parse_moment(posted.get(name, ""))))
        except ValueError as fault:
            faults.append(f"{label}：{fault}")
    if faults:
        raise QuizRefused("；".join(faults))
    return quiz


def _one(request: HttpRequest, code: str) -> OnlineQuiz:
    found = OnlineQuiz.objects.filter(scope_of(person_of(request)).query()).select_related("org")
    quiz = get_object_or_404(found, code=code)
    look_from(request, quiz.org)
    return quiz


def _may_write(request: HttpRequest, quiz: OnlineQuiz) -> bool:
    return may(person_of(request), Verb.WRITE, access.matter(LEDGERS["quizzes"], quiz.org))


@require_GET
def quiz_page(request: HttpRequest, code: str) -> HttpResponse:
    quiz = _one(request, code)
    may_write = _may_write(request, quiz)
    is_over = quiz.state != OnlineQuiz.State.DRAFT and timezone.now() >= quiz.closes_at
    standing = life.ranking(quiz) if is_over else []
    waiting = quiz.waiting_regrade
    return render(
        request,
        "submissions/quiz.html",
        {
            "quiz": quiz, "may_write": may_write, "is_over": is_over, "standing": standing[:100],
            "statistics": life.statistics(quiz) if is_over and may_write else [],
            "started": QuizAttempt.objects.filter(quiz=quiz.pk).count(),
            "submitted": QuizAttempt.objects.filter(quiz=quiz.pk, finished_at__isnull=False).count(),
            "address": open_address(request, "open-quiz", quiz.code), "waiting": waiting,
            "rises": life.regraded(quiz, waiting["question"], waiting["key"]) if waiting else [],
            "list_digest": prize_draw.digest_of(life.passed(quiz, standing)) if quiz.prizes and is_over else "",
        },
    )  # fmt: skip


@require_GET
def quiz_code(request: HttpRequest, code: str) -> HttpResponse:
    return as_picture(open_address(request, "open-quiz", _one(request, code).code))


@require_POST
def quiz_deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Publish, close, propose and confirm a regrade, draw."""
    quiz, person, posted = _one(request, code), person_of(request), request.POST
    if not _may_write(request, quiz):
        raise Http404
    deeds: dict[str, Any] = {
        "publish": lambda: (life.publish(quiz, person), "已发布，题目、答案和规则都已冻结。"),
        "close": lambda: (life.close(quiz, person), "已收卷，结果已记入线上答题台账。"),
        "regrade": lambda: (life.propose_regrade(quiz, posted.get("question", ""), posted.get("key", ""), posted.get("why", ""), person), "已提出改判，等另一个人确认。"),
        "confirm": lambda: (life.confirm_regrade(quiz, person), "已改判，所有答卷重新评分。"),
        "draw": lambda: (life.draw(quiz, posted.get("digits", ""), person), "已抽奖，公示文件可以下载。"),
    }  # fmt: skip
    if deed not in deeds:
        raise Http404
    try:
        _, says = deeds[deed]()
        messages.success(request, says)
    except QuizRefused as refused:
        messages.error(request, str(refused))
    return redirect("quiz", code=quiz.code)


@require_GET
def quiz_results(request: HttpRequest, code: str) -> HttpResponse:
    """成绩表: evidence of the ledger's row; whoever may fill in the ledger takes it along."""
    quiz = _one(request, code)
    if not _may_write(request, quiz):
        raise Http404
    rows = [(n, each.name, each.points, each.right, each.seconds, each.entry_code) for n, each in life.ranking(quiz)]
    asked = [(each["text"], each["asked"], each["right"], f"{each['share']}%") for each in life.statistics(quiz)]
    sheets = [
        Sheet("名次", ("名次", "名称", "得分", "答对", "用时(秒)", "抽奖码"), rows, widths=(8, 24, 8, 8, 10, 20)),
        Sheet("每题", ("题目", "作答", "答对", "答对率"), asked, widths=(60, 8, 8, 10)),
        Sheet("参赛码", ("参赛码",), [(each,) for each in quiz.codes], widths=(20,)),
    ]
    return download(workbook_writer.workbook(sheets), f"{quiz.title}成绩.xlsx")
