"""报告的一生: draft, out for editing, returned, checked, accepted, issued, corrected; a trial draft is withdrawn.

A report moves by these functions alone; each says who may and from which state, refuses
in words, and leaves a change in the log. Files are opened, converted and checked before the bureau is locked. An issued report never moves but to “corrected by another”.
"""

import hashlib
from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone

from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb
from kezhang.records.local_time import day_text
from kezhang.records.writing import stored_files
from kezhang.records.writing.journal import Author
from kezhang.reports.document import conversion
from kezhang.reports.document.conversion import as_docx
from kezhang.reports.document.docx_reader import NotADocument, visible_paragraphs
from kezhang.reports.document.official.elements import PaperElements
from kezhang.reports.drafting.previous_words import SUGGESTED, TO_FILL_IN
from kezhang.reports.frozen import freezing, issue_proof, official_paper
from kezhang.reports.frozen.freezing import PreparedReport
from kezhang.reports.models import SUBJECT, Report, Revision, issuing
from kezhang.reports.proofreading import correction, returned_file
from kezhang.reports.proofreading.refresh import NotThisYear
from kezhang.reports.templating.parsing import TemplateText
from kezhang.workflow.steps import NotPossible, Step, Workflow

State = Report.State

SEND = Step("send", "发出修改", frozenset({State.DRAFT, State.RETURNED, State.CHECKED}), Verb.DRAFT, (State.OUT,))
RETURN = Step(
    "return", "收下送回的文件", frozenset({State.OUT, State.RETURNED, State.CHECKED}), Verb.DRAFT, (State.CHECKED,)
)
ACCEPT = Step("accept", "采用为新草稿", frozenset({State.CHECKED}), Verb.REVIEW, (State.DRAFT,))
RECALL = Step("recall", "收回", frozenset({State.OUT, State.RETURNED, State.CHECKED}), Verb.DRAFT, (State.DRAFT,))
PAPER = Step(
    "paper", "填写公文要素", frozenset({State.DRAFT, State.OUT, State.RETURNED, State.CHECKED}), Verb.DRAFT
)  # fmt: skip
WITHDRAW = Step("withdraw", "撤回草稿", frozenset({State.DRAFT}), Verb.DRAFT, (State.WITHDRAWN,))
REVIVE = Step("revive", "恢复草稿", frozenset({State.WITHDRAWN}), Verb.DRAFT, (State.DRAFT,))
ISSUE = Step("issue", "签发", frozenset({State.DRAFT}), Verb.ISSUE, (State.ISSUED,))
CORRECT = Step("correct", "更正", frozenset({State.ISSUED}), Verb.DRAFT, (State.SUPERSEDED,))
STEPS = {step.name: step for step in (SEND, RETURN, ACCEPT, RECALL, WITHDRAW, REVIVE, ISSUE, CORRECT, PAPER)}


def send(report: Report, by: User | None, note: str = "") -> Revision:
    """发出修改: the draft goes out as the next 稿; what came back last goes out again if it was not accepted."""
    with LIFE.under_way(report, SEND, by) as locked:
        last = _last_back(locked) if locked.state != State.DRAFT else None
        with (last or locked).file.open("rb") as file:
            content = file.read()
        name = last.name if last else f"{locked.title}.docx"
        made = _keep(locked, Revision.What.OUT, locked.round + 1, name, content, by, note)
        _move(locked, State.OUT, SEND, Author(by=by, reason=note), revision=made)
    return made


def take_back(report: Report, by: User | None, name: str, content: bytes, note: str = "") -> Revision:
    """送回: keep an edited file and check it. Raises NotPossible for what is not a document of this report."""
    report = LIFE.ready(report, RETURN, by)
    try:
        came = returned_file.read(content, name, report)
    except returned_file.NotTaken as fault:
        raise NotPossible(str(fault)) from fault
    told = "；".join(filter(None, (note, came.says)))
    with LIFE.under_way(report, RETURN, by) as report:
        made = _keep(report, Revision.What.BACK, report.round, name, content, by, told, came.findings)
        state = State.RETURNED if came.findings is None else State.CHECKED
        _move(report, state, RETURN, Author(by=by, reason=made.note), revision=made)
    return made


