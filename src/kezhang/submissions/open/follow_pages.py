"""查询来件: by number and phrase: how it stands, what was asked, and what its sender may still do."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kezhang.orgs import guessing
from kezhang.records.declaration.rules import Problem
from kezhang.submissions.forms.form_fields import fields_of
from kezhang.submissions.models import Submission
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.form_pages import sending_of
from kezhang.submissions.sealing.seal import Unsealable, is_phrase_of, seal_of
from kezhang.submissions.sending import moving, receiving
from kezhang.submissions.sending.moving import NotMovable
from kezhang.submissions.sending.numbers import number_in
from kezhang.submissions.sending.receiving import NotReceived
from kezhang.submissions.sending.submitted_files import FileRefused

#: One answer for a number that does not exist and for a wrong phrase.
UNKNOWN = "没有找到：请核对编号和暗语，编号13位，暗语是四个词。"


@open_to_everybody
@csrf_exempt  # number and phrase come with every request, and nothing else gives a right
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a submission, revise it, withdraw it; number and phrase are sent along each time."""
    if request.method != "POST":
        return render(request, "open/follow.html", {"number": request.GET.get("number", "")})
    typed, phrase = request.POST.get("number", ""), request.POST.get("phrase", "")
    number = number_in(typed)
    subject = f"来件{number or typed[:13]}"
    try:
        guessing.attempt(subject, subject)
    except guessing.Locked as locked:
        until = timezone.localtime(locked.until)
        says = f"这个编号试错的次数太多，请在{until:%H:%M}以后再试。"
        return render(request, "open/follow.html", {"number": typed, "says": says}, status=429)
    found = Submission.objects.select_related("form", "org", "key", "link").filter(number=number or "").first()
    if not is_phrase_of(number or "", phrase) or found is None:
        return render(request, "open/follow.html", {"number": typed, "says": UNKNOWN}, status=404)
    guessing.succeeded(subject)
    return _act(request, found, phrase)


def _act(request: HttpRequest, found: Submission, phrase: str) -> HttpResponse:
    says, status = "", 200
    problems: Sequence[Problem] = ()
    act = request.POST.get("act", "")
    try:
        if act == "withdraw":
            found, says = receiving.withdraw(found), "已撤回。"
        elif act == "revise":
            sent = sending_of(request, found.form)
            found, says = receiving.revise(found, sent.answers, sent.attachments), "补充已收到，原来的也留着。"
    except (NotMovable, FileRefused) as refused:
        says, status = str(refused), 409
    except NotReceived as refused:
        says, status, problems = str(refused), refused.status, refused.problems
    found = Submission.objects.select_related("form", "org", "key", "link").get(pk=found.pk)
    return render(request, "open/status.html", _status(request, found, phrase, says, problems), status=status)


def _status(
    request: HttpRequest, found: Submission, phrase: str, says: str, problems: Sequence[Problem]
) -> dict[str, object]:
    current = receiving.current_revision(found)
    answers: dict[str, str] = {}
    try:
        seal = seal_of(found.key, found.number)
        answers = seal.opened_words(bytes(current.content))["answers"] if current else {}
    except Unsealable:
        says = says or "按表单写明的期限，填写的内容已经清除，只留办理结果。"
    if problems:
        answers |= {each.name: request.POST.get(each.name, "") for each in fields_of(found.form)}
    lines = [
        (f, answers.get(f.name, ""), [p.says for p in problems if p.column == f.name]) for f in fields_of(found.form)
    ]
    return {
        "submission": found,
        "form": found.form,
        "phrase": phrase,
        "says": says,
        "problems": problems,
        "moves": [m for m in found.moves.all() if m.act not in (moving.TAKE.name, moving.RELEASE.name)],
        "labels": moving.MOVES,
        "lines": lines,
        "may_revise": found.state in moving.REVISE.starts and bool(answers),
        "may_withdraw": found.state in moving.WITHDRAW.starts,
        "place": receiving.place_in_words(found),
        "asides": found.revisions.filter(is_aside=True).count(),
    }
