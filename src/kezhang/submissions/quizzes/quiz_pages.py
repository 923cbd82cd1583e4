"""答题的页面: rules and start, one question a screen, the result; without a script, and light.

Nothing here ever holds the key: it is read when an attempt is scored, and stays where it is.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.quantities.typed_numbers import whole_number
from kezhang.reports.document.fonts import NoChineseFont
from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.envoys import personal_links
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.open.responses import as_data, wants_data
from kezhang.submissions.quizzes import attempts, certificate, life, prize_draw, scoring
from kezhang.submissions.quizzes.attempts import GRACE, NotAnswered
from kezhang.submissions.quizzes.models import OnlineQuiz

#: Where a device keeps what makes an attempt its own, and for how many days.
COOKIE, DAYS = "kezhang-quiz-", 7
#: Names that the ranking lists.
LISTED = 100


def _quiz(code: str) -> OnlineQuiz:
    quiz = attempts.running(code.lower())
    if quiz is None:
        raise Http404
    return quiz


def _mine(request: HttpRequest, quiz: OnlineQuiz) -> QuizAttempt | None:
    secret = request.COOKIES.get(COOKIE + quiz.code, "")
    return attempts.by_secret(quiz, secret) if secret else None


def _remember(answer: HttpResponse, request: HttpRequest, quiz: OnlineQuiz, secret: str) -> HttpResponse:
    personal_links.keep_on_device(answer, request, COOKIE + quiz.code, secret, DAYS)
    return answer


@open_to_everybody
@require_GET
def quiz_page(request: HttpRequest, code: str) -> HttpResponse:
    """规则: what is asked, how long, how it is ranked and drawn, all said before; then the button."""
    quiz, now = _quiz(code), attempts.stamp()
    mine = _mine(request, quiz)
    answer = render(
        request,
        "open/quiz.html",
        {
            "quiz": quiz,
            "mine": mine,
            "is_running": quiz.is_running(now),
            "is_before": now < quiz.opens_at,
            "client_id": fresh_id(),
            "by_list": quiz.entry == OnlineQuiz.Entry.LIST,
            "says": request.GET.get("says", "")[:80],
        },
    )
    personal_links.keep_device(answer, request)
    return answer


def _told(request: HttpRequest, refused: NotAnswered) -> HttpResponse:
    if wants_data(request):
        return as_data({"says": str(refused)}, refused.status)
    return render(request, "open/ended.html", {"says": str(refused)}, status=refused.status)


@open_to_everybody
@csrf_exempt  # whoever starts has no session that another site could misuse
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    now, quiz = attempts.stamp(), _quiz(code)
    typed = request.POST.get("entry", "").strip().upper()
    entry = typed if quiz.entry == OnlineQuiz.Entry.LIST else _device(request)
    try:
        attempt, secret = attempts.start(quiz, request.POST.get("id", ""), entry, request.POST.get("name", ""), now)
    except NotAnswered as refused:
        return _told(request, refused)
    if wants_data(request):
        return _remember(as_data({"started": True, "resume": attempt.resume_code}, 201), request, quiz, secret)
    return _remember(redirect("open-quiz-paper", code=quiz.code), request, quiz, secret)


def _device(request: HttpRequest) -> str:
    """人 by device: a browser that keeps nothing is a new one each time, and is counted so."""
    return personal_links.device_of(request)[:60] or fresh_id()


@open_to_everybody
@csrf_exempt  # the code itself is what gives the right
@require_POST
def resume(request: HttpRequest, code: str) -> HttpResponse:
    quiz = _quiz(code)
    try:
        _, secret = attempts.resume(quiz, request.POST.get("resume", ""))
    except NotAnswered as refused:
        return _told(request, refused)
    return _remember(redirect("open-quiz-paper", code=quiz.code), request, quiz, secret)


@open_to_everybody
@csrf_exempt  # the cookie is not sent along by another site: SameSite
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """One question a screen. What is sent is saved and the next one answered, in one request."""
    now = attempts.stamp()
    quiz, mine = attempts.under_way(code.lower(), request.COOKIES.get(COOKIE + code.lower(), ""))
    if quiz is None:
        raise Http404
    if mine is None:
        return _gone(request, quiz)
    at = _number(request.POST.get("at", request.GET.get("n", "1")), len(mine.drawn))
    if request.method == "POST":
        try:
            mine, at = _answered(request, quiz, mine, at, now)
        except NotAnswered as refused:
            if wants_data(request):
                return as_data({"says": str(refused)}, refused.status)
            return redirect("open-quiz-result", code=quiz.code)
        if mine.finished_at is not None:
            return _finished(request, quiz, mine, now)
        if wants_data(request):
            return as_data({"saved": len(mine.answers), "left": _left(mine, now)})
    if mine.finished_at is not None or now >= mine.deadline:
        return redirect("open-quiz-result", code=quiz.code)
    return _question(request, quiz, mine, at, now)


def _gone(request: HttpRequest, quiz: OnlineQuiz) -> HttpResponse:
    if wants_data(request):
        return as_data({"says": attempts.ELSEWHERE}, 409)
    return redirect("open-quiz", code=quiz.code)


def _finished(request: HttpRequest, quiz: OnlineQuiz, mine: QuizAttempt, now: Any) -> HttpResponse:
    if not wants_data(request):
        return redirect("open-quiz-result", code=quiz.code)
    late = mine.is_by_time and now > mine.deadline + GRACE
    return as_data({"finished": True, "points": mine.points, "right": mine.right}, 410 if late else 200)


def _answered(request: HttpRequest, quiz: OnlineQuiz, mine: QuizAttempt, at: int, now: Any) -> tuple[QuizAttempt, int]:
    came = _came(request, mine, at)
    go = request.POST.get("go", "next")
    if go == "submit":
        return attempts.submit(quiz, mine, came, now), at
    saved = attempts.save(quiz, mine, came, now)
    step = {"next": 1, "back": -1}.get(go, 0)
    return saved, max(1, min(at + step, len(mine.drawn)))


def _came(request: HttpRequest, mine: QuizAttempt, at: int) -> dict[str, Any]:
    """A script sends all it has, counted; a page without one sends the question it shows."""
    if said := request.POST.get("answers"):
        try:
            came = json.loads(said)
        except (ValueError, RecursionError):
            return {}
        return came if isinstance(came, dict) else {}
    name = mine.drawn[at - 1]
    if f"shown_{name}" not in request.POST:
        return {}
    former = mine.answers.get(name, ["", 0])
    return {name: ["".join(request.POST.getlist(f"q_{name}"))[:20], int(former[1]) + 1]}


def _number(typed: str, most: int) -> int:
    try:
        return whole_number(typed, 1, max(most, 1))
    except ValueError:
        return 1


def _left(mine: QuizAttempt, now: Any) -> int:
    return max(0, int((mine.deadline - now).total_seconds()))


def _question(request: HttpRequest, quiz: OnlineQuiz, mine: QuizAttempt, at: int, now: Any) -> HttpResponse:
    name = mine.drawn[at - 1]
    asked = quiz.question(name)
    chosen = scoring.choice(mine.answers, name)
    order = scoring.option_order(len(asked["options"]), mine.seed, name, asked["kind"])
    shown = [(scoring.LETTERS[n], asked["options"][n], scoring.LETTERS[n] in chosen) for n in order]
    return render(
        request,
        "open/question.html",
        {
            "quiz": quiz, "mine": mine, "at": at, "size": len(mine.drawn), "name": name, "asked": asked,
            "options": shown, "many": asked["kind"] == "multiple", "left": _left(mine, now),
            "minutes": -(-_left(mine, now) // 60), "answered": len([a for a in mine.answers.values() if a[0]]),
            "count": int(mine.answers.get(name, ["", 0])[1]),
        },
    )  # fmt: skip


@open_to_everybody
@require_GET
def result(request: HttpRequest, code: str) -> HttpResponse:
    """成绩: one's own at once; ranking, and which answers were wrong, only after the quiz has ended."""
    now, quiz = attempts.stamp(), _quiz(code)
    mine = _mine(request, quiz)
    if mine is not None and mine.finished_at is None and now >= mine.deadline:
        mine = attempts.submit(quiz, mine, {}, now)
    is_over = now >= quiz.closes_at + GRACE
    standing = life.ranking(quiz) if is_over else []
    place = next((n for n, each in standing if mine is not None and each.entry == mine.entry), None)
    codes = life.passed(quiz, standing) if quiz.prizes else []
    stored = OnlineQuiz.objects.only("drawing", "draw_source").get(pk=quiz.pk)
    return render(
        request,
        "open/result.html",
        {
            "quiz": quiz, "mine": mine, "is_over": is_over, "place": place, "standing": standing[:LISTED],
            "has_passed": mine is not None and (mine.points or 0) >= quiz.pass_score,
            "list_digest": prize_draw.digest_of(codes) if codes and is_over else "",
            "drawing": stored.drawing, "lines": _lines(quiz, mine) if is_over and mine is not None else [],
        },
    )  # fmt: skip


def _lines(quiz: OnlineQuiz, mine: QuizAttempt) -> list[tuple[str, str, bool]]:
    found = []
    for name in mine.drawn:
        said = scoring.letters(scoring.choice(mine.answers, name))
        found.append((quiz.question(name)["text"], said or "未答", said == quiz.key[name]))
    return found


@open_to_everybody
@require_GET
def own_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """证书: of whoever has passed, as a PDF, with a number that the bureau can check."""
    quiz = _quiz(code)
    mine = _mine(request, quiz)
    if mine is None or mine.finished_at is None or (mine.points or 0) < quiz.pass_score:
        raise Http404
    try:
        made = certificate.pdf(quiz, mine)
    except NoChineseFont as fault:
        return render(request, "open/ended.html", {"says": str(fault)}, status=503)
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="certificate.pdf"'}
    )


@open_to_everybody
@require_GET
def draw_file(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    """抽奖公示: what anyone needs to recompute who won."""
    quiz = _quiz(code)
    stored = OnlineQuiz.objects.only("drawing").get(pk=quiz.pk)
    if not stored.drawing.get("digits"):
        raise Http404
    return HttpResponse(
        json.dumps(stored.drawing, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