def accept(report: Report, by: User | None, reason: str = "") -> Report:
    """采用: the checked file becomes the draft. What the check leaves open needs a reason."""
    last = _last_back(LIFE.ready(report, ACCEPT, by))
    assert last is not None
    if last.findings and last.findings["open"] and not reason.strip():
        raise NotPossible("送回的文件还有未了的核对结果；请改好后重新上传，或写明采用的理由。")
    if conversion.suffix_of(last.name) not in conversion.KINDS:
        raise NotPossible(f"送回的“{last.name}”只能核对，不能用作草稿；请把同样的改动改在 .docx 里，再上传采用。")
    with last.file.open("rb") as file:
        content = as_docx(file.read())
    with LIFE.under_way(report, ACCEPT, by) as locked:
        if _last_back(locked) != last:
            raise NotPossible(f"{locked.number} 刚刚又送回了一份文件；请核对那一份后再采用。")
        locked.sha256 = hashlib.sha256(content).hexdigest()
        stored_files.keep(locked.file, f"{locked.number}.docx", content)
        _move(locked, State.DRAFT, ACCEPT, Author(by=by, reason=reason), revision=last)
    return locked


def recall(report: Report, by: User | None, reason: str = "") -> Report:
    """收回: back to the draft as it was before it went out; what came back stays in the history."""
    with LIFE.under_way(report, RECALL, by) as locked:
        _move(locked, State.DRAFT, RECALL, Author(by=by, reason=reason))
    return locked


def set_paper(report: Report, by: User | None, made: PaperElements | None) -> Report:
    """公文要素: what is put around the text when it is issued; None for a plain report."""
    with LIFE.under_way(report, PAPER, by) as locked:
        locked.official = official_paper.kept(locked, made) if made else {}
        LIFE.move(
            locked, locked.state, PAPER, Author(by=by), paper=f"{made.kind.value}，{made.form.value}" if made else "无"
        )
    report.official = locked.official
    return locked


def withdraw(report: Report, by: User | None, reason: str = "") -> Report:
    """撤回: a draft that was only tried, or is not wanted; it keeps its number and its history, and can be revived."""
    with LIFE.under_way(report, WITHDRAW, by) as locked:
        _move(locked, State.WITHDRAWN, WITHDRAW, Author(by=by, reason=reason))
    return locked


def revive(report: Report, by: User | None, reason: str = "") -> Report:
    """恢复: a draft again, if no other correction of the same report is under way."""
    with LIFE.under_way(report, REVIVE, by) as locked:
        if locked.corrects is not None:
            _require_no_other_correction(locked.corrects)
        _move(locked, State.DRAFT, REVIVE, Author(by=by, reason=reason))
    return locked


def issue(report: Report, by: User | None) -> Report:
    """签发: from here on the report never changes, and what it corrects is marked as corrected."""
    looked_at = LIFE.ready(report, ISSUE, by)
    with looked_at.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != looked_at.sha256:
        raise NotPossible("报告文件与登记的校验值不符，可能被直接改动过；请重新起草，或上传修改稿。")
    paragraphs = visible_paragraphs(BytesIO(content))
    if blanks := sum(paragraph.count(TO_FILL_IN) for paragraph in paragraphs):
        raise NotPossible(f"正文里还有{blanks}处{TO_FILL_IN}…】没有填写；请填好或删去后再签发。")
    left = sum(SUGGESTED in paragraph for paragraph in paragraphs)
    if left:
        raise NotPossible(f"正文里还有{left}段{SUGGESTED}的上期文字；请改好或删去后再签发。")
    made = official_paper.elements_of(looked_at)
    space = official_paper.room_for(looked_at, content, made, marked=True) if made else 0
    deeds: list[Any] = [deed for _, deed in issuing.send(Report, report=looked_at)]
    with LIFE.under_way(report, ISSUE, by) as locked:
        if (locked.sha256, locked.official) != (looked_at.sha256, looked_at.official):
            raise NotPossible(f"{locked.number} 刚刚换了文件或公文要素；请看过后再签发。")
        locked.issued_by, locked.issued_at = by, timezone.now()
        if made:
            try:
                official_paper.require_whole(locked, made)
                content = official_paper.put_on(locked, content, made, space)
            except official_paper.NotSaidRight as fault:
                raise NotPossible(str(fault)) from fault
        _mark(locked, content)
        _move(locked, State.ISSUED, ISSUE, Author(by=by), paper_number=locked.paper_number)
        if locked.corrects is not None:
            old = Report.objects.get(pk=locked.corrects.pk)
            _move(old, State.SUPERSEDED, CORRECT, Author(by=by, reason=f"由 {locked.number} 更正"))
        for deed in deeds:
            deed(locked, by)
    report.refresh_from_db(
        fields=["file", "sha256", "state", "issued_by", "issued_at", "official", "code_word", "paper_year", "serial"]
    )  # whoever asked holds what is issued
    issue_proof.anchor(locked)
    return locked


