"""来件体检: whether every submission is where its moves say, whether they add up, and whether what is kept can be read."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Count

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.records.history.integrity import IntegrityFault
from kezhang.submissions.contests import contest_examination
from kezhang.submissions.contests.models import JudgedContest
from kezhang.submissions.envoy_terms import review_examination
from kezhang.submissions.envoy_terms.models import EnvoyReview
from kezhang.submissions.models import OpenForm, SealingKey, Submission, SubmissionMove
from kezhang.submissions.sealing.seal import Unsealable, seal_of


def examine(orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """sent = received + in hand + returned + accepted + refused + withdrawn, by form; each submission, contest, assessment."""
    orgs = None if orgs is None else list(orgs)
    forms = OpenForm.objects.select_related("org").order_by("pk")
    for form in forms if orgs is None else forms.filter(org__in=orgs):
        yield from _sum(form)
        yield from _each(form)
    contests = JudgedContest.objects.select_related("org", "form").order_by("pk")
    for contest in contests if orgs is None else contests.filter(org__in=orgs):
        for says in contest_examination.faults_of(contest):
            yield IntegrityFault(contest.org, f"大赛评审{contest}", says)
    assessments = EnvoyReview.objects.select_related("org").order_by("pk")
    for each in assessments if orgs is None else assessments.filter(org__in=orgs):
        for says in review_examination.faults_of(each):
            yield IntegrityFault(each.org, f"特派员考核“{each}”", says)
    if orgs is None:
        for key in SealingKey.objects.exclude(pk__in=Submission.objects.exclude(key=None).values("key")):
            yield IntegrityFault(None, f"密封钥匙第{key.pk}号", "没有来件用到它，可能是绕过系统写入的")


def _sum(form: OpenForm) -> Iterator[IntegrityFault]:
    with transaction.atomic():  # counted between two sendings, not in the middle of one
        sent = OpenForm.objects.select_for_update().get(pk=form.pk).sent
        rows = Submission.objects.filter(form=form).order_by().values("state").annotate(n=Count("pk"))
        counts = Counter({row["state"]: row["n"] for row in rows})
    if sent != sum(counts.values()):
        told = "、".join(f"{Submission.State(s).label}{n}" for s, n in counts.items()) or "没有来件"
        yield IntegrityFault(
            form.org, f"表单“{form.title}”", f"收到{sent}件，各状态相加{sum(counts.values())}件（{told}）"
        )
    if strange := set(counts) - set(Submission.State.values):
        yield IntegrityFault(form.org, f"表单“{form.title}”", f"有来件处于不存在的状态{'、'.join(sorted(strange))}")


def _each(form: OpenForm) -> Iterator[IntegrityFault]:
    last: dict[int, str] = {}
    for pk, before, after in (
        SubmissionMove.objects.filter(submission__form=form)
        .order_by("pk")
        .values_list("submission_id", "before", "after")
    ):
        if last.get(pk, "") != before:
            yield IntegrityFault(form.org, f"来件第{pk}号", "步骤不衔接，可能被直接改动过")
        last[pk] = after
    records = _records(form)
    for each in Submission.objects.filter(form=form).select_related("key", "org").iterator(chunk_size=1000):
        if each.state != last.get(each.pk):
            yield IntegrityFault(form.org, f"来件{each.shown_number}", "状态与步骤不符，可能被直接改动过")
        if each.record_id is not None and each.record_id not in records:
            yield IntegrityFault(form.org, f"来件{each.shown_number}", f"受理后的记录第{each.record_id}号不见了")
        if (each.state == Submission.State.ACCEPTED) != (each.record_id is not None) and form.makes_record:
            yield IntegrityFault(form.org, f"来件{each.shown_number}", "是否受理与有没有记录不符")
        if each.erased_at is None and (fault := _unreadable(each)):
            yield IntegrityFault(form.org, f"来件{each.shown_number}", fault)


def _records(form: OpenForm) -> set[int]:
    if form.ledger not in LEDGERS:
        return set()
    rows = access.records(LEDGERS[form.ledger], form.org, with_voided=True)
    return set(rows.values_list("pk", flat=True))


def _unreadable(submission: Submission) -> str:
    """Everything that is kept of it is opened: with another key, or altered, it does not open."""
    revisions = list(submission.revisions.order_by("number"))
    if not revisions:
        return "没有内容"
    try:
        seal = seal_of(submission.key, submission.number)
        said = [seal.opened_words(bytes(each.content)) for each in revisions]
        for file in submission.files.all():
            seal.opened(bytes(file.name))
    except (Unsealable, ValueError):
        return "密封内容打不开：钥匙不是原来的，或内容被改动过"
    whole = all(seal.token(words["answers"]) == each.token for words, each in zip(said, revisions, strict=True))
    return "" if whole else "内容与校验不符"