def _mark(report: Report, content: bytes) -> None:
    """The file with its code, where its format still has room for one; an older file goes once the step is certain."""
    try:
        marked = issue_proof.marked(report, content)
    except NotADocument as fault:
        raise NotPossible(str(fault)) from fault
    report.sha256 = hashlib.sha256(marked).hexdigest()
    stored_files.keep(report.file, f"{report.number}.docx", marked)


def correct(report: Report, by: User | None, why: str, as_of: date | None = None, *, redraft: bool = False) -> Report:
    """更正: a new report of the same period in the words of the issued one, with its figures measured anew.

    ``redraft``: from the template instead, without what people wrote since. The issued report stays as it is.
    """
    report = LIFE.ready(report, CORRECT, by)
    if not why.strip():
        raise NotPossible("请写明更正的原因。")
    _require_no_other_correction(report)
    prepared = _correction(report, as_of or report.as_of, by, why.strip(), redraft=redraft)
    try:
        with LIFE.under_way(report, CORRECT, by) as report:
            _require_no_other_correction(report)
            prepared.report.official = official_paper.again(report, prepared.report.as_of)
            return freezing.keep(prepared)
    except freezing.NotAddingUp as fault:
        raise NotPossible(str(fault)) from fault


def _correction(report: Report, day: date, by: User | None, why: str, *, redraft: bool) -> PreparedReport:
    if not redraft:
        try:
            return correction.prepare(report, day, by, why)
        except (NotThisYear, NotADocument) as fault:
            raise NotPossible(f"{fault}也可以按模板重新起草更正稿。") from fault
    template = freezing.template_of(report)
    if not template.paragraphs:  # from before templates were kept with the report
        template = TemplateText.shipped("half_year")
    return freezing.prepare(report.org, report.span, day, by, template, report, why)


def _require_no_other_correction(report: Report) -> None:
    waiting = report.corrections.exclude(state__in=(State.ISSUED, State.SUPERSEDED, State.WITHDRAWN)).first()
    if waiting is not None:
        raise NotPossible(f"{report.number} 已有更正稿 {waiting.number}，还没有签发；请继续修改那一份。")


def _last_back(report: Report) -> Revision | None:
    return report.revisions.filter(what=Revision.What.BACK).last()


def _refusal(report: Report, step: Step) -> str:
    """What to do instead, where a report has gone beyond the move; "" where the usual words say it."""
    if report.is_final and report.issued_at and step is ISSUE:
        return f"{report.number} 已于{day_text(report.issued_at)}签发。"
    if report.state == State.SUPERSEDED:
        newer = report.corrections.filter(state=State.ISSUED).first()
        return f"{report.number} 已被{newer.number if newer else '另一份报告'}更正，请在那一份上办理。"
    if report.state == State.ISSUED:
        return f"{report.number} 已签发，不能{step.label}；有错请办“更正”，会另出一份报告。"
    return ""


LIFE = Workflow(
    label="报告",
    subject=SUBJECT,
    things=Report,
    steps=STEPS,
    related=("corrects",),
    named=lambda report: report.number,
    refusal=_refusal,
    begins=State.DRAFT,
    states=dict(State.choices),
)


def _keep(
    report: Report, what: str, number: int, name: str, content: bytes, by: User | None, note: str,
    findings: dict[str, Any] | None = None,
) -> Revision:  # fmt: skip
    made = Revision(report=report, number=number, what=what, name=name[-180:], by=by, note=note, findings=findings)
    made.sha256 = hashlib.sha256(content).hexdigest()
    stored_files.keep(made.file, f"{report.number}-{number}-{what}{conversion.suffix_of(name)}", content)
    made.save()
    return made


def _move(
    report: Report, state: str, step: Step, author: Author, *, revision: Revision | None = None, paper_number: str = ""
) -> None:
    after: dict[str, Any] = {"sha256": report.sha256}
    if paper_number:
        after["paper_number"] = paper_number
    if revision is not None:
        after |= {"revision": revision.pk, "file_sha256": revision.sha256}
    LIFE.move(report, state, step, author, **after)
